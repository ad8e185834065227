#include "stacking/model.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "stacking/sums.h"

namespace credex::stacking {
namespace {

using Kind = Condition::Kind;

std::optional<Exclusion> exclusion_of(const Candidate& c, const StackRule& rule, Date on) {
  if (!c.is_held) return std::nullopt;
  if (c.is_withdrawn) return Exclusion{&c, Exclusion::Why::withdrawn, {}};
  if (c.expires && *c.expires < on) return Exclusion{&c, Exclusion::Why::expired, to_string(*c.expires)};
  if (!c.is_verified) return Exclusion{&c, Exclusion::Why::not_verified, {}};
  if (!rule.reuse && !c.counted_in.empty()) return Exclusion{&c, Exclusion::Why::counted_elsewhere, c.counted_in};
  if (rule.not_older_than_months && c.awarded_on) {
    const Date oldest = on - std::chrono::months{*rule.not_older_than_months};
    if (*c.awarded_on < oldest) return Exclusion{&c, Exclusion::Why::too_old, to_string(*c.awarded_on)};
  }
  return std::nullopt;
}

}  // namespace

std::vector<const Candidate*> eligible(std::span<const Candidate> candidates, const StackRule& rule, Date on,
                                       std::vector<Exclusion>& excluded) {
  std::vector<const Candidate*> out;
  std::set<std::string> held;
  for (const Candidate& c : candidates) {
    if (auto why = exclusion_of(c, rule, on)) {
      excluded.push_back(std::move(*why));
    } else if (c.is_held && !held.insert(c.definition).second) {
      excluded.push_back({&c, Exclusion::Why::counted_twice, {}});
    } else if (c.is_held) {
      out.push_back(&c);
    }
  }
  // What counts already need not be taken again; what has run out may.
  for (const Candidate& c : candidates) {
    if (!c.is_held && !held.contains(c.definition)) out.push_back(&c);
  }
  return out;
}

Model::Model(const StackRule& rule, std::vector<const Candidate*> pool, const recognition::Countries& countries)
    : rule_{rule}, pool_{std::move(pool)} {
  for (const Condition& condition : rule_.conditions) {
    std::vector<bool> row(pool_.size());
    for (std::size_t i = 0; i < pool_.size(); ++i) row[i] = selects(condition.which, *pool_[i], rule_, countries);
    takes_.push_back(std::move(row));
  }
}

std::vector<Program::Row> Model::rows(const std::set<std::size_t>& left_out) const {
  std::vector<Program::Row> out;
  const auto place = [](std::size_t i) { return static_cast<int>(i); };
  std::map<std::string, std::vector<int>> by_definition;
  for (std::size_t i = 0; i < pool_.size(); ++i) by_definition[pool_[i]->definition].push_back(place(i));
  for (std::size_t c = 0; c < rule_.conditions.size(); ++c) {
    if (left_out.contains(c)) continue;
    const Condition& condition = rule_.conditions[c];
    if (condition.kind == Kind::all) {
      for (const std::string& id : condition.which.of) {
        Program::Row row{.least = 1};
        for (const int i : by_definition[id]) row.terms.emplace_back(i, 1);
        out.push_back(std::move(row));
      }
      continue;
    }
    Program::Row row;
    for (std::size_t i = 0; i < pool_.size(); ++i) {
      const double ects = pool_[i]->ects;
      switch (condition.kind) {
        case Kind::any:
          if (takes_[c][i]) row.terms.emplace_back(place(i), 1);
          break;
        case Kind::home_share: {
          const double share = (takes_[c][i] ? 1 : 0) - condition.amount / 100;
          if (share != 0) row.terms.emplace_back(place(i), ects * share);
          break;
        }
        default:
          if (takes_[c][i]) row.terms.emplace_back(place(i), ects);
      }
    }
    switch (condition.kind) {
      case Kind::most_ects: row.most = condition.amount + k_hair; break;
      case Kind::home_share: row.least = -k_hair; break;
      default: row.least = condition.amount - k_hair;
    }
    out.push_back(std::move(row));
  }
  Program::Row total;
  for (std::size_t i = 0; i < pool_.size(); ++i) total.terms.emplace_back(place(i), pool_[i]->ects);
  if (rule_.total_ects > 0 && !left_out.contains(rule_.conditions.size())) total.least = rule_.total_ects - k_hair;
  if (rule_.most_ects) total.most = *rule_.most_ects + k_hair;
  out.push_back(std::move(total));
  // Only what has to be taken asks for what comes before it; what is held was taken.
  for (const Prerequisite& one : rule_.prerequisites) {
    for (const int of : by_definition[one.of]) {
      if (pool_[static_cast<std::size_t>(of)]->is_held) continue;
      for (const std::string& needed : one.needs) {
        Program::Row row{.most = 0};
        row.terms.emplace_back(of, 1);
        bool is_held = false;
        for (const int i : by_definition[needed]) {
          if (pool_[static_cast<std::size_t>(i)]->is_held) is_held = true;
          row.terms.emplace_back(i, -1);
        }
        if (!is_held) out.push_back(std::move(row));
      }
    }
  }
  for (const auto& [id, list] : by_definition) {
    if (list.size() < 2) continue;
    Program::Row row{.most = 1};
    for (const int i : list) row.terms.emplace_back(i, 1);
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<Conflict> Model::conflicts(const std::vector<int>& chosen) const {
  std::vector<Conflict> out;
  if (!rule_.most_overlap) return out;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    for (std::size_t j = i + 1; j < chosen.size(); ++j) {
      const double percent =
          overlap(*pool_[static_cast<std::size_t>(chosen[i])], *pool_[static_cast<std::size_t>(chosen[j])]);
      if (percent > *rule_.most_overlap + k_hair) out.push_back({chosen[i], chosen[j], percent});
    }
  }
  return out;
}

Solution Model::solve(const std::vector<double>& costs, double seconds, const std::vector<Program::Row>& more,
                      const std::set<std::size_t>& left_out) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  Program program{.costs = costs, .rows = rows(left_out)};
  program.rows.insert(program.rows.end(), more.begin(), more.end());
  program.rows.insert(program.rows.end(), met_.begin(), met_.end());
  double bound = 0;
  for (;;) {
    const double left = std::chrono::duration<double>(end - Clock::now()).count();
    if (left <= 0) return {.kind = Solution::Kind::unknown, .bound = bound};
    Solution found = stacking::solve(program, left);
    // Fewer rows can only cost less, so that each round's bound holds for the whole.
    bound = std::max(bound, found.bound);
    if (found.kind != Solution::Kind::optimal && found.kind != Solution::Kind::feasible) return found;
    const std::vector<Conflict> violated = conflicts(found.chosen);
    if (violated.empty()) {
      found.bound = std::min(bound, found.value);
      return found;
    }
    for (const Conflict& one : violated) {
      Program::Row row{.most = 1};
      row.terms = {{one.a, 1}, {one.b, 1}};
      met_.push_back(row);
      program.rows.push_back(std::move(row));
    }
  }
}

}  // namespace credex::stacking
