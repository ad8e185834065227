#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "skills/esco_index.h"

namespace credex::skills {

struct Competence {
  std::string id{};
  std::string title{};
  std::vector<std::string> skills{};  ///< ESCO URIs that it is tied to
};
struct CompetenceArea {
  std::string id{};
  std::string title{};
  std::vector<Competence> competences{};
};
/// A European competence framework (data/competences.yaml): DigComp 2.2, GreenComp, EntreComp, LifeComp.
struct CompetenceFramework {
  std::string id{};
  std::string title{};
  std::string document{};
  std::string source{};
  int year = 0;
  Collection collection{};                                    ///< of ESCO, which it goes with
  std::string tie{};                                          ///< on what the ties to ESCO rest
  std::vector<std::pair<std::string, std::string>> levels{};  ///< id and title; none where it has no levels
  std::vector<CompetenceArea> areas{};
  std::size_t size() const;
};

/// Error "skills.competences" with file, line and reason.
Result<std::vector<CompetenceFramework>> read_competences(std::string_view yaml, const std::string& name);
const std::vector<CompetenceFramework>& competence_frameworks();

/// What some skills add to one framework.
struct FrameworkShare {
  const CompetenceFramework* framework = nullptr;
  std::vector<ConceptId> in_collection{};        ///< of the skills, those in ESCO's collection
  std::vector<const Competence*> competences{};  ///< that are touched, by ties or what lies below them
};

/// What skills add to the digital and green transition and to the key competences: a row for each framework, in the
/// file's order. A competence is touched where one of the skills is tied to it or is a special case of one that is.
std::vector<FrameworkShare> transitions(const EscoIndex& esco, std::span<const ConceptId> skills);

}  // namespace credex::skills
