#include "cocreation/practice.h"

#include <gtest/gtest.h>

namespace credex::cocreation {
namespace {

bool is_indicator(std::string_view id) { return id == "A07" || id == "B02" || id == "B15"; }

constexpr const char* k_file = R"(practices:
- id: peer-panel
  title: A panel of peers in place of an agency
  matter: quality_assurance
  context: {country: BE, sector: crafts, provider: non_formal, size: micro}
  done: Five workshops review each other's criteria and samples once a year.
  effect: Four of five were accepted by the register within a year.
  evidence: before_after
  evidence_link: https://gilde.example/review
  cost: Two days a workshop and year
  cost_hours: 16
  conditions:
  - {text: A register that takes peer review, indicator: B02, at_least: 2}
  - {text: Workshops within a day's travel}
  indicators: [B02]
- id: credit-table
  title: A table of hours and credits
  matter: design
  context: {country: SE, provider: formal, size: large}
  done: One table for all courses.
  effect: Fewer questions.
  evidence: satisfaction
  indicators: [A07, B02]
)";

std::vector<Practice> two() {
  auto read = read_practices(k_file, "p.yaml", is_indicator);
  EXPECT_TRUE(read) << read.error().to_string();
  return std::move(*read);
}

TEST(Practice, AreReadAndWritten) {
  for (const Practice& one : two()) {
    json::Arena arena;
    const auto again = practice_from(practice_value(arena, one));
    ASSERT_TRUE(again);
    json::Arena other;
    EXPECT_TRUE(json::equal(practice_value(arena, one), practice_value(other, *again)));
  }
}

TEST(Practice, AreFoundByWordsIndicatorAndLikeness) {
  const auto all = two();
  EXPECT_EQ(search_practices(all, "workshops reviewing")[0].practice->id, "peer-panel");
  EXPECT_EQ(search_practices(all, "").size(), 2u);
  EXPECT_TRUE(search_practices(all, "zeppelin").empty());
  EXPECT_EQ(practices_for(all, std::vector<std::string>{"B02"})[0].practice->id, "peer-panel");  // stronger evidence
  EXPECT_EQ(practices_for(all, std::vector<std::string>{"A07", "B02"})[0].practice->id, "credit-table");
  EXPECT_EQ(practices_like(all, {.country = "SE", .size = "large"})[0].practice->id, "credit-table");
}

TEST(Practice, LikenessIsTheShareOfWhatBothName) {
  EXPECT_EQ(likeness({.country = "BE", .sector = "crafts"}, {.country = "BE"}), 1);
  EXPECT_EQ(likeness({.country = "BE", .sector = "crafts"}, {.country = "BE", .sector = "music"}), 0.5);
  EXPECT_EQ(likeness({.size = "micro"}, {.size = "small"}), 0.5);
  EXPECT_FALSE(likeness({.country = "BE"}, {.sector = "music"}));
}

TEST(Practice, TransferIsRatedWithReasons) {
  const auto all = two();
  const auto rate = [&](std::optional<double> b02) {
    return transferability(all[0], {.country = "IE", .sector = "crafts", .provider = "non_formal", .size = "micro"},
                           [&](std::string_view) { return b02; });
  };
  const Transfer good = rate(3);
  const Transfer bad = rate(0);
  const Transfer unknown = rate(std::nullopt);
  EXPECT_GT(good.score, bad.score);
  EXPECT_EQ(bad.report.outcome(), Outcome::fail);
  EXPECT_LT(unknown.known, good.known);
  // By hand: effect 0.3 x 0.5, context 0.2 x 0.75, one of two conditions holds 0.25, over 0.75.
  EXPECT_NEAR(good.score, (0.15 + 0.15 + 0.25) / 0.75, 1e-12);
  EXPECT_NEAR(good.known, 0.75, 1e-12);
  EXPECT_EQ(unknown.report.outcome(), Outcome::unknown);
}

TEST(Practice, WhatIsMissingIsNamed) {
  Practice one = two()[0];
  const auto wrong = [&](auto change) {
    Practice changed = one;
    change(changed);
    const auto checked = check_practice(changed, is_indicator);
    return checked ? std::string{} : checked.error().where;
  };
  EXPECT_EQ(wrong([](Practice&) {}), "");
  EXPECT_EQ(wrong([](Practice& p) { p.title.clear(); }), "title");
  EXPECT_EQ(wrong([](Practice& p) { p.matter = "cooking"; }), "matter");
  EXPECT_EQ(wrong([](Practice& p) { p.effect.clear(); }), "effect");
  EXPECT_EQ(wrong([](Practice& p) { p.evidence_link.clear(); }), "evidence_link");
  EXPECT_EQ(wrong([](Practice& p) { p.evidence_link = "javascript:alert(1)"; }), "evidence_link");
  EXPECT_EQ(wrong([](Practice& p) { p.indicators = {"Z1"}; }), "indicators");
  EXPECT_EQ(wrong([](Practice& p) { p.context.size = "huge"; }), "size");
}

}  // namespace
}  // namespace credex::cocreation
