#include "skills/relations.h"

#include "skills/esco_support.h"
#include "support.h"

namespace credex::skills {
namespace {

const std::string k_relation_skill = "http://data.europa.eu/esco/skill/";

TEST(Relations, what_the_program_states_is_read) {
  // 3D modelling and rendering are related in ESCO v1.1.1.
  EXPECT_EQ(relation_between(EscoIndex::built_in(), k_relation_skill + "97965983-0da4-4902-9daf-d5cd2693ef73",
                             k_relation_skill + "e8171178-9a60-40a6-ad3b-510e10cfebad"),
            Relation::related);
}

TEST(Relations, reach_over_several_steps_and_groups) {
  const auto made = test::esco_of(
      "groups:\n- {id: g, label: G}\n- {id: h, label: H}\n"
      "skills:\n- {id: a, label: A}\n- {id: b, label: B, broader: [a]}\n- {id: c, label: C, broader: [b, g]}\n"
      "- {id: d, label: D, broader: [g, h]}\n- {id: e, label: E, related: [a]}\n");
  const auto between = [&](const std::string& a, const std::string& b) { return relation_between(made->index, a, b); };
  EXPECT_EQ(between(k_relation_skill + "c", k_relation_skill + "a"), Relation::narrower);
  EXPECT_EQ(between(k_relation_skill + "a", k_relation_skill + "c"), Relation::broader);
  EXPECT_EQ(between(k_relation_skill + "c", k_relation_skill + "d"), Relation::related);
  EXPECT_EQ(between(k_relation_skill + "a", k_relation_skill + "e"), Relation::related);
  EXPECT_EQ(between(k_relation_skill + "a", k_relation_skill + "d"), Relation::none);
  EXPECT_EQ(between("", ""), Relation::none);
  EXPECT_EQ(between("x", "x"), Relation::same);
}

}  // namespace
}  // namespace credex::skills
