#include "web/definition_form.h"

#include "base/translate.h"
#include "framework/definition_file.h"
#include "support.h"

namespace credex::web {
namespace {

using test::must;

http::Fields fields(std::vector<std::pair<std::string, std::string>> all) { return {.all = std::move(all)}; }

TEST(DefinitionJson, is_read_as_a_definition) {
  const std::string json = definition_json(fields({{"title@en", "Kilns"},
                                                   {"title@it", "Forni"},
                                                   {"language", "it"},
                                                   {"learning_outcomes.0.title@en", "Fire a kiln"},
                                                   {"learning_outcomes.0.esco", "photogrammetry"},
                                                   {"learning_outcomes.0.assessed_by", "a1"},
                                                   {"learning_outcomes.1.title@en", ""},
                                                   {"workload.hours", "62,5"},
                                                   {"level.eqf", "4"},
                                                   {"assessment.0.type", "oral examination"},
                                                   {"participation.prior_learning", "no"}}));
  const auto reading = must(framework::read_definition(json));
  EXPECT_TRUE(reading.problems.empty());
  const auto& d = reading.definition;
  EXPECT_EQ(d.title.in("it"), "Forni");
  ASSERT_EQ(d.outcomes.size(), 1U);
  EXPECT_EQ(d.outcomes[0].esco_skills.at(0).uri,
            "http://data.europa.eu/esco/skill/0435fe96-523f-4888-a76f-22df1e92d9c4");
  EXPECT_EQ(d.workload.hours->count, 62.5);
  EXPECT_EQ(d.assessments.at(0).id, "a1");
  EXPECT_FALSE(*d.participation.prior_learning);
}

TEST(DefinitionJson, keeps_what_is_no_number_for_the_reader_to_name) {
  const auto reading =
      must(framework::read_definition(definition_json(fields({{"title@en", "X"}, {"workload.ects", "two"}}))));
  ASSERT_FALSE(reading.problems.empty());
}

TEST(DefinitionJson, ignores_numbers_without_end) {
  const std::string json = definition_json(fields({{"learning_outcomes.99999999.title@en", "far"}}));
  EXPECT_EQ(json.find("far"), std::string::npos);
}

TEST(Templates, are_whole_in_every_language) {
  for (const char* name : {"frame", "front", "catalogue", "definition", "check", "check_result", "collection",
                           "definition_form", "award", "awards", "issue", "cohort_preview", "profile"}) {
    for (const Language& language : languages()) {
      const std::string text = translated_template(name, language.code);
      EXPECT_EQ(text.find("{{#t}}"), std::string::npos) << name;
      EXPECT_TRUE(is_well_formed(text)) << name << " in " << language.code;
    }
  }
}

TEST(Render, writes_markup_as_text) {
  View view;
  view.set("message", "<script>alert(1)</script>").set("remedy", "\" onload='x'");
  const std::string html = render("error", "en", view);
  EXPECT_EQ(html.find("<script>"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;"), std::string::npos);
  EXPECT_EQ(html.find("onload='x'"), std::string::npos);
}

}  // namespace
}  // namespace credex::web
