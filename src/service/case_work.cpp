#include <algorithm>
#include <cmath>

#include "base/encoding.h"
#include "credential/authenticity.h"
#include "service/case_holder.h"
#include "service/case_record.h"
#include "service/check.h"
#include "service/confirmations.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;
using recognition::Verdict;
using store::CaseState;

Result<store::RecognitionCase> case_of_officer(store::Tx& tx, const Actor& actor, const std::string& id,
                                               std::string_view action) {
  auto record = store::find_one<store::RecognitionCase>(tx, "id = ?1", {id});
  if (!record || !may(actor, action, record->organisation_id)) return not_found("this application");
  return std::move(*record);
}

bool is_with_officers(CaseState state) { return state == CaseState::submitted || state == CaseState::appealed; }

/// The ruling onto the record; what differs from what was prepared has to say why.
Result<void> take_ruling(store::RecognitionCase& record, const Ruling& ruling, const PreparedCase& prepared) {
  const auto verdict = recognition::verdict_of(ruling.verdict);
  if (!verdict || *verdict == Verdict::undecided)
    return invalid("'" + ruling.verdict + "' is no decision", "verdict",
                   "choose one of the list; ask where something is missing");
  std::optional<double> credits;
  if (!ruling.credits.empty()) {
    std::string text = ruling.credits;
    std::replace(text.begin(), text.end(), ',', '.');
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (*end != '\0' || !std::isfinite(number) || number < 0 || number > 1000)
      return invalid("'" + ruling.credits + "' is no number of credits", "credits", "write a number like 2.5");
    credits = number;
  }
  if (*verdict == Verdict::refused) credits.reset();
  const auto authenticity = recognition::authenticity_from(record.authenticity);
  if (*verdict != Verdict::refused &&
      (authenticity == recognition::Authenticity::forged || authenticity == recognition::Authenticity::revoked))
    return conflict("what is forged or withdrawn is not recognised, whatever it says",
                    "refuse it, or ask the applicant for a sound credential");
  const recognition::Decision& own = prepared.decision;
  const std::optional<double> reckoned = own.credits ? std::optional{own.credits->points} : std::nullopt;
  record.overrides = *verdict != own.verdict || (*verdict != Verdict::refused && credits != reckoned);
  if (record.overrides && ruling.reason.size() < 10)
    return invalid("this is not what the rules come to, and no reasons are given", "reason", "write the reasons");
  if (*verdict != Verdict::full && ruling.reason.empty())
    return invalid("less than full recognition needs reasons", "reason", "write them for the applicant");
  record.verdict = recognition::verdict_name(*verdict);
  record.credits = credits;
  record.reason = utf8_prefix(ruling.reason, 8000);
  return {};
}

/// What checking the credential comes to now: it may have been withdrawn since it was handed in, or other people vouch
/// for its issuer. Nothing where it cannot be checked now. Not in a transaction: its issuer may be asked.
std::optional<recognition::Authenticity> authenticity_now(Platform& platform, const Actor& actor,
                                                          const std::string& id) {
  const std::string kept = store::reading(*platform.database, [&](store::Tx& tx) {
    const auto record = case_of_officer(tx, actor, id, "recognition.decide");
    return record ? record->credential : std::string{};
  });
  if (kept.empty()) return std::nullopt;
  auto report = platform.checker->check(unkept_form(kept), platform.now());
  if (!report) return std::nullopt;
  const recognition::Authenticity now = credential::authenticity_of(*report);
  if (now == recognition::Authenticity::unknown) return std::nullopt;
  return now;
}

void take_authenticity(store::RecognitionCase& record, std::optional<recognition::Authenticity> now) {
  if (now) record.authenticity = recognition::authenticity_name(*now);
}

}  // namespace

Result<std::vector<CaseView>> case_queue(Platform& platform, const Actor& actor, const std::string& organisation_id) {
  if (auto allowed = demand(actor, "recognition.see", organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<std::vector<CaseView>> {
    std::vector<CaseView> out;
    for (store::RecognitionCase& record :
         store::find<store::RecognitionCase>(tx,
                                             "organisation_id = ?1 ORDER BY CASE state WHEN 'submitted' THEN 0 WHEN "
                                             "'appealed' THEN 0 WHEN 'asked' THEN "
                                             "1 WHEN 'hearing' THEN 1 ELSE 2 END, due LIMIT 500",
                                             {organisation_id}))
      out.push_back(case_view(tx, std::move(record)));
    return out;
  });
}

Result<CaseView> officer_case(Platform& platform, const Actor& actor, const std::string& id) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<CaseView> {
    auto record = case_of_officer(tx, actor, id, "recognition.see");
    if (!record) return std::move(record).error();
    return case_view(tx, std::move(*record));
  });
}

std::vector<recognition::Precedent> precedents_of(Platform& platform, const store::RecognitionCase& record) {
  const auto marks_of = [](const std::string& text) {
    std::set<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      out.insert(text.substr(at, end - at));
      at = end + 1;
    }
    return out;
  };
  std::vector<recognition::Precedent> decided;
  platform.database->read([&](store::Tx& tx) {
    decided.clear();
    for (const store::RecognitionCase& one : store::find<store::RecognitionCase>(
             tx, "organisation_id = ?1 AND id <> ?2 AND decided IS NOT NULL ORDER BY id DESC LIMIT 2000",
             {record.organisation_id, record.id}))
      decided.push_back({.id = one.id,
                         .title = one.title,
                         .issuer = one.issuer,
                         .purpose = one.purpose,
                         .target = one.target_id,
                         .verdict = one.verdict,
                         .reason = one.reason,
                         .outcomes = marks_of(one.outcomes)});
  });
  return recognition::alike(marks_of(record.outcomes), record.purpose, std::move(decided), 5);
}

Result<void> ask_applicant(Platform& platform, const Actor& actor, const std::string& id, const std::string& question) {
  if (question.empty()) return invalid("there is no question", "words", "write what you need to know");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = case_of_officer(tx, actor, id, "recognition.decide");
    if (!record) return std::move(record).error();
    if (record->state != CaseState::submitted)
      return conflict("this is not with the officers now", "look at its state");
    auto policy = policy_version(tx, platform, record->policy_id);
    if (!policy) return std::move(policy).error();
    record->state = CaseState::asked;
    record->due = in_days(platform, policy->content.deadlines.answer_days);
    store::update(tx, *record);
    note_event(tx, platform, id, actor.person ? actor.person->id : "", "asked", question);
    tell_applicant(tx, platform, *record, "{0} has a question about “{1}”",
                   "{0} has a question about your application for “{1}”. Read and answer it here:\n\n{2}");
    audit(tx, platform, actor, "recognition.ask", record->organisation_id, id);
    return {};
  });
}

Result<void> correct_match(Platform& platform, const Actor& actor, const std::string& id,
                           recognition::MatchCorrection correction) {
  if (correction.reason.empty()) return invalid("a correction needs a reason", "reason", "say what you saw");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = case_of_officer(tx, actor, id, "recognition.decide");
    if (!record) return std::move(record).error();
    if (!is_with_officers(record->state)) return conflict("this is not with the officers now", "look at its state");
    json::Document kept;
    if (!record->corrections.empty()) {
      auto read = json::parse(record->corrections);
      if (!read) return std::move(read).error();
      kept = std::move(*read);
    } else {
      kept.root = Value::array(*kept.arena);
    }
    json::Arena& arena = *kept.arena;
    const Value list = Value::array(arena, kept.root.size() + 1);
    for (const Value& one : kept.root.items()) {
      if (one.text("wanted") != correction.wanted) list.push(arena, one);
    }
    const Value one = Value::object(arena, 6);
    one.append(arena, "wanted", arena.string(correction.wanted));
    one.append(arena, "given", arena.string(correction.given));
    one.append(arena, "degree", Value::real(correction.degree));
    one.append(arena, "by",
               arena.string(actor.person && !actor.person->name.empty() ? actor.person->name : actor.name()));
    one.append(arena, "on", arena.string(to_string(date_of(platform.now()))));
    one.append(arena, "reason", arena.string(correction.reason));
    list.push(arena, one);
    record->corrections = json::write(list);
    auto prepared = prepare(tx, platform, *record);
    if (!prepared) return std::move(prepared).error();
    record->prepared = prepared_text((*prepared)->decision);
    store::update(tx, *record);
    note_event(tx, platform, id, actor.person ? actor.person->id : "", "corrected", correction.reason,
               json::write(one));
    audit(tx, platform, actor, "recognition.correct", record->organisation_id, id, correction.wanted);
    return {};
  });
}

Result<void> intend_decision(Platform& platform, const Actor& actor, const std::string& id, const Ruling& ruling) {
  const auto authenticity = authenticity_now(platform, actor, id);
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = case_of_officer(tx, actor, id, "recognition.decide");
    if (!record) return std::move(record).error();
    if (record->state != CaseState::submitted)
      return conflict("this is not with the officers now", "look at its state");
    take_authenticity(*record, authenticity);
    auto prepared = prepare(tx, platform, *record);
    if (!prepared) return std::move(prepared).error();
    record->prepared = prepared_text((*prepared)->decision);
    if (auto taken = take_ruling(*record, ruling, **prepared); !taken) return taken;
    if (auto own = take_holder(tx, platform, actor, *record, ruling); !own) return own;
    record->state = CaseState::hearing;
    record->due = in_days(platform, (*prepared)->policy.content.deadlines.hearing_days);
    record->officer_id = actor.person ? actor.person->id : "";
    store::update(tx, *record);
    note_event(tx, platform, id, record->officer_id, "intended", record->reason, record->verdict);
    tell_applicant(tx, platform, *record, "What {0} means to decide on “{1}”",
                   "{0} has looked at your application for “{1}” and tells you what it means to decide. You may say "
                   "something to it before it does:\n\n{2}");
    audit(tx, platform, actor, "recognition.intend", record->organisation_id, id, record->verdict);
    return {};
  });
}

Result<void> decide_case(Platform& platform, const Actor& actor, const std::string& id, const Ruling& ruling) {
  const auto authenticity = authenticity_now(platform, actor, id);
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = case_of_officer(tx, actor, id, "recognition.decide");
    if (!record) return std::move(record).error();
    if (auto good = demand_confirmed(tx, platform, record->organisation_id); !good) return good;
    const bool is_appeal = record->state == CaseState::appealed;
    const bool time_is_up = record->state == CaseState::hearing && record->due < platform.now();
    if (!is_with_officers(record->state) && !time_is_up)
      return conflict("this is not with the officers now", "wait for the applicant's answer or for the deadline");
    const std::string officer = actor.person ? actor.person->id : "";
    // Lisbon Recognition Convention, Article III.5: an appeal is looked at anew, where there is somebody else to do it.
    if (is_appeal && officer == record->officer_id &&
        store::count(tx, "membership WHERE organisation_id = ?1 AND role = 'recognition_officer' AND person_id <> ?2",
                     {record->organisation_id, officer}) > 0)
      return conflict("who decided before does not decide on the appeal", "let another officer do it");
    take_authenticity(*record, authenticity);
    auto prepared = prepare(tx, platform, *record);
    if (!prepared) return std::move(prepared).error();
    record->prepared = prepared_text((*prepared)->decision);
    if (auto taken = take_ruling(*record, ruling, **prepared); !taken) return taken;
    if (auto own = take_holder(tx, platform, actor, *record, ruling); !own) return own;
    const bool was_heard =
        is_appeal || store::count(tx, "recognition_event WHERE case_id = ?1 AND kind = 'intended'", {id}) > 0;
    if (record->verdict != "full" && !was_heard)
      return conflict("the applicant has not been heard yet", "tell them first what is intended");
    record->state = is_appeal ? CaseState::closed : CaseState::decided;
    record->officer_id = officer;
    if (auto sealed = seal_decision(tx, platform, *record, **prepared); !sealed) return sealed;
    store::update(tx, *record);
    note_event(tx, platform, id, officer, is_appeal ? "appeal_decided" : "decided", record->reason, record->verdict);
    tell_applicant(tx, platform, *record, "{0} has decided on “{1}”",
                   "{0} has decided on your application for “{1}”. The signed statement is in your collection; the "
                   "reasons are here:\n\n{2}");
    audit(tx, platform, actor, is_appeal ? "recognition.appeal_decided" : "recognition.decide", record->organisation_id,
          id, record->verdict + (record->overrides ? ", otherwise than prepared" : ""));
    return {};
  });
}

}  // namespace credex::service
