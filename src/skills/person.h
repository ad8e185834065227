#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace credex::skills {

/// On what a person's skill rests, weakest first.
enum class EvidenceKind : std::uint8_t {
  declared,   ///< the person says so
  shown,      ///< a work in the portfolio shows it, with the work's digest
  confirmed,  ///< a commissioner or peer signed for the work
  validated,  ///< non-formal or informal learning was assessed and certified (2012/C 398/01)
  verified,   ///< a credential that verifies now states it as an assessed outcome
};
std::string_view evidence_name(EvidenceKind kind);
std::optional<EvidenceKind> evidence_of(std::string_view name);

/// A skill of a person, by its ESCO URI.
struct HeldSkill {
  std::string uri{};
  EvidenceKind evidence = EvidenceKind::declared;
  std::optional<Date> on{};  ///< when it was shown or assessed
  std::optional<int> eqf{};  ///< level of the credential, 1 to 8
  std::string source{};      ///< what shows it: title of a credential or work
  std::string source_id{};
};

/// Level by the Common European Framework of Reference for Languages, A1 to C2.
struct LanguageSkill {
  std::string code{};  ///< ISO 639-1
  int level = 0;       ///< 1 (A1) to 6 (C2); 7 is a first language
  bool operator==(const LanguageSkill&) const = default;
};
std::string_view language_level_name(int level);
std::optional<int> language_level_of(std::string_view name);

/// What a person file says (docs/skills.md lists the keys).
struct PersonFile {
  std::vector<HeldSkill> skills{};
  std::vector<std::string> credentials{};  ///< files beside it, whose assessed outcomes count once they verify
  std::vector<LanguageSkill> languages{};
  std::string country{};                 ///< where the person lives
  std::vector<std::string> mobile_to{};  ///< countries where the person would work; "EU" is every one
  bool is_remote = false;
  std::optional<Date> available_from{};
};

inline constexpr std::size_t k_most_skills = 2000;

/// Reads a person file (YAML or JSON). Error "skills.person" with file, line and reason; a person has at most 2,000
/// skills.
Result<PersonFile> read_person(std::string_view text, const std::string& name);

/// The skills with each once, the strongest evidence first, then the latest.
std::vector<HeldSkill> strongest(std::vector<HeldSkill> skills);

}  // namespace credex::skills
