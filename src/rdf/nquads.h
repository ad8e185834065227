#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "rdf/dataset.h"

namespace credex::rdf {

struct NQuadsLimits {
  std::size_t max_bytes = std::size_t{256} * 1024 * 1024;
};

/// Adds the quads of an N-Quads text (RDF 1.1 N-Quads, Recommendation 2014-02-25). Errors "rdf.nquads.syntax" name
/// line and column.
Result<void> read_nquads(std::string_view text, Dataset& into, const NQuadsLimits& limits = {});

/// The quads in their order, in the canonical form of N-Quads (RDFC-1.0, section 5).
std::string write_nquads(const Dataset& dataset);

/// Appends one term in the canonical form of N-Quads.
void append_term(std::string& out, const Dataset& dataset, TermId term);

}  // namespace credex::rdf
