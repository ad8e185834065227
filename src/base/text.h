#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace credex {

/// The text without `blanks` at either end; it points into what was given.
constexpr std::string_view trimmed(std::string_view text, std::string_view blanks = " \t\r\n") {
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// A to Z as small letters, every other byte as it is: for what protocols compare without regard to case (header
/// names, schemes, language tags, addresses). For what people write there is folded().
constexpr char ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string ascii_lower(std::string_view text);
constexpr bool equal_ascii_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return ascii_lower(x) == ascii_lower(y); });
}

/// What a text is matched by, whoever typed it on whatever keyboard: small letters without marks, and for letters that
/// have no other form those that people write in their place (ł l, ø o, ß ss, þ th); one kind of apostrophe and hyphen,
/// one space between words and none at the ends. "Łukasz" and "LUKASZ", "Ελένη" and "ελενη", "Søren" and "soren" are
/// one.
/// - Canonically equivalent texts, so normal forms C and D, fold alike (UAX #15), and folded(folded(t)) is folded(t).
/// - It never fails: what is no UTF-8 counts as U+FFFD, control characters as spaces.
/// - The result is in normal form C and does not depend on ICU's edition from Unicode 15 on: characters that came later
///   stay as they are, of others Unicode changes neither decomposition nor case folding.
/// What it gives is kept in databases (Award::learner_key): whoever changes it adds a migration that makes them again.
/// Nothing is decided by language: ü is u, not ue. Texts over 256 MiB are folded in pieces.
std::string folded(std::string_view text);

/// Unicode's full case folding and nothing else, for what was made with it and must stay: identifiers of awards.
std::string case_folded(std::string_view text);

/// The words of a folded text: runs of letters and digits.
std::vector<std::string> folded_words(std::string_view text);

/// The words by which a name is found: folded, parted at spaces and punctuation, hyphens too; an apostrophe parts none,
/// so that O’Brien, O'Brien and OBrien are one.
std::vector<std::string> name_words(std::string_view name);

/// By folded words, then as written: the same order on every machine and database.
template <class T>
void sort_by_words(std::vector<T>& list, std::string T::*words) {
  std::vector<std::pair<std::string, T>> keyed;
  keyed.reserve(list.size());
  for (T& one : list) {
    std::string key = folded(one.*words);
    keyed.emplace_back(std::move(key), std::move(one));
  }
  std::stable_sort(keyed.begin(), keyed.end(), [words](const auto& a, const auto& b) {
    return a.first != b.first ? a.first < b.first : a.second.*words < b.second.*words;
  });
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = std::move(keyed[i].second);
}

}  // namespace credex
