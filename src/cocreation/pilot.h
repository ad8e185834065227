#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/report.h"
#include "base/result.h"
#include "base/statistics.h"

namespace credex::cocreation {

/// Learning models that a pilot tries.
inline constexpr std::array<std::string_view, 9> k_models{"challenge_based", "residency",       "work_based",
                                                          "peer_learning",   "hackathon",       "blended_mobility",
                                                          "project_based",   "studio_practice", "other"};

enum class Phase : std::uint8_t { before, after, follow_up };
std::string_view phase_name(Phase phase);
std::optional<Phase> phase_of(std::string_view name);

/// What is measured: one number a person and phase.
struct Instrument {
  std::string id{};
  std::string title{};
  double least = 0;
  double most = 10;
  bool is_yes_no = false;  ///< 0 or 1: employment, for instance
};

/// What the pilot is to show, said beforehand.
struct Hypothesis {
  enum class Kind : std::uint8_t { change, difference, completion, attainment };
  std::string id{};
  std::string text{};
  Kind kind = Kind::change;
  std::string instrument{};    ///< of change and difference
  Phase phase = Phase::after;  ///< with which "before" is compared
  double at_least = 0;         ///< effect size (g) of change and difference, share of the others
};
std::string_view hypothesis_kind_name(Hypothesis::Kind kind);

struct Cohort {
  std::string id{};
  std::string title{};
  bool is_comparison = false;  ///< learns the usual way
};

struct Participant {
  std::string code{};  ///< a pseudonym
  std::string cohort{};
  std::map<std::string, std::string> groups{};  ///< matter of difference, such as "employment", to group
  bool has_consent = false;
  bool completed = false;
  bool attained = false;  ///< got the award
  /// By instrument and phase.
  std::map<std::pair<std::string, Phase>, double> answers{};
};

struct Cost {
  std::string what{};
  double amount = 0;
};

struct Pilot {
  std::string id{};
  std::string title{};
  std::string model{};
  std::string about{};
  std::string currency = "EUR";
  std::vector<Hypothesis> hypotheses{};
  std::vector<Instrument> instruments{};
  std::vector<Cohort> cohorts{};
  std::vector<Cost> costs{};  ///< of the pilot's own cohorts
  std::vector<Participant> participants{};

  const Cohort* cohort(std::string_view id) const;
  const Instrument* instrument(std::string_view id) const;
};

/// A pilot as a file. Error "cocreation.pilot" names file, line and reason: an answer without consent, off the
/// instrument's scale, a cohort of one, a hypothesis on an instrument that is not there.
Result<Pilot> read_pilot(std::string_view text, const std::string& name);

/// A share of people as it may be published: nothing where too few stand behind it.
struct Share {
  std::string what{};  ///< cohort's or group's name
  std::optional<std::int64_t> count{};
  std::optional<std::int64_t> of{};
  std::optional<double> share{};
  std::optional<statistics::Interval> interval{};  ///< Wilson, 95 per cent
};
struct Breakdown {
  std::string matter{};  ///< "cohort", or a matter of difference
  std::vector<Share> completion{};
  std::vector<Share> attainment{};
};

/// Before and after in one cohort.
struct Change {
  std::string instrument{};
  std::string cohort{};
  Phase phase = Phase::after;
  std::int64_t n = 0;  ///< people with both; 0 where too few
  double before = 0;
  double after = 0;
  std::optional<statistics::Effect> effect{};         ///< of what is measured; a yes or no has shares alone
  std::optional<statistics::Interval> mean_change{};  ///< bootstrap of the mean difference, 95 per cent
};
/// The pilot's cohorts together against those for comparison, by how much each person changed.
struct Contrast {
  std::string instrument{};
  Phase phase = Phase::after;
  std::int64_t n_pilot = 0;
  std::int64_t n_comparison = 0;
  std::optional<statistics::Effect> effect{};  ///< of what is measured
  /// Of a yes or no: the difference of shares at that time, with Newcombe's interval.
  std::optional<double> share_difference{};
  statistics::Interval share_interval{};
};

enum class Support : std::uint8_t { supported, not_supported, open };
struct HypothesisResult {
  const Hypothesis* hypothesis = nullptr;
  Support support = Support::open;
  std::optional<double> estimate{};
  std::optional<statistics::Interval> interval{};
};

enum class Advice : std::uint8_t { scale, adapt, stop, learn_more };
std::string_view advice_name(Advice advice);

struct Evaluation {
  std::int64_t enrolled = 0;
  std::int64_t with_consent = 0;
  std::vector<Breakdown> breakdowns{};
  std::vector<Change> changes{};
  std::vector<Contrast> contrasts{};
  std::vector<HypothesisResult> hypotheses{};
  double cost = 0;
  std::int64_t awards = 0;  ///< of the pilot's own cohorts; 0 where too few
  std::optional<double> cost_per_award{};
  Advice advice = Advice::learn_more;
  Report report{};
};

/// The evaluation, in aggregates alone: a number that fewer than `least_group` people stand behind is left out, and
/// with it a further one where it could be told from the sum. Only people whose consent holds are counted.
Evaluation evaluate(const Pilot& pilot, std::int64_t least_group = 5);
json::Value evaluation_value(json::Arena& arena, const Pilot& pilot, const Evaluation& evaluation,
                             std::string_view language = "en");

}  // namespace credex::cocreation
