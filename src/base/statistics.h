// Statistics of agreement, shares and effects, each by the method of the source that its comment names. Checked against
// the worked examples of tests/vectors/statistics.yaml.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace credex::statistics {

/// The 97.5th percentile of the standard normal distribution: for intervals of 95 per cent.
inline constexpr double k_z975 = 1.959963984540054;

struct Interval {
  double low = 0;
  double high = 0;
};

/// How far apart two values count.
enum class Metric : std::uint8_t { nominal, ordinal, interval, ratio };

/// Krippendorff's alpha (K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011): `ratings[observer][unit]`,
/// all of the same length, nothing where an observer did not rate. Units with fewer than two values are left out. The
/// order of observers does not matter. Nothing where there is no pair to compare or every value is the same, as chance
/// cannot be told from agreement then.
using Ratings = std::vector<std::vector<std::optional<double>>>;
std::optional<double> krippendorff_alpha(const Ratings& ratings, Metric metric);

/// Wilson's score interval for `x` of `n` (R. G. Newcombe, Statistics in Medicine 17, 1998, 857-872, methods 3 and 4).
/// 0 to 1 where n is 0.
enum class Continuity : std::uint8_t { uncorrected, corrected };
Interval wilson(std::int64_t x, std::int64_t n, Continuity continuity = Continuity::uncorrected, double z = k_z975);
/// For the difference x1/n1 - x2/n2 of independent shares (the same, 873-890, method 10). n1, n2 above 0.
Interval difference_of_shares(std::int64_t x1, std::int64_t n1, std::int64_t x2, std::int64_t n2, double z = k_z975);

struct Sample {
  double mean = 0;
  double deviation = 0;  ///< standard, with n - 1
  std::int64_t n = 0;
};
Sample sample_of(std::span<const double> values);

/// The standardised difference of two independent groups (Borenstein, Hedges, Higgins, Rothstein, Introduction to
/// Meta-Analysis, 2009, chapter 4): Cohen's d with the pooled deviation, Hedges' g with the correction for small
/// groups, each with its variance.
struct Effect {
  double within = 0;  ///< pooled standard deviation
  double d = 0;
  double d_variance = 0;
  double g = 0;
  double g_variance = 0;
  Interval g_interval{};  ///< 95 per cent, by the normal distribution
};
/// Nothing where a group has fewer than two values or nothing varies.
std::optional<Effect> effect_between(const Sample& first, const Sample& second);
/// Before and after of the same people (the same chapter, matched groups): d = mean difference / (sd_difference /
/// sqrt(2 (1 - r))), variance (1/n + d^2/(2n)) 2 (1 - r), correction with n - 1 degrees of freedom. Pairs of the same
/// order; nothing below three pairs.
std::optional<Effect> effect_within(std::span<const double> before, std::span<const double> after);

/// Kendall's W (S. Siegel, Nonparametric Statistics for the Behavioral Sciences, 1956, chapter 9):
/// `ratings[observer][item]`; ties get mid-ranks. Nothing below two observers or two items, or where every observer
/// ties everything.
struct Concordance {
  double deviation = 0;  ///< S, the squared deviations of the rank sums
  double uncorrected = 0;
  double w = 0;  ///< corrected for ties
  double chi_square = 0;
  int degrees = 0;
};
std::optional<Concordance> kendall_w(const std::vector<std::vector<double>>& ratings);

/// SplitMix64 (G. Steele, D. Lea, C. Flood, Fast Splittable Pseudorandom Number Generators, 2014): the same numbers
/// everywhere.
class SplitMix64 {
 public:
  explicit SplitMix64(std::uint64_t seed) : state_{seed} {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  /// From 0 to n - 1: the high half of the product with n, which is less than 2^32.
  std::size_t below(std::size_t n) {
    const std::uint64_t x = next();
    return static_cast<std::size_t>(((x >> 32) * n + (((x & 0xFFFFFFFFU) * n) >> 32)) >> 32);
  }

 private:
  std::uint64_t state_;
};

/// Value number ceil(p n) of sorted values, counted from 1. `sorted` is not empty, p from 0 to 1.
double quantile(std::span<const double> sorted, double p);
/// The middle value, or the mean of both middle ones. `values` is not empty.
double median(std::vector<double> values);

/// The percentile bootstrap (B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993): `statistic` of
/// `resamples` samples drawn with SplitMix64(seed). Nothing where `values` is empty.
struct Bootstrap {
  double mean = 0;   ///< of the resamples
  double error = 0;  ///< their standard deviation
  Interval interval{};
  std::vector<double> sorted{};
};
using Statistic = std::function<double(std::span<const double>)>;
std::optional<Bootstrap> bootstrap(std::span<const double> values, const Statistic& statistic,
                                   std::size_t resamples = 2000, std::uint64_t seed = 42);

}  // namespace credex::statistics
