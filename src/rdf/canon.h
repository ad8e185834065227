#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "rdf/dataset.h"

namespace credex::rdf {

struct CanonLimits {
  /// Runs of Hash N-Degree Quads, one for each permutation's recursion. A credential needs none or a few.
  std::size_t max_calls = 4000;
};

struct CanonOptions {
  HashAlgorithm hash = HashAlgorithm::sha256;  ///< SHA-256, or SHA-384 where the suite asks for it
  CanonLimits limits{};
};

struct Canonical {
  std::string nquads{};                                       ///< the canonical N-Quads document, lines sorted
  std::vector<std::pair<std::string, std::string>> labels{};  ///< input label to canonical label, both without "_:"
};

/// The canonical form of `dataset` by RDFC-1.0 (W3C Recommendation 2024-05-21, section 4.4).
/// Work grows with the dataset as long as blank nodes have distinct neighbourhoods; past `limits.max_calls` it gives
/// Error "rdf.canon.too_complex" (poisoned graphs, section 7.1).
Result<Canonical> canonicalise(const Dataset& dataset, const CanonOptions& options = {});

}  // namespace credex::rdf
