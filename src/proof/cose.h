#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "crypto/key.h"
#include "proof/check.h"
#include "proof/did.h"

namespace credex::proof {

/// A COSE_Sign1 taken apart (RFC 9052, section 4.2), tagged 18 or not. Nothing is verified yet.
struct CoseSign1 {
  Bytes protected_header{};  ///< as it stands and is signed; empty where it says nothing
  Bytes payload{};
  Bytes signature{};
  std::string algorithm_name{};                  ///< "ES256", or the number of one that is not known here
  std::optional<crypto::Algorithm> algorithm{};  ///< of the protected header alone
  std::vector<std::string> not_understood{};     ///< labels of "crit" that are not known here, or not protected
  std::string key_id{};                          ///< kid as text; base64url where it is none
  bool is_key_id_text = true;
  std::vector<Bytes> chain{};  ///< x5chain, the signer's own first
  std::string type{};          ///< typ (RFC 9596), a number as text
  std::string content_type{};  ///< the same
  json::Document claims{};     ///< protected CWT Claims (RFC 9597) by their names in JWT

  /// Errors "proof.cose": larger than 16 MB, a header of more than 256 items, lengths that are not definite, a label
  /// that stands twice, a value of another type than its label has, content that is not in it (detached).
  static Result<CoseSign1> parse(ByteView bytes);
  /// What its key signs (section 4.4), without external data.
  Bytes signed_bytes() const;
};

/// Whether the bytes begin as a COSE_Sign1 does: tagged; or a list of four that begins with a byte string, whole.
bool looks_like_cose(ByteView bytes);

struct CredentialCose {
  json::Document document{};
  json::Value credential{};  ///< the payload: a credential or a presentation in JSON
  SignatureCheck check{};
  CoseSign1 cose{};
  bool is_presentation = false;
};
/// Verifies a credential or presentation secured with COSE (VC-JOSE-COSE, Recommendation 2025-05-15, section 3.3): the
/// header, the key by kid, x5chain or the issuer's metadata, the signature, and that types and claims of the header say
/// the same as the content. Error "proof.cose" where the bytes are none.
Result<CredentialCose> verify_credential_cose(ByteView bytes, KeyResolver& keys, Instant now);

}  // namespace credex::proof
