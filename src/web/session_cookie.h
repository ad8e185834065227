#pragma once

#include "service/sign_in.h"
#include "web/site.h"

namespace credex::web {

/// Sends the browser on with its session's cookie; to `fallback` where the sign-in does not say whither.
http::Response with_session(const Visit& visit, const service::SignedIn& signed_in, const std::string& fallback);

}  // namespace credex::web
