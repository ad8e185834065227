#include "recognition/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace credex::recognition {
namespace {

Body read_body(YamlReader& in, const json::Value& value, const std::string& at, const Countries& countries) {
  in.known(value, at, {"id", "name", "country", "region"});
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
    in.known(rule, at, {"id", "scope", "ground"});
    AutomaticRule one{.id = in.needed_text(rule, at, "id"),
                      .scope = read_scope(in, rule.get("scope"), at + "/scope", criteria, countries),
                      .ground = in.text(rule, at, "ground")};
    if (one.scope == Scope{})
      in.problem(at, "an automatic rule without a scope would take everything there is", "add \"scope\"");
    if (in.is_new(ids, one.id, at)) out.automatic.push_back(std::move(one));
  }
}

std::string of_date(const std::optional<Date>& date) { return date ? to_string(*date) : ""; }

}  // namespace

Result<Policy> read_policy(std::string_view text, const std::string& name, const Criteria& criteria,
                           const Countries& countries) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "recognition.policy", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "",
           {"id", "version", "title", "body", "from", "until", "purposes", "matching", "essential", "automatic",
            "deadlines", "appeal"});
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
  for (const json::Member& member : root.get("purposes").members()) {
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
    in.known(appeal, "/appeal", {"to", "law"});
    out.appeal_to = in.text(appeal, "/appeal", "to");
    out.appeal_law = in.text(appeal, "/appeal", "law");
  }
  if (!in.is_good()) return in.error();
  return out;
}

std::vector<PolicyLine> compare_policies(const Policy& one, const Policy& other, const Criteria& criteria) {
  std::vector<PolicyLine> out;
  const auto add = [&](std::string key, std::string a, std::string b) {
    const bool differs = a != b;
    out.push_back({std::move(key), std::move(a), std::move(b), differs});
  };
  const auto number = [](const auto& value) { return value ? fmt::format("{:g}", double(*value)) : std::string{}; };
  add("body", one.body.name, other.body.name);
  add("country", one.body.country, other.body.country);
  add("version", one.version, other.version);
  add("from", of_date(one.from), of_date(other.from));
  add("until", of_date(one.until), of_date(other.until));
  for (const Purpose purpose : k_all_purposes) {
    const std::string prefix = std::string{purpose_name(purpose)} + ".";
    const Demands& a = one.of(purpose);
    const Demands& b = other.of(purpose);
    add(prefix + "tolerance", std::to_string(a.tolerance), std::to_string(b.tolerance));
    add(prefix + "least_eqf", number(a.least_eqf), number(b.least_eqf));
    add(prefix + "least_hours", number(a.least_hours), number(b.least_hours));
    for (const Criterion criterion : k_all_criteria) {
      const std::string key = prefix + std::string{criterion_name(criterion)} + ".";
      const Setting& x = a.settings[criterion];
      const Setting& y = b.settings[criterion];
      const auto value = [&](double v) { return criteria.value_text(criterion, v); };
      add(key + "full_at", value(x.full_at), value(y.full_at));
      add(key + "compensable_at", value(x.compensable_at), value(y.compensable_at));
      add(key + "weight", std::to_string(x.weight), std::to_string(y.weight));
      add(key + "disqualifying", x.disqualifying ? "yes" : "no", y.disqualifying ? "yes" : "no");
      add(key + "compensate_by", comma_separated(x.compensate_by), comma_separated(y.compensate_by));
    }
  }
  add("essential", comma_separated(one.essential), comma_separated(other.essential));
  const auto rules = [&](const Policy& policy) {
    std::vector<std::string> texts;
    for (const AutomaticRule& rule : policy.automatic) texts.push_back(scope_text(rule.scope, criteria));
    std::sort(texts.begin(), texts.end());
    std::string text;
    for (const std::string& words : texts) text += (text.empty() ? "" : " | ") + words;
    return text;
  };
  add("automatic", rules(one), rules(other));
  const auto days = [&](const char* key, int a, int b) { add(key, std::to_string(a), std::to_string(b)); };
  days("deadlines.decide_days", one.deadlines.decide_days, other.deadlines.decide_days);
  days("deadlines.answer_days", one.deadlines.answer_days, other.deadlines.answer_days);
  days("deadlines.hearing_days", one.deadlines.hearing_days, other.deadlines.hearing_days);
  days("deadlines.appeal_days", one.deadlines.appeal_days, other.deadlines.appeal_days);
  add("appeal.to", one.appeal_to, other.appeal_to);
  return out;
}

}  // namespace credex::recognition
