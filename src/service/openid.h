#pragma once

#include <string>

#include "service/sign_in.h"

namespace credex::service {

/// Sign-in by the platform's OpenID Connect provider (OpenID Connect Core 1.0, section 3.1), with code, PKCE (RFC 7636)
/// and nonce. Gives the provider's address to send the browser to. Errors "service.openid".
Result<std::string> begin_openid(Platform& platform, const std::string& forward);

/// The provider has sent the browser back: exchanges the code, verifies the ID token (section 3.1.3.7) and signs in.
/// The person is known by the provider's subject, or by an address that the provider has verified.
Result<SignedIn> finish_openid(Platform& platform, const std::string& state, const std::string& code,
                               const std::string& language);

}  // namespace credex::service
