#include "skills/lookup.h"

#include <algorithm>

#include "skills/words.h"

namespace credex::skills {
namespace {

std::span<const TextRef>::iterator first_from(const EscoIndex& esco, const LanguagePart& part, std::string_view begin) {
  return std::lower_bound(part.words.begin(), part.words.end(), begin,
                          [&](TextRef ref, std::string_view key) { return esco.text(ref) < key; });
}

}  // namespace

std::optional<std::uint32_t> word_number(const EscoIndex& esco, const LanguagePart& part, std::string_view word) {
  const auto found = first_from(esco, part, word);
  if (found == part.words.end() || esco.text(*found) != word) return std::nullopt;
  return static_cast<std::uint32_t>(found - part.words.begin());
}

std::optional<std::uint32_t> stem_number(const EscoIndex& esco, const LanguagePart& part, const std::string& word) {
  if (const auto number = word_number(esco, part, word)) return part.stems[*number];
  if (word.size() < 3) return std::nullopt;
  const std::string language{part.code};
  const std::string stem = stemmed(word, language);
  // Words of one stem begin alike, but for a last letter that the stemmer changes ("carry", "carri").
  const std::string_view begin = std::string_view{stem}.substr(0, std::max<std::size_t>(3, stem.size() - 1));
  for (auto it = first_from(esco, part, begin); it != part.words.end() && esco.text(*it).starts_with(begin); ++it) {
    if (stemmed(std::string{esco.text(*it)}, language) == stem)
      return part.stems[static_cast<std::size_t>(it - part.words.begin())];
  }
  return std::nullopt;
}

std::uint32_t letters_of(std::string_view word) {
  std::uint32_t out = 0;
  for (const char c : word) out |= 1U << (static_cast<unsigned char>(c) & 31U);
  return out;
}

}  // namespace credex::skills
