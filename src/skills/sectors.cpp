#include "skills/sectors.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/embedded.h"
#include "base/yaml_reader.h"

namespace credex::skills {

std::vector<ConceptId> Sector::occupations_in(const EscoIndex& esco) const {
  std::vector<ConceptId> out;
  for (const std::string& uri : occupations) {
    if (const auto found = esco.find(uri)) out.push_back(*found);
  }
  return out;
}

Result<std::vector<Sector>> read_sectors(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "skills.sectors", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "", {"source", "sectors"});
  std::vector<Sector> out;
  std::set<std::string> met;
  for (const auto& [entry, at] : in.list(root, "", "sectors")) {
    in.known(entry, at, {"id", "title", "domain", "nace", "occupations"});
    Sector one{.id = in.needed_text(entry, at, "id"),
               .title = in.needed_text(entry, at, "title"),
               .domain = in.text(entry, at, "domain")};
    in.is_new(met, one.id, at);
    for (const auto& [nace, place] : in.list(entry, at, "nace")) {
      in.known(nace, place, {"code", "title"});
      one.nace.push_back({in.needed_text(nace, place, "code"), in.needed_text(nace, place, "title")});
    }
    for (const auto& [occupation, place] : in.list(entry, at, "occupations")) {
      in.known(occupation, place, {"id", "label"});
      one.occupations.push_back("http://data.europa.eu/esco/occupation/" + in.needed_text(occupation, place, "id"));
    }
    out.push_back(std::move(one));
  }
  if (!in.is_good()) return in.error();
  return out;
}

const std::vector<Sector>& sectors() {
  static const std::vector<Sector> k_sectors = [] {
    auto read = read_sectors(embedded_file("sectors/cci.yaml").value_or(""), "data/sectors/cci.yaml");
    return read ? std::move(*read) : std::vector<Sector>{};  // a test reads the file: the build would be wrong
  }();
  return k_sectors;
}

const Sector* sector(std::string_view id) {
  const auto found = std::find_if(sectors().begin(), sectors().end(), [id](const Sector& one) { return one.id == id; });
  return found == sectors().end() ? nullptr : &*found;
}

std::vector<ConceptId> cci_occupations(const EscoIndex& esco) {
  std::set<ConceptId> out;
  for (const Sector& one : sectors()) {
    for (const ConceptId occupation : one.occupations_in(esco)) out.insert(occupation);
  }
  return {out.begin(), out.end()};
}

std::vector<MarkingSkill> marking_skills(const EscoIndex& esco, const Sector& of, std::size_t most) {
  const auto occupations = of.occupations_in(esco);
  std::map<ConceptId, std::size_t> count;
  for (const ConceptId occupation : occupations) {
    for (const Need& need : esco.needs(occupation)) {
      if (need.is_essential) ++count[need.other];
    }
  }
  std::vector<std::pair<double, MarkingSkill>> ranked;
  for (const auto& [skill, here] : count) {
    if (here < 2) continue;
    const auto everywhere =
        static_cast<double>(std::count_if(esco.raw_needed_by(skill).begin(), esco.raw_needed_by(skill).end(),
                                          [](std::uint32_t one) { return (one & 1U) != 0; }));
    const double share = static_cast<double>(here) / static_cast<double>(occupations.size());
    const double lift = share / (everywhere / static_cast<double>(esco.occupations().size()));
    ranked.emplace_back(lift * share, MarkingSkill{skill, here, lift});
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second.skill < b.second.skill;
  });
  std::vector<MarkingSkill> out;
  for (const auto& [rank, one] : ranked) {
    if (out.size() < most) out.push_back(one);
  }
  return out;
}

}  // namespace credex::skills
