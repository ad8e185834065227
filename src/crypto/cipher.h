#pragma once

#include "base/encoding.h"
#include "crypto/key.h"

namespace credex::crypto {

/// AES in Galois/Counter Mode (NIST SP 800-38D) with a key of 16 or 32 bytes and a nonce of 12: the ciphertext, then
/// the tag of 16 bytes. A nonce is used once under a key.
Bytes aes_gcm_seal(ByteView key, ByteView nonce, ByteView associated, ByteView text);
/// The text; Error "crypto.cipher" where key, nonce, associated data and ciphertext do not belong together.
Result<Bytes> aes_gcm_open(ByteView key, ByteView nonce, ByteView associated, ByteView sealed);

/// The shared secret of two keys on one curve, P-256 or P-384 (NIST SP 800-56A, section 5.7.1.2). Error "crypto.agree".
Result<Bytes> agree(const PrivateKey& own, const PublicKey& other);

}  // namespace credex::crypto
