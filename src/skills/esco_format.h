#pragma once

#include <array>
#include <cstdint>

/// How the bytes of an index lie: a header, a table of sections, and the sections, each at a multiple of 8. Numbers are
/// as the machine writes them; an index is made on the machine that reads it.
namespace credex::skills::format {

inline constexpr std::array<char, 8> k_magic{'C', 'R', 'E', 'D', 'E', 'X', 'S', 'K'};
inline constexpr std::uint32_t k_version = 1;
inline constexpr std::uint32_t k_byte_order = 0x01020304;
inline constexpr std::uint32_t k_no_language = 0xFFFFFFFF;

enum class Part : std::uint32_t {
  strings,
  version,
  concepts,
  occupations,
  broader,
  narrower,
  related,
  replaced_by,
  needs,
  needed_by,
  // by language
  code,
  labels,
  labels_of,
  descriptions,
  words,
  letters,
  stems,
  label_words,
  word_labels,
  stem_labels,
  stem_words,
  // what holds the items of a list, which lie apart from its offsets
  items = 0x1000,
};

struct Header {
  std::array<char, 8> magic = k_magic;
  std::uint32_t version = k_version;
  std::uint32_t byte_order = k_byte_order;
  std::uint32_t sections = 0;
  std::uint32_t languages = 0;
};

struct Section {
  std::uint32_t part = 0;
  std::uint32_t language = k_no_language;
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;
};

}  // namespace credex::skills::format
