#include "service/outcome_endorsements.h"

#include "credential/endorsement.h"
#include "service/confirmations.h"
#include "service/definitions.h"
#include "service/keys.h"
#include "service/organisations.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {

Result<store::OutcomeEndorsement> endorse_outcomes(Platform& platform, const Actor& actor,
                                                   const std::string& organisation_id, const std::string& definition_id,
                                                   const std::string& words) {
  if (auto allowed = demand(actor, "talent.search", organisation_id); !allowed) return std::move(allowed).error();
  if (words.size() < 10 || words.size() > 2000)
    return invalid("the words are too short or too long", "words", "write between 10 and 2,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::OutcomeEndorsement> {
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    auto definition = published_definition(tx, definition_id);
    if (!organisation || !definition) return not_found("this micro-credential");
    if (auto good = demand_confirmed(tx, platform, organisation_id); !good) return std::move(good).error();
    if (definition->record.organisation_id == organisation_id)
      return conflict("this is the organisation's own micro-credential", "ask others to endorse it");
    const auto key = active_key(tx, organisation_id);
    if (!key) return conflict("the organisation has no key to sign with", "make one under its keys");
    auto signer = platform.keys->signer(*key);
    if (!signer) return std::move(signer).error();
    store::OutcomeEndorsement record{.id = new_id(platform.now()),
                                     .organisation_id = organisation_id,
                                     .definition_id = definition_id,
                                     .version = definition->version.number,
                                     .words = words,
                                     .given = platform.now()};
    thread_local rdf::jsonld::Processor processor;
    auto statement = credential::sign_endorsement(processor,
                                                  {.id = platform.url("/endorsements/" + record.id),
                                                   .issuer_name = organisation->name,
                                                   .definition = definition->record.uri,
                                                   .title = definition->content.title.any(),
                                                   .words = words,
                                                   .from = std::chrono::floor<std::chrono::seconds>(platform.now())},
                                                  **signer, key->did, platform.now());
    if (!statement) return std::move(statement).error();
    record.statement = std::move(*statement);
    tx.execute(
        "UPDATE outcome_endorsement SET ended = ?3 WHERE organisation_id = ?1 AND definition_id = ?2 AND ended IS NULL",
        {organisation_id, definition_id, store::cell_from(platform.now())});
    store::insert(tx, record);
    audit(tx, platform, actor, "outcomes.endorse", organisation_id, definition_id);
    return record;
  });
}

Result<void> withdraw_endorsement(Platform& platform, const Actor& actor, const std::string& id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::OutcomeEndorsement>(tx, "id = ?1 AND ended IS NULL", {id});
    if (!record) return not_found("this endorsement");
    if (auto allowed = demand(actor, "talent.search", record->organisation_id); !allowed) return allowed;
    record->ended = platform.now();
    store::update(tx, *record);
    audit(tx, platform, actor, "outcomes.withdraw", record->organisation_id, record->definition_id);
    return {};
  });
}

std::vector<OutcomeEndorsementView> endorsements_of_definition(Platform& platform, const std::string& definition_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<OutcomeEndorsementView> out;
    for (store::OutcomeEndorsement& one : store::find<store::OutcomeEndorsement>(
             tx, "definition_id = ?1 AND ended IS NULL ORDER BY id DESC LIMIT 100", {definition_id})) {
      const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {one.organisation_id});
      if (organisation && acts_as_body(tx, platform, organisation->id))
        out.push_back(
            {std::move(one), organisation->name, organisation->slug, std::string{store::name_of(organisation->kind)}});
    }
    return out;
  });
}

Result<store::OutcomeEndorsement> endorsement_document(Platform& platform, const std::string& id) {
  auto found = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::OutcomeEndorsement>(tx, "id = ?1 AND ended IS NULL", {id});
  });
  if (!found) return not_found("this endorsement");
  return std::move(*found);
}

std::vector<std::pair<store::Organisation, bool>> endorsers(Platform& platform, const Actor& actor,
                                                            const std::string& definition_id) {
  std::vector<std::pair<store::Organisation, bool>> out;
  if (!actor.person) return out;
  for (store::Organisation& one : organisations_of(platform, actor)) {
    if (!may(actor, "talent.search", one.id)) continue;
    if (!store::reading(*platform.database, [&](store::Tx& tx) { return acts_as_body(tx, platform, one.id); }))
      continue;
    const bool is_given = store::reading(*platform.database, [&](store::Tx& tx) {
      return store::count(tx, "outcome_endorsement WHERE organisation_id = ?1 AND definition_id = ?2 AND ended IS NULL",
                          {one.id, definition_id}) > 0;
    });
    out.emplace_back(std::move(one), is_given);
  }
  return out;
}

}  // namespace credex::service
