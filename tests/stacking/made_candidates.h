#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "stacking/candidate.h"

namespace credex::test {

/// Micro-credentials to take: 1 to 10 ECTS, EQF 4 to 7, of 30 countries, three of 2,000 skills each, at a price.
inline std::vector<stacking::Candidate> candidates(std::size_t count) {
  std::mt19937 random{1};
  const auto pick = [&](int least, int most) { return std::uniform_int_distribution<int>{least, most}(random); };
  const std::vector<std::string> sectors{"heritage", "music", "film-audiovisual", "design", "crafts"};
  std::vector<stacking::Candidate> out;
  for (std::size_t i = 0; i < count; ++i) {
    stacking::Candidate one{.id = "https://provider.example/mc/" + std::to_string(i)};
    one.definition = one.title = one.id;
    one.issuer = "https://provider" + std::to_string(pick(0, 39)) + ".example/";
    one.country = "PT";
    one.sector = sectors[static_cast<std::size_t>(pick(0, 4))];
    for (int skill = 0; skill < 3; ++skill) one.outcomes.push_back("skill:" + std::to_string(pick(0, 1999)));
    std::sort(one.outcomes.begin(), one.outcomes.end());
    one.ects = pick(2, 20) / 2.0;
    one.eqf = pick(4, 7);
    one.cost = pick(50, 900);
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace credex::test
