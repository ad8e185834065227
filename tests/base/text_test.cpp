#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>

#include "base/digest.h"
#include "base/encoding.h"

namespace credex {
namespace {

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}
icu::UnicodeString wide(const std::string& text) { return icu::UnicodeString::fromUTF8(text); }
std::string nfc(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  return utf8(icu::Normalizer2::getNFCInstance(status)->normalize(wide(text), status));
}
std::string nfd(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  return utf8(icu::Normalizer2::getNFDInstance(status)->normalize(wide(text), status));
}

TEST(Text, IsTrimmedAtBothEndsAlone) {
  EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed(" \r\n\t "), "");
  EXPECT_EQ(trimmed("\n a ", " "), "\n a");  // of those blanks that are named
}

TEST(Text, in_ascii_lower_case_changes_a_to_z_alone) {
  EXPECT_EQ(ascii_lower("Content-TYPE@[`{ ÄÖ"), "content-type@[`{ ÄÖ");
  EXPECT_EQ(ascii_lower(""), "");
  for (int c = 0; c < 256; ++c) {
    const auto byte = static_cast<char>(c);
    EXPECT_EQ(ascii_lower(byte), c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : byte);
  }
  EXPECT_TRUE(equal_ascii_case("DPoP", "dpop"));
  EXPECT_FALSE(equal_ascii_case("dpop", "dpo"));
  EXPECT_FALSE(equal_ascii_case("É", "é"));
}

struct FoldedCase {
  const char* name;
  const char* text;
  const char* folded;
};
class Folded : public testing::TestWithParam<FoldedCase> {};

TEST_P(Folded, is_what_people_type) {
  const std::string text = GetParam().text;
  EXPECT_EQ(folded(text), GetParam().folded);
  EXPECT_EQ(folded(nfc(text)), GetParam().folded);
  EXPECT_EQ(folded(nfd(text)), GetParam().folded);
  EXPECT_EQ(folded(folded(text)), GetParam().folded);
}

INSTANTIATE_TEST_SUITE_P(
    Text, Folded,
    testing::Values(FoldedCase{"ascii", "Ada LOVELACE", "ada lovelace"}, FoldedCase{"nothing", "", ""},
                    FoldedCase{"blanks", " \tAda\r\n\n  Love\u00A0\u2003lace ", "ada love lace"},
                    FoldedCase{"control_character_is_a_space", "Ada\x01\nB", "ada b"},
                    FoldedCase{"polish", "ŁUKASZ Żółć Świątek", "lukasz zolc swiatek"},
                    FoldedCase{"nordic", "Søren Öberg Åse Ærø", "soren oberg ase aero"},
                    FoldedCase{"icelandic", "Þórður Ægisdóttir Ðe", "thordur aegisdottir de"},
                    FoldedCase{"german", "Groß GROẞ Müller", "gross gross muller"},
                    FoldedCase{"croatian", "Đorđe Šarić Ǆ", "dorde saric dz"},
                    FoldedCase{"turkish_dotless_and_dotted", "Iİıi Işık", "iiii isik"},
                    FoldedCase{"maltese_sami", "Ħal Għaxaq Ŧŋđ ĸ", "hal ghaxaq tnd q"},
                    FoldedCase{"romanian_comma_and_cedilla", "ȚșȘţşş", "tsstss"},
                    FoldedCase{"catalan", "Gal·la Coŀlell a·b", "galla collell a·b"},
                    FoldedCase{"french", "Œuvre Noël Ÿ", "oeuvre noel y"},
                    FoldedCase{"dutch_letter", "Ĳsbrand", "ijsbrand"},
                    FoldedCase{"greek_tonos_and_final_sigma", "Ελένη ΝΊΚΟΣ Νίκος Ϊ ΐ", "ελενη νικοσ νικοσ ι ι"},
                    FoldedCase{"greek_iota_below", "ᾳ", "α"}, FoldedCase{"cyrillic", "Ёлка Йордан Ґ", "елка иордан г"},
                    FoldedCase{"wide_letters", "Ａｄａ", "ada"}, FoldedCase{"ligature", "ﬁne", "fine"},
                    FoldedCase{"apostrophes", "O’B O'B OʼB O`B O´B", "o'b o'b o'b o'b o'b"},
                    FoldedCase{"hyphens", "a‐b a‑b a–b a—b a-b", "a-b a-b a-b a-b a-b"},
                    FoldedCase{"invisible", "a\u00ADb\u200Dc\uFEFFd", "abcd"},
                    FoldedCase{"hangul_stays_whole", "한글", "한글"}),
    [](const auto& info) { return info.param.name; });

TEST(Folded, takes_any_bytes) {
  EXPECT_EQ(folded("\xFF"), "\uFFFD");
  EXPECT_EQ(folded(std::string{"a\0b", 3}), "a b");
  EXPECT_EQ(folded("\xC5"), "\uFFFD");                      // cut off
  EXPECT_EQ(folded("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // half of a pair
  EXPECT_EQ(folded("\xC1\x81"), "\uFFFD\uFFFD");            // longer than need be
  EXPECT_EQ(folded("Caf\xE9 \xC5\x81"), "caf\uFFFD l");     // Latin-1 among UTF-8
  EXPECT_EQ(folded(std::string(100'000, 'A')), std::string(100'000, 'a'));
}

// Every character up to U+323AF and those of plane 14, alone and among others.
TEST(Folded, holds_for_every_character) {
  int wrong = 0;
  const auto check = [&](UChar32 c) {
    if (U_IS_SURROGATE(c) || (c >= 0x4E00 && c < 0x9FF0) || (c >= 0x20000 && c < 0x323A0)) return;
    UVersionInfo age;
    u_charAge(c, age);
    if (age[0] > 15) return;  // folded() leaves these to a later edition
    const icu::UnicodeString one{c};
    for (const std::string& text : {utf8(one), "L" + utf8(one) + "\u0301l"}) {
      const std::string once = folded(text);
      const bool good = folded(once) == once && folded(nfc(text)) == once && folded(nfd(text)) == once &&
                        is_utf8(once) && nfc(once) == once;
      if (!good && ++wrong < 20) ADD_FAILURE() << "U+" << std::hex << c << ": " << once << " then " << folded(once);
    }
  };
  for (UChar32 c = 0; c < 0x32400; ++c) check(c);
  for (UChar32 c = 0xE0000; c < 0xE0200; ++c) check(c);
  EXPECT_EQ(wrong, 0);
}

TEST(Folded, letters_of_latin_are_those_of_cldr) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> ascii{
      icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD, status)};
  ASSERT_TRUE(U_SUCCESS(status));
  int letters = 0;
  for (UChar32 c = 0xC0; c < 0x250; ++c) {
    if (u_isalpha(c) == 0 || c == 0x13F || c == 0x140) continue;  // of ŀ the dot goes before another l alone
    icu::UnicodeString theirs{c};
    ascii->transliterate(theirs);
    // CLDR's table leaves some letters of Africa alone; it has each of Europe.
    if (theirs.length() == 1 && theirs[0] >= 0x80) continue;
    EXPECT_EQ(folded(utf8(icu::UnicodeString{c})), ascii_lower(utf8(theirs))) << std::hex << c;
    ++letters;
  }
  EXPECT_GT(letters, 300);
}

// Keys in databases were made with what folded() gives for these letters: where this fails, add a migration that fills
// them again (data/migrations/0009-names.sql), and only then change the digest.
TEST(Folded, is_the_same_as_when_keys_were_made) {
  std::string all;
  for (const auto& [first, last] : {std::pair{0x20, 0x52F}, std::pair{0x1E00, 0x1FFF}, std::pair{0x2C60, 0x2C7F}}) {
    for (UChar32 c = first; c <= last; ++c) all += folded("x" + utf8(icu::UnicodeString{c}) + "x") + "\n";
  }
  EXPECT_EQ(hex(ByteView{sha256(all)}.first(8)), "65e16f4d20e274f8");
}

TEST(Folded, properties) {
  EXPECT_TRUE(rc::check("any bytes fold once, to UTF-8 in form C", [](const std::string& bytes) {
    const std::string once = folded(bytes);
    RC_ASSERT(is_utf8(once));
    RC_ASSERT(folded(once) == once);
    RC_ASSERT(nfc(once) == once);
  }));
  EXPECT_TRUE(rc::check("texts in forms C and D, and without case, fold alike", [] {
    const auto points = *rc::gen::container<std::vector<int>>(
        rc::gen::oneOf(rc::gen::inRange(0x20, 0x250), rc::gen::inRange(0x300, 0x340), rc::gen::inRange(0x370, 0x530),
                       rc::gen::inRange(0x1100, 0x1200), rc::gen::inRange(0x1E00, 0x1F00),
                       rc::gen::inRange(0x2000, 0x2070), rc::gen::inRange(0xAC00, 0xAC40)));
    icu::UnicodeString made;
    for (const int c : points) made.append(static_cast<UChar32>(c));
    const std::string text = utf8(made);
    RC_ASSERT(folded(nfc(text)) == folded(text));
    RC_ASSERT(folded(nfd(text)) == folded(text));
    RC_ASSERT(folded(utf8(icu::UnicodeString{made}.foldCase())) == folded(text));
  }));
  EXPECT_TRUE(rc::check("a text of two parts is its parts", [](const std::string& a, const std::string& b) {
    const std::string one = folded(a);
    const std::string other = folded(b);
    RC_ASSERT(folded(a + " " + b) == one + (one.empty() || other.empty() ? "" : " ") + other);
  }));
}

TEST(CaseFolded, does_nothing_else) {
  EXPECT_EQ(case_folded("ŁUKASZ  Groß Νίκος"), "łukasz  gross νίκοσ");
  EXPECT_EQ(case_folded(""), "");
}

TEST(FoldedWords, are_runs_of_letters_and_digits) {
  const std::vector<std::string> want{"d", "art", "3d", "eglises", "lodz"};
  EXPECT_EQ(folded_words("d’Art, (3D) «Églises»/ŁÓDŹ..."), want);
  EXPECT_TRUE(folded_words(" -- ").empty());
}

TEST(NameWords, part_at_hyphens_and_not_at_apostrophes) {
  const std::vector<std::string> want{"jean", "luc", "obrien", "dangelo", "jr"};
  EXPECT_EQ(name_words("Jean‑Luc O’Brien-D'Angelo, Jr."), want);
  EXPECT_EQ(name_words("★ 李"), (std::vector<std::string>{"★", "李"}));
  EXPECT_TRUE(name_words("%_-'").empty());
}

struct Named {
  std::string name;
  int number;
};
TEST(SortByWords, is_by_letters_and_not_by_bytes) {
  std::vector<Named> list{{"Zebra", 1}, {"Šarić", 2}, {"apple", 3}, {"Sara", 4}, {"Öberg", 5}, {"sara", 6}};
  sort_by_words(list, &Named::name);
  std::string order;
  for (const Named& one : list) order += std::to_string(one.number);
  EXPECT_EQ(order, "354621");
}

}  // namespace
}  // namespace credex
