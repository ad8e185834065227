#include "skills/gap.h"

#include <rapidcheck.h>

#include <algorithm>
#include <cmath>

#include "skills/competences.h"
#include "skills/esco_support.h"
#include "skills/made_profiles.h"
#include "support.h"

namespace credex::skills {
namespace {

const std::string k_gap_skill = "http://data.europa.eu/esco/skill/";
const Date k_today = test::must(parse_date("2026-06-01"));

std::unique_ptr<const OwnedIndex> gap_index() {
  return test::esco_of(
      "groups:\n- {id: g, label: G}\n"
      "skills:\n- {id: wide, label: Wide, broader: [g]}\n- {id: a, label: A, broader: [wide]}\n- {id: narrow, label: "
      "N, broader: [a]}\n"
      "- {id: beside, label: Beside, related: [a]}\n- {id: c, label: C, broader: [g]}\n- {id: d, label: D}\n"
      "occupations:\n- {id: o, label: Maker, essential: [a, c], optional: [d]}\n- {id: p, label: Other, essential: "
      "[d]}\n");
}

struct Case {
  const char* name;
  const char* held;
  EvidenceKind evidence;
  const char* on;
  Relation relation;
  double met;
  Outcome outcome;
};
class GapOfOne : public testing::TestWithParam<Case> {};
TEST_P(GapOfOne, is_judged) {
  const Case& c = GetParam();
  const auto made = gap_index();
  const HeldSkill held{.uri = k_gap_skill + c.held, .evidence = c.evidence, .on = test::must(parse_date(c.on))};
  const Target target{"A", {{*made->index.find(k_gap_skill + "a"), true}}};
  const Gap out = gap(made->index, {&held, 1}, target, k_today);
  ASSERT_EQ(out.rows.size(), 1U);
  EXPECT_EQ(out.rows[0].relation, c.relation);
  EXPECT_NEAR(out.rows[0].met(), c.met, 1e-9);
  EXPECT_NEAR(out.essential, c.met, 1e-9);
  ASSERT_EQ(out.report.findings.size(), 1U);
  EXPECT_EQ(out.report.findings[0].findings[0].outcome, c.outcome);
}
INSTANTIATE_TEST_SUITE_P(
    Kinds, GapOfOne,
    testing::Values(
        Case{"the_very_skill", "a", EvidenceKind::verified, "2026-01-01", Relation::same, 1, Outcome::pass},
        Case{"declared", "a", EvidenceKind::declared, "2026-01-01", Relation::same, 0.5, Outcome::warn},
        Case{"confirmed", "a", EvidenceKind::confirmed, "2026-01-01", Relation::same, 0.8, Outcome::pass},
        Case{"old", "a", EvidenceKind::verified, "2010-01-01", Relation::same, 0.6, Outcome::warn},
        Case{"broader", "wide", EvidenceKind::verified, "2026-01-01", Relation::broader, 0.75, Outcome::pass},
        Case{"narrower", "narrow", EvidenceKind::verified, "2026-01-01", Relation::narrower, 0.5, Outcome::warn},
        Case{"related_is_missing_still", "beside", EvidenceKind::verified, "2026-01-01", Relation::related, 0.25,
             Outcome::fail},
        Case{"of_one_group_is_nothing", "c", EvidenceKind::verified, "2026-01-01", Relation::none, 0, Outcome::fail},
        Case{"unheard_of", "zz", EvidenceKind::verified, "2026-01-01", Relation::none, 0, Outcome::fail}),
    [](const auto& info) { return info.param.name; });

TEST(Gap, joins_targets_and_weighs_essential_skills_more) {
  const auto made = gap_index();
  const EscoIndex& esco = made->index;
  Target target = target_of(esco, *esco.find("http://data.europa.eu/esco/occupation/o"));
  join(target, target_of(esco, *esco.find("http://data.europa.eu/esco/occupation/p")));
  ASSERT_EQ(target.needs.size(), 3U);
  EXPECT_TRUE(target.needs[2].is_essential);
  EXPECT_EQ(target.title, "Maker, Other");
  const std::vector<HeldSkill> held{{.uri = k_gap_skill + "d", .evidence = EvidenceKind::verified}};
  const Target maker = target_of(esco, *esco.find("http://data.europa.eu/esco/occupation/o"));
  const Gap out = gap(esco, held, maker, k_today);
  EXPECT_EQ(out.essential, 0);
  EXPECT_EQ(out.optional, 1);
  EXPECT_NEAR(out.fit, 1.0 / 7, 1e-6);
}

TEST(Gap, an_empty_target_is_not_met) {
  const auto made = gap_index();
  const Gap out = gap(made->index, {}, {}, k_today);
  EXPECT_EQ(out.fit, 0);
  EXPECT_EQ(out.report.outcome(), Outcome::unknown);
}

TEST(Gap, of_all_occupations_agrees_with_each) {
  const EscoIndex& esco = EscoIndex::built_in();
  const test::MadeProfiles made{esco};
  EXPECT_TRUE(rc::check("the quick way and the explained way say the same", [&] {
    const auto person = strongest(made.profile(*rc::gen::inRange<std::uint32_t>(0, 100'000)).skills);
    const SkillLevels levels{esco, person, k_today};
    const auto fits = levels.fits();
    RC_ASSERT(fits.size() == esco.occupations().size());
    for (std::size_t i = 0; i < fits.size(); i += 37) {
      const Gap slow = gap(esco, person, target_of(esco, fits[i].occupation), k_today);
      RC_ASSERT(std::abs(slow.fit - static_cast<double>(fits[i].fit)) < 1e-5);
      if (i > 0) RC_ASSERT(fits[i - 1].fit >= fits[i].fit);
    }
  }));
}

TEST(Gap, more_skills_never_fit_less) {
  const EscoIndex& esco = EscoIndex::built_in();
  const test::MadeProfiles made{esco};
  EXPECT_TRUE(rc::check("adding a skill lowers no fit", [&] {
    auto person = made.profile(*rc::gen::inRange<std::uint32_t>(0, 100'000), 10).skills;
    const auto occupation = esco.occupations()[*rc::gen::inRange<std::size_t>(0, esco.occupations().size())];
    const double before = gap(esco, person, target_of(esco, occupation), k_today).fit;
    person.push_back(made.profile(*rc::gen::inRange<std::uint32_t>(0, 100'000), 1).skills[0]);
    RC_ASSERT(gap(esco, person, target_of(esco, occupation), k_today).fit >= before - 1e-9);
  }));
}

TEST(Openings, say_what_one_more_would_open) {
  const auto made = gap_index();
  const EscoIndex& esco = made->index;
  const std::vector<HeldSkill> held{{.uri = k_gap_skill + "a", .evidence = EvidenceKind::verified}};
  const SkillLevels levels{esco, held, k_today};
  const std::vector<std::vector<ConceptId>> offers{
      {*esco.find(k_gap_skill + "a")}, {*esco.find(k_gap_skill + "c")}, {*esco.find(k_gap_skill + "d")}, {}};
  const auto out = openings(esco, levels, offers, {}, 0.9);
  ASSERT_EQ(out.size(), 2U);
  // Each opens one; D alone is all that "Other" needs, so that it grows most.
  EXPECT_EQ(out[0].offer, 2U);
  EXPECT_EQ(out[1].offer, 1U);
  EXPECT_EQ(out[1].opened, 1U);
  EXPECT_NEAR(out[1].changes[0].before, 0.5, 1e-6);
  EXPECT_NEAR(out[1].changes[0].after, 1, 1e-6);
  const std::vector<ConceptId> among{*esco.find("http://data.europa.eu/esco/occupation/o")};
  EXPECT_EQ(openings(esco, levels, offers, among).size(), 1U);
}

TEST(Sectors, are_read_with_classes_and_occupations) {
  const EscoIndex& esco = EscoIndex::built_in();
  ASSERT_EQ(sectors().size(), 15U);
  for (const Sector& one : sectors()) {
    EXPECT_FALSE(one.nace.empty()) << one.id;
    EXPECT_EQ(one.occupations_in(esco).size(), one.occupations.size()) << one.id;
    EXPECT_FALSE(marking_skills(esco, one).empty()) << one.id;
  }
  const auto refused = read_sectors("sectors:\n- {id: x, title: X}\n- {id: x, title: Y, colour: red}\n", "s.yaml");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "skills.sectors");
}

TEST(Competences, are_read_whole_and_tied_to_skills_that_there_are) {
  const auto& all = competence_frameworks();
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0].size(), 21U);  // DigComp 2.2
  EXPECT_EQ(all[1].size(), 12U);  // GreenComp
  EXPECT_EQ(all[2].size(), 15U);  // EntreComp
  EXPECT_EQ(all[3].size(), 9U);   // LifeComp
  for (const CompetenceFramework& framework : all) {
    for (const CompetenceArea& area : framework.areas) {
      for (const Competence& one : area.competences) {
        for (const std::string& uri : one.skills)
          EXPECT_TRUE(EscoIndex::built_in().find(uri)) << one.title << " " << uri;
      }
    }
  }
}

TEST(Competences, show_what_skills_add) {
  const EscoIndex& esco = EscoIndex::built_in();
  // "create digital content" of the transversal collection.
  const std::vector<ConceptId> skills{*esco.find(k_gap_skill + "d822b4b2-26c7-4bd9-970d-229c6504f615")};
  const auto out = transitions(esco, skills);
  ASSERT_EQ(out.size(), 4U);
  ASSERT_FALSE(out[0].competences.empty());
  EXPECT_EQ(out[0].competences[0]->id, "3.1");
  EXPECT_TRUE(out[1].competences.empty());
}

TEST(Person, is_read_or_refused_with_the_line) {
  const PersonFile good = test::must(
      read_person("skills:\n- {uri: 'http://data.europa.eu/esco/skill/a', evidence: verified, on: 2024-05-01, eqf: 5}\n"
                  "languages: [{code: pt, level: first}]\ncredentials: [a.json]\n",
                  "p.yaml"));
  EXPECT_EQ(good.skills[0].evidence, EvidenceKind::verified);
  EXPECT_EQ(good.languages[0].level, 7);
  for (const char* bad : {"skills:\n- {uri: x}\n", "skills:\n- {evidence: verified}\n",
                          "skills:\n- {uri: 'http://a.example/', evidence: surely}\n",
                          "skills:\n- {uri: 'http://a.example/', eqf: 9}\n", "colour: red\n", "skills: [\n"}) {
    const auto read = read_person(bad, "p.yaml");
    ASSERT_FALSE(read) << bad;
    EXPECT_NE(read.error().to_string().find("p.yaml"), std::string::npos);
  }
  std::string many = "skills:\n";
  for (int i = 0; i < 10'000; ++i) many += "- {uri: 'http://a.example/'}\n";
  EXPECT_EQ(read_person(many, "p.yaml").error().code, "skills.person");
}

TEST(Person, keeps_the_strongest_evidence_of_each_skill) {
  const auto out =
      strongest({{.uri = "a", .evidence = EvidenceKind::declared},
                 {.uri = "a", .evidence = EvidenceKind::verified, .on = test::must(parse_date("2020-01-01"))},
                 {.uri = "b", .evidence = EvidenceKind::shown},
                 {.uri = "a", .evidence = EvidenceKind::verified, .on = test::must(parse_date("2024-01-01"))}});
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].uri, "a");
  EXPECT_EQ(to_string(*out[0].on), "2024-01-01");
}

TEST(Role, is_read_or_refused_with_the_line) {
  const auto made = gap_index();
  const EscoIndex& esco = made->index;
  const Role from =
      test::must(read_role("occupation: 'http://data.europa.eu/esco/occupation/o'\ncountries: [PT]\n", "r.yaml", esco));
  EXPECT_EQ(from.title, "Maker");
  EXPECT_EQ(from.required.size(), 2U);
  EXPECT_EQ(from.wished.size(), 1U);
  EXPECT_EQ(target_of(esco, from).needs.size(), 3U);
  for (const char* bad :
       {"title: nothing\n", "occupation: 'http://data.europa.eu/esco/occupation/zz'\n", "required: [singing]\n",
        "required: [{uri: 'http://a.example/', eqf: 0}]\n", "wished: ['http://a.example/']\nby: soon\n"}) {
    const auto read = read_role(bad, "r.yaml", esco);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, "skills.role");
  }
}

}  // namespace
}  // namespace credex::skills
