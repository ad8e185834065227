#pragma once

#include <string>
#include <vector>

#include "base/report.h"
#include "credential/award.h"
#include "service/actor.h"
#include "store/holder_records.h"

namespace credex::service {

/// Puts an award into a person's collection and marks it claimed, in the transaction; `basis`: by what it is theirs.
void hand_over(store::Tx& tx, const Platform& platform, store::Award& award, const std::string& person_id,
               store::HolderBasis basis = store::HolderBasis::none);

/// The holding of an award alone, where the person does not have it yet.
void add_award_holding(store::Tx& tx, const Platform& platform, const store::Award& award, const std::string& person_id,
                       store::HolderBasis basis = store::HolderBasis::none);

std::vector<store::Holding> holdings_of(Platform& platform, const Actor& actor);
Result<store::Holding> holding_of(Platform& platform, const Actor& actor, const std::string& id);
Result<void> remove_holding(Platform& platform, const Actor& actor, const std::string& id);

/// A credential from elsewhere, in any form that the verifier reads; it is kept even where it does not verify or
/// names somebody else, which is the holder's to know (service/holder_gate.h says what it may be used for). One that is
/// there already is found, not doubled.
Result<store::Holding> add_holding(Platform& platform, const Actor& actor, const std::string& bytes,
                                   const std::string& source);

/// The same, in the place of one with the same identifier where there is one.
struct Placed {
  store::Holding holding{};
  bool is_new = false;
};
Result<Placed> place_holding(Platform& platform, const Actor& actor, const std::string& bytes,
                             const std::string& source);

/// What a shared page may show beside title, awarding body and verdict.
inline constexpr std::string_view k_share_fields[] = {"name", "birth", "grade", "evidence", "file"};

struct ShareFacts {
  std::string title{};
  std::string note{};
  std::vector<std::string> holdings{};
  std::vector<std::string> fields{};
  std::string expires{};  ///< YYYY-MM-DD; empty for never
};
Result<store::Share> make_share(Platform& platform, const Actor& actor, const ShareFacts& facts);
Result<void> end_share(Platform& platform, const Actor& actor, const std::string& id);
/// A share with when it was looked at, newest first.
struct ShareView {
  store::Share share{};
  std::vector<store::ShareVisit> visits{};
};
std::vector<ShareView> shares_of(Platform& platform, const Actor& actor);

struct SharedPage {
  store::Share share{};
  std::string holder{};
  std::vector<store::Holding> holdings{};
};
/// What the link shows; the visit is noted as `what`. Errors "service.not_found", "service.link_expired".
Result<SharedPage> open_share(Platform& platform, const std::string& token, const std::string& what);

/// The organisations from which the person holds awards that are valid, by slug and name.
struct RecordIssuer {
  std::string slug{};
  std::string name{};
};
std::vector<RecordIssuer> record_issuers(Platform& platform, const Actor& actor);
/// All valid awards of one organisation to the person as one Comprehensive Learner Record (CLR 2.0), signed by that
/// organisation's key of now.
Result<std::string> learner_record(Platform& platform, const Actor& actor, const std::string& slug);

/// Asks somebody for words about a holding; they answer by a link, without an account.
Result<void> ask_endorsement(Platform& platform, const Actor& actor, const std::string& holding_id,
                             const std::string& email, const std::string& relation);
std::vector<store::Endorsement> endorsements_of(Platform& platform, const std::string& holding_id);
struct EndorsementRequest {
  store::Endorsement endorsement{};
  store::Holding holding{};
  std::string holder{};
};
Result<EndorsementRequest> look_at_endorsement(Platform& platform, const std::string& token);
Result<void> answer_endorsement(Platform& platform, const std::string& token, const std::string& name,
                                const std::string& words, bool give);

/// The whole collection as one JSON document, and back: what is there already is left as it is. Gives how many came
/// new.
Result<std::string> export_collection(Platform& platform, const Actor& actor);
Result<std::size_t> restore_collection(Platform& platform, const Actor& actor, const std::string& text);

/// The person's own facts.
struct Profile {
  store::Person person{};
  std::vector<store::EmailAddress> addresses{};
  std::vector<store::WebSession> sessions{};
  std::vector<store::Passkey> passkeys{};
  std::vector<store::ApiKey> api_keys{};
};
Profile profile_of(Platform& platform, const Actor& actor);
Result<void> change_profile(Platform& platform, const Actor& actor, const std::string& name,
                            const std::string& language);
/// Mails a link to a further address; it is the person's when the link is opened.
Result<void> add_address(Platform& platform, const Actor& actor, const std::string& email);
Result<void> remove_address(Platform& platform, const Actor& actor, const std::string& address);
/// Everything about the person goes; awards stay in their issuers' books, without address or link to a person.
Result<void> erase_person(Platform& platform, const Actor& actor);

}  // namespace credex::service
