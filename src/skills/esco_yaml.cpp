#include <algorithm>
#include <array>

#include "base/yaml_reader.h"
#include "skills/esco_source.h"

namespace credex::skills {
namespace {

/// "2651" of "C2651".
std::string isco_code(const std::string& id) { return id.starts_with('C') ? id.substr(1) : id; }

struct YamlReading {
  YamlReader& in;
  EscoSource& out;
  std::vector<std::pair<json::Value, std::string>> skills{};

  std::uint32_t add(const json::Value& entry, const std::string& at, const char* folder, EscoConcept one) {
    const std::string id = in.needed_text(entry, at, "id");
    one.uri = std::string{k_esco} + (id.find('/') == std::string::npos ? folder : "") + id;
    if (out.numbers.contains(one.uri)) in.problem(at, "\"" + id + "\" stands here twice", "leave one of them");
    const std::uint32_t number = out.add(std::move(one));
    const std::string label = in.needed_text(entry, at, "label");
    if (!label.empty()) out.texts[0].labels.push_back({number, label, true});
    for (std::string& other : in.texts(entry, at, "also"))
      out.texts[0].labels.push_back({number, std::move(other), false});
    return number;
  }

  void each_of(const json::Value& entry, const std::string& at, const char* key, const char* folder, const auto& take) {
    for (const std::string& id : in.texts(entry, at, key)) {
      const auto found = out.numbers.find(std::string{k_esco} + (id.find('/') == std::string::npos ? folder : "") + id);
      if (found == out.numbers.end()) {
        in.problem(at + "/" + key, "\"" + id + "\" is not in this file", "add it or leave it out");
      } else {
        take(found->second);
      }
    }
  }

  void skill_entry(const json::Value& entry, const std::string& at) {
    in.known(entry, at, {"id", "label", "also", "type", "reuse", "in", "broader", "related"});
    EscoConcept one{.kind = ConceptKind::skill};
    if (const auto type = in.choice(entry, at, "type", {"skill", "knowledge"}))
      one.type = *type == 0 ? SkillType::skill : SkillType::knowledge;
    if (const auto reuse =
            in.choice(entry, at, "reuse", {"transversal", "cross-sector", "sector-specific", "occupation-specific"}))
      one.reuse_level = static_cast<ReuseLevel>(*reuse + 1);
    for (const std::string& name : in.texts(entry, at, "in")) {
      constexpr std::array<std::string_view, 6> k_names{"digital",     "digcomp",  "green",
                                                        "transversal", "language", "research"};
      const auto found = std::find(k_names.begin(), k_names.end(), name);
      if (found == k_names.end()) {
        in.problem(at + "/in", "\"" + name + "\" is no collection",
                   "digital, digcomp, green, transversal, language or research");
      } else {
        one.collections |= static_cast<std::uint8_t>(1U << static_cast<unsigned>(found - k_names.begin()));
      }
    }
    add(entry, at, "skill/", std::move(one));
  }
};

}  // namespace

Result<EscoSource> read_esco_yaml(std::string_view text, const std::string& name) {
  // JSON is read twenty times as fast, and what the program states itself is read at every start.
  const bool is_json = text.starts_with('{');
  auto plain = is_json ? json::parse(text) : Result<json::Document>{json::Document{}};
  if (!plain) return std::move(plain).error().at(name);
  auto yaml = parse_yaml(is_json ? std::string_view{"{}"} : text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "skills.esco", is_json ? nullptr : &*yaml};
  const json::Value root = is_json ? plain->root : yaml->document.root;
  in.known(root, "", {"about", "source", "version", "groups", "skills", "isco", "occupations"});
  EscoSource out;
  out.version = in.text(root, "", "version");
  out.texts.push_back({.language = "en"});
  YamlReading reading{in, out};
  const auto groups = in.list(root, "", "groups");
  const auto skills = in.list(root, "", "skills");
  const auto isco = in.list(root, "", "isco");
  const auto occupations = in.list(root, "", "occupations");
  for (const auto& [entry, at] : groups) {
    in.known(entry, at, {"id", "label", "also", "code", "broader"});
    reading.add(entry, at, "skill/", {.kind = ConceptKind::skill_group, .code = in.text(entry, at, "code")});
  }
  for (const auto& [entry, at] : skills) reading.skill_entry(entry, at);
  for (const auto& [entry, at] : isco) {
    in.known(entry, at, {"id", "label", "broader"});
    reading.add(entry, at, "isco/", {.kind = ConceptKind::isco_group, .code = isco_code(in.text(entry, at, "id"))});
  }
  for (const auto& [entry, at] : occupations) {
    in.known(entry, at, {"id", "label", "also", "code", "broader", "essential", "optional"});
    reading.add(entry, at, "occupation/", {.kind = ConceptKind::occupation, .code = in.text(entry, at, "code")});
  }
  std::uint32_t number = 0;
  for (const auto* list : {&groups, &skills, &isco, &occupations}) {
    const char* folder = list == &isco || list == &occupations ? "isco/" : "skill/";
    for (const auto& [entry, at] : *list) {
      const std::uint32_t self = number++;
      reading.each_of(entry, at, "broader", folder, [&](std::uint32_t to) { out.broader.emplace_back(self, to); });
      reading.each_of(entry, at, "related", folder, [&](std::uint32_t to) { out.related.emplace_back(self, to); });
      for (const bool is_essential : {true, false}) {
        reading.each_of(entry, at, is_essential ? "essential" : "optional", "skill/", [&](std::uint32_t to) {
          out.needs.push_back({self, to, is_essential});
        });
      }
    }
  }
  if (!in.is_good()) return in.error();
  if (auto good = check_no_circle(out); !good) return std::move(good).error().at(name);
  return out;
}

}  // namespace credex::skills
