#include "recognition/matrix_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace credex::recognition {
namespace {

using json::Value;

Value counts(json::Arena& arena, const Cell& cell) {
  const Value out = Value::object(arena, 11);
  out.append(arena, "definitions", Value::integer(cell.definitions));
  for (const Verdict verdict :
       {Verdict::full, Verdict::partial, Verdict::conditional, Verdict::refused, Verdict::undecided})
    out.append(arena, verdict_name(verdict), Value::integer(cell.verdicts[static_cast<std::size_t>(verdict)]));
  out.append(arena, "unseen", Value::integer(cell.unseen));
  if (cell.definitions > 0)
    out.append(arena, "share",
               Value::real(static_cast<double>(cell.accepted()) / static_cast<double>(cell.definitions)));
  for (const auto& [key, table] : {std::pair{"stops", &cell.stops}, {"stops_alone", &cell.stops_alone}}) {
    const Value by = Value::object(arena, k_criteria);
    for (const Criterion criterion : k_all_criteria) {
      if ((*table)[criterion] > 0) by.append(arena, criterion_name(criterion), Value::integer((*table)[criterion]));
    }
    out.append(arena, key, by);
  }
  return out;
}

Value change_value(json::Arena& arena, const RuleChange& change, std::span<const Policy> policies,
                   const Criteria& criteria) {
  const Value out = Value::object(arena, 6);
  const bool loosens = change.kind == RuleChange::Kind::loosen;
  out.append(arena, "change", Value::string(loosens ? "loosen" : "agree"));
  out.append(arena, "body", arena.string(policies[change.body].body.id));
  if (!loosens) {
    out.append(arena, "with", arena.string(policies[change.other].body.id));
    return out;
  }
  out.append(arena, "criterion", Value::string(criterion_name(change.criterion)));
  out.append(arena, "from", arena.string(criteria.value_text(change.criterion, change.from)));
  out.append(arena, "to", arena.string(criteria.value_text(change.criterion, change.to)));
  return out;
}

Value set_value(json::Arena& arena, const ChangeSet& set, std::span<const Policy> policies, const Criteria& criteria) {
  const Value out = Value::object(arena, 4);
  const Value list = Value::array(arena, set.changes.size());
  for (const RuleChange& change : set.changes) list.push(arena, change_value(arena, change, policies, criteria));
  out.append(arena, "changes", list);
  out.append(arena, "opens", Value::integer(static_cast<std::int64_t>(set.opens)));
  out.append(arena, "bound", Value::integer(static_cast<std::int64_t>(set.bound)));
  out.append(arena, "proven", Value::boolean(set.is_proven));
  return out;
}

}  // namespace

Value matrix_value(json::Arena& arena, const Matrix& matrix, std::span<const Policy> policies) {
  const Value out = Value::object(arena, 4);
  const Value bodies = Value::array(arena, matrix.bodies.size());
  for (std::size_t i = 0; i < matrix.bodies.size(); ++i) {
    const Value body = Value::object(arena, 3);
    body.append(arena, "id", arena.string(matrix.bodies[i]));
    body.append(arena, "name", arena.string(policies[i].body.name));
    body.append(arena, "place", arena.string(matrix.places[i]));
    bodies.push(arena, body);
  }
  out.append(arena, "bodies", bodies);
  out.append(arena, "origins", json::texts(arena, matrix.origins));
  const Value cells = Value::array(arena, matrix.cells.size());
  for (std::size_t body = 0; body < matrix.bodies.size(); ++body) {
    for (std::size_t origin = 0; origin < matrix.origins.size(); ++origin) {
      const Cell& cell = matrix.at(body, origin);
      if (cell.definitions == 0) continue;
      const Value one = counts(arena, cell);
      one.append(arena, "body", arena.string(matrix.bodies[body]));
      one.append(arena, "origin", arena.string(matrix.origins[origin]));
      cells.push(arena, one);
    }
  }
  out.append(arena, "cells", cells);
  out.append(arena, "across_borders", counts(arena, matrix.across()));
  return out;
}

Value changes_value(json::Arena& arena, const BestChanges& best, std::span<const Policy> policies,
                    const Criteria& criteria) {
  const Value out = Value::object(arena, 2);
  const Value singles = Value::array(arena, best.singles.size());
  for (const ChangeSet& one : best.singles) singles.push(arena, set_value(arena, one, policies, criteria));
  out.append(arena, "singles", singles);
  out.append(arena, "set", set_value(arena, best.set, policies, criteria));
  return out;
}

Finding change_finding(const RuleChange& change, std::span<const Policy> policies, const Criteria& criteria,
                       std::optional<std::uint64_t> opens) {
  const Policy& policy = policies[change.body];
  const std::string count = opens ? std::to_string(*opens) : std::string{};
  if (change.kind == RuleChange::Kind::agree) {
    return make_finding("recognition.matrix.change", Outcome::not_applicable, policy.id,
                        opens ? "recognition.matrix.agree" : "recognition.matrix.agrees",
                        {policy.body.name, policies[change.other].body.name, count});
  }
  const bool is_level = change.criterion == Criterion::level;
  const bool is_word = criteria.scales[change.criterion].size() > 1;
  // Levels are said as how far below: 0 and upwards.
  const auto value = [&](double v) {
    return (is_word ? "@recognition.value." : "") + criteria.value_text(change.criterion, is_level ? std::abs(v) : v);
  };
  const char* message = is_level ? (opens ? "recognition.matrix.loosen_level" : "recognition.matrix.loosens_level")
                        : is_word
                            ? (opens ? "recognition.matrix.loosen" : "recognition.matrix.loosens")
                            : (opens ? "recognition.matrix.loosen_percent" : "recognition.matrix.loosens_percent");
  return make_finding("recognition.matrix.change", Outcome::not_applicable, policy.id, message,
                      {policy.body.name, "@recognition.criterion." + std::string{criterion_name(change.criterion)},
                       value(change.from), value(change.to), count});
}

Report matrix_report(const Matrix& matrix, std::span<const Policy> policies) {
  Report out;
  for (std::size_t body = 0; body < matrix.bodies.size(); ++body) {
    Matrix row{.origins = matrix.origins, .bodies = {matrix.bodies[body]}, .places = {matrix.places[body]}};
    row.cells.assign(matrix.cells.begin() + static_cast<std::ptrdiff_t>(body * matrix.origins.size()),
                     matrix.cells.begin() + static_cast<std::ptrdiff_t>((body + 1) * matrix.origins.size()));
    const Cell cell = row.across();
    const auto most = std::max_element(cell.stops.values.begin(), cell.stops.values.end());
    const auto worst = static_cast<Criterion>(most - cell.stops.values.begin());
    const double share = cell.definitions > 0 ? 100.0 * cell.accepted() / cell.definitions : 0;
    Finding one = make_finding("recognition.matrix.body", cell.definitions == 0 ? Outcome::unknown : Outcome::pass,
                               matrix.bodies[body],
                               cell.definitions == 0 ? "recognition.matrix.nothing" : "recognition.matrix.share",
                               {policies[body].body.name, fmt::format("{:.1f}", share), std::to_string(cell.accepted()),
                                std::to_string(cell.definitions)});
    if (*most > 0) {
      one.findings.push_back(make_finding("recognition.matrix.stop", Outcome::not_applicable, matrix.bodies[body],
                                          "recognition.matrix.stop",
                                          {"@recognition.criterion." + std::string{criterion_name(worst)},
                                           std::to_string(*most), std::to_string(cell.stops_alone[worst])}));
    }
    out.add(std::move(one));
  }
  return out;
}

}  // namespace credex::recognition
