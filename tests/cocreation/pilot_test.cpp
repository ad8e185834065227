#include "cocreation/pilot.h"

#include <gtest/gtest.h>

#include <cmath>

namespace credex::cocreation {
namespace {

/// A pilot of two cohorts and one for comparison; each of the pilot's people gains `gain` and a bit.
Pilot made(int size, double gain, int attained) {
  Pilot out{.id = "p", .title = "P", .model = "residency"};
  out.instruments = {{.id = "skill", .title = "Skill", .most = 20}};
  out.cohorts = {{"a", "A"}, {"b", "B"}, {"usual", "Usual", true}};
  out.costs = {{"studio", 900}, {"mentors", 1100}};
  out.hypotheses = {{.id = "h1", .text = "It grows.", .instrument = "skill", .at_least = 0.2},
                    {.id = "h2",
                     .text = "More than usual.",
                     .kind = Hypothesis::Kind::difference,
                     .instrument = "skill",
                     .at_least = 0.1}};
  for (const char* cohort : {"a", "b", "usual"}) {
    for (int i = 0; i < size; ++i) {
      const bool is_own = std::string{cohort} != "usual";
      Participant one{.code = std::string{cohort} + std::to_string(i),
                      .cohort = cohort,
                      .has_consent = true,
                      .completed = i < attained + 1,
                      .attained = i < attained};
      one.groups["employment"] = i % 2 == 0 ? "freelance" : "employed";
      one.answers[{"skill", Phase::before}] = 5 + i % 4;
      one.answers[{"skill", Phase::after}] = 5 + i % 4 + (is_own ? gain : 0) + (i * 7 % 5) * 0.3;
      out.participants.push_back(one);
    }
  }
  return out;
}

TEST(Pilot, EffectsHaveIntervalsAndHypothesesFollow) {
  const Pilot pilot = made(20, 4, 20);
  const Evaluation e = evaluate(pilot);
  EXPECT_EQ(e.with_consent, 60);
  ASSERT_EQ(e.changes.size(), 3u);
  EXPECT_GT(e.changes[0].effect->g, 1);
  EXPECT_GT(e.changes[0].mean_change->low, 3.5);
  ASSERT_EQ(e.contrasts.size(), 1u);
  EXPECT_GT(e.contrasts[0].effect->g_interval.low, 0);
  EXPECT_EQ(e.hypotheses[0].support, Support::supported);
  EXPECT_EQ(e.hypotheses[1].support, Support::supported);
  EXPECT_EQ(e.advice, Advice::scale);
  EXPECT_EQ(*e.cost_per_award, 50);
  EXPECT_EQ(e.report.outcome(), Outcome::pass);
  EXPECT_EQ(evaluate(made(20, 0, 20)).hypotheses[1].support, Support::open);
}

TEST(Pilot, SmallNumbersAreLeftOutAndCannotBeReckoned) {
  Pilot pilot = made(20, 4, 20);
  // One cohort has two who did not attain.
  for (int i = 0; i < 2; ++i) pilot.participants[static_cast<std::size_t>(i)].attained = false;
  const Evaluation e = evaluate(pilot);
  const Breakdown& cohorts = e.breakdowns[0];
  EXPECT_EQ(cohorts.matter, "cohort");
  for (const Share& one : cohorts.attainment) EXPECT_FALSE(one.count) << one.what;  // the other would tell
  EXPECT_FALSE(e.cost_per_award);                                                   // and so would the sum
  const Evaluation few = evaluate(made(4, 4, 4));
  for (const Breakdown& breakdown : few.breakdowns) {
    for (const Share& one : breakdown.completion) EXPECT_FALSE(one.count);
  }
  for (const Change& one : few.changes) EXPECT_EQ(one.n, 0);
}

TEST(Pilot, AYesOrNoIsComparedByShares) {
  Pilot pilot = made(20, 4, 20);
  pilot.instruments.push_back({.id = "job", .title = "Job", .most = 1, .is_yes_no = true});
  int n = 0;
  for (Participant& one : pilot.participants) {
    one.answers[{"job", Phase::before}] = n % 2;
    one.answers[{"job", Phase::after}] = one.cohort == "usual" ? n % 2 : n % 4 != 0;
    ++n;
  }
  const Evaluation e = evaluate(pilot);
  const Contrast& job = e.contrasts.back();
  EXPECT_FALSE(job.effect);
  EXPECT_NEAR(*job.share_difference, 0.25, 1e-12);
  const auto wanted = statistics::difference_of_shares(30, 40, 10, 20);
  EXPECT_EQ(job.share_interval.low, wanted.low);
  for (Participant& one : pilot.participants) one.answers[{"job", Phase::after}] = one.code == "a0";
  EXPECT_FALSE(evaluate(pilot).contrasts.back().share_difference);  // one person alone says yes
}

TEST(Pilot, WhoDidNotConsentIsInNoFigure) {
  Pilot pilot = made(20, 4, 20);
  for (Participant& one : pilot.participants) one.has_consent = one.cohort != "b";
  const Evaluation e = evaluate(pilot);
  EXPECT_EQ(e.with_consent, 40);
  for (const Change& one : e.changes) EXPECT_EQ(one.n, one.cohort == "b" ? 0 : 20);
}

constexpr const char* k_head = R"(id: p
title: P
model: hackathon
instruments: [{id: s, title: S, most: 10}, {id: job, title: Job, yes_no: true}]
cohorts: [{id: a}, {id: u, comparison: true}]
)";

TEST(Pilot, FilesAreRead) {
  const auto read = read_pilot(
      std::string{k_head} +
          "hypotheses: [{id: h, text: It grows., kind: change, instrument: s, at_least: 0.2}]\n"
          "participants:\n- {code: x, cohort: a, consent: true, completed: true, answers: {s: {before: 3, after: 5}}}\n"
          "- {code: y, cohort: a}\n",
      "p.yaml");
  ASSERT_TRUE(read) << read.error().to_string();
  EXPECT_EQ(read->participants[0].answers.size(), 2u);
  EXPECT_TRUE(read->cohorts[1].is_comparison);
}

TEST(Pilot, BadFilesAreRefused) {
  const std::pair<const char*, const char*> cases[] = {
      {"participants: [{code: x, cohort: a, answers: {s: {before: 3}}}, {code: y, cohort: a}]\n",
       "consent does not hold"},
      {"participants: [{code: x, cohort: a, consent: true}]\n", "of one person"},
      {"participants: [{code: x, cohort: a, consent: true, answers: {s: {before: 11}}}, {code: y, cohort: a}]\n",
       "before"},
      {"participants: [{code: x, cohort: a, consent: true, answers: {job: {after: 0.5}}}, {code: y, cohort: a}]\n",
       "yes or no"},
      {"participants: [{code: x, cohort: z}, {code: y, cohort: z}]\n", "no cohort"},
      {"participants: [{code: x, cohort: a, attained: true}, {code: y, cohort: a}]\n", "without having completed"},
      {"hypotheses: [{id: h, text: t, kind: change, instrument: z}]\n", "no instrument"},
      {"hypotheses: [{id: h, text: t, kind: completion, at_least: 2}]\n", "from 0 to 1"},
  };
  for (const auto& [row, said] : cases) {
    const auto read = read_pilot(std::string{k_head} + row, "p.yaml");
    ASSERT_FALSE(read) << row;
    EXPECT_EQ(read.error().code, "cocreation.pilot");
    EXPECT_NE(read.error().to_string().find(said), std::string::npos) << read.error().to_string();
  }
  EXPECT_FALSE(read_pilot("id: p\ntitle: P\nmodel: zen\ncohorts: [{id: a}]\n", "p.yaml"));
}

}  // namespace
}  // namespace credex::cocreation
