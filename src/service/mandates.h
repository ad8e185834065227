#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/mandate.h"
#include "service/actor.h"

namespace credex::service {

/// Seals for those who have none: a provider asks a sector body, guild or hub to seal for it, within limits; the body
/// takes it on; either withdraws. While a provider has a mandate in force, what it issues is sealed under one that
/// covers it, or refused. Awards that were sealed stay sound when it ends.

/// What is asked for, as a form or the API says it.
struct MandateFacts {
  std::string sealer{};       ///< slug of the organisation that is to seal
  std::string assessed_by{};  ///< "provider" or "sealer"
  std::vector<std::string> eqf{};
  std::vector<std::string> fields{};  ///< keys or URIs of ISCED-F
  std::string most_ects{};
  std::string from{};   ///< YYYY-MM-DD; empty is today
  std::string until{};  ///< YYYY-MM-DD
  std::string ground{};
};

/// A mandate with both sides as they are called now.
struct MandateView {
  store::Mandate record{};
  store::Organisation provider{};
  store::Organisation sealer{};
  framework::Mandate content{};
};

/// Asks, for the provider; its administrators do. The other side's administrators get a mail.
Result<store::Mandate> ask_for_seal(Platform& platform, const Actor& actor, const std::string& provider_id,
                                    const MandateFacts& facts);
/// Takes it on or declines it, for who is to seal.
Result<void> answer_mandate(Platform& platform, const Actor& actor, const std::string& id, bool accept,
                            const std::string& note);
/// Ends it, by either side, with a reason. What was sealed stays.
Result<void> withdraw_mandate(Platform& platform, const Actor& actor, const std::string& id, const std::string& reason);

/// One that is or was in force: those are public, as credentials name them.
Result<MandateView> mandate_view(Platform& platform, const std::string& id);
/// Whether this is a mandate of this platform, as it was taken on: its parties and its limits.
bool knows_mandate(Platform& platform, const framework::Mandate& mandate);
/// All that an organisation gave or took on, newest first.
Result<std::vector<MandateView>> mandates_of(Platform& platform, const Actor& actor,
                                             const std::string& organisation_id);
/// How many awards were sealed under it.
std::int64_t awards_under(Platform& platform, const std::string& mandate_id);
/// The public record as JSON: the mandate with its state, who gave it, who seals, and when it ended.
std::string mandate_document(const MandateView& view);

/// Who seals what a provider issues of this definition today: nobody else where it has no mandate in force, a mandate
/// that covers it, or Error "service.mandate" where none does.
Result<std::optional<MandateView>> seal_for(store::Tx& tx, const Platform& platform, const std::string& provider_id,
                                            const framework::MicroCredential& definition);
/// The same, for a page to say before anything is issued.
Result<std::optional<MandateView>> seal_of(Platform& platform, const std::string& definition_id);
/// The mandate of an award that is sealed once more (a copy for a wallet, a correction), where it is still in force.
Result<MandateView> seal_again(store::Tx& tx, const Platform& platform, const std::string& mandate_id,
                               const framework::MicroCredential& definition);

}  // namespace credex::service
