#pragma once

#include "base/json.h"
#include "base/result.h"
#include "credential/award.h"

namespace credex::credential {

/// An award as an OpenBadgeCredential (Open Badges 3.0, AchievementCredential), on VC 2.0, not signed yet. `issuer_id`
/// is the DID of the key that will sign.
Result<json::Value> open_badge_from_award(json::Arena& arena, const framework::MicroCredential& definition,
                                          const Award& award, const std::string& issuer_id);

/// A definition alone, as an Achievement (Open Badges 3.0, section 6.1), with its @context.
Result<json::Value> open_badge_achievement(json::Arena& arena, const framework::MicroCredential& definition);

/// The achievement of an OpenBadgeCredential as definition and award. What has no place in the model is listed.
Result<Contents> award_from_open_badge(const json::Value& credential);

bool is_open_badge(const json::Value& credential);

}  // namespace credex::credential
