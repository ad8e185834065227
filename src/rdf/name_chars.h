#pragma once

#include <cstddef>
#include <string_view>

/// The characters of names in Turtle, N-Triples and N-Quads (Recommendations 2014-02-25, productions PN_CHARS_BASE,
/// PN_CHARS_U and PN_CHARS). Each function gives the bytes of such a character at `at`, 0 where there is none; the text
/// is UTF-8.
namespace credex::rdf {

inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;
};

inline CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[at + i])); };
  const char32_t lead = byte(0);
  const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (at + bytes > text.size()) return {};
  char32_t value = bytes == 1 ? lead : lead & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) value = value << 6 | (byte(i) & 0x3F);
  return {value, bytes};
}

/// PN_CHARS_BASE: letters.
inline std::size_t name_letter_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  if (static_cast<unsigned char>(text[at]) < 0x80) return is_letter(text[at]) ? 1 : 0;
  struct Range {
    char32_t first;
    char32_t last;
  };
  static constexpr Range k_ranges[] = {{0xC0, 0xD6},     {0xD8, 0xF6},     {0xF8, 0x2FF},    {0x370, 0x37D},
                                       {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F}, {0x2C00, 0x2FEF},
                                       {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF}};
  const CodePoint code = code_point_at(text, at);
  for (const Range& range : k_ranges) {
    if (code.value >= range.first && code.value <= range.last) return code.bytes;
  }
  return 0;
}

/// PN_CHARS_U of Turtle: letters and '_'. Those of N-Triples and N-Quads take ':' too.
inline std::size_t name_start_at(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] == '_' ? 1 : name_letter_at(text, at);
}

/// PN_CHARS: what may follow inside of a name.
inline std::size_t name_char_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  if (is_digit(text[at]) || text[at] == '-') return 1;
  if (const std::size_t bytes = name_start_at(text, at)) return bytes;
  if (static_cast<unsigned char>(text[at]) < 0x80) return 0;
  const CodePoint code = code_point_at(text, at);
  const bool joins = code.value == 0xB7 || (code.value >= 0x300 && code.value <= 0x36F) ||
                     (code.value >= 0x203F && code.value <= 0x2040);
  return joins ? code.bytes : 0;
}

}  // namespace credex::rdf
