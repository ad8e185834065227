#include "recognition/outcome_match.h"

#include "base/embedded.h"
#include "base/yaml.h"
#include "recognition/text_match.h"
#include "skills/esco_support.h"
#include "support.h"

namespace credex::recognition {
namespace {

framework::LangText text(const char* language, const char* words) {
  framework::LangText out;
  out.set(language, words);
  return out;
}

const skills::EscoIndex& esco() {
  static const auto k_esco = test::esco_of(
      "skills:\n- {id: wide, label: W}\n- {id: narrow, label: N, broader: [wide]}\n"
      "- {id: beside, label: B, related: [narrow]}\n- {id: far, label: F}\n");
  return k_esco->index;
}

framework::LearningOutcome outcome(const char* id, const char* words, const std::vector<std::string>& skills = {}) {
  framework::LearningOutcome out{.id = id, .title = text("en", words)};
  for (const std::string& skill : skills)
    out.esco_skills.push_back({.uri = "http://data.europa.eu/esco/skill/" + skill});
  return out;
}

TEST(OutcomeMatch, weighs_how_skills_stand_to_each_other) {
  struct Case {
    const char* given;
    const char* wanted;
    double degree;
    OutcomeMatch::How how;
  };
  using How = OutcomeMatch::How;
  for (const Case& one : {Case{"narrow", "narrow", 1, How::same}, Case{"wide", "narrow", 0.75, How::broader},
                          Case{"narrow", "wide", 0.5, How::narrower}, Case{"beside", "narrow", 0.25, How::related},
                          Case{"far", "narrow", 0, How::none}, Case{"unheard-of", "unheard-of", 1, How::same}}) {
    const auto comparison = compare_outcomes({outcome("g", "one thing", {one.given})},
                                             {outcome("w", "quite another matter", {one.wanted})}, {}, esco());
    EXPECT_DOUBLE_EQ(comparison.matches[0].degree, one.degree) << one.given << " for " << one.wanted;
    EXPECT_EQ(static_cast<int>(comparison.matches[0].how), static_cast<int>(one.how)) << one.given;
    EXPECT_DOUBLE_EQ(comparison.coverage, 100 * one.degree);
  }
}

TEST(OutcomeMatch, an_outcome_of_two_skills_needs_both) {
  const auto comparison =
      compare_outcomes({outcome("g", "x", {"narrow"})}, {outcome("w", "y", {"narrow", "far"})}, {}, esco());
  EXPECT_DOUBLE_EQ(comparison.matches[0].degree, 0.5);
  EXPECT_EQ(comparison.partly, 1U);
}

TEST(OutcomeMatch, a_persons_word_stands_first_and_is_kept) {
  const std::vector<MatchCorrection> corrections{
      {.wanted = "w", .given = "g", .degree = 0.6, .by = "An officer", .reason = "r"}};
  const auto comparison =
      compare_outcomes({outcome("g", "x", {"narrow"})}, {outcome("w", "x", {"narrow"})}, {}, esco(), corrections);
  EXPECT_DOUBLE_EQ(comparison.matches[0].degree, 0.6);
  ASSERT_NE(comparison.matches[0].correction, nullptr);
  EXPECT_EQ(comparison.matches[0].correction->by, "An officer");
}

TEST(TextMatch, finds_the_same_outcome_in_other_words_and_languages) {
  struct Case {
    const char* language;
    const char* given;
    double least;
    double most;
  };
  // Wanted: "Document built heritage by photogrammetry".
  const framework::LangText wanted = text("en", "Document built heritage by photogrammetry");
  for (const Case& one : {
           Case{"en", "Document built heritage by photogrammetry", 1, 1},
           Case{"en", "Documenting the built heritage using photogrammetry", 0.9, 1},
           Case{"fr", "Documenter le patrimoine bâti par photogrammétrie", 0.9, 1},
           Case{"de", "Das gebaute Erbe durch Photogrammetrie dokumentieren", 0.7, 1},
           Case{"it", "Documentare il patrimonio costruito con la fotogrammetria", 0.9, 1},
           Case{"es", "Documentar el patrimonio construido mediante fotogrametría", 0.9, 1},
           Case{"pl", "Dokumentować dziedzictwo budynków metodą fotogrametrii", 0.7, 1},
           Case{"en", "Compose a score for a string quartet", 0, 0.2},
           Case{"fr", "Composer une partition pour quatuor à cordes", 0, 0.2},
           Case{"de", "Verträge mit Verlagen aushandeln", 0, 0.2},
           Case{"en", "", 0, 0},
       }) {
    const double alike = text_likeness(wanted, text(one.language, one.given));
    EXPECT_GE(alike, one.least) << one.given;
    EXPECT_LE(alike, one.most) << one.given;
  }
}

TEST(TextMatch, holds_its_limits_on_hostile_text) {
  const std::string huge(1'000'000, 'a');
  EXPECT_EQ(text_words(huge, "en").words.size(), 1U);
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "word" + std::to_string(i) + " ";
  EXPECT_LE(text_words(many, "xx").words.size(), 200U);
  EXPECT_NO_FATAL_FAILURE(text_words("\xff\xfe\xf0\x28\x8c\x28 broken", "de"));
  EXPECT_EQ(text_likeness({}, {}), 0);
}

TEST(TextMatch, its_glossary_has_six_languages_in_each_row) {
  auto yaml = parse_yaml(embedded_file("recognition/glossary.yaml").value_or(""));
  ASSERT_TRUE(yaml);
  EXPECT_GT(yaml->document.root.get("words").size(), 100U);
  for (const json::Value& row : yaml->document.root.get("words").items()) EXPECT_EQ(row.size(), 6U) << json::write(row);
}

}  // namespace
}  // namespace credex::recognition
