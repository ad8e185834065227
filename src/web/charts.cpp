#include "web/charts.h"

#include <fmt/format.h>

#include <cmath>
#include <map>

#include "base/embedded.h"
#include "base/translate.h"
#include "recognition/country.h"
#include "web/recognition_view.h"

namespace credex::web {
namespace {

struct Shape {
  std::string code{};
  std::string path{};
};
struct Map {
  int width = 0;
  int height = 0;
  std::vector<Shape> shapes{};
};

const Map& europe() {
  static const Map k_map = [] {
    Map out;
    auto document = json::parse(embedded_file("map/europe.json").value_or("{}"));
    if (!document) return out;  // made by the build (tools/write-map.mjs): the build would be wrong, not the input
    out.width = static_cast<int>(document->root.get("width").as_number());
    out.height = static_cast<int>(document->root.get("height").as_number());
    for (const json::Value& one : document->root.get("countries").items())
      out.shapes.push_back({std::string{one.text("code")}, std::string{one.text("d")}});
    return out;
  }();
  return k_map;
}

}  // namespace

std::string europe_map(const Visit& visit, const recognition::Matrix& matrix) {
  struct Count {
    std::uint32_t accepted = 0;
    std::uint32_t all = 0;
  };
  std::map<std::string, Count> by_country;
  for (std::size_t origin = 0; origin < matrix.origins.size(); ++origin) {
    const recognition::System* system = recognition::Countries::built_in().find(matrix.origins[origin]);
    if (system == nullptr) continue;
    Count& count = by_country[system->country];
    for (std::size_t body = 0; body < matrix.bodies.size(); ++body) {
      if (matrix.places[body] == matrix.origins[origin]) continue;
      count.accepted += matrix.at(body, origin).accepted();
      count.all += matrix.at(body, origin).definitions;
    }
  }
  const Map& map = europe();
  std::string out = fmt::format(
      "<svg class=\"map\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">", map.width, map.height,
      escaped(visit.t("Map of Europe: the share of each country's micro-credentials that bodies elsewhere accept")));
  for (const Shape& shape : map.shapes) {
    const auto it = by_country.find(shape.code);
    const bool known = it != by_country.end() && it->second.all > 0;
    const int percent = known ? static_cast<int>(std::lround(100.0 * it->second.accepted / it->second.all)) : 0;
    const std::string words = known ? fmt::format("{}: {} %", country_name(visit.language, shape.code), percent)
                                    : country_name(visit.language, shape.code);
    out += fmt::format("<path class=\"{}\" d=\"{}\"><title>{}</title></path>",
                       known ? "shade-" + std::to_string(percent / 10) : "none", shape.path, escaped(words));
  }
  return out + "</svg>";
}

std::string pathway(const Visit& visit, const stacking::Plan& plan, const std::string& target) {
  constexpr int k_step = 64;
  constexpr int k_left = 28;
  constexpr int k_width = 640;
  const std::size_t stops = plan.use.size() + plan.take.size() + 1;
  const int height = static_cast<int>(stops) * k_step + 12;
  std::string out = fmt::format("<svg class=\"pathway\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">", k_width,
                                height, escaped(visit.t("The way there, stop by stop; the list says the same")));
  out += fmt::format("<line x1=\"{0}\" y1=\"30\" x2=\"{0}\" y2=\"{1}\"/>", k_left, height - k_step + 18);
  int y = 30;
  const auto stop = [&](const char* kind, const std::string& title, const std::string& below) {
    out += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"10\"/>", kind, k_left, y);
    // Text in SVG does not wrap: long titles are cut, and the list has them whole.
    std::string shown = title;
    if (shown.size() > 62) {
      std::size_t end = 58;
      while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xC0U) == 0x80U) --end;
      shown = shown.substr(0, end) + "…";
    }
    out += fmt::format("<text x=\"{}\" y=\"{}\" class=\"stop\">{}</text>", k_left + 26, y + 2, escaped(shown));
    out += fmt::format("<text x=\"{}\" y=\"{}\" class=\"below\">{}</text>", k_left + 26, y + 22, escaped(below));
    y += k_step;
  };
  const auto size = [&](const stacking::Candidate& one) {
    std::string words = format_number(visit.language, one.ects) + " ECTS";
    if (one.eqf) words += " · EQF " + std::to_string(*one.eqf);
    return one.issuer_name.empty() ? words : words + " · " + one.issuer_name;
  };
  for (const stacking::Candidate* one : plan.use) stop("held", one->title, visit.t("you have it") + " · " + size(*one));
  for (const stacking::Candidate* one : plan.take) stop("take", one->title, size(*one));
  stop("target", target, format_number(visit.language, plan.ects) + " ECTS");
  return out + "</svg>";
}

}  // namespace credex::web
