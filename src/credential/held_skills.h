#pragma once

#include <vector>

#include "credential/award.h"
#include "recognition/evidence.h"
#include "skills/person.h"

namespace credex::credential {

/// The ESCO skills that a credential's outcomes state, as verified: only for one that verifies now. Outcomes that no
/// assessment is tied to count where the definition has assessments at all: attendance gives no skill.
std::vector<skills::HeldSkill> held_skills(const Contents& contents);

/// Whether what a verification came to lets a credential count as verified: sound and issued by somebody who is known.
bool counts_as_verified(recognition::Authenticity authenticity);

}  // namespace credex::credential
