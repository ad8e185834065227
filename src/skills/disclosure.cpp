#include "skills/disclosure.h"

#include <algorithm>
#include <numeric>

namespace credex::skills {

std::vector<std::optional<std::int64_t>> disclosed(std::span<const std::int64_t> counts, std::int64_t k) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] < counts[b]; });
  std::vector<std::optional<std::int64_t>> out(counts.begin(), counts.end());
  std::size_t hidden = 0;
  std::int64_t together = 0;
  for (const std::size_t i : order) {
    const bool is_small = counts[i] < k;
    const bool is_cover = hidden > 0 && (hidden < 2 || together < k);
    if (!is_small && !is_cover) break;
    out[i].reset();
    ++hidden;
    together += counts[i];
  }
  return out;
}

std::optional<std::int64_t> disclosed_sum(std::span<const std::int64_t> counts, std::int64_t k) {
  const std::int64_t sum = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  if (sum > 0 && sum < k) return std::nullopt;
  return sum;
}

}  // namespace credex::skills
