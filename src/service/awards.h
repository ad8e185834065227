#pragma once

#include <functional>
#include <string>
#include <vector>

#include "credential/award_sheet.h"
#include "credential/issue.h"
#include "service/actor.h"
#include "service/definitions.h"
#include "service/mandates.h"
#include "service/sign_in.h"

namespace credex::service {

/// Who learnt, as a form or the API says it.
struct LearnerFacts {
  std::string given_name{};
  std::string family_name{};
  std::string full_name{};
  std::string email{};
  std::string date_of_birth{};  ///< YYYY-MM-DD
  std::string identifier{};
  std::string grade{};
  std::string awarded_on{};   ///< YYYY-MM-DD; empty is today
  std::string valid_until{};  ///< YYYY-MM-DD
  std::string evidence{};
};

/// The facts by the names of their fields, of a form or of a call; `field` gives empty text for what is not there.
LearnerFacts learner_facts(const std::function<std::string(std::string_view)>& field);

/// The row that these make, judged as a sheet's row is: Error "service.invalid" names the field.
Result<credential::AwardRow> award_row_from(const Platform& platform, const DefinitionView& definition,
                                            const LearnerFacts& facts);

/// Issues to one learner at once. Where the organisation asks for a second person, the award waits for release instead:
/// Error "service.needs_release" says which job (in `where`).
Result<store::Award> issue_award(Platform& platform, const Actor& actor, const std::string& definition_id,
                                 const LearnerFacts& facts, credential::Format format);

/// Everything that signing a batch needs, had in one transaction; status indices are taken for `count` awards.
struct SigningDesk {
  DefinitionView definition{};
  store::SigningKey key{};
  std::shared_ptr<const crypto::Signer> signer{};
  std::optional<MandateView> mandate{};  ///< under which the key, another organisation's, seals
  std::string list_id{};
  std::int64_t first_index = 0;
};
/// `again`: an award that is signed once more, by whom it was signed before (the same organisation's key of now).
Result<SigningDesk> open_desk(store::Tx& tx, Platform& platform, const std::string& definition_id, std::int64_t version,
                              std::int64_t count, const store::Award* again = nullptr);
/// Whether what the desk signed may still be kept: a mandate may have been withdrawn meanwhile.
bool is_in_force(store::Tx& tx, const SigningDesk& desk);

/// Places in the newest status list of a key, one a credential.
struct ListPlaces {
  std::string list_id{};
  std::int64_t first = 0;
};
ListPlaces take_places(store::Tx& tx, const Platform& platform, const store::SigningKey& key, std::int64_t count);
/// Sets what a place in a list says.
void set_place(store::Tx& tx, const Platform& platform, const std::string& list_id, std::int64_t list_index,
               store::AwardStatus status);

/// Where the metadata of the type of our attestations are found.
inline constexpr const char* k_attestation_type_path = "/vct/micro-credential";
/// The type ("vct") of attestations made here: an address of this server's that gives its metadata, where it has one
/// that others can reach safely (https).
std::string attestation_type(const Platform& platform);

/// What signs at this desk; for one thread, with its `processor`. The desk outlives it.
credential::CredentialMaker maker_for(const Platform& platform, const SigningDesk& desk, credential::Format format,
                                      rdf::jsonld::Processor& processor);

/// Signs one row into an award that is not kept yet, by maker_for() of the same desk and format.
Result<store::Award> sign_row(const Platform& platform, const SigningDesk& desk, const credential::AwardRow& row,
                              std::int64_t index, credential::Format format, credential::CredentialMaker& maker);

/// Keeps an award and queues the mail to its learner, in the transaction.
void keep_award(store::Tx& tx, const Platform& platform, const SigningDesk& desk, const store::Award& award);

/// Tells those who asked of what happened to an award, in the transaction (service/webhooks.h).
void tell_of_award(store::Tx& tx, const Platform& platform, const store::Award& award, const std::string& event);

/// The link by which a learner gets an award; `by_mail` shows that who opens it reads that mailbox.
enum class ClaimWay : std::uint8_t { mail, code };
std::string claim_link(const Platform& platform, const store::Award& award, ClaimWay way);

/// The signed credential of an award whose own address is known: that is what its QR code leads to.
Result<std::string> public_award(Platform& platform, const std::string& award_id);
std::string check_link(const Platform& platform, const std::string& award_id);

/// What is asked of an organisation's awards.
struct AwardQuery {
  std::string text{};  ///< words of a name or address, in any order, as store::wanted_words() takes them
  std::string definition_id{};
  std::string batch_id{};
  std::string state{};   ///< "unclaimed", "claimed", "valid", "suspended", "revoked"; empty for all
  std::string before{};  ///< an award's id: those before it
  std::int64_t count = 50;
};
Result<std::vector<store::Award>> awards_of(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                            const AwardQuery& query);
Result<store::Award> award_of(Platform& platform, const Actor& actor, const std::string& id);

/// Sets the status of awards of one organisation, in their status list too, and tells those concerned. Revoked ones
/// stay so. Gives how many changed.
Result<std::size_t> set_status(Platform& platform, const Actor& actor, const std::vector<std::string>& ids,
                               store::AwardStatus status, const std::string& reason);

/// The same within a transaction, without a mail or an entry in the log: for what is made, not done.
void set_status_quietly(store::Tx& tx, const Platform& platform, const std::string& id, store::AwardStatus status,
                        const std::string& reason);

/// Issues an award again with other facts (a new name, a correction). The old one is revoked with a word of why, and
/// both know of each other.
Result<store::Award> reissue_award(Platform& platform, const Actor& actor, const std::string& id,
                                   const LearnerFacts& facts, const std::string& reason);

/// Mails the claim link again to learners who have not claimed; gives how many.
Result<std::size_t> remind(Platform& platform, const Actor& actor, const std::vector<std::string>& ids);

/// The award behind a claim link's token, and how the link came.
struct Claim {
  store::Award award{};
  ClaimWay way = ClaimWay::code;
};
Result<Claim> look_at_claim(Platform& platform, const std::string& award_id, const std::string& token);

/// Gives an award to the person who claims it; their collection has it then. Their address or their name has to fit;
/// `name` is for an account without one. Errors "service.holder_differs", "service.holder_open".
Result<void> claim_award(Platform& platform, const Actor& actor, const std::string& award_id, const std::string& token,
                         const std::string& name = {});
/// Signs in by a claim link that came by mail, as long as the award is unclaimed, and claims it.
Result<SignedIn> claim_by_mail(Platform& platform, const std::string& award_id, const std::string& token,
                               const std::string& language);
/// Awards to any of the person's addresses that were not claimed yet.
std::vector<store::Award> unclaimed_for(Platform& platform, const Actor& actor);
/// Claims one of these.
Result<void> claim_by_address(Platform& platform, const Actor& actor, const std::string& award_id);

}  // namespace credex::service
