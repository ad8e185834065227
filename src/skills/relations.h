#pragma once

#include <cstdint>
#include <string_view>

#include "skills/esco_index.h"

namespace credex::skills {

/// How one skill stands to another, seen from the first: `narrower` is a special case of the other, `broader` contains
/// it; `related` are linked, or lie in one group of the skills hierarchy.
enum class Relation : std::uint8_t { none, related, narrower, broader, same };

/// How the first stands to the second (ESCO data model: broader concepts, skill to skill relations, skills hierarchy).
/// `a` and `b` are URIs; such as are not known are the same or nothing to each other.
Relation relation_between(const EscoIndex& esco, std::string_view a, std::string_view b);

}  // namespace credex::skills
