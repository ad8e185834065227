#include "base/translate.h"

#include "support.h"

namespace credex {
namespace {

TEST(Languages, are_the_six_of_the_interface) {
  std::string codes;
  for (const Language& language : languages()) codes += language.code + " ";
  EXPECT_EQ(codes, "en fr de it es pl ");
}

TEST(PreferredLanguage, is_the_first_there_is_by_weight) {
  EXPECT_EQ(preferred_language("fr-CH, fr;q=0.9, en;q=0.8"), "fr");
  EXPECT_EQ(preferred_language("xx, en;q=0.3, pl;q=0.7"), "pl");
  EXPECT_EQ(preferred_language(""), "en");
  EXPECT_EQ(preferred_language("*;q=x,,;"), "en");
}

TEST(Translate, fills_in_and_falls_back_to_english) {
  EXPECT_EQ(translate("de", "valid until {0}", {"morgen"}), "gültig bis morgen");
  EXPECT_EQ(translate("fr", "no such message {0}", {"x"}), "no such message x");
  EXPECT_EQ(translate("xx", "Catalogue"), "Catalogue");
  EXPECT_EQ(translate("de", ""), "");
}

TEST(TranslateError, says_the_words_and_keeps_the_values) {
  EXPECT_EQ(translate_error("de", "the list is empty"), "die Liste ist leer");
  EXPECT_EQ(translate_error(
                "de", "this is a DID document, which lists somebody's keys, and no credential: did:web:a.example"),
            "dies ist ein DID-Dokument, das Schlüssel von jemandem aufzählt, und kein Nachweis: did:web:a.example");
  EXPECT_EQ(translate_error("fr", "none of the files in it is a credential: a: b.txt (1 / 2): the list is empty"),
            "aucun des fichiers qu’il contient n’est une attestation: a: b.txt (1 / 2): la liste est vide");
  EXPECT_EQ(translate_error("de", "'x' is no date of birth"), "'x' ist kein Geburtsdatum");
  EXPECT_EQ(translate_error("de", "a: b: c: d: e: the list is empty"), "a: b: c: d: e: the list is empty");
  EXPECT_EQ(translate_error("en", "this is so: x"), "this is so: x");
}

TEST(TranslatePlural, follows_the_languages_rule) {
  const auto pl = [](std::int64_t n) {
    return translate_plural("pl", "{0} micro-credential", "{0} micro-credentials", n);
  };
  EXPECT_EQ(pl(1), "1 mikropoświadczenie");
  EXPECT_EQ(pl(3), "3 mikropoświadczenia");
  EXPECT_EQ(pl(12), "12 mikropoświadczeń");
  EXPECT_EQ(translate_plural("fr", "{0} micro-credential", "{0} micro-credentials", 0), "0 micro-certification");
}

TEST(Format, writes_as_the_language_does) {
  const Date day{std::chrono::year{2026} / 5 / 1};
  EXPECT_EQ(format_date("en", day), "1 May 2026");
  EXPECT_EQ(format_date("de", day), "1. Mai 2026");
  EXPECT_EQ(format_number("de", 1234.5), "1.234,5");
  EXPECT_EQ(country_name("pl", "DE"), "Niemcy");
  EXPECT_EQ(language_name("es", "el"), "griego");
}

}  // namespace
}  // namespace credex
