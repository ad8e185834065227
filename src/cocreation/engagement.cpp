#include "cocreation/engagement.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/embedded.h"
#include "base/statistics.h"
#include "base/yaml_reader.h"
#include "cocreation/names.h"
#include "cocreation/parts.h"

namespace credex::cocreation {
namespace {

constexpr std::array<std::string_view, 4> k_weights{"is_informed", "is_heard", "contributes", "decides"};
constexpr std::array<std::string_view, 4> k_quadrants{"involve_closely", "keep_satisfied", "keep_informed", "watch"};

Step read_step(YamlReader& in, const json::Value& value, const std::string& at, const EngagementRules& rules) {
  in.known(value, at, {"id", "title", "question", "groups", "methods", "output", "sources", "gap_signals"});
  Step out{.id = in.needed_text(value, at, "id"),
           .title = in.needed_text(value, at, "title"),
           .question = in.text(value, at, "question"),
           .output = in.text(value, at, "output"),
           .gap_signals = in.texts(value, at, "gap_signals")};
  for (const auto& [group, group_at] : in.list(value, at, "groups")) {
    in.known(group, group_at, {"group", "weight", "why"});
    StepGroup one{.group = in.needed_text(group, group_at, "group"), .why = in.needed_text(group, group_at, "why")};
    const auto weight = in.choice(group, group_at, "weight", {"is-informed", "is-heard", "contributes", "decides"});
    one.weight = static_cast<Weight>(weight.value_or(1));
    if (!rules.group(one.group)) in.problem(group_at, "\"" + one.group + "\" is no group", "list it under \"groups\"");
    out.groups.push_back(std::move(one));
  }
  for (const auto& [method, method_at] : in.list(value, at, "methods")) {
    in.known(method, method_at, {"method", "when"});
    out.methods.push_back({in.needed_text(method, method_at, "method"), in.text(method, method_at, "when")});
    if (!rules.method(out.methods.back().method))
      in.problem(method_at, "\"" + out.methods.back().method + "\" is no method", "list it under \"methods\"");
  }
  for (const auto& [source, source_at] : in.list(value, at, "sources")) {
    in.known(source, source_at, {"source", "where"});
    const EngagementSource* found = rules.source(in.needed_text(source, source_at, "source"));
    if (!found) {
      in.problem(source_at, "this is no source of this file", "list it under \"sources\"");
      continue;
    }
    const std::string where = in.text(source, source_at, "where");
    out.sources.push_back(found->title + (where.empty() ? "" : ", " + where));
  }
  return out;
}

/// A category of the map's people with its share, where one has more than half of at least four.
void add_balance(Report& report, const char* what, const std::map<std::string, std::int64_t>& counts) {
  std::int64_t all = 0;
  std::int64_t most = 0;
  std::string which;
  for (const auto& [name, n] : counts) {
    all += n;
    if (n > most) {
      most = n;
      which = name;
    }
  }
  if (all < 4 || most * 2 <= all || counts.size() < 2) return;
  report.add(make_finding("cocreation.balance", Outcome::warn, which, "cocreation.balance.one_sided",
                          {"@cocreation.category." + std::string{what}, which,
                           percent(static_cast<double>(most) / static_cast<double>(all))},
                          "Better Regulation Guidelines, SWD(2021) 305, consultation"));
}

std::optional<double> balance_of(const std::map<std::string, std::int64_t>& counts) {
  std::vector<std::int64_t> list;
  list.reserve(counts.size());
  for (const auto& [name, n] : counts) list.push_back(n);
  return balance(list);
}

/// What stands open to whoever plans, from the map alone.
void add_gaps(Plan& out) {
  for (const PlannedStep& step : out.steps) {
    Finding top =
        make_finding("cocreation.step", Outcome::pass, step.step->id, "cocreation.plan.step", {step.step->title});
    if (!step.step->sources.empty()) top.source = step.step->sources.front();
    for (const PlannedGroup& group : step.groups) {
      const bool matters = group.at->weight >= Weight::contributes;
      if (group.who.empty()) {
        top.add(make_finding(
            "cocreation.group", matters ? Outcome::warn : Outcome::not_applicable, group.group->id,
            "cocreation.plan.nobody",
            {group.group->title, "@cocreation.weight." + std::string{weight_name(group.at->weight)}, group.at->why}));
        continue;
      }
      const auto reachable =
          std::count_if(group.who.begin(), group.who.end(), [](const Stakeholder* one) { return one->has_contact; });
      top.add(make_finding("cocreation.group", reachable == 0 && matters ? Outcome::warn : Outcome::pass,
                           group.group->id, reachable == 0 ? "cocreation.plan.no_contact" : "cocreation.plan.found",
                           {group.group->title, std::to_string(group.who.size()), std::to_string(reachable)}));
    }
    out.report.add(std::move(top));
  }
}

}  // namespace

std::string_view weight_name(Weight weight) { return k_weights[static_cast<std::size_t>(weight)]; }
std::string_view quadrant_name(Quadrant quadrant) { return k_quadrants[static_cast<std::size_t>(quadrant)]; }

const StakeholderGroup* EngagementRules::group(std::string_view id) const { return by_id(groups, id); }
const Method* EngagementRules::method(std::string_view id) const { return by_id(methods, id); }
const Step* EngagementRules::step(std::string_view id) const { return by_id(steps, id); }
const EngagementSource* EngagementRules::source(std::string_view id) const { return by_id(sources, id); }

const EngagementRules& EngagementRules::built_in() {
  static const EngagementRules rules = [] {
    auto read =
        read_engagement(embedded_file("cocreation/engagement.yaml").value_or(""), "data/cocreation/engagement.yaml");
    if (!read) throw std::runtime_error{read.error().to_string()};
    return std::move(*read);
  }();
  return rules;
}

Result<EngagementRules> read_engagement(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "cocreation.engagement", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "",
           {"id", "version", "language", "sources", "groups", "methods", "steps", "rules_of_engagement",
            "coverage_measures"});
  EngagementRules out;
  for (const json::Member& member : root.get("sources").members())
    out.sources.push_back(
        {std::string{member.key}, in.needed_text(member.value, "/sources" + json::pointer_step(member.key), "title")});
  std::set<std::string> ids;
  for (const auto& [value, at] : in.list(root, "", "groups")) {
    in.known(value, at, {"id", "title", "who", "cci"});
    out.groups.push_back({in.needed_text(value, at, "id"), in.needed_text(value, at, "title"),
                          in.text(value, at, "who"), in.text(value, at, "cci")});
    in.is_new(ids, out.groups.back().id, at);
  }
  for (const auto& [value, at] : in.list(root, "", "methods")) {
    in.known(value, at, {"id", "title", "use", "people", "duration", "output", "care", "source"});
    Method one{.id = in.needed_text(value, at, "id"),
               .title = in.needed_text(value, at, "title"),
               .use = in.text(value, at, "use"),
               .people = in.text(value, at, "people"),
               .duration = in.text(value, at, "duration"),
               .output = in.text(value, at, "output"),
               .care = in.text(value, at, "care")};
    const EngagementSource* source = out.source(in.needed_text(value, at, "source"));
    if (source)
      one.source = source->title;
    else
      in.problem(at + "/source", "this is no source of this file", "list it under \"sources\"");
    if (in.is_new(ids, one.id, at)) out.methods.push_back(std::move(one));
  }
  for (const auto& [value, at] : in.list(root, "", "steps")) out.steps.push_back(read_step(in, value, at, out));
  for (const auto& [value, at] : in.list(root, "", "rules_of_engagement")) {
    in.known(value, at, {"id", "text", "source", "note"});
    const EngagementSource* source = out.source(in.text(value, at, "source"));
    out.rules.emplace_back(in.needed_text(value, at, "text"), source ? source->title : "");
  }
  if (out.steps.empty()) in.problem("/steps", "there is no step", "add steps");
  if (!in.is_good()) return in.error();
  return out;
}

Quadrant quadrant_of(const Stakeholder& stakeholder) {
  const bool is_interested = stakeholder.interest > 3 || (stakeholder.interest == 3 && stakeholder.influence > 3);
  const bool is_influential = stakeholder.influence > 3 || (stakeholder.influence == 3 && stakeholder.interest > 3);
  if (is_interested) return is_influential ? Quadrant::involve_closely : Quadrant::keep_informed;
  return is_influential ? Quadrant::keep_satisfied : Quadrant::watch;
}

Result<Plan> plan(const EngagementRules& rules, std::span<const Stakeholder> map, const Task& task) {
  Plan out;
  std::vector<std::string> wanted = task.steps;
  if (wanted.empty()) {
    for (const Step& one : rules.steps) wanted.push_back(one.id);
  }
  const auto fit = [&](const Stakeholder& one) {
    return (one.country == task.country && !task.country.empty() ? 100 : 0) +
           (one.sector == task.sector && !task.sector.empty() ? 100 : 0) + one.interest * one.influence;
  };
  std::map<std::string, std::int64_t> countries;
  std::map<std::string, std::int64_t> sectors;
  std::set<std::string> counted;
  for (const std::string& id : wanted) {
    const Step* step = rules.step(id);
    if (!step)
      return Error{.code = "cocreation.engagement",
                   .message = "\"" + id + "\" is no step",
                   .remedy =
                       "use design, issuance, quality-assurance, certification, validation, recognition, "
                       "stackability, portability or transferability"};
    PlannedStep planned{.step = step};
    for (const StepGroup& at : step->groups) {
      PlannedGroup group{.at = &at, .group = rules.group(at.group)};
      for (const Stakeholder& one : map) {
        if (one.group != at.group) continue;
        group.who.push_back(&one);
        if (!counted.insert(one.id).second) continue;
        if (!one.country.empty()) ++countries[one.country];
        if (!one.sector.empty()) ++sectors[one.sector];
      }
      std::stable_sort(group.who.begin(), group.who.end(),
                       [&](const Stakeholder* a, const Stakeholder* b) { return fit(*a) > fit(*b); });
      planned.groups.push_back(std::move(group));
    }
    std::stable_sort(planned.groups.begin(), planned.groups.end(),
                     [](const PlannedGroup& a, const PlannedGroup& b) { return a.at->weight > b.at->weight; });
    for (const StepMethod& method : step->methods) planned.methods.emplace_back(&method, rules.method(method.method));
    out.steps.push_back(std::move(planned));
  }
  add_gaps(out);
  // Where the task is of one country or sub-sector, that most are of it is as it should be.
  if (task.country.empty()) add_balance(out.report, "country", countries);
  if (task.sector.empty()) add_balance(out.report, "sector", sectors);
  return out;
}

std::optional<double> balance(std::span<const std::int64_t> counts) {
  double all = 0;
  double categories = 0;
  for (const std::int64_t n : counts) {
    all += static_cast<double>(n);
    if (n > 0) ++categories;
  }
  if (categories < 2) return std::nullopt;
  double squares = 0;
  for (const std::int64_t n : counts) squares += static_cast<double>(n) / all * (static_cast<double>(n) / all);
  return (1 - squares) / (1 - 1 / categories);
}

Coverage coverage(const EngagementRules& rules, std::string_view step_id, std::span<const Stakeholder> map,
                  std::span<const Involvement> involved) {
  Coverage out;
  const Step* step = rules.step(step_id);
  if (!step) return out;
  std::map<std::string, std::int64_t> countries;
  std::map<std::string, std::int64_t> sectors;
  std::map<std::string, std::int64_t> sizes;
  for (const Involvement& one : involved) {
    if (one.step != step_id) continue;
    const Stakeholder* who = nullptr;
    for (const Stakeholder& candidate : map) {
      if (candidate.id == one.stakeholder) who = &candidate;
    }
    if (!who) continue;
    auto& [answered, invited] = out.response[who->group];
    ++invited;
    if (!one.answered) continue;
    ++answered;
    if (!who->country.empty()) ++countries[who->country];
    if (!who->sector.empty()) ++sectors[who->sector];
    if (!who->size.empty()) ++sizes[who->size];
  }
  Finding groups =
      make_finding("cocreation.coverage", Outcome::pass, step->id, "cocreation.coverage.of_step", {step->title});
  for (const StepGroup& at : step->groups) {
    const auto found = out.response.find(at.group);
    const bool is_heard = found != out.response.end() && found->second.first > 0;
    const bool matters = at.weight >= Weight::contributes;
    if (matters) {
      ++out.listed;
      if (is_heard) ++out.heard;
    }
    if (!is_heard) {
      groups.add(make_finding(
          "cocreation.coverage.group", matters ? Outcome::warn : Outcome::not_applicable, at.group,
          "cocreation.coverage.not_heard",
          {rules.group(at.group)->title, "@cocreation.weight." + std::string{weight_name(at.weight)}, at.why}));
      continue;
    }
    const auto [answered, invited] = found->second;
    const statistics::Interval range = statistics::wilson(answered, invited);
    groups.add(make_finding("cocreation.coverage.group", Outcome::pass, at.group, "cocreation.coverage.response",
                            {rules.group(at.group)->title, std::to_string(answered), std::to_string(invited),
                             percent(range.low), percent(range.high)}));
  }
  out.report.add(std::move(groups));
  out.by_country = balance_of(countries);
  out.by_sector = balance_of(sectors);
  out.by_size = balance_of(sizes);
  add_balance(out.report, "country", countries);
  add_balance(out.report, "sector", sectors);
  add_balance(out.report, "size", sizes);
  if (!sizes.empty() && !sizes.contains("self_employed"))
    out.report.add(make_finding("cocreation.freelance", Outcome::warn, "", "cocreation.coverage.no_freelancer", {},
                                "CREDEX project description"));
  return out;
}

}  // namespace credex::cocreation
