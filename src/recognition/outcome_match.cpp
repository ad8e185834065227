#include "recognition/outcome_match.h"

#include <algorithm>

#include "recognition/text_match.h"

namespace credex::recognition {
namespace {

using framework::LearningOutcome;
using How = OutcomeMatch::How;

constexpr std::size_t k_most = 200;

struct Degree {
  double value = 0;
  How how = How::none;
};

Degree degree_of(skills::Relation relation, const Matching& m) {
  switch (relation) {
    case skills::Relation::same: return {m.same, How::same};
    case skills::Relation::broader: return {m.broader, How::broader};
    case skills::Relation::narrower: return {m.narrower, How::narrower};
    case skills::Relation::related: return {m.related, How::related};
    case skills::Relation::none: break;
  }
  return {};
}

/// How much of the wanted outcome's skills `given` covers: the mean of the best for each.
OutcomeMatch by_skill(const LearningOutcome& wanted, const std::vector<LearningOutcome>& given, const Matching& m,
                      const skills::EscoIndex& esco) {
  OutcomeMatch out{.wanted = &wanted};
  double sum = 0;
  double strongest = 0;
  for (const framework::Concept& skill : wanted.esco_skills) {
    Degree best;
    for (std::size_t i = 0; i < given.size() && i < k_most; ++i) {
      for (const framework::Concept& other : given[i].esco_skills) {
        const Degree one = degree_of(skills::relation_between(esco, other.uri, skill.uri), m);
        if (one.value <= best.value) continue;
        best = one;
        if (one.value > strongest) {
          strongest = one.value;
          out.given = &given[i];
          out.how = one.how;
          out.skill = other.uri;
        }
      }
    }
    sum += best.value;
  }
  if (!wanted.esco_skills.empty()) out.degree = sum / static_cast<double>(wanted.esco_skills.size());
  return out;
}

double text_degree(double likeness, const Matching& m) {
  if (likeness < m.text_from) return 0;
  if (likeness >= m.text_full) return 1;
  // From "partly" at text_from to "covered" at text_full, evenly.
  const double share = (likeness - m.text_from) / (m.text_full - m.text_from);
  return m.partly + share * (m.covered - m.partly);
}

/// The texts of one side, made ready once for each language.
std::vector<std::vector<TextWords>> words_of(const std::vector<LearningOutcome>& outcomes) {
  std::vector<std::vector<TextWords>> out(std::min(outcomes.size(), k_most));
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (const auto& [language, text] : outcomes[i].title.entries) out[i].push_back(text_words(text, language));
  }
  return out;
}

double best_likeness(const std::vector<TextWords>& wanted, const std::vector<TextWords>& given) {
  double same = -1;
  double across = 0;
  for (const TextWords& a : wanted) {
    for (const TextWords& b : given) {
      const double alike = likeness(a, b);
      if (a.language == b.language) {
        same = std::max(same, alike);
      } else {
        across = std::max(across, alike);
      }
    }
  }
  return same >= 0 ? same : across;
}

OutcomeMatch corrected(const LearningOutcome& wanted, const std::vector<LearningOutcome>& given,
                       const MatchCorrection& correction) {
  OutcomeMatch out{.wanted = &wanted, .degree = correction.degree, .how = How::person, .correction = &correction};
  const auto it = std::find_if(given.begin(), given.end(),
                               [&](const LearningOutcome& outcome) { return outcome.id == correction.given; });
  if (it != given.end()) out.given = &*it;
  return out;
}

}  // namespace

OutcomeComparison compare_outcomes(const std::vector<LearningOutcome>& given,
                                   const std::vector<LearningOutcome>& wanted, const Matching& matching,
                                   const skills::EscoIndex& esco, std::span<const MatchCorrection> corrections,
                                   const std::vector<std::string>& essential) {
  OutcomeComparison out;
  std::vector<std::vector<TextWords>> wanted_words;
  std::vector<std::vector<TextWords>> given_words;
  double sum = 0;
  for (std::size_t i = 0; i < wanted.size() && i < k_most; ++i) {
    const LearningOutcome& outcome = wanted[i];
    const auto correction = std::find_if(corrections.begin(), corrections.end(), [&](const MatchCorrection& one) {
      return !outcome.id.empty() && one.wanted == outcome.id;
    });
    OutcomeMatch match;
    if (correction != corrections.end()) {
      match = corrected(outcome, given, *correction);
    } else {
      match = by_skill(outcome, given, matching, esco);
      // Where text_from is 1, a body compares no words.
      if (match.degree < 1 && matching.text_from < 1) {
        if (given_words.empty() && !given.empty()) {
          given_words = words_of(given);
          wanted_words = words_of(wanted);
        }
        for (std::size_t g = 0; g < given_words.size(); ++g) {
          const double degree = text_degree(best_likeness(wanted_words[i], given_words[g]), matching);
          if (degree <= match.degree) continue;
          match.degree = degree;
          match.given = &given[g];
          match.how = How::text;
          match.skill.clear();
        }
      }
    }
    match.essential = std::find(essential.begin(), essential.end(), outcome.id) != essential.end();
    if (match.how == How::text) out.by_text = true;
    if (match.degree >= matching.covered) {
      ++out.covered;
    } else if (match.degree >= matching.partly) {
      ++out.partly;
    }
    sum += match.degree;
    out.matches.push_back(std::move(match));
  }
  if (!out.matches.empty()) out.coverage = 100.0 * sum / static_cast<double>(out.matches.size());
  return out;
}

}  // namespace credex::recognition
