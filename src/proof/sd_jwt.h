#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "crypto/key.h"
#include "proof/jws.h"

namespace credex::proof {

/// A JWT with selectively disclosable claims as it is sent (RFC 9901, section 4): the issuer's JWT, disclosures, and
/// the holder's key binding where there is one, with '~' between them. Nothing is verified yet.
struct SdJwt {
  CompactJws jws{};
  std::vector<std::string> disclosures{};  ///< base64url, as they were sent
  std::string key_binding{};               ///< a KB-JWT; empty where there is none
  std::string bound_text{};                ///< everything before the key binding, which it signs a hash of

  /// Errors "proof.sd_jwt": too large, too many disclosures (1,000), no SD-JWT.
  static Result<SdJwt> parse(std::string_view text);
};
/// Whether the text looks like one; a plain JWT does not.
bool looks_like_sd_jwt(std::string_view text);

/// What one disclosure gave.
struct Disclosed {
  std::string pointer{};  ///< JSON pointer of the claim in the opened claims, as they stand after opening
  std::size_t index = 0;  ///< in SdJwt::disclosures
};

/// The claims with every disclosure put where its digest stood.
struct OpenedClaims {
  json::Document document{};
  json::Value claims{};
  std::vector<Disclosed> disclosed{};
  std::size_t withheld = 0;  ///< digests without a disclosure: facts kept back, or decoys
};
/// Puts the disclosures in (RFC 9901, section 7.1). Errors "proof.sd_jwt": a digest met twice, a disclosure that no
/// digest names, one that is no list of two or three, a claim named "_sd" or "...", or one that is there already;
/// "proof.sd_jwt_hash": a hash algorithm that is not known.
Result<OpenedClaims> open_claims(const SdJwt& token);

/// A key's certificates for "x5c", base64: none where it has none but one that vouches for itself, which says nothing
/// and which the profiles of wallets forbid (HAIP 1.0, section 6.1.1).
std::vector<std::string> certificate_chain(const crypto::Signer& signer);

struct SdJwtOptions {
  std::vector<std::string> chain{};      ///< header "x5c", as certificate_chain() gives it
  std::string type = "dc+sd-jwt";        ///< header "typ"
  std::string key_id{};                  ///< header "kid"
  std::vector<std::string> selective{};  ///< JSON pointers of what the holder may keep back
  std::size_t least_digests = 0;  ///< decoys fill the top "_sd" up to so many, so that their number tells nothing
};
/// Signs `claims` with those of `options.selective` left
/// out and disclosed beside (RFC 9901, section 6.1). Ends with '~'. Error where a pointer leads nowhere or a claim's
/// name is reserved.
Result<std::string> sign_sd_jwt(const json::Value& claims, const SdJwtOptions& options, const crypto::Signer& signer);

/// What a holder signs to show that it is they who present (RFC 9901, section 4.3).
struct KeyBinding {
  std::string audience{};
  std::string nonce{};
  Instant issued{};
};
/// Keeps the disclosures of the claims at `pointers` (with what is around and below them), drops the others, and adds a
/// key binding where `holder` is given.
Result<std::string> present_sd_jwt(std::string_view text, const std::vector<std::string>& pointers,
                                   const crypto::Signer* holder, const KeyBinding& binding);

/// What a verifier asked for; nothing where it asked for nothing.
struct ExpectedBinding {
  std::string audience{};
  std::string nonce{};
  std::chrono::seconds max_age{300};
};
/// Judges the key binding against "cnf" of the claims (section 7.3): who presents has the key that it was issued to,
/// for this audience and nonce, over exactly these disclosures. Not applicable where there is none and none was
/// expected.
Finding check_key_binding(const SdJwt& token, const json::Value& claims, const std::optional<ExpectedBinding>& expected,
                          Instant now);

}  // namespace credex::proof
