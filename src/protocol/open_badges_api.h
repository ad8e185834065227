#pragma once

#include "http/router.h"
#include "service/platform.h"

namespace credex::protocol {

/// The Open Badges 3.0 API (1EdTech, section 6 and 7) over a person's collection: service description at
/// /ims/ob/v3p0/discovery, getCredentials and upsertCredential, getProfile and putProfile, with OAuth 2.0
/// (registration, token, revocation under /oauth; the page of consent is of `web`). Errors are Imsx_StatusInfo, and
/// those of OAuth where they are OAuth's.
void add_open_badges_api(service::Platform& platform, http::Router& router);

}  // namespace credex::protocol
