#include "skills/competences.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/embedded.h"
#include "base/yaml_reader.h"

namespace credex::skills {

std::size_t CompetenceFramework::size() const {
  std::size_t out = 0;
  for (const CompetenceArea& area : areas) out += area.competences.size();
  return out;
}

Result<std::vector<CompetenceFramework>> read_competences(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "skills.competences", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "", {"frameworks"});
  std::vector<CompetenceFramework> out;
  std::set<std::string> frameworks;
  for (const auto& [entry, at] : in.list(root, "", "frameworks")) {
    in.known(entry, at, {"id", "title", "document", "source", "year", "collection", "tie", "levels", "areas"});
    CompetenceFramework one{.id = in.needed_text(entry, at, "id"),
                            .title = in.needed_text(entry, at, "title"),
                            .document = in.needed_text(entry, at, "document"),
                            .source = in.needed_text(entry, at, "source"),
                            .year = in.whole(entry, at, "year", 2000, 2100).value_or(0),
                            .tie = in.needed_text(entry, at, "tie")};
    in.is_new(frameworks, one.id, at);
    constexpr std::array<Collection, 3> k_collections{k_digital, k_green, k_transversal};
    if (const auto place = in.choice(entry, at, "collection", {"digital", "green", "transversal"}))
      one.collection = k_collections[*place];
    for (const auto& [level, place] : in.list(entry, at, "levels"))
      one.levels.emplace_back(in.needed_text(level, place, "id"), in.needed_text(level, place, "title"));
    std::set<std::string> met;
    for (const auto& [area, place] : in.list(entry, at, "areas")) {
      in.known(area, place, {"id", "title", "competences"});
      CompetenceArea into{.id = in.needed_text(area, place, "id"), .title = in.needed_text(area, place, "title")};
      for (const auto& [competence, where] : in.list(area, place, "competences")) {
        in.known(competence, where, {"id", "title", "skills"});
        Competence made{.id = in.needed_text(competence, where, "id"),
                        .title = in.needed_text(competence, where, "title")};
        in.is_new(met, made.id, where);
        for (const std::string& id : in.texts(competence, where, "skills"))
          made.skills.push_back("http://data.europa.eu/esco/skill/" + id);
        into.competences.push_back(std::move(made));
      }
      one.areas.push_back(std::move(into));
    }
    out.push_back(std::move(one));
  }
  if (!in.is_good()) return in.error();
  return out;
}

const std::vector<CompetenceFramework>& competence_frameworks() {
  static const std::vector<CompetenceFramework> k_frameworks = [] {
    auto read = read_competences(embedded_file("competences.yaml").value_or(""), "data/competences.yaml");
    return read ? std::move(*read) : std::vector<CompetenceFramework>{};  // a test reads the file
  }();
  return k_frameworks;
}

std::vector<FrameworkShare> transitions(const EscoIndex& esco, std::span<const ConceptId> skills) {
  std::set<ConceptId> reached;
  for (const ConceptId skill : skills) {
    reached.insert(skill);
    for (const ConceptId above : esco.above(skill)) reached.insert(above);
  }
  std::vector<FrameworkShare> out;
  for (const CompetenceFramework& framework : competence_frameworks()) {
    FrameworkShare one{.framework = &framework};
    for (const ConceptId skill : skills) {
      if ((esco.row(skill).collections & framework.collection) != 0) one.in_collection.push_back(skill);
    }
    for (const CompetenceArea& area : framework.areas) {
      for (const Competence& competence : area.competences) {
        const bool is_touched =
            std::any_of(competence.skills.begin(), competence.skills.end(), [&](const std::string& uri) {
              const auto found = esco.find(uri);
              return found && reached.contains(*found);
            });
        if (is_touched) one.competences.push_back(&competence);
      }
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace credex::skills
