#pragma once

#include "base/json.h"
#include "recognition/best_change.h"
#include "recognition/matrix.h"

namespace credex::recognition {

/// The matrix as values: bodies (id, name, place), origins, cells (body, origin, counts, share, what stops the rest)
/// and the sum over borders. Cells without definitions are left out.
json::Value matrix_value(json::Arena& arena, const Matrix& matrix, std::span<const Policy> policies);

/// Changes as values, with ids of bodies and values on the criteria's scales.
json::Value changes_value(json::Arena& arena, const BestChanges& best, std::span<const Policy> policies,
                          const Criteria& criteria);

/// What a change says, with how many more would cross where that is given.
Finding change_finding(const RuleChange& change, std::span<const Policy> policies, const Criteria& criteria,
                       std::optional<std::uint64_t> opens = std::nullopt);

/// The matrix as a report: one finding a body with its share across borders and what stops most of the rest.
Report matrix_report(const Matrix& matrix, std::span<const Policy> policies);

}  // namespace credex::recognition
