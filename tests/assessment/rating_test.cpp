#include "assessment/rating.h"

#include <gtest/gtest.h>

namespace credex::assessment {
namespace {

const Rubric& rubric() { return Rubric::built_in(); }

TEST(Rating, FilesAreRead) {
  const auto framework = read_framework(
      "id: https://region.example/framework\ntitle: Northern Coast\nkind: region\ncountry: IE\ntarget: 4\n"
      "weights: {standard-elements: 0.2, principles: 0.5, ecosystem: 0.3}\n"
      "measures:\n- {id: workload, count: 8, of: 10, link: 'https://region.example/catalogue'}\n"
      "moderations:\n- {indicator: A01, value: 2, reason: agreed in May}\n",
      "f.yaml", rubric());
  ASSERT_TRUE(framework) << framework.error().to_string();
  EXPECT_EQ(framework->kind, FrameworkKind::region);
  EXPECT_EQ(framework->measures[0].share(), 0.8);
  EXPECT_EQ(framework->moderations[0].value, 2);
  const auto ratings = read_ratings(
      "assessor: {id: a1, constituency: employers}\nratings:\n- {indicator: A01, value: 3, evidence: [the template]}\n"
      "- {indicator: A02, value: not_applicable, reason: one language only}\n- {indicator: A03, value: no_evidence}\n",
      "r.yaml", rubric());
  ASSERT_TRUE(ratings) << ratings.error().to_string();
  EXPECT_EQ(ratings->ratings.size(), 3u);
  EXPECT_EQ(ratings->ratings[0].evidence[0].text, "the template");
}

TEST(Rating, WhatIsWrongIsRefusedWithPlaceAndRemedy) {
  const std::pair<const char*, const char*> cases[] = {
      {"{indicator: A01, value: 5}", "outside the scale"},
      {"{indicator: A01, value: -1}", "outside the scale"},
      {"{indicator: A01, value: 2.5}", "outside the scale"},
      {"{indicator: A01, value: 3}", "without evidence"},
      {"{indicator: A01, value: 4, evidence: [{kind: template}]}", "is empty"},
      {"{indicator: Z99, value: 1}", "no indicator"},
      {"{indicator: A01, value: not_applicable}", "without a reason"},
      {"{indicator: A01, wert: 1}", "\"wert\" is not known"},
  };
  for (const auto& [row, said] : cases) {
    const auto read = read_ratings(std::string{"assessor: {id: a1}\nratings:\n- "} + row + "\n", "r.yaml", rubric());
    ASSERT_FALSE(read) << row;
    EXPECT_EQ(read.error().code, "assessment.ratings");
    EXPECT_NE(read.error().to_string().find(said), std::string::npos) << read.error().to_string();
    EXPECT_NE(read.error().where.find("r.yaml:3"), std::string::npos) << read.error().where;
    EXPECT_FALSE(read.error().remedy.empty());
  }
  EXPECT_FALSE(read_ratings("assessor: {id: a}\nratings:\n- {indicator: A01, value: 1}\n- {indicator: A01, value: 2}\n",
                            "r.yaml", rubric()));
  EXPECT_FALSE(read_ratings("assessor: {id: a}\nratings: []\n", "r.yaml", rubric()));
  EXPECT_FALSE(check_assessors({{.id = "a"}, {.id = "a"}}));
}

TEST(Rating, FrameworksWithImpossibleFiguresAreRefused) {
  const std::string head = "id: f\ntitle: F\nkind: country\n";
  const std::pair<const char*, const char*> cases[] = {
      {"measures: [{id: workload, count: 3, of: 2}]\n", "greater"},
      {"measures: [{id: nothing, count: 1, of: 2}]\n", "no measure"},
      {"weights: {principles: 1}\n", "one whole"},
      {"moderations: [{indicator: A01, value: 7, reason: x}]\n", "value"},
      {"kind: planet\n", "kind"},
  };
  for (const auto& [row, said] : cases) {
    const auto read = read_framework(head + row, "f.yaml", rubric());
    ASSERT_FALSE(read) << row;
    EXPECT_NE(read.error().to_string().find(said), std::string::npos) << read.error().to_string();
  }
}

}  // namespace
}  // namespace credex::assessment
