#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "crypto/key.h"
#include "proof/check.h"
#include "proof/did.h"

namespace credex::proof {

/// A family of tokens: what its findings are called, and where its rules stand.
struct TokenFamily {
  const char* name;       ///< "JWT": subject of its findings
  const char* securing;   ///< source: how a credential is secured by it
  const char* signature;  ///< source: how its signature is checked
  const char* critical;   ///< source: what has to be understood
  const char* expires;    ///< source: the signature's end
  const char* begins;     ///< source: its beginning
  bool is_cose;
};
extern const TokenFamily k_jwt_family;
extern const TokenFamily k_cose_family;

/// What a token's header says of its signature, whatever it is written in.
struct TokenHeader {
  const TokenFamily& family;
  std::string algorithm_name{};  ///< as it stands
  std::optional<crypto::Algorithm> algorithm{};
  const char* unsigned_because = nullptr;  ///< message, where it names no algorithm that counts
  std::string not_understood{};            ///< what it demands to be understood, and is not; empty: nothing
  std::string kid{};
  std::optional<Result<Bytes>> certificate{};  ///< the first of its chain (x5c, x5chain), DER
  std::optional<json::Value> jwk{};
};

/// Judges a signature over `signed_bytes`: algorithm, what has to be understood, the key by kid, certificate, JWK or
/// the metadata of `issuer` (who the token says made it), and the signature itself. `purpose`: what the key must be
/// for.
SignatureCheck check_token(const TokenHeader& header, ByteView signed_bytes, ByteView signature,
                           std::string_view issuer, KeyResolver& keys, const char* purpose);

/// What a token whose signature is good says of itself, added to `check`: that it is of a kind (`type`) which holds
/// such things, that its claims say the same as the credential, and that its time (exp, nbf) is now. A token that says
/// two things is not good, though nobody altered it: the finding's message is then "proof.contradictory".
void judge_token_claims(SignatureCheck& check, const TokenFamily& family, std::string_view type,
                        const json::Value& claims, const json::Value& credential, bool is_presentation, Instant now);

/// The same of what a header says beside its type: "application/vp" of a credential, and the other way round.
void judge_content_type(SignatureCheck& check, const TokenFamily& family, std::string_view content_type,
                        bool is_presentation);

}  // namespace credex::proof
