#pragma once

#include <string>

#include "service/sign_in.h"

namespace credex::service {

/// What a browser is asked (WebAuthn Level 3): a challenge that is good once, for five minutes, and the relying party.
struct PasskeyAsk {
  std::string challenge{};  ///< base64url
  std::string relying_party{};
  std::string user{};  ///< base64url of the person's id; empty for signing in
  std::string user_name{};
};
PasskeyAsk ask_for_new_passkey(Platform& platform, const Actor& actor);
PasskeyAsk ask_for_passkey(Platform& platform);

/// Registers what navigator.credentials.create() gave (section 7.1), attestation "none": clientDataJSON and
/// attestationObject, base64url. Errors "service.passkey".
Result<void> add_passkey(Platform& platform, const Actor& actor, const std::string& client_data,
                         const std::string& attestation, const std::string& label);

/// Verifies what navigator.credentials.get() gave (section 7.2), all base64url.
struct PasskeyAnswer {
  std::string id{};
  std::string client_data{};
  std::string authenticator_data{};
  std::string signature{};
};
Result<SignedIn> sign_in_by_passkey(Platform& platform, const PasskeyAnswer& answer);

Result<void> remove_passkey(Platform& platform, const Actor& actor, const std::string& id);

}  // namespace credex::service
