#pragma once

#include "base/report.h"
#include "recognition/evidence.h"

namespace credex::credential {

/// What a verification report comes to for recognition: forged, revoked, suspended and expired before all else; unknown
/// where signature or status could not be checked; else how surely the issuer is known.
recognition::Authenticity authenticity_of(const Report& verification);

}  // namespace credex::credential
