// People are found by their names, however these are typed; on both databases (tests/with-postgres.sh).
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <set>

#include "platform_support.h"
#include "service/awards.h"
#include "service/collection.h"

namespace credex::service {
namespace {

using test::must;

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
std::string capitals(const std::string& text) { return utf8(wide(text).toUpper(icu::Locale::getRoot())); }

struct Found {
  const char* name;   ///< as the school wrote it
  const char* query;  ///< as somebody types it, in any of its forms and cases
};
constexpr Found k_found[] = {
    // Polish
    {"Łukasz Wiśniewski", "łukasz"},
    {"Łukasz Wiśniewski", "lukasz"},
    {"Łukasz Wiśniewski", "wisniewski luk"},
    {"Żaneta Gąsiorowska", "zaneta gasio"},
    {"Zbigniew Ćwiąkała-Źrebiec", "cwiakala zrebiec"},
    {"Zbigniew Ćwiąkała-Źrebiec", "źrebiec"},
    // Czech, Slovak
    {"Jiří Dvořák", "jiri dvorak"},
    {"Jiří Dvořák", "dvořák"},
    {"Ľubica Ťažká", "lubica tazka"},
    {"Růžena Nováková", "ruzena"},
    // Croatian, Slovene
    {"Ivana Šarić", "šarić"},
    {"Ivana Šarić", "saric"},
    {"Đurđica Đukić", "durdica"},
    {"Đurđica Đukić", "đukić"},
    {"Žiga Čampa", "ziga campa"},
    // Nordic
    {"Maja Öberg", "oberg"},
    {"Maja Öberg", "öberg"},
    {"Søren Ærø", "soren aero"},
    {"Søren Ærø", "ærø"},
    {"Åse Nygård", "ase nygard"},
    {"Máret Ŋiŧŧo", "maret nitto"},
    // Icelandic, Faroese
    {"Þórður Guðmundsson", "thordur gudmundsson"},
    {"Þórður Guðmundsson", "þórður"},
    {"Sæunn Ægisdóttir", "saeunn"},
    // German
    {"Jörg Weiß", "jorg weiss"},
    {"Jörg Weiß", "weiß"},
    {"Jörg Weiß", "WEIẞ"},
    {"STRAUß Käthe", "kathe strauss"},
    // Turkish
    {"İbrahim Işık", "ibrahim isik"},
    {"İbrahim Işık", "ışık"},
    {"İbrahim Işık", "İBRAHİM"},
    {"Gülşen Çağlar", "gulsen caglar"},
    // Greek
    {"Ελένη Παπαδοπούλου", "ελενη"},
    {"Ελένη Παπαδοπούλου", "ελένη"},
    {"Νίκος Αλέξανδρος", "νικος"},
    {"Νίκος Αλέξανδρος", "νικοσ"},
    {"ΓΙΏΡΓΟΣ Ρήγας", "γιωργος ρηγας"},
    {"Χρῆστος Ἀνδρέας", "χρηστος ανδρεας"},
    // Bulgarian, Ukrainian
    {"Йордан Ёлкин", "йордан"},
    {"Йордан Ёлкин", "елкин"},
    {"Ґанна Їжакевич", "ґанна їжак"},
    // Romanian: comma below and cedilla are typed for each other
    {"Ștefan Țîrlea", "ştefan ţîrlea"},
    {"Ştefania Iliţă", "ștefania iliță"},
    {"Ștefan Țîrlea", "stefan tirlea"},
    // Maltese
    {"Ġużeppi Għarb Ħaż-Żebbuġ", "guzeppi gharb haz zebbug"},
    {"Ġużeppi Għarb Ħaż-Żebbuġ", "ħaż-żebbuġ"},
    // Baltic
    {"Ģirts Bērziņš", "girts berzins"},
    {"Žydrūnė Šimkutė", "zydrune simkute"},
    {"Õie Mägi", "oie magi"},
    // Irish, Welsh
    {"Aoife Ní Bhriain", "ni bhriain"},
    {"Séamus Ó Súilleabháin", "seamus o suilleabhain"},
    {"Siôn Llŷr", "sion llyr"},
    // French, Spanish, Portuguese, Catalan, Dutch, Hungarian
    {"Zoé Lœuvre", "zoe loeuvre"},
    {"Noël Le Gœlleur", "gœlleur noel"},
    {"François L’Huillier", "francois l'huillier"},
    {"Begoña Núñez", "begona nunez"},
    {"João Gonçalves", "joao goncalves"},
    {"Gal·la Coŀlell", "galla collell"},
    {"Ĳsbrand van 't Hoff", "ijsbrand hoff"},
    {"Győző Szűcs", "gyozo szucs"},
    // Apostrophes and hyphens
    {"Sinéad O’Brien", "o'brien"},
    {"Sinéad O'Neill", "o’neill"},
    {"Sinéad O’Brien", "obrien"},
    {"Gabriele D’Angelo", "angelo"},
    {"Jean-Luc Lévy", "jean luc"},
    {"Jean Marc Lévy", "jean-marc"},
    {"Anne‑Marie Dubois–Roy", "anne-marie dubois roy"},
    // Parts in any order, in the midst of a word, and with an address
    {"Anna Maria Kowalska", "kowalska anna"},
    {"Anna Maria Kowalska", "owal"},
    {"Anna Maria Kowalska", "maria, kowalska"},
};

class Names : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "School of Stone");
    definition_ = published(ada_, school_.id);
  }
  std::string issue(const std::string& name, const std::string& email = "") {
    return must(issue_award(p(), ada_, definition_.record.id,
                            {.full_name = name,
                             .email = email.empty() ? "l" + std::to_string(++issued_) + "@learner.example" : email,
                             .awarded_on = "2026-05-01"},
                            credential::Format::open_badge))
        .id;
  }
  std::set<std::string> found(const std::string& text, const AwardQuery& query = {}) {
    AwardQuery asked = query;
    asked.text = text;
    asked.count = 500;
    std::set<std::string> out;
    for (const auto& award : must(awards_of(p(), ada_, school_.id, asked))) out.insert(award.id);
    return out;
  }

  Actor ada_;
  store::Organisation school_;
  DefinitionView definition_;
  int issued_ = 0;
};

TEST_F(Names, are_found_however_they_are_typed) {
  std::map<std::string, std::set<std::string>> ids;
  for (const Found& one : k_found) {
    if (ids.contains(one.name)) continue;
    ids[one.name].insert(issue(nfc(one.name)));
    ids[one.name].insert(issue(nfd(one.name)));
  }
  for (const Found& one : k_found) {
    const std::set<std::string>& wanted = ids[one.name];
    const std::string query = one.query;
    for (const std::string& typed : {query, nfc(query), nfd(query), capitals(query), nfd(capitals(query)),
                                     "  " + query + " ", std::string{one.name}, nfd(one.name), capitals(one.name)}) {
      const auto all = found(typed);
      for (const std::string& id : wanted)
        EXPECT_TRUE(all.contains(id)) << "'" << one.name << "' is not found by '" << typed << "'";
      EXPECT_LT(all.size(), ids.size()) << "'" << typed << "' finds too many";
    }
  }
}

TEST_F(Names, are_not_found_by_what_is_not_in_them) {
  const std::string lukasz = issue("Łukasz Nowak", "l.nowak@learner.example");
  const std::string per = issue("Per 100% Cent_Sign\\", "per@learner.example");
  for (const char* typed : {"lukasc", "nowak lukasz per", "%", "_", "\\", "'", "--", "l_nowak@", "l%@learner.example",
                            "łukaszek", "🙂", "\xFF"})
    EXPECT_TRUE(found(typed).empty()) << typed;
  EXPECT_EQ(found("l.nowak@"), (std::set{lukasz}));
  EXPECT_EQ(found("L.NOWAK@Learner.example"), (std::set{lukasz}));
  EXPECT_EQ(found("nowak @learner"), (std::set{lukasz}));
  EXPECT_EQ(found("100%"), (std::set{per}));
  EXPECT_EQ(found("cent_sign\\"), (std::set{per}));
  EXPECT_EQ(found("learner.example"), (std::set{lukasz, per}));
  EXPECT_EQ(found("").size(), 2U);
  EXPECT_EQ(found("  ").size(), 2U);
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "nowak" + std::to_string(i) + " ";
  EXPECT_TRUE(found(many).empty());
  EXPECT_TRUE(found(std::string(60'000, 'x')).empty());
}

TEST_F(Names, are_found_within_what_else_is_asked) {
  const std::string one = issue("Łukasz Nowak");
  now_ += std::chrono::seconds{1};
  const std::string other = issue("Łukasz Kowal");
  must(set_status(p(), ada_, {other}, store::AwardStatus::suspended, "under review"));
  EXPECT_EQ(found("lukasz", {.state = "suspended"}), (std::set{other}));
  EXPECT_EQ(found("lukasz", {.state = "unclaimed"}), (std::set{one, other}));
  EXPECT_EQ(found("lukasz", {.definition_id = definition_.record.id, .state = "valid"}), (std::set{one}));
  EXPECT_EQ(found("lukasz", {.before = other}), (std::set{one}));
  const auto first = must(awards_of(p(), ada_, school_.id, {.text = "lukasz", .count = 1}));
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].id, other);  // the newest
}

TEST_F(Names, that_were_corrected_are_found_as_they_are_now) {
  const std::string wrong = issue("Lukas Novak");
  const auto right = must(reissue_award(p(), ada_, wrong, {.full_name = "Łukasz Świątek", .awarded_on = "2026-05-01"},
                                        "the name was wrong"));
  EXPECT_EQ(found("swiatek"), (std::set{right.id}));
  EXPECT_EQ(found("novak"), (std::set{wrong}));  // what was issued stays in the book
}

TEST_F(Names, of_those_who_leave_are_not_found_by_their_address) {
  const std::string id = issue("Ελένη Ρήγα", "eleni.riga@learner.example");
  const Actor eleni = person("eleni.riga@learner.example");
  must(claim_by_address(p(), eleni, id));
  EXPECT_EQ(found("eleni.riga@"), (std::set{id}));
  must(erase_person(p(), eleni));
  EXPECT_TRUE(found("eleni.riga@").empty());
  EXPECT_TRUE(found("eleni").empty());
  EXPECT_EQ(found("ελενη"), (std::set{id}));  // the school's book keeps whom it awarded
}

TEST_F(Names, come_with_a_cohort_too) {
  const auto job = must(prepare_cohort(p(), ada_, definition_.record.id, "class.csv",
                                       "full_name,email\nŠimon Žižka,s@learner.example\nZoë Groß,z@learner.example\n",
                                       credential::Format::open_badge));
  must(start_cohort(p(), ada_, job.id));
  JobRunner runner{p()};
  while (runner.work_once()) {
  }
  EXPECT_EQ(found("zizka simon").size(), 1U);
  EXPECT_EQ(found("gross").size(), 1U);
}

TEST_F(Names, sort_the_same_on_every_database) {
  for (const char* name : {"Zebra", "Álamo", "apple", "Öberg", "Oak"}) organisation(ada_, name);
  std::string order;
  for (const auto& one : all_organisations(p())) order += one.name + ",";
  EXPECT_EQ(order, "Álamo,apple,Oak,Öberg,School of Stone,Zebra,");
}

// What a program of version 8 has left is opened and found by.
TEST(NamesOfOlderProgram, are_found) {
  const test::TestDatabase where;
  {
    const auto old = must(store::Database::open(where.url(), 1));
    must(store::migrate(*old, 8));
    old->write([](store::Tx& tx) {
      tx.script(
          "INSERT INTO organisation VALUES ('o1', 'stone', 'Stone', 'educator', 'PL', '', '', 'o@s.example', '', '', "
          "0, "
          "0); INSERT INTO person VALUES ('p1', 'Ada', 'en', 0); INSERT INTO membership VALUES ('m1', 'o1', 'p1', "
          "'administrator', 0);");
      int number = 0;
      for (const Found& one : k_found) {
        const std::string id = "a" + std::to_string(++number);
        tx.execute(
            "INSERT INTO award (id, uri, organisation_id, definition_id, version, batch_id, learner_name, "
            "learner_email, person_id, format, credential, status, status_reason, list_id, list_index, issued, "
            "replaces, replaced_by) VALUES (?1, ?1, 'o1', 'd', 1, '', ?2, '', '', 'ob3', '{}', 'valid', '', 'l', 0, 0, "
            "'', '')",
            {id, number % 2 == 0 ? nfd(one.name) : nfc(one.name)});
      }
    });
  }
  const auto platform = must(open_platform(where.open(), Settings{.public_url = "https://credex.example"},
                                           offline_fetch(), {}, [] { return test::at("2026-06-01T12:00:00Z"); }));
  const Actor ada = store::reading(*platform->database, [&](store::Tx& tx) {
    return actor_of_person(tx, *store::find_one<store::Person>(tx, "id = 'p1'"));
  });
  int number = 0;
  for (const Found& one : k_found) {
    const std::string id = "a" + std::to_string(++number);
    const auto all = must(awards_of(*platform, ada, "o1", {.text = one.query, .count = 500}));
    EXPECT_TRUE(std::ranges::any_of(all, [&](const store::Award& award) { return award.id == id; }))
        << "'" << one.name << "' is not found by '" << one.query << "'";
  }
}

}  // namespace
}  // namespace credex::service
