#include "document/unpacking.h"

#define POINTERHOLDER_TRANSITION 4
#include <gd.h>

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "document/certificate.h"
#include "document/qr.h"
#include "support.h"

namespace credex::document {
namespace {

using test::must;

/// A PDF without pages that has these files attached.
std::string pdf_with(const std::vector<credential::BroughtPart>& files) {
  QPDF pdf;
  pdf.emptyPDF();
  QPDFEmbeddedFileDocumentHelper embedded{pdf};
  for (const credential::BroughtPart& file : files) {
    auto stream = QPDFEFStreamObjectHelper::createEFStream(pdf, file.bytes);
    embedded.replaceEmbeddedFile(file.name, QPDFFileSpecObjectHelper::createFileSpec(pdf, file.name, stream));
  }
  QPDFWriter writer{pdf};
  writer.setOutputMemory();
  writer.write();
  const auto buffer = writer.getBufferSharedPointer();
  return std::string{reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

TEST(Unpacking, gives_every_attachment_of_a_pdf) {
  const auto parts = must(attachments_of(
      pdf_with({{.name = "b.xml", .bytes = "<a/>"}, {.name = "a.json", .bytes = "{}"}, {.name = "c", .bytes = ""}})));
  ASSERT_EQ(parts.parts.size(), 3U);
  EXPECT_EQ(parts.total, 3U);
  EXPECT_EQ(parts.parts[0].name, "a.json");
  EXPECT_EQ(parts.parts[0].bytes, "{}");
  EXPECT_EQ(parts.parts[1].bytes, "<a/>");
}

TEST(Unpacking, says_of_a_thousand_attachments_how_many_were_left) {
  std::vector<credential::BroughtPart> files;
  for (int i = 0; i < 1000; ++i) files.push_back({.name = "f" + std::to_string(i), .bytes = "x"});
  const auto parts = must(attachments_of(pdf_with(files)));
  EXPECT_EQ(parts.parts.size(), credential::BroughtLimits{}.parts);
  EXPECT_EQ(parts.total, 1000U);
}

TEST(Unpacking, of_an_attachment_that_unpacks_to_more_than_is_read_is_none) {
  const auto bomb =
      attachments_of(pdf_with({{.name = "bomb", .bytes = std::string(std::size_t{9} * 1024 * 1024, ' ')}}));
  ASSERT_FALSE(bomb);
  EXPECT_EQ(bomb.error().code, "document.pdf");
  EXPECT_NE(bomb.error().message.find("more than is read"), std::string::npos) << bomb.error().message;
}

TEST(Unpacking, of_a_pdf_without_attachment_says_that_it_proves_nothing) {
  EXPECT_NE(attachments_of(pdf_with({})).error().message.find("proves nothing"), std::string::npos);
  EXPECT_EQ(attachments_of("%PDF-1.7 broken").error().code, "document.pdf");
}

TEST(Unpacking, reads_codes_in_every_kind_of_picture) {
  const std::string link = "https://credex.example/s/abcdefghijklmnop";
  const std::string svg = must(qr_svg(link, "code"));
  EXPECT_EQ(must(codes_of(svg)), std::vector<std::string>{link});
  std::string png = must(png_from_svg(svg, 400));
  const std::unique_ptr<gdImage, decltype(&gdImageDestroy)> image{
      gdImageCreateFromPngPtr(static_cast<int>(png.size()), png.data()), &gdImageDestroy};
  ASSERT_TRUE(image);
  const auto written = [](void* bytes, int size) {
    std::string out{static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
    gdFree(bytes);
    return out;
  };
  int size = 0;
  void* bytes = gdImageJpegPtr(image.get(), &size, 90);
  EXPECT_EQ(must(codes_of(written(bytes, size))), std::vector<std::string>{link});
  bytes = gdImageWebpPtr(image.get(), &size);
  EXPECT_EQ(must(codes_of(written(bytes, size))), std::vector<std::string>{link});
  bytes = gdImageGifPtr(image.get(), &size);
  EXPECT_EQ(must(codes_of(written(bytes, size))), std::vector<std::string>{link});
}

TEST(Unpacking, opens_no_picture_that_would_fill_the_memory) {
  const std::string rest(30, '\0');
  const std::string_view jpeg{"\xFF\xD8\xFF\xC0\x00\x11\x08\xFF\xFF\xFF\xFF", 11};
  const std::string_view gif{"GIF89a\xFF\xFF\xFF\xFF", 10};
  const std::string_view webp{"RIFF\1\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF", 30};
  for (const std::string_view head : {jpeg, gif, webp}) {
    const auto read = codes_of(std::string{head} + rest);
    ASSERT_FALSE(read);
    EXPECT_NE(read.error().message.find("megapixels"), std::string::npos) << read.error().message;
  }
}

}  // namespace
}  // namespace credex::document
