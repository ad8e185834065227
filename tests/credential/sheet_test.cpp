#include <unicode/ucnv.h>

#include "credential/award_sheet.h"
#include "fixtures.h"

namespace credex::credential {
namespace {

std::string encoded(const std::string& utf8, const char* encoding) {
  std::string out(utf8.size() * 4 + 16, '\0');
  UErrorCode status = U_ZERO_ERROR;
  const int32_t size = ucnv_convert(encoding, "UTF-8", out.data(), static_cast<int32_t>(out.size()), utf8.data(),
                                    static_cast<int32_t>(utf8.size()), &status);
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::vector<AwardRow> rows_of(std::string bytes, std::vector<std::string>* said = nullptr) {
  AwardSheet sheet = test::must(
      AwardSheet::open(test::must(Sheet::open(std::move(bytes))),
                       {.definition_id = "urn:d", .definition_version = "1", .now = test::at("2026-11-24")}));
  if (said) *said = sheet.recognised();
  std::vector<AwardRow> out;
  AwardRow row;
  while (sheet.next(row)) out.push_back(row);
  return out;
}

struct FormCase {
  const char* name;
  std::string bytes;
  const char* says;
};
class Form : public testing::TestWithParam<FormCase> {};
TEST_P(Form, is_recognised_and_said) {
  std::vector<std::string> said;
  const auto rows = rows_of(GetParam().bytes, &said);
  ASSERT_EQ(rows.size(), 2U);
  for (const AwardRow& row : rows) EXPECT_TRUE(row.problems.empty()) << row.problems[0].to_string();
  EXPECT_EQ(rows[0].award.learner.given_name, "Élodie");
  EXPECT_EQ(rows[1].award.learner.family_name, "Müller; Söhne");
  EXPECT_EQ(to_string(rows[1].award.awarded_on), "2026-03-14");
  EXPECT_NE((said[0] + (said.size() > 1 ? said[1] : "")).find(GetParam().says), std::string::npos) << said[0];
}
const std::string k_comma =
    "given_name,family_name,awarded_on\nÉlodie,Lefèvre,2026-03-13\nJörg,\"Müller; Söhne\",2026-03-14\n";
const std::string k_semicolon = "Prénom;Nom;Date\r\nÉlodie;Lefèvre;13.03.2026\r\nJörg;\"Müller; Söhne\";14.03.2026\r\n";
INSTANTIATE_TEST_SUITE_P(
    Sheets, Form,
    testing::Values(
        FormCase{"utf8", k_comma, "UTF-8, columns apart by comma"},
        FormCase{"with_mark", "\xEF\xBB\xBF" + k_comma, "byte order mark"},
        FormCase{"windows_1252", encoded(k_semicolon, "windows-1252"), "windows-1252"},
        FormCase{"utf16le", "\xFF\xFE" + encoded(k_semicolon, "UTF-16LE"), "UTF-16LE"},
        FormCase{"utf16be_no_mark", encoded(k_comma, "UTF-16BE"), "UTF-16BE"},
        FormCase{"semicolon", k_semicolon, "semicolon"},
        FormCase{"tabs", "Vorname\tNachname\tDatum\rÉlodie\tLefèvre\t13/03/2026\rJörg\tMüller; Söhne\t14/03/2026\r",
                 "tab"},
        FormCase{"american_dates",
                 "First Name,Last Name,Award Date\nÉlodie,L,03/13/2026\nJörg,\"Müller; Söhne\",03/14/2026\n",
                 "month/day/year"},
        FormCase{"delimiter_said", "sep=;\r\n" + k_semicolon, "semicolon"}),
    [](const auto& info) { return info.param.name; });

TEST(Rows, each_bad_cell_is_named_with_its_fix_and_stops_nothing) {
  const auto rows = rows_of(
      "given_name,family_name,email,date_of_birth,awarded_on,ects,valid_until\n"
      "A,Good,a@x.example,1990-01-20,2026-01-20,\"2,5\",\n"
      ",,,,2026-01-20,,\n"
      "B,Mail,not mail,,2026-01-20,,\n"
      "C,Number,,,2026-01-20,\"2,5 pts\",\n"
      "D,Date,,,31.02.2026,,\n"
      "E,Future,,,2027-01-20,,\n"
      "F,Until,,,2026-01-20,,2025-01-20\n"
      "A,Good,A@X.example,,2026-01-20,,\n"
      "G,Many,,,2026-01-20,,,,,x\n"
      "H,Good,,,2026-01-20,,\n");
  ASSERT_EQ(rows.size(), 10U);
  const std::pair<std::size_t, const char*> wanted[] = {
      {1, "does not say who"}, {2, "e-mail"},           {3, "Write 2.5 or 2,5"}, {4, "no day of the calendar"},
      {5, "future"},           {6, "before the award"}, {7, "same learner"},     {8, "more cells"}};
  EXPECT_TRUE(rows[0].problems.empty());
  EXPECT_EQ(rows[0].ects, framework::Ects{2.5});
  EXPECT_TRUE(rows[9].problems.empty());
  for (const auto& [index, words] : wanted) {
    ASSERT_FALSE(rows[index].problems.empty()) << index;
    EXPECT_NE(rows[index].problems[0].to_string().find(words), std::string::npos)
        << rows[index].problems[0].to_string();
    EXPECT_EQ(rows[index].problems[0].row, index + 2);
  }
  EXPECT_EQ(rows[3].problems[0].to_string(),
            "Row 5, column 'ects': '2,5 pts' is not a number above 0. Write 2.5 or 2,5.");
}

TEST(Rows, an_open_quote_spoils_its_row_only) {
  const auto rows = rows_of("name,date\nA,2026-01-20\n\"B,2026-01-20\nC,2026-01-20\n");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_TRUE(rows[0].problems.empty());
  ASSERT_FALSE(rows[1].problems.empty());
  EXPECT_NE(rows[1].problems[0].to_string().find("quote"), std::string::npos);
  EXPECT_TRUE(rows[2].problems.empty());
}

TEST(Rows, the_same_award_has_the_same_identifier) {
  const auto once = rows_of("name,email,date\nA B,a@x.example,2026-01-20\n");
  const auto again = rows_of("email;name;date\r\nA@x.example;A. B.;20.01.2026\r\n");
  EXPECT_EQ(once[0].award.id, again[0].award.id);
  EXPECT_TRUE(once[0].award.id.starts_with("urn:uuid:"));
}

TEST(Sheet, what_is_no_sheet_of_learners_is_refused) {
  EXPECT_FALSE(Sheet::open(""));
  EXPECT_FALSE(Sheet::open(std::string{"PK\x03\x04zip"}));
  EXPECT_FALSE(Sheet::open(std::string{"a\0b", 3} + std::string(100, 'x')));
  const auto nobody = AwardSheet::open(test::must(Sheet::open("colour,size\nred,1\n")), {});
  ASSERT_FALSE(nobody);
  EXPECT_NE(nobody.error().message.find("colour, size"), std::string::npos);
}

TEST(Sheet, formulas_are_not_run_by_whoever_opens_the_failed_rows) {
  EXPECT_EQ(csv_line({"=cmd()", "a\"b", "-1"}), "\"'=cmd()\",\"a\"\"b\",\"'-1\"\r\n");
}

}  // namespace
}  // namespace credex::credential
