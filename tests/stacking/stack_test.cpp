// Rules, checks, plans and proofs of stacks: a case for each kind of condition, and what holds of all of them.
#include <algorithm>
#include <functional>

#include "base/time.h"
#include "stacking/made_candidates.h"
#include "stacking/offers.h"
#include "stacking/plan.h"
#include "stacking/proof.h"
#include "support.h"

namespace credex::stacking {
namespace {

using test::must;

const Date k_day = *parse_date("2026-06-01");
const recognition::Countries& countries() { return recognition::Countries::built_in(); }

const std::string k_head =
    "id: 'https://home.example/stacks/1'\n"
    "version: '1'\n"
    "title: {en: 'Certificate'}\n"
    "body: {id: 'https://home.example/', name: 'Home', country: PT}\n";

StackRule rule(const std::string& rest) { return must(read_rule(k_head + rest, "rule.yaml", countries())); }

Candidate held(const std::string& name, double ects, int eqf, std::vector<std::string> outcomes = {}) {
  Candidate out{
      .id = "urn:" + name, .definition = name, .title = name, .issuer = "https://other.example/", .country = "IE"};
  out.outcomes = outcomes.empty() ? std::vector<std::string>{"skill of " + name} : std::move(outcomes);
  std::sort(out.outcomes.begin(), out.outcomes.end());
  out.ects = ects;
  out.eqf = eqf;
  out.is_held = true;
  out.digest = "sha-256:" + name;
  out.awarded_on = *parse_date("2025-06-01");
  return out;
}

Candidate offer(const std::string& name, double ects, int eqf, double cost = 100) {
  Candidate out = held(name, ects, eqf);
  out.id = name;
  out.is_held = false;
  out.cost = cost;
  out.awarded_on.reset();
  return out;
}

std::string words(const Report& report) { return report_text(report, Colour::off); }

struct CheckCase {
  const char* name;
  std::string rule;
  std::vector<Candidate> held;
  bool holds;
  const char* says;  ///< in the report
};

class StackCheckCase : public testing::TestWithParam<CheckCase> {};

TEST_P(StackCheckCase, comes_out_and_says_why) {
  const CheckCase& one = GetParam();
  const StackRule r = rule(one.rule);
  const StackCheck check = check_stack(r, one.held, k_day, countries());
  EXPECT_EQ(check.holds, one.holds) << words(check.report);
  EXPECT_NE(words(check.report).find(one.says), std::string::npos) << words(check.report);
  EXPECT_EQ(check.report.outcome() == Outcome::pass || check.report.outcome() == Outcome::warn, one.holds);
  // What counts proves itself to who has the rule and the proof alone.
  if (!check.holds) return;
  json::Arena arena;
  const json::Value proof = proof_value(arena, r, "sha-256:rule", check, k_day);
  const Report again = check_proof(r, "sha-256:rule", proof, countries());
  EXPECT_EQ(again.outcome(), Outcome::pass) << words(again);
}

Candidate with(Candidate c, const std::function<void(Candidate&)>& change) {
  change(c);
  return c;
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, StackCheckCase,
    testing::Values(
        CheckCase{"all_of",
                  "conditions: [{id: core, all: [a, b]}]\n",
                  {held("a", 3, 5), held("b", 3, 5)},
                  true,
                  "(2): “a”, “b”"},
        CheckCase{"all_of_one_missing",
                  "conditions: [{id: core, all: [a, b]}]\n",
                  {held("a", 3, 5)},
                  false,
                  "Only 1 of the 2"},
        CheckCase{"any_of",
                  "conditions: [{id: e, any: 2, which: {of: [a, b, c]}}]\n",
                  {held("a", 3, 5), held("c", 3, 5)},
                  true,
                  "2 count"},
        CheckCase{"any_of_at_a_level",
                  "conditions: [{id: e, any: 5, which: {least_eqf: 4, most_eqf: 4}}]\n",
                  {held("a", 3, 4), held("b", 3, 4), held("c", 3, 5)},
                  false,
                  "At most 2 of 5 can be had (EQF 4-4): “a”, “b”"},
        CheckCase{"least_ects_at_a_level",
                  "conditions: [{id: l, least_ects: 5, which: {least_eqf: 6}}]\n",
                  {held("a", 3, 6), held("b", 2, 7)},
                  true,
                  "5 ECTS count here"},
        CheckCase{"least_ects_too_few",
                  "conditions: [{id: l, least_ects: 5, which: {least_eqf: 6}}]\n",
                  {held("a", 3, 6), held("b", 9, 5)},
                  false,
                  "At most 3 of 5 ECTS"},
        CheckCase{"an_area",
                  "conditions: [{id: f, least_ects: 3, which: {fields: ['0215']}}]\n",
                  {with(held("a", 3, 6), [](Candidate& c) { c.fields = {"http://data.europa.eu/snb/isced-f/0215"}; })},
                  true,
                  "3 ECTS count here"},
        CheckCase{"another_area",
                  "conditions: [{id: f, least_ects: 3, which: {fields: ['0215']}}]\n",
                  {with(held("a", 3, 6), [](Candidate& c) { c.fields = {"http://data.europa.eu/snb/isced-f/0222"}; })},
                  false,
                  "At most 0 of 3 ECTS"},
        CheckCase{"a_sector",
                  "conditions: [{id: s, any: 1, which: {sectors: [music]}}]\n",
                  {with(held("a", 3, 6), [](Candidate& c) { c.sector = "music"; })},
                  true,
                  "1 count"},
        CheckCase{"a_skill",
                  "conditions: [{id: s, any: 1, which: {skills: ['skill of a']}}]\n",
                  {held("a", 3, 6)},
                  true,
                  "1 count"},
        CheckCase{"a_country",
                  "conditions: [{id: c, any: 1, which: {countries: [PT]}}]\n",
                  {held("a", 3, 6)},
                  false,
                  "At most 0 of 1"},
        CheckCase{"at_most_from_somewhere",
                  "total_ects: 6\nconditions: [{id: low, most_ects: 3, which: {most_eqf: 4}}]\n",
                  {held("a", 3, 4), held("b", 3, 4), held("c", 3, 5)},
                  true,
                  "3 ECTS count here, and at most 3 may"},
        CheckCase{"at_most_leaves_too_few",
                  "total_ects: 6\nconditions: [{id: low, most_ects: 3, which: {most_eqf: 4}}]\n",
                  {held("a", 3, 4), held("b", 3, 4)},
                  false,
                  "cannot be had together: low, total"},
        CheckCase{"total", "total_ects: 6\n", {held("a", 3, 4), held("b", 3, 4)}, true, "6 ECTS in all"},
        CheckCase{"total_too_few", "total_ects: 7\n", {held("a", 3, 4), held("b", 3, 4)}, false, "At most 6 of 7 ECTS"},
        CheckCase{"home_share",
                  "total_ects: 6\nconditions: [{id: home, home_share: 50}]\n",
                  {held("a", 3, 4), with(held("b", 3, 4), [](Candidate& c) { c.issuer = "https://home.example/"; })},
                  true,
                  "50 % are earned"},
        CheckCase{"home_share_too_small",
                  "total_ects: 6\nconditions: [{id: home, home_share: 50}]\n",
                  {held("a", 5, 4), with(held("b", 1, 4), [](Candidate& c) { c.issuer = "https://home.example/"; })},
                  false,
                  "cannot be had together: home, total"},
        CheckCase{"capstone",
                  "conditions: [{id: capstone, any: 1, which: {of: [final]}}]\n",
                  {held("final", 3, 4)},
                  true,
                  "“final”"},
        CheckCase{"overlap_counted_once",
                  "total_ects: 6\nmost_overlap: 40\n",
                  {held("a", 3, 4, {"x", "y", "z", "v", "w"}), held("b", 3, 4, {"x", "y", "z", "p", "q"})},
                  false,
                  "“a” and “b” overlap by 60 % (at most 40 %): one of them counts"},
        CheckCase{"overlap_within",
                  "total_ects: 6\nmost_overlap: 60\n",
                  {held("a", 3, 4, {"x", "y", "z", "v", "w"}), held("b", 3, 4, {"x", "y", "z", "p", "q"})},
                  true,
                  "6 ECTS in all"},
        CheckCase{"expired",
                  "total_ects: 3\n",
                  {with(held("C", 3, 4), [](Candidate& c) { c.expires = *parse_date("2026-03-31"); })},
                  false,
                  "“C” does not count: it ran out on 2026-03-31"},
        CheckCase{"withdrawn",
                  "total_ects: 3\n",
                  {with(held("a", 3, 4), [](Candidate& c) { c.is_withdrawn = true; })},
                  false,
                  "withdrawn or suspended"},
        CheckCase{"not_verified",
                  "total_ects: 3\n",
                  {with(held("a", 3, 4), [](Candidate& c) { c.is_verified = false; })},
                  false,
                  "authentic could not be shown"},
        CheckCase{"recent", "total_ects: 3\nnot_older_than_months: 24\n", {held("a", 3, 4)}, true, "3 ECTS in all"},
        CheckCase{"too_old",
                  "total_ects: 3\nnot_older_than_months: 6\n",
                  {held("a", 3, 4)},
                  false,
                  "it is of 2025-06-01, which is too long ago"},
        CheckCase{"counted_elsewhere",
                  "total_ects: 3\n",
                  {with(held("a", 3, 4), [](Candidate& c) { c.counted_in = "urn:whole"; })},
                  false,
                  "it counts in “urn:whole” already"},
        CheckCase{"reuse_allowed",
                  "total_ects: 3\nreuse: true\n",
                  {with(held("a", 3, 4), [](Candidate& c) { c.counted_in = "urn:whole"; })},
                  true,
                  "3 ECTS in all"},
        CheckCase{"held_twice",
                  "total_ects: 6\n",
                  {held("a", 3, 4), with(held("a", 3, 4), [](Candidate& c) { c.id = "urn:a2"; })},
                  false,
                  "is there twice and counts once"},
        CheckCase{"at_most_in_all",
                  "total_ects: 5\nmost_ects: 5\n",
                  {held("a", 3, 4), held("b", 3, 4)},
                  false,
                  "is not satisfied"},
        CheckCase{"nothing_held", "total_ects: 3\n", {}, false, "At most 0 of 3 ECTS"}),
    [](const auto& info) { return info.param.name; });

TEST(StackRule, refuses_what_contradicts_itself_with_file_line_and_reason) {
  struct Case {
    const char* rest;
    const char* reason;
  };
  for (const Case& one : {
           Case{"", "the rule asks for nothing"},
           Case{"total_ects: 6\nmost_ects: 5\n", "rule.yaml:6, /most_ects: at most 5 ECTS count, and 6 are asked for"},
           Case{"conditions: [{id: a, any: 3, which: {of: [x, y]}}]\n", "3 of 2 can never be had"},
           Case{"conditions: [{id: a, least_ects: 9, which: {least_eqf: 6}}, {id: b, most_ects: 3, which: {least_eqf: "
                "6}}]\n",
                "\"a\" asks for at least 9 ECTS of what \"b\" lets count at most 3"},
           Case{"most_ects: 5\nconditions: [{id: a, least_ects: 9}]\n",
                "it asks for 9 ECTS, and at most 5 count in all"},
           Case{"total_ects: 6\nconditions: [{id: a, most_ects: 3}]\n", "at most 3 ECTS count, and 6 are asked for"},
           Case{"total_ects: 6\nconditions: [{id: h, home_share: 80}, {id: m, most_ects: 2, which: {at_home: true}}]\n",
                "less may be earned at home than has to be"},
           Case{"conditions: [{id: a, any: 1, which: {least_eqf: 7, most_eqf: 5}}]\n", "least_eqf lies above most_eqf"},
           Case{"conditions: [{id: a, any: 1, which: {least_eqf: 9}}]\n", "no number from 1 to 8"},
           Case{"conditions: [{id: a, any: 1, which: {countries: [QQ]}}]\n", "\"QQ\" is no country"},
           Case{"conditions: [{id: a, any: 1, all: [x]}]\n", "a condition says exactly one thing"},
           Case{"conditions: [{id: a}]\n", "a condition says exactly one thing"},
           Case{"conditions: [{id: a, any: 1}, {id: a, any: 2}]\n", "\"a\" stands here twice"},
           Case{"conditions: [{id: a, any: 1.5}]\n", "a number of micro-credentials is whole"},
           Case{"total_ects: 3\nprerequisites: [{of: a, needs: [b]}, {of: b, needs: [c]}, {of: c, needs: [a]}]\n",
                "needs itself"},
           Case{"total_ects: 3\nmost_overlap: 120\n", "no number from 0 to 100"},
           Case{"total: 3\n", "the key \"total\" is not known here"},
       }) {
    auto read = read_rule(k_head + one.rest, "rule.yaml", countries());
    ASSERT_FALSE(read) << one.rest;
    EXPECT_EQ(read.error().code, "stacking.rule");
    EXPECT_NE(read.error().to_string().find(one.reason), std::string::npos) << read.error().to_string();
  }
}

TEST(StackProof, of_another_rule_sum_or_part_is_refused) {
  const StackRule r =
      rule("total_ects: 6\nmost_overlap: 40\nconditions: [{id: l, least_ects: 3, which: {least_eqf: 5}}]\n");
  const std::vector<Candidate> have{held("a", 3, 5), held("b", 3, 4)};
  const StackCheck check = check_stack(r, have, k_day, countries());
  ASSERT_TRUE(check.holds);
  json::Arena arena;
  const std::string good = json::write(proof_value(arena, r, "d", check, k_day));
  struct Case {
    const char* from;
    const char* to;
    const char* says;
  };
  for (const Case& one : {Case{"\"digest\":\"d\"", "\"digest\":\"e\"", "another text of a rule"},
                          Case{"\"ects\":3", "\"ects\":2", "reckoned again it comes to"},
                          Case{"\"eqf\":5", "\"eqf\":4", "reckoned again it comes to 0 of 3"},
                          Case{"\"definition\":\"b\"", "\"definition\":\"a\"", "counts twice"},
                          Case{"\"digest\":\"sha-256:a\",", "", "has no digest"},
                          Case{"[\"skill of b\"]", "[\"skill of a\"]", "overlap by 100 %"},
                          Case{"\"on\":\"2026-06-01\"", "\"on\":\"soon\"", "names no day"},
                          Case{"\"reached\":6", "\"reached\":7", "total: reckoned again"}}) {
    std::string text = good;
    const auto at = text.find(one.from);
    ASSERT_NE(at, std::string::npos) << one.from << "\n" << good;
    text.replace(at, std::string{one.from}.size(), one.to);
    const json::Document document = must(json::parse(text));
    const Report report = check_proof(r, "d", document.root, countries());
    EXPECT_EQ(report.outcome(), Outcome::fail) << one.to;
    EXPECT_NE(words(report).find(one.says), std::string::npos) << words(report);
  }
}

TEST(StackPlan, takes_least_of_what_is_asked) {
  const StackRule r = rule("total_ects: 6\n");
  std::vector<Candidate> all{held("have", 2, 5), offer("big", 4, 5, 900), offer("small", 2, 5, 300),
                             offer("smaller", 2, 5, 310), offer("odd", 5, 5, 200)};
  all[1].ready = *parse_date("2026-09-01");
  all[2].ready = *parse_date("2027-01-01");
  all[3].ready = *parse_date("2027-02-01");
  all[4].ready = *parse_date("2027-06-01");
  all[4].is_online = true;
  struct Case {
    Aim aim;
    std::vector<std::string> take;
  };
  for (const Case& one : {Case{Aim::credits, {"big"}}, Case{Aim::cost, {"odd"}}, Case{Aim::time, {"big"}},
                          Case{Aim::presence, {"odd"}}, Case{Aim::distance, {"odd"}}}) {
    const PlanResult result = plan_stack(r, all, k_day, {.aim = one.aim, .near_country = "PT"}, countries());
    ASSERT_FALSE(result.plans.empty()) << words(result.report);
    EXPECT_TRUE(result.plans[0].is_proven);
    std::vector<std::string> take;
    for (const Candidate* step : result.plans[0].take) take.push_back(step->definition);
    EXPECT_EQ(take, one.take) << aim_name(one.aim);
  }
  // What else there is: a way that shares at most half of it.
  const PlanResult result = plan_stack(r, all, k_day, {}, countries());
  ASSERT_GT(result.plans.size(), 1U);
  EXPECT_EQ(result.plans[1].take[0]->definition == "big", false);
}

TEST(StackPlan, keeps_prerequisites_and_their_order) {
  const StackRule r =
      rule("conditions: [{id: core, all: [c]}]\nprerequisites: [{of: c, needs: [b]}, {of: b, needs: [a]}]\n");
  const std::vector<Candidate> offers{offer("c", 1, 5), offer("b", 1, 5), offer("a", 1, 5)};
  const PlanResult result = plan_stack(r, offers, k_day, {}, countries());
  ASSERT_FALSE(result.plans.empty());
  std::vector<std::string> take;
  for (const Candidate* step : result.plans[0].take) take.push_back(step->definition);
  EXPECT_EQ(take, (std::vector<std::string>{"a", "b", "c"}));
  // Whoever has the first needs only the rest.
  const std::vector<Candidate> fewer{offer("c", 1, 5), held("b", 1, 5)};
  const PlanResult shorter = plan_stack(r, fewer, k_day, {}, countries());
  ASSERT_FALSE(shorter.plans.empty());
  EXPECT_EQ(shorter.plans[0].take.size(), 1U);
}

TEST(StackPlan, says_why_there_is_no_way) {
  const StackRule r = rule("total_ects: 60\nconditions: [{id: high, any: 1, which: {least_eqf: 8}}]\n");
  const std::vector<Candidate> offers{offer("a", 5, 5)};
  const PlanResult result = plan_stack(r, offers, k_day, {}, countries());
  EXPECT_TRUE(result.plans.empty());
  EXPECT_EQ(result.report.outcome(), Outcome::fail);
  EXPECT_NE(words(result.report).find("At most 0 of 1 can be had (EQF ≥ 8)"), std::string::npos)
      << words(result.report);
}

TEST(StackPlan, leaves_out_what_has_no_price_and_says_so) {
  const StackRule r = rule("total_ects: 3\n");
  std::vector<Candidate> all{offer("priced", 3, 5, 500), offer("free?", 3, 5)};
  all[1].cost.reset();
  const PlanResult result = plan_stack(r, all, k_day, {.aim = Aim::cost}, countries());
  ASSERT_FALSE(result.plans.empty());
  EXPECT_EQ(result.plans[0].take[0]->definition, "priced");
  EXPECT_EQ(result.without_value, 1U);
  EXPECT_NE(words(result.report).find("1 micro-credentials were left out"), std::string::npos);
}

/// The least by trying every set, for catalogues small enough.
std::optional<double> by_trying(const StackRule& r, const std::vector<Candidate>& all, Aim aim) {
  std::optional<double> best;
  for (std::size_t set = 0; set < (std::size_t{1} << all.size()); ++set) {
    std::vector<Candidate> have;
    double value = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if ((set >> i & 1U) == 0) continue;
      have.push_back(all[i]);
      have.back().is_held = true;
      value += aim == Aim::cost ? *all[i].cost : all[i].ects;
    }
    std::vector<const Candidate*> counted;
    for (const Candidate& one : have) counted.push_back(&one);
    bool good = true;
    for (const Part& part : parts_of(r, counted, countries())) good = good && part.holds;
    for (std::size_t i = 0; i < have.size() && good; ++i) {
      for (std::size_t j = i + 1; j < have.size(); ++j)
        if (r.most_overlap && overlap(have[i], have[j]) > *r.most_overlap) good = false;
    }
    if (good && (!best || value < *best)) best = value;
  }
  return best;
}

// Small catalogues with many overlaps, so that the quick way does not do.
TEST(StackPlan, is_the_least_that_trying_every_set_finds_and_always_checks) {
  const StackRule r = rule(
      "total_ects: 14\nmost_overlap: 30\nconditions: [{id: l, least_ects: 6, which: {least_eqf: 6}}, {id: s, any: 1, "
      "which: "
      "{sectors: [music]}}, {id: m, most_ects: 8, which: {most_eqf: 4}}]\n");
  int found = 0;
  for (unsigned seed = 0; seed < 12; ++seed) {
    std::vector<Candidate> all = test::candidates(200);
    all.erase(all.begin(), all.begin() + seed * 12);
    all.resize(12);
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i].outcomes = {"k" + std::to_string((i * 7 + seed) % 5), "l" + std::to_string((i * 3 + seed) % 7)};
      std::sort(all[i].outcomes.begin(), all[i].outcomes.end());
    }
    for (const Aim aim : {Aim::credits, Aim::cost}) {
      const auto want = by_trying(r, all, aim);
      const PlanResult result = plan_stack(r, all, k_day, {.aim = aim, .alternatives = 1, .seconds = 20}, countries());
      ASSERT_EQ(result.plans.empty(), !want) << seed;
      if (!want) continue;
      ++found;
      const Plan& plan = result.plans[0];
      EXPECT_TRUE(plan.is_proven) << seed;
      EXPECT_NEAR(aim == Aim::cost ? *plan.cost : plan.to_earn, *want, 1e-6) << seed;
      for (const Plan& one : result.plans) {
        std::vector<Candidate> have;
        for (const Candidate* step : one.take) {
          have.push_back(*step);
          have.back().is_held = true;
        }
        EXPECT_TRUE(check_stack(r, have, k_day, countries()).holds)
            << words(check_stack(r, have, k_day, countries()).report);
      }
    }
  }
  EXPECT_GT(found, 4);
}

TEST(StackPlan, finds_the_best_it_can_when_time_is_short_and_bounds_it) {
  const StackRule r =
      rule("total_ects: 60\nmost_overlap: 20\nconditions: [{id: l, least_ects: 30, which: {least_eqf: 6}}]\n");
  std::vector<Candidate> all = test::candidates(2000);
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i].outcomes = {"k" + std::to_string(i % 11), "l" + std::to_string(i % 17), "m" + std::to_string(i % 29)};
  const PlanResult result = plan_stack(r, all, k_day, {.aim = Aim::cost, .alternatives = 0, .seconds = 1}, countries());
  for (const Plan& plan : result.plans) EXPECT_LE(plan.bound, plan.value + 1e-6);
  EXPECT_TRUE(!result.plans.empty() || result.report.outcome() == Outcome::unknown);
}

TEST(Offers, are_read_and_the_soonest_that_still_begins_is_taken) {
  const std::vector<Offer> offers =
      must(read_offers("offers:\n- {definition: a, cost: 10, starts: 2026-01-01, ends: 2026-02-01}\n"
                       "- {definition: a, cost: 30, starts: 2026-09-01, ends: 2026-10-01, online: true}\n"
                       "- {definition: a, cost: 20, starts: 2026-10-01, ends: 2026-12-01}\n",
                       "o.yaml"));
  const Candidate one = offered(offer("a", 3, 5), offers, k_day);
  EXPECT_EQ(one.cost, 30);
  EXPECT_TRUE(one.is_online);
  for (const char* text : {"offers:\n- {definition: a, starts: 2026-02-01, ends: 2026-01-01}\n",
                           "offers:\n- {cost: 3}\n", "offers:\n- {definition: a, cost: -3}\n"}) {
    auto read = read_offers(text, "o.yaml");
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, "stacking.offers");
  }
}

}  // namespace
}  // namespace credex::stacking
