#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace credex {

/// A fast hash for tables that live as long as a call; not for keeping, not against an attacker who sees the table.
inline std::uint64_t mix_hash(std::uint64_t a, std::uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a ^ 0x9E3779B97F4A7C15ULL) * (b ^ 0xD6E8FEB86659FD93ULL);
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

inline std::uint64_t hash_text(std::string_view text, std::uint64_t seed = 0) {
  std::uint64_t out = seed ^ text.size();
  const char* p = text.data();
  std::size_t n = text.size();
  std::uint64_t word = 0;
  for (; n >= 8; n -= 8, p += 8) {
    std::memcpy(&word, p, 8);
    out = mix_hash(out, word);
  }
  word = 0;
  if (n > 0) std::memcpy(&word, p, n);
  return mix_hash(out, word);
}

}  // namespace credex
