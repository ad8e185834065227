#pragma once

#include <string>
#include <string_view>

#include "crypto/x509.h"
#include "service/actor.h"

namespace credex::service {

/// The certificate of an organisation's active key: its own to begin with, then one that an authority issued, by which
/// those who trust the authority know whose seals (JAdES) and attestations (x5c) these are.
struct KeyCertificate {
  crypto::Certificate certificate{};
  bool is_kept_here = false;  ///< a key in a token has its certificate there
};
/// Nothing where the key has none, or cannot be opened just now.
std::optional<KeyCertificate> certificate_of(Platform& platform, const std::string& organisation_id);

/// What the organisation sends an authority to get one (PKCS#10, RFC 2986), PEM. Error where the key lies in a token.
Result<std::string> certificate_request(Platform& platform, const Actor& actor, const std::string& organisation_id);

/// Takes in what the authority gave: PEM or DER, the certificate of the active key with those between it and the
/// authority in any order; the authority's own is left out, as those who trust it have it. Errors say what is wrong:
/// none of the active key, not valid now, one that the key issued itself.
Result<void> set_certificate(Platform& platform, const Actor& actor, const std::string& organisation_id,
                             std::string_view bytes);

}  // namespace credex::service
