#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "skills/esco_index.h"

namespace credex::skills {

/// A class of the statistical classification of economic activities (NACE Rev. 2, Regulation (EC) No 1893/2006).
struct NaceClass {
  std::string code{};
  std::string title{};
};

/// A sub-sector of the cultural and creative industries (data/sectors/cci.yaml).
struct Sector {
  std::string id{};
  std::string title{};   ///< English; pages translate it
  std::string domain{};  ///< of ESSnet-Culture (2012)
  std::vector<NaceClass> nace{};
  std::vector<std::string> occupations{};  ///< ESCO URIs

  /// Those of them that the index has.
  std::vector<ConceptId> occupations_in(const EscoIndex& esco) const;
};

/// Error "skills.sectors" with file, line and reason.
Result<std::vector<Sector>> read_sectors(std::string_view yaml, const std::string& name);
const std::vector<Sector>& sectors();
const Sector* sector(std::string_view id);
/// The occupations of every sub-sector, each once.
std::vector<ConceptId> cci_occupations(const EscoIndex& esco);

/// A skill that marks a sub-sector: the share of its occupations that need it, over the share of all occupations that
/// do.
struct MarkingSkill {
  ConceptId skill = 0;
  std::size_t occupations = 0;  ///< of the sub-sector that need it as essential
  double lift = 0;
};
/// Best first: by lift weighed with the share; only skills that two occupations and more need.
std::vector<MarkingSkill> marking_skills(const EscoIndex& esco, const Sector& of, std::size_t most = 10);

}  // namespace credex::skills
