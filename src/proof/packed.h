#pragma once

#include "base/encoding.h"

namespace credex::proof {

/// How deflated bytes are wrapped: RFC 1952 or RFC 1950.
enum class Wrapping : std::uint8_t { gzip, zlib };

Bytes pack(ByteView bytes, Wrapping wrapping);

/// What came out of deflated bytes. Where more than `max` bytes would, it is the first of them and `is_over`.
struct Inflated {
  Bytes bytes{};
  bool is_over = false;
  bool is_whole = false;  ///< the end of the stream was there
};
Inflated inflated(ByteView packed, Wrapping wrapping, std::size_t max);
/// At most `max` bytes come out, so that a small text cannot become a large one. Error "proof.packed".
Result<Bytes> unpack(ByteView packed, Wrapping wrapping, std::size_t max);

}  // namespace credex::proof
