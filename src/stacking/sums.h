#pragma once

#include <string>
#include <vector>

#include "stacking/candidate.h"

namespace credex::stacking {

constexpr double k_hair = 1e-6;    ///< what two sums may differ by and be the same
constexpr double k_step = 1e-4;    ///< between ways with equally much of the aim, the one of fewer steps,
constexpr double k_credit = 1e-5;  ///< and of fewer credits

/// What the rules of stacking rest on.
constexpr const char* k_stacking_source =
    "Council Recommendation 2022/C 243/02, Annex II, principle 5, learning pathways";

/// Titles in quotes, with commas between them.
std::string titles(const std::vector<const Candidate*>& list);

}  // namespace credex::stacking
