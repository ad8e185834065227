#pragma once

#include "base/encoding.h"

namespace credex::proof {

/// How deflated bytes are wrapped: RFC 1952 or RFC 1950.
enum class Wrapping : std::uint8_t { gzip, zlib };

Bytes pack(ByteView bytes, Wrapping wrapping);
/// At most `max` bytes come out, so that a small text cannot become a large one. Error "proof.packed".
Result<Bytes> unpack(ByteView packed, Wrapping wrapping, std::size_t max);

}  // namespace credex::proof
