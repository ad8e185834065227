// Taking and asking for larger awards, and what their bodies answer.
#include "base/json.h"
#include "service/awards.h"
#include "service/collection.h"
#include "service/definitions.h"
#include "service/mail.h"
#include "service/stack_record.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "stacking/proof.h"

namespace credex::service {
namespace {

std::string proof_of(const Platform& platform, const OwnStack& own) {
  json::Arena arena;
  return json::write_pretty(
      stacking::proof_value(arena, own.rule.content, own.rule.digest, own.check, date_of(platform.now())));
}

std::string digest_of(const stacking::Candidate& part) { return part.digest.substr(part.digest.find(':') + 1); }

/// Signs the larger award into the person's collection; each part counts in it from then on, and the proof is kept.
Result<store::Award> award_in(store::Tx& tx, Platform& platform, rdf::jsonld::Processor& processor, const Actor& actor,
                              const store::Person& person, const OwnStack& own) {
  const store::StackRule& rule = own.rule.record;
  auto definition = published_definition(tx, rule.definition_id);
  if (!definition) return std::move(definition).error();
  // What was checked outside this transaction may have been counted elsewhere meanwhile.
  for (const stacking::Candidate* part : own.check.counted) {
    if (!own.rule.content.reuse &&
        store::count(tx,
                     "stack_use WHERE person_id = ?1 AND digest = ?2 AND award_id IN (SELECT id FROM award WHERE "
                     "status <> 'revoked')",
                     {person.id, digest_of(*part)}) > 0)
      return conflict("a part counts in another larger award meanwhile", "look at what is missing");
  }
  const auto address = store::find_one<store::EmailAddress>(tx, "person_id = ?1 AND is_primary = 1", {person.id});
  LearnerFacts facts{.full_name = person.name, .email = address ? address->address : ""};
  auto row = award_row_from(platform, *definition, facts);
  if (!row) return std::move(row).error();
  if (store::count(tx, "award WHERE uri = ?1", {row->award.id}) > 0)
    return conflict("this was awarded today already", "look into the collection");
  auto desk = open_desk(tx, platform, rule.definition_id, definition->version.number, 1);
  if (!desk) return std::move(desk).error();
  const std::string id = new_id(platform.now());
  row->award.evidence_url = platform.url("/stacks/proofs/" + id);
  auto maker = maker_for(platform, *desk, credential::Format::open_badge, processor);
  auto award = sign_row(platform, *desk, *row, desk->first_index, credential::Format::open_badge, maker);
  if (!award) return award;
  award->id = id;
  keep_award(tx, platform, *desk, *award);
  hand_over(tx, platform, *award, person.id, store::HolderBasis::statement);
  const std::string proof = proof_of(platform, own);
  for (const stacking::Candidate* part : own.check.counted) {
    store::insert(tx, store::StackUse{.id = new_id(platform.now()),
                                      .rule_id = rule.id,
                                      .person_id = person.id,
                                      .award_id = award->id,
                                      .digest = digest_of(*part),
                                      .proof = proof,
                                      .made = platform.now()});
  }
  audit(tx, platform, actor, "stack.award", rule.organisation_id, award->id, rule.id);
  return award;
}

/// The rule is open and what the person holds meets it.
Result<std::unique_ptr<OwnStack>> met(Platform& platform, const Actor& actor, const std::string& rule_id,
                                      bool is_automatic, HolderUse use = HolderUse::show) {
  auto own = check_own_stack(platform, actor, rule_id);
  if (!own) return own;
  const StackRuleView& rule = (*own)->rule;
  if (rule.record.state != store::StackRuleState::open)
    return conflict("this rule is not open any more", "look at others");
  if (is_automatic && !rule.content.automatic) return conflict("its body awards this only when asked", "ask for it");
  if (!is_automatic && rule.content.automatic)
    return conflict("its body awards this without being asked", "take the award");
  if (own_stack_award(platform, actor, rule_id))
    return conflict("you were awarded this already", "look into your collection");
  if (!(*own)->check.holds) return conflict("the rule is not met", "look at what is missing");
  if (use == HolderUse::show) return own;
  auto sure = check_stack_of(platform, actor.person->id, std::move((*own)->rule), use);
  if (!sure->check.holds) {
    std::string names;
    for (const stacking::Candidate* part : (*own)->check.counted) names += (names.empty() ? "" : ", ") + part->title;
    return Error{.code = "service.holder_open",
                 .message = "that these are yours rests on a name alone: " + names,
                 .where = "holding",
                 .remedy = "say on their pages why they are yours, or claim them by the address they were sent to"};
  }
  return sure;
}

Result<store::StackRequest> open_request(store::Tx& tx, const Actor& actor, const std::string& id) {
  auto request = store::find_one<store::StackRequest>(tx, "id = ?1", {id});
  if (!request || !may(actor, "stack.award", request->organisation_id)) return not_found("this request");
  if (request->state != store::StackRequestState::asked)
    return conflict("this was answered already", "look at the list again");
  return std::move(*request);
}

/// Of the person's awards those that a name alone says to be theirs, with whom each names: who awards looks at it.
std::vector<std::string> by_name_alone(store::Tx& tx, const Platform& platform, const std::string& person_id) {
  std::vector<std::string> out;
  for (const auto& [id, standing] : holder_standings(tx, platform, person_id)) {
    if (!standing.may(HolderUse::show) || standing.may(HolderUse::sign) || out.size() >= 50) continue;
    if (const auto holding = store::find_one<store::Holding>(tx, "id = ?1", {id}))
      out.push_back(holding->title + ": " + standing.record.named);
  }
  return out;
}

About about(const store::StackRequest& request, const store::Organisation& body, const std::string& title,
            const std::string& page) {
  return {request.organisation_id, request.id, {body.name, title, page}};
}

}  // namespace

Result<store::Award> claim_stack(Platform& platform, const Actor& actor, const std::string& rule_id) {
  auto own = met(platform, actor, rule_id, true, HolderUse::sign);
  if (!own) return std::move(own).error();
  rdf::jsonld::Processor processor;
  return transact(*platform.database,
                  [&](store::Tx& tx) { return award_in(tx, platform, processor, actor, *actor.person, **own); });
}

Result<store::StackRequest> ask_for_stack(Platform& platform, const Actor& actor, const std::string& rule_id) {
  auto own = met(platform, actor, rule_id, false);
  if (!own) return std::move(own).error();
  const StackRuleView& rule = (*own)->rule;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::StackRequest> {
    if (store::count(tx, "stack_request WHERE person_id = ?1 AND rule_id = ?2 AND state = 'asked'",
                     {actor.person->id, rule_id}) > 0)
      return conflict("you have asked for this already", "wait for the answer");
    store::StackRequest request{.id = new_id(platform.now()),
                                .rule_id = rule_id,
                                .rule_version = rule.record.version,
                                .organisation_id = rule.record.organisation_id,
                                .person_id = actor.person->id,
                                .proof = proof_of(platform, **own),
                                .asked = platform.now()};
    store::insert(tx, request);
    const About subject = about(request, rule.organisation, rule.record.title,
                                platform.url("/desk/" + rule.organisation.slug + "/stacks"));
    tell_members(tx, platform, {Role::signer, Role::administrator}, subject, "Somebody asks for “{1}”",
                 "A learner meets the rule of “{1}” and asks {0} for it. What counts is proven here:\n\n{2}");
    audit(tx, platform, actor, "stack.ask", request.organisation_id, request.id, rule_id);
    return request;
  });
}

std::optional<store::Award> own_stack_award(Platform& platform, const Actor& actor, const std::string& rule_id) {
  if (!actor.person) return std::nullopt;
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::Award>(
        tx,
        "status <> 'revoked' AND id IN (SELECT award_id FROM stack_use WHERE person_id = ?1 AND rule_id = ?2) LIMIT 1",
        {actor.person->id, rule_id});
  });
}

std::optional<store::StackRequest> own_stack_request(Platform& platform, const Actor& actor,
                                                     const std::string& rule_id) {
  if (!actor.person) return std::nullopt;
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::StackRequest>(
        tx, "person_id = ?1 AND rule_id = ?2 ORDER BY asked DESC, id DESC LIMIT 1", {actor.person->id, rule_id});
  });
}

Result<std::vector<StackRequestView>> stack_requests(Platform& platform, const Actor& actor,
                                                     const std::string& organisation_id) {
  if (auto allowed = demand(actor, "stack.award", organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<StackRequestView> out;
    for (store::StackRequest& request : store::find<store::StackRequest>(
             tx, "organisation_id = ?1 AND state = 'asked' ORDER BY asked, id LIMIT 1000", {organisation_id})) {
      const auto person = store::find_one<store::Person>(tx, "id = ?1", {request.person_id});
      const auto rule = store::find_one<store::StackRule>(tx, "id = ?1", {request.rule_id});
      const std::string person_id = request.person_id;
      out.push_back({.record = std::move(request),
                     .applicant = person ? person->name : std::string{},
                     .title = rule ? rule->title : std::string{},
                     .by_name = by_name_alone(tx, platform, person_id)});
    }
    return out;
  });
}

Result<store::Award> award_stack(Platform& platform, const Actor& actor, const std::string& request_id) {
  StackRuleView rule;
  store::Person person;
  const auto found = store::reading(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto request = open_request(tx, actor, request_id);
    if (!request) return std::move(request).error();
    auto text = stack_rule_in(tx, request->rule_id, request->rule_version);
    if (!text) return std::move(text).error();
    auto applicant = store::find_one<store::Person>(tx, "id = ?1", {request->person_id});
    if (!applicant) return not_found("this person");
    rule = std::move(*text);
    person = std::move(*applicant);
    return {};
  });
  if (!found) return found.error();
  const auto own = check_stack_of(platform, person.id, std::move(rule));
  if (!own->check.holds)
    return conflict("what the learner holds does not meet the rule any more", "refuse it, with that reason");
  rdf::jsonld::Processor processor;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Award> {
    auto request = open_request(tx, actor, request_id);
    if (!request) return std::move(request).error();
    auto award = award_in(tx, platform, processor, actor, person, *own);
    if (!award) return award;
    request->state = store::StackRequestState::awarded;
    request->award_id = award->id;
    request->answered = platform.now();
    store::update(tx, *request);
    const About subject = about(*request, own->rule.organisation, own->rule.record.title, platform.url("/me"));
    tell_person(tx, platform, person.id, subject, "{0} has awarded you “{1}”",
                "{0} has awarded you what you asked for, “{1}”. It is in your collection:\n\n{2}");
    return award;
  });
}

Result<void> refuse_stack(Platform& platform, const Actor& actor, const std::string& request_id,
                          const std::string& reason) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto request = open_request(tx, actor, request_id);
    if (!request) return std::move(request).error();
    if (reason.empty() || reason.size() > 4000)
      return invalid("no reasons are given", "reason", "write why, in up to 4,000 characters");
    auto rule = stack_rule_in(tx, request->rule_id, request->rule_version);
    if (!rule) return std::move(rule).error();
    request->state = store::StackRequestState::refused;
    request->reason = reason;
    request->answered = platform.now();
    store::update(tx, *request);
    const About subject =
        about(*request, rule->organisation, rule->record.title, platform.url("/stacks/" + rule->record.id));
    tell_person(tx, platform, request->person_id, subject, "{0} has answered on “{1}”",
                "{0} does not award you “{1}”. The reason is here, and you can ask again:\n\n{2}");
    audit(tx, platform, actor, "stack.refuse", request->organisation_id, request->id);
    return {};
  });
}

Result<std::string> stack_proof(Platform& platform, const std::string& award_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<std::string> {
    auto use = store::find_one<store::StackUse>(tx, "award_id = ?1 LIMIT 1", {award_id});
    if (!use) return not_found("this proof");
    return std::move(use->proof);
  });
}

}  // namespace credex::service
