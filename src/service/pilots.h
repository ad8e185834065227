#pragma once

#include <string>
#include <vector>

#include "cocreation/pilot.h"
#include "service/actor.h"
#include "store/assessment_records.h"

namespace credex::service {

/// Opens a pilot: its design as docs/framework.md says (YAML or JSON), without participants. Errors "cocreation.pilot",
/// "service.invalid". Needs pilot.lead in the organisation.
Result<store::PilotEntry> open_pilot(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                     const std::string& design);

/// Somebody takes part: a code that says nothing of who they are, and the link by which they consent and answer. The
/// link is shown once; who gets it only the pilot's lead knows.
struct Enrolled {
  std::string code{};
  std::string link{};
};
Result<std::vector<Enrolled>> enrol(Platform& platform, const Actor& actor, const std::string& slug,
                                    const std::string& cohort, const std::string& codes);
/// What a participant attained, and to which groups they belong. Needs pilot.lead.
struct AttainmentFacts {
  std::string code{};
  bool completed = false;
  bool attained = false;
  std::string groups{};  ///< "employment: freelance; region: west"
};
Result<void> note_attainment(Platform& platform, const Actor& actor, const std::string& slug,
                             const AttainmentFacts& facts);
/// Evaluated, and shown to all. Errors "service.conflict": a cohort of one.
Result<cocreation::Evaluation> evaluate_pilot(Platform& platform, const Actor& actor, const std::string& slug);

struct PilotView {
  store::PilotEntry record{};
  std::string organisation{};
  std::string country{};                                ///< the organisation's
  cocreation::Pilot pilot{};                            ///< with participants for who may lead it, and for evaluating
  std::vector<store::PilotParticipant> participants{};  ///< for who may lead it
  std::map<std::string, std::int64_t> answers{};        ///< by participant, how many
  bool may_lead = false;
};
std::vector<PilotView> pilots(Platform& platform);
/// The public side: the design; the lead's: codes and how many have answered.
Result<PilotView> pilot_view(Platform& platform, const Actor& actor, const std::string& slug);
/// The aggregates, with small numbers left out. Only of a pilot that is evaluated, or for its lead.
Result<cocreation::Evaluation> evaluation_of(Platform& platform, const Actor& actor, const std::string& slug);

/// By the link: what is asked, in which phase, and what was answered.
struct Survey {
  store::PilotEntry pilot{};
  store::PilotParticipant participant{};
  cocreation::Pilot design{};
  std::vector<store::PilotAnswer> answers{};
};
Result<Survey> open_survey(Platform& platform, const std::string& token);
Result<void> consent_to_pilot(Platform& platform, const std::string& token);
/// Takes the consent back; the answers are erased with it.
Result<void> withdraw_from_pilot(Platform& platform, const std::string& token);
/// Errors "service.conflict" without consent or after it was withdrawn, "service.invalid" off the scale.
Result<void> answer_survey(Platform& platform, const std::string& token, const std::string& phase,
                           const std::map<std::string, std::string>& answers);

}  // namespace credex::service
