#include "document/certificate.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "credential/label.h"
#include "document/qr.h"
#include "document/unpacking.h"
#include "support.h"

namespace credex::document {
namespace {

using test::must;

Certificate certificate() {
  Certificate out;
  out.contents.definition.id = "https://school.example/mc/1";
  out.contents.definition.title.set("en", "Preventive care of museum collections");
  out.contents.definition.title.set("el", "Προληπτική συντήρηση συλλογών");
  out.contents.definition.awarding_body.legal_name.set("en", "Στοά Μουσείων");
  out.contents.definition.awarding_body.country = "GR";
  out.contents.award.learner.full_name = "Жанна Łukasz Παπαδάκη";
  out.contents.award.awarded_on = Date{std::chrono::year{2026} / 5 / 1};
  out.check_url = "https://credex.example/check/award/x";
  out.credential = R"({"a": "signed"})";
  out.file_name = "care.json";
  out.made = test::at("2026-06-01T00:00:00Z");
  return out;
}

TEST(CertificatePdf, carries_the_credential) {
  const std::string pdf = must(certificate_pdf(certificate()));
  EXPECT_TRUE(pdf.starts_with("%PDF-1."));
  EXPECT_EQ(must(attachments_of(pdf)).parts.at(0).bytes, R"({"a": "signed"})");
}

TEST(CertificatePdf, without_attachment_says_that_it_proves_nothing) {
  Certificate plain = certificate();
  plain.credential.clear();
  const auto none = attachments_of(must(certificate_pdf(plain)));
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, "document.pdf");
  EXPECT_FALSE(attachments_of("%PDF-1.7 broken"));
}

TEST(CertificatePdf, embeds_fonts_for_greek_and_cyrillic) {
  const auto folder = std::filesystem::temp_directory_path() / ("credex-pdf-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  const std::string file = (folder / "c.pdf").string();
  std::ofstream{file, std::ios::binary} << must(certificate_pdf(certificate()));
  if (std::system("command -v pdffonts > /dev/null") != 0) GTEST_SKIP() << "pdffonts is not installed";
  const std::string list = (folder / "fonts").string();
  ASSERT_EQ(std::system(("pdffonts " + file + " > " + list).c_str()), 0);
  std::ifstream in{list};
  std::string line;
  int fonts = 0;
  for (int n = 0; std::getline(in, line); ++n) {
    if (n < 2) continue;
    ++fonts;
    EXPECT_NE(line.find(" yes yes"), std::string::npos) << line;
  }
  EXPECT_GE(fonts, 2);
  ASSERT_EQ(std::system(("pdftotext " + file + " " + list).c_str()), 0);
  std::ifstream words{list};
  const std::string text{std::istreambuf_iterator<char>{words}, {}};
  EXPECT_NE(text.find("Жанна Łukasz Παπαδάκη"), std::string::npos) << text;
  std::filesystem::remove_all(folder);
}

TEST(Qr, is_drawn_and_read_again) {
  const std::string link = "https://credex.example/s/abcdefghijklmnop";
  const std::string svg = must(qr_svg(link, "code"));
  const std::string png = must(png_from_svg(svg, 400));
  EXPECT_EQ(must(read_qr(png)), std::vector<std::string>{link});
}

TEST(Qr, that_is_not_there_is_said_to_be_missing) {
  const std::string png = must(png_from_svg("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>", 100));
  EXPECT_EQ(read_qr(png).error().code, "document.qr");
  EXPECT_EQ(read_qr("\x89PNG broken").error().code, "document.qr");
  EXPECT_FALSE(qr_modules(std::string(4000, 'x')));
}

}  // namespace
}  // namespace credex::document
