#include "credential/xlsx.h"

#include <zip.h>

#include "credential/sheet.h"
#include "support.h"

namespace credex::credential {
namespace {

/// A workbook of these parts.
std::string workbook(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t problem;
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &problem);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &problem);
  for (const auto& [name, text] : parts) {
    zip_source_t* source = zip_source_buffer(archive, text.data(), text.size(), 0);
    zip_file_add(archive, name.c_str(), source, ZIP_FL_OVERWRITE);
  }
  zip_close(archive);
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  std::string out(static_cast<std::size_t>(zip_source_tell(target)), '\0');
  zip_source_seek(target, 0, SEEK_SET);
  zip_source_read(target, out.data(), out.size());
  zip_source_close(target);
  zip_source_free(target);
  return out;
}

std::string with_sheet(const std::string& rows, const std::string& shared = "<sst/>") {
  return workbook(
      {{"xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='A' r:id='rId1'/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/></Relationships>"},
       {"xl/sharedStrings.xml", shared},
       {"xl/styles.xml",
        "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd\\.mm\\.yyyy'/></numFmts><cellXfs><xf "
        "numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/></cellXfs></styleSheet>"},
       {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}});
}

TEST(CsvFromXlsx, reads_texts_numbers_and_dates) {
  const std::string file = with_sheet(
      "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' t='inlineStr'><is><t>date, of</t></is></c></row>"
      "<row r='3'><c r='A3' t='s'><v>1</v></c><c r='B3'><v>2.5</v></c><c r='C3' s='1'><v>46023</v></c><c r='D3' "
      "s='2'><v>46023</v></c></row>",
      "<sst><si><t>name</t></si><si><r><t>Ada </t></r><r><t>\"Ω\"</t></r></si></sst>");
  EXPECT_TRUE(is_xlsx(file));
  EXPECT_EQ(test::must(csv_from_xlsx(file)),
            "\"name\",\"\",\"date, of\"\n\n\"Ada \"\"Ω\"\"\",\"2.5\",\"2026-01-01\",\"2026-01-01\"\n");
}

TEST(CsvFromXlsx, takes_a_formulas_kept_value_and_computes_nothing) {
  const std::string file =
      with_sheet("<row r='1'><c r='A1' t='str'><f>HYPERLINK(\"http://evil\")</f><v>click</v></c></row>");
  EXPECT_EQ(test::must(csv_from_xlsx(file)), "\"click\"\n");
}

TEST(CsvFromXlsx, says_what_it_cannot_read) {
  EXPECT_FALSE(is_xlsx("name,email"));
  EXPECT_FALSE(is_xlsx("PK\x03\x04 broken"));
  for (const std::string& file : {std::string{"PK\x03\x04 broken"}, workbook({{"a.txt", "x"}}), with_sheet(""),
                                  with_sheet("<row r='999999999'><c><v>1</v></c></row>"),
                                  with_sheet("<row r='1'><c r='ZZZZ1'><v>1</v></c></row>")}) {
    const auto out = csv_from_xlsx(file);
    ASSERT_FALSE(out);
    EXPECT_EQ(out.error().code, "credential.sheet");
  }
  EXPECT_FALSE(csv_from_xlsx(with_sheet("<row r='1'><c><v>" + std::string(5000, '1') + "</v></c></row>"),
                             {.max_unpacked = 1000}));
}

}  // namespace
}  // namespace credex::credential
