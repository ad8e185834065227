#include "stacking/bridge.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "skills/value.h"
#include "stacking/sums.h"

namespace credex::stacking {
namespace {

using skills::ConceptId;
constexpr const char* k_bridge_source = "ESCO, European Commission; catalogue";

/// A candidate that brings something, and what, by place among the open skills.
struct Useful {
  const Candidate* candidate = nullptr;
  std::vector<std::size_t> brings{};
  double aim = 0;
};

bool passes(const Candidate& c, const BridgeOptions& o) {
  if (c.is_held || (o.online_only && !c.is_online)) return false;
  const auto has = [](const std::vector<std::string>& list, const std::string& one) {
    return std::find(list.begin(), list.end(), one) != list.end();
  };
  if (!o.countries.empty() && !c.is_online && !has(o.countries, c.country)) return false;
  return o.languages.empty() || std::any_of(c.languages.begin(), c.languages.end(), [&](const std::string& language) {
           return has(o.languages, language.substr(0, language.find('-')));
         });
}

class Bridging {
 public:
  Bridging(const skills::EscoIndex& esco, const skills::SkillLevels& levels, const BridgeOptions& options)
      : esco_{esco}, levels_{levels}, options_{options} {}

  Bridge run(const skills::Target& target, std::span<const Candidate> candidates) {
    for (const skills::Need& need : target.needs) {
      if ((need.is_essential || !options_.essential_only) && levels_.of(need.other) < options_.least_level)
        out_.open.push_back(need.other);
    }
    collect(candidates);
    std::vector<std::size_t> times(out_.open.size(), 0);
    for (const Useful& one : useful_) {
      for (const std::size_t place : one.brings) ++times[place];
    }
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (times[i] == 0) {
        out_.unoffered.push_back(out_.open[i]);
      } else {
        offered_.push_back(i);
      }
    }
    if (!offered_.empty()) solve_it();
    if (offered_.empty()) out_.is_proven = true;
    return std::move(out_);
  }

 private:
  void collect(std::span<const Candidate> candidates) {
    for (const ConceptId open : out_.open) {
      near_.insert(open);
      for (const ConceptId other : esco_.above(open)) near_.insert(other);
      for (const ConceptId other : esco_.below(open)) near_.insert(other);
      near_.insert(esco_.related(open).begin(), esco_.related(open).end());
    }
    std::map<std::vector<std::size_t>, Useful> best;
    for (const Candidate& c : candidates) {
      if (!passes(c, options_)) continue;
      std::vector<std::size_t> brings;
      // Most of a catalogue has nothing to do with what is missing.
      const auto taught = brought(esco_, c);
      if (std::none_of(taught.begin(), taught.end(), [&](ConceptId skill) { return near_.contains(skill); })) continue;
      const auto raised = levels_.raised_by(taught);
      for (std::size_t i = 0; i < out_.open.size(); ++i) {
        const auto found =
            std::find_if(raised.begin(), raised.end(), [&](const auto& one) { return one.first == out_.open[i]; });
        if (found != raised.end() && static_cast<double>(found->second) >= options_.least_level) brings.push_back(i);
      }
      if (brings.empty()) continue;
      const auto aim = aim_value(
          c, {.aim = options_.aim, .near_country = options_.near_country, .near_region = options_.near_region});
      if (!aim) {
        ++out_.without_value;
        continue;
      }
      // Of those that bring the same, the one with least of the aim can stand for all.
      const Useful one{&c, brings, *aim};
      const auto [it, is_new] = best.emplace(std::move(brings), one);
      if (!is_new && costs(one) < costs(it->second)) it->second = one;
    }
    for (auto& [brings, one] : best) useful_.push_back(std::move(one));
  }

  static double costs(const Useful& one) { return one.aim + k_step + k_credit * one.candidate->ects; }

  void solve_it() {
    Program program;
    for (const Useful& one : useful_) program.costs.push_back(costs(one));
    const std::size_t count = useful_.size();
    // What is to be had for a budget: each skill is worth more than all that could be spent on it.
    double all = 1;
    for (const Useful& one : useful_) all += costs(one);
    for (std::size_t i = 0; i < offered_.size(); ++i) {
      Program::Row row{.least = options_.budget ? 0.0 : 1.0};
      for (std::size_t u = 0; u < count; ++u) {
        if (std::find(useful_[u].brings.begin(), useful_[u].brings.end(), offered_[i]) != useful_[u].brings.end())
          row.terms.emplace_back(static_cast<int>(u), 1);
      }
      if (options_.budget) {
        program.costs.push_back(-all);
        row.terms.emplace_back(static_cast<int>(count + i), -1);
      }
      program.rows.push_back(std::move(row));
    }
    if (options_.budget) {
      Program::Row row{.most = *options_.budget + k_hair};
      for (std::size_t u = 0; u < count; ++u) row.terms.emplace_back(static_cast<int>(u), useful_[u].aim);
      program.rows.push_back(std::move(row));
    }
    const Solution found = solve(program, options_.seconds);
    out_.is_proven = found.kind == Solution::Kind::optimal;
    if (found.kind != Solution::Kind::optimal && found.kind != Solution::Kind::feasible) {
      for (const std::size_t place : offered_) out_.left.push_back(out_.open[place]);
      return;
    }
    take(found, count);
  }

  void take(const Solution& found, std::size_t count) {
    std::vector<bool> met(out_.open.size(), false);
    double cost = 0;
    bool priced = true;
    for (const int chosen : found.chosen) {
      if (static_cast<std::size_t>(chosen) >= count) continue;
      const Useful& one = useful_[static_cast<std::size_t>(chosen)];
      BridgeStep step{.take = one.candidate};
      for (const std::size_t place : one.brings) {
        step.brings.push_back(out_.open[place]);
        met[place] = true;
      }
      out_.steps.push_back(std::move(step));
      out_.ects += one.candidate->ects;
      out_.value += one.aim;
      priced = priced && one.candidate->cost.has_value();
      cost += one.candidate->cost.value_or(0);
    }
    if (priced) out_.cost = cost;
    out_.bound = out_.is_proven ? out_.value : options_.budget ? 0 : std::max(0.0, found.bound);
    for (const std::size_t place : offered_) {
      if (!met[place]) out_.left.push_back(out_.open[place]);
    }
    std::stable_sort(out_.steps.begin(), out_.steps.end(),
                     [](const BridgeStep& a, const BridgeStep& b) { return a.brings.size() > b.brings.size(); });
  }

  const skills::EscoIndex& esco_;
  const skills::SkillLevels& levels_;
  const BridgeOptions& options_;
  std::vector<Useful> useful_{};
  std::set<ConceptId> near_{};          ///< what could bring an open skill: it, above, below, related
  std::vector<std::size_t> offered_{};  ///< places among the open skills
  Bridge out_{};
};

std::string labels(const skills::EscoIndex& esco, const std::vector<ConceptId>& list, std::string_view language) {
  std::string out;
  for (std::size_t i = 0; i < list.size() && i < 12; ++i)
    out += (i == 0 ? "" : ", ") + std::string{esco.label(list[i], language)};
  if (list.size() > 12) out += ", …";
  return out;
}

Report report_of(const skills::EscoIndex& esco, const Bridge& b, const std::string& title, std::string_view language) {
  Report out;
  const auto number = [](double value) { return fmt::format("{:g}", std::round(value * 100) / 100); };
  const std::size_t offered = b.open.size() - b.unoffered.size();
  Finding top = make_finding("skills.bridge", Outcome::pass, title, "skills.bridge.done", {title}, k_bridge_source);
  if (!b.open.empty()) {
    top.outcome = b.steps.empty() ? Outcome::fail : b.is_proven ? Outcome::pass : Outcome::warn;
    top.message = b.steps.empty() ? "skills.bridge.none"
                  : b.is_proven   ? "skills.bridge.proven"
                                  : "skills.bridge.bounded";
    top.args = {std::to_string(b.steps.size()), number(b.ects),  std::to_string(offered - b.left.size()),
                std::to_string(b.open.size()),  number(b.value), number(b.bound)};
  }
  for (const BridgeStep& step : b.steps)
    top.findings.push_back(
        make_finding("skills.bridge.step", Outcome::not_applicable, step.take->definition, "skills.bridge.step",
                     {step.take->title, number(step.take->ects), labels(esco, step.brings, language)}));
  if (!b.unoffered.empty())
    top.add(make_finding("skills.bridge.unoffered", Outcome::warn, title, "skills.bridge.unoffered",
                         {std::to_string(b.unoffered.size()), labels(esco, b.unoffered, language)}, k_bridge_source));
  if (!b.left.empty())
    top.add(make_finding("skills.bridge.left", Outcome::warn, title, "skills.bridge.left",
                         {std::to_string(b.left.size()), labels(esco, b.left, language)}, k_bridge_source));
  if (b.without_value > 0)
    top.add(make_finding("skills.bridge.left_out", Outcome::warn, title, "stacking.plan.left_out",
                         {std::to_string(b.without_value)}));
  out.add(std::move(top));
  return out;
}

}  // namespace

json::Value bridge_value(json::Arena& arena, const skills::EscoIndex& esco, const Bridge& b,
                         std::string_view language) {
  using json::Value;
  const auto list = [&](const std::vector<ConceptId>& concepts) {
    const Value out = Value::array(arena, concepts.size());
    for (const ConceptId one : concepts) out.push(arena, skills::concept_value(arena, esco, one, language));
    return out;
  };
  const Value out = Value::object(arena, 9);
  out.append(arena, "proven", Value::boolean(b.is_proven));
  out.append(arena, "value", Value::real(b.value));
  out.append(arena, "bound", Value::real(b.bound));
  out.append(arena, "ects", Value::real(b.ects));
  out.append(arena, "cost", b.cost ? Value::real(*b.cost) : Value{});
  const Value steps = Value::array(arena, b.steps.size());
  for (const BridgeStep& step : b.steps) {
    const Value one = Value::object(arena, 5);
    one.append(arena, "definition", arena.string(step.take->definition));
    one.append(arena, "title", arena.string(step.take->title));
    one.append(arena, "ects", Value::real(step.take->ects));
    one.append(arena, "cost", step.take->cost ? Value::real(*step.take->cost) : Value{});
    one.append(arena, "brings", list(step.brings));
    steps.push(arena, one);
  }
  out.append(arena, "steps", steps);
  out.append(arena, "open", list(b.open));
  out.append(arena, "unoffered", list(b.unoffered));
  out.append(arena, "left", list(b.left));
  return out;
}

std::vector<ConceptId> brought(const skills::EscoIndex& esco, const Candidate& candidate) {
  std::vector<ConceptId> out;
  for (const std::string& uri : candidate.outcomes) {
    const auto found = esco.find(uri);
    if (found && esco.is_skill(*found)) out.push_back(*found);
  }
  return out;
}

Bridge bridge(const skills::EscoIndex& esco, const skills::SkillLevels& levels, const skills::Target& target,
              std::span<const Candidate> candidates, const BridgeOptions& options, std::string_view language) {
  Bridge out = Bridging{esco, levels, options}.run(target, candidates);
  out.report = report_of(esco, out, target.title, language);
  return out;
}

}  // namespace credex::stacking
