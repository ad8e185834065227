#include "recognition/matrix.h"

#include <algorithm>
#include <random>

#include "recognition/best_change.h"
#include "recognition/made_catalogue.h"
#include "recognition/matrix_value.h"
#include "recognition/what_if.h"
#include "support.h"

namespace credex::recognition {
namespace {

using test::must;

const Date k_day = *parse_date("2026-06-01");

/// Bodies of which some have automatic rules, and agreements of every kind among them.
struct World {
  explicit World(std::size_t definition_count = 300, std::size_t policy_count = 6)
      : definitions{test::definitions(definition_count)}, policies{test::policies(policy_count)} {
    if (policy_count < 6) return;
    policies[1].automatic.push_back({.id = "music", .scope = {.sectors = {"music"}, .most_ects = 4.0}});
    policies[2].automatic.push_back({.id = "strong", .scope = {.countries = {"DK", "CY"}, .least_quality = 3}});
    policies[3].from = *parse_date("2027-01-01");
    const auto party = [&](std::size_t body, const char* place) {
      return Party{policies[body].body.id, "Body", place};
    };
    agreements.push_back(
        {.id = "https://a.example/1", .title = "Automatic", .parties = {party(0, "AT"), party(1, "BE-VLG")}});
    agreements.push_back({.id = "https://a.example/2",
                          .title = "Eased",
                          .parties = {party(0, "AT"), party(4, "BG"), {"https://m.example/", "M", "CZ"}},
                          .scope = {.least_eqf = 5},
                          .effect = Agreement::Effect::eased,
                          .waives = {Criterion::identification}});
    agreements.back().accepts[Criterion::quality] = 1;
    agreements.push_back({.id = "https://a.example/3",
                          .title = "Over",
                          .parties = {party(5, "HR"), party(0, "AT")},
                          .until = *parse_date("2026-05-31")});
  }
  MatrixInput input() const {
    return {.definitions = definitions, .policies = policies, .agreements = agreements, .on = k_day};
  }
  std::vector<framework::MicroCredential> definitions;
  std::vector<Policy> policies;
  std::vector<Agreement> agreements{};
};

std::string text_of(const Matrix& m, const std::vector<Policy>& policies) {
  json::Arena arena;
  return json::write(matrix_value(arena, m, policies));
}

// The matrix is fast because it looks at less; what it says has to be what each decision says.
TEST(Matrix, says_what_each_decision_says) {
  const World world;
  const Matrix m = matrix(world.input());
  Matrix by_hand = m;
  std::fill(by_hand.cells.begin(), by_hand.cells.end(), Cell{});
  for (std::size_t body = 0; body < world.policies.size(); ++body) {
    for (const framework::MicroCredential& d : world.definitions) {
      const Decision decision = decide({.definition = d, .authenticity = Authenticity::secure, .applied_on = k_day},
                                       {.policy = world.policies[body], .agreements = world.agreements});
      const System* system = Countries::built_in().system_of(d.awarding_body.country, d.awarding_body.region);
      const auto origin = std::find(m.origins.begin(), m.origins.end(), system ? system->id : "?") - m.origins.begin();
      Cell& cell = by_hand.cells[body * m.origins.size() + static_cast<std::size_t>(origin)];
      ++cell.definitions;
      ++cell.verdicts[static_cast<std::size_t>(decision.verdict)];
      if (!decision.by.empty()) ++cell.unseen;
    }
  }
  std::array<std::uint32_t, 5> all{};
  for (std::size_t i = 0; i < m.cells.size(); ++i) {
    EXPECT_EQ(m.cells[i].definitions, by_hand.cells[i].definitions);
    EXPECT_EQ(m.cells[i].verdicts, by_hand.cells[i].verdicts) << "cell " << i;
    EXPECT_EQ(m.cells[i].unseen, by_hand.cells[i].unseen) << "cell " << i;
    for (std::size_t v = 0; v < all.size(); ++v) all[v] += m.cells[i].verdicts[v];
  }
  // The table is no test if everything comes out alike.
  EXPECT_GT(all[static_cast<std::size_t>(Verdict::full)], 50U);
  EXPECT_GT(all[static_cast<std::size_t>(Verdict::conditional)], 50U);
  EXPECT_GT(all[static_cast<std::size_t>(Verdict::refused)], 5U);
  EXPECT_GT(all[static_cast<std::size_t>(Verdict::undecided)], 50U);
}

TEST(Matrix, does_not_depend_on_the_order_of_the_catalogue) {
  World world;
  const std::string want = text_of(matrix(world.input()), world.policies);
  std::shuffle(world.definitions.begin(), world.definitions.end(), std::mt19937{5});
  EXPECT_EQ(text_of(matrix(world.input()), world.policies), want);
}

TEST(Matrix, what_if_is_the_matrix_of_the_changed_rules) {
  const World world;
  const MatrixInput input = world.input();
  const Catalogue catalogue{world.definitions, k_day, input.countries};
  const Matrix before = matrix(catalogue, input);
  const WhatIf changes = must(read_what_if(
      "policies:\n- body: 'https://body4.example/'\n  purposes: {credit: {criteria: {quality: {full_at: weak}}}}\n"
      "agreements:\n- {id: 'https://w.example/', title: W, parties: [{id: 'https://body0.example/', name: A},"
      " {id: 'https://x.example/', name: X, place: DK}], effect: automatic}\n",
      "what-if.yaml", world.policies, input.criteria, input.countries));
  const Matrix after = matrix_with(catalogue, input, before, changes);
  World changed;
  changed.policies[4].of(Purpose::credit).settings[Criterion::quality].full_at = 1;
  changed.agreements.push_back(changes.agreements[0]);
  EXPECT_EQ(after, matrix(changed.input()));
  EXPECT_GT(after.across().accepted(), before.across().accepted());
}

std::uint64_t crossing(const Matrix& m) { return m.across().accepted(); }

/// The matrix's crossings once changes are made, the slow way.
std::uint64_t with(const World& world, const std::vector<RuleChange>& changes) {
  World changed = world;
  for (const RuleChange& change : changes) {
    if (change.kind == RuleChange::Kind::loosen) {
      loosen(changed.policies[change.body].of(Purpose::credit).settings[change.criterion], change.criterion);
    } else {
      const auto place = [&](std::size_t body) {
        const Body& b = changed.policies[body].body;
        return Countries::built_in().system_of(b.country, b.region)->id;
      };
      changed.agreements.push_back({.id = "https://new.example/" + std::to_string(changed.agreements.size()),
                                    .title = "New",
                                    .parties = {{changed.policies[change.body].body.id, "A", place(change.body)},
                                                {changed.policies[change.other].body.id, "B", place(change.other)}}});
    }
  }
  return crossing(matrix(changed.input()));
}

std::vector<RuleChange> every_change(const World& world) {
  std::vector<RuleChange> out;
  for (std::size_t body = 0; body < world.policies.size(); ++body) {
    for (const Criterion criterion : k_all_criteria) {
      if (criterion != Criterion::verification) out.push_back({.body = body, .criterion = criterion});
    }
    for (std::size_t other = body + 1; other < world.policies.size(); ++other)
      out.push_back({.kind = RuleChange::Kind::agree, .body = body, .other = other});
  }
  return out;
}

TEST(BestChange, single_ones_open_what_the_matrix_then_shows) {
  const World world;
  const MatrixInput input = world.input();
  const Catalogue catalogue{world.definitions, k_day, input.countries};
  const std::uint64_t before = crossing(matrix(catalogue, input));
  const BestChanges best = best_changes(catalogue, input, {.singles = 100});
  ASSERT_GT(best.singles.size(), 5U);
  std::uint64_t most = 0;
  for (const RuleChange& change : every_change(world)) most = std::max(most, with(world, {change}) - before);
  EXPECT_EQ(best.singles[0].opens, most);
  EXPECT_EQ(best.set.opens, most);
  for (const ChangeSet& one : best.singles) EXPECT_EQ(with(world, one.changes) - before, one.opens);
}

// Against every set there is, for small worlds with and without tolerance.
TEST(BestChange, sets_are_the_best_there_are) {
  for (const std::size_t count : {std::size_t{40}, std::size_t{120}}) {
    World world{count, 4};
    world.policies.resize(3);
    world.policies[0].of(Purpose::credit).tolerance = static_cast<int>(count / 40);
    const MatrixInput input = world.input();
    const Catalogue catalogue{world.definitions, k_day, input.countries};
    const std::uint64_t before = crossing(matrix(catalogue, input));
    const std::vector<RuleChange> changes = every_change(world);
    std::uint64_t most = 0;
    for (std::size_t a = 0; a < changes.size(); ++a) {
      for (std::size_t b = a; b < changes.size(); ++b)
        most = std::max(most, with(world, {changes[a], changes[b]}) - before);
    }
    const BestChanges best = best_changes(catalogue, input, {.changes = 2});
    EXPECT_TRUE(best.set.is_proven);
    EXPECT_EQ(best.set.opens, most);
    EXPECT_EQ(best.set.bound, most);
    EXPECT_EQ(with(world, best.set.changes) - before, most);
    EXPECT_LE(best.set.changes.size(), 2U);
  }
}

TEST(WhatIf, refuses_what_changes_nothing_or_nobody) {
  const World world;
  const MatrixInput input = world.input();
  struct Case {
    const char* text;
    const char* reason;
  };
  for (const Case& one : {
           Case{"policies: []\n", "nothing is changed"},
           Case{"policies:\n- {body: 'https://nobody.example/'}\n", "no policy of \"https://nobody.example/\""},
           Case{"policies:\n- body: 'https://body0.example/'\n  purposes: {leisure: {}}\n",
                "\"leisure\" is no purpose"},
           Case{"policies:\n- body: 'https://body0.example/'\n  purposes: {credit: {criteria: {quality: {full_at: "
                "vast}}}}\n",
                "\"vast\" is not on the scale of quality"},
           Case{"agreements:\n- {id: 'https://a.example/', title: A, effect: automatic, parties: []}\n",
                "an agreement has two parties or more"},
       }) {
    auto read = read_what_if(one.text, "w.yaml", world.policies, input.criteria, input.countries);
    ASSERT_FALSE(read) << one.text;
    EXPECT_EQ(read.error().code, "recognition.what_if");
    EXPECT_NE(read.error().to_string().find(one.reason), std::string::npos) << read.error().to_string();
  }
}

}  // namespace
}  // namespace credex::recognition
