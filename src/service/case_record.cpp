#include "service/case_record.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/encoding.h"
#include "credential/contents.h"
#include "credential/issuer.h"
#include "credential/statement.h"
#include "recognition/decision_value.h"
#include "service/agreements.h"
#include "service/awards.h"
#include "service/case_holder.h"
#include "service/check.h"
#include "service/confirmations.h"
#include "service/definitions.h"
#include "service/holding_faces.h"
#include "service/issuer_face.h"
#include "service/keys.h"
#include "service/mail.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;

/// Whom the award names, and the applicant where it was found to be theirs.
struct StatedHolder {
  CaseStanding standing{};
  credential::HolderFacts facts{};
  std::optional<credential::Contents> contents{};
  std::string applicant{};
};

StatedHolder stated_holder(store::Tx& tx, const Platform& platform, const store::RecognitionCase& record,
                           const std::string& applicant) {
  const std::string bytes = unkept_form(record.credential);
  StatedHolder out{.standing = case_standing(tx, platform, record),
                   .facts = credential::holder_facts_of(bytes),
                   .applicant = applicant};
  if (auto contents = credential::contents_of(bytes)) out.contents = std::move(*contents);
  return out;
}

/// The award's holder by an identifier that was shown to be the applicant's: a statement is bound to nothing less.
std::string subject_of(const StatedHolder& holder) {
  const Finding finding = finding_from(holder.standing.record.reasons);
  for (const Finding& one : finding.findings) {
    if (one.message == "holder.identifier_same") return holder.facts.learner.id;
  }
  return {};
}

/// What others can rely on: of the person only whom the award names, and whether that is who applied.
Value statement_content(json::Arena& arena, const Platform& platform, const store::RecognitionCase& record,
                        const PreparedCase& prepared, const StatedHolder& holder,
                        const std::optional<store::HoldingFace>& face) {
  const Value out = Value::object(arena, 16);
  const auto text = [&](const Value& into, const char* key, std::string_view words) {
    if (!words.empty()) into.append(arena, key, arena.string(words));
  };
  text(out, "decision", record.verdict);
  if (record.credits) out.append(arena, "ects", Value::real(*record.credits));
  text(out, "purpose", record.purpose);
  const std::string named = holder.facts.learner.name();
  const bool fits = holder.standing.fits();
  text(out, "holder", named.empty() && fits ? holder.applicant : named);
  if (fits) text(out, "applicant", holder.applicant);
  text(out, "holderMatch", holder.standing.record.verdict);
  if (holder.standing.record.confirmed)
    text(out, "holderConfirmedOn", to_string(date_of(*holder.standing.record.confirmed)));
  const Value about = Value::object(arena, 11);
  text(about, "id", prepared.given.id);
  text(about, "title", record.title);
  // A name that nobody vouches for is not signed as if it were known.
  const credential::Vouching who = face ? vouching_from(*face) : credential::Vouching{.claimed = record.issuer};
  text(about, "awardedBy", said_issuer("en", who));
  about.append(arena, "issuer", vouching_value(arena, who));
  text(about, "digest", "sha-256:" + hex(sha256(unkept_form(record.credential))));
  if (holder.contents) {
    const credential::Award& award = holder.contents->award;
    text(about, "award", award.id);
    if (award.awarded_on.ok()) text(about, "awardedOn", to_string(award.awarded_on));
    text(about, "grade", award.grade);
  }
  text(about, "holder", named);
  if (holder.facts.learner.date_of_birth) text(about, "dateOfBirth", to_string(*holder.facts.learner.date_of_birth));
  out.append(arena, "credential", about);
  if (prepared.target) {
    const Value target = Value::object(arena, 3);
    text(target, "id", prepared.target->id);
    text(target, "title", prepared.target->title.any());
    out.append(arena, "countsFor", target);
  }
  text(out, "reason", record.reason);
  const Value policy = Value::object(arena, 2);
  text(policy, "id", prepared.policy.content.id);
  text(policy, "version", prepared.policy.content.version);
  out.append(arena, "policy", policy);
  text(out, "appliedOn", to_string(date_of(record.applied)));
  text(out, "decidedOn", to_string(date_of(platform.now())));
  if (record.appeal_until) text(out, "appealUntil", to_string(date_of(*record.appeal_until)));
  text(out, "appealTo", prepared.policy.content.appeal_to);
  const Value decision = recognition::decision_value(arena, prepared.decision);
  out.append(arena, "ledger", decision.get("findings"));
  return out;
}

}  // namespace

std::string prepared_text(const recognition::Decision& decision) {
  json::Arena arena;
  return json::write(recognition::decision_value(arena, decision));
}

void note_event(store::Tx& tx, const Platform& platform, const std::string& case_id, const std::string& who,
                const char* kind, const std::string& words, const std::string& detail) {
  store::insert(
      tx, store::RecognitionEvent{.id = new_id(platform.now()),
                                  .case_id = case_id,
                                  .number = store::count(tx, "recognition_event WHERE case_id = ?1", {case_id}) + 1,
                                  .at = platform.now(),
                                  .who = who,
                                  .kind = kind,
                                  .words = utf8_prefix(words, 8000),
                                  .detail = detail});
}

Result<framework::MicroCredential> definition_behind(store::Tx& tx, const std::string& award_id,
                                                     const std::string& bytes) {
  if (!award_id.empty()) {
    const auto award = store::find_one<store::Award>(tx, "id = ?1", {award_id});
    if (award) {
      if (auto definition = published_definition(tx, award->definition_id, award->version))
        return std::move(definition->content);
    }
  }
  auto contents = credential::contents_of(bytes);
  if (!contents) return std::move(contents).error();
  return std::move(contents->definition);
}

void keep_proven_body(store::Tx& tx, const Platform& platform, const std::string& issuer,
                      framework::MicroCredential& definition) {
  const auto key = store::find_one<store::SigningKey>(tx, "did = ?1 LIMIT 1", {issuer});
  const auto signer = key ? store::find_one<store::Organisation>(tx, "id = ?1", {key->organisation_id}) : std::nullopt;
  std::string& body = definition.awarding_body.id;
  if (!credential::speaks_for(issuer, body) && !(signer && body == awarding_body_of(platform, *signer, {}).id))
    body.clear();
  const std::string here = platform.url("/mc/");
  if (definition.id.starts_with(here)) {
    const auto known = published_definition(tx, definition.id.substr(here.size()));
    if (!known || !signer || known->record.organisation_id != signer->id) definition.id.clear();
  } else if (body.empty() && !credential::speaks_for(issuer, definition.id)) {
    definition.id.clear();
  }
}

CaseView case_view(store::Tx& tx, store::RecognitionCase record) {
  CaseView out{.record = std::move(record)};
  if (auto body = store::find_one<store::Organisation>(tx, "id = ?1", {out.record.organisation_id}))
    out.body = std::move(*body);
  if (auto person = store::find_one<store::Person>(tx, "id = ?1", {out.record.person_id})) out.applicant = person->name;
  out.face = store::find_one<store::HoldingFace>(tx, "holding_id = ?1", {out.record.holding_id});
  out.events = store::find<store::RecognitionEvent>(tx, "case_id = ?1 ORDER BY number", {out.record.id});
  for (const store::RecognitionEvent& event : out.events) {
    const auto person = store::find_one<store::Person>(tx, "id = ?1", {event.who});
    out.event_names.push_back(person ? person->name : std::string{});
  }
  return out;
}

Instant in_days(const Platform& platform, int days) {
  return midnight(date_of(platform.now())) + std::chrono::days{days + 1} - std::chrono::seconds{1};
}

void tell_applicant(store::Tx& tx, const Platform& platform, const store::RecognitionCase& record, const char* subject,
                    const char* body) {
  const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {record.organisation_id});
  if (!organisation) return;
  const std::string page = platform.url("/recognition/cases/" + record.id);
  const About about{record.organisation_id, record.id, {organisation->name, record.title, page}};
  tell_person(tx, platform, record.person_id, about, subject, body);
}

void tell_officers(store::Tx& tx, const Platform& platform, const store::RecognitionCase& record, const char* subject,
                   const char* body) {
  const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {record.organisation_id});
  if (!organisation) return;
  const std::string page = platform.url("/desk/" + organisation->slug + "/recognition/" + record.id);
  const About about{record.organisation_id, record.id, {organisation->name, record.title, page}};
  tell_members(tx, platform, {Role::recognition_officer}, about, subject, body);
}

Result<std::unique_ptr<PreparedCase>> prepare(store::Tx& tx, const Platform& platform,
                                              const store::RecognitionCase& record) {
  auto out = std::make_unique<PreparedCase>();
  auto policy = policy_version(tx, platform, record.policy_id);
  if (!policy) return std::move(policy).error();
  out->policy = std::move(*policy);
  const std::string bytes = unkept_form(record.credential);
  auto given = definition_behind(tx, record.award_id, bytes);
  if (!given) return std::move(given).error();
  out->given = std::move(*given);
  if (record.award_id.empty()) {
    const auto face = store::find_one<store::HoldingFace>(tx, "holding_id = ?1", {record.holding_id});
    keep_proven_body(tx, platform, face ? face->identifier : "", out->given);
  }
  if (!record.target_id.empty()) {
    auto target = published_definition(tx, record.target_id, record.target_version);
    if (!target) return std::move(target).error();
    out->target = std::move(target->content);
  }
  std::vector<recognition::MatchCorrection> corrections;
  if (!record.corrections.empty()) {
    auto read = recognition::read_corrections(record.corrections, "");
    if (!read) return std::move(read).error();
    corrections = std::move(*read);
  }
  std::vector<recognition::Agreement> agreements;
  if (auto list = json::parse(record.agreements)) {
    for (const Value& one : list->root.items()) {
      if (auto agreement = recognition::read_agreement(json::write(one), "", recognition::Criteria::built_in(),
                                                       recognition::Countries::built_in()))
        agreements.push_back(std::move(*agreement));
    }
  }
  std::optional<Date> awarded_on;
  auto contents = credential::contents_of(bytes);
  if (contents && contents->award.awarded_on.ok()) awarded_on = contents->award.awarded_on;
  out->decision =
      recognition::decide({.definition = out->given,
                           .authenticity = recognition::authenticity_from(record.authenticity),
                           .awarded_on = awarded_on,
                           .target = out->target ? &*out->target : nullptr,
                           .purpose = *recognition::purpose_of(record.purpose),
                           .applied_on = date_of(record.applied),
                           .corrections = corrections},
                          {.policy = out->policy.content, .agreements = agreements, .esco = *platform.esco});
  // The corrections go with this call; what refers to them is let go.
  for (recognition::OutcomeMatch& match : out->decision.outcomes.matches) match.correction = nullptr;
  return out;
}

Result<std::unique_ptr<PreparedCase>> prepare_case(Platform& platform, const store::RecognitionCase& record) {
  return store::reading(*platform.database, [&](store::Tx& tx) { return prepare(tx, platform, record); });
}

Result<void> seal_decision(store::Tx& tx, Platform& platform, store::RecognitionCase& record,
                           const PreparedCase& prepared) {
  if (auto confirmed = demand_confirmed(tx, platform, record.organisation_id); !confirmed) return confirmed;
  const auto body = store::find_one<store::Organisation>(tx, "id = ?1", {record.organisation_id});
  const auto key = active_key(tx, record.organisation_id);
  if (!body || !key) return conflict("the organisation has no key to sign with", "make one under its keys");
  auto signer = platform.keys->signer(*key);
  if (!signer) return std::move(signer).error();
  // A statement that is replaced after an appeal is withdrawn; whoever relies on it sees so.
  if (!record.list_id.empty()) set_place(tx, platform, record.list_id, record.list_index, store::AwardStatus::revoked);
  const ListPlaces place = take_places(tx, platform, *key, 1);
  record.decided = platform.now();
  record.appeal_until = in_days(platform, prepared.policy.content.deadlines.appeal_days);
  const auto holder = store::find_one<store::Person>(tx, "id = ?1", {record.person_id});
  const StatedHolder stated = stated_holder(tx, platform, record, holder ? holder->name : "");
  json::Arena arena;
  thread_local rdf::jsonld::Processor processor;
  const int round = record.list_id.empty() ? 1 : 2;
  auto statement = credential::sign_statement(
      processor,
      {.type = "RecognitionStatement",
       .id = platform.url("/recognition/statements/" + record.id + (round == 1 ? "" : "-" + std::to_string(round))),
       .issuer_name = body->name,
       .subject = subject_of(stated),
       .content = statement_content(arena, platform, record, prepared, stated,
                                    store::find_one<store::HoldingFace>(tx, "holding_id = ?1", {record.holding_id})),
       .from = std::chrono::floor<std::chrono::seconds>(platform.now()),
       .status = {{.list_url = platform.url("/status/" + place.list_id + "/revocation"),
                   .purpose = "revocation",
                   .index = static_cast<std::size_t>(place.first)}}},
      **signer, key->did, platform.now());
  if (!statement) return std::move(statement).error();
  record.statement = std::move(*statement);
  record.list_id = place.list_id;
  record.list_index = place.first;
  if (!holder) return {};
  store::Holding holding{.id = new_id(platform.now()),
                         .person_id = record.person_id,
                         .title = record.title,
                         .issuer = body->name,
                         .credential = record.statement,
                         .digest = hex(sha256(record.statement)),
                         .source = "recognition",
                         .added = platform.now()};
  store::insert(tx, holding);
  // What was refused because the award is somebody else's is about somebody else.
  note_holder(tx, platform, holding, stated.standing.fits() ? store::HolderBasis::statement : store::HolderBasis::none);
  return {};
}

}  // namespace credex::service
