#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace credex {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

/// Lower-case hexadecimal.
std::string hex(ByteView bytes);
Result<Bytes> from_hex(std::string_view text);

/// Base64 with padding (RFC 4648, section 4). Decoding takes text with and without padding, and skips line breaks.
std::string base64(ByteView bytes);
Result<Bytes> from_base64(std::string_view text);

/// Base64 for URLs, without padding (RFC 4648, section 5). Decoding refuses padding, white space and stray bits, as
/// JOSE does (RFC 7515, section 2).
std::string base64url(ByteView bytes);
Result<Bytes> from_base64url(std::string_view text);

/// Base58 with the Bitcoin alphabet, without the multibase prefix 'z'. Decoding takes at most 1,024 characters.
std::string base58(ByteView bytes);
Result<Bytes> from_base58(std::string_view text);

/// A multibase text of base 'z' (base58btc) or 'u' (base64url without padding) (W3C Controlled Identifiers 1.0,
/// section 2.4).
Result<Bytes> from_multibase(std::string_view text);

/// Whether the text is well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view text);
/// The beginning of a text in UTF-8, at most so many bytes, without half a character at its end.
std::string utf8_prefix(std::string_view text, std::size_t most);
/// Appends the code point as UTF-8.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace credex
