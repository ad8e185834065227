#include "stacking/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "stacking/sums.h"

namespace credex::stacking {

std::string titles(const std::vector<const Candidate*>& list) {
  std::string out;
  for (const Candidate* one : list) out += (out.empty() ? "“" : ", “") + one->title + "”";
  return out;
}

namespace {

using Kind = Condition::Kind;
constexpr double k_seconds = 2;

/// To one decimal; a hair of rounding does not show.
std::string decimal(double number) { return fmt::format("{:g}", std::round(number * 10) / 10); }

Finding line(const StackRule& rule, const std::string& subject, Outcome outcome, const char* message,
             std::vector<std::string> args, const std::string& ground = {}) {
  Finding out = make_finding("stacking.condition", outcome, subject, message, std::move(args));
  out.source = ground.empty() ? rule.id + ", " + rule.version : ground;
  return out;
}

const char* kind_name(Kind kind) {
  switch (kind) {
    case Kind::all: return "all";
    case Kind::any: return "any";
    case Kind::least_ects: return "least_ects";
    case Kind::most_ects: return "most_ects";
    case Kind::home_share: break;
  }
  return "home_share";
}

Finding excluded_line(const StackRule& rule, const Exclusion& one) {
  using Why = Exclusion::Why;
  const char* message = one.why == Why::expired             ? "stacking.excluded.expired"
                        : one.why == Why::withdrawn         ? "stacking.excluded.withdrawn"
                        : one.why == Why::not_verified      ? "stacking.excluded.not_verified"
                        : one.why == Why::too_old           ? "stacking.excluded.too_old"
                        : one.why == Why::counted_elsewhere ? "stacking.excluded.counted_elsewhere"
                                                            : "stacking.excluded.counted_twice";
  Finding out = line(rule, one.candidate->id, Outcome::warn, message, {one.candidate->title, one.detail});
  out.rule = "stacking.excluded";
  return out;
}

/// Of what can count, how much one condition could have at most, and out of how many.
Finding unreachable(const StackRule& rule, std::size_t c, const Model& model, Model& solver) {
  const Condition& condition = rule.conditions[c];
  std::vector<double> gains(model.pool().size(), 0);
  std::vector<const Candidate*> by;
  for (std::size_t i = 0; i < gains.size(); ++i) {
    if (!model.takes(c, i)) continue;
    gains[i] = condition.kind == Kind::least_ects ? -model.pool()[i]->ects : -1;
    by.push_back(model.pool()[i]);
  }
  // The most under overlap alone: every other condition and the total are left out.
  std::set<std::size_t> others;
  for (std::size_t i = 0; i <= rule.conditions.size(); ++i) others.insert(i);
  const Solution most = solver.solve(gains, k_seconds, {}, others);
  const double reached = std::abs(most.value);
  const bool holds = reached >= condition.amount - k_hair;
  const bool is_count = condition.kind == Kind::any || condition.kind == Kind::all;
  const char* message = condition.kind == Kind::all ? (holds ? "stacking.all.reached" : "stacking.all.missing")
                        : is_count                  ? (holds ? "stacking.any.reached" : "stacking.any.at_most")
                                                    : (holds ? "stacking.ects.reached" : "stacking.ects.at_most");
  std::vector<std::string> args{decimal(reached), decimal(condition.amount), selector_text(condition.which),
                                titles(by)};
  if (condition.kind == Kind::all && !holds) {
    std::vector<std::string> missing;
    for (const std::string& id : condition.which.of) {
      if (std::none_of(by.begin(), by.end(), [&](const Candidate* one) { return one->definition == id; }))
        missing.push_back(id);
    }
    args[3] = comma_separated(missing);
  }
  return line(rule, condition.id, holds ? Outcome::pass : Outcome::fail, message, std::move(args), condition.ground);
}

/// Conditions that cannot be had together, none of which could be left out of the quarrel.
std::vector<std::size_t> quarrel(const StackRule& rule, Model& model) {
  const std::vector<double> nothing(model.pool().size(), 0);
  std::set<std::size_t> left_out;
  for (std::size_t c = 0; c <= rule.conditions.size(); ++c) {
    left_out.insert(c);
    if (model.solve(nothing, k_seconds, {}, left_out).kind != Solution::Kind::infeasible) left_out.erase(c);
  }
  std::vector<std::size_t> out;
  for (std::size_t c = 0; c <= rule.conditions.size(); ++c) {
    if (!left_out.contains(c)) out.push_back(c);
  }
  return out;
}

void explain(const StackRule& rule, Model& model, Finding& top) {
  bool each_reachable = true;
  for (std::size_t c = 0; c < rule.conditions.size(); ++c) {
    const Kind kind = rule.conditions[c].kind;
    if (kind == Kind::most_ects || kind == Kind::home_share) continue;
    Finding one = unreachable(rule, c, model, model);
    each_reachable = each_reachable && one.outcome == Outcome::pass;
    top.findings.push_back(std::move(one));
  }
  // The total, as far as each counts once.
  std::vector<double> gains;
  for (const Candidate* one : model.pool()) gains.push_back(-one->ects);
  std::set<std::size_t> all;
  for (std::size_t i = 0; i <= rule.conditions.size(); ++i) all.insert(i);
  const double most = std::abs(model.solve(gains, k_seconds, {}, all).value);
  const bool enough = most >= rule.total_ects - k_hair;
  if (rule.total_ects > 0) {
    top.findings.push_back(line(rule, "total", enough ? Outcome::pass : Outcome::fail,
                                enough ? "stacking.total.reached" : "stacking.total.at_most",
                                {decimal(most), decimal(rule.total_ects)}));
  }
  if (!each_reachable || !enough) return;
  std::vector<std::string> names;
  for (const std::size_t c : quarrel(rule, model)) {
    names.push_back(c < rule.conditions.size() ? rule.conditions[c].id : "total");
  }
  top.findings.push_back(line(rule, rule.id, Outcome::fail, "stacking.quarrel", {comma_separated(names)}));
}

/// Pairs of which only one counts, among everything that may.
void overlaps(const StackRule& rule, const Model& model, Finding& top) {
  std::vector<int> all(model.pool().size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int>(i);
  std::size_t shown = 0;
  for (const Conflict& one : model.conflicts(all)) {
    if (++shown > 20) break;
    Finding finding = line(
        rule, model.pool()[static_cast<std::size_t>(one.a)]->id, Outcome::warn, "stacking.overlap",
        {model.pool()[static_cast<std::size_t>(one.a)]->title, model.pool()[static_cast<std::size_t>(one.b)]->title,
         fmt::format("{:.0f}", one.percent), decimal(*rule.most_overlap)});
    finding.rule = "stacking.overlap";
    top.findings.push_back(std::move(finding));
  }
}

Finding part_line(const StackRule& rule, const Part& part) {
  const auto it = std::find_if(rule.conditions.begin(), rule.conditions.end(),
                               [&](const Condition& one) { return one.id == part.condition; });
  const bool is_own = it == rule.conditions.end();
  std::string message = "stacking.total.reached";
  if (part.condition == "most") message = "stacking.most.kept";
  if (!is_own) {
    const std::string_view name = kind_name(it->kind);
    message = name == "all"          ? "stacking.all.reached"
              : name == "any"        ? "stacking.any.reached"
              : name == "least_ects" ? "stacking.ects.reached"
              : name == "most_ects"  ? "stacking.most.kept"
                                     : "stacking.home.reached";
  }
  Finding out =
      line(rule, part.condition, part.holds ? Outcome::pass : Outcome::fail, message.c_str(),
           {decimal(part.reached), decimal(part.wanted), is_own ? "" : selector_text(it->which), titles(part.by)},
           is_own ? std::string{} : it->ground);
  return out;
}

}  // namespace

std::vector<Part> parts_of(const StackRule& rule, const std::vector<const Candidate*>& counted,
                           const recognition::Countries& countries) {
  std::vector<Part> out;
  double all = 0;
  for (const Candidate* one : counted) all += one->ects;
  for (const Condition& condition : rule.conditions) {
    Part part{.condition = condition.id, .wanted = condition.amount};
    double ects = 0;
    for (const Candidate* one : counted) {
      if (!selects(condition.which, *one, rule, countries)) continue;
      part.by.push_back(one);
      ects += one->ects;
    }
    switch (condition.kind) {
      case Kind::all:
      case Kind::any: part.reached = static_cast<double>(part.by.size()); break;
      case Kind::home_share: part.reached = all > 0 ? 100 * ects / all : 0; break;
      default: part.reached = ects;
    }
    part.holds =
        condition.kind == Kind::most_ects ? part.reached <= part.wanted + k_hair : part.reached >= part.wanted - k_hair;
    out.push_back(std::move(part));
  }
  if (rule.total_ects > 0)
    out.push_back({.condition = "total",
                   .reached = all,
                   .wanted = rule.total_ects,
                   .holds = all >= rule.total_ects - k_hair,
                   .by = counted});
  if (rule.most_ects)
    out.push_back({.condition = "most",
                   .reached = all,
                   .wanted = *rule.most_ects,
                   .holds = all <= *rule.most_ects + k_hair,
                   .by = counted});
  return out;
}

StackCheck check_stack(const StackRule& rule, std::span<const Candidate> candidates, Date on,
                       const recognition::Countries& countries) {
  StackCheck out;
  std::vector<Candidate const*> pool = eligible(candidates, rule, on, out.excluded);
  std::erase_if(pool, [](const Candidate* one) { return !one->is_held; });
  Model model{rule, std::move(pool), countries};
  std::vector<double> costs;
  // A hair for each, so that of equal sums the one of fewer parts is taken.
  for (const Candidate* one : model.pool()) costs.push_back(one->ects + 1e-3);
  const Solution found = model.solve(costs, k_seconds);
  Finding top = make_finding("stacking.rule", Outcome::fail, rule.id, "stacking.rule.fails",
                             {rule.title.any(), rule.body_name}, k_stacking_source);
  if (found.kind == Solution::Kind::optimal || found.kind == Solution::Kind::feasible) {
    out.holds = true;
    for (const int i : found.chosen) out.counted.push_back(model.pool()[static_cast<std::size_t>(i)]);
    for (const Candidate* one : out.counted) out.ects += one->ects;
    out.parts = parts_of(rule, out.counted, countries);
    top.outcome = Outcome::pass;
    top.message = "stacking.rule.holds";
    top.args.push_back(decimal(out.ects));
    for (const Part& part : out.parts) top.findings.push_back(part_line(rule, part));
  } else if (found.kind == Solution::Kind::infeasible) {
    explain(rule, model, top);
  } else {
    top.outcome = Outcome::unknown;
    top.message = "stacking.rule.not_found";
  }
  overlaps(rule, model, top);
  for (const Exclusion& one : out.excluded) top.findings.push_back(excluded_line(rule, one));
  out.report.add(std::move(top));
  return out;
}

}  // namespace credex::stacking
