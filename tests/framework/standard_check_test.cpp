#include "framework/standard_check.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "framework/definition_file.h"
#include "framework/vocabulary.h"
#include "support.h"

namespace credex::framework {
namespace {

MicroCredential complete() {
  return test::must(read_definition(R"(
id: https://school.example/mc/1
title: {en: Dry stone walling, cy: Waliau sychion}
awarding_body: {legal_name: Open School, country: IE, homepage: "https://school.example/"}
learning_outcomes:
  - {id: o1, title: Build a wall, esco: ["http://data.europa.eu/esco/skill/0435fe96-523f-4888-a76f-22df1e92d9c4"], assessed_by: [a1]}
workload: {hours: 50, ects: 2}
level: {eqf: 4, ground: part of a national award}
assessment: [{id: a1, type: practical assessment, criteria: stands after a winter}]
participation: {mode: presential}
quality_assurance: [{type: institutional quality assurance, by: Fictional agency}]
)"))
      .definition;
}

Finding finding_of(const MicroCredential& d, std::string_view rule) {
  const Report report = check_standard({.definition = d, .today = *parse_date("2026-11-24")});
  const Finding* found = report.find(rule);
  EXPECT_NE(found, nullptr) << rule;
  return found ? *found : Finding{};
}

TEST(StandardCheck, a_complete_definition_passes_and_says_what_belongs_to_the_award) {
  const Report report = check_standard({.definition = complete()});
  EXPECT_EQ(report.outcome(), Outcome::pass) << report_text(report, Colour::off);
  EXPECT_EQ(report.find("mc.learner")->outcome, Outcome::not_applicable);
  EXPECT_EQ(report.findings.size(), 16U);
  for (const Finding& finding : report.findings) EXPECT_NE(finding.source.find("2022/C 243/02"), std::string::npos);
}

struct Case {
  const char* name;
  void (*change)(MicroCredential&);
  const char* rule;
  Outcome want;
  const char* message;
};
class Element : public testing::TestWithParam<Case> {};

TEST_P(Element, is_judged) {
  MicroCredential d = complete();
  GetParam().change(d);
  const Finding finding = finding_of(d, GetParam().rule);
  EXPECT_EQ(finding.outcome, GetParam().want);
  bool said = finding.message == GetParam().message;
  for (const Finding& child : finding.findings) said = said || child.message == GetParam().message;
  EXPECT_TRUE(said) << finding.message;
  EXPECT_EQ(message_text(finding).find("mc."), std::string::npos);  // every key has words
}
INSTANTIATE_TEST_SUITE_P(
    AnnexI, Element,
    testing::Values(
        Case{"no_title", [](auto& d) { d.title = {}; }, "mc.title", Outcome::fail, "mc.title.missing"},
        Case{"no_country", [](auto& d) { d.awarding_body.country = ""; }, "mc.country", Outcome::fail,
             "mc.country.missing"},
        Case{"no_body", [](auto& d) { d.awarding_body.legal_name = {}; }, "mc.awarding_body", Outcome::fail,
             "mc.awarding_body.missing"},
        Case{"body_untraceable", [](auto& d) { d.awarding_body.homepage = ""; }, "mc.awarding_body", Outcome::warn,
             "mc.awarding_body.not_traceable"},
        Case{"no_outcome", [](auto& d) { d.outcomes.clear(); }, "mc.outcomes", Outcome::fail, "mc.outcomes.missing"},
        Case{"no_esco", [](auto& d) { d.outcomes[0].esco_skills.clear(); }, "mc.outcomes", Outcome::warn,
             "mc.outcomes.no_esco"},
        Case{"assessed_by_nothing", [](auto& d) { d.outcomes[0].assessed_by = {"a9"}; }, "mc.outcomes", Outcome::fail,
             "mc.outcomes.unknown_assessment"},
        Case{"no_workload", [](auto& d) { d.workload = {}; }, "mc.workload", Outcome::fail, "mc.workload.missing"},
        Case{"hours_only", [](auto& d) { d.workload.ects.reset(); }, "mc.workload", Outcome::warn,
             "mc.workload.no_ects"},
        Case{"twenty_hours_a_credit", [](auto& d) { d.workload.hours = Hours{40}; }, "mc.workload", Outcome::warn,
             "mc.workload.ratio"},
        Case{"thirty_hours_a_credit", [](auto& d) { d.workload.hours = Hours{60}; }, "mc.workload", Outcome::pass,
             "mc.workload.ok"},
        Case{"over_thirty", [](auto& d) { d.workload.hours = Hours{61}; }, "mc.workload", Outcome::warn,
             "mc.workload.ratio"},
        Case{"negative", [](auto& d) { d.workload.ects = Ects{-1}; }, "mc.workload", Outcome::fail,
             "mc.workload.not_positive"},
        Case{"a_year", [](auto& d) { d.workload = {.hours = Hours{1500}, .ects = Ects{60}}; }, "mc.workload",
             Outcome::warn, "mc.workload.large"},
        Case{"no_level", [](auto& d) { d.level = {}; }, "mc.level", Outcome::fail, "mc.level.missing"},
        Case{"level_nine", [](auto& d) { d.level.eqf = 9; }, "mc.level", Outcome::fail, "mc.level.range"},
        Case{"level_without_framework", [](auto& d) { d.level = {.national = "B2"}; }, "mc.level", Outcome::fail,
             "mc.level.no_framework"},
        Case{"no_level_said", [](auto& d) { d.level = {.not_applicable = true}; }, "mc.level", Outcome::not_applicable,
             "mc.level.not_applicable"},
        Case{"no_assessment", [](auto& d) { d.assessments.clear(); }, "mc.assessment", Outcome::fail,
             "mc.assessment.missing"},
        Case{"own_words",
             [](auto& d) {
               d.assessments[0].type = {};
               d.assessments[0].type.label.set("en", "a chat");
             },
             "mc.assessment", Outcome::warn, "mc.assessment.not_in_list"},
        Case{"attendance_only",
             [](auto& d) { d.assessments[0].type = {.uri = "http://data.europa.eu/snb/assessment/7331eb4762"}; },
             "mc.assessment", Outcome::fail, "mc.assessment.attendance"},
        Case{"no_participation", [](auto& d) { d.participation = {}; }, "mc.participation", Outcome::fail,
             "mc.participation.missing"},
        Case{"no_quality", [](auto& d) { d.quality_assurance.clear(); }, "mc.quality_assurance", Outcome::fail,
             "mc.quality_assurance.missing"},
        Case{"quality_ran_out", [](auto& d) { d.quality_assurance[0].valid_until = *parse_date("2025-01-01"); },
             "mc.quality_assurance", Outcome::warn, "mc.quality_assurance.run_out"}),
    [](const auto& info) { return info.param.name; });

TEST(StandardCheck, an_award_needs_its_learner_and_date) {
  const Report report = check_standard({.definition = complete(), .award = AwardFacts{}});
  EXPECT_EQ(report.find("mc.learner")->outcome, Outcome::fail);
  EXPECT_EQ(report.find("mc.date_of_issue")->outcome, Outcome::fail);
}

TEST(DefinitionFile, the_examples_read_without_a_problem_and_read_back_what_is_written) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator{CREDEX_SOURCE_DIR "/examples"}) {
    if (!std::filesystem::exists(entry.path() / "definition.yaml")) continue;
    if (!entry.is_directory()) continue;
    std::ifstream file{entry.path() / "definition.yaml"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const DefinitionReading reading = test::must(read_definition(text));
    EXPECT_TRUE(reading.problems.empty())
        << entry.path() << " " << (reading.problems.empty() ? "" : reading.problems[0].to_string());
    const DefinitionReading again = test::must(read_definition(write_definition(reading.definition)));
    EXPECT_TRUE(again.problems.empty()) << entry.path() << " "
                                        << (again.problems.empty() ? "" : again.problems[0].to_string());
    EXPECT_EQ(again.definition, reading.definition) << entry.path() << "\n" << write_definition(reading.definition);
    ++count;
  }
  EXPECT_EQ(count, 12);
}

struct BadDefinition {
  const char* name;
  const char* text;
  const char* where;
  const char* says;
};
class BadFile : public testing::TestWithParam<BadDefinition> {};
TEST_P(BadFile, names_line_and_remedy) {
  const DefinitionReading reading = test::must(read_definition(GetParam().text));
  ASSERT_FALSE(reading.problems.empty());
  EXPECT_NE(reading.problems[0].where.find(GetParam().where), std::string::npos) << reading.problems[0].to_string();
  EXPECT_NE(reading.problems[0].to_string().find(GetParam().says), std::string::npos)
      << reading.problems[0].to_string();
}
INSTANTIATE_TEST_SUITE_P(
    Read, BadFile,
    testing::Values(
        BadDefinition{"misspelt_key", "title: A\nworklaod: {hours: 2}", "line 2", "worklaod"},
        BadDefinition{"no_number", "title: A\nworkload:\n  ects: 2,5 pts", "line 3", "2.5"},
        BadDefinition{"no_country", "awarding_body:\n  legal_name: A\n  country: Italy!", "line 3", "two letters"},
        BadDefinition{"no_uri", "id: not a uri", "line 1", "https://"},
        BadDefinition{"no_esco", "learning_outcomes:\n  - title: A\n    esco: [\"https://elsewhere.example/1\"]",
                      "line 3", "ESCO"}),
    [](const auto& info) { return info.param.name; });

TEST(DefinitionFile, what_is_no_definition_is_an_error) {
  for (const char* text : {"- a\n- b", "\"just text\"", "a: [", "{\"a\": 1, \"a\": 2}", "a: 1\na: 2", "\xFF\xFE"})
    EXPECT_FALSE(read_definition(text)) << text;
}

TEST(Vocabulary, lists_are_there_and_find_by_key_label_and_uri) {
  for (const char* name : {"assessment", "mode", "quality-assurance", "supervision", "activity", "credit",
                           "credential-profile", "eqf", "country", "language", "isced-f", "national-framework"}) {
    EXPECT_FALSE(controlled_list(name).entries.empty()) << name;
  }
  EXPECT_EQ(controlled_list("country").find("it")->uri, "http://publications.europa.eu/resource/authority/country/ITA");
  EXPECT_EQ(controlled_list("mode").find("Online"),
            controlled_list("mode").find("http://data.europa.eu/snb/learning-assessment/920fbb3cbe"));
  EXPECT_EQ(controlled_list("mode").find("telepathy"), nullptr);
  EXPECT_TRUE(controlled_list("nothing").entries.empty());
}

}  // namespace
}  // namespace credex::framework
