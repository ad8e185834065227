#include "skills/words.h"

#include <libstemmer.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <set>

#include "base/embedded.h"
#include "base/yaml.h"

namespace credex::skills {
namespace {

constexpr std::array<std::string_view, 6> k_languages{"en", "fr", "de", "it", "es", "pl"};
constexpr std::size_t k_most_read_for_language = 20'000;

/// Appends a character's letters, folded and without marks; a space for what is neither letter nor digit.
void append_folded(std::string& out, UChar32 c) {
  if (c < 0x80) {
    const char byte = static_cast<char>(c);
    if (byte >= 'A' && byte <= 'Z') {
      out += static_cast<char>(byte - 'A' + 'a');
    } else {
      out += (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ? byte : ' ';
    }
    return;
  }
  icu::UnicodeString wide{c};
  wide.foldCase();
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
  if (U_SUCCESS(status)) wide = nfd->normalize(wide, status);
  for (std::int32_t i = 0; i < wide.length();) {
    const UChar32 part = wide.char32At(i);
    i += U16_LENGTH(part);
    if (u_charType(part) == U_NON_SPACING_MARK) continue;
    if (part == 0x142) {  // the Polish l with stroke has no decomposition
      out += 'l';
    } else if (u_isalnum(part) != 0) {
      std::array<char, 4> bytes{};
      std::int32_t length = 0;
      UBool failed = 0;
      U8_APPEND(bytes.data(), length, static_cast<std::int32_t>(bytes.size()), part, failed);
      if (failed == 0) out.append(bytes.data(), static_cast<std::size_t>(length));
    } else {
      out += ' ';
    }
  }
}

/// The character that begins at `at`, which goes on behind it; what is no UTF-8 is U+FFFD.
UChar32 next_character(std::string_view text, std::size_t& at) {
  UChar32 c = 0;
  auto i = static_cast<std::int32_t>(at);
  U8_NEXT_OR_FFFD(reinterpret_cast<const std::uint8_t*>(text.data()), i, static_cast<std::int32_t>(text.size()), c);
  at = static_cast<std::size_t>(i);
  return c;
}

struct StemmerDelete {
  void operator()(sb_stemmer* stemmer) const { sb_stemmer_delete(stemmer); }
};

const std::map<std::string, std::set<std::string>>& empty_words() {
  static const std::map<std::string, std::set<std::string>> k_words = [] {
    std::map<std::string, std::set<std::string>> out;
    auto yaml = parse_yaml(embedded_file("recognition/glossary.yaml").value_or(""));
    if (!yaml) return out;  // a test reads the file: the build would be wrong, not the input
    for (const json::Member& language : yaml->document.root.get("empty_words").members()) {
      for (const std::string& word : split_words(folded(language.value.as_string())))
        out[std::string{language.key}].insert(word);
    }
    return out;
  }();
  return k_words;
}

}  // namespace

bool is_interface_language(std::string_view language) {
  return std::find(k_languages.begin(), k_languages.end(), language) != k_languages.end();
}

std::string base_language(std::string_view tag) { return std::string{tag.substr(0, tag.find('-'))}; }

std::string folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) append_folded(out, next_character(text, at));
  return out;
}

std::vector<std::string> split_words(std::string_view text, std::size_t most) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size() && out.size() < most;) {
    while (i < text.size() && text[i] == ' ') ++i;
    const std::size_t end = std::min(text.find(' ', i), text.size());
    if (end > i) out.emplace_back(text.substr(i, end - i));
    i = end;
  }
  return out;
}

std::vector<PlacedWord> placed_words(std::string_view text) {
  std::vector<PlacedWord> out;
  std::string letters;
  bool is_open = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const UChar32 c = next_character(text, at);
    letters.clear();
    append_folded(letters, c);
    if (letters.find(' ') == std::string::npos && !letters.empty()) {
      if (!is_open) out.push_back({.begin = begin});
      is_open = true;
      out.back().word += letters;
      out.back().end = at;
    } else if (letters.empty() && is_open) {
      out.back().end = at;  // a mark by itself belongs to the letter before it
    } else if (!letters.empty()) {
      is_open = false;
      if (!out.empty() && (c == '.' || c == '\n' || c == ';' || c == '!' || c == '?' || c == ':' || c == 0x2022))
        out.back().ends_sentence = true;
    }
  }
  return out;
}

std::string stemmed(const std::string& word, const std::string& language) {
  // One a language and thread: a stemmer keeps a buffer.
  thread_local std::map<std::string, std::unique_ptr<sb_stemmer, StemmerDelete>> stemmers;
  auto it = stemmers.find(language);
  if (it == stemmers.end())
    it = stemmers
             .emplace(language, is_interface_language(language) ? sb_stemmer_new(language.c_str(), "UTF_8") : nullptr)
             .first;
  if (it->second == nullptr) {
    // No Snowball stemmer (Polish): endings are cut off long words.
    return word.size() > 6 ? word.substr(0, std::max<std::size_t>(5, word.size() - 3)) : word;
  }
  const auto* stem =
      sb_stemmer_stem(it->second.get(), reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
  if (stem == nullptr) return word;
  return {reinterpret_cast<const char*>(stem), static_cast<std::size_t>(sb_stemmer_length(it->second.get()))};
}

bool is_empty_word(const std::string& word, const std::string& language) {
  const auto found = empty_words().find(language);
  return found != empty_words().end() && found->second.contains(word);
}

std::string likely_language(std::string_view text) {
  std::map<std::string, std::size_t> met;
  for (const std::string& word : split_words(folded(text.substr(0, k_most_read_for_language)))) {
    for (const auto& [language, words] : empty_words()) {
      if (words.contains(word)) ++met[language];
    }
  }
  std::string best = "en";
  for (const auto& [language, count] : met) {
    if (count > met[best]) best = language;
  }
  return best;
}

}  // namespace credex::skills
