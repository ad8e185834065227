// Policies, agreements, applications and stacks as people work with them.
#include "credential/statement.h"
#include "platform_support.h"
#include "service/agreements.h"
#include "service/awards.h"
#include "service/cases.h"
#include "service/collection.h"
#include "service/mail.h"
#include "service/overview.h"
#include "service/resting.h"
#include "service/stacks.h"

namespace credex::service {
namespace {

using store::CaseState;
using test::must;

/// A school that awards, a body with two officers that recognises, and a learner who holds an award of the school.
class Recognition : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "Scuola");
    definition_ = published(ada_, school_.id);
    olga_ = person("olga@body.example");
    body_ = organisation(olga_, "Recognition Body");
    for (const char* email : {"olga@body.example", "otto@body.example"}) {
      std::vector<Role> roles{Role::recognition_officer};
      if (email[0] == 'o' && email[1] == 'l')
        roles = {Role::recognition_officer, Role::administrator, Role::designer, Role::reviewer, Role::signer};
      must(set_roles(p(), olga_, body_.id, email, roles));
    }
    olga_ = again(olga_);
    otto_ = person("otto@body.example");
    module_ = published(olga_, body_.id);
    lea_ = person("lea@learner.example");
    must(change_profile(p(), lea_, "Lea Learner", "en"));
    holding_ = awarded(definition_.record.id, "2026-05-01");
  }

  /// An award to Lea, in her collection.
  store::Holding awarded(const std::string& definition, const std::string& day) {
    auto award = must(issue_award(p(), definition == definition_.record.id ? ada_ : olga_, definition,
                                  {.full_name = "Lea Learner", .email = "lea@learner.example", .awarded_on = day},
                                  credential::Format::open_badge));
    p().database->write([&](store::Tx& tx) {
      auto kept = *store::find_one<store::Award>(tx, "id = ?1", {award.id});
      hand_over(tx, p(), kept, lea_.person->id);
    });
    return store::reading(*p().database, [&](store::Tx& tx) {
      return *store::find_one<store::Holding>(tx, "award_id = ?1", {award.id});
    });
  }
  PolicyView policy(const std::string& text = "{}") { return must(publish_policy(p(), olga_, body_.id, text)); }
  Result<CaseView> applied(const std::string& purpose = "credit", bool with_target = true) {
    return apply_for_recognition(p(), lea_,
                                 {.body = body_.slug,
                                  .holding = holding_.id,
                                  .purpose = purpose,
                                  .target = with_target ? module_.record.id : ""});
  }
  store::RecognitionCase now(const std::string& id) { return must(own_case(p(), lea_, id)).record; }

  Actor ada_, olga_, otto_, lea_;
  store::Organisation school_, body_;
  DefinitionView definition_, module_;
  store::Holding holding_;
};

TEST_F(Recognition, a_policy_is_published_in_versions_by_officers_alone) {
  EXPECT_EQ(code(publish_policy(p(), ada_, body_.id, "{}")), "service.forbidden");
  const PolicyView first = policy();
  EXPECT_EQ(first.content.version, "1");
  EXPECT_EQ(first.content.body.name, "Recognition Body");
  const PolicyView second = policy("from: 2026-07-01\npurposes: {credit: {tolerance: 5}}\n");
  EXPECT_EQ(second.content.version, "2");
  // What begins later is not in force yet.
  EXPECT_EQ(must(policy_in_force(p(), body_.slug)).record.version, 1);
  now_ += std::chrono::hours{24 * 40};
  EXPECT_EQ(must(policy_in_force(p(), body_.slug)).record.version, 2);
  EXPECT_EQ(policies_of(p(), body_.id).size(), 2U);
  EXPECT_EQ(code(publish_policy(p(), olga_, body_.id, "from: 2026-01-01\n")), "service.invalid");
  EXPECT_EQ(code(publish_policy(p(), olga_, body_.id, "purposes: {credit: {tolerance: many}}\n")),
            "recognition.policy");
}

TEST_F(Recognition, a_policy_is_no_words_not_twice_the_same_and_follows_the_version_it_was_made_from) {
  for (const char* text : {"words", "- a", "7"}) {
    EXPECT_EQ(code(publish_policy(p(), olga_, body_.id, text)), "service.invalid") << text;
    EXPECT_EQ(code(propose_agreement(p(), olga_, body_.id, {school_.slug}, text)), "service.invalid") << text;
    EXPECT_EQ(code(publish_stack_rule(p(), olga_, body_.id, "", text, module_.record.id)), "service.invalid") << text;
  }
  must(publish_policy(p(), olga_, body_.id, "title: A\n", 0));
  EXPECT_EQ(code(publish_policy(p(), olga_, body_.id, "title: B\n", 0)), "service.conflict");
  EXPECT_EQ(code(publish_policy(p(), olga_, body_.id, "title: A\n", 1)), "service.conflict");
  must(publish_policy(p(), olga_, body_.id, "title: B\nfrom: 2026-07-01\n", 1));
  // What begins later can begin today.
  must(publish_policy(p(), olga_, body_.id, "title: B\n", 2));
  EXPECT_EQ(code(judge_policy(p(), ada_, body_.id, "title: C\n", "")), "service.forbidden");
  const PolicyDraft draft = must(judge_policy(p(), olga_, body_.id, "title: C\nfrom: 2020-01-01\n", ""));
  EXPECT_EQ(draft.against, 3);
  EXPECT_EQ(draft.changes.size(), 2U);
  EXPECT_TRUE(draft.is_new);
  EXPECT_FALSE(must(judge_policy(p(), olga_, body_.id, "title: B\n", "")).is_new);
  EXPECT_EQ(policies_of(p(), body_.id).size(), 3U);
}

TEST_F(Recognition, an_application_is_prepared_confirmed_and_stated) {
  policy();
  const CaseView made = must(applied());
  EXPECT_EQ(made.record.state, CaseState::submitted);
  EXPECT_EQ(code(applied()), "service.conflict");
  const auto prepared = must(prepare_case(p(), made.record));
  EXPECT_EQ(recognition::verdict_name(prepared->decision.verdict), "full");
  ASSERT_TRUE(prepared->decision.credits);
  EXPECT_EQ(prepared->decision.credits->points, 5);
  EXPECT_EQ(code(officer_case(p(), ada_, made.record.id)), "service.not_found");
  must(decide_case(p(), otto_, made.record.id, {.verdict = "full", .credits = "5"}));
  const auto decided = now(made.record.id);
  EXPECT_EQ(decided.state, CaseState::decided);
  EXPECT_FALSE(decided.overrides);
  // The statement is the holder's, verifies, and says what others need.
  const auto checked = must(check_credential(p(), decided.statement));
  EXPECT_EQ(checked.report.find("integrity")->outcome, Outcome::pass) << report_text(checked.report, Colour::off);
  EXPECT_EQ(checked.report.find("status")->outcome, Outcome::pass);
  const auto document = must(json::parse(decided.statement));
  const auto statement = credential::statement_of(document.root);
  ASSERT_TRUE(statement);
  EXPECT_EQ(statement->content.text("decision"), "full");
  EXPECT_EQ(statement->content.get("ects").as_number(), 5);
  EXPECT_FALSE(statement->content.get("ledger").empty());
  bool held = false;
  for (const store::Holding& one : holdings_of(p(), lea_)) held = held || one.credential == decided.statement;
  EXPECT_TRUE(held);
}

TEST_F(Recognition, what_was_withdrawn_since_it_was_handed_in_is_not_recognised) {
  policy();
  const auto made = must(applied());
  EXPECT_NE(made.record.authenticity, "revoked");
  must(set_status(p(), ada_, {holding_.award_id}, store::AwardStatus::revoked, "It was awarded by mistake."));
  const Result<void> refused =
      decide_case(p(), otto_, made.record.id, {.verdict = "full", .credits = "5", .reason = "Compared by hand."});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("forged or withdrawn"), std::string::npos) << refused.error().message;
  must(intend_decision(p(), otto_, made.record.id, {.verdict = "refused", .reason = "It was withdrawn."}));
  EXPECT_EQ(now(made.record.id).authenticity, "revoked");
}

TEST_F(Recognition, whose_statement_rests_on_an_award_that_nobody_vouches_for_is_told) {
  policy();
  const auto made = must(applied());
  must(decide_case(p(), otto_, made.record.id, {.verdict = "full", .credits = "5", .reason = "Compared by hand."}));
  mails_.clear();
  p().database->write([&](store::Tx& tx) {
    ASSERT_EQ(cases_resting_on(tx, holding_).size(), 1u);
    EXPECT_EQ(cases_resting_on(tx, holding_).front().body.id, body_.id);
    EXPECT_TRUE(awards_resting_on(tx, holding_).empty());
    tell_of_lesser_issuer(tx, p(), holding_);
  });
  while (send_due_mail(p()) > 0) {
  }
  const auto told = std::count_if(mails_.begin(), mails_.end(), [](const test::SentMail& mail) {
    return mail.subject.find("A statement to look at again") != std::string::npos;
  });
  EXPECT_EQ(told, 2) << "both officers";
}

TEST_F(Recognition, less_than_full_is_heard_first_and_another_officer_hears_the_appeal) {
  policy(
      "purposes: {credit: {criteria: {quality: {full_at: strong, compensable_at: substantial}}}}\n"
      "deadlines: {hearing_days: 10, appeal_days: 20}\n");
  const CaseView made = must(applied());
  const Ruling refuse{.verdict = "refused", .reason = "The agency is in no register."};
  EXPECT_EQ(code(decide_case(p(), otto_, made.record.id, refuse)), "service.conflict");
  EXPECT_EQ(code(intend_decision(p(), otto_, made.record.id, {.verdict = "refused"})), "service.invalid");
  must(intend_decision(p(), otto_, made.record.id, refuse));
  EXPECT_EQ(now(made.record.id).state, CaseState::hearing);
  EXPECT_EQ(code(decide_case(p(), otto_, made.record.id, refuse)), "service.conflict");
  must(answer_case(p(), lea_, made.record.id, "It has applied for registration."));
  must(decide_case(p(), otto_, made.record.id, refuse));
  const auto refused = now(made.record.id);
  EXPECT_EQ(refused.verdict, "refused");
  EXPECT_TRUE(refused.overrides) << "the rules came to conditional";
  must(appeal_case(p(), lea_, made.record.id, "It is registered now."));
  EXPECT_EQ(code(decide_case(p(), otto_, made.record.id,
                             {.verdict = "full", .credits = "5", .reason = "Registered since June."})),
            "service.conflict");
  must(
      decide_case(p(), olga_, made.record.id, {.verdict = "full", .credits = "5", .reason = "Registered since June."}));
  EXPECT_EQ(now(made.record.id).state, CaseState::closed);
  // The first statement is withdrawn; whoever checks it sees so.
  const auto old = must(check_credential(p(), refused.statement));
  EXPECT_EQ(old.report.find("status")->message, "status.revoked");
  EXPECT_EQ(code(appeal_case(p(), lea_, made.record.id, "again")), "service.conflict");
}

TEST_F(Recognition, a_hearing_ends_and_an_appeal_comes_too_late) {
  policy("deadlines: {hearing_days: 5, appeal_days: 5}\n");
  const CaseView made = must(applied());
  must(intend_decision(p(), otto_, made.record.id, {.verdict = "conditional", .reason = "A test is needed."}));
  now_ += std::chrono::hours{24 * 7};
  must(decide_case(p(), otto_, made.record.id, {.verdict = "conditional", .reason = "A test is needed."}));
  now_ += std::chrono::hours{24 * 7};
  EXPECT_EQ(code(appeal_case(p(), lea_, made.record.id, "late")), "service.conflict");
}

TEST_F(Recognition, questions_and_corrections_are_kept_with_the_case) {
  policy();
  const CaseView made = must(applied());
  must(ask_applicant(p(), otto_, made.record.id, "Which scanner did you use?"));
  EXPECT_EQ(code(decide_case(p(), otto_, made.record.id, {.verdict = "full", .credits = "5"})), "service.conflict");
  must(answer_case(p(), lea_, made.record.id, "A borrowed one."));
  const std::string wanted = module_.content.outcomes[0].id;
  EXPECT_EQ(code(correct_match(p(), otto_, made.record.id, {.wanted = wanted, .degree = 0})), "service.invalid");
  must(correct_match(p(), otto_, made.record.id, {.wanted = wanted, .degree = 0, .reason = "another method"}));
  const auto prepared = must(prepare_case(p(), now(made.record.id)));
  EXPECT_EQ(recognition::verdict_name(prepared->decision.verdict), "partial");
  EXPECT_EQ(prepared->decision.credits->points, 3.5);
  EXPECT_NE(now(made.record.id).prepared.find("another method"), std::string::npos) << "the ledger says who saw what";
  const CaseView view = must(officer_case(p(), otto_, made.record.id));
  std::vector<std::string> kinds;
  for (const auto& event : view.events) kinds.push_back(event.kind);
  EXPECT_EQ(kinds, (std::vector<std::string>{"applied", "asked", "answered", "corrected"}));
}

TEST_F(Recognition, decided_cases_alike_are_shown_to_officers) {
  policy();
  const CaseView first = must(applied());
  must(decide_case(p(), otto_, first.record.id, {.verdict = "full", .credits = "5"}));
  const CaseView second = must(applied("study", false));
  const auto precedents = precedents_of(p(), second.record);
  ASSERT_EQ(precedents.size(), 1U);
  EXPECT_EQ(precedents[0].verdict, "full");
  EXPECT_DOUBLE_EQ(precedents[0].likeness, 1);
}

TEST_F(Recognition, agreements_bind_once_all_have_signed_and_decide_at_once) {
  policy();
  EXPECT_EQ(code(propose_agreement(p(), olga_, body_.id, {body_.slug}, "title: Self\neffect: automatic\n")),
            "service.invalid");
  EXPECT_EQ(code(propose_agreement(p(), olga_, body_.id, {school_.slug},
                                   "title: A\neffect: automatic\nfrom: 2027-01-01\nuntil: 2026-01-01\n")),
            "recognition.agreement");
  const AgreementView made = must(propose_agreement(p(), olga_, body_.id, {school_.slug},
                                                    "title: Two schools\neffect: automatic\nscope: {most_ects: 5}\n"));
  must(sign_agreement(p(), olga_, body_.id, made.record.id));
  EXPECT_TRUE(agreements_in_force(p()).empty());
  EXPECT_EQ(code(agreement_view(p(), made.record.id)), "service.not_found");
  EXPECT_EQ(code(sign_agreement(p(), otto_, body_.id, made.record.id)), "service.forbidden");
  must(sign_agreement(p(), ada_, school_.id, made.record.id));
  ASSERT_EQ(agreements_in_force(p()).size(), 1U);
  // Each party's word verifies.
  for (const auto& party : must(agreement_view(p(), made.record.id)).parties) {
    const auto checked = must(check_credential(p(), party.record.statement));
    EXPECT_EQ(checked.report.find("integrity")->outcome, Outcome::pass);
  }
  const CaseView at_once = must(applied());
  EXPECT_EQ(at_once.record.state, CaseState::decided);
  EXPECT_EQ(at_once.record.verdict, "full");
  must(end_agreement(p(), ada_, school_.id, made.record.id, "The school closes."));
  EXPECT_EQ(must(applied("study")).record.state, CaseState::submitted);
}

TEST_F(Recognition, the_matrix_follows_what_is_published) {
  policy("purposes: {credit: {least_eqf: 7}}\n");
  const auto before = p().overview->matrix(p(), recognition::Purpose::credit);
  EXPECT_EQ(before->matrix.bodies.size(), 1U);
  EXPECT_EQ(before->matrix.at(0, 0).definitions, 2U);
  EXPECT_EQ(before->matrix.at(0, 0).accepted(), 0U);
  EXPECT_EQ(p().overview->matrix(p(), recognition::Purpose::credit), before) << "kept until something changes";
  now_ += std::chrono::seconds{1};
  policy("purposes: {credit: {least_eqf: 6}}\n");
  EXPECT_EQ(p().overview->matrix(p(), recognition::Purpose::credit)->matrix.at(0, 0).accepted(), 2U);
  const auto changed =
      must(what_if(p(), recognition::Purpose::credit,
                   "policies: [{body: '" + before->matrix.bodies[0] + "', purposes: {credit: {least_eqf: 8}}}]"));
  EXPECT_EQ(changed.after.at(0, 0).accepted(), 0U);
}

TEST_F(Recognition, a_stack_is_awarded_where_its_rule_holds_and_its_parts_count_once) {
  const std::string part = definition_.content.id;
  EXPECT_EQ(code(publish_stack_rule(p(), ada_, body_.id, "", "total_ects: 5\n", module_.record.id)),
            "service.forbidden");
  EXPECT_EQ(code(publish_stack_rule(p(), olga_, body_.id, "", "total_ects: 5\n", definition_.record.id)),
            "service.invalid");
  EXPECT_EQ(code(publish_stack_rule(p(), olga_, body_.id, "", "{}\n", module_.record.id)), "stacking.rule");
  const StackRuleView rule = must(publish_stack_rule(
      p(), olga_, body_.id, "", "automatic: true\ntotal_ects: 5\nconditions: [{id: core, all: ['" + part + "']}]\n",
      module_.record.id));
  ASSERT_TRUE(must(check_own_stack(p(), lea_, rule.record.id))->check.holds);
  const store::Award award = must(claim_stack(p(), lea_, rule.record.id));
  const std::string proof = must(stack_proof(p(), award.id));
  EXPECT_NE(proof.find(rule.digest), std::string::npos);
  const auto again = must(check_own_stack(p(), lea_, rule.record.id));
  EXPECT_FALSE(again->check.holds) << "it counts already";
  EXPECT_EQ(code(claim_stack(p(), lea_, rule.record.id)), "service.conflict");
  must(set_status(p(), olga_, {award.id}, store::AwardStatus::revoked, "by mistake"));
  EXPECT_TRUE(must(check_own_stack(p(), lea_, rule.record.id))->check.holds) << "its parts are free again";
  must(end_stack_rule(p(), olga_, rule.record.id));
  EXPECT_TRUE(open_stack_rules(p()).empty());
}

TEST_F(Recognition, what_is_asked_for_is_awarded_by_the_rule_as_it_was_then_or_refused_with_a_reason) {
  const StackRuleView rule = must(publish_stack_rule(p(), olga_, body_.id, "", "total_ects: 5\n", module_.record.id));
  EXPECT_EQ(code(ask_for_stack(p(), ada_, rule.record.id)), "service.conflict") << "she holds nothing";
  const store::StackRequest first = must(ask_for_stack(p(), lea_, rule.record.id));
  EXPECT_EQ(code(ask_for_stack(p(), lea_, rule.record.id)), "service.conflict") << "it waits already";
  EXPECT_EQ(code(stack_requests(p(), lea_, body_.id)), "service.forbidden");
  const auto waiting = must(stack_requests(p(), olga_, body_.id));
  ASSERT_EQ(waiting.size(), 1U);
  EXPECT_NE(waiting[0].record.proof.find(rule.digest), std::string::npos);
  EXPECT_EQ(code(award_stack(p(), lea_, first.id)), "service.not_found") << "not hers to give";
  EXPECT_EQ(code(refuse_stack(p(), olga_, first.id, "")), "service.invalid");
  must(refuse_stack(p(), olga_, first.id, "The portfolio is missing."));
  EXPECT_EQ(own_stack_request(p(), lea_, rule.record.id)->reason, "The portfolio is missing.");
  EXPECT_EQ(code(award_stack(p(), olga_, first.id)), "service.conflict") << "answered already";

  now_ += std::chrono::hours{1};
  const store::StackRequest second = must(ask_for_stack(p(), lea_, rule.record.id));
  must(publish_stack_rule(p(), olga_, body_.id, rule.record.id, "total_ects: 60\n", module_.record.id));
  EXPECT_FALSE(must(check_own_stack(p(), lea_, rule.record.id))->check.holds) << "more is wanted now";
  const store::Award award = must(award_stack(p(), olga_, second.id));
  EXPECT_EQ(own_stack_request(p(), lea_, rule.record.id)->award_id, award.id);
  EXPECT_TRUE(must(stack_requests(p(), olga_, body_.id)).empty());
  const StackRuleView then = must(stack_rule(p(), rule.record.id, 1));
  EXPECT_EQ(then.digest, rule.digest) << "the text that the proof names stays";
  EXPECT_NE(must(stack_rule(p(), rule.record.id)).digest, rule.digest);
  EXPECT_NE(must(stack_proof(p(), award.id)).find(rule.digest), std::string::npos);
  EXPECT_EQ(code(stack_rule(p(), rule.record.id, 9)), "service.not_found");
}

TEST_F(Recognition, what_is_asked_for_is_checked_again_when_it_is_awarded) {
  const StackRuleView rule = must(publish_stack_rule(p(), olga_, body_.id, "", "total_ects: 5\n", module_.record.id));
  const store::StackRequest request = must(ask_for_stack(p(), lea_, rule.record.id));
  const StackRuleView other =
      must(publish_stack_rule(p(), olga_, body_.id, "", "automatic: true\ntotal_ects: 5\n", module_.record.id));
  EXPECT_EQ(code(ask_for_stack(p(), lea_, other.record.id)), "service.conflict") << "this one is there to take";
  must(claim_stack(p(), lea_, other.record.id));
  EXPECT_EQ(code(claim_stack(p(), lea_, other.record.id)), "service.conflict") << "once is enough";
  EXPECT_EQ(code(award_stack(p(), olga_, request.id)), "service.conflict") << "its part counts elsewhere now";
}

TEST_F(Recognition, a_plan_leads_over_the_catalogue) {
  const StackRuleView rule = must(publish_stack_rule(p(), olga_, body_.id, "", "total_ects: 5\n", module_.record.id));
  const auto plan = must(plan_own_stack(p(), lea_, rule.record.id, {}));
  ASSERT_FALSE(plan->result.plans.empty());
  EXPECT_TRUE(plan->result.plans[0].take.empty()) << "what she holds is enough";
  EXPECT_EQ(code(claim_stack(p(), lea_, rule.record.id)), "service.conflict") << "the body awards it only when asked";
}

TEST_F(Recognition, erasing_a_person_leaves_the_decision_without_them) {
  policy();
  const CaseView made = must(applied());
  must(erase_person(p(), lea_));
  const auto kept = must(officer_case(p(), otto_, made.record.id));
  EXPECT_TRUE(kept.record.person_id.empty());
  EXPECT_TRUE(kept.record.credential.empty());
  EXPECT_TRUE(kept.applicant.empty());
}

}  // namespace
}  // namespace credex::service
