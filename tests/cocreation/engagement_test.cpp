#include "cocreation/engagement.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace credex::cocreation {
namespace {

const EngagementRules& rules() { return EngagementRules::built_in(); }

TEST(Engagement, TheRulesNameGroupsMethodsAndSourcesForNineSteps) {
  EXPECT_EQ(rules().steps.size(), 9u);
  for (const Step& step : rules().steps) {
    EXPECT_FALSE(step.groups.empty()) << step.id;
    EXPECT_FALSE(step.methods.empty()) << step.id;
    EXPECT_FALSE(step.sources.empty()) << step.id;
    EXPECT_TRUE(std::any_of(step.groups.begin(), step.groups.end(), [](const StepGroup& one) {
      return one.weight == Weight::decides;
    })) << step.id;
  }
  EXPECT_EQ(rules().rules.size(), 8u);
}

TEST(Engagement, TheGridHasFourFields) {
  EXPECT_EQ(quadrant_of({.interest = 5, .influence = 5}), Quadrant::involve_closely);
  EXPECT_EQ(quadrant_of({.interest = 2, .influence = 5}), Quadrant::keep_satisfied);
  EXPECT_EQ(quadrant_of({.interest = 5, .influence = 1}), Quadrant::keep_informed);
  EXPECT_EQ(quadrant_of({.interest = 1, .influence = 1}), Quadrant::watch);
}

TEST(Engagement, ThePlanPutsTheNearestFirstAndNamesGaps) {
  const std::vector<Stakeholder> map{
      {.id = "far", .group = "employers", .interest = 5, .influence = 5, .country = "SE", .has_contact = true},
      {.id = "near", .group = "employers", .interest = 2, .influence = 2, .country = "IE", .has_contact = true},
      {.id = "mute", .group = "freelancers", .country = "IE"}};
  const auto made = plan(rules(), map, {.title = "t", .steps = {"design"}, .country = "IE"});
  ASSERT_TRUE(made);
  ASSERT_EQ(made->steps.size(), 1u);
  EXPECT_EQ(made->steps[0].groups[0].at->weight, Weight::decides);
  for (const PlannedGroup& one : made->steps[0].groups) {
    if (one.at->group == "employers") EXPECT_EQ(one.who[0]->id, "near");
  }
  EXPECT_EQ(made->report.outcome(), Outcome::warn);
  bool says_no_contact = false;
  for (const Finding& one : made->report.findings[0].findings)
    says_no_contact = says_no_contact || one.message == "cocreation.plan.no_contact";
  EXPECT_TRUE(says_no_contact);
  EXPECT_FALSE(plan(rules(), map, {.steps = {"party"}}));
}

TEST(Engagement, BalanceIsOneWhereAllAreEqual) {
  EXPECT_NEAR(*balance(std::vector<std::int64_t>{5, 5, 5}), 1, 1e-12);
  EXPECT_FALSE(balance(std::vector<std::int64_t>{5}));
  EXPECT_FALSE(balance(std::vector<std::int64_t>{5, 0}));
  // By hand: shares 0.75 and 0.25, 1 - 0.625 over 0.5.
  EXPECT_NEAR(*balance(std::vector<std::int64_t>{3, 1}), 0.75, 1e-12);
}

TEST(Engagement, CoverageCountsWhoDecidesAndContributes) {
  const std::vector<Stakeholder> map{{.id = "u", .group = "higher-education", .country = "IE", .size = "large"},
                                     {.id = "v", .group = "higher-education", .country = "IE", .size = "large"},
                                     {.id = "w", .group = "recognition-bodies", .country = "IE", .size = "medium"}};
  const std::vector<Involvement> involved{{"u", "recognition", "survey"},
                                          {"v", "recognition", "survey", false},
                                          {"w", "recognition", "survey"},
                                          {"w", "design", "survey"}};
  const Coverage c = coverage(rules(), "recognition", map, involved);
  EXPECT_EQ(c.heard, 2u);
  EXPECT_EQ(c.listed, 6u);
  EXPECT_EQ(c.response.at("higher-education"), (std::pair{1, 2}));
  EXPECT_FALSE(c.by_country);
  EXPECT_TRUE(c.by_size);
  EXPECT_TRUE(c.report.find("cocreation.freelance"));
  EXPECT_EQ(c.report.outcome(), Outcome::warn);
}

}  // namespace
}  // namespace credex::cocreation
