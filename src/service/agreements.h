#pragma once

#include <string>
#include <vector>

#include "recognition/agreement.h"
#include "service/actor.h"
#include "store/recognition_records.h"

namespace credex::service {

/// Agreements between bodies of the platform: one proposes, each signs by its key, and once all have, it binds. What
/// each signed is public, as a verifiable statement.

struct AgreementView {
  store::Agreement record{};
  recognition::Agreement content{};
  /// A party with what it signed.
  struct PartyView {
    store::AgreementParty record{};
    store::Organisation organisation{};
  };
  std::vector<PartyView> parties{};
};

/// Proposes one. `text` is as docs/recognition.md says, without id and parties; the proposer and `others` (slugs) are
/// the parties. Their administrators get a mail.
Result<AgreementView> propose_agreement(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                        const std::vector<std::string>& others, const std::string& text);
/// What a text comes to before it is proposed. Its parties may be missing, as the platform sets them: `others` are the
/// slugs of those that it names, besides the proposer, and `strangers` the names of those that are not here.
struct AgreementDraft {
  std::string document{};  ///< the text without what the platform sets, as JSON
  recognition::Agreement content{};
  std::vector<std::string> others{};
  std::vector<std::string> strangers{};
};
Result<AgreementDraft> judge_agreement(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                       const std::string& text, const std::string& name);
/// Signs it for a party.
Result<void> sign_agreement(Platform& platform, const Actor& actor, const std::string& organisation_id,
                            const std::string& id);
/// Ends it for all parties, by one of them, with a reason. What was decided under it stays.
Result<void> end_agreement(Platform& platform, const Actor& actor, const std::string& organisation_id,
                           const std::string& id, const std::string& reason);

/// All of an organisation, newest first.
Result<std::vector<AgreementView>> agreements_of(Platform& platform, const Actor& actor,
                                                 const std::string& organisation_id);
/// Those that bind, by their parties' word, as long as each of these is confirmed; and one of them or that did.
std::vector<AgreementView> agreements_in_force(Platform& platform);
Result<AgreementView> agreement_view(Platform& platform, const std::string& id);
std::vector<recognition::Agreement> binding_agreements(store::Tx& tx, const Platform& platform);
/// The public record as JSON: the agreement, its state, and each party's signed statement.
std::string agreement_document(const AgreementView& view);

}  // namespace credex::service
