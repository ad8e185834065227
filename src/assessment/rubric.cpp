#include "assessment/rubric.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

#include "base/embedded.h"
#include "base/yaml_reader.h"

namespace credex::assessment {
namespace {

constexpr std::array<std::string_view, 3> k_effects{"low", "medium", "high"};

std::array<std::string, 5> read_scale(YamlReader& in, const json::Value& object, const std::string& at) {
  std::array<std::string, 5> out;
  const json::Value scale = object.get("scale");
  in.known(scale, at + "/scale", {"0", "1", "2", "3", "4"});
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = in.needed_text(scale, at + "/scale", std::to_string(i));
  return out;
}

void read_groups(YamlReader& in, const json::Value& root, Rubric& out) {
  std::set<std::string> ids;
  double weights = 0;
  for (const auto& [value, at] : in.list(root, "", "groups")) {
    in.known(value, at, {"id", "title", "weight", "parts"});
    Group one{.id = in.needed_text(value, at, "id"),
              .title = in.needed_text(value, at, "title"),
              .weight = in.number(value, at, "weight", 0, 1).value_or(0)};
    for (const auto& [part, part_at] : in.list(value, at, "parts")) {
      in.known(part, part_at, {"id", "title"});
      one.parts.push_back({in.needed_text(part, part_at, "id"), in.needed_text(part, part_at, "title")});
      in.is_new(ids, one.id + "/" + one.parts.back().id, part_at);
    }
    weights += one.weight;
    if (in.is_new(ids, one.id, at)) out.groups.push_back(std::move(one));
  }
  if (std::abs(weights - 1) > 1e-6)
    in.problem("/groups", "the groups' weights do not make one whole", "let them add up to 1");
}

void read_sources(YamlReader& in, const json::Value& root, Rubric& out) {
  for (const json::Member& member : root.get("sources").members()) {
    const std::string at = "/sources" + json::pointer_step(member.key);
    in.known(member.value, at, {"title", "url", "read"});
    out.sources.push_back({std::string{member.key}, in.needed_text(member.value, at, "title"),
                           in.uri(member.value, at, "url"), in.text(member.value, at, "read")});
  }
}

Indicator read_indicator(YamlReader& in, const json::Value& value, const std::string& at, const Rubric& rubric) {
  in.known(value, at,
           {"id", "group", "part", "title", "demand", "question", "scale", "evidence", "recommendation", "effort",
            "effect", "critical", "measured", "measure", "partial", "sources"});
  Indicator out{.id = in.needed_text(value, at, "id"),
                .group = in.needed_text(value, at, "group"),
                .part = in.needed_text(value, at, "part"),
                .title = in.needed_text(value, at, "title"),
                .demand = in.needed_text(value, at, "demand"),
                .question = in.needed_text(value, at, "question"),
                .scale = read_scale(in, value, at),
                .evidence = in.texts(value, at, "evidence"),
                .recommendation = in.needed_text(value, at, "recommendation"),
                .effort = in.whole(value, at, "effort", 1, 3).value_or(2),
                .critical = in.flag(value, at, "critical", false),
                .measured = in.text(value, at, "measured"),
                .measure = in.text(value, at, "measure"),
                .is_partial = in.flag(value, at, "partial", false)};
  if (const auto effect = in.choice(value, at, "effect", {"low", "medium", "high"}))
    out.effect = static_cast<Effect>(*effect);
  const Group* group = rubric.group(out.group);
  if (!group)
    in.problem(at + "/group", "\"" + out.group + "\" is no group of this rubric", "list it under \"groups\"");
  else if (std::none_of(group->parts.begin(), group->parts.end(), [&](const Part& p) { return p.id == out.part; }))
    in.problem(at + "/part", "\"" + out.part + "\" is no part of its group", "list it under the group's \"parts\"");
  for (const auto& [source, source_at] : in.list(value, at, "sources")) {
    in.known(source, source_at, {"source", "where"});
    out.sources.push_back({in.needed_text(source, source_at, "source"), in.text(source, source_at, "where")});
    if (!rubric.source(out.sources.back().source))
      in.problem(source_at, "\"" + out.sources.back().source + "\" is no source of this rubric",
                 "list it under \"sources\"");
  }
  if (out.sources.empty()) in.problem(at, "an indicator without a source demands what nobody asked", "add \"sources\"");
  if (out.evidence.empty()) in.problem(at, "it is not said which evidence is expected", "add \"evidence\"");
  return out;
}

}  // namespace

std::string_view effect_name(Effect effect) { return k_effects[static_cast<std::size_t>(effect)]; }

std::optional<Effect> effect_of(std::string_view name) {
  const auto found = std::find(k_effects.begin(), k_effects.end(), name);
  return found == k_effects.end() ? std::nullopt : std::optional{static_cast<Effect>(found - k_effects.begin())};
}

const Indicator* Rubric::find(std::string_view wanted) const {
  const auto found =
      std::find_if(indicators.begin(), indicators.end(), [&](const auto& one) { return one.id == wanted; });
  return found == indicators.end() ? nullptr : &*found;
}

const Group* Rubric::group(std::string_view wanted) const {
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& one) { return one.id == wanted; });
  return found == groups.end() ? nullptr : &*found;
}

const Source* Rubric::source(std::string_view wanted) const {
  const auto found = std::find_if(sources.begin(), sources.end(), [&](const Source& one) { return one.id == wanted; });
  return found == sources.end() ? nullptr : &*found;
}

double Rubric::share(const Indicator& indicator) const {
  const Group* in_group = group(indicator.group);
  const auto siblings = std::count_if(indicators.begin(), indicators.end(), [&](const Indicator& one) {
    return one.group == indicator.group && one.part == indicator.part;
  });
  return in_group->weight / static_cast<double>(in_group->parts.size()) / static_cast<double>(siblings);
}

std::string Rubric::citation(const Indicator& indicator) const {
  std::string out;
  for (const SourcePlace& place : indicator.sources) {
    if (!out.empty()) out += "; ";
    out += source(place.source)->title;
    if (!place.where.empty()) out += ", " + place.where;
  }
  return out;
}

const Rubric& Rubric::built_in() {
  static const Rubric rubric = [] {
    auto read = read_rubric(embedded_file("assessment/rubric.yaml").value_or(""), "data/assessment/rubric.yaml");
    if (!read) throw std::runtime_error{read.error().to_string()};
    return std::move(*read);
  }();
  return rubric;
}

Result<Rubric> read_rubric(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "assessment.rubric", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "",
           {"id", "version", "language", "purpose", "status", "scale", "rating_rules", "scoring", "bands", "target",
            "groups", "sources", "asks", "indicators"});
  Rubric out{.id = in.needed_text(root, "", "id"),
             .version = in.needed_text(root, "", "version"),
             .purpose = in.text(root, "", "purpose"),
             .status = in.text(root, "", "status"),
             .scale = read_scale(in, root, ""),
             .rules = in.texts(root, "", "rating_rules"),
             .target = in.whole(root, "", "target", 1, 4).value_or(3)};
  read_groups(in, root, out);
  read_sources(in, root, out);
  for (const auto& [value, at] : in.list(root, "", "bands")) {
    in.known(value, at, {"at_least", "name"});
    out.bands.push_back({in.number(value, at, "at_least", 0, 1).value_or(0), in.needed_text(value, at, "name")});
  }
  if (out.bands.empty() || out.bands.front().at_least > 0 ||
      !std::is_sorted(out.bands.begin(), out.bands.end(),
                      [](const Band& a, const Band& b) { return a.at_least < b.at_least; }))
    in.problem("/bands", "the bands do not begin at 0 and rise",
               "write them in the order of \"at_least\", the first 0");
  std::set<std::string> ids;
  for (const auto& [value, at] : in.list(root, "", "indicators")) {
    Indicator one = read_indicator(in, value, at, out);
    if (in.is_new(ids, one.id, at)) out.indicators.push_back(std::move(one));
  }
  if (out.indicators.empty()) in.problem("/indicators", "there is nothing to rate", "add indicators");
  for (const Group& group : out.groups) {
    for (const Part& part : group.parts) {
      if (std::none_of(out.indicators.begin(), out.indicators.end(),
                       [&](const Indicator& one) { return one.group == group.id && one.part == part.id; }))
        in.problem("/groups", "the part \"" + part.id + "\" has no indicator", "add one, or take the part away");
    }
  }
  for (const auto& [value, at] : in.list(root, "", "asks")) {
    in.known(value, at, {"id", "ask", "section", "indicators"});
    out.asks.push_back({in.needed_text(value, at, "id"), in.needed_text(value, at, "ask"),
                        in.text(value, at, "section"), in.texts(value, at, "indicators")});
    for (const std::string& id : out.asks.back().indicators) {
      if (!ids.contains(id)) in.problem(at, "\"" + id + "\" is no indicator of this rubric", "name one that is listed");
    }
  }
  if (!in.is_good()) return in.error();
  return out;
}

}  // namespace credex::assessment
