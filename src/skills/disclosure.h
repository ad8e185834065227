#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace credex::skills {

/// Counts of people as they may be published: those from 1 to `k` - 1 are left out, and further ones, smallest first,
/// until at least two are left out and together come to `k` or more, so that no group is learnt by taking the others
/// from the sum. A 0 stays: it shows nobody. Where all together are fewer than `k`, none that is not 0 is given.
std::vector<std::optional<std::int64_t>> disclosed(std::span<const std::int64_t> counts, std::int64_t k);
/// The sum of those, nothing where it lies from 1 to `k` - 1.
std::optional<std::int64_t> disclosed_sum(std::span<const std::int64_t> counts, std::int64_t k);

}  // namespace credex::skills
