#include "base/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>

#include <cassert>
#include <iterator>

namespace credex {
namespace {

constexpr std::size_t k_most_at_once = std::size_t{256} << 20;

/// ICU's forms, held to the characters of Unicode 15.0, which is the oldest that we are built with (ICU 72).
struct Forms {
  icu::UnicodeSet known;
  icu::FilteredNormalizer2 nfkd;
  icu::FilteredNormalizer2 nfkc_casefold;
  icu::FilteredNormalizer2 nfc;

  static const Forms& get() {
    static const Forms k_forms;
    return k_forms;
  }

 private:
  // ICU's data are part of its library: that they are not there is no state that a program with ICU is in.
  static const icu::Normalizer2& checked(const icu::Normalizer2* found, [[maybe_unused]] UErrorCode status) {
    assert(U_SUCCESS(status) && "ICU is installed without its data");
    return *found;
  }
  template <class F>
  static const icu::Normalizer2& instance(F&& get_instance) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found = get_instance(status);
    return checked(found, status);
  }
  static icu::UnicodeSet known_characters() {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeSet out{u"[:age=15.0:]", status};
    assert(U_SUCCESS(status) && "the pattern is ours");
    out.freeze();
    return out;
  }
  Forms()
      : known{known_characters()},
        nfkd{instance([](UErrorCode& status) { return icu::Normalizer2::getNFKDInstance(status); }), known},
        nfkc_casefold{instance([](UErrorCode& status) { return icu::Normalizer2::getNFKCCasefoldInstance(status); }),
                      known},
        nfc{instance([](UErrorCode& status) { return icu::Normalizer2::getNFCInstance(status); }), known} {}
};

struct Letter {
  UChar32 letter;
  const char16_t* instead;
};
/// Small letters that Unicode does not take apart, and what is written for them where they are not at hand; those of
/// Latin as in CLDR's transliteration Latin-ASCII, where it has them. In the order of their numbers.
constexpr Letter k_letters[] = {
    {0xE6, u"ae"},  {0xF0, u"d"},   {0xF8, u"o"},   {0xFE, u"th"},  {0x111, u"d"},  {0x127, u"h"},  {0x131, u"i"},
    {0x138, u"q"},  {0x142, u"l"},  {0x14B, u"n"},  {0x153, u"oe"}, {0x167, u"t"},  {0x180, u"b"},  {0x183, u"b"},
    {0x188, u"c"},  {0x18C, u"d"},  {0x192, u"f"},  {0x195, u"hv"}, {0x199, u"k"},  {0x19A, u"l"},  {0x19E, u"n"},
    {0x1A3, u"oi"}, {0x1A5, u"p"},  {0x1AB, u"t"},  {0x1AD, u"t"},  {0x1B4, u"y"},  {0x1B6, u"z"},  {0x1DD, u"e"},
    {0x1E5, u"g"},  {0x21D, u"y"},  {0x221, u"d"},  {0x225, u"z"},  {0x234, u"l"},  {0x235, u"n"},  {0x236, u"t"},
    {0x237, u"j"},  {0x238, u"db"}, {0x239, u"qp"}, {0x23C, u"c"},  {0x23F, u"s"},  {0x240, u"z"},  {0x247, u"e"},
    {0x249, u"j"},  {0x24D, u"r"},  {0x24F, u"y"},  {0x253, u"b"},  {0x254, u"o"},  {0x256, u"d"},  {0x257, u"d"},
    {0x259, u"e"},  {0x25B, u"e"},  {0x260, u"g"},  {0x263, u"g"},  {0x268, u"i"},  {0x269, u"i"},  {0x26B, u"l"},
    {0x272, u"n"},  {0x275, u"o"},  {0x288, u"t"},  {0x289, u"u"},  {0x28B, u"v"},  {0x292, u"z"},  {0x491, u"г"},
    {0x2C61, u"l"}, {0x2C65, u"a"}, {0x2C66, u"t"}, {0x2C68, u"h"}, {0x2C6A, u"k"}, {0x2C6C, u"z"}, {0x2C73, u"w"}};

static_assert(std::ranges::is_sorted(k_letters, {}, &Letter::letter));

const char16_t* instead_of(UChar32 c) {
  if (c < 0x80) return nullptr;
  const auto* found = std::ranges::lower_bound(k_letters, c, {}, &Letter::letter);
  return found != std::end(k_letters) && found->letter == c ? found->instead : nullptr;
}

UChar32 plain_punctuation(UChar32 c) {
  switch (c) {
    case '`':
    case 0xB4:  // acute accent by itself, twice
    case 0x1FFD:
    case 0x2B9:   // modifier letter prime
    case 0x2BB:   // modifier letter turned comma
    case 0x2BC:   // modifier letter apostrophe
    case 0x2BD:   // modifier letter reversed comma
    case 0x2018:  // quotation marks
    case 0x2019:
    case 0x201B:
    case 0x2032: return '\'';
    case 0x2010:  // hyphens and dashes
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212: return '-';
    default: return c;
  }
}

bool is_mark(UChar32 c) { return (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK)) != 0; }
bool is_blank(UChar32 c) { return (U_GET_GC_MASK(c) & (U_GC_Z_MASK | U_GC_CC_MASK)) != 0; }

/// Characters one by one, through `change`, which appends what stands for each.
template <class F>
icu::UnicodeString each(const icu::UnicodeString& text, F&& change) {
  icu::UnicodeString out;
  for (std::int32_t i = 0; i < text.length();) {
    const UChar32 c = text.char32At(i);
    i += U16_LENGTH(c);
    change(out, c);
  }
  return out;
}

icu::UnicodeString wide(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())});
}

icu::UnicodeString in_form(const icu::Normalizer2& form, const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString out = form.normalize(text, status);
  return U_SUCCESS(status) ? out : text;
}

/// Whether a byte of text ends a piece that may be folded by itself.
bool is_break(char c) { return c == ' ' || c == '\n'; }

/// The piece of `text` that begins at `at` and is folded at once, at most about k_most_at_once bytes.
std::string_view piece_from(std::string_view text, std::size_t at) {
  if (text.size() - at <= k_most_at_once) return text.substr(at);
  std::size_t end = at + k_most_at_once;
  while (end > at + k_most_at_once / 2 && !is_break(text[end - 1])) --end;
  return text.substr(at, end - at);
}

std::string folded_ascii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c <= ' ' || c == '\x7F') {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += c == '`' ? '\'' : ascii_lower(c);
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

icu::UnicodeString folded_piece(std::string_view text) {
  const Forms& forms = Forms::get();
  const auto without_marks = [&](icu::UnicodeString& out, UChar32 c) {
    if (!forms.known.contains(c) || !is_mark(c)) out.append(c);
  };
  icu::UnicodeString work =
      each(wide(text), [](icu::UnicodeString& out, UChar32 c) { out.append(plain_punctuation(c)); });
  // Marks go first, so that İ is I and not i with a dot; what case folding makes may be taken apart again.
  work = each(in_form(forms.nfkd, work), without_marks);
  work = in_form(forms.nfkc_casefold, work);
  work = each(in_form(forms.nfkd, work), without_marks);
  work = each(work, [&](icu::UnicodeString& out, UChar32 c) {
    if (const char16_t* instead = instead_of(c)) {
      out.append(instead, -1);
    } else if (forms.known.contains(c) && is_blank(c)) {
      out.append(UChar32{' '});
    } else {
      out.append(plain_punctuation(c));
    }
  });
  // The Catalan l·l is typed as ll.
  for (std::int32_t i = 1; i + 1 < work.length();) {
    if (work[i] == 0xB7 && work[i - 1] == u'l' && work[i + 1] == u'l') {
      work.remove(i, 1);
    } else {
      ++i;
    }
  }
  return in_form(forms.nfc, work);
}

/// The parts of a folded text between characters for which `parts`, without those that `drops`.
template <class P, class D>
std::vector<std::string> parted(std::string_view folded_text, P&& parts, D&& drops) {
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin < folded_text.size();) {
    const std::string_view piece = piece_from(folded_text, begin);
    begin += piece.size();
    icu::UnicodeString word;
    const auto end_word = [&] {
      if (!word.isEmpty()) word.toUTF8String(out.emplace_back());
      word.remove();
    };
    each(wide(piece), [&](icu::UnicodeString& /*out*/, UChar32 c) {
      if (parts(c)) {
        end_word();
      } else if (!drops(c)) {
        word.append(c);
      }
    });
    end_word();
  }
  return out;
}

}  // namespace

std::string ascii_lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = ascii_lower(c);
  return out;
}

std::string folded(std::string_view text) {
  // Most names of most registers; the same as below, without ICU.
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return folded_ascii(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view piece = piece_from(text, at);
    at += piece.size();
    folded_piece(piece).toUTF8String(out);
  }
  // One space between words and none at the ends.
  std::string spaced;
  spaced.reserve(out.size());
  for (const char c : out) {
    if (c != ' ' || (!spaced.empty() && spaced.back() != ' ')) spaced += c;
  }
  if (!spaced.empty() && spaced.back() == ' ') spaced.pop_back();
  return spaced;
}

std::string case_folded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view piece = piece_from(text, at);
    at += piece.size();
    wide(piece).foldCase().toUTF8String(out);
  }
  return out;
}

std::vector<std::string> folded_words(std::string_view text) {
  return parted(
      folded(text), [](UChar32 c) { return u_isalnum(c) == 0; }, [](UChar32) { return false; });
}

std::vector<std::string> name_words(std::string_view name) {
  const Forms& forms = Forms::get();
  return parted(
      folded(name),
      [&](UChar32 c) {
        return c == ' ' || (c != '\'' && forms.known.contains(c) && (U_GET_GC_MASK(c) & U_GC_P_MASK) != 0);
      },
      [](UChar32 c) { return c == '\''; });
}

}  // namespace credex
