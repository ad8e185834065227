#pragma once

#include <string>
#include <vector>

#include "service/actor.h"
#include "store/skill_records.h"

namespace credex::service {

/// An organisation's word for a micro-credential, with the organisation.
struct OutcomeEndorsementView {
  store::OutcomeEndorsement record{};
  std::string organisation{};
  std::string slug{};
  std::string kind{};
};

/// Signs with the organisation's key that the published micro-credential's outcomes are what its work needs. One that
/// was given before is replaced. Errors "service.invalid", "service.not_found", "service.conflict" (its own, or no
/// key).
Result<store::OutcomeEndorsement> endorse_outcomes(Platform& platform, const Actor& actor,
                                                   const std::string& organisation_id, const std::string& definition_id,
                                                   const std::string& words);
/// Takes the word back: it is shown no longer, and its address says so.
Result<void> withdraw_endorsement(Platform& platform, const Actor& actor, const std::string& id);
/// Those in force, newest first.
std::vector<OutcomeEndorsementView> endorsements_of_definition(Platform& platform, const std::string& definition_id);
/// The signed document. Error "service.not_found" for one that is not, or not any more.
Result<store::OutcomeEndorsement> endorsement_document(Platform& platform, const std::string& id);
/// The organisations in whose name the person may endorse, with whether they have endorsed it already.
std::vector<std::pair<store::Organisation, bool>> endorsers(Platform& platform, const Actor& actor,
                                                            const std::string& definition_id);

}  // namespace credex::service
