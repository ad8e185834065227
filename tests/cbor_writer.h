#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// CBOR written by hand, so that no test of a reader relies on the library that reads: each gives the bytes of an item,
/// the head with the shortest number, then what follows it.
namespace credex::test::cbor {

inline std::string head(int major, std::uint64_t number) {
  const auto first = [&](int info) { return std::string(1, static_cast<char>(major << 5 | info)); };
  if (number < 24) return first(static_cast<int>(number));
  const int log = number < 0x100 ? 0 : number < 0x10000 ? 1 : number < 0x100000000 ? 2 : 3;
  std::string out = first(24 + log);
  for (int at = (8 << log) - 8; at >= 0; at -= 8) out += static_cast<char>(number >> at & 0xFF);
  return out;
}
inline std::string number(std::int64_t n) {
  return n < 0 ? head(1, static_cast<std::uint64_t>(-1 - n)) : head(0, static_cast<std::uint64_t>(n));
}
inline std::string bytes(std::string_view content) { return head(2, content.size()) + std::string{content}; }
inline std::string text(std::string_view content) { return head(3, content.size()) + std::string{content}; }
inline std::string list(std::initializer_list<std::string> items) {
  std::string out = head(4, items.size());
  for (const std::string& item : items) out += item;
  return out;
}
using Pairs = std::vector<std::pair<std::string, std::string>>;
inline std::string map(const Pairs& pairs) {
  std::string out = head(5, pairs.size());
  for (const auto& [key, value] : pairs) out += key + value;
  return out;
}

}  // namespace credex::test::cbor
