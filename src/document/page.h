#pragma once

#include <cairo.h>

#include <string>
#include <string_view>
#include <vector>

namespace credex::document {

// A4 in points, and the measures of the page.
inline constexpr double k_width = 595.28;
inline constexpr double k_height = 841.89;
inline constexpr double k_margin = 56;
inline constexpr double k_sign = 92;
inline constexpr double k_code = 96;
inline constexpr const char* k_serif = "Linux Libertine O, Literata, DejaVu Serif, serif";
inline constexpr const char* k_sans = "Linux Biolinum O, Commissioner, DejaVu Sans, sans-serif";

/// Draws text down a page of A4; `y` is where the next line begins. Not for several threads.
class Page {
 public:
  explicit Page(cairo_t* cairo) : cairo_{cairo} {}

  double y = k_margin;

  void colour(double r, double g, double b) { cairo_set_source_rgb(cairo_, r, g, b); }
  void put(std::string_view words, const char* family, double size, double x, double width, bool bold = false,
           bool italic = false);
  /// How high the words would stand.
  double height_of(std::string_view words, const char* family, double size, double width, bool bold = false) const;
  /// A name and its value beside it; nothing where there is no value.
  void fact(std::string_view name, std::string_view value);
  void picture(const std::string& svg, double x, double top, double size);
  void code(const std::vector<std::vector<bool>>& modules, double x, double top, double size);
  void line(double at, double thickness);
  void next() {
    cairo_show_page(cairo_);
    y = k_margin;
  }

 private:
  cairo_t* cairo_;
};

/// For cairo's PDF surfaces: adds what is written to the std::string behind `to`.
cairo_status_t append_bytes(void* to, const unsigned char* data, unsigned size);

}  // namespace credex::document
