#include "credential/holder_match.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/encoding.h"

namespace credex::credential {
namespace {

using enum NameMatch;

struct NamePair {
  const char* why;
  const char* award;
  const char* person;
  NameMatch want;
};

/// Names of persons in the ways in which schools and people write them.
const NamePair k_pairs[] = {
    // Capitals, accents, normal forms, order.
    {"equal", "Maja Lindqvist", "Maja Lindqvist", same},
    {"capitals", "MAJA LINDQVIST", "Maja Lindqvist", same},
    {"family_first", "Lindqvist Maja", "Maja Lindqvist", same},
    {"comma", "LINDQVIST, Maja", "Maja Lindqvist", same},
    {"spaces", "  Maja   Lindqvist ", "Maja Lindqvist", same},
    {"no_break_space", "Maja\u00A0Lindqvist", "Maja Lindqvist", same},
    {"accents", "José García", "Jose Garcia", same},
    {"decomposed", "Jose\u0301 Garci\u0301a", "José García", same},
    {"capital_accents", "ÉLODIE LEFÈVRE", "Élodie Lefèvre", same},
    {"cedilla", "François Bonçal", "Francois Boncal", same},
    {"polish", "Łukasz Wiśniewski", "Lukasz Wisniewski", same},
    {"czech", "Jiří Dvořák", "Jiri Dvorak", same},
    {"hungarian", "Erdős Zsófia", "Zsófia Erdős", same},
    {"romanian_comma_or_cedilla", "Ștefan Țurcanu", "Ştefan Ţurcanu", same},
    {"turkish_dotless", "Işıl Yıldız", "Isil Yildiz", same},
    {"icelandic", "Þórdís Guðmundsdóttir", "Thordis Gudmundsdottir", same},
    {"vietnamese", "Nguyễn Thị Hương", "Nguyen Thi Huong", same},
    {"welsh", "Siân Llŷr", "Sian Llyr", same},
    {"maltese", "Ġorġ Żammit", "Gorg Zammit", same},
    {"croatian_dj", "Đorđe Kralj", "Djordje Kralj", same},
    {"soft_bidi_marks", "\u200FMaja\u200E Lindqvist\u202C", "Maja Lindqvist", same},
    {"zero_width", "Ma\u200Bja Lind\u00ADqvist", "Maja Lindqvist", same},
    // Letters that are written out.
    {"umlaut_written_out", "Jürgen Müller", "Juergen Mueller", same},
    {"umlaut_dropped", "Jürgen Müller", "Jurgen Muller", same},
    {"umlaut_decomposed", "Ju\u0308rgen Mu\u0308ller", "Juergen Mueller", same},
    {"umlaut_capitals", "JÜRGEN MÜLLER", "JUERGEN MUELLER", same},
    {"sharp_s", "Franz Weiß", "Franz Weiss", same},
    {"sharp_s_capitals", "FRANZ WEISS", "Franz Weiß", same},
    {"danish", "Søren Ørsted", "Soeren Oersted", same},
    {"danish_dropped", "Søren Ørsted", "Soren Orsted", same},
    {"ring", "Åse Håkonsen", "Aase Haakonsen", same},
    {"ligature", "Ægir Rœmer", "Aegir Roemer", same},
    // Hyphens, apostrophes, words together.
    {"hyphen", "Anne-Marie Dupont", "Anne Marie Dupont", same},
    {"hyphen_together", "Annemarie Dupont", "Anne-Marie Dupont", same},
    {"apostrophe", "Siobhán O'Brien", "Siobhan O’Brien", same},
    {"apostrophe_left_out", "Siobhán O'Brien", "Siobhan OBrien", same},
    {"elision", "Lucia D'Angelo", "Lucia Dangelo", same},
    {"chinese_given_name_parted", "Xiao Ming Wang", "Wang Xiaoming", same},
    {"full_stop_after_title", "Dr. Maja Lindqvist", "Maja Lindqvist", same},
    {"titles", "Prof. Dr. Maja Lindqvist", "Maja Lindqvist", same},
    {"degree_behind", "Maja Lindqvist, PhD", "Maja Lindqvist", same},
    // Particles.
    {"van_der", "Pieter van der Berg", "Pieter Berg", same},
    {"van_der_capitals", "Pieter VAN DER BERG", "pieter van der berg", same},
    {"particles_written_together", "Pieter Vandenberg", "Pieter van den Berg", same},
    {"von", "Clara von Ahlen", "Clara Ahlen", same},
    {"de_la", "Carmen de la Fuente", "Carmen Fuente", same},
    {"dos", "Rui dos Santos", "Rui Santos", same},
    {"y", "Ana Ruiz y Pérez", "Ana Ruiz Perez", same},
    {"bin", "Omar bin Khalid", "Omar Khalid", same},
    {"al", "Omar al-Khalid", "Omar Al Khalid", same},
    {"name_of_particles_alone", "Di Le", "Le Di", same},
    // More names on one side.
    {"second_surname", "Ana Ruiz Pérez", "Ana Ruiz", longer},
    {"second_given_name", "Maja Sofia Lindqvist", "Maja Lindqvist", longer},
    {"person_has_more", "Maja Lindqvist", "Maja Sofia Elisabet Lindqvist", longer},
    {"patronymic", "Иван Петрович Сидоров", "Иван Сидоров", longer},
    {"patronymic_transliterated", "Ivan Petrovich Sidorov", "Иван Сидоров", longer},
    {"double_name", "Anna Kowalska-Nowak", "Anna Kowalska", longer},
    // One word, initials, a letter apart: somebody has to look.
    {"one_word_equal", "Madonella", "Madonella", same},
    {"one_word_in_full_name", "Björk", "Björk Gunnarsdóttir", part},
    {"family_name_alone", "Lindqvist", "Maja Lindqvist", part},
    {"initial", "M. Lindqvist", "Maja Lindqvist", part},
    {"initials", "J. R. R. Tolvanen", "Johan Rurik Risto Tolvanen", part},
    {"initial_of_middle_name", "Maja S. Lindqvist", "Maja Sofia Lindqvist", part},
    {"all_initials", "M. L.", "Maja Lindqvist", part},
    {"letter_apart", "Maja Lindquist", "Maja Lindqvist", part},
    {"letter_missing", "Jon Smithson", "John Smithson", different},
    {"female_ending", "Anna Sidorova", "Anna Sidorov", part},
    {"two_letters_of_many", "Aleksander Popov", "Alexander Popov", part},
    // Other people.
    {"stranger", "Chiara Montefiore", "Maja Lindqvist", different},
    {"other_given_name", "Paolo Rossi", "Maria Rossi", different},
    {"other_family_name", "Maria Rossi", "Maria Bianchi", different},
    {"shares_a_middle_name", "Anna Maria Rossi", "Carla Maria Bianchi", different},
    {"short_form", "Bob Smithson", "Robert Smithson", different},
    {"father_and_son", "Karl Berg Jr.", "Karl Berg Sr.", different},
    {"second_and_third", "Karl Berg II", "Karl Berg III", different},
    {"generation_on_one_side", "Karl Berg Jr.", "Karl Berg", same},
    {"other_initial", "K. Lindqvist", "Maja Lindqvist", different},
    {"other_one_word_name", "Björk", "Madonella", different},
    {"mara_is_not_maria", "Mara Rossi", "Maria Rossi", part},
    {"only_particles_shared", "Pieter van der Berg", "Jan van der Meer", different},
    // Cyrillic.
    {"russian", "Мария Иванова", "Maria Ivanova", transliterated},
    {"russian_by_passport", "Юлия Яковлева", "Iuliia Iakovleva", transliterated},
    {"russian_by_english", "Юлия Яковлева", "Yuliya Yakovleva", transliterated},
    {"russian_by_german", "Дмитрий Шостаков", "Dmitri Schostakow", transliterated},
    {"russian_by_french", "Чайка Павел", "Pavel Tchaika", transliterated},
    {"russian_zh", "Жанна Жукова", "Zhanna Zhukova", transliterated},
    {"russian_shch", "Щербаков Илья", "Ilya Shcherbakov", transliterated},
    {"russian_soft_sign", "Ульяна Соловьёва", "Uliana Solovyeva", transliterated},
    {"russian_capitals", "МАРИЯ ИВАНОВА", "Мария Иванова", same},
    {"russian_yo_or_ye", "Фёдор Королёв", "Федор Королев", same},
    {"ukrainian", "Ганна Бойко", "Hanna Boiko", part},
    {"ukrainian_letters", "Олексій Ткаченко", "Oleksii Tkachenko", transliterated},
    {"ukrainian_yi", "Їжакевич Інна", "Inna Yizhakevych", transliterated},
    {"bulgarian", "Христо Ботев", "Hristo Botev", transliterated},
    {"serbian_two_alphabets", "Ђорђе Јовановић", "Đorđe Jovanović", transliterated},
    {"serbian_plain", "Милан Петровић", "Milan Petrović", transliterated},
    {"macedonian", "Марија Стојанова", "Marija Stojanova", transliterated},
    {"cyrillic_stranger", "Мария Иванова", "Chiara Montefiore", different},
    {"cyrillic_other_given_name", "Мария Иванова", "Olga Ivanova", different},
    {"cyrillic_both_other", "Мария Иванова", "Ольга Петрова", different},
    {"cyrillic_one_word", "Иванова", "Maria Ivanova", part},
    // Greek.
    {"greek", "Ελένη Παπαδοπούλου", "Eleni Papadopoulou", transliterated},
    {"greek_capitals_without_accents", "ΕΛΕΝΗ ΠΑΠΑΔΟΠΟΥΛΟΥ", "Ελένη Παπαδοπούλου", same},
    {"greek_final_sigma", "Νίκος Δήμας", "ΝΙΚΟΣ ΔΗΜΑΣ", same},
    {"greek_family_first", "Δήμας Νίκος", "Nikos Dimas", transliterated},
    {"greek_stranger", "Νίκος Δήμας", "Eleni Papadopoulou", different},
    // Georgian and Armenian.
    {"georgian", "გიორგი ბერიძე", "Giorgi Beridze", transliterated},
    {"armenian", "Արամ Պետրոսյան", "Aram Petrosyan", transliterated},
    {"georgian_stranger", "გიორგი ბერიძე", "Maja Lindqvist", different},
    // Letters from which no difference can be told.
    {"arabic_equal", "محمد علي", "محمد علي", same},
    {"arabic_vowel_marks", "مُحَمَّد علي", "محمد علي", same},
    {"arabic_and_latin", "محمد علي", "Mohamed Ali", part},
    {"arabic_and_stranger", "محمد علي", "Maja Lindqvist", part},
    {"hebrew_and_latin", "דוד כהן", "David Cohen", part},
    {"chinese_equal", "王小明", "王小明", same},
    {"chinese_and_pinyin", "王小明", "Wang Xiaoming", transliterated},
    {"chinese_and_stranger", "王小明", "Maja Lindqvist", part},
    {"japanese_and_latin", "山田太郎", "Taro Yamada", part},
    {"korean_and_latin", "김영희", "Kim Younghee", part},
    {"hindi_and_latin", "राहुल शर्मा", "Rahul Sharma", part},
    {"thai_and_latin", "สมชาย ใจดี", "Somchai Jaidee", part},
    {"two_arabic_names", "محمد علي", "ليلى حسن", different},
    {"two_japanese_names_in_kana", "やまだ たろう", "すずき はなこ", different},
    {"two_chinese_names", "王小明", "李娜", different},
    // Nothing, too much, and deceit.
    {"nothing", "", "Maja Lindqvist", absent},
    {"nothing_but_marks", " - ", "Maja Lindqvist", absent},
    {"account_without_name", "Maja Lindqvist", "", absent},
    {"alphabets_mixed_in_a_word", "M\u0430ja Lindqvist", "Maja Lindqvist", unreadable},
    {"alphabets_mixed_in_the_account", "Chiara Montefiore", "\u0421hiara Montefiore", unreadable},
    {"two_alphabets_by_word", "Мария Ivanova", "Maria Ivanova", transliterated},
    {"greek_letter_in_latin", "Mαja Lindqvist", "Maja Lindqvist", unreadable},
};

class NamePairs : public testing::TestWithParam<NamePair> {};
TEST_P(NamePairs, are_told) {
  const PersonName award{GetParam().award};
  const PersonName person{GetParam().person};
  EXPECT_EQ(static_cast<int>(match_names(award, person)), static_cast<int>(GetParam().want)) << GetParam().award;
  EXPECT_EQ(match_names(award, person), match_names(person, award)) << "the order of the two makes no difference";
}
INSTANTIATE_TEST_SUITE_P(Table, NamePairs, testing::ValuesIn(k_pairs),
                         [](const auto& info) { return std::string{info.param.why}; });

TEST(NameMatching, has_limits) {
  EXPECT_EQ(match_names(PersonName{std::string(10000, 'a')}, PersonName{"Maja"}), unreadable);
  std::string many;
  for (int i = 0; i < 17; ++i) many += "Maja ";
  EXPECT_EQ(match_names(PersonName{many}, PersonName{"Maja"}), unreadable);
  EXPECT_NE(match_names(PersonName{"Maja \xFF Lindqvist"}, PersonName{"Maja Lindqvist"}), different);
}

/// Maja as an account knows her.
PersonFacts maja() { return {.name = "Maja Lindqvist", .addresses = {"Maja@school.example"}}; }
Learner learner(const char* name) { return {.full_name = name}; }

struct HolderCase {
  const char* why;
  HolderFacts award;
  PersonFacts person;
  HolderMatch want;
  bool second;
  const char* message;
};

std::vector<HolderCase> holder_cases() {
  using enum HolderMatch;
  const Date birth = *parse_date("1998-05-03");
  const Date other = *parse_date("1997-05-03");
  std::vector<HolderCase> out;
  const auto add = [&](const char* why, HolderFacts award, PersonFacts person, HolderMatch want, bool second,
                       const char* message) {
    out.push_back({why, std::move(award), std::move(person), want, second, message});
  };
  add("a_name_stands_alone", {.learner = learner("Maja Lindqvist")}, maja(), compatible, false, "holder.name_alone");
  add("a_stranger", {.learner = learner("Chiara Montefiore")}, maja(), different, false, "holder.different");
  add("names_nobody", {}, maja(), cannot_be_told, false, "holder.nameless");
  {
    Learner one = learner("Maja Lindqvist");
    one.email = "maja@SCHOOL.example";
    add("name_and_address", {.learner = one}, maja(), same, true, "holder.same");
    one.full_name = "Chiara Montefiore";
    add("address_with_another_name", {.learner = one}, maja(), cannot_be_told, false, "holder.cannot_be_told");
    one.full_name = "M. Lindqvist";
    add("address_with_part_of_the_name", {.learner = one}, maja(), compatible, true, "holder.compatible");
    one.full_name.clear();
    add("address_alone", {.learner = one}, maja(), same, true, "holder.same");
    one.full_name = "Maja Lindqvist";
    one.email = "somebody@else.example";
    add("another_address_says_nothing", {.learner = one}, maja(), compatible, false, "holder.name_alone");
    PersonFacts nameless = maja();
    nameless.name.clear();
    one.email = "maja@school.example";
    add("address_of_an_account_without_name", {.learner = one}, nameless, same, true, "holder.same");
    one.email.clear();
    add("account_without_name", {.learner = one}, nameless, cannot_be_told, false, "holder.cannot_be_told");
    Learner by_mailto;
    by_mailto.id = "mailto:maja@school.example";
    add("mailto_identifier", {.learner = by_mailto}, maja(), same, true, "holder.same");
  }
  {
    PersonFacts person = maja();
    person.date_of_birth = birth;
    Learner one = learner("Maja Lindqvist");
    one.date_of_birth = birth;
    add("a_birth_date_that_she_states_herself", {.learner = one}, person, compatible, false, "holder.name_alone");
    person.birth_is_proven = true;
    add("name_and_birth_date", {.learner = one}, person, same, true, "holder.same");
    one.date_of_birth = other;
    add("same_name_other_birth_date", {.learner = one}, person, different, false, "holder.different");
    one.email = "maja@school.example";
    add("another_birth_date_outweighs_the_address", {.learner = one}, person, different, false, "holder.different");
    one = learner("Maja Svensson");
    one.date_of_birth = birth;
    add("married_perhaps", {.learner = one}, person, cannot_be_told, false, "holder.cannot_be_told");
    one.full_name = "Chiara Montefiore";
    add("born_on_the_same_day", {.learner = one}, person, different, false, "holder.different");
    one.full_name = "Lindqvist";
    add("part_of_the_name_and_birth_date", {.learner = one}, person, compatible, true, "holder.compatible");
    one.full_name.clear();
    add("birth_date_alone", {.learner = one}, person, cannot_be_told, false, "holder.nameless");
    person.keys = {"k1"};
    one = learner("Maja Lindqvist");
    one.date_of_birth = other;
    add("key_against_birth_date", {.learner = one, .key = "k1"}, person, cannot_be_told, false,
        "holder.cannot_be_told");
  }
  {
    PersonFacts person = maja();
    person.keys = {"k1"};
    person.identifiers = {"did:key:z1"};
    person.national_id = "0305-98";
    person.national_id_country = "SE";
    add("her_key", {.learner = learner("Maja Lindqvist"), .key = "k1"}, person, same, true, "holder.same");
    add("her_key_under_another_name", {.learner = learner("Maja Svensson"), .key = "k1"}, person, compatible, true,
        "holder.compatible");
    add("another_key_says_nothing", {.learner = learner("Maja Lindqvist"), .key = "k2"}, person, compatible, false,
        "holder.name_alone");
    Learner one;
    one.id = "did:key:z1";
    add("her_identifier_without_a_name", {.learner = one}, person, same, true, "holder.same");
    one = learner("Maja Lindqvist");
    one.national_id = "0305-98";
    one.national_id_country = "SE";
    add("her_national_number", {.learner = one}, person, same, true, "holder.same");
    one.national_id = "1111-11";
    add("another_national_number", {.learner = one}, person, different, false, "holder.different");
    one.national_id_country = "NO";
    add("a_number_of_another_country", {.learner = one}, person, compatible, false, "holder.name_alone");
  }
  {
    PersonFacts person = maja();
    person.stated_names = {"Maja Svensson"};
    add("a_former_name_that_she_states", {.learner = learner("Maja Svensson")}, person, cannot_be_told, false,
        "holder.cannot_be_told");
    person.stated_names.clear();
    person.other_names = {"Maja Svensson"};
    add("a_former_name_that_was_accepted", {.learner = learner("Svensson, Maja")}, person, compatible, false,
        "holder.name_alone");
    Learner two_ways;
    two_ways.full_name = "Maja Lindqvist";
    two_ways.given_name = "Chiara";
    two_ways.family_name = "Montefiore";
    add("named_in_two_ways", {.learner = two_ways}, maja(), cannot_be_told, false, "holder.cannot_be_told");
    Learner parts;
    parts.given_name = "Anna Maria";
    parts.family_name = "Rossi";
    add("only_given_names_shared", {.learner = parts}, {.name = "Anna Maria"}, cannot_be_told, false,
        "holder.cannot_be_told");
    parts.given_name = "Maja";
    parts.family_name = "Lindqvist";
    add("given_and_family_name", {.learner = parts}, maja(), compatible, false, "holder.name_alone");
  }
  const auto hashed = [](const std::string& text) { return HashedIdentity{"sha256$" + hex(sha256(text)), "salt"}; };
  add("hashed_address", {.hashed = {hashed("maja@school.examplesalt")}}, maja(), same, true, "holder.same");
  add("hashed_address_of_another", {.hashed = {hashed("chiara@school.examplesalt")}}, maja(), cannot_be_told, false,
      "holder.nameless");
  return out;
}

TEST(HolderMatching, tells_whose_it_is) {
  for (const HolderCase& one : holder_cases()) {
    const HolderJudgement got = HolderMatcher{one.person}.match(one.award);
    EXPECT_EQ(holder_match_name(got.match), holder_match_name(one.want)) << one.why;
    EXPECT_EQ(got.has_second_fact, one.second) << one.why;
    EXPECT_EQ(got.finding.message, one.message) << one.why;
    for (const Finding& reason : got.finding.findings)
      EXPECT_NE(message_text(reason), reason.message) << one.why << ": no words for it";
    EXPECT_NE(message_text(got.finding), got.finding.message) << one.why;
    EXPECT_EQ(got.finding.outcome == Outcome::pass, got.has_second_fact) << one.why;
  }
}

TEST(HolderMatching, reads_whom_a_credential_is_about) {
  const HolderFacts badge = holder_facts_of(
      R"({"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
          "type": ["VerifiableCredential", "OpenBadgeCredential"], "issuer": "https://school.example",
          "credentialSubject": {"type": "AchievementSubject", "identifier": [
            {"type": "IdentityObject", "hashed": true, "identityHash": "sha256$ab", "identityType": "emailAddress", "salt": "s"},
            {"type": "IdentityObject", "hashed": false, "identityHash": "Maja Lindqvist", "identityType": "name"}]}})");
  EXPECT_EQ(badge.learner.name(), "Maja Lindqvist");
  ASSERT_EQ(badge.hashed.size(), 1U);
  EXPECT_EQ(badge.hashed[0], (HashedIdentity{"sha256$ab", "s"}));
  const HolderFacts statement = holder_facts_of(
      R"({"type": ["VerifiableCredential", "RecognitionStatement"],
          "credentialSubject": {"content": {"holder": "Maja Lindqvist", "credential": {"dateOfBirth": "1998-05-03"}}}})");
  EXPECT_EQ(statement.learner.name(), "Maja Lindqvist");
  EXPECT_EQ(statement.learner.date_of_birth, *parse_date("1998-05-03"));
  EXPECT_TRUE(holder_facts_of("no credential").learner.name().empty());
}

}  // namespace
}  // namespace credex::credential
