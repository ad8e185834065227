#include "skills/relations.h"

#include "support.h"

namespace credex::skills {
namespace {

const std::string k_skill = "http://data.europa.eu/esco/skill/";

TEST(Relations, what_the_program_states_is_read) {
  const Relations& r = Relations::built_in();
  EXPECT_GT(r.size(), 150U);
  // 3D modelling and rendering are related in ESCO v1.1.1.
  EXPECT_EQ(
      r.between(k_skill + "97965983-0da4-4902-9daf-d5cd2693ef73", k_skill + "e8171178-9a60-40a6-ad3b-510e10cfebad"),
      Relation::related);
}

TEST(Relations, reach_over_several_steps_and_groups) {
  const Relations r = test::must(Relations::read(
      "skills:\n- {id: a}\n- {id: b, broader: [a]}\n- {id: c, broader: [b], group: [g]}\n- {id: d, group: [g, h]}\n",
      "r"));
  EXPECT_EQ(r.between(k_skill + "c", k_skill + "a"), Relation::narrower);
  EXPECT_EQ(r.between(k_skill + "a", k_skill + "c"), Relation::broader);
  EXPECT_EQ(r.between(k_skill + "c", k_skill + "d"), Relation::related);
  EXPECT_EQ(r.between(k_skill + "a", k_skill + "d"), Relation::none);
  EXPECT_EQ(r.between("", ""), Relation::none);
  EXPECT_EQ(r.between("x", "x"), Relation::same);
}

TEST(Relations, refuse_circles_and_skills_that_are_not_there) {
  for (const char* text :
       {"skills:\n- {id: a, broader: [b]}\n- {id: b, broader: [a]}\n", "skills:\n- {id: a, broader: [z]}\n",
        "skills:\n- {id: a}\n- {id: a}\n", "skills:\n- {name: a}\n"}) {
    auto read = Relations::read(text, "r.yaml");
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "skills.relations");
    EXPECT_NE(read.error().where.find("r.yaml:"), std::string::npos);
  }
}

}  // namespace
}  // namespace credex::skills
