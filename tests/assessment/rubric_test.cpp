#include "assessment/rubric.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "assessment/measures.h"
#include "base/embedded.h"

namespace credex::assessment {
namespace {

std::string built_in_text() { return std::string{embedded_file("assessment/rubric.yaml").value_or("")}; }
std::string changed(const std::string& from, const std::string& to) {
  std::string text = built_in_text();
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Rubric, TheBuiltInOneIsWholeAndSaysWhereEachDemandComesFrom) {
  const Rubric& rubric = Rubric::built_in();
  EXPECT_EQ(rubric.indicators.size(), 60u);
  double shares = 0;
  for (const Indicator& one : rubric.indicators) {
    shares += rubric.share(one);
    EXPECT_FALSE(rubric.citation(one).empty()) << one.id;
    EXPECT_FALSE(one.recommendation.empty()) << one.id;
    if (!one.measure.empty()) {
      EXPECT_TRUE(is_measure(one.measure)) << one.id;
    }
  }
  EXPECT_NEAR(shares, 1, 1e-9);
  // The standard elements of Annex I and the principles of Annex II are each a part.
  EXPECT_EQ(rubric.group("standard-elements")->parts.size(), 16u);
  EXPECT_EQ(rubric.group("principles")->parts.size(), 10u);
  EXPECT_GT(std::count_if(rubric.indicators.begin(), rubric.indicators.end(),
                          [](const Indicator& one) { return one.critical; }),
            10);
  EXPECT_EQ(rubric.asks.size(), 7u);
}

TEST(Rubric, EveryMeasureIsUsedByAnIndicator) {
  const Rubric& rubric = Rubric::built_in();
  for (const std::string_view name : measure_names()) {
    EXPECT_TRUE(std::any_of(rubric.indicators.begin(), rubric.indicators.end(), [&](const Indicator& one) {
      return one.measure == name;
    })) << name;
  }
}

TEST(Rubric, WhatIsWrongIsNamedWithItsLine) {
  const struct {
    std::string from, to, said;
  } cases[] = {
      {"weight: 0.4", "weight: 0.5", "do not make one whole"},
      {"part: learner\n", "part: nobody\n", "\"nobody\" is no part"},
      {"source: CR22", "source: XX99", "\"XX99\" is no source"},
      {"    0: No rule; awards circulate without a holder\n", "", "\"0\" is missing"},
      {"at_least: 0.0", "at_least: 0.1", "do not begin at 0"},
      {"- id: A02\n", "- id: A01\n", "A01"},
      {"target: 3", "target: 9", "target"},
      {"effort: 1", "effort: 7", "effort"},
  };
  for (const auto& one : cases) {
    const auto read = read_rubric(changed(one.from, one.to), "rubric.yaml");
    ASSERT_FALSE(read) << one.from;
    EXPECT_EQ(read.error().code, "assessment.rubric");
    EXPECT_NE(read.error().to_string().find(one.said), std::string::npos) << read.error().to_string();
    EXPECT_NE(read.error().where.find("rubric.yaml:"), std::string::npos) << read.error().where;
  }
}

}  // namespace
}  // namespace credex::assessment
