#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace credex::skills {

/// How one skill stands to another, seen from the first: `narrower` is a special case of the other, `broader` contains
/// it; `related` are linked, or lie in one group of the skills hierarchy.
enum class Relation : std::uint8_t { none, related, narrower, broader, same };

/// The skills of ESCO as far as they are known here, and how they stand to each other (ESCO data model: broader
/// concepts, skill to skill relations, skills hierarchy).
class Relations {
 public:
  /// Reads the file data/esco-relations.yaml. Errors "skills.relations" with the line: broken values, or a skill that
  /// is broader than itself.
  static Result<Relations> read(std::string_view yaml, const std::string& name);
  /// What the program itself states: the skills that mark the cultural and creative sectors.
  static const Relations& built_in();

  /// `a` and `b` are URIs; such as are not known are the same or nothing to each other.
  Relation between(std::string_view a, std::string_view b) const;
  std::size_t size() const { return numbers_.size(); }

 private:
  struct Skill {
    std::vector<std::uint32_t> broader{};  ///< with what lies above them
    std::vector<std::uint32_t> related{};
    std::vector<std::string> groups{};
  };
  std::map<std::string, std::uint32_t, std::less<>> numbers_{};
  std::vector<Skill> skills_{};
};

}  // namespace credex::skills
