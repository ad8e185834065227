#pragma once

#include "http/router.h"
#include "service/platform.h"

namespace credex::protocol {

/// The W3C VC-API under /vc-api: POST /credentials/issue, /credentials/verify, /presentations/verify and
/// /credentials/status, for data models 1.1 and 2.0. Issuing and status need an organisation's API key; in the
/// demonstration its fixed issuer signs for everyone. What is refused answers 400 with {"errors": [...]}.
void add_vc_api(service::Platform& platform, http::Router& router);

}  // namespace credex::protocol
