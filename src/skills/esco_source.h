#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/report.h"
#include "base/result.h"

namespace credex::skills {

/// What the addresses of ESCO's concepts begin with.
constexpr std::string_view k_esco = "http://data.europa.eu/esco/";

/// What a concept of ESCO is (ESCO data model: the skills pillar and the occupations pillar, each with its groups).
enum class ConceptKind : std::uint8_t { skill, skill_group, occupation, isco_group };
/// ESCO skill type.
enum class SkillType : std::uint8_t { unknown, skill, knowledge };
/// ESCO skill reuse level, from everywhere to one occupation.
enum class ReuseLevel : std::uint8_t { unknown, transversal, cross_sector, sector_specific, occupation_specific };

/// ESCO's thematic collections, as bits.
enum Collection : std::uint8_t {
  k_digital = 1,
  k_digcomp = 2,
  k_green = 4,
  k_transversal = 8,
  k_language = 16,
  k_research = 32,
};

struct EscoConcept {
  std::string uri{};
  ConceptKind kind = ConceptKind::skill;
  SkillType type = SkillType::unknown;
  ReuseLevel reuse_level = ReuseLevel::unknown;
  std::uint8_t collections = 0;              ///< of Collection
  bool is_retired = false;                   ///< of an earlier version, kept so that links to it hold
  std::string code{};                        ///< ISCO-08 or the hierarchy's code
  std::vector<std::uint32_t> replaced_by{};  ///< concepts, for a retired one
};

struct EscoLabel {
  std::uint32_t of = 0;
  std::string text{};
  bool is_preferred = false;
};

struct EscoTexts {
  std::string language{};
  std::vector<EscoLabel> labels{};
  std::vector<std::pair<std::uint32_t, std::string>> descriptions{};
};

struct OccupationNeed {
  std::uint32_t occupation = 0;
  std::uint32_t skill = 0;
  bool is_essential = false;
};

/// ESCO as it was read, before it is made into an index (esco_index.h). Concepts are named by their place.
struct EscoSource {
  std::string version{};
  std::vector<EscoConcept> concepts{};
  std::vector<EscoTexts> texts{};                                  ///< by language, the main one first
  std::vector<std::pair<std::uint32_t, std::uint32_t>> broader{};  ///< a concept and one above it
  std::vector<std::pair<std::uint32_t, std::uint32_t>> related{};  ///< skills that go with each other
  std::vector<OccupationNeed> needs{};
  std::unordered_map<std::string, std::uint32_t> numbers{};  ///< URI to place

  /// The place of the concept, which is added where it is new.
  std::uint32_t add(EscoConcept given);
};

/// A file of the official download, unpacked.
struct EscoFile {
  std::string name{};  ///< "skills_en.csv", with or without the archive's name before it
  std::string text{};
};

struct EscoRead {
  EscoSource source{};
  Report report{};  ///< what was read and what was left out, with file and row
};

/// Reads the files of the official download (CSV), of any version from 1.0.8 on and in any languages; the first
/// language with skills is the main one and says which concepts there are. Errors "skills.esco" and "skills.csv" name
/// file and row: a file that is needed and not there, broken rows, a circle in the hierarchy, rows of which more than
/// one in a hundred name unknown concepts. Fewer such are left out and reported.
Result<EscoRead> read_esco(const std::vector<EscoFile>& files, const std::string& version);

/// The version that archives' names state, such as "1.1.1" of "esco-v1.1.1-classification-en-csv.zip"; empty otherwise.
std::string esco_version_in(std::string_view name);

/// A part of ESCO as YAML, or as JSON, which is what the program itself states (data/esco-cci.json). Error
/// "skills.esco" with the line, or of JSON the place.
Result<EscoSource> read_esco_yaml(std::string_view yaml, const std::string& name);

/// Error "skills.esco", which names the concepts, where the hierarchy runs in a circle.
Result<void> check_no_circle(const EscoSource& source);

}  // namespace credex::skills
