#pragma once

#include <string>
#include <string_view>

#include "crypto/key.h"

namespace credex::proof {

/// Encrypts to a public key of P-256 or P-384: a JWE in compact serialisation (RFC 7516, section 7.1) by ECDH-ES (RFC
/// 7518, section 4.6) and `encryption`, "A128GCM" or "A256GCM". `key_id` goes into the header. Error "proof.jwe".
Result<std::string> encrypt_jwe(std::string_view text, const crypto::PublicKey& to, std::string_view key_id,
                                std::string_view encryption);

/// The text of such a JWE of at most 1 MB. Error "proof.jwe" where it is none, or is for another key.
Result<std::string> decrypt_jwe(std::string_view jwe, const crypto::PrivateKey& key);

}  // namespace credex::proof
