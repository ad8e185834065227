#pragma once

#include <array>
#include <cstdint>

#include "base/encoding.h"

namespace credex {

enum class HashAlgorithm : std::uint8_t { sha256, sha384, sha512, sha3_256, sha3_384, sha3_512 };

/// The digest of `bytes`, 32, 48 or 64 bytes long (FIPS 180-4 and 202).
Bytes digest(HashAlgorithm algorithm, ByteView bytes);

using Sha256 = std::array<std::uint8_t, 32>;
/// SHA-256 without an allocation.
Sha256 sha256(std::string_view bytes);

}  // namespace credex
