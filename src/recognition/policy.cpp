#include "recognition/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "recognition/document_fields.h"

namespace credex::recognition {
namespace {

Body read_body(YamlReader& in, const json::Value& value, const std::string& at, const Countries& countries) {
  in.known(value, at, key_names(Group::body));
  Body out{.id = in.uri(value, at, "id"),
           .name = in.needed_text(value, at, "name"),
           .country = in.needed_text(value, at, "country"),
           .region = in.text(value, at, "region")};
  if (out.id.empty()) in.problem(at, "\"id\" is missing", "give the body's permanent address");
  if (!out.country.empty() && !countries.is_place(out.country))
    in.problem(at + "/country", "\"" + out.country + "\" is no country that is known", "write a code like IE");
  return out;
}

void read_automatic(YamlReader& in, const json::Value& root, const Criteria& criteria, const Countries& countries,
                    Policy& out) {
  std::set<std::string> ids;
  for (const auto& [rule, at] : in.list(root, "", "automatic")) {
    in.known(rule, at, key_names(Group::automatic));
    AutomaticRule one{.id = in.needed_text(rule, at, "id"),
                      .scope = read_scope(in, rule.get("scope"), at + "/scope", criteria, countries),
                      .ground = in.text(rule, at, "ground")};
    if (one.scope == Scope{})
      in.problem(at, "an automatic rule without a scope would take everything there is", "add \"scope\"");
    if (in.is_new(ids, one.id, at)) out.automatic.push_back(std::move(one));
  }
}

}  // namespace

Result<Policy> read_policy(std::string_view text, const std::string& name, const Criteria& criteria,
                           const Countries& countries) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  return read_policy(*yaml, name, criteria, countries);
}

Result<Policy> read_policy(const YamlDocument& yaml, const std::string& name, const Criteria& criteria,
                           const Countries& countries) {
  YamlReader in{name, "recognition.policy", &yaml};
  const json::Value root = yaml.document.root;
  in.known(root, "", key_names(Group::policy));
  Policy out{.demands = criteria.demands, .matching = criteria.matching, .deadlines = criteria.deadlines};
  out.id = in.uri(root, "", "id");
  if (out.id.empty()) in.problem("", "\"id\" is missing", "give the policy's permanent address");
  out.version = in.needed_text(root, "", "version");
  out.title = in.text(root, "", "title");
  out.body = read_body(in, root.get("body"), "/body", countries);
  out.from = in.date(root, "", "from");
  out.until = in.date(root, "", "until");
  if (out.from && out.until && *out.until < *out.from)
    in.problem("/until", "it ends on " + to_string(*out.until) + ", before it begins on " + to_string(*out.from),
               "exchange the dates");
  const json::Value purposes = root.get("purposes");
  in.is_group(root, "", "purposes");
  for (const json::Member& member : purposes.members()) {
    const std::string at = "/purposes" + json::pointer_step(member.key);
    const auto purpose = purpose_of(member.key);
    if (!purpose) {
      in.problem(at, "\"" + std::string{member.key} + "\" is no purpose", "use employment, study, credit or practice");
      continue;
    }
    read_demands(in, member.value, at, criteria, out.of(*purpose));
  }
  read_matching(in, root.get("matching"), "/matching", out.matching);
  out.essential = in.texts(root, "", "essential");
  read_automatic(in, root, criteria, countries, out);
  read_deadlines(in, root.get("deadlines"), "/deadlines", out.deadlines);
  if (const json::Value appeal = root.get("appeal"); !appeal.is_null()) {
    in.known(appeal, "/appeal", key_names(Group::appeal));
    out.appeal_to = in.text(appeal, "/appeal", "to");
    out.appeal_law = in.text(appeal, "/appeal", "law");
  }
  if (!in.is_good()) return in.error();
  return out;
}

namespace {

using json::Value;

/// Writes what is not empty.
void put_text(json::Arena& arena, const Value& into, std::string_view key, std::string_view text) {
  if (!text.empty()) into.append(arena, key, arena.string(text));
}

Value number_value(double number) {
  const auto whole = static_cast<std::int64_t>(number);
  return static_cast<double>(whole) == number ? Value::integer(whole) : Value::real(number);
}

Value setting_value(json::Arena& arena, Criterion criterion, const Setting& setting, const Criteria& criteria) {
  const Value out = Value::object(arena, 6);
  const bool has_words = criteria.scales[criterion].size() > 1;
  for (const auto& [key, place] : {std::pair{"full_at", setting.full_at}, {"compensable_at", setting.compensable_at}})
    out.append(arena, key, has_words ? arena.string(criteria.value_text(criterion, place)) : number_value(place));
  out.append(arena, "weight", Value::integer(setting.weight));
  out.append(arena, "disqualifying", Value::boolean(setting.disqualifying));
  out.append(arena, "compensate_by", json::texts(arena, setting.compensate_by));
  put_text(arena, out, "ground", setting.ground);
  return out;
}

Value demands_value(json::Arena& arena, const Demands& demands, const Criteria& criteria) {
  const Value out = Value::object(arena, 5);
  out.append(arena, "tolerance", Value::integer(demands.tolerance));
  if (demands.least_eqf) out.append(arena, "least_eqf", Value::integer(*demands.least_eqf));
  if (demands.least_hours) out.append(arena, "least_hours", number_value(*demands.least_hours));
  put_text(arena, out, "note", demands.note);
  const Value settings = Value::object(arena, k_criteria);
  for (const Criterion criterion : k_all_criteria)
    settings.append(arena, criterion_name(criterion),
                    setting_value(arena, criterion, demands.settings[criterion], criteria));
  out.append(arena, "criteria", settings);
  return out;
}

}  // namespace

Value policy_value(json::Arena& arena, const Policy& policy, const Criteria& criteria) {
  const Value out = Value::object(arena, 12);
  put_text(arena, out, "id", policy.id);
  put_text(arena, out, "version", policy.version);
  put_text(arena, out, "title", policy.title);
  const Value body = Value::object(arena, 4);
  put_text(arena, body, "id", policy.body.id);
  put_text(arena, body, "name", policy.body.name);
  put_text(arena, body, "country", policy.body.country);
  put_text(arena, body, "region", policy.body.region);
  out.append(arena, "body", body);
  put_text(arena, out, "from", policy.from ? to_string(*policy.from) : "");
  put_text(arena, out, "until", policy.until ? to_string(*policy.until) : "");
  const Value purposes = Value::object(arena, k_purposes);
  for (const Purpose purpose : k_all_purposes)
    purposes.append(arena, purpose_name(purpose), demands_value(arena, policy.of(purpose), criteria));
  out.append(arena, "purposes", purposes);
  const Matching& m = policy.matching;
  const Value matching = Value::object(arena, 8);
  for (const auto& [key, degree] : {std::pair{"same", m.same},
                                    {"broader", m.broader},
                                    {"narrower", m.narrower},
                                    {"related", m.related},
                                    {"text_from", m.text_from},
                                    {"text_full", m.text_full},
                                    {"covered", m.covered},
                                    {"partly", m.partly}})
    matching.append(arena, key, number_value(degree));
  out.append(arena, "matching", matching);
  if (!policy.essential.empty()) out.append(arena, "essential", json::texts(arena, policy.essential));
  const Value rules = Value::array(arena, policy.automatic.size());
  for (const AutomaticRule& rule : policy.automatic) {
    const Value one = Value::object(arena, 3);
    put_text(arena, one, "id", rule.id);
    one.append(arena, "scope", scope_value(arena, rule.scope, criteria));
    put_text(arena, one, "ground", rule.ground);
    rules.push(arena, one);
  }
  if (!rules.empty()) out.append(arena, "automatic", rules);
  const Deadlines& d = policy.deadlines;
  const Value deadlines = Value::object(arena, 4);
  for (const auto& [key, days] : {std::pair{"decide_days", d.decide_days},
                                  {"answer_days", d.answer_days},
                                  {"hearing_days", d.hearing_days},
                                  {"appeal_days", d.appeal_days}})
    deadlines.append(arena, key, Value::integer(days));
  out.append(arena, "deadlines", deadlines);
  const Value appeal = Value::object(arena, 2);
  put_text(arena, appeal, "to", policy.appeal_to);
  put_text(arena, appeal, "law", policy.appeal_law);
  if (!appeal.empty()) out.append(arena, "appeal", appeal);
  return out;
}

namespace {

/// A value as a line of a comparison says it.
std::string line_text(const Value& value) {
  if (value.is_null()) return {};
  if (value.is_boolean()) return value.as_boolean() ? "yes" : "no";
  if (value.is_string()) return std::string{value.as_string()};
  if (!value.is_array()) return json::write(value);
  std::vector<std::string> words;
  for (const Value& one : value.items()) words.emplace_back(one.as_string());
  return comma_separated(words);
}

std::string rules_text(const Policy& policy, const Criteria& criteria) {
  std::vector<std::string> texts;
  for (const AutomaticRule& rule : policy.automatic)
    texts.push_back(rule.id + ": " + scope_text(rule.scope, criteria) +
                    (rule.ground.empty() ? "" : " (" + rule.ground + ")"));
  std::sort(texts.begin(), texts.end());
  std::string out;
  for (const std::string& words : texts) out += (out.empty() ? "" : " | ") + words;
  return out;
}

}  // namespace

std::vector<PolicyLine> compare_policies(const Policy& one, const Policy& other, const Criteria& criteria) {
  std::vector<PolicyLine> out;
  const auto add = [&](std::string key, std::string a, std::string b) {
    const bool differs = a != b;
    out.push_back({std::move(key), std::move(a), std::move(b), differs});
  };
  json::Arena arena;
  const Value a = policy_value(arena, one, criteria);
  const Value b = policy_value(arena, other, criteria);
  add("body", one.body.name, other.body.name);
  add("country", one.body.country, other.body.country);
  add("version", one.version, other.version);
  for (const DocumentField& field : policy_fields()) {
    if (field.kind == FieldKind::rules) {
      add(field.name, rules_text(one, criteria), rules_text(other, criteria));
      continue;
    }
    const auto text = [&](const Value& from) {
      const Value* found = json::find_at(from, field.pointer);
      return found != nullptr ? line_text(*found) : std::string{};
    };
    add(field.name, text(a), text(b));
  }
  return out;
}

}  // namespace credex::recognition
