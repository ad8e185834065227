#include "base/statistics.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/yaml.h"

namespace credex::statistics {
namespace {

/// The worked examples, published and recomputed; each names its source.
const json::Value& example(std::string_view id) {
  static const YamlDocument all = [] {
    std::ifstream in{CREDEX_SOURCE_DIR "/tests/vectors/statistics.yaml"};
    std::ostringstream text;
    text << in.rdbuf();
    return *parse_yaml(text.str());
  }();
  for (const json::Value& one : all.document.root.get("examples").items()) {
    if (one.text("id") == id) return one;
  }
  throw std::runtime_error{"no such example"};
}
std::vector<double> numbers(const json::Value& list) {
  std::vector<double> out;
  for (const json::Value& one : list.items()) out.push_back(one.as_number());
  return out;
}
std::vector<std::vector<double>> rows(const json::Value& object) {
  std::vector<std::vector<double>> out;
  for (const json::Member& one : object.members()) out.push_back(numbers(one.value));
  return out;
}
/// Letters count from 'a'.
Ratings observers(const json::Value& example) {
  Ratings out;
  for (const json::Member& row : example.get("data").get("observers").members()) {
    out.emplace_back();
    for (const json::Value& one : row.value.items()) {
      if (one.is_null())
        out.back().push_back(std::nullopt);
      else
        out.back().push_back(one.is_string() ? one.as_string()[0] - 'a' : one.as_number());
    }
  }
  return out;
}
void expect_published(double mine, double published, int digits) {
  EXPECT_NEAR(mine, published, 0.5000001 * std::pow(10, -digits));
}

TEST(Statistics, AlphaIsKrippendorffsWorkedExamples) {
  const json::Value& c = example("krippendorff-2011-c");
  for (const auto& [metric, name] : {std::pair{Metric::nominal, "nominal"},
                                     {Metric::ordinal, "ordinal"},
                                     {Metric::interval, "interval"},
                                     {Metric::ratio, "ratio"}}) {
    const auto alpha = krippendorff_alpha(observers(c), metric);
    ASSERT_TRUE(alpha);
    expect_published(*alpha, c.get("published").get(name).as_number(), 3);
    EXPECT_NEAR(*alpha, c.get("computed").get(name).as_number(), 1e-12);
  }
  for (const char* id : {"krippendorff-2011-a", "krippendorff-2011-b"}) {
    const auto alpha = krippendorff_alpha(observers(example(id)), Metric::nominal);
    ASSERT_TRUE(alpha);
    expect_published(*alpha, example(id).get("published").get("nominal").as_number(), 3);
  }
}

TEST(Statistics, AlphaSaysNothingWhereChanceCannotBeTold) {
  EXPECT_FALSE(krippendorff_alpha({}, Metric::nominal));
  EXPECT_FALSE(krippendorff_alpha({{1, 2}, {std::nullopt, std::nullopt}}, Metric::ordinal));
  EXPECT_FALSE(krippendorff_alpha({{3, 3}, {3, 3}}, Metric::ordinal));
}

RC_GTEST_PROP(Statistics, AlphaDoesNotHeedTheOrderOfObservers, (const std::vector<std::uint8_t>& drawn)) {
  Ratings ratings(4, std::vector<std::optional<double>>(7));
  for (std::size_t i = 0; i < std::min<std::size_t>(drawn.size(), 28); ++i) {
    if (drawn[i] % 6 < 5) ratings[i % 4][i / 4] = drawn[i] % 6;
  }
  const auto before = krippendorff_alpha(ratings, Metric::ordinal);
  std::rotate(ratings.begin(), ratings.begin() + 1, ratings.end());
  std::swap(ratings[0], ratings[2]);
  RC_ASSERT(krippendorff_alpha(ratings, Metric::ordinal) == before);
}

TEST(Statistics, EffectsAreBorensteinsExample) {
  const json::Value& e = example("borenstein-2009-4");
  const auto effect = effect_between({103, 5.5, 50}, {100, 4.5, 50});
  ASSERT_TRUE(effect);
  const json::Value published = e.get("published");
  expect_published(effect->within, published.get("s_within").as_number(), 4);
  expect_published(effect->d, published.get("d").as_number(), 4);
  expect_published(effect->d_variance, published.get("v_d").as_number(), 4);
  expect_published(std::sqrt(effect->d_variance), published.get("se_d").as_number(), 4);
  expect_published(effect->g, published.get("g").as_number(), 4);
  expect_published(effect->g_variance, published.get("v_g").as_number(), 4);
  EXPECT_NEAR(effect->g, e.get("computed").get("g").as_number(), 1e-12);
  EXPECT_LT(effect->g_interval.low, effect->g);
  EXPECT_FALSE(effect_between({1, 0, 1}, {2, 1, 9}));
  EXPECT_FALSE(effect_between({1, 0, 9}, {2, 0, 9}));
}

TEST(Statistics, EffectsWithinPeopleAreTheDefinition) {
  const std::vector<double> before{10, 12, 9, 14, 11, 13};
  const std::vector<double> after{13, 13, 12, 16, 12, 17};
  const auto effect = effect_within(before, after);
  ASSERT_TRUE(effect);
  // By hand: differences 3 1 3 2 1 4, mean 7/3, variance 22/15; both variances 3.5 and 4.566..., covariance 3.3.
  const double r = 3.3 / std::sqrt(3.5 * (137.0 / 30));
  const double within = std::sqrt(22.0 / 15) / std::sqrt(2 * (1 - r));
  EXPECT_NEAR(effect->d, 7.0 / 3 / within, 1e-9);
  EXPECT_NEAR(effect->g, effect->d * (1 - 3.0 / 19), 1e-9);
  EXPECT_FALSE(effect_within(std::vector<double>{1, 2}, std::vector<double>{2, 3}));
}

TEST(Statistics, SharesHaveNewcombesIntervals) {
  for (const json::Value& one : example("newcombe-1998-single").get("cases").items()) {
    const auto x = one.get("x").as_integer();
    const auto n = one.get("n").as_integer();
    const auto plain = numbers(one.get("published").get("wilson"));
    const auto corrected = numbers(one.get("published").get("wilson_cc"));
    expect_published(wilson(x, n).low, plain[0], 4);
    expect_published(wilson(x, n).high, plain[1], 4);
    expect_published(wilson(x, n, Continuity::corrected).low, corrected[0], 4);
    expect_published(wilson(x, n, Continuity::corrected).high, corrected[1], 4);
  }
  for (const json::Value& one : example("newcombe-1998-difference").get("cases").items()) {
    const Interval mine = difference_of_shares(one.get("x1").as_integer(), one.get("n1").as_integer(),
                                               one.get("x2").as_integer(), one.get("n2").as_integer());
    expect_published(mine.low, numbers(one.get("published"))[0], 4);
    expect_published(mine.high, numbers(one.get("published"))[1], 4);
  }
  EXPECT_EQ(wilson(0, 0).high, 1);
}

TEST(Statistics, TheBootstrapIsTheSeededReferenceAndNearTheExact) {
  const json::Value& e = example("efron-tibshirani-1993-mouse");
  const auto mouse = numbers(e.get("data").get("treatment"));
  const Sample sample = sample_of(mouse);
  expect_published(sample.mean, e.get("published").get("mean").as_number(), 2);
  expect_published(sample.deviation / std::sqrt(7), e.get("published").get("usual_se_of_mean").as_number(), 2);
  const auto mean = [](std::span<const double> values) { return sample_of(values).mean; };
  const auto boot = bootstrap(mouse, mean);
  ASSERT_TRUE(boot);
  const json::Value ours = e.get("seeded_reference").get("computed");
  EXPECT_NEAR(boot->mean, ours.get("mean_of_resamples").as_number(), 1e-9);
  EXPECT_NEAR(boot->error, ours.get("se_divisor_b_minus_1").as_number(), 1e-9);
  EXPECT_NEAR(boot->interval.low, ours.get("q025").as_number(), 1e-9);
  EXPECT_NEAR(boot->interval.high, ours.get("q975").as_number(), 1e-9);
  EXPECT_NEAR(boot->error, e.get("published").get("bootstrap_se_mean_infinite").as_number(), 1);
  const auto middle = bootstrap(
      mouse,
      [](std::span<const double> values) {
        return median({values.begin(), values.end()});
      },
      20'000);
  EXPECT_NEAR(middle->error, e.get("published").get("bootstrap_se_median_infinite").as_number(), 1);
  EXPECT_FALSE(bootstrap({}, mean));
}

TEST(Statistics, SplitMixIsThePublishedVector) {
  SplitMix64 random{1234567};
  for (const std::uint64_t wanted : {6457827717110365317ULL, 3203168211198807973ULL, 9817491932198370423ULL,
                                     4593380528125082431ULL, 16408922859458223821ULL})
    EXPECT_EQ(random.next(), wanted);
}

TEST(Statistics, ConcordanceIsSiegelsExamples) {
  const auto plain = kendall_w(rows(example("siegel-1956-w").get("data").get("ranks")));
  ASSERT_TRUE(plain);
  EXPECT_NEAR(plain->deviation, 25.5, 1e-9);
  expect_published(plain->w, 0.16, 2);
  const auto tied = kendall_w(rows(example("siegel-1956-w-ties").get("data").get("ranks")));
  EXPECT_NEAR(tied->deviation, 591, 1e-9);
  expect_published(tied->w, 0.828, 3);
  const auto raters = kendall_w(rows(example("irr-anxiety-w").get("data").get("ratings")));
  expect_published(raters->w, 0.54, 2);
  expect_published(raters->chi_square, 30.8, 1);
  EXPECT_FALSE(kendall_w({{1, 2, 3}}));
  EXPECT_FALSE(kendall_w({{1, 1}, {2, 2}}));
}

}  // namespace
}  // namespace credex::statistics
