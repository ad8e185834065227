// How a learner gets an award: by the link in the mail, by a code, or by an address of theirs.
#include "base/digest.h"
#include "crypto/random.h"
#include "service/awards.h"
#include "service/collection.h"
#include "service/holder_gate.h"
#include "service/sign_in.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

/// A code is passed on with the paper that it stands on, so who comes with it has to be whom the award names, or to
/// read the mailbox that it went to. An account without a name says one now.
Result<void> demand_fit(store::Tx& tx, const Platform& platform, const Actor& actor, const store::Award& award,
                        ClaimWay way, const std::string& name) {
  if (name.size() > 200) return invalid("the name is too long", "name", "keep to 200 characters");
  auto person = store::find_one<store::Person>(tx, "id = ?1", {actor.person->id});
  if (!person) return not_found("this person");
  if (person->name.empty() && !name.empty()) {
    person->name = name;
    store::update(tx, *person);
    judge_holders_of(tx, platform, person->id);
    audit(tx, platform, actor, "person.change", "", person->id);
  }
  auto fits = demand_claimant(tx, platform, award, actor.person->id);
  // Who opened the mail reads that mailbox; only another name speaks against it.
  if (!fits && way == ClaimWay::mail && fits.error().code == "service.holder_open") return {};
  if (!fits && person->name.empty()) {
    return Error{.code = "service.holder_open",
                 .message = "your account has no name to compare with whom the award names",
                 .where = "name",
                 .remedy = "write your name as the school knows it"};
  }
  return fits;
}

}  // namespace

Result<Claim> look_at_claim(Platform& platform, const std::string& award_id, const std::string& token) {
  auto award = store::reading(*platform.database,
                              [&](store::Tx& tx) { return store::find_one<store::Award>(tx, "id = ?1", {award_id}); });
  if (!award) return not_found("this award");
  for (const ClaimWay way : {ClaimWay::mail, ClaimWay::code}) {
    const std::string link = claim_link(platform, *award, way);
    if (crypto::equal_secrets(link.substr(link.rfind('/') + 1), token))
      return Claim{.award = std::move(*award), .way = way};
  }
  return not_found("this award");
}

Result<void> claim_award(Platform& platform, const Actor& actor, const std::string& award_id, const std::string& token,
                         const std::string& name) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return allowed;
  auto claim = look_at_claim(platform, award_id, token);
  if (!claim) return std::move(claim).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto award = store::find_one<store::Award>(tx, "id = ?1", {award_id});
    if (!award->person_id.empty() && award->person_id != actor.person->id)
      return conflict("somebody else has claimed this award",
                      "if it is yours, write to the organisation that awarded it");
    if (award->person_id.empty()) {
      if (auto fits = demand_fit(tx, platform, actor, *award, claim->way, name); !fits) return fits;
    }
    const bool by_mail = claim->way == ClaimWay::mail;
    hand_over(tx, platform, *award, actor.person->id, by_mail ? store::HolderBasis::address : store::HolderBasis::none);
    return {};
  });
}

Result<SignedIn> claim_by_mail(Platform& platform, const std::string& award_id, const std::string& token,
                               const std::string& language) {
  auto claim = look_at_claim(platform, award_id, token);
  if (!claim) return std::move(claim).error();
  if (claim->way != ClaimWay::mail || claim->award.claimed || claim->award.learner_email.empty())
    return Error{.code = "service.signed_out", .message = "nobody is signed in", .remedy = "sign in first"};
  auto person = transact(*platform.database, [&](store::Tx& tx) -> Result<store::Person> {
    auto award = store::find_one<store::Award>(tx, "id = ?1 AND claimed IS NULL", {award_id});
    if (!award) return conflict("this award was claimed already", "sign in to see it");
    store::Person known = person_of_email(tx, platform, award->learner_email, language);
    hand_over(tx, platform, *award, known.id, store::HolderBasis::address);
    return known;
  });
  if (!person) return std::move(person).error();
  return begin_session(platform, person->id, "link");
}

std::vector<store::Award> unclaimed_for(Platform& platform, const Actor& actor) {
  if (!actor.person) return {};
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::Award>(
        tx,
        "learner_email IN (SELECT address FROM email_address WHERE person_id = ?1) AND claimed IS NULL AND status <> "
        "'revoked' ORDER BY id DESC LIMIT 100",
        {actor.person->id});
  });
}

Result<void> claim_by_address(Platform& platform, const Actor& actor, const std::string& award_id) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto award = store::find_one<store::Award>(
        tx, "id = ?1 AND claimed IS NULL AND learner_email IN (SELECT address FROM email_address WHERE person_id = ?2)",
        {award_id, actor.person->id});
    if (!award) return not_found("this award");
    hand_over(tx, platform, *award, actor.person->id, store::HolderBasis::address);
    return {};
  });
}

}  // namespace credex::service
