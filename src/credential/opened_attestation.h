#pragma once

#include <string_view>

#include "base/json.h"
#include "base/time.h"
#include "proof/check.h"
#include "proof/did.h"
#include "proof/sd_jwt.h"

namespace credex::credential {

/// An SD-JWT with its signature judged and its claims opened, as far as they can be.
struct OpenedAttestation {
  proof::SdJwt token{};
  proof::SignatureCheck signature{};  ///< altered too where a disclosure does not belong
  proof::OpenedClaims opened{};
  json::Value claims{};  ///< what was signed alone, where it cannot be opened
  bool is_open = false;
  /// A W3C credential or presentation that an SD-JWT secures (VC-JOSE-COSE, section 3.2); null: this is an SD-JWT VC.
  json::Value credential{};
  bool is_presentation = false;
};
/// Error where the text is no SD-JWT at all.
Result<OpenedAttestation> open_attestation(std::string_view text, proof::KeyResolver& keys, Instant at);

/// Whether the claims of an SD-JWT are those of a W3C credential, by what is in them: a context, or a "vc", and no
/// "vct". `type` is the header's typ.
bool is_w3c_sd_jwt(const json::Value& claims, std::string_view type);

/// The members by which the data model of W3C says what an attestation's claims say: id, issuer, validFrom, validUntil.
json::Value as_credential(json::Arena& arena, const json::Value& claims);

}  // namespace credex::credential
