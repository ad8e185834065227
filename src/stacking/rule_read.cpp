#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "framework/vocabulary.h"
#include "recognition/scope.h"
#include "stacking/rule.h"

namespace credex::stacking {
namespace {

using json::Value;

Selector read_selector(YamlReader& in, const Value& value, const std::string& at,
                       const recognition::Countries& countries) {
  Selector out;
  if (value.is_null()) return out;
  in.known(value, at,
           {"of", "issuers", "countries", "sectors", "fields", "skills", "least_eqf", "most_eqf", "at_home"});
  out.of = in.texts(value, at, "of");
  out.issuers = in.texts(value, at, "issuers");
  out.countries = recognition::read_places(in, value, at, "countries", countries);
  out.sectors = in.texts(value, at, "sectors");
  out.fields = recognition::read_fields(in, value, at, "fields");
  out.skills = in.texts(value, at, "skills");
  out.least_eqf = in.whole(value, at, "least_eqf", 1, 8);
  out.most_eqf = in.whole(value, at, "most_eqf", 1, 8);
  out.at_home = in.flag(value, at, "at_home", false);
  if (out.least_eqf && out.most_eqf && *out.least_eqf > *out.most_eqf)
    in.problem(at, "least_eqf lies above most_eqf: nothing can satisfy both", "exchange them");
  return out;
}

Condition read_condition(YamlReader& in, const Value& value, const std::string& at,
                         const recognition::Countries& countries) {
  in.known(value, at, {"id", "all", "any", "least_ects", "most_ects", "home_share", "which", "ground"});
  Condition out{.id = in.needed_text(value, at, "id"),
                .which = read_selector(in, value.get("which"), at + "/which", countries),
                .ground = in.text(value, at, "ground")};
  int kinds = 0;
  const auto kind = [&](const char* key, Condition::Kind one, double least, double most) {
    if (value.get(key).is_null()) return;
    ++kinds;
    out.kind = one;
    out.amount = in.number(value, at, key, least, most).value_or(least);
  };
  kind("any", Condition::Kind::any, 1, 1000);
  kind("least_ects", Condition::Kind::least_ects, 0.5, 1000);
  kind("most_ects", Condition::Kind::most_ects, 0, 1000);
  kind("home_share", Condition::Kind::home_share, 0, 100);
  if (!value.get("all").is_null()) {
    ++kinds;
    out.kind = Condition::Kind::all;
    out.which.of = in.texts(value, at, "all");
    out.amount = static_cast<double>(out.which.of.size());
    if (out.which.of.empty()) in.problem(at + "/all", "no micro-credential is named", "name them by identifier");
  }
  if (kinds != 1)
    in.problem(at, "a condition says exactly one thing", "write one of: all, any, least_ects, most_ects, home_share");
  if (out.kind == Condition::Kind::home_share) out.which.at_home = true;
  const bool is_listed = !out.which.of.empty() && out.kind == Condition::Kind::any;
  if (is_listed && out.amount > static_cast<double>(out.which.of.size()))
    in.problem(at, fmt::format("{:g} of {} can never be had", out.amount, out.which.of.size()), "ask for fewer");
  if (out.kind == Condition::Kind::any && out.amount != static_cast<int>(out.amount))
    in.problem(at + "/any", "a number of micro-credentials is whole", "leave the decimals out");
  return out;
}

/// A circle in the prerequisites, by name; empty where there is none.
std::string circle(const std::vector<Prerequisite>& prerequisites) {
  std::map<std::string, std::vector<std::string>> needs;
  for (const Prerequisite& one : prerequisites)
    needs[one.of].insert(needs[one.of].end(), one.needs.begin(), one.needs.end());
  std::map<std::string, int> state;  // 1: on the way, 2: done
  std::string found;
  const std::function<void(const std::string&)> visit = [&](const std::string& one) {
    if (!found.empty() || state[one] == 2) return;
    if (state[one] == 1) {
      found = one;
      return;
    }
    state[one] = 1;
    if (const auto it = needs.find(one); it != needs.end()) {
      for (const std::string& needed : it->second) visit(needed);
    }
    state[one] = 2;
  };
  for (const auto& [of, list] : needs) visit(of);
  return found;
}

/// What no set of micro-credentials could ever satisfy.
void contradictions(YamlReader& in, const StackRule& rule) {
  double home_least = 0;
  for (std::size_t i = 0; i < rule.conditions.size(); ++i) {
    const Condition& one = rule.conditions[i];
    const std::string at = "/conditions/" + std::to_string(i);
    if (one.kind == Condition::Kind::least_ects && rule.most_ects && one.amount > *rule.most_ects)
      in.problem(at, fmt::format("it asks for {:g} ECTS, and at most {:g} count in all", one.amount, *rule.most_ects),
                 "ask for less, or let more count");
    for (std::size_t j = 0; j < rule.conditions.size(); ++j) {
      const Condition& other = rule.conditions[j];
      if (one.kind == Condition::Kind::least_ects && other.kind == Condition::Kind::most_ects &&
          one.which == other.which && one.amount > other.amount)
        in.problem(at,
                   fmt::format("\"{}\" asks for at least {:g} ECTS of what \"{}\" lets count at most {:g}", one.id,
                               one.amount, other.id, other.amount),
                   "change one of them");
    }
    if (one.kind == Condition::Kind::most_ects && one.which == Selector{} && one.amount < rule.total_ects)
      in.problem(at, fmt::format("at most {:g} ECTS count, and {:g} are asked for", one.amount, rule.total_ects),
                 "change one of them");
    if (one.kind == Condition::Kind::home_share) home_least = std::max(home_least, one.amount);
  }
  for (std::size_t i = 0; i < rule.conditions.size(); ++i) {
    const Condition& one = rule.conditions[i];
    if (one.kind == Condition::Kind::most_ects && one.which.at_home && rule.total_ects > 0 &&
        one.amount < rule.total_ects * home_least / 100)
      in.problem("/conditions/" + std::to_string(i), "less may be earned at home than has to be", "change one of them");
  }
}

}  // namespace

Result<StackRule> read_rule(std::string_view text, const std::string& name, const recognition::Countries& countries) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  return read_rule(*yaml, name, countries);
}

Result<StackRule> read_rule(const YamlDocument& yaml, const std::string& name,
                            const recognition::Countries& countries) {
  YamlReader in{name, "stacking.rule", &yaml};
  const Value root = yaml.document.root;
  in.known(root, "",
           {"id", "version", "title", "body", "target", "target_eqf", "total_ects", "most_ects", "conditions",
            "prerequisites", "most_overlap", "not_older_than_months", "reuse", "automatic", "ground"});
  StackRule out;
  out.id = in.uri(root, "", "id");
  if (out.id.empty()) in.problem("", "\"id\" is missing", "give the rule's permanent address");
  out.version = in.needed_text(root, "", "version");
  const Value title = root.get("title");
  if (title.is_string()) out.title.set("en", std::string{title.as_string()});
  for (const json::Member& member : title.members())
    out.title.set(member.key, std::string{member.value.is_string() ? member.value.as_string() : ""});
  if (out.title.empty()) in.problem("", "\"title\" is missing", "name what the parts make together");
  const Value body = root.get("body");
  in.known(body, "/body", {"id", "name", "country", "region"});
  out.body_id = in.uri(body, "/body", "id");
  out.body_name = in.needed_text(body, "/body", "name");
  out.body_country = in.text(body, "/body", "country");
  out.body_region = in.text(body, "/body", "region");
  if (!out.body_country.empty() && !countries.is_place(out.body_country))
    in.problem("/body/country", "\"" + out.body_country + "\" is no country that is known", "write a code like IE");
  out.target = in.uri(root, "", "target");
  out.target_eqf = in.whole(root, "", "target_eqf", 1, 8);
  out.total_ects = in.number(root, "", "total_ects", 0, 1000).value_or(0);
  out.most_ects = in.number(root, "", "most_ects", 0.5, 1000);
  if (out.most_ects && *out.most_ects < out.total_ects)
    in.problem("/most_ects",
               fmt::format("at most {:g} ECTS count, and {:g} are asked for", *out.most_ects, out.total_ects),
               "change one of them");
  std::set<std::string> ids;
  for (const auto& [value, at] : in.list(root, "", "conditions")) {
    out.conditions.push_back(read_condition(in, value, at, countries));
    in.is_new(ids, out.conditions.back().id, at);
  }
  if (out.conditions.empty() && out.total_ects <= 0)
    in.problem("", "the rule asks for nothing", "add \"total_ects\" or \"conditions\"");
  for (const auto& [value, at] : in.list(root, "", "prerequisites")) {
    in.known(value, at, {"of", "needs"});
    out.prerequisites.push_back({in.needed_text(value, at, "of"), in.texts(value, at, "needs")});
  }
  if (const std::string one = circle(out.prerequisites); !one.empty())
    in.problem("/prerequisites", "\"" + one + "\" needs itself, by way of what it needs", "break the circle");
  out.most_overlap = in.number(root, "", "most_overlap", 0, 100);
  out.not_older_than_months = in.whole(root, "", "not_older_than_months", 1, 1200);
  out.reuse = in.flag(root, "", "reuse", false);
  out.automatic = in.flag(root, "", "automatic", false);
  out.ground = in.text(root, "", "ground");
  if (in.is_good()) contradictions(in, out);
  if (!in.is_good()) return in.error();
  return out;
}

std::string selector_text(const Selector& s) {
  std::string out;
  const auto add = [&](const std::string& words) { out += (out.empty() ? "" : ", ") + words; };
  if (s.least_eqf && s.most_eqf) {
    add(fmt::format("EQF {}-{}", *s.least_eqf, *s.most_eqf));
  } else if (s.least_eqf) {
    add(fmt::format("EQF ≥ {}", *s.least_eqf));
  } else if (s.most_eqf) {
    add(fmt::format("EQF ≤ {}", *s.most_eqf));
  }
  std::vector<std::string> fields;
  for (const std::string& field : s.fields) {
    const framework::ListEntry* entry = framework::controlled_list("isced-f").find(field);
    fields.push_back(entry ? entry->label : field);
  }
  const std::array<const std::vector<std::string>*, 4> lists{&fields, &s.sectors, &s.countries, &s.issuers};
  for (const auto* list : lists) {
    if (!list->empty()) add(comma_separated(*list));
  }
  if (!s.skills.empty()) add(fmt::format("{} ESCO", s.skills.size()));
  return out;
}

}  // namespace credex::stacking
