#include "recognition/precedent.h"

#include <algorithm>

#include "recognition/text_match.h"

namespace credex::recognition {

std::set<std::string> outcome_marks(const framework::MicroCredential& definition) {
  std::set<std::string> out;
  for (const framework::LearningOutcome& outcome : definition.outcomes) {
    for (const framework::Concept& skill : outcome.esco_skills) out.insert(skill.uri);
    if (!outcome.esco_skills.empty() || outcome.title.entries.empty()) continue;
    const auto& [language, text] = outcome.title.entries.front();
    for (const TextWords::Word& word : text_words(text, language).words) {
      // A meaning of the glossary is the same in every language.
      out.insert(word.meanings.empty() ? word.stem : "meaning " + std::to_string(word.meanings.front()));
    }
  }
  return out;
}

std::vector<Precedent> alike(const std::set<std::string>& marks, const std::string& purpose,
                             std::vector<Precedent> decided, std::size_t count) {
  for (Precedent& one : decided) {
    const auto common = static_cast<double>(std::count_if(
        one.outcomes.begin(), one.outcomes.end(), [&](const std::string& mark) { return marks.contains(mark); }));
    const double all = static_cast<double>(marks.size() + one.outcomes.size()) - common;
    one.likeness = all > 0 ? common / all : 0;
  }
  std::erase_if(decided, [](const Precedent& one) { return one.likeness <= 0; });
  std::stable_sort(decided.begin(), decided.end(), [&](const Precedent& a, const Precedent& b) {
    if (a.likeness != b.likeness) return a.likeness > b.likeness;
    return (a.purpose == purpose) > (b.purpose == purpose);
  });
  if (decided.size() > count) decided.resize(count);
  return decided;
}

}  // namespace credex::recognition
