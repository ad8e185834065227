// Validation of learning outside courses, learning accounts, reminders, and organisations' words for outcomes.
#include "service/learning_record.h"

#include "platform_support.h"
#include "service/awards.h"
#include "service/check.h"
#include "service/collection.h"
#include "service/outcome_endorsements.h"
#include "service/person_skills.h"
#include "service/works.h"

namespace credex::service {
namespace {

using test::must;
const std::string k_acoustics = "http://data.europa.eu/esco/skill/26879b10-1df9-4071-a4c5-cb8e32eddb99";
const std::string k_modelling = "http://data.europa.eu/esco/skill/97965983-0da4-4902-9daf-d5cd2693ef73";

class LearningRecord : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "School");
    add_role_to(ada_, Role::recognition_officer);
    mia_ = person("mia@learner.example");
  }
  void add_role_to(Actor& actor, Role role) {
    p().database->write([&](store::Tx& tx) {
      store::insert(tx, store::Membership{.id = "m-" + actor.person->id,
                                          .organisation_id = school_.id,
                                          .person_id = actor.person->id,
                                          .role = role,
                                          .added = now_});
    });
    actor = again(actor);
  }
  store::Validation asked() {
    const auto learning = must(identify_learning(
        p(), mia_, {.title = "Ten years of stage sound", .kind = "informal", .skills = {k_acoustics, k_modelling}}));
    const auto work = must(add_work(p(), mia_, {.title = "Tour", .file = "bytes"}));
    must(document_learning(p(), mia_, learning.id, {work.id}));
    must(ask_validation(p(), mia_, learning.id, school_.slug));
    return learning;
  }
  Actor ada_;
  Actor mia_;
  store::Organisation school_;
};

TEST_F(LearningRecord, goes_through_the_four_stages) {
  const auto learning =
      must(identify_learning(p(), mia_, {.title = "Stage sound", .kind = "informal", .skills = {k_acoustics}}));
  EXPECT_EQ(learning.stage, store::ValidationStage::identification);
  EXPECT_EQ(code(ask_validation(p(), mia_, learning.id, school_.slug)), "service.conflict")
      << "nothing documents it yet";
  EXPECT_EQ(code(document_learning(p(), mia_, learning.id, {})), "service.invalid");
  EXPECT_EQ(code(document_learning(p(), mia_, learning.id, {"none"})), "service.not_found");
  const auto done = asked();
  const auto queue = must(validation_queue(p(), ada_, school_.id));
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].works.size(), 1U);
  EXPECT_EQ(code(decide_validation(p(), mia_, done.id, {k_acoustics}, "I think that I can.")), "service.forbidden");
  EXPECT_EQ(code(decide_validation(p(), ada_, done.id, {"http://x.example/"}, "Seen at work, and asked.")),
            "service.invalid");
  EXPECT_EQ(code(decide_validation(p(), ada_, done.id, {k_acoustics}, "ok")), "service.invalid");
  must(decide_validation(p(), ada_, done.id, {k_acoustics}, "Seen at work, and asked about it."));
  EXPECT_EQ(code(decide_validation(p(), ada_, done.id, {}, "Seen at work, and asked about it.")), "service.conflict");
  const PersonSkills person = skills_of(p(), mia_.person->id);
  ASSERT_EQ(person.held.size(), 1U) << "what was claimed and not certified is no skill";
  EXPECT_EQ(person.held[0].uri, k_acoustics);
  EXPECT_EQ(person.held[0].evidence, skills::EvidenceKind::validated);
}

TEST_F(LearningRecord, a_refusal_gives_its_reason_and_no_skill) {
  const auto learning = asked();
  must(decide_validation(p(), ada_, learning.id, {}, "The recording shows the hall, not the mix."));
  const auto mine = validations_of(p(), mia_);
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_EQ(mine[0].record.stage, store::ValidationStage::refused);
  EXPECT_EQ(mine[0].record.reason, "The recording shows the hall, not the mix.");
  EXPECT_TRUE(skills_of(p(), mia_.person->id).held.empty());
  EXPECT_EQ(code(document_learning(p(), mia_, learning.id, {"x"})), "service.conflict");
}

TEST_F(LearningRecord, nobody_validates_their_own) {
  const auto learning =
      must(identify_learning(p(), ada_, {.title = "Mine", .kind = "non_formal", .skills = {k_acoustics}}));
  const auto work = must(add_work(p(), ada_, {.title = "W"}));
  must(document_learning(p(), ada_, learning.id, {work.id}));
  must(ask_validation(p(), ada_, learning.id, school_.slug));
  EXPECT_EQ(code(decide_validation(p(), ada_, learning.id, {k_acoustics}, "It is surely so.")), "service.conflict");
  for (const ValidationFacts& bad : {ValidationFacts{.title = "", .kind = "informal", .skills = {k_acoustics}},
                                     ValidationFacts{.title = "x", .kind = "formal", .skills = {k_acoustics}},
                                     ValidationFacts{.title = "x", .kind = "informal"},
                                     ValidationFacts{.title = "x", .kind = "informal", .skills = {"y"}}})
    EXPECT_EQ(code(identify_learning(p(), mia_, bad)), "service.invalid");
}

TEST_F(LearningRecord, an_account_adds_up_by_currency) {
  must(add_account_entry(p(), mia_,
                         {.day = "2026-01-01", .amount = "500", .currency = "EUR", .source = "Regional account"}));
  const auto spent = must(
      add_account_entry(p(), mia_, {.day = "2026-02-01", .amount = "-120.50", .currency = "EUR", .source = "Course"}));
  must(add_account_entry(p(), mia_, {.day = "2026-02-01", .amount = "900", .currency = "SEK"}));
  EXPECT_EQ(account_of(p(), mia_).balance, (std::map<std::string, double>{{"EUR", 379.5}, {"SEK", 900}}));
  must(remove_account_entry(p(), mia_, spent.id));
  EXPECT_EQ(account_of(p(), mia_).balance.at("EUR"), 500);
  for (const AccountFacts& bad : {AccountFacts{"soon", "1", "EUR"}, AccountFacts{"2026-01-01", "much", "EUR"},
                                  AccountFacts{"2026-01-01", "nan", "EUR"}, AccountFacts{"2026-01-01", "1", "euro"},
                                  AccountFacts{"2026-01-01", "0", "EUR"}})
    EXPECT_EQ(code(add_account_entry(p(), mia_, bad)), "service.invalid");
}

TEST_F(LearningRecord, holders_are_told_once_that_a_credential_ends) {
  const auto definition = published(ada_, school_.id);
  const auto award = must(issue_award(
      p(), ada_, definition.record.id,
      {.full_name = "Mia", .email = "mia@learner.example", .awarded_on = "2026-05-01", .valid_until = "2026-06-20"},
      credential::Format::open_badge));
  must(claim_by_address(p(), mia_, award.id));
  EXPECT_EQ(ending_holdings(p(), mia_, 90).size(), 1U);
  while (service_sends()) {
  }
  mails_.clear();
  EXPECT_EQ(remind_of_endings(p(), 100), 1U);
  EXPECT_EQ(remind_of_endings(p(), 100), 0U);
  while (service_sends()) {
  }
  ASSERT_EQ(mails_.size(), 1U);
  EXPECT_NE(mails_[0].subject.find("2026-06-20"), std::string::npos) << mails_[0].subject;
  EXPECT_NE(mails_[0].body.find("stays yours"), std::string::npos);
  now_ += std::chrono::hours{24} * 60;
  EXPECT_TRUE(ending_holdings(p(), mia_, 90).empty());
}

TEST_F(LearningRecord, an_organisation_signs_its_word_for_outcomes) {
  Actor tom = person("tom@studio.example");
  const auto studio = organisation(tom, "Studio");
  const auto definition = published(ada_, school_.id);
  EXPECT_EQ(code(endorse_outcomes(p(), ada_, school_.id, definition.record.id, "We teach it and like it.")),
            "service.conflict");
  EXPECT_EQ(code(endorse_outcomes(p(), tom, studio.id, definition.record.id, "good")), "service.invalid");
  EXPECT_EQ(code(endorse_outcomes(p(), ada_, studio.id, definition.record.id, "We hire for these outcomes.")),
            "service.forbidden");
  const auto given = must(endorse_outcomes(p(), tom, studio.id, definition.record.id, "We hire for these outcomes."));
  const auto checked = must(check_credential(p(), given.statement));
  EXPECT_EQ(checked.report.find("integrity")->outcome, Outcome::pass) << report_text(checked.report, Colour::off);
  EXPECT_EQ(endorsements_of_definition(p(), definition.record.id).size(), 1U);
  // A second word takes the place of the first.
  const auto again_given =
      must(endorse_outcomes(p(), tom, studio.id, definition.record.id, "We still hire for these outcomes."));
  EXPECT_EQ(endorsements_of_definition(p(), definition.record.id).size(), 1U);
  EXPECT_EQ(code(endorsement_document(p(), given.id)), "service.not_found");
  std::string forged = again_given.statement;
  forged.replace(forged.find("still"), 5, "never");
  EXPECT_EQ(must(check_credential(p(), forged)).report.find("integrity")->outcome, Outcome::fail);
  EXPECT_EQ(code(withdraw_endorsement(p(), ada_, again_given.id)), "service.forbidden");
  must(withdraw_endorsement(p(), tom, again_given.id));
  EXPECT_TRUE(endorsements_of_definition(p(), definition.record.id).empty());
}

}  // namespace
}  // namespace credex::service
