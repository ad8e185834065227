#include "recognition/text_match.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/embedded.h"
#include "base/yaml.h"
#include "skills/words.h"

namespace credex::recognition {
namespace {

using skills::base_language;
using skills::folded;
using skills::split_words;
using skills::stemmed;

constexpr std::size_t k_most_bytes = 2000;
constexpr std::size_t k_most_words = 120;
constexpr std::array<std::string_view, 6> k_languages{"en", "fr", "de", "it", "es", "pl"};

/// The glossary: stem to rows, by language.
using Rows = std::map<std::string, std::map<std::string, std::vector<int>>>;

const Rows& glossary() {
  static const Rows k_rows = [] {
    Rows out;
    auto yaml = parse_yaml(embedded_file("recognition/glossary.yaml").value_or(""));
    if (!yaml) return out;  // a test reads the file: the build would be wrong, not the input
    int row = 0;
    for (const json::Value& entry : yaml->document.root.get("words").items()) {
      for (std::size_t i = 0; i < k_languages.size() && i < entry.size(); ++i) {
        const std::string language{k_languages[i]};
        for (const std::string& word : split_words(folded(entry.items()[i].as_string())))
          out[language][stemmed(word, language)].push_back(row);
      }
      ++row;
    }
    return out;
  }();
  return k_rows;
}

/// Spellings that languages differ in, brought to one: "photogrammetry" and "fotogrammetria".
std::string common_spelling(const std::string& stem) {
  std::string out;
  for (std::size_t i = 0; i < stem.size(); ++i) {
    const char c = stem[i];
    const char next = i + 1 < stem.size() ? stem[i + 1] : '\0';
    if (c == 'p' && next == 'h') {
      out += 'f';
      ++i;
    } else if ((c == 't' || c == 'r' || c == 'c') && next == 'h') {
      out += c == 'c' ? 'k' : c;
      ++i;
    } else if (c == 'c' || c == 'q') {
      out += 'k';
    } else if (c == 'y') {
      out += 'i';
    } else if (c == 'z') {
      out += 's';
    } else if (out.empty() || out.back() != c) {
      out += c;
    }
  }
  return out;
}

/// Dice's coefficient over pairs of letters.
double letters_alike(const std::string& a, const std::string& b) {
  if (a.size() < 4 || b.size() < 4) return a == b ? 1 : 0;
  std::vector<std::array<char, 2>> left;
  for (std::size_t i = 0; i + 1 < a.size(); ++i) left.push_back({a[i], a[i + 1]});
  std::size_t common = 0;
  for (std::size_t i = 0; i + 1 < b.size(); ++i) {
    const auto found = std::find(left.begin(), left.end(), std::array<char, 2>{b[i], b[i + 1]});
    if (found == left.end()) continue;
    left.erase(found);
    ++common;
  }
  return 2.0 * static_cast<double>(common) / static_cast<double>(a.size() + b.size() - 2);
}

double words_alike(const TextWords::Word& a, const TextWords::Word& b, bool same_language) {
  if (a.stem == b.stem) return 1;
  for (const int meaning : a.meanings) {
    if (std::find(b.meanings.begin(), b.meanings.end(), meaning) != b.meanings.end()) return 1;
  }
  // In one language likeness of letters is mostly chance; between languages it is mostly a shared word.
  const double alike = letters_alike(common_spelling(a.stem), common_spelling(b.stem));
  return alike >= (same_language ? 0.8 : 0.6) ? alike : 0;
}

}  // namespace

TextWords text_words(std::string_view text, std::string_view tag) {
  TextWords out{.language = base_language(tag)};
  std::size_t end = std::min(text.size(), k_most_bytes);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  const auto rows = glossary().find(out.language);
  std::set<std::string> met;
  for (const std::string& word : split_words(folded(text.substr(0, end)), k_most_words)) {
    if (skills::is_empty_word(word, out.language)) continue;
    TextWords::Word one{.stem = stemmed(word, out.language)};
    if (one.stem.empty() || !met.insert(one.stem).second) continue;
    if (rows != glossary().end()) {
      if (const auto it = rows->second.find(one.stem); it != rows->second.end()) one.meanings = it->second;
    }
    // Long words carry more: a stand-in for how rare a word is.
    one.weight = 1 + 0.1 * static_cast<double>(std::min<std::size_t>(word.size(), 12));
    out.words.push_back(std::move(one));
  }
  return out;
}

double likeness(const TextWords& wanted, const TextWords& given) {
  double found = 0;
  double all = 0;
  for (const TextWords::Word& word : wanted.words) {
    double best = 0;
    for (const TextWords::Word& other : given.words) {
      best = std::max(best, words_alike(word, other, wanted.language == given.language));
      if (best >= 1) break;
    }
    found += word.weight * best;
    all += word.weight;
  }
  return all > 0 ? found / all : 0;
}

double text_likeness(const framework::LangText& wanted, const framework::LangText& given) {
  double best = 0;
  bool shared = false;
  const auto compare = [&](bool same_only) {
    for (const auto& [language, text] : wanted.entries) {
      for (const auto& [other, words] : given.entries) {
        if (same_only && base_language(language) != base_language(other)) continue;
        shared = true;
        best = std::max(best, likeness(text_words(text, language), text_words(words, other)));
      }
    }
  };
  compare(true);
  if (!shared) compare(false);
  return best;
}

}  // namespace credex::recognition
