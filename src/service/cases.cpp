#include "service/cases.h"

#include <algorithm>

#include "credential/authenticity.h"
#include "credential/contents.h"
#include "service/agreements.h"
#include "service/case_holder.h"
#include "service/case_record.h"
#include "service/check.h"
#include "service/confirmations.h"
#include "service/definitions.h"
#include "service/holding_faces.h"
#include "service/organisations.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;
using store::CaseState;

constexpr std::int64_t k_most_open = 50;

std::string marks_text(const framework::MicroCredential& definition) {
  std::string out;
  for (const std::string& mark : recognition::outcome_marks(definition)) out += mark + "\n";
  return out;
}

Result<store::RecognitionCase> case_of_applicant(store::Tx& tx, const Actor& actor, const std::string& id) {
  auto record = store::find_one<store::RecognitionCase>(tx, "id = ?1", {id});
  if (!record || !actor.person || record->person_id != actor.person->id) return not_found("this application");
  return std::move(*record);
}

/// What the credential says, and what verifying it comes to. Not in a transaction: its issuer may be asked over the
/// network.
Result<std::pair<credential::Contents, recognition::Authenticity>> verified(Platform& platform,
                                                                            const std::string& bytes) {
  auto contents = credential::contents_of(bytes, platform.fetch);
  if (!contents) return std::move(contents).error();
  auto report = platform.checker->check(bytes, platform.now());
  if (!report) return std::move(report).error();
  return std::pair{std::move(*contents), credential::authenticity_of(*report)};
}

}  // namespace

Result<CaseView> apply_for_recognition(Platform& platform, const Actor& actor, const ApplicationFacts& facts) {
  if (auto allowed = demand(actor, "recognition.apply"); !allowed) return std::move(allowed).error();
  auto body = organisation_by_slug(platform, facts.body);
  if (!body) return std::move(body).error();
  if (!recognition::purpose_of(facts.purpose))
    return invalid("'" + facts.purpose + "' is no purpose", "purpose", "choose one of the list");
  const auto holding = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::Holding>(tx, "id = ?1 AND person_id = ?2", {facts.holding, actor.person->id});
  });
  if (!holding) return invalid("this credential is not in your collection", "holding", "choose one of the list");
  auto given = verified(platform, unkept_form(holding->credential));
  if (given) face_of(platform, *holding);  // kept, for the officer and the statement
  if (!given) return std::move(given).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<CaseView> {
    const HolderStanding standing = holder_standing(tx, platform, *holding);
    if (auto own = demand_holder(tx, platform, *holding, HolderUse::apply); !own) return std::move(own).error();
    if (auto confirmed = demand_confirmed(tx, platform, body->id); !confirmed) return std::move(confirmed).error();
    auto policy = policy_of(tx, platform, body->id, date_of(platform.now()));
    if (!policy) return conflict("this organisation has no recognition policy in force", "choose another one");
    if (store::count(tx, "recognition_case WHERE person_id = ?1 AND state NOT IN ('decided', 'closed', 'withdrawn')",
                     {actor.person->id}) >= k_most_open)
      return conflict("you have 50 open applications", "wait for the first answers");
    store::RecognitionCase record{.id = new_id(platform.now()),
                                  .organisation_id = body->id,
                                  .person_id = actor.person->id,
                                  .purpose = facts.purpose,
                                  .holding_id = holding->id,
                                  .award_id = holding->award_id,
                                  .credential = holding->credential,
                                  .title = given->first.definition.title.any(),
                                  .issuer = given->first.definition.awarding_body.legal_name.any(),
                                  .outcomes = marks_text(given->first.definition),
                                  .policy_id = policy->record.id,
                                  .authenticity = std::string{recognition::authenticity_name(given->second)},
                                  .applied = platform.now(),
                                  .due = in_days(platform, policy->content.deadlines.decide_days)};
    if (!facts.target.empty()) {
      auto target = published_definition(tx, facts.target);
      if (!target || target->record.organisation_id != body->id)
        return invalid("this is no published micro-credential of that organisation", "target",
                       "choose one of the list");
      record.target_id = facts.target;
      record.target_version = target->version.number;
    }
    if (store::count(tx,
                     "recognition_case WHERE person_id = ?1 AND organisation_id = ?2 AND holding_id = ?3 AND purpose = "
                     "?4 AND target_id = ?5 AND state NOT IN ('decided', 'closed', 'withdrawn')",
                     {record.person_id, record.organisation_id, record.holding_id, record.purpose, record.target_id}) >
        0)
      return conflict("you have applied for this already", "look at its progress");
    json::Arena arena;
    const Value agreements = Value::array(arena);
    for (const recognition::Agreement& one : binding_agreements(tx, platform))
      agreements.push(arena, recognition::agreement_value(arena, one, recognition::Criteria::built_in()));
    record.agreements = json::write(agreements);
    auto prepared = prepare(tx, platform, record);
    if (!prepared) return std::move(prepared).error();
    record.prepared = prepared_text((*prepared)->decision);
    note_event(tx, platform, record.id, actor.person->id, "applied", "");
    open_case_holder(tx, record.id, standing);
    const recognition::Decision& decision = (*prepared)->decision;
    if (!decision.by.empty() && decision.verdict == recognition::Verdict::full && standing.may(HolderUse::sign) &&
        given->second == recognition::Authenticity::secure) {
      // The body has said that it takes this without comparing; nobody need wait. Where a name alone says whose it is,
      // or nobody vouches for who awarded it, an officer looks at it.
      record.verdict = recognition::verdict_name(decision.verdict);
      if (decision.credits) record.credits = decision.credits->points;
      record.state = CaseState::decided;
      if (auto sealed = seal_decision(tx, platform, record, **prepared); !sealed) return std::move(sealed).error();
      note_event(tx, platform, record.id, "", "decided", "", record.verdict);
      tell_applicant(tx, platform, record, "{0} has decided on “{1}”",
                     "{0} has decided on your application for “{1}”. The signed statement is in your collection; the "
                     "reasons are here:\n\n{2}");
    } else {
      tell_officers(tx, platform, record, "A new application: {1}",
                    "A new application for recognition of “{1}” has come to {0}. What your rules come to is prepared "
                    "here:\n\n{2}");
    }
    store::insert(tx, record);
    audit(tx, platform, actor, "recognition.apply", body->id, record.id, record.purpose);
    return case_view(tx, std::move(record));
  });
}

Result<std::vector<CaseView>> own_cases(Platform& platform, const Actor& actor) {
  if (auto allowed = demand(actor, "recognition.apply"); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<std::vector<CaseView>> {
    std::vector<CaseView> out;
    for (store::RecognitionCase& record :
         store::find<store::RecognitionCase>(tx, "person_id = ?1 ORDER BY id DESC", {actor.person->id}))
      out.push_back(case_view(tx, std::move(record)));
    return out;
  });
}

Result<CaseView> own_case(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "recognition.apply"); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<CaseView> {
    auto record = case_of_applicant(tx, actor, id);
    if (!record) return std::move(record).error();
    return case_view(tx, std::move(*record));
  });
}

Result<void> answer_case(Platform& platform, const Actor& actor, const std::string& id, const std::string& words) {
  if (auto allowed = demand(actor, "recognition.apply"); !allowed) return allowed;
  if (words.empty()) return invalid("there are no words", "words", "write your answer");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = case_of_applicant(tx, actor, id);
    if (!record) return std::move(record).error();
    const bool is_hearing = record->state == CaseState::hearing;
    if (!is_hearing && record->state != CaseState::asked)
      return conflict("nothing is asked of you at the moment", "look at its progress");
    auto policy = policy_version(tx, platform, record->policy_id);
    if (!policy) return std::move(policy).error();
    record->state = CaseState::submitted;
    record->due = in_days(platform, policy->content.deadlines.decide_days);
    store::update(tx, *record);
    note_event(tx, platform, id, actor.person->id, is_hearing ? "heard" : "answered", words);
    tell_officers(tx, platform, *record, "An answer on the application: {1}",
                  "The applicant has answered on “{1}”, which is with {0}:\n\n{2}");
    audit(tx, platform, actor, "recognition.answer", record->organisation_id, id);
    return {};
  });
}

Result<void> withdraw_case(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "recognition.apply"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = case_of_applicant(tx, actor, id);
    if (!record) return std::move(record).error();
    if (record->state != CaseState::submitted && record->state != CaseState::asked &&
        record->state != CaseState::hearing)
      return conflict("this is decided already", "an appeal is possible within the deadline");
    record->state = CaseState::withdrawn;
    store::update(tx, *record);
    note_event(tx, platform, id, actor.person->id, "withdrawn", "");
    audit(tx, platform, actor, "recognition.withdraw", record->organisation_id, id);
    return {};
  });
}

Result<void> appeal_case(Platform& platform, const Actor& actor, const std::string& id, const std::string& words) {
  if (auto allowed = demand(actor, "recognition.apply"); !allowed) return allowed;
  if (words.empty()) return invalid("there are no words", "words", "say why you appeal");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = case_of_applicant(tx, actor, id);
    if (!record) return std::move(record).error();
    if (record->state != CaseState::decided)
      return conflict("there is no decision to appeal against", "look at its progress");
    if (record->appeal_until && *record->appeal_until < platform.now())
      return conflict("the time for an appeal has passed", "you can apply again with what is new");
    auto policy = policy_version(tx, platform, record->policy_id);
    if (!policy) return std::move(policy).error();
    record->state = CaseState::appealed;
    record->due = in_days(platform, policy->content.deadlines.decide_days);
    store::update(tx, *record);
    note_event(tx, platform, id, actor.person->id, "appealed", words);
    tell_officers(tx, platform, *record, "An appeal: {1}",
                  "The applicant appeals against the decision on “{1}” by {0}. Somebody else than who decided should "
                  "look at it:\n\n{2}");
    audit(tx, platform, actor, "recognition.appeal", record->organisation_id, id);
    return {};
  });
}

Result<store::RecognitionCase> statement_record(Platform& platform, const std::string& id) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<store::RecognitionCase> {
    auto record = store::find_one<store::RecognitionCase>(tx, "id = ?1 AND statement <> ''", {id});
    if (!record) return not_found("this statement");
    return std::move(*record);
  });
}

}  // namespace credex::service
