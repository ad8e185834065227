#pragma once

#include <optional>
#include <string>
#include <vector>

#include "assessment/rating.h"
#include "base/report.h"
#include "base/statistics.h"

namespace credex::assessment {

/// What an indicator came to.
struct IndicatorScore {
  enum class State : std::uint8_t { rated, moderated, measured, no_evidence, not_applicable };
  const Indicator* indicator = nullptr;
  State state = State::no_evidence;
  std::optional<double> value{};  ///< 0 to 4; the median of the ratings, or what moderation or the catalogue gave
  int raters = 0;
  int least = 0;  ///< of the ratings
  int most = 0;
  bool needs_moderation = false;     ///< assessors differ by two steps or more, and nobody moderated
  int counted_as_two = 0;            ///< ratings of 3 or 4 whose evidence was taken away
  std::optional<Measure> measure{};  ///< what the catalogue says
  std::vector<Evidence> evidence{};  ///< of all assessors
  std::vector<std::string> reasons{};
};

/// Mean of what is below it, 0 to 1; nothing where nothing below has a value. `range`: were what has no evidence 0, and
/// were it 4.
struct PartScore {
  std::string group{};
  std::string id{};
  std::string title{};
  std::optional<double> score{};
  statistics::Interval range{};
};
struct GroupScore {
  std::string id{};
  std::string title{};
  double weight = 0;
  std::optional<double> score{};
  statistics::Interval range{};
};

/// What would help most for its effort.
struct Recommendation {
  const Indicator* indicator = nullptr;
  double value = 0;
  double rank = 0;  ///< (target - value) / 4 x share in the total x 2 where critical / effort
  double gain = 0;  ///< of the total, were the target reached
};

/// Whether the framework is in line, after critical indicators have had their word.
struct Standing {
  std::string band{};               ///< of the rubric, or "not in line"
  std::vector<std::string> caps{};  ///< critical indicators that kept it from a better one
};

struct Assessment {
  std::vector<IndicatorScore> indicators{};  ///< in the rubric's order
  std::vector<PartScore> parts{};
  std::vector<GroupScore> groups{};
  std::optional<double> total{};                   ///< 0 to 1
  statistics::Interval range{};                    ///< by what has no evidence
  std::optional<statistics::Interval> sampling{};  ///< 95 per cent, by drawing assessors anew (bootstrap, seed 42)
  std::optional<double> alpha{};                   ///< Krippendorff's, ordinal, over all ratings before moderation
  std::size_t assessors = 0;
  int target = 3;
  Standing standing{};
  std::vector<Recommendation> recommendations{};  ///< best first
  Report report{};                                ///< by group, part and indicator, with sources

  const IndicatorScore* find(std::string_view indicator) const;
};

/// The rubric's rules applied. A higher rating never lowers a score, and the order of the assessors does not matter.

Assessment assess(const Rubric& rubric, const LocalFramework& framework, std::vector<Assessor> assessors);

/// As JSON: scores, agreement, recommendations, report.
json::Value assessment_value(json::Arena& arena, const Rubric& rubric, const LocalFramework& framework,
                             const Assessment& assessment, std::string_view language = "en");

/// One indicator in two frameworks, or in one at two times.
struct Difference {
  const Indicator* indicator = nullptr;
  double first = 0;
  double second = 0;
  double weight = 0;  ///< |difference| / 4 x share x 2 where critical
};
/// Where both have a value and differ by a step or more, those that matter most first.
std::vector<Difference> differences(const Rubric& rubric, const Assessment& first, const Assessment& second);

std::string_view state_name(IndicatorScore::State state);

}  // namespace credex::assessment
