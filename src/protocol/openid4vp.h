#pragma once

#include "http/router.h"
#include "service/platform.h"

namespace credex::protocol {

/// OpenID for Verifiable Presentations 1.0, what wallets ask and post: request objects at /oid4vp/requests/ID (GET, or
/// POST with a wallet_nonce), answers at /oid4vp/responses/ID (direct_post and direct_post.jwt).
void add_openid4vp(service::Platform& platform, http::Router& router);

}  // namespace credex::protocol
