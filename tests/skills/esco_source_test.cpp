#include "skills/esco_source.h"

#include "skills/esco_support.h"
#include "support.h"

namespace credex::skills {
namespace {

using test::small_files;

std::string& text_of(std::vector<EscoFile>& files, const char* name) {
  for (EscoFile& file : files) {
    if (file.name == name) return file.text;
  }
  throw std::runtime_error{name};
}

TEST(EscoSource, reads_a_download) {
  const EscoRead read = test::must(read_esco(small_files(), "9.9"));
  EXPECT_EQ(read.source.concepts.size(), 6U);
  EXPECT_EQ(read.source.needs.size(), 2U);
  EXPECT_EQ(read.source.texts.size(), 1U);
  EXPECT_EQ(read.source.texts[0].labels.size(), 10U);
  // Collections that the download lacks are said, not guessed.
  EXPECT_EQ(read.report.outcome(), Outcome::warn);
  ASSERT_NE(read.report.find("skills.esco.file"), nullptr);
}

struct Broken {
  const char* name;
  const char* file;
  const char* from;
  const char* to;
  const char* code;
  const char* where;
  const char* message;
};

class BrokenDownload : public testing::TestWithParam<Broken> {};

TEST_P(BrokenDownload, is_refused_with_file_and_row) {
  const Broken& c = GetParam();
  auto files = small_files();
  std::string& text = text_of(files, c.file);
  const std::size_t at = text.find(c.from);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string_view{c.from}.size(), c.to);
  const auto read = read_esco(files, "");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, c.code);
  EXPECT_NE(read.error().where.find(c.where), std::string::npos) << read.error().to_string();
  EXPECT_NE(read.error().message.find(c.message), std::string::npos) << read.error().to_string();
  EXPECT_FALSE(read.error().remedy.empty());
}
INSTANTIATE_TEST_SUITE_P(
    Esco, BrokenDownload,
    testing::Values(Broken{"quote_not_closed", "skills_en.csv", "back.\"", "back.", "skills.csv",
                           "skills_en.csv, row 2", "does not close"},
                    Broken{"quote_inside", "skills_en.csv", "conserve objects", "conserve \"objects", "skills.csv",
                           "skills_en.csv, row 3", "inside a cell"},
                    Broken{"text_behind_quote", "skills_en.csv", "mend pictures\"", "mend pictures\"x", "skills.csv",
                           "skills_en.csv, row 2", "follows a closing"},
                    Broken{"cell_missing", "skills_en.csv", ",,\n", ",\n", "skills.csv", "skills_en.csv, row 3",
                           "6 cells under 7"},
                    Broken{"not_utf8", "skills_en.csv", "colour theory", "colo\xffr", "skills.csv",
                           "skills_en.csv, row 4", "UTF-8"},
                    Broken{"column_missing", "skills_en.csv", "preferredLabel", "label", "skills.csv",
                           "skills_en.csv, row 1", "preferredLabel"},
                    Broken{"unknown_concepts", "occupationSkillRelations.csv", "skill/a", "skill/zz", "skills.esco",
                           "occupationSkillRelations.csv, row 2", "skill/zz"},
                    Broken{"circle", "broaderRelationsSkillPillar.csv", "skill/g\n", "skill/a\n", "skills.esco",
                           "broader", "circle"}),
    [](const auto& info) { return info.param.name; });

TEST(EscoSource, names_the_file_that_is_not_there) {
  for (const char* name :
       {"skills_en.csv", "occupations_en.csv", "broaderRelationsSkillPillar.csv", "occupationSkillRelations.csv"}) {
    auto files = small_files();
    std::erase_if(files, [&](const EscoFile& file) { return file.name == name; });
    const auto read = read_esco(files, "");
    ASSERT_FALSE(read) << name;
    const std::string what{std::string_view{name}.substr(0, std::string_view{name}.find_first_of("_."))};
    EXPECT_NE(read.error().message.find(what), std::string::npos) << read.error().to_string();
    EXPECT_NE(read.error().remedy.find("archive"), std::string::npos);
  }
}

TEST(EscoSource, reads_versions_with_a_language_in_every_name_and_more_columns) {
  auto files = small_files();
  for (EscoFile& file : files) {
    if (file.name.find('_') == std::string::npos) file.name.insert(file.name.size() - 4, "_en");
    file.name = "ESCO dataset/" + file.name;
  }
  const EscoRead read = test::must(read_esco(files, "1.2.0"));
  EXPECT_EQ(read.source.needs.size(), 2U);
}

TEST(EscoSource, takes_other_languages_for_the_concepts_that_there_are) {
  auto files = small_files();
  files.insert(files.begin(), {"occupations_fr.csv",
                               "conceptUri,preferredLabel,altLabels\nhttp://data.europa.eu/esco/occupation/o,"
                               "restaurateur d'art,\nhttp://data.europa.eu/esco/occupation/gone,parti,\n"});
  const EscoRead read = test::must(read_esco(files, "1"));
  ASSERT_EQ(read.source.texts.size(), 2U);
  EXPECT_EQ(read.source.texts[0].language, "en");
  EXPECT_EQ(read.source.texts[1].labels.size(), 1U);
  EXPECT_EQ(read.source.concepts.size(), 6U);
}

TEST(EscoSource, leaves_out_and_reports_few_unknown_concepts) {
  auto files = small_files();
  std::string& needs = text_of(files, "occupationSkillRelations.csv");
  const std::string row = needs.substr(needs.find('\n') + 1, needs.find("skill/a\n") + 8 - needs.find('\n') - 1);
  for (int i = 0; i < 200; ++i) needs += row;
  std::string odd = row;
  odd.replace(odd.find("skill/a"), 7, "skill/q");
  needs += odd;
  const EscoRead read = test::must(read_esco(files, "1"));
  const Finding* finding = read.report.find("skills.esco.unknown");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->subject, "occupationSkillRelations.csv, row 204");
}

TEST(EscoSource, knows_the_version_from_a_name) {
  EXPECT_EQ(esco_version_in("downloads/esco-v1.1.1-classification-en-csv.zip"), "1.1.1");
  EXPECT_EQ(esco_version_in("ESCO dataset - v1.2.0 - classification - en - csv.zip"), "1.2.0");
  EXPECT_EQ(esco_version_in("esco_v1.0.8_skills.csv"), "1.0.8");
  EXPECT_EQ(esco_version_in("skills.zip"), "");
}

TEST(EscoSource, a_long_chain_is_no_circle_and_needs_no_stack) {
  EscoSource source;
  for (std::uint32_t i = 0; i < 200'000; ++i) {
    source.add({.uri = std::to_string(i)});
    if (i > 0) source.broader.emplace_back(i - 1, i);
  }
  EXPECT_TRUE(check_no_circle(source));
}

TEST(EscoSource, what_the_program_states_refuses_what_is_not_there) {
  for (const char* text :
       {"skills:\n- {id: a, label: A, broader: [z]}\n", "skills:\n- {id: a, label: A}\n- {id: a, label: B}\n",
        "skills:\n- {name: a}\n", "skills:\n- {id: a, label: A, in: [blue]}\n"}) {
    const auto read = read_esco_yaml(text, "r.yaml");
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "skills.esco");
    EXPECT_NE(read.error().where.find("r.yaml:"), std::string::npos);
  }
}

}  // namespace
}  // namespace credex::skills
