#pragma once

#include <string>
#include <vector>

#include "recognition/matrix.h"

namespace credex::recognition {

/// Changed rules to look at: policies in place of those with the same body, and agreements besides those in force.
struct WhatIf {
  std::vector<Policy> policies{};
  std::vector<Agreement> agreements{};
};

/// Reads a what-if (YAML): `policies`, each with `body` (its id), `purposes` and `automatic` as in a policy, over that
/// body's policy as it is; `agreements` as in an agreement. Error "recognition.what_if" with file, line and reason.
Result<WhatIf> read_what_if(std::string_view text, const std::string& name, std::span<const Policy> policies,
                            const Criteria& criteria, const Countries& countries);

/// The matrix with the changes; only the rows of bodies that they touch are reckoned again.
Matrix matrix_with(const Catalogue& catalogue, const MatrixInput& input, const Matrix& before, const WhatIf& changes);

}  // namespace credex::recognition
