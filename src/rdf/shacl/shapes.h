#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rdf/dataset.h"
#include "rdf/graph.h"

namespace credex::rdf::shacl {

inline constexpr std::string_view k_ns = "http://www.w3.org/ns/shacl#";

/// A property path (SHACL, Recommendation 2017-07-20, section 2.3.1).
struct Path {
  enum class Kind : std::uint8_t { predicate, inverse, sequence, alternative, zero_or_more, one_or_more, zero_or_one };
  Kind kind = Kind::predicate;
  TermId predicate{};  ///< a term of the shapes graph
  std::vector<Path> parts{};
};

/// The constraint components of SHACL Core, section 4, in its order.
enum class Component : std::uint8_t {
  class_,
  datatype,
  node_kind,
  min_count,
  max_count,
  min_exclusive,
  min_inclusive,
  max_exclusive,
  max_inclusive,
  min_length,
  max_length,
  pattern,
  language_in,
  unique_lang,
  equals,
  disjoint,
  less_than,
  less_than_or_equals,
  not_,
  and_,
  or_,
  xone,
  node,
  property,
  qualified_min_count,
  qualified_max_count,
  closed,
  has_value,
  in
};
/// "MinCount" for the component sh:MinCountConstraintComponent.
std::string_view component_name(Component component);

enum NodeKindBit : std::uint8_t { k_kind_blank = 1, k_kind_iri = 2, k_kind_literal = 4 };

struct Constraint {
  Component component{};
  std::vector<TermId> terms{};            ///< parameters, of the shapes graph
  std::vector<std::uint32_t> shapes{};    ///< of logical and shape-based components
  std::vector<std::uint32_t> siblings{};  ///< of qualified value shapes that must be disjoint
  std::uint64_t number = 0;
  std::string pattern{};
  std::string flags{};
};

enum class Severity : std::uint8_t { info, warning, violation };

struct Shape {
  TermId id{};
  bool is_property = false;
  bool deactivated = false;
  Severity severity = Severity::violation;
  TermId severity_term{};  ///< as the shapes say it; none for sh:Violation by default
  Path path{};
  std::vector<Constraint> constraints{};
  std::vector<TermId> messages{};
  std::vector<TermId> target_nodes{};
  std::vector<TermId> target_classes{};
  std::vector<TermId> target_subjects_of{};
  std::vector<TermId> target_objects_of{};
};

/// A shapes graph, read once and used for many data graphs, by several threads at a time.
class Shapes {
 public:
  /// Reads the shapes in the default graph of `dataset`. Error "rdf.shacl.shape" names a shape that is not well-formed.
  static Result<Shapes> from(Dataset dataset);

  const Dataset& dataset() const { return *dataset_; }
  const std::vector<Shape>& all() const { return shapes_; }
  /// IRIs of owl:imports in the graph; the caller loads them.
  static std::vector<std::string> imports_of(const Dataset& dataset);
  /// What is in the graph but not of SHACL Core and so not checked (sh:sparql, sh:js, ...), each once.
  const std::vector<std::string>& unsupported() const { return unsupported_; }

 private:
  friend class ShapesReader;
  std::unique_ptr<Dataset> dataset_;
  std::vector<Shape> shapes_;
  std::vector<std::string> unsupported_;
};

/// A path in Turtle's SPARQL-like writing, for messages: "^ex:a/ex:b*", IRIs by their last part.
std::string path_text(const Dataset& dataset, const Path& path);

}  // namespace credex::rdf::shacl
