#include "cocreation/policy.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace credex::cocreation {
namespace {

using assessment::Rubric;

assessment::Assessment assessed(int value, const std::string& weak = {}) {
  std::vector<assessment::Assessor> assessors;
  for (const char* id : {"x", "y"}) {
    assessors.push_back({.id = id});
    for (const auto& one : Rubric::built_in().indicators) {
      assessment::Rating rating{.indicator = one.id, .value = one.id == weak ? 0 : value};
      if (rating.value >= 3) rating.evidence.push_back({"", "seen", ""});
      assessors.back().ratings.push_back(rating);
    }
  }
  return assessment::assess(Rubric::built_in(), {.id = "f", .title = "F"}, assessors);
}

TEST(Policy, EachRecommendationIsTracedToFigures) {
  const auto low = assessed(3, "B02");
  const auto high = assessed(4);
  const std::vector<Practice> practices{{.id = "p", .title = "P", .indicators = {"B02"}}};
  PolicyInput input{.frameworks = {{"north", "North", "IE", "https://here.example/north", &low}},
                    .others = {{"south", "South", "PT", "https://here.example/south", &high}},
                    .receptions = {{"IE", "Register", 10, 2, "quality", "https://here.example/matrix"},
                                   {"IE", "School", 10, 9, "quality", ""}},
                    .pilots = {{"r", "Residency", "https://here.example/pilot", Advice::scale, 2, 2}},
                    .changes = {{"recognition.change.loosen", {"Register"}, 12, ""}},
                    .practices = practices};
  const auto all = recommend(Rubric::built_in(), Addressee::member_state, input);
  ASSERT_FALSE(all.empty());
  for (const auto& one : all) {
    EXPECT_FALSE(one.figures.empty()) << one.id;
    EXPECT_FALSE(one.source.empty()) << one.id;
    EXPECT_TRUE(!one.text.empty() || !one.key.empty());
  }
  const auto find = [&](const std::string& id) {
    return std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
  };
  ASSERT_NE(find("B02"), all.end());
  EXPECT_EQ(find("B02")->figures.size(), 2u);  // here, and elsewhere
  EXPECT_EQ(find("B02")->practices.size(), 1u);
  EXPECT_NE(find("border:IE>Register"), all.end());
  EXPECT_EQ(find("border:IE>School"), all.end());
  EXPECT_NE(find("pilot:r"), all.end());
  // What a sector body cannot mend is not asked of it; nothing shown, nothing asked.
  EXPECT_TRUE(recommend(Rubric::built_in(), Addressee::union_, {}).empty());
}

TEST(Policy, GapsBetweenFrameworksAreWhatMattersFirst) {
  const auto low = assessed(3, "B02");
  const auto high = assessed(3);
  const std::vector<AssessedFramework> both{{"n", "N", "IE", "", &low}, {"s", "S", "PT", "", &high}};
  const auto gaps = gaps_between(Rubric::built_in(), both);
  ASSERT_EQ(gaps.size(), 1u);
  EXPECT_EQ(gaps[0].indicator->id, "B02");
  EXPECT_EQ(gaps[0].low->id, "n");
  EXPECT_EQ(gaps[0].high_value, 3);
}

}  // namespace
}  // namespace credex::cocreation
