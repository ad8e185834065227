#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "framework/definition.h"

namespace credex::recognition {

/// A decided case as far as others may learn from it: nothing of the person.
struct Precedent {
  std::string id{};
  std::string title{};
  std::string issuer{};
  std::string purpose{};
  std::string target{};
  std::string verdict{};
  std::string reason{};
  std::set<std::string> outcomes{};  ///< skills and words, as outcome_marks() gives them
  double likeness = 0;               ///< 0 to 1, to the case that asks
};

/// By what outcomes are told to be alike: their ESCO skills, and the words of those without.
std::set<std::string> outcome_marks(const framework::MicroCredential& definition);

/// Those that share outcomes with `marks`, the likest first (Jaccard's measure), the same purpose before others, at
/// most `count`.
std::vector<Precedent> alike(const std::set<std::string>& marks, const std::string& purpose,
                             std::vector<Precedent> decided, std::size_t count);

}  // namespace credex::recognition
