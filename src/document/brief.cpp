#include "document/brief.h"

#include <cairo-pdf.h>

#include <algorithm>

#include "document/page.h"

namespace credex::document {
namespace {

constexpr double k_text = 10.5;
constexpr double k_line = k_width - 2 * k_margin;

class Writer {
 public:
  explicit Writer(Page& page) : page_{page} {}

  void need(double space) {
    if (page_.y + space > k_height - k_margin) page_.next();
  }
  void ink() { page_.colour(0.11, 0.10, 0.09); }
  void quiet() { page_.colour(0.42, 0.40, 0.37); }

  void paragraph(const std::string& words) {
    need(page_.height_of(words, k_sans, k_text, k_line));
    page_.put(words, k_sans, k_text, k_margin, k_line);
    page_.y += 7;
  }

  void point(const std::string& words) {
    need(page_.height_of(words, k_sans, k_text, k_line - 14));
    const double top = page_.y;
    page_.put("–", k_sans, k_text, k_margin, 12);
    page_.y = top;
    page_.put(words, k_sans, k_text, k_margin + 14, k_line - 14);
    page_.y += 4;
  }

  /// The first column takes what the others leave.
  void table(const std::vector<std::vector<std::string>>& rows) {
    if (rows.empty() || rows[0].empty()) return;
    const std::size_t columns = rows[0].size();
    const double narrow = std::min(64.0, k_line * 0.7 / static_cast<double>(std::max<std::size_t>(1, columns - 1)));
    const double wide = k_line - narrow * static_cast<double>(columns - 1);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      double height = 0;
      for (std::size_t c = 0; c < rows[r].size(); ++c)
        height = std::max(height, page_.height_of(rows[r][c], k_sans, 9, (c == 0 ? wide : narrow) - 6, r == 0));
      need(height + 6);
      const double top = page_.y;
      for (std::size_t c = 0; c < rows[r].size(); ++c) {
        page_.y = top;
        const double x = c == 0 ? k_margin : k_margin + wide + narrow * static_cast<double>(c - 1);
        page_.put(rows[r][c], k_sans, 9, x, (c == 0 ? wide : narrow) - 6, r == 0);
      }
      page_.y = top + height + 2;
      quiet();
      page_.line(page_.y, 0.4);
      ink();
      page_.y += 4;
    }
    page_.y += 8;
  }

 private:
  Page& page_;
};

}  // namespace

Result<std::string> brief_pdf(const Brief& brief) {
  std::string out;
  cairo_surface_t* surface = cairo_pdf_surface_create_for_stream(append_bytes, &out, k_width, k_height);
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, brief.title.c_str());
  cairo_t* cairo = cairo_create(surface);
  {
    Page page{cairo};
    Writer writer{page};
    writer.ink();
    page.put(brief.title, k_serif, 24, k_margin, k_line);
    page.y += 6;
    writer.quiet();
    page.put(brief.subtitle, k_sans, k_text, k_margin, k_line);
    page.y += 14;
    for (const Brief::Section& section : brief.sections) {
      writer.need(60);
      writer.ink();
      page.put(section.heading, k_serif, 15, k_margin, k_line, true);
      page.y += 5;
      for (const std::string& words : section.paragraphs) writer.paragraph(words);
      for (const std::string& words : section.points) writer.point(words);
      page.y += section.points.empty() ? 0 : 6;
      writer.table(section.table);
      page.y += 8;
    }
    writer.need(40);
    writer.quiet();
    page.put(brief.foot, k_sans, 8.5, k_margin, k_line);
  }
  cairo_show_page(cairo);
  const bool good = cairo_status(cairo) == CAIRO_STATUS_SUCCESS;
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  if (!good) return Error{.code = "document.pdf", .message = "the paper could not be drawn", .remedy = "try again"};
  return out;
}

}  // namespace credex::document
