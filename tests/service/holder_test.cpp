// A stranger's award at every door, and what people say and decide about whose it is.
#include "credential/statement.h"
#include "platform_support.h"
#include "service/awards.h"
#include "service/case_holder.h"
#include "service/cases.h"
#include "service/collection.h"
#include "service/holder_gate.h"
#include "service/holding_faces.h"
#include "service/mail.h"
#include "service/person_skills.h"
#include "service/policies.h"
#include "service/stacks.h"
#include "service/talent.h"
#include "service/wallets.h"

namespace credex::service {
namespace {

using store::CaseState;
using test::must;

/// A school that awarded Chiara; Maja, who brings that award in; a body that recognises; an operator.
class Holders : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "Scuola");
    definition_ = published(ada_, school_.id);
    olga_ = person("olga@body.example");
    body_ = organisation(olga_, "Recognition Body");
    must(set_roles(p(), olga_, body_.id, "olga@body.example",
                   {Role::recognition_officer, Role::administrator, Role::designer, Role::reviewer, Role::signer}));
    olga_ = again(olga_);
    module_ = published(olga_, body_.id);
    must(publish_policy(p(), olga_, body_.id, "{}"));
    maja_ = named("maja@learner.example", "Maja Lindqvist");
    ops_ = person("ops@platform.example");
    p().database->write([&](store::Tx& tx) {
      store::insert(tx, store::Membership{.id = "ops",
                                          .organisation_id = "",
                                          .person_id = ops_.person->id,
                                          .role = Role::operator_,
                                          .added = now_});
    });
    ops_ = again(ops_);
  }
  Actor named(const std::string& email, const std::string& name) {
    const Actor one = person(email);
    must(change_profile(p(), one, name, "en"));
    return again(one);
  }
  store::Award awarded(const std::string& name, const std::string& email = "", const std::string& day = "2026-05-01",
                       const std::string& birth = "") {
    return must(issue_award(p(), ada_, definition_.record.id,
                            {.full_name = name, .email = email, .date_of_birth = birth, .awarded_on = day},
                            credential::Format::open_badge));
  }
  /// An award brought in as a file by Maja.
  store::Holding brought(const std::string& name, const std::string& day = "2026-05-01",
                         const std::string& birth = "") {
    return must(add_holding(p(), maja_, awarded(name, "", day, birth).credential, "upload"));
  }
  HolderStanding standing(const store::Holding& holding) {
    return store::reading(*p().database, [&](store::Tx& tx) { return holder_standing(tx, p(), holding); });
  }
  Result<CaseView> applied(const std::string& holding) {
    return apply_for_recognition(
        p(), maja_, {.body = body_.slug, .holding = holding, .purpose = "credit", .target = module_.record.id});
  }
  std::string token_of(const store::Award& award, ClaimWay way) {
    const std::string link = claim_link(p(), award, way);
    return link.substr(link.rfind('/') + 1);
  }
  std::size_t mails_to(const std::string& to, const std::string& words) {
    while (service_sends()) {
    }
    std::size_t out = 0;
    for (const auto& mail : mails_) out += mail.to == to && mail.subject.find(words) != std::string::npos ? 1 : 0;
    return out;
  }

  Actor ada_, olga_, maja_, ops_;
  store::Organisation school_, body_;
  DefinitionView definition_, module_;
};

TEST_F(Holders, a_strangers_award_is_kept_and_told_and_used_at_no_door) {
  const store::Holding holding = brought("Chiara Montefiore");
  const HolderStanding found = standing(holding);
  EXPECT_EQ(found.match, credential::HolderMatch::different);
  EXPECT_EQ(found.finding.message, "holder.different");
  EXPECT_EQ(found.record.named, "Chiara Montefiore");
  EXPECT_EQ(holdings_of(p(), maja_).size(), 1U) << "nothing that is brought in is lost";
  // Sharing, words of others, skills, recognition.
  EXPECT_EQ(code(make_share(p(), maja_, {.title = "x", .holdings = {holding.id}})), "service.holder_differs");
  EXPECT_EQ(code(ask_endorsement(p(), maja_, holding.id, "boss@x.example", "worked together")),
            "service.holder_differs");
  const PersonSkills skills = skills_of(p(), maja_.person->id);
  EXPECT_TRUE(skills.held.empty());
  ASSERT_EQ(skills.uncounted.size(), 1U);
  EXPECT_EQ(code(applied(holding.id)), "service.holder_differs");
  // The talent page.
  auto talent = must(own_talent(p(), maja_));
  talent.facts.visible = {{"credentials", "everyone"}, {"skills", "everyone"}, {"name", "everyone"}};
  must(change_talent(p(), maja_, talent.facts));
  const TalentPage page = must(open_talent(p(), talent.record.slug, {}));
  EXPECT_TRUE(page.credentials.empty());
  EXPECT_TRUE(page.skills.empty());
  // Larger awards.
  const StackRuleView rule =
      must(publish_stack_rule(p(), olga_, body_.id, "", "total_ects: 5\nautomatic: true\n", module_.record.id));
  EXPECT_FALSE(must(check_own_stack(p(), maja_, rule.record.id))->check.holds);
  EXPECT_FALSE(claim_stack(p(), maja_, rule.record.id));
}

TEST_F(Holders, a_renamed_account_is_judged_anew_at_links_that_were_made) {
  const store::Holding holding = brought("Maja Lindqvist");
  EXPECT_EQ(standing(holding).match, credential::HolderMatch::compatible);
  const store::Share share = must(make_share(p(), maja_, {.title = "x", .holdings = {holding.id}}));
  EXPECT_EQ(must(open_share(p(), share.token, "seen")).holdings.size(), 1U);
  must(change_profile(p(), maja_, "Chiara Montefiore", "en"));
  EXPECT_TRUE(must(open_share(p(), share.token, "seen")).holdings.empty());
  must(change_profile(p(), maja_, "LINDQVIST, Maja", "en"));
  EXPECT_EQ(must(open_share(p(), share.token, "seen")).holdings.size(), 1U);
}

TEST_F(Holders, a_name_alone_signs_nothing_unasked) {
  const StackRuleView rule =
      must(publish_stack_rule(p(), olga_, body_.id, "", "total_ects: 5\nautomatic: true\n", module_.record.id));
  brought("Maja Lindqvist");
  EXPECT_TRUE(must(check_own_stack(p(), maja_, rule.record.id))->check.holds);
  EXPECT_EQ(code(claim_stack(p(), maja_, rule.record.id)), "service.holder_open");
  // The same with a second fact: the address that she has shown to read.
  const store::Award own = awarded("Maja Lindqvist", "maja@learner.example", "2026-05-02");
  must(claim_by_address(p(), maja_, own.id));
  EXPECT_EQ(code(claim_stack(p(), maja_, rule.record.id)), "") << "the part with an address is enough";
}

TEST_F(Holders, a_body_takes_nothing_at_once_on_a_name_alone) {
  must(publish_policy(p(), olga_, body_.id,
                      "title: B\nautomatic: [{id: italy, scope: {countries: [IT]}, ground: neighbours}]\n"));
  const CaseView made = must(applied(brought("Maja Lindqvist").id));
  EXPECT_EQ(made.record.state, CaseState::submitted);
}

TEST_F(Holders, an_officer_sees_both_and_says_that_it_is_theirs) {
  const CaseView made = must(applied(brought("Maja Lindqvist", "2026-05-01", "1998-05-03").id));
  const CaseHolderView seen = case_holder(p(), made.record);
  EXPECT_EQ(seen.named, "Maja Lindqvist");
  EXPECT_EQ(seen.birth, "1998-05-03");
  EXPECT_EQ(seen.awarded_on, "2026-05-01");
  EXPECT_FALSE(seen.award_id.empty());
  EXPECT_EQ(seen.applicant, "Maja Lindqvist");
  EXPECT_TRUE(seen.needs_word);
  const auto undecided =
      decide_case(p(), olga_, made.record.id, {.verdict = "full", .credits = "5", .reason = "compared by hand"});
  EXPECT_EQ(code(undecided), "service.holder_open");
  EXPECT_EQ(undecided.error().where, "holder");
  must(decide_case(p(), olga_, made.record.id,
                   {.verdict = "full", .credits = "5", .reason = "compared by hand", .holder = "yes"}));
  const auto decided = must(own_case(p(), maja_, made.record.id)).record;
  const auto statement = must(json::parse(decided.statement));
  const auto content = statement.root.get("credentialSubject").get("content");
  EXPECT_EQ(content.text("holder"), "Maja Lindqvist");
  EXPECT_EQ(content.text("applicant"), "Maja Lindqvist");
  EXPECT_EQ(content.get("credential").text("dateOfBirth"), "1998-05-03");
  EXPECT_EQ(content.get("credential").text("award"), seen.award_id);
  EXPECT_EQ(content.get("credential").text("awardedOn"), "2026-05-01");
  EXPECT_EQ(statement.root.get("credentialSubject").text("id"), "") << "no identifier of hers was shown";
  EXPECT_EQ(case_holder(p(), decided).record.confirmed_by, olga_.person->id);
  // The statement is hers, and can be shown.
  for (const store::Holding& one : holdings_of(p(), maja_)) {
    if (one.source == "recognition") {
      EXPECT_EQ(standing(one).match, credential::HolderMatch::same);
    }
  }
}

TEST_F(Holders, an_award_under_another_name_needs_words_of_the_officer) {
  const store::Holding holding = brought("Maja Svensson");
  EXPECT_EQ(code(applied(holding.id)), "service.holder_differs");
  EXPECT_EQ(code(claim_holder(p(), maja_, holding.id, {.words = "mine"})), "service.invalid");
  EXPECT_EQ(code(claim_holder(p(), maja_, holding.id, {.former_name = "Maja Svensson", .words = "my name before"})),
            "service.invalid")
      << "a name needs evidence";
  must(claim_holder(p(), maja_, holding.id,
                    {.former_name = "Maja Svensson",
                     .words = "my name before I married",
                     .evidence = "certificate of marriage, shown on paper"}));
  EXPECT_EQ(code(claim_holder(p(), maja_, holding.id, {.words = "my name before I married"})), "service.conflict");
  const CaseView made = must(applied(holding.id));
  const CaseHolderView seen = case_holder(p(), made.record);
  EXPECT_EQ(seen.former_name, "Maja Svensson");
  EXPECT_EQ(code(decide_case(p(), olga_, made.record.id,
                             {.verdict = "full", .credits = "5", .reason = "compared by hand", .holder = "yes"})),
            "service.invalid");
  must(decide_case(p(), olga_, made.record.id,
                   {.verdict = "full",
                    .credits = "5",
                    .reason = "compared by hand",
                    .holder = "yes",
                    .holder_words = "certificate of marriage seen"}));
  const auto statement = must(json::parse(must(own_case(p(), maja_, made.record.id)).record.statement));
  const auto content = statement.root.get("credentialSubject").get("content");
  EXPECT_EQ(content.text("holder"), "Maja Svensson");
  EXPECT_EQ(content.text("applicant"), "Maja Lindqvist");
  EXPECT_EQ(code(make_share(p(), maja_, {.title = "x", .holdings = {holding.id}})), "service.holder_open")
      << "the officer decided for the case, not for every door";
}

TEST_F(Holders, an_operator_accepts_a_former_name_for_all_awards) {
  const store::Holding holding = brought("Maja Svensson");
  const store::Holding other = brought("SVENSSON Maja", "2026-05-02");
  must(claim_holder(p(), maja_, holding.id,
                    {.former_name = "Maja Svensson", .words = "my name before I married", .evidence = "on paper"}));
  EXPECT_EQ(mails_to("ops@platform.example", "Whose is"), 1U);
  EXPECT_EQ(code(holder_questions(p(), maja_, "")), "service.forbidden");
  EXPECT_EQ(code(holder_questions(p(), ada_, "")), "service.forbidden");
  const auto questions = must(holder_questions(p(), ops_, ""));
  ASSERT_EQ(questions.size(), 1U);
  EXPECT_EQ(questions[0].person, "Maja Lindqvist");
  EXPECT_EQ(questions[0].record.evidence, "on paper");
  EXPECT_EQ(code(decide_holder(p(), ada_, holding.id, HolderAnswer::accept, "looks right")), "service.not_found")
      << "it was brought in: no organisation here answers for it";
  EXPECT_EQ(code(decide_holder(p(), ops_, holding.id, HolderAnswer::accept, "")), "service.invalid");
  must(decide_holder(p(), ops_, holding.id, HolderAnswer::accept, "certificate of marriage seen"));
  EXPECT_EQ(code(decide_holder(p(), ops_, holding.id, HolderAnswer::refuse, "once more")), "service.conflict");
  EXPECT_EQ(mails_to("maja@learner.example", "is yours"), 1U);
  EXPECT_TRUE(standing(holding).may(HolderUse::sign));
  EXPECT_EQ(standing(holding).record.decided_by, ops_.person->id);
  EXPECT_TRUE(standing(holding).record.decided);
  EXPECT_EQ(standing(other).match, credential::HolderMatch::compatible);
  EXPECT_EQ(code(make_share(p(), maja_, {.title = "x", .holdings = {holding.id, other.id}})), "");
}

TEST_F(Holders, what_was_refused_stays_refused_under_a_new_name) {
  const store::Holding holding = brought("Chiara Montefiore");
  must(claim_holder(p(), maja_, holding.id, {.words = "it is mine, trust me"}));
  EXPECT_EQ(code(make_share(p(), maja_, {.title = "x", .holdings = {holding.id}})), "service.holder_differs");
  must(decide_holder(p(), ops_, holding.id, HolderAnswer::refuse, "Chiara is another person"));
  must(change_profile(p(), maja_, "Chiara Montefiore", "en"));
  EXPECT_EQ(code(make_share(p(), maja_, {.title = "x", .holdings = {holding.id}})), "service.holder_differs");
}

TEST_F(Holders, nobody_decides_on_their_own) {
  const store::Holding holding = must(add_holding(p(), ops_, awarded("Chiara Montefiore").credential, "upload"));
  must(change_profile(p(), ops_, "Operator One", "en"));
  must(claim_holder(p(), ops_, holding.id, {.words = "it is mine, of course"}));
  EXPECT_EQ(code(decide_holder(p(), ops_, holding.id, HolderAnswer::accept, "of course")), "service.conflict");
}

TEST_F(Holders, a_code_is_for_whom_the_award_names_or_who_reads_its_mailbox) {
  const store::Award award = awarded("Chiara Montefiore", "chiara@learner.example");
  const std::string token = token_of(award, ClaimWay::code);
  EXPECT_EQ(code(claim_award(p(), maja_, award.id, token)), "service.holder_differs");
  EXPECT_TRUE(holdings_of(p(), maja_).empty());
  // An account without a name says it first.
  const Actor fresh = person("c.m@other.example");
  EXPECT_EQ(code(claim_award(p(), fresh, award.id, token)), "service.holder_open");
  EXPECT_EQ(code(claim_award(p(), fresh, award.id, token, "Anna Conti")), "service.holder_differs");
  EXPECT_EQ(code(claim_award(p(), fresh, award.id, token, "Montefiore Chiara")), "");
  // By the mailbox: whoever reads it, whatever the account is called.
  const store::Award second = awarded("Maja L.", "maja@learner.example");
  EXPECT_EQ(code(claim_award(p(), maja_, second.id, token_of(second, ClaimWay::code))), "");
  EXPECT_TRUE(standing(holdings_of(p(), maja_).at(0)).may(HolderUse::sign)) << "part of the name, and the address";
}

TEST_F(Holders, a_mailed_link_opened_by_another_named_account_gives_nothing) {
  const store::Award award = awarded("Chiara Montefiore", "chiara@learner.example");
  EXPECT_EQ(code(claim_award(p(), maja_, award.id, token_of(award, ClaimWay::mail))), "service.holder_differs");
  EXPECT_EQ(code(claim_award(p(), person("new@x.example"), award.id, token_of(award, ClaimWay::mail))), "");
}

TEST_F(Holders, records_and_wallets_ask_too) {
  const store::Award award = awarded("Chiara Montefiore", "chiara@learner.example");
  // As if it had been claimed before there was a gate.
  p().database->write([&](store::Tx& tx) {
    auto kept = *store::find_one<store::Award>(tx, "id = ?1", {award.id});
    hand_over(tx, p(), kept, maja_.person->id);
  });
  EXPECT_EQ(code(learner_record(p(), maja_, school_.slug)), "service.not_found");
  EXPECT_EQ(code(make_offer(p(), maja_, award.id, TxCode::none)), "service.holder_differs");
  EXPECT_EQ(code(make_offer(p(), ada_, award.id, TxCode::none)), "") << "its issuer may offer it";
  // The school answers for its own award.
  const store::Holding holding = holdings_of(p(), maja_).at(0);
  must(claim_holder(p(), maja_, holding.id, {.words = "you wrote my stage name"}));
  ASSERT_EQ(must(holder_questions(p(), ada_, school_.id)).size(), 1U);
  EXPECT_TRUE(must(holder_questions(p(), olga_, body_.id)).empty());
  EXPECT_EQ(code(decide_holder(p(), olga_, holding.id, HolderAnswer::accept, "looks right")), "service.not_found");
  must(decide_holder(p(), ada_, holding.id, HolderAnswer::accept, "our clerk took the stage name"));
  EXPECT_EQ(code(learner_record(p(), maja_, school_.slug)), "");
  EXPECT_EQ(standing(holding).record.decided_as, "organisation");
}

TEST_F(Holders, a_birth_date_that_differs_blocks_and_one_of_ones_own_signs_nothing) {
  const store::Holding holding = brought("Maja Lindqvist", "2026-05-01", "1998-05-03");
  EXPECT_EQ(code(state_birth(p(), maja_, "3.5.1998")), "service.invalid");
  EXPECT_EQ(code(state_birth(p(), maja_, "2031-01-01")), "service.invalid");
  must(state_birth(p(), maja_, "1997-05-03"));
  EXPECT_EQ(standing(holding).match, credential::HolderMatch::different);
  must(state_birth(p(), maja_, "1998-05-03"));
  EXPECT_EQ(standing(holding).match, credential::HolderMatch::compatible);
  EXPECT_FALSE(standing(holding).may(HolderUse::sign));
  must(claim_holder(p(), maja_, holding.id, {.words = "my passport shows the date"}));
  must(decide_holder(p(), ops_, holding.id, HolderAnswer::accept, "passport seen"));
  const store::Holding next = brought("Maja Lindqvist", "2026-05-02", "1998-05-03");
  EXPECT_TRUE(standing(next).may(HolderUse::sign)) << "the date was seen, so it is a second fact";
  must(state_birth(p(), maja_, ""));
  EXPECT_EQ(stated_birth(p(), maja_.person->id), "");
  EXPECT_FALSE(standing(next).may(HolderUse::sign));
}

TEST_F(Holders, what_stands_is_judged_again_and_whom_it_concerns_is_told_once) {
  const store::Holding holding = brought("Maja Lindqvist");
  const CaseView made = must(applied(holding.id));
  must(decide_case(p(), olga_, made.record.id,
                   {.verdict = "full", .credits = "5", .reason = "compared by hand", .holder = "yes"}));
  // As it was before: no judgements, and the award was Chiara's.
  const store::Award hers = awarded("Chiara Montefiore", "", "2026-05-03");
  p().database->write([&](store::Tx& tx) {
    tx.execute("DELETE FROM holding_holder", {});
    tx.execute("DELETE FROM case_holder", {});
    tx.execute("UPDATE holding SET credential = ?2 WHERE id = ?1", {holding.id, hers.credential});
  });
  EXPECT_EQ(code(make_share(p(), maja_, {.title = "x", .holdings = {holding.id}})), "service.holder_differs")
      << "the gate does not wait for the task";
  EXPECT_EQ(judge_holders_again(p(), 1), 1U);
  while (judge_holders_again(p(), 1) > 0) {
  }
  EXPECT_EQ(mails_to("maja@learner.example", "name somebody else"), 1U);
  EXPECT_EQ(mails_to("olga@body.example", "A statement to look at again"), 1U);
  EXPECT_EQ(judge_holders_again(p(), 100), 0U);
  EXPECT_EQ(mails_to("maja@learner.example", "name somebody else"), 1U);
  EXPECT_EQ(case_holder(p(), must(own_case(p(), maja_, made.record.id)).record).record.named, "Chiara Montefiore");
  for (const store::Holding& one : holdings_of(p(), maja_)) {
    if (one.source == "recognition") {
      EXPECT_TRUE(standing(one).may(HolderUse::show)) << "her statement stays hers";
    }
  }
}

TEST_F(Holders, what_was_said_is_downloaded_and_erased_with_them) {
  const store::Holding holding = brought("Maja Lindqvist");
  must(state_birth(p(), maja_, "1998-05-03"));
  must(claim_holder(
      p(), maja_, holding.id,
      {.former_name = "Maja Öberg", .words = "my name before I married", .evidence = "shelf 12 of Växjö"}));
  must(decide_holder(p(), ops_, holding.id, HolderAnswer::accept, "I saw the certificate"));
  EXPECT_EQ(face_of(p(), holding).person_id, maja_.person->id);
  const auto everything = must(json::parse(must(export_collection(p(), maja_))));
  EXPECT_EQ(everything.root.text("date_of_birth"), "1998-05-03");
  const auto said = everything.root.get("credentials").items()[0].get("holder");
  EXPECT_EQ(said.text("state"), "accepted");
  EXPECT_EQ(said.text("former_name"), "Maja Öberg");
  EXPECT_EQ(said.text("words"), "my name before I married");
  EXPECT_EQ(said.text("evidence"), "shelf 12 of Växjö");
  EXPECT_EQ(said.text("answer"), "I saw the certificate");
  const CaseView made = must(applied(holding.id));
  must(erase_person(p(), maja_));
  store::reading(*p().database, [&](store::Tx& tx) {
    for (const char* table : {"holding_holder", "person_detail", "case_holder", "holding_face"})
      EXPECT_EQ(store::count(tx, table), 0) << table;
    // Nor does the log say it, from which nothing is ever taken.
    for (const char* words : {"Öberg", "Växjö", "certificate", "1998-05-03"})
      EXPECT_EQ(store::count(tx, "audit WHERE detail LIKE ?1", {"%" + std::string{words} + "%"}), 0) << words;
    EXPECT_EQ(store::count(tx, "mail WHERE body LIKE '%Öberg%' OR subject LIKE '%Öberg%'"), 0);
    EXPECT_EQ(store::count(tx, "recognition_case WHERE id = ?1", {made.record.id}), 1) << "the body's book keeps it";
    return 0;
  });
}

TEST_F(Holders, what_somebody_decided_stands_without_them_when_they_are_erased) {
  const Actor second = person("second@platform.example");
  p().database->write([&](store::Tx& tx) {
    store::insert(tx, store::Membership{.id = "second",
                                        .organisation_id = "",
                                        .person_id = second.person->id,
                                        .role = Role::operator_,
                                        .added = now_});
  });
  must(state_birth(p(), maja_, "1998-05-03"));
  const store::Holding holding = brought("Maja Svensson", "2026-05-01", "1998-05-03");
  must(claim_holder(p(), maja_, holding.id, {.words = "my name before I married"}));
  must(decide_holder(p(), again(second), holding.id, HolderAnswer::accept, "I saw the certificate"));
  must(erase_person(p(), again(second)));
  store::reading(*p().database, [&](store::Tx& tx) {
    EXPECT_EQ(store::count(tx, "holding_holder WHERE decided_by = ?1", {second.person->id}), 0);
    EXPECT_EQ(store::count(tx, "person_detail WHERE seen_by = ?1", {second.person->id}), 0);
    EXPECT_TRUE(person_facts(tx, maja_.person->id).birth_is_proven) << "it was seen all the same";
    return 0;
  });
  EXPECT_TRUE(standing(holding).is_accepted());
}

}  // namespace
}  // namespace credex::service
