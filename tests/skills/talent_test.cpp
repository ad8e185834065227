#include "skills/talent.h"

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

#include "skills/esco_support.h"
#include "skills/made_profiles.h"
#include "support.h"

namespace credex::skills {
namespace {

const std::string k_talent_skill = "http://data.europa.eu/esco/skill/";
const Date k_talent_day = test::must(parse_date("2026-06-01"));

std::unique_ptr<const OwnedIndex> talent_index() {
  return test::esco_of(
      "skills:\n- {id: a, label: A}\n- {id: b, label: B, broader: [a]}\n- {id: c, label: C}\n- {id: d, label: D}\n"
      "occupations:\n- {id: o, label: O, essential: [a, c], optional: [d]}\n");
}

HeldSkill held(const char* id, EvidenceKind evidence = EvidenceKind::verified, const char* on = "2026-01-01") {
  return {.uri = k_talent_skill + id, .evidence = evidence, .on = test::must(parse_date(on))};
}

std::vector<ProfileNumber> found(const TalentIndex& index, const Role& role) {
  std::vector<ProfileNumber> out;
  for (const TalentHit& hit : index.search(role, k_talent_day).hits) out.push_back(hit.profile);
  return out;
}

TEST(Talent, ranks_by_evidence_age_and_the_very_skill) {
  const auto made = talent_index();
  TalentIndex index{made->index};
  test::must(index.put({.number = 1, .skills = {held("b")}}));
  test::must(index.put({.number = 2, .skills = {held("a", EvidenceKind::verified, "2015-01-01")}}));
  test::must(index.put({.number = 3, .skills = {held("a")}}));
  test::must(index.put({.number = 4, .skills = {held("a", EvidenceKind::declared)}}));
  test::must(index.put({.number = 5, .skills = {held("c")}}));
  EXPECT_EQ(found(index, {.required = {{.uri = k_talent_skill + "a"}}}), (std::vector<ProfileNumber>{3, 1, 2}));
  EXPECT_EQ(found(index, {.required = {{.uri = k_talent_skill + "a"}}, .accept_declared = true}),
            (std::vector<ProfileNumber>{3, 1, 2, 4}));
  // A special case does not stand for another; the broader skill does not stand for the special case.
  EXPECT_EQ(found(index, {.required = {{.uri = k_talent_skill + "b"}}}), std::vector<ProfileNumber>{1});
  const auto result = index.search({.required = {{.uri = k_talent_skill + "a"}}}, k_talent_day);
  ASSERT_EQ(result.hits[1].reasons.size(), 1U);
  EXPECT_EQ(result.hits[1].reasons[0].relation, Relation::narrower);
  EXPECT_EQ(result.hits[1].reasons[0].uri, k_talent_skill + "b");
  EXPECT_EQ(result.hits[1].reasons[0].year, 2026);
}

TEST(Talent, keeps_to_language_country_day_and_level) {
  const auto made = talent_index();
  TalentIndex index{made->index};
  HeldSkill level5 = held("a");
  level5.eqf = 5;
  test::must(index.put({.number = 1, .skills = {level5}, .languages = {{"en", 4}}, .country = "PT"}));
  test::must(
      index.put({.number = 2, .skills = {held("a")}, .languages = {{"en", 2}}, .country = "ES", .mobile_to = {"PT"}}));
  test::must(index.put({.number = 3,
                        .skills = {held("a")},
                        .languages = {{"en", 7}},
                        .country = "PL",
                        .is_remote = true,
                        .available_from = test::must(parse_date("2027-01-01"))}));
  const RoleSkill a{.uri = k_talent_skill + "a"};
  EXPECT_EQ(found(index, {.required = {a}, .languages = {{"en", 3}}}), (std::vector<ProfileNumber>{1, 3}));
  EXPECT_EQ(found(index, {.required = {a}, .countries = {"PT"}}), (std::vector<ProfileNumber>{1, 2}));
  EXPECT_EQ(found(index, {.required = {a}, .countries = {"PT"}, .is_remote = true}),
            (std::vector<ProfileNumber>{1, 2, 3}));
  EXPECT_EQ(found(index, {.required = {a}, .by = test::must(parse_date("2026-09-01"))}),
            (std::vector<ProfileNumber>{1, 2}));
  EXPECT_EQ(found(index, {.required = {{.uri = a.uri, .least_eqf = 5}}}), std::vector<ProfileNumber>{1});
  EXPECT_TRUE(found(index, {.required = {a}, .countries = {"XX"}}).empty());
}

TEST(Talent, who_is_removed_is_in_no_answer) {
  const auto made = talent_index();
  TalentIndex index{made->index};
  for (ProfileNumber i = 0; i < 100; ++i)
    test::must(index.put({.number = i,
                          .skills = {held("b"), held("c"), {.uri = "https://own.example/skill"}},
                          .country = "PT",
                          .is_remote = true}));
  index.remove(42);
  EXPECT_EQ(index.size(), 99U);
  EXPECT_FALSE(index.contains(42));
  for (const Role& role :
       {Role{.required = {{.uri = k_talent_skill + "a"}}}, Role{.wished = {{.uri = k_talent_skill + "c"}}},
        Role{.wished = {{.uri = "https://own.example/skill"}}, .countries = {"PT"}, .is_remote = true}}) {
    const auto result = index.search(role, k_talent_day, 1000);
    EXPECT_EQ(result.matched, 99U);
    for (const TalentHit& hit : result.hits) EXPECT_NE(hit.profile, 42U);
  }
}

TEST(Talent, refuses_too_much_and_keeps_what_was) {
  const auto made = talent_index();
  TalentIndex index{made->index};
  test::must(index.put({.number = 7, .skills = {held("a")}}));
  TalentProfile large{.number = 7};
  for (int i = 0; i < 10'000; ++i) large.skills.push_back({.uri = "https://own.example/" + std::to_string(i)});
  const auto refused = index.put(large);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "skills.talent");
  EXPECT_EQ(found(index, {.required = {{.uri = k_talent_skill + "a"}}}), std::vector<ProfileNumber>{7});
  EXPECT_FALSE(index.put({.number = 4'000'000'000U}));
  // Refused for its places, it leaves no trace in the lists of its skills.
  EXPECT_FALSE(index.put({.number = 9, .skills = {held("a")}, .mobile_to = std::vector<std::string>(20'000, "PT")}));
  EXPECT_EQ(found(index, {.required = {{.uri = k_talent_skill + "a"}}}), std::vector<ProfileNumber>{7});
}

TEST(Talent, says_which_skills_nobody_has) {
  const auto made = talent_index();
  TalentIndex index{made->index};
  test::must(index.put({.number = 1, .skills = {held("a")}}));
  const auto result = index.search(
      {.required = {{.uri = k_talent_skill + "d"}}, .wished = {{.uri = "https://x.example/"}}}, k_talent_day);
  EXPECT_EQ(result.matched, 0U);
  EXPECT_EQ(result.unknown.size(), 2U);
}

/// The same by looking at every profile.
std::vector<std::pair<double, ProfileNumber>> by_hand(const EscoIndex& esco, const std::vector<TalentProfile>& all,
                                                      const Role& role, std::size_t most) {
  const GapWeights weights;
  std::vector<std::pair<double, ProfileNumber>> out;
  for (const TalentProfile& profile : all) {
    const auto speaks = [&](const LanguageSkill& asked) {
      return std::any_of(profile.languages.begin(), profile.languages.end(),
                         [&](const LanguageSkill& has) { return has.code == asked.code && has.level >= asked.level; });
    };
    if (!std::all_of(role.languages.begin(), role.languages.end(), speaks)) continue;
    const auto goes = [&](const std::string& country) {
      return profile.country == country ||
             std::find(profile.mobile_to.begin(), profile.mobile_to.end(), country) != profile.mobile_to.end();
    };
    if (!role.countries.empty() && !std::any_of(role.countries.begin(), role.countries.end(), goes) && !goes("EU") &&
        !(role.is_remote && profile.is_remote))
      continue;
    if (role.by && profile.available_from && *profile.available_from > std::max(*role.by, k_talent_day)) continue;
    const auto best = [&](const RoleSkill& asked, bool is_required) {
      double most_of = 0;
      for (const HeldSkill& has : strongest(profile.skills)) {
        const Relation relation = relation_between(esco, has.uri, asked.uri);
        if (relation != Relation::same && relation != Relation::narrower) continue;
        if (is_required && !role.accept_declared && has.evidence < EvidenceKind::validated) continue;
        const Date middle = has.on->year() / 7 / 1;
        const double age = has.on->year() >= k_talent_day.year() ? 1 : weights.of_age(middle, k_talent_day);
        most_of = std::max(most_of, weights.of(has.evidence) * age * (relation == Relation::same ? 1 : 0.9));
      }
      return most_of;
    };
    double required = 0;
    bool has_all = true;
    for (const RoleSkill& one : role.required) {
      const double value = best(one, true);
      has_all = has_all && value > 0;
      required += value;
    }
    if (!has_all) continue;
    double wished = 0;
    for (const RoleSkill& one : role.wished) wished += best(one, false);
    const auto r = static_cast<double>(role.required.size());
    const auto w = static_cast<double>(role.wished.size());
    const double score = r == 0 ? wished / w : w == 0 ? required / r : 0.6 * required / r + 0.4 * wished / w;
    if (r == 0 && wished <= 0) continue;
    out.emplace_back(-score, profile.number);
  }
  std::sort(out.begin(), out.end());
  if (out.size() > most) out.resize(most);
  return out;
}

TEST(Talent, gives_exactly_the_best) {
  const EscoIndex& esco = EscoIndex::built_in();
  const test::MadeProfiles made{esco};
  TalentIndex index{esco};
  std::vector<TalentProfile> all;
  for (ProfileNumber i = 0; i < 3000; ++i) {
    all.push_back(made.profile(i));
    test::must(index.put(all.back()));
  }
  // Some are replaced and some go.
  for (ProfileNumber i = 0; i < 3000; i += 5)
    test::must(index.put(all[i] = [&] {
      auto p = made.profile(i + 5000);
      p.number = i;
      return p;
    }()));
  for (ProfileNumber i = 1; i < 3000; i += 7) index.remove(i);
  std::erase_if(all, [](const TalentProfile& profile) { return profile.number % 7 == 1; });
  index.settle();
  std::size_t answers = 0;
  for (std::uint32_t r = 0; r < 40; ++r) {
    const Role role = made.role(r, r % 4, 6);
    const auto want = by_hand(esco, all, role, 20);
    const auto got = index.search(role, k_talent_day, 20);
    ASSERT_EQ(got.hits.size(), want.size()) << r;
    for (std::size_t i = 0; i < want.size(); ++i) {
      EXPECT_NEAR(got.hits[i].score, -want[i].first, 1e-9) << r << " " << i;
      EXPECT_EQ(got.hits[i].profile, want[i].second) << r << " " << i;
    }
    answers += want.size();
  }
  EXPECT_GT(answers, 200U);
}

}  // namespace
}  // namespace credex::skills
