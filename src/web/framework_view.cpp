#include "web/framework_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "base/translate.h"
#include "cocreation/consultation.h"
#include "web/recognition_view.h"

namespace credex::web {
namespace {

struct Tab {
  const char* id;
  const char* words;
  const char* href;
};
constexpr Tab k_tabs[] = {{"framework", "Sector framework", "/framework"},
                          {"consultations", "Consultations", "/consultations"},
                          {"engagement", "Engagement", "/engagement"},
                          {"assessments", "Assessments", "/assessments"},
                          {"practices", "Best practices", "/practices"},
                          {"pilots", "Pilots", "/pilots"},
                          {"europe", "Europe", "/europe"},
                          {"open-data", "Open data", "/open-data"}};

/// A label cut to what fits, whole characters kept.
std::string cut(const std::string& text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace

http::Response framework_page(const Visit& visit, const std::string& tab, const std::string& name,
                              const std::string& title, View view, int status) {
  std::vector<View> tabs;
  for (const Tab& one : k_tabs) {
    View item;
    item.set("words", visit.t(one.words)).set("href", one.href).flag("here", tab == one.id);
    tabs.push_back(std::move(item));
  }
  view.set("framework_tabs", tabs);
  return page(visit, name, title, std::move(view), status);
}

std::vector<View> message_choices(const Visit& visit, const std::string& prefix,
                                  std::span<const std::string_view> names, std::string_view chosen) {
  std::vector<View> out;
  for (const std::string_view name : names) {
    View one;
    one.set("value", name)
        .set("words", message(visit, prefix + "." + std::string{name}))
        .flag("chosen", name == chosen);
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<View> constituency_choices(const Visit& visit, std::string_view chosen) {
  std::vector<std::string_view> names;
  for (std::size_t k = 0; k < cocreation::k_constituencies; ++k)
    names.push_back(cocreation::constituency_name(static_cast<cocreation::Constituency>(k)));
  return message_choices(visit, "cocreation.constituency", names, chosen);
}

std::string effort_words(const Visit& visit, int effort) {
  return effort == 1 ? visit.t("small effort") : effort == 2 ? visit.t("medium effort") : visit.t("large effort");
}
std::string effect_words(const Visit& visit, assessment::Effect effect) {
  return effect == assessment::Effect::low      ? visit.t("small effect")
         : effect == assessment::Effect::medium ? visit.t("medium effect")
                                                : visit.t("large effect");
}

std::string percent_text(double share) { return fmt::format("{:.0f} %", share * 100); }
std::string number_text(double value, int digits) { return fmt::format("{:.{}f}", value, digits); }

std::string clause_kind_words(const Visit& visit, cocreation::ClauseKind kind) {
  switch (kind) {
    case cocreation::ClauseKind::definition: return visit.t("Definitions");
    case cocreation::ClauseKind::level: return visit.t("Level descriptors");
    case cocreation::ClauseKind::competence_area: return visit.t("Competence areas");
    case cocreation::ClauseKind::sector_template: return visit.t("Templates by sub-sector");
    case cocreation::ClauseKind::quality_rule: break;
  }
  return visit.t("Quality rules");
}

std::string touched_words(const Visit& visit, const cocreation::Touched& touched) {
  return visit.t("{0} awards, {1} definitions",
                 {format_number(visit.language, static_cast<double>(touched.awards)),
                  format_number(visit.language, static_cast<double>(touched.definitions))});
}

std::string diff_html(const std::vector<cocreation::DiffPart>& parts) {
  std::string out;
  for (const cocreation::DiffPart& one : parts) {
    const char* tag = one.kind == cocreation::DiffPart::Kind::added     ? "ins"
                      : one.kind == cocreation::DiffPart::Kind::removed ? "del"
                                                                        : nullptr;
    out += tag ? fmt::format("<{0}>{1}</{0}>", tag, escaped(one.text)) : escaped(one.text);
  }
  return out;
}

std::string radar(const Visit& visit, const assessment::Assessment& a, const assessment::Assessment* other) {
  constexpr double k_middle_x = 320;
  constexpr double k_middle_y = 250;
  constexpr double k_radius = 150;
  std::vector<const assessment::PartScore*> spokes;
  for (const assessment::PartScore& one : a.parts) {
    if (one.group == "principles") spokes.push_back(&one);
  }
  if (spokes.size() < 3) {
    spokes.clear();
    for (const assessment::PartScore& one : a.parts) spokes.push_back(&one);
  }
  const auto n = static_cast<double>(spokes.size());
  const auto point = [&](std::size_t i, double share) {
    const double angle = -std::numbers::pi / 2 + 2 * std::numbers::pi * static_cast<double>(i) / n;
    return std::pair{k_middle_x + k_radius * share * std::cos(angle), k_middle_y + k_radius * share * std::sin(angle)};
  };
  std::string out =
      fmt::format("<svg class=\"radar\" viewBox=\"0 0 640 500\" role=\"img\" aria-label=\"{}\">",
                  escaped(visit.t("Radar: the score of each principle, from 0 in the middle to 100 outside; "
                                  "the table says the same")));
  for (const double share : {0.25, 0.5, 0.75, 1.0})
    out += fmt::format("<circle class=\"ring\" cx=\"{}\" cy=\"{}\" r=\"{:.1f}\"/>", k_middle_x, k_middle_y,
                       k_radius * share);
  for (std::size_t i = 0; i < spokes.size(); ++i) {
    const auto [x, y] = point(i, 1);
    const auto [label_x, label_y] = point(i, 1.1);
    out += fmt::format("<path class=\"spoke\" d=\"M{} {}L{:.1f} {:.1f}\"/>", k_middle_x, k_middle_y, x, y);
    const char* anchor = std::abs(label_x - k_middle_x) < 8 ? "middle" : label_x > k_middle_x ? "start" : "end";
    out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", label_x, label_y + 4, anchor,
                       escaped(cut(spokes[i]->title, 26)));
  }
  const auto draw = [&](const assessment::Assessment& one, const char* kind) {
    std::string line;
    std::string dots;
    for (std::size_t i = 0; i < spokes.size(); ++i) {
      const assessment::PartScore* part = nullptr;
      for (const assessment::PartScore& candidate : one.parts) {
        if (candidate.group == spokes[i]->group && candidate.id == spokes[i]->id) part = &candidate;
      }
      const double share = part && part->score ? *part->score : 0;
      const auto [x, y] = point(i, share);
      line += fmt::format("{}{:.1f} {:.1f}", line.empty() ? 'M' : 'L', x, y);
      dots += fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\"><title>{}: {:.0f}</title></circle>",
                          part && part->score ? kind : "none", x, y, escaped(spokes[i]->title), share * 100);
    }
    out += fmt::format("<path class=\"area {}\" d=\"{}Z\"/>", kind, line) + dots;
  };
  if (other) draw(*other, "other");
  draw(a, "own");
  return out + "</svg>";
}

std::string forest(const Visit& visit, const std::vector<Effect>& effects) {
  double low = -0.2;
  double high = 0.2;
  for (const Effect& one : effects) {
    low = std::min(low, one.low);
    high = std::max(high, one.high);
  }
  const double left = 240;
  const double width = 380;
  const auto at = [&](double value) { return left + (value - low) / (high - low) * width; };
  const double height = 40 + 30 * static_cast<double>(effects.size());
  std::string out = fmt::format("<svg class=\"forest\" viewBox=\"0 0 640 {}\" role=\"img\" aria-label=\"{}\">", height,
                                escaped(visit.t("Effects with their 95 per cent intervals; the line is no effect")));
  out += fmt::format(
      "<path class=\"zero\" d=\"M{0:.1f} 10V{1}\"/><text x=\"{0:.1f}\" y=\"{2}\" text-anchor=\"middle\">0</text>",
      at(0), height - 22, height - 6);
  double y = 26;
  for (const Effect& one : effects) {
    out += fmt::format("<text x=\"0\" y=\"{}\">{}</text>", y + 4, escaped(cut(one.label, 36)));
    out += fmt::format("<path class=\"reach\" d=\"M{:.1f} {}H{:.1f}\"/>", at(one.low), y, at(one.high));
    out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{}\" r=\"5\"><title>{:.2f} ({:.2f}, {:.2f})</title></circle>",
                       at(one.value), y, one.value, one.low, one.high);
    y += 30;
  }
  return out + "</svg>";
}

std::string stakeholder_grid(const Visit& visit, const std::vector<GridPoint>& points) {
  constexpr double k_left = 60;
  constexpr double k_top = 20;
  constexpr double k_step = 96;
  std::string out =
      fmt::format("<svg class=\"grid\" viewBox=\"0 0 560 560\" role=\"img\" aria-label=\"{}\">",
                  escaped(visit.t("Stakeholders by interest (to the right) and influence (upwards); the table "
                                  "says the same")));
  out += fmt::format("<path class=\"half\" d=\"M{} {}V{}M{} {}H{}\"/>", k_left + 2.5 * k_step, k_top,
                     k_top + 5 * k_step, k_left, k_top + 2.5 * k_step, k_left + 5 * k_step);
  out += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", k_left, k_top, 5 * k_step, 5 * k_step);
  out += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>", k_left + 2.5 * k_step,
                     k_top + 5 * k_step + 30, escaped(visit.t("interest")));
  out += fmt::format("<text x=\"24\" y=\"{}\" text-anchor=\"middle\" transform=\"rotate(-90 24 {})\">{}</text>",
                     k_top + 2.5 * k_step, k_top + 2.5 * k_step, escaped(visit.t("influence")));
  std::map<std::pair<int, int>, int> there;
  for (const GridPoint& one : points) {
    // Several of one field lie beside each other.
    const int place = there[{one.interest, one.influence}]++;
    const double x = k_left + (one.interest - 1) * k_step + 16 + (place % 5) * 16;
    const double y = k_top + (5 - one.influence) * k_step + 16 + (place / 5 % 5) * 16;
    out +=
        fmt::format("<circle cx=\"{:.0f}\" cy=\"{:.0f}\" r=\"6\"><title>{}</title></circle>", x, y, escaped(one.label));
  }
  return out + "</svg>";
}

std::vector<assessment::Evidence> evidence_written(const Visit& visit, const std::vector<assessment::Evidence>& kept) {
  const auto texts = visit.form.fields.list("evidence");
  const auto links = visit.form.fields.list("link");
  std::vector<assessment::Evidence> out;
  for (std::size_t i = 0; i < std::max(texts.size(), links.size()); ++i) {
    assessment::Evidence one{.text = i < texts.size() ? texts[i] : "", .link = i < links.size() ? links[i] : ""};
    if (one.text.empty() && one.link.empty()) continue;
    const auto same = std::ranges::find_if(
        kept, [&](const assessment::Evidence& was) { return was.text == one.text || was.link == one.link; });
    if (same != kept.end()) one.kind = same->kind;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace credex::web
