#include "recognition/weigh.h"

#include <algorithm>

namespace credex::recognition {
namespace {

constexpr const char* k_partial = "partial credit";

/// The verdict where every criterion is known.
Weighed weigh_known(const ByCriterion<Difference>& differences, const Demands& demands, bool has_target) {
  int weight = 0;
  for (const Criterion criterion : k_all_criteria) {
    const Setting& setting = demands.settings[criterion];
    if (differences[criterion] == Difference::substantial) {
      if (setting.disqualifying) return {.verdict = Verdict::refused};
      weight += 2 * setting.weight;
    } else if (differences[criterion] == Difference::compensable) {
      weight += setting.weight;
    }
  }
  // Micro-evaluator: not every answer has to be yes; a body overlooks what weighs little.
  if (weight <= demands.tolerance) return {.verdict = Verdict::full};
  bool conditional = false;
  bool partial = false;
  for (const Criterion criterion : k_all_criteria) {
    const Difference difference = differences[criterion];
    if (difference != Difference::substantial && difference != Difference::compensable) continue;
    const Setting& setting = demands.settings[criterion];
    if (setting.weight == 0) continue;
    // Credits for a part need something to be a part of.
    if (has_target && gives_partial_credit(setting) && difference == Difference::compensable) {
      partial = true;
    } else if (std::any_of(setting.compensate_by.begin(), setting.compensate_by.end(),
                           [](const std::string& means) { return means != k_partial; })) {
      conditional = true;
    } else {
      return {.verdict = Verdict::refused};
    }
  }
  return {.verdict = conditional ? Verdict::conditional : Verdict::partial, .partial_credit = partial};
}

}  // namespace

void ease(EasedDemands& eased, const Agreement& agreement) {
  for (const Criterion criterion : agreement.waives) {
    eased.waived[criterion] = true;
    eased.by[criterion] = &agreement;
  }
  for (const Criterion criterion : k_all_criteria) {
    const auto& accepted = agreement.accepts[criterion];
    Setting& setting = eased.demands.settings[criterion];
    if (!accepted || *accepted >= setting.full_at) continue;
    setting.full_at = *accepted;
    setting.compensable_at = std::min(setting.compensable_at, *accepted);
    eased.by[criterion] = &agreement;
  }
}

std::vector<std::string> other_means(const Setting& setting) {
  std::vector<std::string> out;
  for (const std::string& means : setting.compensate_by) {
    if (means != k_partial) out.push_back(means);
  }
  return out;
}

bool gives_partial_credit(const Setting& setting) {
  return std::find(setting.compensate_by.begin(), setting.compensate_by.end(), k_partial) !=
         setting.compensate_by.end();
}

Difference difference_of(const Reading& reading, const Setting& setting) {
  if (reading.not_applicable) return Difference::not_applicable;
  if (!reading.value) return Difference::unknown;
  constexpr double k_hair = 1e-9;
  if (*reading.value >= setting.full_at - k_hair) return Difference::none;
  return *reading.value >= setting.compensable_at - k_hair ? Difference::compensable : Difference::substantial;
}

Weighed weigh(const ByCriterion<Difference>& differences, const Demands& demands, bool has_target) {
  ByCriterion<Difference> best = differences;
  ByCriterion<Difference> worst = differences;
  bool is_known = true;
  for (const Criterion criterion : k_all_criteria) {
    if (differences[criterion] != Difference::unknown) continue;
    is_known = false;
    best[criterion] = Difference::none;
    worst[criterion] = Difference::substantial;
  }
  const Weighed most = weigh_known(best, demands, has_target);
  if (is_known) return most;
  // Unknown is neither good nor bad: it decides nothing unless the verdict is the same either way.
  const Weighed least = weigh_known(worst, demands, has_target);
  return most.verdict == least.verdict ? least : Weighed{};
}

}  // namespace credex::recognition
