// Learner records: what one organisation awarded to one person, as one credential.
#include "credential/clr.h"
#include "proof/data_integrity.h"
#include "service/collection.h"
#include "service/definitions.h"
#include "service/holder_gate.h"
#include "service/keys.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {

std::vector<RecordIssuer> record_issuers(Platform& platform, const Actor& actor) {
  if (!actor.person) return {};
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<RecordIssuer> out;
    for (const auto& row :
         tx.query("SELECT DISTINCT organisation.slug, organisation.name FROM award JOIN organisation ON "
                  "organisation.id = award.organisation_id WHERE award.person_id = ?1 AND award.status "
                  "= 'valid' AND award.format <> 'elm' ORDER BY organisation.name",
                  {actor.person->id}))
      out.push_back({.slug = row.text(0), .name = row.text(1)});
    return out;
  });
}

Result<std::string> learner_record(Platform& platform, const Actor& actor, const std::string& slug) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return std::move(allowed).error();
  thread_local rdf::jsonld::Processor processor;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<std::string> {
    const auto organisation = store::find_one<store::Organisation>(tx, "slug = ?1", {slug});
    if (!organisation) return not_found("this organisation");
    std::vector<std::string> credentials;
    for (store::Award& award : store::find<store::Award>(
             tx, "person_id = ?1 AND organisation_id = ?2 AND status = 'valid' AND format <> 'elm' ORDER BY id",
             {actor.person->id, organisation->id}))
      if (demand_holder_of_award(tx, platform, award, actor.person->id, HolderUse::sign))
        credentials.push_back(std::move(award.credential));
    if (credentials.empty()) return not_found("an award of this organisation in your collection");
    const auto key = active_key(tx, organisation->id);
    if (!key) return conflict("the organisation has no key to sign with", "make one under its keys");
    auto signer = platform.keys->signer(*key);
    if (!signer) return std::move(signer).error();
    const crypto::PublicKey& public_key = (*signer)->public_key();
    const auto suite = proof::rdfc_suite_of(public_key.type());
    if (!suite) return Error{.code = "crypto.sign", .message = "this key makes no such proof", .remedy = "rotate it"};
    json::Arena arena;
    const std::string id = platform.url("/records/" + new_id(platform.now()));
    auto record = credential::clr_from(arena,
                                       {.id = id,
                                        .name = actor.person->name + " · " + organisation->name,
                                        .issuer = awarding_body_of(platform, *organisation, {}),
                                        .issuer_id = key->did,
                                        .made = platform.now()},
                                       credentials);
    if (!record) return std::move(record).error();
    auto proven = proof::add_proof(arena, processor, *record,
                                   {.suite = *suite,
                                    .verification_method = key->did + "#" + public_key.multikey(),
                                    .created = std::chrono::floor<std::chrono::seconds>(platform.now())},
                                   **signer);
    if (!proven) return std::move(proven).error();
    audit(tx, platform, actor, "record.make", organisation->id, id, std::to_string(credentials.size()));
    return json::write(*proven);
  });
}

}  // namespace credex::service
