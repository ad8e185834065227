// Skills of people, works, talent pages, roles, contact, and the sector's picture.
#include "service/talent.h"

#include "base/digest.h"
#include "base/encoding.h"
#include "platform_support.h"
#include "service/awards.h"
#include "service/collection.h"
#include "service/demand.h"
#include "service/talent_search.h"

namespace credex::service {
namespace {

const std::string k_talent_modelling = "http://data.europa.eu/esco/skill/97965983-0da4-4902-9daf-d5cd2693ef73";
const std::string k_photogrammetry = "http://data.europa.eu/esco/skill/0435fe96-523f-4888-a76f-22df1e92d9c4";
const std::string k_talent_acoustics = "http://data.europa.eu/esco/skill/26879b10-1df9-4071-a4c5-cb8e32eddb99";

class Talent : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "School");
    tom_ = person("tom@studio.example");
    studio_ = organisation(tom_, "Studio");
    mia_ = person("mia@learner.example");
    must(change_profile(p(), mia_, "Mia Verde", "en"));
    mia_ = again(mia_);
  }
  /// An award of the example to Mia, taken into her collection.
  store::Award award() {
    const auto definition = published(ada_, school_.id);
    auto made =
        test::must(issue_award(p(), ada_, definition.record.id,
                               {.full_name = "Mia Verde", .email = "mia@learner.example", .awarded_on = "2026-05-01"},
                               credential::Format::open_badge));
    test::must(claim_by_address(p(), mia_, made.id));
    return made;
  }
  template <class T>
  static T must(Result<T> result) {
    return test::must(std::move(result));
  }
  static void must(const Result<void>& result) { test::must(result); }

  TalentFacts open_to_all(bool searchable = true) {
    TalentFacts out{
        .headline = "3D for heritage", .country = "IT", .languages = {{"it", 7}, {"en", 4}}, .searchable = searchable};
    for (const std::string_view field : k_talent_fields) out.visible[std::string{field}] = "employers";
    return out;
  }
  skills::Role role(const std::vector<std::string>& required) {
    skills::Role out{.title = "Role"};
    for (const std::string& uri : required) out.required.push_back({.uri = uri});
    return out;
  }
  std::size_t found(const std::vector<std::string>& required) {
    return must(search_talent(p(), tom_, studio_.id, role(required), Blind::yes)).found.size();
  }

  Actor ada_;
  Actor tom_;
  Actor mia_;
  store::Organisation school_;
  store::Organisation studio_;
};

TEST_F(Talent, skills_come_from_credentials_works_and_the_person) {
  award();
  must(declare_skill(p(), mia_, k_talent_acoustics));
  must(declare_skill(p(), mia_, k_talent_acoustics));
  EXPECT_EQ(code(declare_skill(p(), mia_, "http://data.europa.eu/esco/skill/none")), "service.invalid");
  const PersonSkills person = skills_of(p(), mia_.person->id);
  const auto of = [&](const std::string& uri) {
    for (const skills::HeldSkill& one : person.held) {
      if (one.uri == uri) return std::string{skills::evidence_name(one.evidence)};
    }
    return std::string{};
  };
  EXPECT_EQ(of(k_talent_modelling), "verified");
  EXPECT_EQ(of(k_talent_acoustics), "declared");
  must(forget_skill(p(), mia_, k_talent_acoustics));
  EXPECT_EQ(skills_of(p(), mia_.person->id).declared, 0U);
}

TEST_F(Talent, a_revoked_award_gives_no_skill_and_takes_nobody_along) {
  const store::Award given = award();
  must(change_talent(p(), mia_, open_to_all()));
  EXPECT_EQ(found({k_talent_modelling}), 1U);
  must(set_status(p(), ada_, {given.id}, store::AwardStatus::revoked, "a mistake in the register"));
  now_ += std::chrono::hours{1};
  EXPECT_EQ(found({k_talent_modelling}), 0U) << "who is shown is verified when shown";
  EXPECT_EQ(skills_of(p(), mia_.person->id).uncounted.size(), 1U);
}

TEST_F(Talent, consent_withdrawn_removes_the_person_from_every_index_at_once) {
  award();
  must(change_talent(p(), mia_, open_to_all()));
  const std::int64_t number = must(own_talent(p(), mia_)).record.number;
  // A second server on the same database, with an index of its own.
  TalentPool other{p().esco};
  EXPECT_TRUE(p().talent->contains(p(), number));
  EXPECT_TRUE(other.contains(p(), number));
  EXPECT_EQ(found({k_talent_modelling}), 1U);
  must(change_talent(p(), mia_, open_to_all(false)));
  EXPECT_FALSE(p().talent->contains(p(), number));
  EXPECT_FALSE(other.contains(p(), number));
  EXPECT_EQ(found({k_talent_modelling}), 0U);
  EXPECT_EQ(p().talent->search(p(), role({k_talent_modelling}), 10).matched, 0U);
}

TEST_F(Talent, who_is_erased_is_in_no_index_and_no_request) {
  award();
  must(change_talent(p(), mia_, open_to_all()));
  const std::int64_t number = must(own_talent(p(), mia_)).record.number;
  TalentPool other{p().esco};
  EXPECT_TRUE(other.contains(p(), number));
  const auto kept = must(add_role(p(), tom_, studio_.id, {.title = "R", .required = {k_talent_modelling}}));
  const std::string slug = must(own_talent(p(), mia_)).record.slug;
  must(ask_contact(p(), tom_, kept.id, slug, "We would like to talk about a game."));
  must(add_work(p(), mia_, {.title = "W", .file = "bytes"}));
  must(erase_person(p(), mia_));
  EXPECT_FALSE(p().talent->contains(p(), number));
  EXPECT_FALSE(other.contains(p(), number));
  EXPECT_EQ(must(contacts_of_organisation(p(), tom_, studio_.id)).size(), 0U);
  EXPECT_EQ(code(open_talent(p(), slug, {.is_employer = true})), "service.not_found");
}

TEST_F(Talent, a_page_shows_each_field_to_whom_it_is_for) {
  award();
  TalentFacts facts = open_to_all(false);
  facts.visible = {{"name", "everyone"}, {"place", "employers"}, {"languages", "link"}, {"skills", "nobody"}};
  must(change_talent(p(), mia_, facts));
  const store::Talent record = must(own_talent(p(), mia_)).record;
  const TalentPage visitor = must(open_talent(p(), record.slug, {}));
  EXPECT_EQ(visitor.name, "Mia Verde");
  EXPECT_TRUE(visitor.facts.country.empty());
  EXPECT_TRUE(visitor.facts.languages.empty());
  EXPECT_TRUE(visitor.skills.empty());
  EXPECT_EQ(must(open_talent(p(), record.slug, viewer_of(tom_, ""))).facts.country, "IT");
  EXPECT_EQ(must(open_talent(p(), record.slug, {.key = record.link_key})).facts.languages.size(), 2U);
  must(renew_talent_link(p(), mia_));
  EXPECT_TRUE(must(open_talent(p(), record.slug, {.key = record.link_key})).facts.languages.empty());
  EXPECT_FALSE(must(open_talent(p(), record.slug, {.is_self = true})).skills.empty());
  // Nothing for anybody: as if there were no page.
  facts.visible.clear();
  must(change_talent(p(), mia_, facts));
  EXPECT_EQ(code(open_talent(p(), record.slug, {})), "service.not_found");
  facts.visible = {{"name", "the world"}};
  EXPECT_EQ(code(change_talent(p(), mia_, facts)), "service.invalid");
}

TEST_F(Talent, data_say_what_the_page_shows_and_no_more) {
  award();
  must(change_talent(p(), mia_, open_to_all()));
  const std::string slug = must(own_talent(p(), mia_)).record.slug;
  const TalentPage page = must(open_talent(p(), slug, viewer_of(tom_, "")));
  const auto resume = must(json::parse(json_resume(p(), page, "en")));
  EXPECT_EQ(resume.root.get("basics").text("name"), "Mia Verde");
  EXPECT_GT(resume.root.get("skills").size(), 2U);
  EXPECT_EQ(resume.root.get("certificates").size(), 1U);
  const auto europass = must(json::parse(europass_profile(p(), page, "en")));
  EXPECT_TRUE(json::find_at(europass.root, "/SkillsPassport/LearnerInfo/Skills/Linguistic/MotherTongue/0") != nullptr);
  TalentFacts facts = open_to_all();
  facts.visible = {{"about", "everyone"}};
  must(change_talent(p(), mia_, facts));
  EXPECT_EQ(json_resume(p(), must(open_talent(p(), slug, {})), "en").find("Mia"), std::string::npos);
}

TEST_F(Talent, a_contact_is_the_persons_to_give) {
  award();
  TalentFacts facts = open_to_all();
  facts.visible = {};
  must(change_talent(p(), mia_, facts));
  const auto kept = must(add_role(p(), tom_, studio_.id, {.title = "3D artist", .required = {k_talent_modelling}}));
  const TalentFinding finding =
      must(search_talent(p(), tom_, studio_.id, must(role_of(p(), tom_, kept.id)).role, Blind::no));
  ASSERT_EQ(finding.found.size(), 1U);
  EXPECT_TRUE(finding.found[0].name.empty()) << "she shows her name to nobody";
  EXPECT_FALSE(finding.found[0].hit.reasons.empty());
  must(ask_contact(p(), tom_, kept.id, finding.found[0].slug, "We would like to talk about a game."));
  EXPECT_EQ(code(ask_contact(p(), tom_, kept.id, finding.found[0].slug, "We would like to talk about a game.")),
            "service.conflict");
  auto mine = contacts_of_person(p(), mia_);
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_TRUE(must(contacts_of_organisation(p(), tom_, studio_.id))[0].address.empty());
  must(answer_contact(p(), mia_, mine[0].record.id, true, "Gladly."));
  EXPECT_EQ(must(contacts_of_organisation(p(), tom_, studio_.id))[0].address, "mia@learner.example");
  EXPECT_EQ(code(answer_contact(p(), mia_, mine[0].record.id, false, "")), "service.conflict");
  EXPECT_EQ(code(answer_contact(p(), tom_, mine[0].record.id, true, "")), "service.not_found");
  EXPECT_EQ(code(search_talent(p(), mia_, studio_.id, role({k_talent_modelling}), Blind::yes)), "service.forbidden");
}

TEST_F(Talent, a_work_is_confirmed_by_somebody_else_for_what_it_says_now) {
  const auto work = must(add_work(p(), mia_,
                                  {.title = "Score",
                                   .part = "composer",
                                   .made_on = "2025-03",
                                   .file_name = "s.pdf",
                                   .file = "the bytes",
                                   .skills = {k_talent_acoustics}}));
  EXPECT_EQ(work.digest, hex(sha256("the bytes")));
  EXPECT_TRUE(compare_file(work, "the bytes").is_the_file);
  EXPECT_FALSE(compare_file(work, "the byteS").is_the_file);
  EXPECT_EQ(skills_of_works(p(), mia_.person->id)[0].evidence, skills::EvidenceKind::shown);
  EXPECT_EQ(code(ask_word(p(), mia_, work.id, "mia@learner.example", "myself")), "service.invalid");
  must(ask_word(p(), mia_, work.id, "director@film.example", "director of the film"));
  const std::string link = link_in_last_mail();
  const std::string token = link.substr(link.rfind('/') + 1);
  EXPECT_EQ(must(look_at_word(p(), token)).person, "Mia Verde");
  must(answer_word(p(), token, "Dario Monte", "", true));
  EXPECT_EQ(code(answer_word(p(), token, "Dario Monte", "", true)), "service.conflict");
  EXPECT_EQ(skills_of_works(p(), mia_.person->id)[0].evidence, skills::EvidenceKind::confirmed);
  // What was confirmed is what it said then.
  p().database->write([&](store::Tx& tx) { tx.execute("UPDATE work SET part = 'director' WHERE id = ?1", {work.id}); });
  EXPECT_EQ(skills_of_works(p(), mia_.person->id)[0].evidence, skills::EvidenceKind::shown);
  for (const WorkFacts& bad :
       {WorkFacts{.title = ""}, WorkFacts{.title = "x", .made_on = "soon"},
        WorkFacts{.title = "x", .link = "javascript:alert(1)"}, WorkFacts{.title = "x", .skills = {"nothing"}},
        WorkFacts{.title = "x", .audience = "all"}})
    EXPECT_EQ(code(add_work(p(), mia_, bad)), "service.invalid");
}

TEST_F(Talent, a_gap_is_closed_by_the_catalogue) {
  published(ada_, school_.id);
  const auto view = must(
      own_gap(p(), mia_, {"http://data.europa.eu/esco/occupation/bab5fa79-7f96-4e21-87b6-1eba560b8d9a"}, {}, "en"));
  EXPECT_EQ(view->target.title, "3D modeller");
  EXPECT_EQ(view->gap.essential, 0);
  ASSERT_EQ(view->bridge.steps.size(), 1U);
  EXPECT_TRUE(view->bridge.is_proven);
  const OutlookView outlook = must(own_outlook(p(), mia_));
  ASSERT_FALSE(outlook.next.empty());
  EXPECT_EQ(code(own_gap(p(), mia_, {"http://data.europa.eu/esco/occupation/none"}, {}, "en")), "service.not_found");
  EXPECT_EQ(code(own_outlook(p(), {})), "service.signed_out");
}

TEST_F(Talent, the_sectors_picture_shows_demand_beside_supply_and_nobody_by_themselves) {
  award();
  must(post_missing(p(), tom_, studio_.id,
                    {.uri = k_talent_acoustics, .sector = "heritage", .country = "IT", .people = "3"}));
  must(add_role(p(), tom_, studio_.id,
                {.title = "R", .required = {k_talent_modelling}, .country = "IT", .sector = "heritage"}));
  const SectorPicture picture = sector_picture(p(), "heritage", "");
  const auto line = [&](const std::string& uri) -> const SkillLine* {
    for (const SkillLine& one : picture.skills) {
      if (p().esco->uri(one.skill) == uri) return &one;
    }
    return nullptr;
  };
  ASSERT_NE(line(k_talent_acoustics), nullptr);
  EXPECT_EQ(line(k_talent_acoustics)->missing, 3);
  EXPECT_EQ(line(k_talent_acoustics)->taught, 0);
  EXPECT_EQ(line(k_talent_modelling)->roles, 1);
  EXPECT_EQ(line(k_talent_modelling)->taught, 1);
  EXPECT_FALSE(line(k_talent_modelling)->awards) << "one award is one person";
  EXPECT_FALSE(picture.awards);
  EXPECT_EQ(p().esco->uri(picture.skills[0].skill), k_talent_acoustics) << "what is missed most first";
  EXPECT_NE(picture_csv(p(), picture, "en").find("fewer than 5"), std::string::npos);
  EXPECT_TRUE(sector_picture(p(), "music", "").skills.empty());
  for (const MissingFacts& bad : {MissingFacts{.uri = "x"}, MissingFacts{.uri = k_talent_acoustics, .sector = "mining"},
                                  MissingFacts{.uri = k_talent_acoustics, .people = "many"}})
    EXPECT_EQ(code(post_missing(p(), tom_, studio_.id, bad)), "service.invalid");
  const auto open = missing_of(p(), studio_.id);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(code(end_missing(p(), ada_, open[0].id)), "service.forbidden");
  must(end_missing(p(), tom_, open[0].id));
  EXPECT_TRUE(missing_of(p(), studio_.id).empty());
}

}  // namespace
}  // namespace credex::service
