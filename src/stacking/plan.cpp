#include "stacking/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include "stacking/sums.h"

namespace credex::stacking {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::array<std::string_view, 5> k_aims{"credits", "cost", "time", "distance", "presence"};

double distance(const Candidate& c, const PlanOptions& options) {
  if (c.is_online) return 0;
  if (c.country != options.near_country) return 3;
  if (options.near_region.empty() || c.region.empty()) return 2;
  if (c.region.starts_with(options.near_region) || options.near_region.starts_with(c.region)) return 0;
  return c.region.substr(0, 3) == options.near_region.substr(0, 3) ? 1 : 2;
}

/// The most of one kind of step that an optimum can hold where nothing overlaps: enough to fill every sum and count.
std::size_t most_of_a_kind(const StackRule& rule, double ects) {
  double sum = rule.total_ects;
  double count = 1;
  for (const Condition& condition : rule.conditions) {
    switch (condition.kind) {
      case Condition::Kind::least_ects: sum += condition.amount; break;
      case Condition::Kind::any: count += condition.amount; break;
      // To make the share of home large enough, as much again may be needed.
      case Condition::Kind::home_share: sum += rule.total_ects; break;
      default: break;
    }
  }
  return static_cast<std::size_t>(count + std::ceil(sum / std::max(ects, 0.25)));
}

/// The pool is cut down to what an optimum can need: of steps that every condition sees alike and that give the same
/// credits, the cheapest. Sound where nothing overlaps; the planner proves the rest by the bound.
class Pool {
 public:
  Pool(const StackRule& rule, const std::vector<const Candidate*>& all, const PlanOptions& options,
       const recognition::Countries& countries) {
    std::set<std::string> named;
    for (const Prerequisite& one : rule.prerequisites) {
      named.insert(one.of);
      named.insert(one.needs.begin(), one.needs.end());
    }
    std::map<std::string, std::vector<const Candidate*>> kinds;
    for (const Candidate* one : all) {
      if (one->is_held || named.contains(one->definition)) {
        always_.push_back(one);
        continue;
      }
      std::string kind = fmt::format("{:g}|", one->ects);
      for (const Condition& condition : rule.conditions)
        kind += selects(condition.which, *one, rule, countries) ? '1' : '0';
      if (one->ects <= 0 && kind.find('1', kind.find('|')) == std::string::npos) continue;
      kinds[kind].push_back(one);
    }
    for (auto& [kind, list] : kinds) {
      std::stable_sort(list.begin(), list.end(), [&](const Candidate* a, const Candidate* b) {
        return aim_value(*a, options).value_or(0) < aim_value(*b, options).value_or(0);
      });
      kinds_.push_back({most_of_a_kind(rule, list.front()->ects), std::move(list)});
    }
  }

  /// `times` as many of each kind as could be needed without overlaps.
  std::vector<const Candidate*> take(std::size_t times) const {
    std::vector<const Candidate*> out = always_;
    for (const auto& [most, list] : kinds_) {
      const std::size_t count = std::min(list.size(), most * times);
      out.insert(out.end(), list.begin(), list.begin() + static_cast<std::ptrdiff_t>(count));
    }
    return out;
  }
  bool is_all(std::size_t times) const {
    return std::all_of(kinds_.begin(), kinds_.end(),
                       [&](const auto& kind) { return kind.second.size() <= kind.first * times; });
  }

 private:
  std::vector<const Candidate*> always_{};
  std::vector<std::pair<std::size_t, std::vector<const Candidate*>>> kinds_{};
};

class Planner {
 public:
  Planner(const StackRule& rule, std::vector<const Candidate*> all, const PlanOptions& options,
          const recognition::Countries& countries)
      : rule_{rule}, options_{options}, countries_{countries}, all_{std::move(all)} {
    end_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.seconds));
  }

  double left() const { return std::chrono::duration<double>(end_ - Clock::now()).count(); }

  /// The best plan over those candidates that avoids most of each earlier plan.
  std::optional<Plan> best(const std::vector<const Candidate*>& candidates, const std::vector<Plan>& earlier,
                           double seconds) {
    const auto until =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    const Pool pool{rule_, candidates, options_, countries_};
    std::optional<Plan> best;
    double bound = 0;
    is_infeasible_ = false;
    for (std::size_t times = 1;; times *= 4) {
      const double now_left = std::chrono::duration<double>(until - Clock::now()).count();
      if (now_left <= 0) break;
      Model model{rule_, pool.take(times), countries_};
      std::vector<double> costs;
      for (const Candidate* one : model.pool()) costs.push_back(cost_of(*one));
      const std::vector<Program::Row> others = away_from(earlier, model.pool());
      if (times == 1) {
        // Without overlaps an optimum of the pool is one of the whole catalogue: nothing costs less.
        Program relaxed{.costs = costs, .rows = model.rows()};
        relaxed.rows.insert(relaxed.rows.end(), others.begin(), others.end());
        const Solution least = stacking::solve(relaxed, now_left);
        if (least.kind == Solution::Kind::infeasible) {
          is_infeasible_ = true;
          return std::nullopt;
        }
        bound = least.bound;
        if (least.kind == Solution::Kind::optimal && model.conflicts(least.chosen).empty())
          return plan_from(model, least, bound);
      }
      const double then_left = std::chrono::duration<double>(until - Clock::now()).count();
      if (then_left <= 0) break;
      const Solution found = model.solve(costs, then_left, others);
      const bool is_whole = pool.is_all(times);
      if (is_whole && found.kind == Solution::Kind::infeasible) {
        is_infeasible_ = true;
        return std::nullopt;
      }
      if (is_whole) bound = std::max(bound, found.bound);
      if (found.kind == Solution::Kind::optimal || found.kind == Solution::Kind::feasible) {
        if (!best || found.value < best->value - k_hair) best = plan_from(model, found, bound);
        best->bound = std::min(bound, best->value);
        best->is_proven = best->value <= bound + k_hair;
        if (best->is_proven) return best;
      }
      if (is_whole) break;
    }
    return best;
  }

  bool is_infeasible() const { return is_infeasible_; }

 private:
  double cost_of(const Candidate& c) const {
    const double held = c.is_held ? 0.01 * k_step : k_step + k_credit * c.ects;
    return aim_value(c, options_).value_or(0) + held;
  }

  std::vector<Program::Row> away_from(const std::vector<Plan>& earlier, const std::vector<const Candidate*>& pool) {
    std::vector<Program::Row> out;
    for (const Plan& plan : earlier) {
      Program::Row row{.most = std::floor(static_cast<double>(plan.take.size()) / 2)};
      for (std::size_t i = 0; i < pool.size(); ++i) {
        if (std::find(plan.take.begin(), plan.take.end(), pool[i]) != plan.take.end())
          row.terms.emplace_back(static_cast<int>(i), 1);
      }
      out.push_back(std::move(row));
    }
    return out;
  }

  Plan plan_from(const Model& model, const Solution& solution, double bound) const {
    Plan out{.value = solution.value, .bound = std::min(bound, solution.value)};
    out.is_proven = solution.kind == Solution::Kind::optimal && solution.value <= bound + k_hair;
    double cost = 0;
    bool priced = true;
    bool dated = true;
    for (const int i : solution.chosen) {
      const Candidate* one = model.pool()[static_cast<std::size_t>(i)];
      out.ects += one->ects;
      if (one->is_held) {
        out.use.push_back(one);
        continue;
      }
      out.take.push_back(one);
      out.to_earn += one->ects;
      priced = priced && one->cost.has_value();
      cost += one->cost.value_or(0);
      dated = dated && one->ready.has_value();
      if (one->ready) out.ready = std::max(out.ready.value_or(*one->ready), *one->ready);
    }
    if (priced) out.cost = cost;
    if (!dated) out.ready.reset();
    order(out.take);
    std::vector<const Candidate*> counted = out.use;
    counted.insert(counted.end(), out.take.begin(), out.take.end());
    out.parts = parts_of(rule_, counted, countries_);
    return out;
  }

  /// Soonest first, and nothing before what it needs.
  void order(std::vector<const Candidate*>& steps) const {
    std::stable_sort(steps.begin(), steps.end(), [](const Candidate* a, const Candidate* b) {
      if (a->ready != b->ready) return !b->ready || (a->ready && *a->ready < *b->ready);
      return a->definition < b->definition;
    });
    std::vector<const Candidate*> out;
    while (out.size() < steps.size()) {
      const std::size_t before = out.size();
      for (const Candidate* step : steps) {
        if (std::find(out.begin(), out.end(), step) != out.end()) continue;
        if (!is_free(*step, steps, out)) continue;
        out.push_back(step);
        break;
      }
      if (out.size() == before) break;  // a circle, which reading the rule refuses
    }
    if (out.size() == steps.size()) steps = std::move(out);
  }

  bool is_free(const Candidate& step, const std::vector<const Candidate*>& steps,
               const std::vector<const Candidate*>& done) const {
    for (const Prerequisite& one : rule_.prerequisites) {
      if (one.of != step.definition) continue;
      for (const std::string& needed : one.needs) {
        const auto is_it = [&](const Candidate* c) { return c->definition == needed; };
        const bool to_come = std::any_of(steps.begin(), steps.end(), is_it);
        if (to_come && std::none_of(done.begin(), done.end(), is_it)) return false;
      }
    }
    return true;
  }

  const StackRule& rule_;
  const PlanOptions& options_;
  const recognition::Countries& countries_;
  std::vector<const Candidate*> all_;
  Clock::time_point end_{};
  bool is_infeasible_ = false;
};

/// The smallest last date with which there is a plan: candidates that come later are left out, by halving.
std::vector<const Candidate*> soonest(Planner& planner, const std::vector<const Candidate*>& all) {
  std::set<Date> dates;
  for (const Candidate* one : all) {
    if (!one->is_held && one->ready) dates.insert(*one->ready);
  }
  const std::vector<Date> sorted(dates.begin(), dates.end());
  const auto until = [&](std::size_t count) {
    std::vector<const Candidate*> out;
    for (const Candidate* one : all) {
      if (one->is_held || (count > 0 && *one->ready <= sorted[count - 1])) out.push_back(one);
    }
    return out;
  };
  std::size_t low = 0;
  std::size_t high = sorted.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (planner.best(until(middle), {}, planner.left() / 4)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return until(high);
}

Report report_of(const StackRule& rule, const PlanResult& result, std::span<const Candidate> candidates, Date today,
                 bool is_infeasible, const recognition::Countries& countries) {
  Report out;
  if (result.plans.empty()) {
    Finding top = make_finding("stacking.plan", is_infeasible ? Outcome::fail : Outcome::unknown, rule.id,
                               is_infeasible ? "stacking.plan.none" : "stacking.plan.not_found", {rule.title.any()},
                               k_stacking_source);
    if (is_infeasible) {
      // Everything taken as if it were held: why even that is not enough.
      std::vector<Candidate> all(candidates.begin(), candidates.end());
      for (Candidate& one : all) one.is_held = true;
      StackCheck check = check_stack(rule, all, today, countries);
      for (Finding& finding : check.report.findings[0].findings) top.findings.push_back(std::move(finding));
    }
    out.add(std::move(top));
    return out;
  }
  for (const Plan& plan : result.plans) {
    Finding top = make_finding("stacking.plan", plan.is_proven ? Outcome::pass : Outcome::warn, rule.id,
                               plan.take.empty() ? "stacking.plan.done"
                               : plan.is_proven  ? "stacking.plan.proven"
                                                 : "stacking.plan.bounded",
                               {std::to_string(plan.take.size()), fmt::format("{:g}", plan.to_earn),
                                fmt::format("{:g}", std::round(plan.value * 100) / 100),
                                fmt::format("{:g}", std::round(plan.bound * 100) / 100)},
                               k_stacking_source);
    if (!plan.use.empty())
      top.findings.push_back(
          make_finding("stacking.plan.use", Outcome::pass, rule.id, "stacking.plan.use", {titles(plan.use)}));
    for (const Candidate* step : plan.take) {
      top.findings.push_back(
          make_finding("stacking.plan.step", Outcome::not_applicable, step->definition, "stacking.plan.step",
                       {step->title, fmt::format("{:g}", step->ects), step->eqf ? std::to_string(*step->eqf) : "–"}));
    }
    out.add(std::move(top));
  }
  if (result.without_value > 0)
    out.add(make_finding("stacking.plan.left_out", Outcome::warn, rule.id, "stacking.plan.left_out",
                         {std::to_string(result.without_value)}));
  return out;
}

}  // namespace

std::string_view aim_name(Aim aim) { return k_aims[static_cast<std::size_t>(aim)]; }

std::optional<Aim> aim_of(std::string_view name) {
  const auto* const it = std::find(k_aims.begin(), k_aims.end(), name);
  if (it == k_aims.end()) return std::nullopt;
  return static_cast<Aim>(it - k_aims.begin());
}

std::optional<double> aim_value(const Candidate& c, const PlanOptions& options) {
  if (c.is_held) return 0;
  switch (options.aim) {
    case Aim::credits: return c.ects;
    case Aim::cost: return c.cost;
    case Aim::time: return c.ready ? std::optional{0.0} : std::nullopt;
    case Aim::distance: return distance(c, options);
    case Aim::presence: break;
  }
  return c.is_online ? 0 : 1;
}

PlanResult plan_stack(const StackRule& rule, std::span<const Candidate> candidates, Date today,
                      const PlanOptions& options, const recognition::Countries& countries) {
  PlanResult out;
  std::vector<const Candidate*> all = eligible(candidates, rule, today, out.excluded);
  // A plan rests on what is known: what has no price or date is left out where that is the aim.
  out.without_value = std::erase_if(all, [&](const Candidate* one) { return !aim_value(*one, options); });
  Planner planner{rule, all, options, countries};
  if (options.aim == Aim::time) all = soonest(planner, all);
  bool is_infeasible = false;
  for (int i = 0; i <= options.alternatives; ++i) {
    const double share = i == 0 ? planner.left() * 0.8 : planner.left() / (options.alternatives - i + 1);
    if (share <= 0) break;
    auto plan = planner.best(all, out.plans, share);
    if (i == 0) is_infeasible = planner.is_infeasible();
    if (!plan) break;
    // Nothing left to take: no other way could be shorter.
    const bool is_done = plan->take.empty();
    out.plans.push_back(std::move(*plan));
    if (is_done) break;
  }
  out.report = report_of(rule, out, candidates, today, is_infeasible, countries);
  return out;
}

}  // namespace credex::stacking
