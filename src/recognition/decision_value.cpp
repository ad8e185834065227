#include "recognition/decision_value.h"

#include <array>

#include "base/yaml_reader.h"

namespace credex::recognition {
namespace {

using json::Value;

constexpr std::array<std::string_view, 7> k_how{"none", "related", "narrower", "broader", "same", "text", "person"};

Value criteria_names(json::Arena& arena, const std::vector<Criterion>& criteria) {
  const Value out = Value::array(arena, criteria.size());
  for (const Criterion criterion : criteria) out.push(arena, Value::string(criterion_name(criterion)));
  return out;
}

}  // namespace

Value decision_value(json::Arena& arena, const Decision& d, std::string_view language) {
  const Value out = Value::object(arena, 12);
  out.append(arena, "verdict", Value::string(verdict_name(d.verdict)));
  out.append(arena, "credits", d.credits ? Value::real(d.credits->points) : Value{});
  out.append(arena, "by", d.by.empty() ? Value{} : arena.string(d.by));
  out.append(arena, "compensate_by", json::texts(arena, d.compensate_by));
  out.append(arena, "overlooked", criteria_names(arena, d.overlooked));
  out.append(arena, "missing", criteria_names(arena, d.missing));
  const Value changes = Value::array(arena, d.changes.size());
  for (const Change& change : d.changes) {
    const Value one = Value::object(arena, 3);
    one.append(arena, "criterion", Value::string(criterion_name(change.criterion)));
    one.append(arena, "needed", arena.string(change.needed));
    one.append(arena, "verdict", Value::string(verdict_name(change.verdict)));
    changes.push(arena, one);
  }
  out.append(arena, "changes", changes);
  const Value outcomes = Value::array(arena, d.outcomes.matches.size());
  for (const OutcomeMatch& match : d.outcomes.matches) {
    const Value one = Value::object(arena, 6);
    one.append(arena, "wanted", arena.string(match.wanted->id));
    one.append(arena, "wanted_title", arena.string(match.wanted->title.in(language)));
    one.append(arena, "given", match.given ? arena.string(match.given->id) : Value{});
    one.append(arena, "given_title", match.given ? arena.string(match.given->title.in(language)) : Value{});
    one.append(arena, "degree", Value::real(match.degree));
    one.append(arena, "how", Value::string(k_how[static_cast<std::size_t>(match.how)]));
    outcomes.push(arena, one);
  }
  out.append(arena, "outcomes", outcomes);
  const Value report = report_value(arena, d.report, language);
  for (const json::Member& member : report.members()) out.append(arena, member.key, member.value);
  return out;
}

Result<std::vector<MatchCorrection>> read_corrections(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "recognition.correction", &*yaml};
  std::vector<MatchCorrection> out;
  const Value root = yaml->document.root;
  if (!root.is_array()) in.problem("", "a list of corrections is wanted", "write one a line, with wanted and degree");
  for (std::size_t i = 0; i < root.size() && root.is_array(); ++i) {
    const Value one = root.items()[i];
    const std::string at = "/" + std::to_string(i);
    in.known(one, at, {"wanted", "given", "degree", "by", "on", "reason"});
    MatchCorrection correction{.wanted = in.needed_text(one, at, "wanted"),
                               .given = in.text(one, at, "given"),
                               .degree = in.number(one, at, "degree", 0, 1).value_or(0),
                               .by = in.needed_text(one, at, "by"),
                               .on = in.date(one, at, "on"),
                               .reason = in.needed_text(one, at, "reason")};
    out.push_back(std::move(correction));
  }
  if (!in.is_good()) return in.error();
  return out;
}

}  // namespace credex::recognition
