#include "credential/name_likeness.h"

#include <unicode/uchar.h>
#include <unicode/uspoof.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/embedded.h"
#include "base/encoding.h"
#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"

namespace credex::credential {
namespace {

/// The words of a text of printable ASCII, as name_words() has them: parted at spaces and punctuation, but for the
/// apostrophe, which parts none; what are symbols to Unicode part none. Nothing where other characters are in it.
std::optional<std::vector<std::string>> plain_words(std::string_view text) {
  constexpr std::string_view k_parts = " !\"#%&()*,-/:;?@[\\]_{}";
  std::vector<std::string> out;
  std::string word;
  for (const char c : text) {
    if (c < 0x20 || c > 0x7E) return std::nullopt;
    if (k_parts.find(c) == std::string_view::npos) {
      if (c != '\'' && c != '`') word += ascii_lower(c);
    } else if (!word.empty()) {
      out.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) out.push_back(std::move(word));
  return out;
}

/// The words that make a text: points part none, as "S.p.A." is one word.
std::vector<std::string> words_of(std::string_view text) {
  std::string without;
  for (const char c : text) {
    if (c != '.') without += c;
  }
  if (auto plain = plain_words(without)) return std::move(*plain);
  return name_words(without);
}

/// Legal forms (data/legal-forms.yaml), each as one folded word, sorted.
const std::vector<std::string>& legal_forms() {
  static const std::vector<std::string> k_read = [] {
    std::vector<std::string> out;
    auto yaml = parse_yaml(embedded_file("legal-forms.yaml").value_or(""));
    if (!yaml) return out;  // a test reads it
    for (const json::Value& country : yaml->document.root.get("forms").items()) {
      for (const json::Value& form : country.get("forms").items()) {
        std::string joined;
        for (const std::string& word : words_of(form.as_string())) joined += word;
        if (!joined.empty()) out.push_back(std::move(joined));
      }
    }
    std::ranges::sort(out);
    return out;
  }();
  return k_read;
}

struct CloseChecker {
  void operator()(USpoofChecker* checker) const { uspoof_close(checker); }
};
using LookAlikes = std::unique_ptr<USpoofChecker, CloseChecker>;

/// Reading from one is safe for many threads (ICU, uspoof.h).
const USpoofChecker* look_alikes() {
  static const LookAlikes k_made = [] {
    UErrorCode status = U_ZERO_ERROR;
    LookAlikes made{uspoof_open(&status)};
    if (U_FAILURE(status)) made.reset();
    return made;
  }();
  return k_made.get();
}

std::string skeleton_by_icu(const std::string& text) {
  if (look_alikes() == nullptr || text.empty()) return text;
  std::string out(text.size() * 4 + 16, '\0');
  for (int round = 0; round < 2; ++round) {
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t size =
        uspoof_getSkeletonUTF8(look_alikes(), 0, text.data(), static_cast<std::int32_t>(text.size()), out.data(),
                               static_cast<std::int32_t>(out.size()), &status);
    if (status == U_BUFFER_OVERFLOW_ERROR) {
      out.resize(static_cast<std::size_t>(size) + 1);
      continue;
    }
    if (U_FAILURE(status)) return text;
    out.resize(static_cast<std::size_t>(size));
    return out;
  }
  return text;
}

constexpr UChar32 k_alphabets_end = 0x530;  // Latin, Greek, Cyrillic

/// Most names are of letters that stand alone, each of which has a skeleton of its own; those are asked for once. What
/// combines with others, and other scripts, ICU sees as a whole.
std::string skeleton_of(const std::string& text) {
  static const std::vector<std::string> k_alone = [] {
    std::vector<std::string> out(k_alphabets_end);
    for (UChar32 c = 0; c < k_alphabets_end; ++c) {
      if (u_getCombiningClass(c) != 0) continue;
      std::string one;
      append_utf8(one, static_cast<char32_t>(c));
      out[static_cast<std::size_t>(c)] = skeleton_by_icu(one);
    }
    return out;
  }();
  std::string out;
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (c < 0 || c >= k_alphabets_end || u_getCombiningClass(c) != 0) return skeleton_by_icu(text);
    out += k_alone[static_cast<std::size_t>(c)];
  }
  return out;
}

/// The words that make the name, without legal forms, as one.
std::string letters_of(std::string_view name) {
  std::vector<std::string> words = words_of(name);
  const auto is_form = [](const std::string& word) { return std::ranges::binary_search(legal_forms(), word); };
  // Single letters that were written apart: s r o, S A S.
  for (std::size_t n = 2; n <= 5 && words.size() > n; ++n) {
    std::string last;
    bool single = true;
    for (std::size_t i = words.size() - n; i < words.size(); ++i) {
      single = single && words[i].size() <= 3;
      last += words[i];
    }
    if (single && is_form(last)) words.resize(words.size() - n);
  }
  while (words.size() > 1 && is_form(words.back())) words.pop_back();
  while (words.size() > 1 && is_form(words.front())) words.erase(words.begin());
  std::string out;
  for (const std::string& word : words) out += word;
  return out;
}

/// The name as it is seen on a page, its first 600 bytes: spaces are one, and what nobody sees is not there. Signs that
/// are no letters (a tick, a trade mark) part words.
std::string seen_of(std::string_view name) {
  constexpr std::size_t k_most = 600;
  std::string out;
  const auto part = [&] {
    if (!out.empty() && out.back() != ' ') out += ' ';
  };
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(name.data());
  const auto size = static_cast<std::int32_t>(std::min<std::size_t>(name.size(), std::size_t{1} << 25));
  for (std::int32_t at = 0; at < size && out.size() < k_most;) {
    UChar32 c = 0;
    U8_NEXT(bytes, at, size, c);
    if (c >= 0 && c < 0x80) {
      if (c <= 0x20 || c == 0x7F)
        part();
      else
        out += static_cast<char>(c);
    } else if (c >= 0 && u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) == 0) {
      const bool is_sign = u_charType(c) == U_OTHER_SYMBOL && u_hasBinaryProperty(c, UCHAR_ALPHABETIC) == 0;
      if (is_sign || u_charType(c) == U_CONTROL_CHAR || u_isUWhiteSpace(c) != 0)
        part();
      else
        append_utf8(out, static_cast<char32_t>(c));
    }
  }
  return std::string{utf8_prefix(out, k_most)};
}

}  // namespace

std::vector<std::string> likeness_keys(std::string_view name) {
  // A name is at most some hundred characters long; what is longer is told apart by its beginning, too.
  const std::string text = seen_of(name);
  std::vector<std::string> out;
  // Folded before and after: a capital I looks like a small l, and is an i when folded first.
  for (const std::string& key : {letters_of(skeleton_of(letters_of(text))), letters_of(skeleton_of(text))}) {
    if (!key.empty() && std::ranges::find(out, key) == out.end()) out.push_back(key);
  }
  return out;
}

bool are_alike(std::string_view a, std::string_view b) {
  const auto keys = likeness_keys(a);
  return std::ranges::any_of(likeness_keys(b),
                             [&](const std::string& key) { return std::ranges::find(keys, key) != keys.end(); });
}

bool are_same(std::string_view a, std::string_view b) {
  const std::string core = letters_of(a);
  return !core.empty() && core == letters_of(b);
}

}  // namespace credex::credential
