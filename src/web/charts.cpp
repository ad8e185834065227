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
  std::map<std::string, double> shares;
  for (const auto& [country, count] : by_country) {
    if (count.all > 0) shares[country] = static_cast<double>(count.accepted) / count.all;
  }
  return shaded_map(
      visit, visit.t("Map of Europe: the share of each country's micro-credentials that bodies elsewhere accept"),
      shares);
}

std::string shaded_map(const Visit& visit, const std::string& title, const std::map<std::string, double>& shares) {
  const Map& map = europe();
  std::string out = fmt::format("<svg class=\"map\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">", map.width,
                                map.height, escaped(title));
  for (const Shape& shape : map.shapes) {
    const auto it = shares.find(shape.code);
    const bool known = it != shares.end();
    const int percent = known ? static_cast<int>(std::lround(100.0 * it->second)) : 0;
    const std::string words = known ? fmt::format("{}: {} %", country_name(visit.language, shape.code), percent)
                                    : country_name(visit.language, shape.code);
    out += fmt::format("<path class=\"{}\" d=\"{}\"><title>{}</title></path>",
                       known ? "shade-" + std::to_string(percent / 10) : "none", shape.path, escaped(words));
  }
  return out + "</svg>";
}

}  // namespace credex::web
