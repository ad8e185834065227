#include "credential/name_match.h"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>

#include "base/text.h"

namespace credex::credential {
namespace {

constexpr std::size_t k_longest = 400;
constexpr std::size_t k_most_words = 16;

/// What stands between names in Europe's languages and is often left out or written together.
constexpr std::array<std::string_view, 50> k_particles{
    "da",  "das", "de",  "dei", "del", "della", "delle", "dello", "den", "der", "des", "di", "do",
    "dos", "du",  "e",   "el",  "al",  "et",    "i",     "la",    "las", "le",  "les", "lo", "los",
    "van", "von", "vom", "zu",  "zum", "zur",   "af",    "av",    "ten", "ter", "te",  "op", "het",
    "und", "y",   "bin", "ibn", "ben", "bint",  "abu",   "ap",    "ze",  "z",   "im"};
/// Titles, which are no part of a name.
constexpr std::array<std::string_view, 26> k_titles{"dr",  "prof", "mr",  "mrs",  "ms",  "mx",  "miss", "herr", "frau",
                                                    "ing", "dipl", "mag", "dott", "sra", "mme", "mlle", "phd",  "msc",
                                                    "bsc", "ma",   "ba",  "mba",  "lic", "pan", "pani", "univ"};
constexpr std::array<std::string_view, 6> k_generations{"jr", "sr", "ii", "iii", "iv", "junior"};

template <class List>
bool is_in(const List& list, std::string_view word) {
  return std::ranges::find(list, word) != std::end(list);
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Each character of the text.
template <class F>
void each_character(std::string_view text, F&& visit) {
  const auto wide = icu::UnicodeString::fromUTF8(icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())});
  for (std::int32_t i = 0; i < wide.length(); i += U16_LENGTH(wide.char32At(i))) visit(wide.char32At(i));
}

/// Marks that only steer how a text is shown (bidirectional marks, joiners) say nothing; they are left out.
std::string without_format_marks(std::string_view text) {
  icu::UnicodeString out;
  each_character(text, [&](UChar32 c) {
    if (u_charType(c) != U_FORMAT_CHAR) out.append(c);
  });
  std::string bytes;
  out.toUTF8String(bytes);
  return bytes;
}

/// ä, ö, ü, å, ø as they are written where the keyboard has none of them; in either normal form.
std::string spelt_out(std::string_view text) {
  struct Spelling {
    std::string_view letter, written;
  };
  static constexpr std::array<Spelling, 22> k_spellings{
      {{"ä", "ae"},       {"Ä", "ae"},       {"ö", "oe"},       {"Ö", "oe"},       {"ü", "ue"},       {"Ü", "ue"},
       {"å", "aa"},       {"Å", "aa"},       {"ø", "oe"},       {"Ø", "oe"},       {"a\u0308", "ae"}, {"A\u0308", "ae"},
       {"o\u0308", "oe"}, {"O\u0308", "oe"}, {"u\u0308", "ue"}, {"U\u0308", "ue"}, {"a\u030A", "aa"}, {"A\u030A", "aa"},
       {"đ", "dj"},       {"Đ", "dj"},       {"ð", "dh"},       {"Ð", "dh"}}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto found =
        std::ranges::find_if(k_spellings, [&](const Spelling& one) { return text.substr(i).starts_with(one.letter); });
    if (found == k_spellings.end()) {
      out += text[i++];
    } else {
      out += found->written;
      i += found->letter.size();
    }
  }
  return out;
}

enum class Alphabet : std::uint8_t { latin, cyrillic, greek, armenian, georgian, chinese, other, mixed };

/// The alphabet of a word; digits and marks are of none.
Alphabet alphabet_of(std::string_view word) {
  std::optional<Alphabet> out;
  each_character(word, [&](UChar32 c) {
    if (!u_isalpha(c)) return;
    UErrorCode status = U_ZERO_ERROR;
    Alphabet one = Alphabet::other;
    switch (uscript_getScript(c, &status)) {
      case USCRIPT_LATIN: one = Alphabet::latin; break;
      case USCRIPT_CYRILLIC: one = Alphabet::cyrillic; break;
      case USCRIPT_GREEK: one = Alphabet::greek; break;
      case USCRIPT_ARMENIAN: one = Alphabet::armenian; break;
      case USCRIPT_GEORGIAN: one = Alphabet::georgian; break;
      case USCRIPT_HAN: one = Alphabet::chinese; break;
      case USCRIPT_COMMON:
      case USCRIPT_INHERITED: return;
      default: break;
    }
    out = out && *out != one ? Alphabet::mixed : one;
  });
  return out.value_or(Alphabet::latin);
}

/// ICU's transliterator of that name, made once a thread; Any-Latin where this ICU has none of that name.
const icu::Transliterator* transliterator(const char* id) {
  thread_local std::map<std::string_view, std::unique_ptr<icu::Transliterator>> made;
  auto it = made.find(id);
  if (it == made.end()) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> one{icu::Transliterator::createInstance(id, UTRANS_FORWARD, status)};
    if (U_FAILURE(status)) {
      status = U_ZERO_ERROR;
      one.reset(icu::Transliterator::createInstance("Any-Latin", UTRANS_FORWARD, status));
    }
    it = made.emplace(id, std::move(one)).first;
  }
  return it->second.get();
}

/// Cyrillic is read by the language that its letters show, Russian where they show none.
const char* cyrillic_reading(std::string_view text) {
  for (const std::string_view letter : {"і", "ї", "є", "ґ", "І", "Ї", "Є", "Ґ"})
    if (text.find(letter) != std::string_view::npos) return "Ukrainian-Latin/BGN";
  for (const std::string_view letter : {"ђ", "ј", "љ", "њ", "ћ", "џ", "Ђ", "Ј", "Љ", "Њ", "Ћ", "Џ"})
    if (text.find(letter) != std::string_view::npos) return "Serbian-Latin/BGN";
  return "Russian-Latin/BGN";
}

std::string in_latin(std::string_view text, Alphabet alphabet) {
  const char* id = alphabet == Alphabet::cyrillic ? cyrillic_reading(text)
                   : alphabet == Alphabet::greek  ? "Greek-Latin/UNGEGN"
                                                  : "Any-Latin";
  const icu::Transliterator* by = transliterator(id);
  if (by == nullptr) return std::string{text};
  icu::UnicodeString wide =
      icu::UnicodeString::fromUTF8(icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())});
  by->transliterate(wide);
  std::string out;
  wide.toUTF8String(out);
  return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// One writing for what the customs of transliteration write in several: sh, sch, sz; ya, ia, ja; w, v; double letters.
std::string loosened(std::string word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 28> k_rules{
      {{"shch", "s"}, {"tsch", "c"}, {"tch", "c"}, {"sch", "s"}, {"sh", "s"},   {"sz", "s"},   {"ch", "c"},
       {"cz", "c"},   {"zh", "z"},   {"kh", "h"},  {"ts", "c"},  {"tz", "c"},   {"ph", "f"},   {"th", "t"},
       {"dh", "d"},   {"gh", "g"},   {"ou", "u"},  {"oo", "u"},  {"ck", "k"},   {"w", "v"},    {"x", "ks"},
       {"q", "k"},    {"y", "i"},    {"j", "i"},   {"ks", "x"},  {"aie", "ae"}, {"eie", "ee"}, {"oie", "oe"}}};
  for (const auto& [from, to] : k_rules) replace_all(word, from, to);
  word.erase(std::unique(word.begin(), word.end()), word.end());
  if (word.starts_with("ie")) word.erase(0, 1);
  return word;
}

/// Whether one letter more, less or other makes one of the other (two, of eight letters on).
bool is_near(std::string_view a, std::string_view b) {
  const std::size_t longest = std::max(a.size(), b.size());
  const std::size_t allowed = longest >= 8 ? 2 : 1;
  if (std::min(a.size(), b.size()) < 4 || longest > 60 || longest - std::min(a.size(), b.size()) > allowed)
    return false;
  std::array<std::size_t, 61> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row[b.size()] <= allowed;
}

}  // namespace

PersonName::PersonName(std::string_view name) {
  if (name.size() > k_longest) {
    is_unreadable_ = true;
    return;
  }
  const bool plain_text = is_ascii(name);
  const std::string text = plain_text ? std::string{name} : without_format_marks(name);
  std::vector<std::string> words = name_words(text);
  // "Lindqvist, Maja" and titles: a comma parts as a space does; order says nothing here.
  if (words.size() > k_most_words) {
    is_unreadable_ = true;
    return;
  }
  const std::string written = plain_text ? text : spelt_out(text);
  std::vector<std::string> spelt = written == text ? words : name_words(written);
  if (spelt.size() != words.size()) spelt = words;
  Alphabet foreign = Alphabet::latin;
  for (std::size_t i = 0; i < words.size(); ++i) {
    Word word{.plain = words[i], .spelt = spelt[i]};
    if (i > 0 && is_in(k_generations, word.plain)) {
      generation_ = word.plain == "junior" ? "jr" : word.plain;
      continue;
    }
    if (is_in(k_titles, word.plain) && words.size() > 2) continue;
    if (!plain_text) {
      const Alphabet alphabet = alphabet_of(word.plain);
      if (alphabet == Alphabet::mixed) is_unreadable_ = true;
      const bool is_readable = alphabet != Alphabet::other && alphabet != Alphabet::chinese;
      if (alphabet != Alphabet::latin) word.letters = is_readable ? Letters::readable : Letters::other;
      if (alphabet != Alphabet::latin) foreign = alphabet;
    }
    letters_ = std::max(letters_, word.letters);
    word.is_particle = is_in(k_particles, word.plain);
    words_.push_back(std::move(word));
  }
  if (foreign != Alphabet::latin && !is_unreadable_) {
    for (Word& word : words_) {
      // Letters that leave vowels out, or that are read in many ways, have no one writing in Latin; Chinese has pinyin.
      const Alphabet alphabet = alphabet_of(word.plain);
      if (alphabet == Alphabet::latin || alphabet == Alphabet::other) continue;
      for (const std::string& part : name_words(in_latin(word.plain, alphabet))) word.loose += part;
      word.loose = loosened(std::move(word.loose));
    }
  }
  if (std::ranges::all_of(words_, &Word::is_particle)) {
    for (Word& word : words_) word.is_particle = false;
  }
}

PersonName::Degree PersonName::degree(const Word& a, const Word& b) {
  if (a.plain == b.plain || a.spelt == b.spelt || a.spelt == b.plain || a.plain == b.spelt) return Degree::exact;
  if (a.letters == Letters::latin && b.letters == Letters::latin) {
    if ((a.plain.size() == 1 || b.plain.size() == 1) && a.plain[0] == b.plain[0]) return Degree::initial;
    return is_near(a.plain, b.plain) ? Degree::near : Degree::none;
  }
  const std::string left = a.letters == Letters::latin ? loosened(a.plain) : a.loose;
  const std::string right = b.letters == Letters::latin ? loosened(b.plain) : b.loose;
  if (left.empty() || right.empty()) return Degree::none;
  if (left == right) return a.letters == b.letters ? Degree::near : Degree::loose;
  if ((left.size() == 1 || right.size() == 1) && left[0] == right[0]) return Degree::initial;
  return is_near(left, right) ? Degree::near : Degree::none;
}

/// "Xiao Ming Wang" and "Wang Xiaoming", "van den Berg" and "Vandenberg": the same letters, in the same order but for
/// which of the words comes first.
bool PersonName::same_run_together(const PersonName& a, const PersonName& b) {
  const bool in_one_alphabet = a.letters_ == b.letters_;
  const auto run = [&](const PersonName& name, std::size_t first) {
    std::string out;
    for (std::size_t i = 0; i < name.words_.size(); ++i) {
      const Word& word = name.words_[(first + i) % name.words_.size()];
      out += word.loose.empty() ? word.plain : word.loose;
    }
    return in_one_alphabet ? out : loosened(std::move(out));
  };
  if (a.words_.size() < 2 && b.words_.size() < 2) return false;
  const std::string whole = run(a, 0);
  for (std::size_t i = 0; i < b.words_.size(); ++i) {
    if (run(b, i) == whole) return true;
  }
  const std::string other = run(b, 0);
  for (std::size_t i = 1; i < a.words_.size(); ++i) {
    if (run(a, i) == other) return true;
  }
  return false;
}

NameMatch match_names(const PersonName& a, const PersonName& b) {
  using Degree = PersonName::Degree;
  using Letters = PersonName::Letters;
  if (a.is_unreadable_ || b.is_unreadable_) return NameMatch::unreadable;
  if (a.words_.empty() || b.words_.empty()) return NameMatch::absent;
  if (!a.generation_.empty() && !b.generation_.empty() && a.generation_ != b.generation_) return NameMatch::different;
  std::vector<const PersonName::Word*> left;
  std::vector<const PersonName::Word*> right;
  for (const auto& word : a.words_)
    if (!word.is_particle) left.push_back(&word);
  for (const auto& word : b.words_)
    if (!word.is_particle) right.push_back(&word);
  if (left.size() > right.size()) std::swap(left, right);
  // Each word of the shorter to the best that is free in the longer, the surest pairs first.
  std::array<std::size_t, 5> pairs{};
  std::vector<bool> left_taken(left.size());
  std::vector<bool> right_taken(right.size());
  for (const Degree degree : {Degree::exact, Degree::loose, Degree::near, Degree::initial}) {
    for (std::size_t i = 0; i < left.size(); ++i) {
      for (std::size_t j = 0; j < right.size() && !left_taken[i]; ++j) {
        if (right_taken[j] || PersonName::degree(*left[i], *right[j]) != degree) continue;
        left_taken[i] = right_taken[j] = true;
        ++pairs[static_cast<std::size_t>(degree)];
      }
    }
  }
  const std::size_t sure =
      pairs[static_cast<std::size_t>(Degree::exact)] + pairs[static_cast<std::size_t>(Degree::loose)];
  const std::size_t vague =
      pairs[static_cast<std::size_t>(Degree::near)] + pairs[static_cast<std::size_t>(Degree::initial)];
  const bool is_loose = pairs[static_cast<std::size_t>(Degree::loose)] > 0;
  // Signs that are read in many ways agree only when they are the same signs.
  const bool is_unsure = is_loose && (a.letters_ == Letters::other || b.letters_ == Letters::other);
  if (sure == left.size() && left.size() == right.size()) {
    if (is_unsure && sure < 2) return NameMatch::part;
    return is_loose ? NameMatch::transliterated : NameMatch::same;
  }
  if (PersonName::same_run_together(a, b))
    return a.letters_ == b.letters_ ? NameMatch::same : NameMatch::transliterated;
  if (sure == left.size() && sure >= 2) return is_unsure ? NameMatch::part : NameMatch::longer;
  if (sure + vague == left.size() && (sure > 0 || left.size() == vague)) return NameMatch::part;
  if (a.letters_ != b.letters_ && (a.letters_ == Letters::other || b.letters_ == Letters::other))
    return NameMatch::part;
  return NameMatch::different;
}

bool share_a_word(const PersonName& a, const PersonName& b) {
  for (const auto& one : a.words_) {
    for (const auto& other : b.words_) {
      if (one.is_particle || other.is_particle || one.plain.size() < 3) continue;
      if (PersonName::degree(one, other) >= PersonName::Degree::loose) return true;
    }
  }
  return false;
}

}  // namespace credex::credential
