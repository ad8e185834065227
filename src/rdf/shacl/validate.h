#pragma once

#include <string>
#include <vector>

#include "base/report.h"
#include "base/result.h"
#include "rdf/shacl/shapes.h"

namespace credex::rdf::shacl {

/// One result of a validation (SHACL, section 3.6.2). Terms are of the data graph but where said; `focus` and `value`
/// may be what only the shapes know, a target that the data does not mention: result_term() reads them.
struct ValidationResult {
  TermId focus{};
  TermId value{};                ///< none where the component gives none
  TermId closed_path{};          ///< the property that a closed shape does not allow
  const Shape* shape = nullptr;  ///< sh:sourceShape, with its path, severity and messages
  const Constraint* constraint = nullptr;
};

struct Validation {
  std::vector<ValidationResult> results{};
  /// Patterns that are no regular expressions and other things that kept a constraint from being judged.
  std::vector<std::string> problems{};
  std::size_t focus_nodes = 0;  ///< nodes that some shape was aimed at

  bool conforms() const { return results.empty() && problems.empty(); }
};

struct ValidationLimits {
  std::size_t max_results = 10'000;
  std::size_t max_depth = 64;          ///< of shapes that refer to shapes
  std::size_t max_steps = 50'000'000;  ///< value nodes judged; past it Error "rdf.shacl.too_complex"
};

/// Validates the default graph behind `data` (SHACL, section 3.4). Shapes that refer to themselves are taken as met at
/// the second meeting (section 3.4.3 leaves it open).
Result<Validation> validate(const Shapes& shapes, const Graph& data, const ValidationLimits& limits = {});

/// A term of a result, with the dataset that it is of.
struct ResultTerm {
  const Dataset* dataset = nullptr;
  TermId id{};
};
ResultTerm result_term(const Shapes& shapes, const Graph& data, TermId id);

/// The sh:ValidationReport as RDF (section 3.6).
Dataset validation_report_rdf(const Shapes& shapes, const Graph& data, const Validation& validation);

/// The same as findings: one a result, `unknown` for what could not be judged, or one `pass`.
Report validation_report(const Shapes& shapes, const Graph& data, const Validation& validation);

}  // namespace credex::rdf::shacl
