#include "stacking/bridge.h"

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "skills/esco_support.h"
#include "support.h"

namespace credex::stacking {
namespace {

const std::string k_skill = "http://data.europa.eu/esco/skill/";
const Date k_today = test::must(parse_date("2026-06-01"));

const skills::EscoIndex& esco() {
  static const auto k_esco = test::esco_of(
      "skills:\n- {id: a, label: A}\n- {id: b, label: B}\n- {id: c, label: C}\n- {id: d, label: D}\n- {id: e, label: "
      "E}\n"
      "- {id: f, label: F}\n- {id: g, label: G}\n- {id: h, label: H}\n"
      "occupations:\n- {id: o, label: Maker, essential: [a, b, c, d], optional: [e]}\n");
  return k_esco->index;
}

Candidate offer(const char* id, const std::vector<const char*>& outcomes, double ects,
                std::optional<double> cost = {}) {
  Candidate out{
      .id = id, .definition = id, .title = id, .country = "PT", .languages = {"pt"}, .ects = ects, .cost = cost};
  for (const char* one : outcomes) out.outcomes.push_back(k_skill + one);
  return out;
}

skills::Target maker() { return skills::target_of(esco(), *esco().find("http://data.europa.eu/esco/occupation/o")); }

std::vector<std::string> steps(const Bridge& bridge) {
  std::vector<std::string> out;
  for (const BridgeStep& step : bridge.steps) out.push_back(step.take->id);
  std::sort(out.begin(), out.end());
  return out;
}

TEST(Bridge, takes_the_fewest_credits_that_close_the_gap) {
  const std::vector<skills::HeldSkill> held{{.uri = k_skill + "a", .evidence = skills::EvidenceKind::verified}};
  const skills::SkillLevels levels{esco(), held, k_today};
  std::vector<Candidate> offers{offer("ab", {"a", "b"}, 4, 100), offer("bc", {"b", "c"}, 3, 900),
                                offer("c", {"c"}, 2, 50), offer("d", {"d"}, 1, 10),
                                offer("bcd", {"b", "c", "d"}, 5, 950)};
  const Bridge by_credits = bridge(esco(), levels, maker(), offers, {});
  EXPECT_EQ(steps(by_credits), (std::vector<std::string>{"bc", "d"}));
  EXPECT_EQ(by_credits.ects, 4);
  EXPECT_TRUE(by_credits.is_proven);
  EXPECT_EQ(by_credits.report.outcome(), Outcome::pass);
  const Bridge by_cost = bridge(esco(), levels, maker(), offers, {.aim = Aim::cost});
  EXPECT_EQ(steps(by_cost), (std::vector<std::string>{"ab", "c", "d"}));
  EXPECT_EQ(by_cost.cost, 160);
  // With a budget: as many skills as it reaches.
  const Bridge small = bridge(esco(), levels, maker(), offers, {.budget = 3});
  EXPECT_EQ(steps(small), std::vector<std::string>{"bc"});
  EXPECT_EQ(small.left.size(), 1U);
}

TEST(Bridge, says_what_nothing_brings_and_keeps_to_the_filters) {
  const skills::SkillLevels levels{esco(), {}, k_today};
  std::vector<Candidate> offers{offer("a", {"a"}, 1), offer("b", {"b"}, 1), offer("c", {"c"}, 1)};
  offers[1].languages = {"en"};
  offers[2].country = "ES";
  const Bridge open = bridge(esco(), levels, maker(), offers, {});
  EXPECT_EQ(open.unoffered.size(), 1U);
  EXPECT_EQ(open.report.outcome(), Outcome::warn);
  EXPECT_EQ(steps(bridge(esco(), levels, maker(), offers, {.languages = {"pt"}})),
            (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(steps(bridge(esco(), levels, maker(), offers, {.countries = {"ES"}})), std::vector<std::string>{"c"});
  EXPECT_TRUE(bridge(esco(), levels, maker(), offers, {.online_only = true}).steps.empty());
  EXPECT_EQ(bridge(esco(), levels, maker(), offers, {.online_only = true}).report.outcome(), Outcome::fail);
  const Bridge priced = bridge(esco(), levels, maker(), offers, {.aim = Aim::cost});
  EXPECT_TRUE(priced.steps.empty());
  EXPECT_EQ(priced.without_value, 3U);
}

TEST(Bridge, is_as_short_as_trying_everything) {
  const skills::SkillLevels levels{esco(), {}, k_today};
  const std::vector<const char*> all{"a", "b", "c", "d", "e", "f", "g", "h"};
  EXPECT_TRUE(rc::check("no other set is cheaper", [&] {
    std::vector<Candidate> offers;
    const auto count = *rc::gen::inRange<std::size_t>(1, 9);
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<const char*> outcomes;
      for (const char* one : all) {
        if (*rc::gen::inRange(0, 3) == 0) outcomes.push_back(one);
      }
      offers.push_back(offer(all[i % all.size()], outcomes, 1 + *rc::gen::inRange(0, 6)));
      offers.back().definition += std::to_string(i);
    }
    skills::Target target{"T", {}};
    for (const char* one : all) target.needs.push_back({*esco().find(k_skill + one), true});
    const Bridge found = bridge(esco(), levels, target, offers, {});
    RC_ASSERT(found.is_proven);
    double best = 1e9;
    for (unsigned set = 0; set < (1U << count); ++set) {
      std::set<std::string> has;
      double ects = 0;
      for (std::size_t i = 0; i < count; ++i) {
        if ((set >> i & 1U) == 0) continue;
        has.insert(offers[i].outcomes.begin(), offers[i].outcomes.end());
        ects += offers[i].ects;
      }
      if (has.size() + found.unoffered.size() == all.size()) best = std::min(best, ects);
    }
    RC_ASSERT(std::abs(found.ects - best) < 1e-9);
  }));
}

}  // namespace
}  // namespace credex::stacking
