#include "document/page.h"

#include <librsvg/rsvg.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>

namespace credex::document {
namespace {

using Layout = std::unique_ptr<PangoLayout, decltype(&g_object_unref)>;

Layout layout_of(cairo_t* cairo, std::string_view words, const char* family, double size, double width, bool bold,
                 bool italic) {
  Layout layout{pango_cairo_create_layout(cairo), &g_object_unref};
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, family);
  pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
  if (bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  if (italic) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_spacing(layout.get(), static_cast<int>(size * 0.18 * PANGO_SCALE));
  pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
  return layout;
}

double height(const Layout& layout) {
  int out = 0;
  pango_layout_get_size(layout.get(), nullptr, &out);
  return static_cast<double>(out) / PANGO_SCALE;
}

}  // namespace

void Page::put(std::string_view words, const char* family, double size, double x, double width, bool bold,
               bool italic) {
  if (words.empty()) return;
  const Layout layout = layout_of(cairo_, words, family, size, width, bold, italic);
  cairo_move_to(cairo_, x, y);
  pango_cairo_show_layout(cairo_, layout.get());
  y += height(layout);
}

double Page::height_of(std::string_view words, const char* family, double size, double width, bool bold) const {
  return words.empty() ? 0 : height(layout_of(cairo_, words, family, size, width, bold, false));
}

void Page::fact(std::string_view name, std::string_view value) {
  if (value.empty()) return;
  const double top = y;
  colour(0.42, 0.40, 0.37);
  put(name, k_sans, 9.5, k_margin, 118);
  const double name_end = y;
  y = top;
  colour(0.11, 0.10, 0.09);
  put(value, k_sans, 9.5, k_margin + 126, k_width - 2 * k_margin - 126);
  y = std::max(y, name_end) + 5;
}

void Page::picture(const std::string& svg, double x, double top, double size) {
  GError* problem = nullptr;
  RsvgHandle* handle = rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &problem);
  if (!handle) {
    if (problem) g_error_free(problem);
    return;
  }
  const RsvgRectangle where{x, top, size, size};
  rsvg_handle_render_document(handle, cairo_, &where, nullptr);
  g_object_unref(handle);
}

void Page::code(const std::vector<std::vector<bool>>& modules, double x, double top, double size) {
  const double module = size / static_cast<double>(modules.size());
  colour(0, 0, 0);
  for (std::size_t row = 0; row < modules.size(); ++row) {
    for (std::size_t column = 0; column < modules.size(); ++column) {
      if (modules[row][column])
        cairo_rectangle(cairo_, x + static_cast<double>(column) * module, top + static_cast<double>(row) * module,
                        module + 0.02, module + 0.02);
    }
  }
  cairo_fill(cairo_);
}

void Page::line(double at, double thickness) {
  cairo_rectangle(cairo_, k_margin, at, k_width - 2 * k_margin, thickness);
  cairo_fill(cairo_);
}

cairo_status_t append_bytes(void* to, const unsigned char* data, unsigned size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace credex::document
