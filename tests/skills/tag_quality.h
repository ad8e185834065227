#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "skills/tag.h"

namespace credex::test {

/// How well texts are tagged, measured on texts that ESCO's own descriptions make: for an occupation, the descriptions
/// of six of its essential skills one after the other, as a course's description would have them; right are those six.
/// Labels alone are indexed, never descriptions, so each text is held out; parameters were chosen on the occupations of
/// even number and are measured on those of odd number.
struct TagQuality {
  double precision = 0;  ///< of suggestions, the share that are among the six
  double recall = 0;     ///< of the six, the share that are suggested
  double near_precision =
      0;  ///< the same where broader, narrower and related skills, and others that the occupation needs, count too
  double at_six = 0;  ///< recall among the first six
  std::size_t texts = 0;
  double f1() const { return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0; }
};

inline TagQuality measure_tagging(const skills::EscoIndex& esco, const skills::TagOptions& options, std::size_t odd,
                                  std::size_t every = 5) {
  TagQuality out;
  double suggested = 0;
  double right = 0;
  double near = 0;
  double wanted = 0;
  double in_six = 0;
  const auto occupations = esco.occupations();
  for (std::size_t o = odd; o < occupations.size(); o += 2 * every) {
    std::vector<skills::ConceptId> gold;
    std::string text;
    const auto needs = esco.needs(occupations[o]);
    for (const skills::Need& need : needs) {
      if (!need.is_essential || gold.size() == 6 || esco.description(need.other).empty()) continue;
      gold.push_back(need.other);
      text += std::string{esco.description(need.other)} + "\n";
    }
    if (gold.size() < 6) continue;
    auto tags = skills::tag(esco, text, options);
    if (!tags) continue;
    ++out.texts;
    wanted += static_cast<double>(gold.size());
    for (std::size_t i = 0; i < tags->size(); ++i) {
      const skills::ConceptId skill = (*tags)[i].skill;
      const auto is_in = [skill](const auto& list) { return std::find(list.begin(), list.end(), skill) != list.end(); };
      suggested += 1;
      const bool is_right = is_in(gold);
      right += is_right ? 1 : 0;
      if (i < 6 && is_right) in_six += 1;
      bool is_near = is_right;
      for (const skills::Need& need : needs) is_near = is_near || need.other == skill;
      for (const skills::ConceptId one : gold)
        is_near = is_near || is_in(esco.above(one)) || is_in(esco.below(one)) || is_in(esco.related(one));
      near += is_near ? 1 : 0;
    }
  }
  out.precision = suggested > 0 ? right / suggested : 0;
  out.near_precision = suggested > 0 ? near / suggested : 0;
  out.recall = wanted > 0 ? right / wanted : 0;
  out.at_six = wanted > 0 ? in_six / wanted : 0;
  return out;
}

}  // namespace credex::test
