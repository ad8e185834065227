#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "crypto/key.h"
#include "proof/check.h"
#include "proof/did.h"

namespace credex::proof {

/// A JWS in compact serialisation, taken apart (RFC 7515, section 7.1). Nothing is verified yet.
struct CompactJws {
  json::Document header{};
  Bytes payload{};
  std::string signing_input{};  ///< header and payload as they stand, with the dot between them
  Bytes signature{};

  static Result<CompactJws> parse(std::string_view text);
};

/// A JWS in compact serialisation over `payload`; `header` gets its "alg" first.
Result<std::string> sign_compact(const json::Value& header, std::string_view payload, const crypto::Signer& signer);

/// A credential as a JWT (Open Badges 3.0, section 8.2; VC-JOSE-COSE, Recommendation 2025-05-15, section 3.1): the
/// payload is the credential itself, with iss, jti, nbf, sub and exp that say what it says. `kid` is the issuer's
/// verification method; `issued` is said as iat.
Result<std::string> sign_credential_jwt(const json::Value& credential, const std::string& kid,
                                        const crypto::Signer& signer, std::optional<Instant> issued = std::nullopt);

/// Judges a token's signature: algorithm, critical headers, the key by kid, x5c, jwk or the metadata of `issuer` (who
/// the token says made it), and the signature itself. Claims are not looked at. `purpose`: what the key must be for.
SignatureCheck check_jws(const CompactJws& jws, std::string_view issuer, KeyResolver& keys,
                         const char* purpose = "assertionMethod");

/// The credential or presentation that claims are: themselves, or their "vc" or "vp" (VC 1.1, section 6.3.1) with what
/// the registered claims say of it.
json::Value unwrapped_claims(json::Arena& arena, const json::Value& claims);

/// What a token whose signature is good says of itself, added to `check`: that it is of a kind (typ) which holds such
/// things, that its claims say the same as the credential, and that its time (exp, nbf) is now. A token that says two
/// things is not good, though nobody altered it: the finding's message is then "proof.contradictory".
void judge_claims(SignatureCheck& check, const CompactJws& jws, const json::Value& claims,
                  const json::Value& credential, Instant now);

struct CredentialJwt {
  json::Document document{};
  json::Value credential{};  ///< the payload, or its "vc" member (VC 1.1), registered claims folded back in
  SignatureCheck check{};
  CompactJws jws{};  ///< as it was taken apart
  bool is_presentation = false;
};
/// Verifies such a JWT: algorithm and header parameters, the key by kid, jwk or x5c, the signature, and that claims and
/// credential agree. Error "proof.jwt" where the text is no JWT.
Result<CredentialJwt> verify_credential_jwt(std::string_view text, KeyResolver& keys, Instant now);

/// A JWK Set of one key (RFC 7517, section 5), named by its thumbprint: `use` is "sig" or "enc".
json::Value jwk_set(json::Arena& arena, const crypto::PublicKey& key, const char* use, const char* algorithm);

}  // namespace credex::proof
