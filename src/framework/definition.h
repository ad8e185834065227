#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "framework/text.h"

namespace credex::framework {

/// Hours of notional workload.
struct Hours {
  double count = 0;
  auto operator<=>(const Hours&) const = default;
};
/// Credits of the European Credit Transfer and Accumulation System.
struct Ects {
  double points = 0;
  auto operator<=>(const Ects&) const = default;
};

/// An entry of a controlled list, or a text that stands for one.
struct Concept {
  std::string uri{};
  LangText label{};
  bool empty() const { return uri.empty() && label.empty(); }
  bool operator==(const Concept&) const = default;
};

/// Who quality-assures what, and within which limits (ELM: Accreditation).
struct QualityAssurance {
  Concept type{};            ///< list quality-assurance
  std::string by{};          ///< the agency or body
  std::string by_country{};  ///< its country, ISO 3166-1 alpha-2
  std::string scope{};
  std::optional<Date> valid_until{};
  std::string decision_url{};
  std::string deqar_report{};    ///< number of its report in the Database of External Quality Assurance Results
  std::vector<int> limit_eqf{};  ///< levels it covers; empty is no limit
  std::vector<std::string> limit_fields{};  ///< ISCED-F URIs it covers; empty is no limit
  bool operator==(const QualityAssurance&) const = default;
};

struct Organisation {
  std::string id{};
  LangText legal_name{};
  std::string kind{};
  std::string country{};       ///< ISO 3166-1 alpha-2
  std::string region{};        ///< NUTS or ATU code
  std::string registration{};  ///< number in the country's register
  std::string vat{};
  std::string eidas_identifier{};
  std::string deqar{};  ///< DEQARINST identifier of an institution in that database
  std::string homepage{};
  std::string email{};
  bool operator==(const Organisation&) const = default;
};

struct LearningOutcome {
  std::string id{};
  LangText title{};
  Concept type{};         ///< list outcome-type, or words
  Concept reuse_level{};  ///< list reuse-level
  std::vector<Concept> esco_skills{};
  std::vector<std::string> assessed_by{};  ///< ids of assessments
  bool operator==(const LearningOutcome&) const = default;
};

struct WorkloadPart {
  std::string what{};
  Hours hours{};
  bool operator==(const WorkloadPart&) const = default;
};
struct Workload {
  std::optional<Hours> hours{};
  std::optional<Ects> ects{};
  std::vector<WorkloadPart> parts{};
  bool operator==(const Workload&) const = default;
};

struct Level {
  std::optional<int> eqf{};     ///< European Qualifications Framework, 1 to 8
  std::string qf_ehea{};        ///< cycle of the framework of the European Higher Education Area
  std::string framework{};      ///< URI of the national framework
  std::string national{};       ///< the level as the country writes it
  std::string ground{};         ///< on which ground the level is claimed
  bool not_applicable = false;  ///< said to have no level, which Annex I allows
  bool operator==(const Level&) const = default;
};

struct Assessment {
  std::string id{};
  LangText title{};
  Concept type{};                  ///< list assessment
  Concept supervision{};           ///< list supervision
  std::optional<double> weight{};  ///< per cent of the whole
  std::string criteria{};
  bool operator==(const Assessment&) const = default;
};

struct Participation {
  Concept mode{};                        ///< list mode
  std::optional<bool> prior_learning{};  ///< whether validation of prior learning leads to the award
  std::string prior_learning_route{};
  bool operator==(const Participation&) const = default;
};

struct Stackability {
  std::string option{};  ///< stand-alone, or integrated and stackable towards another credential
  std::string into{};
  std::string into_url{};
  std::string rule{};
  bool operator==(const Stackability&) const = default;
};

/// A micro-credential as its awarding body defines it: all standard elements of Annex I of Council Recommendation
/// 2022/C 243/02 but those that belong to one award (the learner, the date of issue).
struct MicroCredential {
  std::string id{};
  std::string version{};
  LangText title{};
  LangText description{};
  std::vector<std::string> languages{};  ///< of delivery, BCP 47
  std::string sector{};                  ///< sub-sector of the cultural and creative industries
  std::vector<Concept> fields{};         ///< list isced-f
  Organisation awarding_body{};
  std::vector<LearningOutcome> outcomes{};
  Workload workload{};
  Level level{};
  std::vector<Assessment> assessments{};
  Participation participation{};
  std::vector<QualityAssurance> quality_assurance{};
  LangText prerequisites{};
  LangText grading{};
  Stackability stackability{};
  std::vector<Concept> occupations{};  ///< ESCO
  LangText further_information{};
  std::string homepage{};
  bool operator==(const MicroCredential&) const = default;
};

}  // namespace credex::framework
