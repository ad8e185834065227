#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "crypto/key.h"

namespace credex::proof {

/// A DPoP proof that holds (RFC 9449, section 4.3).
struct Dpop {
  std::string thumbprint{};  ///< of its key (RFC 7638)
  std::string id{};          ///< "jti", which comes once
};
/// Judges a DPoP proof for a request by `method` to `url` (without query), with `access_token` where one came. Error
/// "proof.dpop". That its id did not come before is for the caller to see.
Result<Dpop> check_dpop(std::string_view jwt, std::string_view method, std::string_view url,
                        std::string_view access_token, Instant now);

/// A wallet's key, shown by a proof of the type "jwt" (OpenID4VCI 1.0, appendix F.1).
struct KeyProof {
  std::string jwk{};    ///< public, JSON
  std::string did{};    ///< the DID of "kid", else the did:jwk of the key
  std::string nonce{};  ///< the issuer's, for the caller to see that it is one and comes once
};
/// Judges such a proof for the issuer `audience`. Errors "proof.key_proof"; "proof.key_nonce" where it has none.
Result<KeyProof> check_key_proof(std::string_view jwt, std::string_view audience, Instant now);

}  // namespace credex::proof
