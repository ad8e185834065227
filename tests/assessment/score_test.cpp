#include "assessment/score.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace credex::assessment {
namespace {

Rating rated(const std::string& indicator, int value) {
  Rating out{.indicator = indicator, .value = value};
  if (value >= 3) out.evidence.push_back({"register", "the register of March", ""});
  return out;
}

/// Everybody rates everything with that value.
std::vector<Assessor> assessors(std::size_t n, int value) {
  std::vector<Assessor> out;
  for (std::size_t a = 0; a < n; ++a) {
    out.push_back({.id = "assessor-" + std::to_string(a)});
    for (const Indicator& one : Rubric::built_in().indicators) out.back().ratings.push_back(rated(one.id, value));
  }
  return out;
}
void set(Assessor& assessor, const std::string& indicator, Rating rating) {
  std::erase_if(assessor.ratings, [&](const Rating& one) { return one.indicator == indicator; });
  assessor.ratings.push_back(std::move(rating));
}

const LocalFramework k_region{.id = "region", .title = "A region", .kind = FrameworkKind::region};

TEST(Score, EqualRatingsGiveThatScoreAndTheBandsFollow) {
  const std::pair<int, const char*> cases[] = {
      {4, "leading"}, {3, "in line"}, {2, "in part in line"}, {1, "emerging"}, {0, "not in line"}};
  for (const auto& [value, band] : cases) {
    const Assessment a = assess(Rubric::built_in(), k_region, assessors(3, value));
    ASSERT_TRUE(a.total);
    EXPECT_NEAR(*a.total, value / 4.0, 1e-9);
    EXPECT_EQ(a.standing.band, band);
    EXPECT_EQ(a.recommendations.empty(), value >= 3);
    EXPECT_FALSE(a.alpha);  // all the same: chance cannot be told
    ASSERT_TRUE(a.sampling);
    EXPECT_NEAR(a.sampling->low, *a.total, 1e-9);
  }
}

TEST(Score, ACriticalIndicatorCapsTheWhole) {
  auto all = assessors(2, 4);
  for (Assessor& one : all) set(one, "A01", rated("A01", 0));
  const Assessment out = assess(Rubric::built_in(), k_region, all);
  EXPECT_EQ(out.standing.band, "not in line");
  EXPECT_EQ(out.standing.caps, std::vector<std::string>{"A01"});
  EXPECT_EQ(out.report.outcome(), Outcome::fail);
  for (Assessor& one : all) set(one, "A01", rated("A01", 1));
  EXPECT_EQ(assess(Rubric::built_in(), k_region, all).standing.band, "in part in line");
}

TEST(Score, WhatHasNoEvidenceIsLeftOutAndWidensTheRange) {
  auto all = assessors(2, 2);
  for (Assessor& one : all) set(one, "B02", {.indicator = "B02", .kind = Rating::Kind::no_evidence});
  const Assessment a = assess(Rubric::built_in(), k_region, all);
  EXPECT_EQ(a.find("B02")->state, IndicatorScore::State::no_evidence);
  EXPECT_NEAR(*a.total, 0.5, 1e-9);
  EXPECT_LT(a.range.low, 0.5);
  EXPECT_GT(a.range.high, 0.5);
  EXPECT_NEAR(a.range.high - a.range.low, Rubric::built_in().share(*Rubric::built_in().find("B02")), 1e-9);
  EXPECT_EQ(a.report.outcome(), Outcome::unknown);
}

TEST(Score, NotApplicableNeedsMoreThanHalf) {
  auto all = assessors(3, 2);
  const Rating off{.indicator = "A14", .kind = Rating::Kind::not_applicable, .reason = "nothing is graded"};
  set(all[0], "A14", off);
  EXPECT_EQ(assess(Rubric::built_in(), k_region, all).find("A14")->state, IndicatorScore::State::rated);
  set(all[1], "A14", off);
  EXPECT_EQ(assess(Rubric::built_in(), k_region, all).find("A14")->state, IndicatorScore::State::not_applicable);
}

TEST(Score, TwoStepsApartAskForModerationAndModerationSettlesIt) {
  auto all = assessors(2, 2);
  set(all[0], "C05", rated("C05", 4));
  Assessment a = assess(Rubric::built_in(), k_region, all);
  EXPECT_TRUE(a.find("C05")->needs_moderation);
  EXPECT_EQ(a.find("C05")->value, 3);
  EXPECT_TRUE(a.report.find("assessment.moderation"));
  LocalFramework moderated = k_region;
  moderated.moderations.push_back({"C05", 2, "the fund is announced, not open"});
  a = assess(Rubric::built_in(), moderated, all);
  EXPECT_EQ(a.find("C05")->value, 2);
  EXPECT_EQ(a.find("C05")->state, IndicatorScore::State::moderated);
  EXPECT_FALSE(a.report.find("assessment.moderation"));
}

TEST(Score, TheCatalogueFillsWhatNobodyRatedAndStaysAtThree) {
  LocalFramework measured = k_region;
  measured.measures = {{"workload", 100, 100, "https://registry.example/catalogue"}, {"level", 2, 100, ""}};
  const Assessment a = assess(Rubric::built_in(), measured, {});
  EXPECT_EQ(a.find("A07")->value, 3);
  EXPECT_EQ(a.find("A08")->value, 0);
  EXPECT_EQ(a.find("A07")->state, IndicatorScore::State::measured);
  EXPECT_FALSE(a.find("A06")->value);
  EXPECT_FALSE(a.sampling);
}

TEST(Score, SharesStartFromTheRubricsSteps) {
  EXPECT_EQ(rating_of_share(0.049), 0);
  EXPECT_EQ(rating_of_share(0.05), 1);
  EXPECT_EQ(rating_of_share(0.30), 2);
  EXPECT_EQ(rating_of_share(0.70), 3);
  EXPECT_EQ(rating_of_share(1), 3);
}

TEST(Score, EvidenceTakenAwayCountsAsTwo) {
  auto all = assessors(2, 4);
  for (Rating& one : all[0].ratings) one.evidence.clear();
  const Assessment a = assess(Rubric::built_in(), k_region, all);
  EXPECT_EQ(a.find("A02")->value, 3);  // between 2 and 4
  EXPECT_EQ(a.find("A02")->counted_as_two, 1);
}

TEST(Score, RecommendationsAreRankedByGainCriticalityAndEffort) {
  const Assessment a = assess(Rubric::built_in(), k_region, assessors(2, 1));
  ASSERT_EQ(a.recommendations.size(), 60u);
  for (std::size_t i = 1; i < a.recommendations.size(); ++i)
    EXPECT_GE(a.recommendations[i - 1].rank, a.recommendations[i].rank);
  const auto& best = a.recommendations.front();
  EXPECT_NEAR(
      best.rank,
      0.5 * Rubric::built_in().share(*best.indicator) * (best.indicator->critical ? 2 : 1) / best.indicator->effort,
      1e-12);
}

TEST(Score, OwnWeightsAreUsed) {
  LocalFramework own = k_region;
  own.weights = {{"standard-elements", 1}, {"principles", 0}, {"ecosystem", 0}};
  auto all = assessors(2, 0);
  for (Assessor& one : all) {
    for (const Indicator& i : Rubric::built_in().indicators) {
      if (i.group == "standard-elements") set(one, i.id, rated(i.id, 4));
    }
  }
  EXPECT_NEAR(*assess(Rubric::built_in(), own, all).total, 1, 1e-9);
  EXPECT_NEAR(*assess(Rubric::built_in(), k_region, all).total, 0.3, 1e-9);
}

TEST(Score, DifferencesAreOrderedByWhatMatters) {
  auto low = assessors(2, 2);
  for (Assessor& one : low) {
    set(one, "A02", rated("A02", 1));
    set(one, "B02", rated("B02", 1));
  }
  const auto found = differences(Rubric::built_in(), assess(Rubric::built_in(), k_region, assessors(2, 2)),
                                 assess(Rubric::built_in(), k_region, low));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].indicator->id, "B02");
  EXPECT_EQ(found[0].first, 2);
  EXPECT_EQ(found[0].second, 1);
}

/// Ratings drawn from bytes: 0 to 4, no evidence, not applicable, or none at all.
std::vector<Assessor> drawn(const std::vector<std::uint8_t>& bytes, std::size_t n) {
  std::vector<Assessor> out;
  for (std::size_t a = 0; a < n; ++a) out.push_back({.id = "a" + std::to_string(a)});
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::string id = Rubric::built_in().indicators[(i / n) % 60].id;
    Assessor& who = out[i % n];
    const int v = bytes[i] % 8;
    if (std::any_of(who.ratings.begin(), who.ratings.end(), [&](const Rating& r) { return r.indicator == id; }))
      continue;
    if (v <= 4)
      who.ratings.push_back(rated(id, v));
    else if (v == 5)
      who.ratings.push_back({.indicator = id, .kind = Rating::Kind::no_evidence});
    else if (v == 6)
      who.ratings.push_back({id, Rating::Kind::not_applicable, 0, "not here", {}});
  }
  return out;
}

RC_GTEST_PROP(Score, AHigherRatingNeverLowersAScore, (const std::vector<std::uint8_t>& bytes, std::uint16_t pick)) {
  auto all = drawn(bytes, 3);
  std::vector<Rating*> raisable;
  for (Assessor& one : all) {
    for (Rating& r : one.ratings) {
      if (r.kind == Rating::Kind::value && r.value < 4) raisable.push_back(&r);
    }
  }
  RC_PRE(!raisable.empty());
  const Assessment before = assess(Rubric::built_in(), k_region, all);
  Rating& raised = *raisable[pick % raisable.size()];
  raised = rated(raised.indicator, raised.value + 1);
  const Assessment after = assess(Rubric::built_in(), k_region, all);
  RC_ASSERT(*after.total >= *before.total - 1e-12);
  RC_ASSERT(after.range.low >= before.range.low - 1e-12);
  for (std::size_t p = 0; p < before.parts.size(); ++p) {
    if (before.parts[p].score) RC_ASSERT(*after.parts[p].score >= *before.parts[p].score - 1e-12);
  }
  const auto place = [](const std::string& band) {
    if (band == "not in line") return -1;
    for (std::size_t i = 0; i < Rubric::built_in().bands.size(); ++i) {
      if (Rubric::built_in().bands[i].name == band) return static_cast<int>(i);
    }
    return -2;
  };
  RC_ASSERT(place(after.standing.band) >= place(before.standing.band));
}

RC_GTEST_PROP(Score, TheOrderOfAssessorsDoesNotMatter, (const std::vector<std::uint8_t>& bytes)) {
  auto all = drawn(bytes, 4);
  const Assessment before = assess(Rubric::built_in(), k_region, all);
  std::rotate(all.begin(), all.begin() + 2, all.end());
  std::swap(all[0], all[1]);
  for (Assessor& one : all) std::reverse(one.ratings.begin(), one.ratings.end());
  const Assessment after = assess(Rubric::built_in(), k_region, all);
  RC_ASSERT(before.total == after.total);
  RC_ASSERT(before.alpha == after.alpha);
  RC_ASSERT(before.sampling.has_value() == after.sampling.has_value());
  if (before.sampling) RC_ASSERT(before.sampling->low == after.sampling->low);
  RC_ASSERT(report_json(before.report) == report_json(after.report));
}

}  // namespace
}  // namespace credex::assessment
