#include "document/certificate.h"

// QPDF 11 asks which pointers are meant: the standard's.
#define POINTERHOLDER_TRANSITION 4

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <librsvg/rsvg.h>
#include <pango/pangocairo.h>

#include <memory>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "base/translate.h"
#include "credential/label.h"
#include "document/page.h"
#include "document/qr.h"

namespace credex::document {
namespace {

Error bad_pdf(std::string message) {
  return Error{.code = "document.pdf", .message = std::move(message), .remedy = "use the signed file itself"};
}

void draw(Page& page, const Certificate& in) {
  const framework::MicroCredential& d = in.contents.definition;
  const credential::Award& award = in.contents.award;
  const std::string& language = in.language;
  const auto say = [&](const char* words, const std::vector<std::string>& args = {}) {
    return translate(language, words, args);
  };
  const double column = k_margin + k_sign + 24;
  const double width = k_width - k_margin - column;
  page.picture(credential::sign_svg(d), k_margin, k_margin, k_sign);
  page.colour(0.42, 0.40, 0.37);
  page.put(say("Micro-credential"), k_sans, 10, column, width);
  page.y += 4;
  page.colour(0.11, 0.10, 0.09);
  page.put(d.title.in(language), k_serif, 25, column, width);
  page.y += 8;
  std::string body = d.awarding_body.legal_name.in(language);
  if (!d.awarding_body.country.empty()) body += ", " + country_name(language, d.awarding_body.country);
  page.put(in.awarding_body.empty() ? body : in.awarding_body, k_sans, 11.5, column, width);
  if (award.mandate) {
    const framework::Mandate& mandate = *award.mandate;
    page.put(say("sealed by {0}", {mandate.sealed_by.legal_name.in(language)}) + " · " +
                 say("assessed by {0}", {mandate.assessor().legal_name.in(language)}),
             k_sans, 10, column, width);
  }
  page.y = std::max(page.y, k_margin + k_sign) + 30;

  page.colour(0.42, 0.40, 0.37);
  page.put(say("awarded to"), k_sans, 10, k_margin, k_width - 2 * k_margin);
  page.y += 2;
  page.colour(0.11, 0.10, 0.09);
  page.put(award.learner.name(), k_serif, 30, k_margin, k_width - 2 * k_margin);
  page.y += 4;
  std::string when = say("on {0}", {format_date(language, award.awarded_on)});
  if (award.valid_until) when += ", " + say("valid until {0}", {format_date(language, date_of(*award.valid_until))});
  page.put(when, k_sans, 11.5, k_margin, k_width - 2 * k_margin);
  page.y += 24;

  page.put(say("What was learnt and assessed"), k_sans, 11, k_margin, k_width - 2 * k_margin, true);
  page.y += 5;
  for (const framework::LearningOutcome& outcome : d.outcomes) {
    // What does not fit on the page is in the attached credential; a word says so.
    if (page.y > k_height - 330) {
      page.put("…", k_serif, 11, k_margin + 12, 40);
      break;
    }
    const double top = page.y;
    page.put("–", k_serif, 11, k_margin, 10);
    page.y = top;
    page.put(outcome.title.in(language), k_serif, 11, k_margin + 12, k_width - 2 * k_margin - 12);
    page.y += 3;
  }
  page.y += 14;

  std::string size;
  const auto add = [](std::string& to, const std::string& words) { to += (to.empty() ? "" : ", ") + words; };
  if (d.workload.ects) add(size, format_number(language, d.workload.ects->points) + " ECTS");
  if (d.workload.hours) add(size, say("{0} hours", {format_number(language, d.workload.hours->count)}));
  page.fact(say("Workload"), size);
  std::string level;
  if (d.level.eqf) add(level, "EQF " + std::to_string(*d.level.eqf));
  if (!d.level.national.empty()) add(level, d.level.national);
  page.fact(say("Level"), level);
  std::string assessed;
  for (const auto& a : d.assessments) add(assessed, translate(language, a.type.label.in(language)));
  page.fact(say("Assessment"), assessed);
  page.fact(say("Grade"), award.grade);
  page.fact(say("Participation"), translate(language, d.participation.mode.label.in(language)));
  std::string quality;
  for (const auto& q : d.quality_assurance)
    add(quality, q.by.empty() ? translate(language, q.type.label.in(language)) : q.by);
  page.fact(say("Quality assurance"), quality);

  const double foot = k_height - k_margin - k_code;
  page.colour(0.784, 0.251, 0.165);
  page.line(foot - 18, 2.5);
  double x = k_margin;
  if (auto modules =
          in.check_url.empty() ? Result<std::vector<std::vector<bool>>>{bad_pdf("")} : qr_modules(in.check_url)) {
    page.code(*modules, k_margin, foot, k_code);
    x += k_code + 20;
  }
  page.y = foot;
  page.colour(0.11, 0.10, 0.09);
  page.put(in.standing, k_sans, 11, x, k_width - k_margin - x, in.is_vouched);
  page.y += 3;
  page.put(in.vouching, k_sans, 9, x, k_width - k_margin - x);
  page.y += 4;
  page.colour(0.42, 0.40, 0.37);
  page.put(say("This page is a picture of a signed record. The record itself is attached to this file ({0}): whoever "
               "wants certainty checks that, or scans the code.",
               {in.file_name}),
           k_sans, 9, x, k_width - k_margin - x);
  page.y += 3;
  page.put(in.check_url, k_sans, 8, x, k_width - k_margin - x);
}

}  // namespace

Result<std::string> certificate_pdf(const Certificate& certificate) {
  std::string bytes;
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(append_bytes, &bytes, k_width, k_height);
  cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE,
                                 certificate.contents.definition.title.any().c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, to_string(certificate.made).c_str());
  cairo_t* cairo = cairo_create(surface);
  Page page{cairo};
  draw(page, certificate);
  cairo_show_page(cairo);
  const cairo_status_t status = cairo_status(cairo);
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS)
    return bad_pdf(std::string{"the page cannot be drawn: "} + cairo_status_to_string(status));
  if (certificate.credential.empty()) return bytes;
  try {
    QPDF pdf;
    pdf.processMemoryFile("certificate", bytes.data(), bytes.size());
    auto stream = QPDFEFStreamObjectHelper::createEFStream(pdf, certificate.credential);
    stream.setSubtype("application/json");
    auto spec = QPDFFileSpecObjectHelper::createFileSpec(pdf, certificate.file_name, stream);
    spec.setDescription("The signed micro-credential");
    QPDFEmbeddedFileDocumentHelper{pdf}.replaceEmbeddedFile(certificate.file_name, spec);
    QPDFWriter writer{pdf};
    writer.setOutputMemory();
    writer.setDeterministicID(true);
    writer.write();
    const auto buffer = writer.getBufferSharedPointer();
    return std::string{reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
  } catch (const std::exception& problem) {
    return bad_pdf(std::string{"the credential cannot be attached: "} + problem.what());
  }
}

Result<std::string> png_from_svg(const std::string& svg, int size) {
  std::string out;
  cairo_surface_t* surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, size, size);
  cairo_t* cairo = cairo_create(surface);
  Page{cairo}.picture(svg, 0, 0, size);
  cairo_destroy(cairo);
  const auto append = [](void* to, const unsigned char* data, unsigned count) { return append_bytes(to, data, count); };
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface, append, &out);
  cairo_surface_destroy(surface);
  if (status != CAIRO_STATUS_SUCCESS)
    return bad_pdf(std::string{"the picture cannot be drawn: "} + cairo_status_to_string(status));
  return out;
}

}  // namespace credex::document
