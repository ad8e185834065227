#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace credex::rdf {

enum class TermKind : std::uint8_t { iri, blank, literal };

/// A term's number in its Dataset. 0 is no term; as the graph of a quad it is the default graph.
enum class TermId : std::uint32_t { none = 0 };

/// A term of RDF 1.1 Concepts, section 3. Texts live in the Dataset.
struct Term {
  TermKind kind = TermKind::iri;
  std::string_view value{};        ///< the IRI; the label without "_:"; the lexical form
  TermId datatype = TermId::none;  ///< of a literal, always set
  std::string_view language{};     ///< of a language-tagged literal, as written
};

struct Quad {
  TermId subject{};
  TermId predicate{};
  TermId object{};
  TermId graph{};
  auto operator<=>(const Quad&) const = default;
};

/// A set of quads over interned terms: equal terms have equal numbers. Quads keep the order in which they came; one
/// that is there already is not added again. Not for several threads while it is being filled.
class Dataset {
 public:
  Dataset();

  TermId iri(std::string_view value);
  TermId blank(std::string_view label);
  /// A literal; with `language` its datatype is rdf:langString.
  TermId literal(std::string_view value, std::string_view datatype, std::string_view language = {});
  /// A blank node whose label ("b0", "b1", ...) no other term here has.
  TermId fresh_blank();
  /// The term of another dataset, as a term of this one.
  TermId import(const Dataset& from, TermId term);

  /// The number of a term that is here, or TermId::none.
  TermId find_iri(std::string_view value) const;
  TermId find_blank(std::string_view label) const;
  TermId find_literal(std::string_view value, std::string_view datatype, std::string_view language = {}) const;

  const Term& term(TermId id) const { return terms_[static_cast<std::size_t>(id)]; }
  std::size_t term_count() const { return terms_.size(); }
  bool is_iri(TermId id) const { return id != TermId::none && term(id).kind == TermKind::iri; }
  bool is_blank(TermId id) const { return id != TermId::none && term(id).kind == TermKind::blank; }
  bool is_literal(TermId id) const { return id != TermId::none && term(id).kind == TermKind::literal; }

  void add(Quad quad);
  void add(TermId subject, TermId predicate, TermId object, TermId graph = TermId::none) {
    add(Quad{subject, predicate, object, graph});
  }
  std::span<const Quad> quads() const { return quads_; }

  /// Empties it; memory is kept for the next use.
  void clear();

 private:
  TermId intern(TermKind kind, std::string_view value, TermId datatype, std::string_view language);
  TermId lookup(TermKind kind, std::string_view value, TermId datatype, std::string_view language) const;
  std::uint64_t hash_of(const Term& term) const;
  void grow_term_table();
  void grow_quad_table();

  json::Arena text_;
  std::vector<Term> terms_;
  std::vector<std::uint32_t> term_table_;
  std::vector<Quad> quads_;
  std::vector<std::uint32_t> quad_table_;
  std::uint32_t next_blank_ = 0;
};

/// IRIs of the RDF, RDFS and XSD vocabularies that code names.
namespace iri {
inline constexpr std::string_view rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
inline constexpr std::string_view rdf_first = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
inline constexpr std::string_view rdf_rest = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
inline constexpr std::string_view rdf_nil = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
inline constexpr std::string_view rdf_list = "http://www.w3.org/1999/02/22-rdf-syntax-ns#List";
inline constexpr std::string_view rdf_lang_string = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
inline constexpr std::string_view rdf_json = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
inline constexpr std::string_view rdf_value = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value";
inline constexpr std::string_view rdf_direction = "http://www.w3.org/1999/02/22-rdf-syntax-ns#direction";
inline constexpr std::string_view rdf_language = "http://www.w3.org/1999/02/22-rdf-syntax-ns#language";
inline constexpr std::string_view rdfs_sub_class_of = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
inline constexpr std::string_view rdfs_class = "http://www.w3.org/2000/01/rdf-schema#Class";
inline constexpr std::string_view xsd_string = "http://www.w3.org/2001/XMLSchema#string";
inline constexpr std::string_view xsd_boolean = "http://www.w3.org/2001/XMLSchema#boolean";
inline constexpr std::string_view xsd_integer = "http://www.w3.org/2001/XMLSchema#integer";
inline constexpr std::string_view xsd_decimal = "http://www.w3.org/2001/XMLSchema#decimal";
inline constexpr std::string_view xsd_double = "http://www.w3.org/2001/XMLSchema#double";
inline constexpr std::string_view xsd_date_time = "http://www.w3.org/2001/XMLSchema#dateTime";
inline constexpr std::string_view i18n = "https://www.w3.org/ns/i18n#";
}  // namespace iri

}  // namespace credex::rdf
