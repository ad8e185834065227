#include "skills/relations.h"

#include <algorithm>

#include "base/embedded.h"
#include "base/yaml_reader.h"

namespace credex::skills {
namespace {

constexpr std::string_view k_skill = "http://data.europa.eu/esco/skill/";

bool contains(const std::vector<std::uint32_t>& list, std::uint32_t one) {
  return std::find(list.begin(), list.end(), one) != list.end();
}

bool share(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](const std::string& one) { return std::find(b.begin(), b.end(), one) != b.end(); });
}

}  // namespace

Result<Relations> Relations::read(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "skills.relations", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "", {"source", "skills"});
  Relations out;
  const auto entries = in.list(root, "", "skills");
  for (const auto& [entry, at] : entries) {
    in.known(entry, at, {"id", "broader", "related", "group"});
    const std::string id = in.needed_text(entry, at, "id");
    if (!out.numbers_.emplace(std::string{k_skill} + id, static_cast<std::uint32_t>(out.skills_.size())).second)
      in.problem(at, "\"" + id + "\" stands here twice", "leave one of them");
    out.skills_.emplace_back();
  }
  std::size_t number = 0;
  for (const auto& [entry, at] : entries) {
    Skill& skill = out.skills_[number++];
    const auto take = [&](const json::Value& from, const char* key, const std::string& where,
                          std::vector<std::uint32_t>& into) {
      for (const std::string& id : in.texts(from, where, key)) {
        const auto found = out.numbers_.find(std::string{k_skill} + id);
        if (found == out.numbers_.end()) {
          in.problem(where + "/" + key, "the skill \"" + id + "\" is not in this file", "add it or leave it out");
        } else {
          into.push_back(found->second);
        }
      }
    };
    take(entry, "broader", at, skill.broader);
    take(entry, "related", at, skill.related);
    skill.groups = in.texts(entry, at, "group");
  }
  // What lies above what lies above: level by level until nothing is added.
  for (std::size_t i = 0; i < out.skills_.size(); ++i) {
    std::vector<std::uint32_t>& above = out.skills_[i].broader;
    for (std::size_t next = 0; next < above.size(); ++next) {
      for (const std::uint32_t further : std::vector<std::uint32_t>{out.skills_[above[next]].broader}) {
        if (!contains(above, further)) above.push_back(further);
      }
    }
    if (contains(above, static_cast<std::uint32_t>(i)))
      in.problem("/skills/" + std::to_string(i), "this skill is broader than itself", "break the circle");
  }
  if (!in.is_good()) return in.error();
  return out;
}

const Relations& Relations::built_in() {
  static const Relations k_relations = [] {
    auto read = Relations::read(embedded_file("esco-relations.yaml").value_or(""), "data/esco-relations.yaml");
    return read ? std::move(*read) : Relations{};  // a test reads the file: the build would be wrong, not the input
  }();
  return k_relations;
}

Relation Relations::between(std::string_view a, std::string_view b) const {
  if (a.empty() || b.empty()) return Relation::none;
  if (a == b) return Relation::same;
  const auto first = numbers_.find(a);
  const auto second = numbers_.find(b);
  if (first == numbers_.end() || second == numbers_.end()) return Relation::none;
  const Skill& one = skills_[first->second];
  const Skill& other = skills_[second->second];
  if (contains(one.broader, second->second)) return Relation::narrower;
  if (contains(other.broader, first->second)) return Relation::broader;
  if (contains(one.related, second->second) || contains(other.related, first->second)) return Relation::related;
  return share(one.groups, other.groups) ? Relation::related : Relation::none;
}

}  // namespace credex::skills
