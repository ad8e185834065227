#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "skills/gap.h"
#include "skills/person.h"

namespace credex::skills {

/// A skill that a role asks for.
struct RoleSkill {
  std::string uri{};
  std::optional<int> least_eqf{};  ///< of the credential that shows it
  bool operator==(const RoleSkill&) const = default;
};

/// Work that an employer describes: from an occupation, a text, or by hand.
struct Role {
  std::string title{};
  std::string occupation{};  ///< ESCO URI, where it is one
  std::vector<RoleSkill> required{};
  std::vector<RoleSkill> wished{};
  std::vector<LanguageSkill> languages{};
  std::vector<std::string> countries{};  ///< where the work is, ISO 3166-1 alpha-2; empty is anywhere
  bool is_remote = false;
  std::optional<Date> by{};      ///< when the person has to be available
  bool accept_declared = false;  ///< whether what is not verified meets a required skill too
};

inline constexpr std::size_t k_most_required = 20;
inline constexpr std::size_t k_most_wished = 40;

/// Reads a role file (YAML or JSON; docs/skills.md lists the keys). Error "skills.role" with file, line and reason. An
/// occupation without skills of its own brings its essential ones as required (at most 5, those that fewest
/// occupations need) and the others as wished.
Result<Role> read_role(std::string_view text, const std::string& name, const EscoIndex& esco);
/// The same from an occupation alone.
Role role_of(const EscoIndex& esco, ConceptId occupation, std::string_view language = "en");
/// What a gap is measured against: required skills are essential, wished ones optional. Skills that the index does not
/// have are left out.
Target target_of(const EscoIndex& esco, const Role& role);

}  // namespace credex::skills
