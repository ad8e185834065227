#pragma once

#include <string>
#include <vector>

#include "service/actor.h"
#include "skills/gap.h"
#include "skills/person.h"
#include "stacking/bridge.h"

namespace credex::service {

/// A holding of which the outcomes do not count now, and how it stands.
struct UncountedHolding {
  std::string id{};
  std::string title{};
};

/// What a person can do: each skill once, by the strongest evidence there is now.
struct PersonSkills {
  std::vector<skills::HeldSkill> held{};
  std::vector<UncountedHolding> uncounted{};
  std::size_t declared = 0;
};

/// Outcomes of holdings that verify now, skills of works, and what the person states. Not in a transaction: issuers
/// elsewhere may be asked over the network.
PersonSkills skills_of(Platform& platform, const std::string& person_id);

/// Adds a skill that the person states; one that is there already stays. Error "service.invalid" for what ESCO does not
/// have, "service.conflict" past 500.
Result<void> declare_skill(Platform& platform, const Actor& actor, const std::string& uri);
Result<void> forget_skill(Platform& platform, const Actor& actor, const std::string& uri);

/// A person's gap to an occupation with the way to close it.
struct GapView {
  PersonSkills person{};
  skills::Target target{};
  skills::Gap gap{};
  std::vector<stacking::Candidate> candidates{};  ///< what the bridge refers to
  stacking::Bridge bridge{};
};
/// Errors "service.signed_out", "service.not_found" for what is no occupation.
Result<std::unique_ptr<GapView>> own_gap(Platform& platform, const Actor& actor,
                                         const std::vector<std::string>& occupations,
                                         const stacking::BridgeOptions& options, const std::string& language);

/// What one more micro-credential would open for the person, and the occupations that fit best now.
struct OutlookView {
  PersonSkills person{};
  std::vector<skills::Fit> fits{};  ///< of the sector's occupations, best first
  struct Next {
    std::string definition{};
    std::string title{};
    skills::Opening opening{};
  };
  std::vector<Next> next{};
};
Result<OutlookView> own_outlook(Platform& platform, const Actor& actor);

/// The published micro-credentials as what could be taken.
std::vector<stacking::Candidate> catalogue_candidates(Platform& platform);

}  // namespace credex::service
