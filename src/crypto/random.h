#pragma once

#include "base/encoding.h"

namespace credex::crypto {

/// `count` bytes from the operating system's generator, by OpenSSL. Ends the program where there is none: nothing may
/// be signed or signed in without it.
Bytes random_bytes(std::size_t count);

/// HMAC-SHA-256 (RFC 2104).
Bytes hmac_sha256(ByteView key, ByteView data);

/// Whether two texts are alike, in a time that does not say where they differ.
bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace credex::crypto
