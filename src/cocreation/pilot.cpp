#include "cocreation/pilot.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cocreation/names.h"
#include "cocreation/parts.h"
#include "skills/disclosure.h"

namespace credex::cocreation {
namespace {

constexpr std::array<std::string_view, 3> k_phases{"before", "after", "follow_up"};
constexpr std::array<std::string_view, 4> k_kinds{"change", "difference", "completion", "attainment"};
constexpr std::array<std::string_view, 4> k_advice{"scale", "adapt", "stop", "learn_more"};

using People = std::vector<const Participant*>;

std::int64_t count_of(const People& people, bool Participant::*what) {
  return std::count_if(people.begin(), people.end(), [&](const Participant* one) { return one->*what; });
}

/// Shares of groups, so that no small number is learnt: neither those who did nor those who did not, nor by taking away
/// from the whole.
std::vector<Share> shares_of(const std::map<std::string, People>& groups, bool Participant::*what, std::int64_t k) {
  std::vector<std::int64_t> sizes;
  sizes.reserve(groups.size());
  for (const auto& [name, people] : groups) sizes.push_back(static_cast<std::int64_t>(people.size()));
  const auto given = skills::disclosed(sizes, k);
  const auto is_small = [&](std::int64_t n) { return n > 0 && n < k; };
  struct Cell {
    std::int64_t did = 0;
    std::int64_t did_not = 0;
    bool is_shown = false;
  };
  std::vector<Share> out;
  std::vector<Cell> cells;
  for (const auto& [name, people] : groups) {
    const auto& size = given[out.size()];
    Cell cell{.did = count_of(people, what)};
    cell.did_not = static_cast<std::int64_t>(people.size()) - cell.did;
    cell.is_shown = size && *size > 0 && !is_small(cell.did) && !is_small(cell.did_not);
    cells.push_back(cell);
    out.push_back({.what = name, .of = size});
  }
  // What is left out must not follow from the whole: two groups at least, with no small number together.
  for (;;) {
    Cell hidden;
    std::size_t n = 0;
    Cell* least = nullptr;
    for (Cell& one : cells) {
      if (one.is_shown) {
        if (!least || one.did + one.did_not < least->did + least->did_not) least = &one;
        continue;
      }
      if (one.did + one.did_not == 0) continue;
      hidden.did += one.did;
      hidden.did_not += one.did_not;
      ++n;
    }
    if (n == 0 || !least || (n > 1 && !is_small(hidden.did) && !is_small(hidden.did_not))) break;
    least->is_shown = false;
  }
  for (std::size_t g = 0; g < out.size(); ++g) {
    if (!cells[g].is_shown) continue;
    out[g].count = cells[g].did;
    out[g].share = static_cast<double>(cells[g].did) / static_cast<double>(*out[g].of);
    out[g].interval = statistics::wilson(cells[g].did, *out[g].of);
  }
  return out;
}

Breakdown breakdown_of(const std::string& matter, const std::map<std::string, People>& groups, std::int64_t k) {
  return {matter, shares_of(groups, &Participant::completed, k), shares_of(groups, &Participant::attained, k)};
}

/// Who has both answers: before and at `phase`, side by side.
struct Pairs {
  std::vector<double> before{};
  std::vector<double> after{};
  std::vector<double> change{};
};
Pairs pairs_of(const People& people, const std::string& instrument, Phase phase) {
  Pairs out;
  for (const Participant* one : people) {
    const auto first = one->answers.find({instrument, Phase::before});
    const auto second = one->answers.find({instrument, phase});
    if (first == one->answers.end() || second == one->answers.end()) continue;
    out.before.push_back(first->second);
    out.after.push_back(second->second);
    out.change.push_back(second->second - first->second);
  }
  return out;
}

double mean_of(std::span<const double> values) { return statistics::sample_of(values).mean; }

std::int64_t yes_in(std::span<const double> values) {
  return static_cast<std::int64_t>(std::count(values.begin(), values.end(), 1.0));
}
/// Whether those who say yes, or those who say no, are so few that they would be known.
bool is_small_share(std::span<const double> values, std::int64_t k) {
  const std::int64_t yes = yes_in(values);
  const auto no = static_cast<std::int64_t>(values.size()) - yes;
  return (yes > 0 && yes < k) || (no > 0 && no < k);
}

Change change_of(const People& people, const Instrument& instrument, const Cohort& cohort, Phase phase,
                 std::int64_t k) {
  Change out{.instrument = instrument.id, .cohort = cohort.id, .phase = phase};
  const Pairs pairs = pairs_of(people, instrument.id, phase);
  if (static_cast<std::int64_t>(pairs.before.size()) < k) return out;
  if (instrument.is_yes_no && (is_small_share(pairs.before, k) || is_small_share(pairs.after, k))) return out;
  out.n = static_cast<std::int64_t>(pairs.before.size());
  out.before = mean_of(pairs.before);
  out.after = mean_of(pairs.after);
  if (!instrument.is_yes_no) out.effect = statistics::effect_within(pairs.before, pairs.after);
  if (const auto drawn = statistics::bootstrap(pairs.change, mean_of)) out.mean_change = drawn->interval;
  return out;
}

Contrast contrast_of(const People& pilot, const People& comparison, const Instrument& instrument, Phase phase,
                     std::int64_t k) {
  Contrast out{.instrument = instrument.id, .phase = phase};
  const Pairs here = pairs_of(pilot, instrument.id, phase);
  const Pairs there = pairs_of(comparison, instrument.id, phase);
  if (static_cast<std::int64_t>(here.change.size()) < k || static_cast<std::int64_t>(there.change.size()) < k)
    return out;
  if (instrument.is_yes_no && (is_small_share(here.after, k) || is_small_share(there.after, k))) return out;
  out.n_pilot = static_cast<std::int64_t>(here.change.size());
  out.n_comparison = static_cast<std::int64_t>(there.change.size());
  if (instrument.is_yes_no) {
    out.share_difference = mean_of(here.after) - mean_of(there.after);
    out.share_interval =
        statistics::difference_of_shares(yes_in(here.after), out.n_pilot, yes_in(there.after), out.n_comparison);
    return out;
  }
  out.effect = statistics::effect_between(statistics::sample_of(here.change), statistics::sample_of(there.change));
  return out;
}

/// Supported where the whole interval lies at or above what was wanted, not supported where it lies below.
void weigh(HypothesisResult& result, double estimate, const statistics::Interval& interval) {
  result.estimate = estimate;
  result.interval = interval;
  const double wanted = result.hypothesis->at_least;
  if (interval.low >= wanted && interval.low > 0)
    result.support = Support::supported;
  else if (interval.high < wanted)
    result.support = Support::not_supported;
}

HypothesisResult test(const Hypothesis& h, const Evaluation& e, const People& own, std::int64_t k) {
  HypothesisResult out{.hypothesis = &h};
  switch (h.kind) {
    case Hypothesis::Kind::change: {
      const Pairs pairs = pairs_of(own, h.instrument, h.phase);
      if (static_cast<std::int64_t>(pairs.before.size()) < k) break;
      if (const auto effect = statistics::effect_within(pairs.before, pairs.after))
        weigh(out, effect->g, effect->g_interval);
      break;
    }
    case Hypothesis::Kind::difference:
      for (const Contrast& one : e.contrasts) {
        if (one.instrument != h.instrument || one.phase != h.phase) continue;
        if (one.effect) weigh(out, one.effect->g, one.effect->g_interval);
        if (one.share_difference) weigh(out, *one.share_difference, one.share_interval);
      }
      break;
    case Hypothesis::Kind::completion:
    case Hypothesis::Kind::attainment: {
      const auto n = static_cast<std::int64_t>(own.size());
      if (n < k) break;
      const std::int64_t x =
          count_of(own, h.kind == Hypothesis::Kind::completion ? &Participant::completed : &Participant::attained);
      if ((x > 0 && x < k) || (n - x > 0 && n - x < k)) break;  // a small number either way
      weigh(out, static_cast<double>(x) / static_cast<double>(n), statistics::wilson(x, n));
      break;
    }
  }
  return out;
}

Advice advice_of(const Evaluation& e) {
  const auto n = [&](Support s) {
    return std::count_if(e.hypotheses.begin(), e.hypotheses.end(), [&](const auto& one) { return one.support == s; });
  };
  const auto all = static_cast<std::ptrdiff_t>(e.hypotheses.size());
  if (all == 0 || n(Support::open) == all) return Advice::learn_more;
  if (n(Support::supported) == all) return Advice::scale;
  if (n(Support::not_supported) * 2 > all) return Advice::stop;
  return n(Support::supported) > 0 ? Advice::adapt : Advice::learn_more;
}

std::string two_places(double value) { return fmt::format("{:.2f}", value); }

Report report_of(const Evaluation& e, const Pilot& pilot, std::int64_t k) {
  Report out;
  for (const HypothesisResult& one : e.hypotheses) {
    const bool is_share =
        one.hypothesis->kind == Hypothesis::Kind::completion || one.hypothesis->kind == Hypothesis::Kind::attainment;
    if (!one.estimate) {
      out.add(make_finding("cocreation.hypothesis", Outcome::unknown, one.hypothesis->id,
                           "cocreation.hypothesis.too_few", {one.hypothesis->text, std::to_string(k)}));
      continue;
    }
    const char* key = one.support == Support::supported       ? "cocreation.hypothesis.supported"
                      : one.support == Support::not_supported ? "cocreation.hypothesis.not_supported"
                                                              : "cocreation.hypothesis.open";
    out.add(make_finding("cocreation.hypothesis",
                         one.support == Support::supported       ? Outcome::pass
                         : one.support == Support::not_supported ? Outcome::fail
                                                                 : Outcome::unknown,
                         one.hypothesis->id, key,
                         {one.hypothesis->text, two_places(*one.estimate), two_places(one.interval->low),
                          two_places(one.interval->high), two_places(one.hypothesis->at_least)},
                         is_share ? "R. G. Newcombe, Statistics in Medicine 17, 1998"
                                  : "Borenstein et al., Introduction to Meta-Analysis, 2009"));
  }
  if (std::none_of(pilot.cohorts.begin(), pilot.cohorts.end(), [](const Cohort& one) { return one.is_comparison; }))
    out.add(make_finding("cocreation.comparison", Outcome::warn, "", "cocreation.pilot.no_comparison"));
  if (e.with_consent < e.enrolled)
    out.add(make_finding("cocreation.consent", Outcome::not_applicable, "", "cocreation.pilot.without_consent"));
  out.add(make_finding("cocreation.advice", Outcome::not_applicable, pilot.id,
                       ("cocreation.advice." + std::string{advice_name(e.advice)}).c_str()));
  return out;
}

}  // namespace

std::string_view phase_name(Phase phase) { return k_phases[static_cast<std::size_t>(phase)]; }
std::optional<Phase> phase_of(std::string_view name) { return enum_of<Phase>(k_phases, name); }
std::string_view hypothesis_kind_name(Hypothesis::Kind kind) { return k_kinds[static_cast<std::size_t>(kind)]; }
std::string_view advice_name(Advice advice) { return k_advice[static_cast<std::size_t>(advice)]; }
const Cohort* Pilot::cohort(std::string_view wanted) const { return by_id(cohorts, wanted); }
const Instrument* Pilot::instrument(std::string_view wanted) const { return by_id(instruments, wanted); }

Evaluation evaluate(const Pilot& pilot, std::int64_t k) {
  Evaluation out{.enrolled = static_cast<std::int64_t>(pilot.participants.size())};
  People own;
  People comparison;
  std::map<std::string, People> by_cohort;
  std::map<std::string, std::map<std::string, People>> by_matter;
  for (const Participant& one : pilot.participants) {
    if (!one.has_consent) continue;
    ++out.with_consent;
    const Cohort* cohort = pilot.cohort(one.cohort);
    if (!cohort) continue;
    by_cohort[cohort->id].push_back(&one);
    (cohort->is_comparison ? comparison : own).push_back(&one);
    if (cohort->is_comparison) continue;
    for (const auto& [matter, group] : one.groups) by_matter[matter][group].push_back(&one);
  }
  // Apart, as the sum over the pilot's own cohorts is given with the cost of an award.
  std::map<std::string, People> own_cohorts;
  std::map<std::string, People> others;
  for (const auto& [id, people] : by_cohort) (pilot.cohort(id)->is_comparison ? others : own_cohorts)[id] = people;
  out.breakdowns.push_back(breakdown_of("cohort", own_cohorts, k));
  if (!others.empty()) out.breakdowns.push_back(breakdown_of("comparison", others, k));
  for (const auto& [matter, groups] : by_matter) out.breakdowns.push_back(breakdown_of(matter, groups, k));
  for (const Instrument& instrument : pilot.instruments) {
    for (const Phase phase : {Phase::after, Phase::follow_up}) {
      bool is_asked = false;
      for (const Participant& one : pilot.participants)
        is_asked = is_asked || one.answers.contains({instrument.id, phase});
      if (!is_asked) continue;
      for (const Cohort& cohort : pilot.cohorts)
        out.changes.push_back(change_of(by_cohort[cohort.id], instrument, cohort, phase, k));
      if (!comparison.empty()) out.contrasts.push_back(contrast_of(own, comparison, instrument, phase, k));
    }
  }
  for (const Cost& one : pilot.costs) out.cost += one.amount;
  const std::int64_t awards = count_of(own, &Participant::attained);
  const std::int64_t without = static_cast<std::int64_t>(own.size()) - awards;
  if (awards >= k && (without == 0 || without >= k)) {
    out.awards = awards;
    out.cost_per_award = out.cost / static_cast<double>(awards);
  }
  for (const Hypothesis& one : pilot.hypotheses) out.hypotheses.push_back(test(one, out, own, k));
  out.advice = advice_of(out);
  out.report = report_of(out, pilot, k);
  return out;
}

}  // namespace credex::cocreation
