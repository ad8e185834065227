#include "document/unpacking.h"

// QPDF 11 asks which pointers are meant: the standard's.
#define POINTERHOLDER_TRANSITION 4

#include <qpdf/Pipeline.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <set>
#include <stdexcept>

#include "document/certificate.h"
#include "document/qr.h"

namespace credex::document {
namespace {

Error unreadable_pdf(std::string message, std::string remedy) {
  return Error{.code = "document.pdf", .message = std::move(message), .remedy = std::move(remedy)};
}

/// Takes what is unpacked until it is more than may be: a stream of a few bytes can become gigabytes.
class Bounded : public Pipeline {
 public:
  Bounded(std::string& into, std::size_t most) : Pipeline{"attachment", nullptr}, into_{into}, most_{most} {}
  void write(const unsigned char* data, std::size_t size) override {
    if (is_over || into_.size() + size > most_) {
      is_over = true;  // said by name too: the library may keep what is thrown to itself
      throw std::length_error{"too large"};
    }
    into_.append(reinterpret_cast<const char*>(data), size);
  }
  void finish() override {}

  bool is_over = false;

 private:
  std::string& into_;
  std::size_t most_;
};

/// The attached files that pages show as pins (PDF 1.7, section 12.5.6.15), by their file specifications.
std::vector<QPDFObjectHandle> pinned(QPDF& pdf, std::size_t most) {
  constexpr std::size_t k_most_pages = 500;
  std::vector<QPDFObjectHandle> out;
  std::size_t pages = 0;
  for (auto& page : QPDFPageDocumentHelper{pdf}.getAllPages()) {
    if (++pages > k_most_pages || out.size() >= most) break;
    for (auto& annotation : page.getAnnotations("/FileAttachment")) {
      if (auto spec = annotation.getObjectHandle().getKey("/FS"); spec.isDictionary() && out.size() < most)
        out.push_back(spec);
    }
  }
  return out;
}

}  // namespace

Result<credential::BroughtParts> attachments_of(std::string_view bytes, const credential::BroughtLimits& limits) {
  credential::BroughtParts out;
  std::string problem;
  try {
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    pdf.processMemoryFile("sent", bytes.data(), bytes.size());
    std::size_t all = 0;
    std::set<QPDFObjGen> seen;
    const auto take = [&](const std::string& name, QPDFFileSpecObjectHelper& spec) {
      ++out.total;
      if (out.parts.size() >= limits.parts) return;
      auto stream = spec.getEmbeddedFileStream();
      if (!stream.isStream() || !seen.insert(stream.getObjGen()).second) {
        --out.total;
        return;
      }
      std::string content;
      Bounded bounded{content, std::min(limits.part, limits.unpacked - std::min(all, limits.unpacked))};
      std::string reason;
      try {
        if (!stream.pipeStreamData(&bounded, 0, qpdf_dl_generalized)) reason = "it cannot be unpacked";
      } catch (const std::exception& why) {
        reason = why.what();
      }
      if (bounded.is_over) reason = "it unpacks to more than is read";
      if (!reason.empty()) {
        problem = name + ": " + reason;
        return;
      }
      all += content.size();
      out.parts.push_back({.name = name, .bytes = std::move(content)});
    };
    for (const auto& [name, spec] : QPDFEmbeddedFileDocumentHelper{pdf}.getEmbeddedFiles()) take(name, *spec);
    for (QPDFObjectHandle& one : pinned(pdf, limits.parts)) {
      QPDFFileSpecObjectHelper spec{one};
      take(spec.getFilename(), spec);
    }
  } catch (const std::exception& why) {
    return unreadable_pdf(std::string{"the PDF cannot be read: "} + why.what(), "use the signed file itself");
  }
  if (out.parts.empty() && !problem.empty())
    return unreadable_pdf("what is attached to this PDF cannot be read: " + problem, "use the signed file itself");
  if (out.parts.empty())
    return Error{.code = "document.pdf",
                 .message = "no credential is attached to this PDF; a printed page alone proves nothing",
                 .remedy = "ask for the signed file, or scan the code on the page"};
  return out;
}

Result<std::vector<std::string>> codes_of(std::string_view picture) {
  const auto first = picture.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos || picture[first] != '<') return read_qr(picture);
  constexpr int k_side = 1200;  // a code of 177 modules has 6 pixels a module
  constexpr std::size_t k_most = std::size_t{1024} * 1024;
  if (picture.size() > k_most)
    return Error{.code = "document.qr",
                 .message = "the drawing is larger than 1 MB, so no QR code was looked for in it",
                 .remedy = "take a picture of the code"};
  auto drawn = png_from_svg(std::string{picture}, k_side);
  if (!drawn) return std::move(drawn).error();
  return read_qr(*drawn);
}

const credential::Unpacking& unpacking() {
  static const credential::Unpacking out{
      .attachments = [](std::string_view pdf, const credential::BroughtLimits& l) { return attachments_of(pdf, l); },
      .codes = codes_of};
  return out;
}

}  // namespace credex::document
