#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "framework/definition.h"
#include "recognition/criteria.h"
#include "skills/relations.h"

namespace credex::recognition {

/// A person's word on a match, kept as evidence: it stands before what was reckoned.
struct MatchCorrection {
  std::string wanted{};  ///< id of the target's outcome
  std::string given{};   ///< id of the award's outcome; empty: none covers it
  double degree = 0;     ///< 0 to 1
  std::string by{};
  std::optional<Date> on{};
  std::string reason{};
  bool operator==(const MatchCorrection&) const = default;
};

/// What covers one outcome of the target, and how it was found.
struct OutcomeMatch {
  enum class How : std::uint8_t { none, related, narrower, broader, same, text, person };
  const framework::LearningOutcome* wanted = nullptr;
  const framework::LearningOutcome* given = nullptr;  ///< the best; null where none comes near
  double degree = 0;                                  ///< how much is covered, 0 to 1
  How how = How::none;
  std::string skill{};                          ///< the ESCO skill it rests on, where it does
  const MatchCorrection* correction = nullptr;  ///< where a person said so
  bool essential = false;
};

struct OutcomeComparison {
  std::vector<OutcomeMatch> matches{};  ///< one for each outcome of the target, in its order
  double coverage = 0;                  ///< per cent of the target's outcomes, by degree
  std::size_t covered = 0;
  std::size_t partly = 0;
  bool by_text = false;  ///< whether likeness of words decided anywhere
};

/// Compares outcomes with those of a target: through ESCO (same, broader, narrower, related; the mean over a target
/// outcome's skills) and by text where that gives more or there is no link; the best counts, so that more outcomes or
/// more links never cover less. Corrections stand before both. `essential` holds ids of target outcomes.
/// At most 200 outcomes on either side are looked at.
OutcomeComparison compare_outcomes(const std::vector<framework::LearningOutcome>& given,
                                   const std::vector<framework::LearningOutcome>& wanted, const Matching& matching,
                                   const skills::EscoIndex& esco, std::span<const MatchCorrection> corrections = {},
                                   const std::vector<std::string>& essential = {});

}  // namespace credex::recognition
