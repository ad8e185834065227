#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "crypto/key.h"
#include "crypto/x509.h"

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
  std::string jwk{};          ///< public, JSON
  std::string did{};          ///< the DID of "kid", else the did:jwk of the key
  std::string nonce{};        ///< the issuer's, for the caller to see that it is one and comes once
  std::string attestation{};  ///< the key attestation that came with it ("key_attestation"), not judged yet; or empty
};
/// Judges such a proof for the issuer `audience`. Errors "proof.key_proof"; "proof.key_nonce" where it has none.
Result<KeyProof> check_key_proof(std::string_view jwt, std::string_view audience, Instant now);

/// Where it is told whether an attestation was withdrawn ("status" of a Token Status List); no uri: nowhere.
struct StatusPlace {
  std::string uri{};
  std::size_t index = 0;
};

/// What a wallet provider vouches for: keys that lie where it says (OpenID4VCI 1.0, appendix D).
struct KeyAttestation {
  std::vector<KeyProof> keys{};  ///< each attested key as a proof of it, with the attestation's nonce (or none)
  StatusPlace status{};          ///< for the caller to ask
};
/// How it came: as a proof of its own (appendix F.3), or beside a proof of the type "jwt", where it must say until when
/// it holds.
enum class AttestationUse : std::uint8_t { alone, beside };
/// Judges a key attestation by the provider's certificate in "x5c", which must lead to one of `anchors` (HAIP 1.0,
/// section 4.5.1). Errors "proof.key_proof"; "proof.key_nonce" where it is alone and has none.
Result<KeyAttestation> check_key_attestation(std::string_view jwt, AttestationUse use,
                                             const std::vector<crypto::Certificate>& anchors, Instant now);

/// A wallet that its provider vouches for, as an OAuth client (draft-ietf-oauth-attestation-based-client-auth-07).
struct ClientAttestation {
  std::string client_id{};
  std::string thumbprint{};  ///< of the wallet instance's key
  std::string id{};          ///< "jti" of the proof of possession, which comes once
  StatusPlace status{};      ///< for the caller to ask
};
/// Judges the headers OAuth-Client-Attestation and OAuth-Client-Attestation-PoP for the authorisation server
/// `audience`. Error "proof.client".
Result<ClientAttestation> check_client_attestation(std::string_view attestation, std::string_view possession,
                                                   std::string_view audience,
                                                   const std::vector<crypto::Certificate>& anchors, Instant now);

}  // namespace credex::proof
