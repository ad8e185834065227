#include "assessment/measures.h"

#include <gtest/gtest.h>

namespace credex::assessment {
namespace {

const Measure* find(const std::vector<Measure>& all, std::string_view id) {
  for (const Measure& one : all) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

TEST(Measures, AreCountedInTheCatalogue) {
  framework::MicroCredential full;
  full.title.set("en", "Lime");
  full.title.set("de", "Kalk");
  full.fields.push_back({.uri = "isced:0731"});
  full.awarding_body = {.id = "urn:a", .country = "DE", .registration = "HRB 1"};
  full.outcomes.push_back({.id = "o1", .esco_skills = {{.uri = "esco:1"}}, .assessed_by = {"a1"}});
  full.assessments.push_back({.id = "a1", .type = {.uri = "t"}, .supervision = {.uri = "s"}});
  full.workload.ects = framework::Ects{2};
  full.level = {.eqf = 4, .ground = "register"};
  full.quality_assurance.push_back({.by = "Agency", .valid_until = *parse_date("2027-01-01")});
  full.sector = "crafts";
  framework::MicroCredential bare;
  bare.awarding_body = {.id = "urn:b"};
  bare.sector = "crafts";
  const std::vector<CatalogueEntry> entries{{.definition = &full,
                                             .is_of_formal_education = true,
                                             .is_in_stack = true,
                                             .awards = 8,
                                             .awards_with_status = 6,
                                             .awards_signed = 8},
                                            {.definition = &bare}};
  const auto all = measures_of(entries, {"crafts", "music"}, *parse_date("2026-06-01"), "https://here.example/");
  for (const char* id : {"title", "country", "awarding_body", "outcomes", "workload", "level", "assessment",
                         "quality_assurance", "external_quality_assurance", "supervision", "stackability", "pathway",
                         "outcomes_assessed", "non_formal_providers"}) {
    const Measure* one = find(all, id);
    ASSERT_TRUE(one) << id;
    EXPECT_EQ(one->count, 1) << id;
    EXPECT_EQ(one->of, 2) << id;
    EXPECT_EQ(one->link, "https://here.example/");
  }
  EXPECT_EQ(find(all, "status")->share(), 0.75);
  EXPECT_EQ(find(all, "signed")->share(), 1);
  EXPECT_EQ(find(all, "sub_sectors")->count, 0);
  EXPECT_EQ(find(all, "mandatory_elements")->count, 0);
  // The agency's decision has run out.
  EXPECT_EQ(find(measures_of(entries, {}, *parse_date("2028-06-01"), ""), "external_quality_assurance")->count, 0);
  EXPECT_TRUE(measures_of({}, {"crafts"}, *parse_date("2026-06-01"), "").empty());
}

}  // namespace
}  // namespace credex::assessment
