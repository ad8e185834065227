#include "cocreation/consultation.h"

#include <gtest/gtest.h>

#include "base/yaml.h"

namespace credex::cocreation {
namespace {

Consultation small() {
  Consultation c{.id = "c", .title = "C", .quorum = {1, 1, 1, 1, 0}};
  c.items = {{.id = "p1", .title = "Paragraph 1", .text = "x"}, {.id = "p2", .title = "Paragraph 2", .text = "y"}};
  const Constituency all[] = {Constituency::educators, Constituency::employers, Constituency::learners,
                              Constituency::authorities};
  for (std::size_t i = 0; i < 4; ++i)
    c.voices.push_back({.id = "v" + std::to_string(i), .constituency = all[i], .name = "N" + std::to_string(i)});
  return c;
}
void vote(Consultation& c, const char* item, const char* voice, Choice choice) {
  c.votes.push_back({item, voice, choice, choice == Choice::object ? "because" : ""});
}

TEST(Consultation, ADecisionNeedsEachConstituencysQuorum) {
  Consultation c = small();
  for (const char* voice : {"v0", "v1", "v2"}) vote(c, "p1", voice, Choice::agree);
  ConsultationOutcome o = outcome(c);
  EXPECT_EQ(o.decisions[0].verdict, Verdict::no_quorum);
  EXPECT_EQ(o.report.outcome(), credex::Outcome::unknown);
  vote(c, "p1", "v3", Choice::abstain);
  o = outcome(c);
  EXPECT_EQ(o.decisions[0].verdict, Verdict::carried);
  EXPECT_EQ(o.decisions[1].verdict, Verdict::no_quorum);
}

TEST(Consultation, ByConsentOneObjectionStopsAndByMajorityEachConstituencyIsAskedByItself) {
  Consultation c = small();
  for (const char* voice : {"v0", "v1", "v2"}) vote(c, "p1", voice, Choice::agree);
  vote(c, "p1", "v3", Choice::object);
  EXPECT_EQ(outcome(c).decisions[0].verdict, Verdict::not_carried);
  EXPECT_EQ(outcome(c).decisions[0].objections.size(), 1u);
  c.rule = DecisionRule::majority;
  // All other constituencies cannot outvote the one.
  for (int i = 0; i < 50; ++i) {
    c.voices.push_back({.id = "e" + std::to_string(i), .constituency = Constituency::educators});
    vote(c, "p1", c.voices.back().id.c_str(), Choice::agree);
  }
  EXPECT_EQ(outcome(c).decisions[0].verdict, Verdict::not_carried);
  c.voices.push_back({.id = "a2", .constituency = Constituency::authorities});
  c.voices.push_back({.id = "a3", .constituency = Constituency::authorities});
  vote(c, "p1", "a2", Choice::agree);
  EXPECT_EQ(outcome(c).decisions[0].verdict, Verdict::not_carried);  // one against one
  vote(c, "p1", "a3", Choice::agree);
  EXPECT_EQ(outcome(c).decisions[0].verdict, Verdict::carried);
}

TEST(Consultation, WhoHasNotBeenHeardIsNamed) {
  Consultation c = small();
  c.remarks.push_back({.id = "r1", .item = "p1", .voice = "v0", .text = "yes"});
  c.opinions.push_back({"p1", "v1", 1, 4});
  const ConsultationOutcome o = outcome(c);
  EXPECT_EQ(o.not_heard.size(), 2u);
  EXPECT_EQ(o.heard[0], 1);
  EXPECT_TRUE(o.report.find("cocreation.heard"));
  EXPECT_EQ(o.answered, 0);
}

TEST(Consultation, RoundsGiveTheGroupsAnswer) {
  Consultation c = small();
  const int first[] = {1, 3, 4, 5};
  const int second[] = {3, 4, 4, 4};
  for (std::size_t i = 0; i < 4; ++i) {
    c.opinions.push_back({"p1", c.voices[i].id, 1, first[i]});
    c.opinions.push_back({"p1", c.voices[i].id, 2, second[i]});
  }
  const Round one = round_result(c, 1);
  EXPECT_EQ(one.items[0].median, 3.5);
  EXPECT_EQ(one.items[0].within, 0.5);
  EXPECT_FALSE(one.items[0].is_consensus);
  EXPECT_FALSE(one.may_end);
  const Round two = round_result(c, 2);
  EXPECT_EQ(two.items[0].median, 4);
  EXPECT_TRUE(two.items[0].is_consensus);
  EXPECT_EQ(two.items[0].moved, 0.5);
  EXPECT_TRUE(two.may_end);
  EXPECT_TRUE(round_result(c, 3).items.empty());
}

/// The Delphi of tests/vectors/statistics.yaml: five experts rank six priorities twice.
TEST(Consultation, ConcordRisesAsReckonedByHand) {
  Consultation c{.id = "c", .title = "C", .scale = 6};
  const int rounds[2][5][6] = {
      {{1, 2, 3, 4, 5, 6}, {2, 1, 4, 3, 6, 5}, {3, 1, 2, 6, 4, 5}, {1, 4, 2, 3, 6, 5}, {2, 3, 1, 5, 4, 6}},
      {{1, 2, 3, 4, 5, 6}, {1, 2, 4, 3, 6, 5}, {2, 1, 3, 4, 5, 6}, {1, 3, 2, 4, 6, 5}, {1, 2, 3, 5, 4, 6}}};
  for (int i = 0; i < 6; ++i) c.items.push_back({.id = "i" + std::to_string(i)});
  for (int v = 0; v < 5; ++v) c.voices.push_back({.id = "v" + std::to_string(v)});
  for (int r = 0; r < 2; ++r) {
    for (std::size_t v = 0; v < 5; ++v) {
      for (std::size_t i = 0; i < 6; ++i) c.opinions.push_back({c.items[i].id, c.voices[v].id, r + 1, rounds[r][v][i]});
    }
  }
  EXPECT_NEAR(*round_result(c, 1).concord, 0.6937142857142857, 1e-12);
  EXPECT_NEAR(*round_result(c, 2).concord, 0.8765714285714286, 1e-12);
  EXPECT_EQ(round_result(c, 2).concordant, 5);
}

TEST(Consultation, TheTraceGoesBothWays) {
  Consultation c = small();
  c.remarks = {
      {.id = "r1", .item = "p1", .voice = "v0", .text = "a", .fate = Fate::taken_up, .answer = "yes", .version = "1.1"},
      {.id = "r2", .item = "p1", .voice = "v1", .text = "b", .fate = Fate::not_taken_up, .answer = "no"},
      {.id = "r3", .item = "p2", .voice = "v1", .text = "c", .fate = Fate::taken_in_part, .answer = "half"}};
  ASSERT_EQ(made_it_so(c, "p1").size(), 1u);
  EXPECT_EQ(made_it_so(c, "p1")[0]->id, "r1");
  EXPECT_EQ(made_it_so(c, "p2").size(), 1u);
}

TEST(Consultation, WhatIsExportedIsReadAgainAndAnonymousIsAnonymous) {
  Consultation c = small();
  c.remarks.push_back({.id = "r1", .item = "p1", .voice = "v0", .text = "=1+1", .proposed = "z"});
  c.opinions.push_back({"p1", "v1", 1, 4});
  vote(c, "p1", "v2", Choice::object);
  c.is_anonymous = true;
  json::Arena arena;
  const std::string text = json::write(consultation_value(arena, c));
  EXPECT_EQ(text.find("N0"), std::string::npos);
  const auto again = read_consultation(text, "c.json");
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(again->remarks[0].kind, RemarkKind::amendment);
  EXPECT_EQ(again->quorum, c.quorum);
  const std::string csv = remarks_csv(c);
  EXPECT_EQ(csv.find("N0"), std::string::npos);
  EXPECT_NE(csv.find("\"'=1+1\""), std::string::npos);
}

TEST(Consultation, BadFilesAreRefusedWithPlaceAndRemedy) {
  const std::string head = "id: c\ntitle: C\nitems: [{id: p1, text: x}]\nvoices:\n- {id: v1, constituency: learners}\n";
  const std::pair<const char*, const char*> cases[] = {
      {"- {id: v1, constituency: employers}\n", "two constituencies"},
      {"- {id: v2, constituency: kings}\n", "no constituency"},
      {"opinions: [{item: p1, voice: v1, value: 6}]\n", "value"},
      {"opinions: [{item: p9, voice: v1, value: 2}]\n", "not listed"},
      {"votes: [{item: p1, voice: v1, choice: object}]\n", "without a reason"},
      {"votes: [{item: p1, voice: v1}, {item: p1, voice: v1}]\n", "v1 on p1"},
      {"remarks: [{id: r, item: p1, voice: v1}]\n", "empty"},
      {"remarks: [{id: r, item: p1, voice: v1, text: x, fate: taken_up}]\n", "without a reason"},
  };
  for (const auto& [row, said] : cases) {
    const auto read = read_consultation(head + row, "c.yaml");
    ASSERT_FALSE(read) << row;
    EXPECT_EQ(read.error().code, "cocreation.consultation");
    EXPECT_NE(read.error().to_string().find(said), std::string::npos) << read.error().to_string();
    EXPECT_FALSE(read.error().remedy.empty());
  }
}

}  // namespace
}  // namespace credex::cocreation
