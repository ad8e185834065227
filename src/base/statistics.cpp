#include "base/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace credex::statistics {
namespace {

/// The distance of two values, squared, given how often each value occurs.
double distance(const std::vector<double>& values, const std::vector<double>& counts, std::size_t c, std::size_t k,
                Metric metric) {
  if (c == k) return 0;
  switch (metric) {
    case Metric::nominal: return 1;
    case Metric::ordinal: {
      const auto [from, to] = std::minmax(c, k);
      double between = -(counts[c] + counts[k]) / 2;
      for (std::size_t g = from; g <= to; ++g) between += counts[g];
      return between * between;
    }
    case Metric::interval: return (values[c] - values[k]) * (values[c] - values[k]);
    case Metric::ratio: {
      const double sum = values[c] + values[k];
      const double difference = values[c] - values[k];
      return sum == 0 ? 0 : difference / sum * (difference / sum);
    }
  }
  return 0;
}

Interval around(double middle, double variance, double z) {
  const double half = z * std::sqrt(variance);
  return {middle - half, middle + half};
}

/// The correction for small groups, J.
double correction(double degrees) { return 1 - 3 / (4 * degrees - 1); }

/// Ranks from 1, ties at the middle of their places; adds t^3 - t of each group of ties to `ties`.
std::vector<double> ranks_of(const std::vector<double>& values, double& ties) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> out(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    const auto t = static_cast<double>(end - i);
    ties += t * t * t - t;
    for (std::size_t j = i; j < end; ++j) out[order[j]] = static_cast<double>(i + end + 1) / 2;
    i = end;
  }
  return out;
}

}  // namespace

std::optional<double> krippendorff_alpha(const Ratings& ratings, Metric metric) {
  std::vector<double> values;
  for (const auto& row : ratings) {
    for (const auto& one : row) {
      if (one) values.push_back(*one);
    }
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  const std::size_t v = values.size();
  const std::size_t units = ratings.empty() ? 0 : ratings.front().size();

  std::vector<double> coincidences(v * v);
  std::vector<double> in_unit(v);
  for (std::size_t u = 0; u < units; ++u) {
    std::fill(in_unit.begin(), in_unit.end(), 0);
    double m = 0;
    for (const auto& row : ratings) {
      assert(row.size() == units);  // every observer has a place for every unit
      if (!row[u]) continue;
      ++in_unit[static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), *row[u]) - values.begin())];
      ++m;
    }
    if (m < 2) continue;
    for (std::size_t c = 0; c < v; ++c) {
      for (std::size_t k = 0; k < v; ++k)
        coincidences[c * v + k] += in_unit[c] * (in_unit[k] - (c == k ? 1 : 0)) / (m - 1);
    }
  }
  std::vector<double> counts(v);
  for (std::size_t c = 0; c < v; ++c) {
    for (std::size_t k = 0; k < v; ++k) counts[c] += coincidences[c * v + k];
  }
  const double n = std::accumulate(counts.begin(), counts.end(), 0.0);
  double observed = 0;
  double expected = 0;
  for (std::size_t c = 0; c < v; ++c) {
    for (std::size_t k = 0; k < v; ++k) {
      const double d = distance(values, counts, c, k, metric);
      observed += coincidences[c * v + k] * d;
      expected += counts[c] * counts[k] * d;
    }
  }
  if (n < 2 || expected == 0) return std::nullopt;
  return 1 - (n - 1) * observed / expected;
}

Interval wilson(std::int64_t x, std::int64_t n, Continuity continuity, double z) {
  assert(x >= 0 && x <= n);
  if (n == 0) return {0, 1};
  const auto m = static_cast<double>(n);
  const double p = static_cast<double>(x) / m;
  const double q = 1 - p;
  const double zz = z * z;
  if (continuity == Continuity::uncorrected) {
    const double half = z * std::sqrt(zz + 4 * m * p * q);
    return {x == 0 ? 0 : (2 * m * p + zz - half) / (2 * (m + zz)),
            x == n ? 1 : (2 * m * p + zz + half) / (2 * (m + zz))};
  }
  const double low = (2 * m * p + zz - 1 - z * std::sqrt(zz - 2 - 1 / m + 4 * p * (m * q + 1))) / (2 * (m + zz));
  const double high = (2 * m * p + zz + 1 + z * std::sqrt(zz + 2 - 1 / m + 4 * p * (m * q - 1))) / (2 * (m + zz));
  return {x == 0 ? 0 : low, x == n ? 1 : high};
}

Interval difference_of_shares(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2, double z) {
  assert(n1 > 0 && n2 > 0);
  const double p1 = static_cast<double>(x1) / static_cast<double>(n1);
  const double p2 = static_cast<double>(x2) / static_cast<double>(n2);
  const Interval one = wilson(x1, n1, Continuity::uncorrected, z);
  const Interval two = wilson(x2, n2, Continuity::uncorrected, z);
  return {p1 - p2 - std::hypot(p1 - one.low, two.high - p2), p1 - p2 + std::hypot(one.high - p1, p2 - two.low)};
}

Sample sample_of(std::span<const double> values) {
  Sample out{.n = static_cast<std::int64_t>(values.size())};
  if (values.empty()) return out;
  out.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  if (values.size() < 2) return out;
  double squares = 0;
  for (const double one : values) squares += (one - out.mean) * (one - out.mean);
  out.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  return out;
}

std::optional<Effect> effect_between(const Sample& first, const Sample& second) {
  if (first.n < 2 || second.n < 2) return std::nullopt;
  const auto n1 = static_cast<double>(first.n);
  const auto n2 = static_cast<double>(second.n);
  const double degrees = n1 + n2 - 2;
  Effect out{
      .within = std::sqrt(
          ((n1 - 1) * first.deviation * first.deviation + (n2 - 1) * second.deviation * second.deviation) / degrees)};
  if (out.within == 0) return std::nullopt;
  out.d = (first.mean - second.mean) / out.within;
  out.d_variance = (n1 + n2) / (n1 * n2) + out.d * out.d / (2 * (n1 + n2));
  const double j = correction(degrees);
  out.g = j * out.d;
  out.g_variance = j * j * out.d_variance;
  out.g_interval = around(out.g, out.g_variance, k_z975);
  return out;
}

std::optional<Effect> effect_within(std::span<const double> before, std::span<const double> after) {
  assert(before.size() == after.size());
  const std::size_t n = before.size();
  if (n < 3) return std::nullopt;
  const Sample first = sample_of(before);
  const Sample second = sample_of(after);
  if (first.deviation == 0 || second.deviation == 0) return std::nullopt;
  std::vector<double> differences(n);
  double products = 0;
  for (std::size_t i = 0; i < n; ++i) {
    differences[i] = after[i] - before[i];
    products += (before[i] - first.mean) * (after[i] - second.mean);
  }
  const auto m = static_cast<double>(n);
  const double r = products / (m - 1) / (first.deviation * second.deviation);
  const Sample difference = sample_of(differences);
  const double spread = 2 * (1 - r);
  if (difference.deviation == 0 || spread <= 0) return std::nullopt;
  Effect out{.within = difference.deviation / std::sqrt(spread)};
  out.d = difference.mean / out.within;
  out.d_variance = (1 / m + out.d * out.d / (2 * m)) * spread;
  const double j = correction(m - 1);
  out.g = j * out.d;
  out.g_variance = j * j * out.d_variance;
  out.g_interval = around(out.g, out.g_variance, k_z975);
  return out;
}

std::optional<Concordance> kendall_w(const std::vector<std::vector<double>>& ratings) {
  if (ratings.size() < 2 || ratings.front().size() < 2) return std::nullopt;
  const std::size_t items = ratings.front().size();
  std::vector<double> sums(items);
  double ties = 0;
  for (const auto& row : ratings) {
    assert(row.size() == items);
    const std::vector<double> ranks = ranks_of(row, ties);
    for (std::size_t i = 0; i < items; ++i) sums[i] += ranks[i];
  }
  const auto m = static_cast<double>(ratings.size());
  const auto n = static_cast<double>(items);
  const double mean = m * (n + 1) / 2;
  Concordance out{.degrees = static_cast<int>(items) - 1};
  for (const double sum : sums) out.deviation += (sum - mean) * (sum - mean);
  const double most = m * m * (n * n * n - n);
  if (most - m * ties <= 0) return std::nullopt;
  out.uncorrected = 12 * out.deviation / most;
  out.w = 12 * out.deviation / (most - m * ties);
  out.chi_square = m * (n - 1) * out.w;
  return out;
}

double quantile(std::span<const double> sorted, double p) {
  assert(!sorted.empty());
  const auto n = static_cast<double>(sorted.size());
  const double place = std::clamp(std::ceil(p * n), 1.0, n);
  return sorted[static_cast<std::size_t>(place) - 1];
}

double median(std::vector<double> values) {
  assert(!values.empty());
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::optional<Bootstrap> bootstrap(std::span<const double> values, const Statistic& statistic, std::size_t resamples,
                                   std::uint64_t seed) {
  if (values.empty() || resamples < 2) return std::nullopt;
  SplitMix64 random{seed};
  std::vector<double> drawn(values.size());
  Bootstrap out;
  out.sorted.reserve(resamples);
  for (std::size_t b = 0; b < resamples; ++b) {
    for (double& one : drawn) one = values[random.below(values.size())];
    out.sorted.push_back(statistic(drawn));
  }
  const Sample all = sample_of(out.sorted);
  out.mean = all.mean;
  out.error = all.deviation;
  std::sort(out.sorted.begin(), out.sorted.end());
  out.interval = {quantile(out.sorted, 0.025), quantile(out.sorted, 0.975)};
  return out;
}

}  // namespace credex::statistics
