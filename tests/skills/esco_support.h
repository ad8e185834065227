#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/archive.h"
#include "skills/esco_index.h"

namespace credex::test {

/// The index of a small ESCO written as data/esco-cci.json is; ids are what follows http://data.europa.eu/esco/skill/.
inline std::unique_ptr<const skills::OwnedIndex> esco_of(const char* yaml) {
  auto source = skills::read_esco_yaml(yaml, "esco.yaml");
  if (!source) throw std::runtime_error{source.error().to_string()};
  auto index = skills::index_of(*source);
  if (!index) throw std::runtime_error{index.error().to_string()};
  return std::move(*index);
}

/// Where the official download lies beside the repository, where it does.
inline std::filesystem::path esco_folder() {
  return std::filesystem::path{CREDEX_SOURCE_DIR}.parent_path() / "shared" / "esco";
}

/// The files of its two archives; none where they are absent.
inline std::vector<skills::EscoFile> official_files() {
  std::vector<skills::EscoFile> out;
  for (const char* name : {"esco-v1.1.1-classification-en-csv.zip", "esco-v1.1.1-relations-csv.zip"}) {
    std::ifstream in{esco_folder() / name, std::ios::binary};
    if (!in) return {};
    const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
    auto archive = ZipArchive::open(bytes);
    if (!archive) return {};
    for (const std::string& file : archive->names()) {
      auto text = archive->read(file, std::size_t{1} << 28U);
      if (text) out.push_back({file, std::move(*text)});
    }
  }
  return out;
}

/// The whole of ESCO v1.1.1, or null where the download is absent. Made once.
inline const skills::EscoIndex* official_esco() {
  static const std::unique_ptr<const skills::OwnedIndex> k_index = []() -> std::unique_ptr<const skills::OwnedIndex> {
    auto read = skills::read_esco(official_files(), "1.1.1");
    if (!read) return nullptr;
    auto index = skills::index_of(read->source);
    return index ? std::move(*index) : nullptr;
  }();
  return k_index ? &k_index->index : nullptr;
}

/// The files of a small download that is complete, to be broken by tests.
inline std::vector<skills::EscoFile> small_files() {
  const std::string e = "http://data.europa.eu/esco/";
  return {
      {"skills_en.csv",
       "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,description\n"
       "KnowledgeSkillCompetence," +
           e +
           "skill/a,skill/competence,sector-specific,restore paintings,\"repair paintings\n"
           "mend pictures\",\"Bring old paintings, \"\"as they were\"\", back.\"\n"
           "KnowledgeSkillCompetence," +
           e +
           "skill/b,skill/competence,cross-sector,conserve objects,,\n"
           "KnowledgeSkillCompetence," +
           e + "skill/c,knowledge,transversal,colour theory,theory of colours | hues,\n"},
      {"skillGroups_en.csv",
       "conceptType,conceptUri,preferredLabel,altLabels,code\nSkillGroup," + e + "skill/g,caring for heritage,,S1\n"},
      {"occupations_en.csv", "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,description,code\nOccupation," +
                                 e + "occupation/o,2651,art restorer,,Restorers restore.,2651.1\n"},
      {"ISCOGroups_en.csv",
       "conceptType,conceptUri,code,preferredLabel\nISCOGroup," + e + "isco/C2651,2651,Visual artists\n"},
      {"digitalSkillsCollection_en.csv", "conceptType,conceptUri\nKnowledgeSkillCompetence," + e + "skill/c\n"},
      {"broaderRelationsSkillPillar.csv", "conceptType,conceptUri,broaderType,broaderUri\nx," + e + "skill/a,x," + e +
                                              "skill/b\nx," + e + "skill/b,x," + e + "skill/g\n"},
      {"broaderRelationsOccPillar.csv",
       "conceptType,conceptUri,broaderType,broaderUri\nx," + e + "occupation/o,x," + e + "isco/C2651\n"},
      {"occupationSkillRelations.csv", "occupationUri,relationType,skillType,skillUri\n" + e +
                                           "occupation/o,essential,x," + e + "skill/a\n" + e +
                                           "occupation/o,optional,x," + e + "skill/c\n"},
      {"skillSkillRelations.csv", "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\n" +
                                      e + "skill/a,x,optional,x," + e + "skill/c\n"}};
}

}  // namespace credex::test
