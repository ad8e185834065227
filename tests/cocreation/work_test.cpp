#include "cocreation/work.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "skills/sectors.h"

namespace credex::cocreation {
namespace {

Clause clause(std::string id, std::string text) {
  return {.id = std::move(id), .kind = ClauseKind::quality_rule, .title = "T", .text = std::move(text)};
}

TEST(Work, TheProposedFrameworkHasEveryKindAndATemplateForEachSubSector) {
  const Work& work = Work::built_in();
  for (std::size_t k = 0; k < k_clause_kinds; ++k) {
    EXPECT_TRUE(std::any_of(work.clauses.begin(), work.clauses.end(),
                            [&](const Clause& one) { return one.kind == static_cast<ClauseKind>(k); }));
  }
  for (const skills::Sector& sector : skills::sectors()) EXPECT_TRUE(work.find("template-" + sector.id)) << sector.id;
  for (const Clause& one : work.clauses) EXPECT_FALSE(one.sources.empty()) << one.id;
}

TEST(Work, WhatIsWrittenIsRead) {
  json::Arena arena;
  const auto again = read_work(json::write(work_value(arena, Work::built_in())), "again.json");
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(again->clauses, Work::built_in().clauses);
}

TEST(Work, WhatIsWrongIsNamed) {
  const std::string head = "id: w\ntitle: W\nversion: '1'\nclauses:\n";
  const std::pair<const char*, const char*> cases[] = {
      {"- {id: a, kind: poem, title: T, text: x}\n", "no kind of clause"},
      {"- {id: a, kind: level, title: T, text: x, about: {element: nothing}}\n", "no element"},
      {"- {id: a, kind: level, title: T, text: x}\n- {id: a, kind: level, title: T, text: y}\n", "a"},
      {"", "no clause"}};
  for (const auto& [row, said] : cases) {
    const auto read = read_work(head + row, "w.yaml");
    ASSERT_FALSE(read) << row;
    EXPECT_NE(read.error().to_string().find(said), std::string::npos) << read.error().to_string();
  }
}

std::string only(const std::vector<DiffPart>& parts, DiffPart::Kind not_this) {
  std::string out;
  for (const DiffPart& one : parts) {
    if (one.kind != not_this) out += one.text;
  }
  return out;
}

TEST(Work, DifferencesAreTheLeastWords) {
  const auto parts = diff_words("the award names the holder", "the award always names its holder");
  ASSERT_EQ(parts.size(), 6u);
  EXPECT_EQ(parts[1].kind, DiffPart::Kind::added);
  EXPECT_EQ(parts[1].text, "always ");
  EXPECT_TRUE(diff_words("", "").empty());
  EXPECT_EQ(diff_words("", "new").size(), 1u);
  EXPECT_EQ(diff_words("same", "same").size(), 1u);
}

RC_GTEST_PROP(Work, DifferencesGiveBothTexts,
              (const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b)) {
  const auto text = [](const std::vector<std::uint8_t>& bytes) {
    std::string out;
    for (const std::uint8_t one : bytes) out += "abc \n"[one % 5];
    return out;
  };
  const std::string before = text(a);
  const std::string after = text(b);
  const auto parts = diff_words(before, after);
  RC_ASSERT(only(parts, DiffPart::Kind::added) == before);
  RC_ASSERT(only(parts, DiffPart::Kind::removed) == after);
}

TEST(Work, ProposalsAmendAddAndRemove) {
  Work work{.id = "w", .version = "1", .clauses = {clause("a", "one"), clause("b", "two")}};
  const std::vector<Proposal> proposals{{.clause = "a", .wanted = clause("a", "one and a half")},
                                        {.clause = "b", .removes = true},
                                        {.clause = "c", .wanted = clause("c", "three")}};
  const auto next = with_proposals(work, proposals, "2", "2027-01-01");
  ASSERT_TRUE(next);
  const auto changes = changes_between(work, *next);
  ASSERT_EQ(changes.size(), 3u);
  EXPECT_EQ(changes[0].kind, ClauseChange::Kind::changed);
  EXPECT_EQ(changes[1].kind, ClauseChange::Kind::added);
  EXPECT_EQ(changes[2].kind, ClauseChange::Kind::removed);
  EXPECT_FALSE(with_proposals(work, std::vector<Proposal>{{.clause = "z", .removes = true}}, "2", ""));
}

TEST(Work, WhatAClauseTouchesIsCounted) {
  framework::MicroCredential film;
  film.sector = "film-audiovisual";
  film.level.eqf = 5;
  film.workload.hours = framework::Hours{30};
  framework::MicroCredential music;
  music.sector = "music";
  const std::vector<Touchable> catalogue{{&film, 200}, {&music, 14}};
  EXPECT_EQ(touched({.everything = true}, catalogue).awards, 214);
  EXPECT_EQ(touched({.sector = "film-audiovisual"}, catalogue).definitions, 1);
  EXPECT_EQ(touched({.sector = "music", .eqf = 5}, catalogue).definitions, 0);
  EXPECT_EQ(touched({.element = "workload"}, catalogue).awards, 200);
  EXPECT_EQ(touched({}, catalogue).definitions, 0);
}

TEST(Work, TheBookCitesItselfAndNumbersItsClauses) {
  const std::string book = work_book(Work::built_in(), "https://here.example/framework/0.9");
  EXPECT_NE(book.find("## 1. Definitions"), std::string::npos);
  EXPECT_NE(book.find("### 1.1 Micro-credential"), std::string::npos);
  EXPECT_NE(book.find("Cite as:"), std::string::npos);
  EXPECT_NE(book.find("https://here.example/framework/0.9#rule-quality"), std::string::npos);
}

}  // namespace
}  // namespace credex::cocreation
