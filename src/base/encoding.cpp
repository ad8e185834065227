#include "base/encoding.h"

#include <array>

namespace credex {
namespace {

constexpr std::string_view k_base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view k_base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view k_base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::uint8_t k_none = 0xFF;

constexpr std::array<std::uint8_t, 256> reverse(std::string_view alphabet) {
  std::array<std::uint8_t, 256> out{};
  out.fill(k_none);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    out[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return out;
}

constexpr auto k_from_base64 = reverse(k_base64);
constexpr auto k_from_base64url = reverse(k_base64url);
constexpr auto k_from_base58 = reverse(k_base58);

std::string encode64(ByteView bytes, std::string_view alphabet) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  int held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = bits << 8 | byte;
    held += 8;
    while (held >= 6) {
      held -= 6;
      out += alphabet[bits >> held & 63];
    }
  }
  if (held > 0) out += alphabet[bits << (6 - held) & 63];
  return out;
}

Error bad_character(const char* what, std::size_t at) {
  return Error{.code = "encoding." + std::string{what},
               .message = "character " + std::to_string(at + 1) + " is no " + what + " character",
               .remedy = "copy the value whole, without spaces or line breaks"};
}

}  // namespace

std::string hex(ByteView bytes) {
  static constexpr char k_digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    out += k_digits[byte >> 4];
    out += k_digits[byte & 15];
  }
  return out;
}

Result<Bytes> from_hex(std::string_view text) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  if (text.size() % 2 != 0) return bad_character("hex", text.size());
  Bytes out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) return bad_character("hex", i);
    out.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return out;
}

std::string base64(ByteView bytes) {
  std::string out = encode64(bytes, k_base64);
  out.append((4 - out.size() % 4) % 4, '=');
  return out;
}

Result<Bytes> from_base64(std::string_view text) {
  while (!text.empty() && (text.back() == '=' || text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  Bytes out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int held = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' || text[i] == '\r') continue;
    const std::uint8_t value = k_from_base64[static_cast<unsigned char>(text[i])];
    if (value == k_none) return bad_character("base64", i);
    bits = bits << 6 | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out.push_back(static_cast<std::uint8_t>(bits >> held));
    }
  }
  if (held >= 6) return bad_character("base64", text.size());
  return out;
}

std::string base64url(ByteView bytes) { return encode64(bytes, k_base64url); }

Result<Bytes> from_base64url(std::string_view text) {
  Bytes out;
  out.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int held = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::uint8_t value = k_from_base64url[static_cast<unsigned char>(text[i])];
    if (value == k_none) return bad_character("base64url", i);
    bits = bits << 6 | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out.push_back(static_cast<std::uint8_t>(bits >> held));
    }
  }
  const bool stray_bits = (bits & ((1U << held) - 1)) != 0;
  if (held >= 6 || stray_bits) return bad_character("base64url", text.size());
  return out;
}

std::string base58(ByteView bytes) {
  std::size_t zeros = 0;
  while (zeros < bytes.size() && bytes[zeros] == 0) ++zeros;
  // Limbs of base 58^5 (under 2^30), little endian; up to four bytes go in at a time.
  constexpr std::uint64_t k_base = 58ULL * 58 * 58 * 58 * 58;
  std::vector<std::uint32_t> limbs;
  limbs.reserve(bytes.size() * 8 / 29 + 1);
  for (std::size_t i = zeros; i < bytes.size();) {
    std::uint64_t carry = 0;
    int shift = 0;
    for (; shift < 32 && i < bytes.size(); shift += 8, ++i) carry = carry << 8 | bytes[i];
    for (std::uint32_t& limb : limbs) {
      carry += static_cast<std::uint64_t>(limb) << shift;
      limb = static_cast<std::uint32_t>(carry % k_base);
      carry /= k_base;
    }
    for (; carry > 0; carry /= k_base) limbs.push_back(static_cast<std::uint32_t>(carry % k_base));
  }
  std::string out(zeros + limbs.size() * 5, '1');
  auto at = out.rbegin();
  for (std::uint32_t limb : limbs) {
    for (int n = 0; n < 5; ++n, limb /= 58) *at++ = k_base58[limb % 58];
  }
  // The uppermost limb may have fewer digits than five.
  const std::size_t first = std::min(out.find_first_not_of('1', zeros), out.size());
  out.erase(zeros, first - zeros);
  return out;
}

Result<Bytes> from_base58(std::string_view text) {
  if (text.size() > 1024) return bad_character("base58", 1024);
  std::size_t zeros = 0;
  while (zeros < text.size() && text[zeros] == '1') ++zeros;
  // 32-bit limbs, little endian; five characters (58^5 < 2^32) go in at a time.
  std::vector<std::uint32_t> limbs;
  for (std::size_t i = zeros; i < text.size();) {
    std::uint32_t chunk = 0;
    std::uint32_t scale = 1;
    for (int n = 0; n < 5 && i < text.size(); ++n, ++i) {
      const std::uint8_t value = k_from_base58[static_cast<unsigned char>(text[i])];
      if (value == k_none) return bad_character("base58", i);
      chunk = chunk * 58 + value;
      scale *= 58;
    }
    std::uint64_t carry = chunk;
    for (std::uint32_t& limb : limbs) {
      carry += static_cast<std::uint64_t>(limb) * scale;
      limb = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry > 0) limbs.push_back(static_cast<std::uint32_t>(carry));
  }
  Bytes out(zeros, 0);
  bool leading = true;
  for (auto limb = limbs.rbegin(); limb != limbs.rend(); ++limb) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      const auto byte = static_cast<std::uint8_t>(*limb >> shift);
      if (leading && byte == 0) continue;
      leading = false;
      out.push_back(byte);
    }
  }
  return out;
}

Result<Bytes> from_multibase(std::string_view text) {
  if (text.starts_with('z')) return from_base58(text.substr(1));
  if (text.starts_with('u')) return from_base64url(text.substr(1));
  return Error{.code = "encoding.multibase",
               .message = "the multibase value starts with '" + std::string{text.substr(0, 1)} + "'",
               .remedy = "use 'z' (base58btc) or 'u' (base64url)"};
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    if (length == 0 || i + length > text.size()) return false;
    for (std::size_t j = 1; j < length; ++j) {
      if ((static_cast<unsigned char>(text[i + j]) & 0xC0) != 0x80) return false;
    }
    if (length > 1) {
      const auto second = static_cast<unsigned char>(text[i + 1]);
      if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
          (lead == 0xF4 && second > 0x8F)) {
        return false;
      }
    }
    i += length;
  }
  return true;
}

std::string utf8_prefix(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string{text};
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
  return std::string{text.substr(0, most)};
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

}  // namespace credex
