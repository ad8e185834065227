#include <algorithm>

#include "base/embedded.h"
#include "base/translate.h"
#include "service/definitions.h"
#include "service/stacks.h"
#include "web/charts.h"
#include "web/desk.h"
#include "web/label_view.h"
#include "web/recognition_view.h"

namespace credex::web {
namespace {

View rule_view(const Visit& visit, const service::StackRuleView& rule) {
  View view;
  view.set("id", rule.record.id)
      .set("title", rule.content.title.in(visit.language))
      .set("body", rule.organisation.name);
  view.set("slug", rule.organisation.slug).set("version", std::to_string(rule.record.version));
  view.set("place", system_name(visit, rule.organisation.country)).set("definition", rule.record.definition_id);
  if (rule.content.total_ects > 0) view.set("total", format_number(visit.language, rule.content.total_ects));
  if (rule.content.most_overlap) view.set("overlap", format_number(visit.language, *rule.content.most_overlap));
  if (rule.content.not_older_than_months) view.set("months", std::to_string(*rule.content.not_older_than_months));
  view.flag("automatic", rule.content.automatic).flag("ended", rule.record.state == store::StackRuleState::ended);
  std::vector<View> conditions;
  for (const stacking::Condition& condition : rule.content.conditions) {
    using Kind = stacking::Condition::Kind;
    View one;
    const std::string amount = format_number(visit.language, condition.amount);
    const std::string of = stacking::selector_text(condition.which);
    std::string words = visit.t("each of {0} that are named", {amount});
    if (condition.kind == Kind::any) words = visit.t("at least {0} of what is listed", {amount});
    if (condition.kind == Kind::least_ects) words = visit.t("at least {0} ECTS", {amount});
    if (condition.kind == Kind::most_ects) words = visit.t("at most {0} ECTS", {amount});
    if (condition.kind == Kind::home_share) words = visit.t("at least {0} % earned at the awarding body", {amount});
    one.set("words", words).set("of", of);
    std::vector<View> named;
    for (const std::string& id : condition.which.of) {
      View item;
      const auto slash = id.rfind('/');
      auto definition =
          service::published_definition(visit.platform, id.substr(slash == std::string::npos ? 0 : slash + 1));
      item.set("title", definition ? definition->content.title.in(visit.language) : id);
      item.set("url", definition ? "/mc/" + definition->record.id : "");
      named.push_back(std::move(item));
    }
    one.set("named", named);
    conditions.push_back(std::move(one));
  }
  view.set("conditions", conditions);
  return view;
}

http::Response list(Visit& visit) {
  View view;
  std::vector<View> rules;
  for (const auto& rule : service::open_stack_rules(visit.platform)) rules.push_back(rule_view(visit, rule));
  view.set("rules", rules);
  return page(visit, "stacks", visit.t("Larger awards made of small ones"), std::move(view));
}

void add_plan(Visit& visit, View& view, const std::string& id) {
  const std::string& least = visit.request.query.get("least");
  const stacking::PlanOptions options{
      .aim = stacking::aim_of(least).value_or(stacking::Aim::credits),
      .near_country = visit.request.query.get("near").substr(0, 2),
      .near_region = visit.request.query.get("near").size() > 2 ? visit.request.query.get("near") : "",
      .seconds = 2};
  auto plan = service::plan_own_stack(visit.platform, visit.actor(), id, options);
  if (!plan) {
    view.set("problem", error_view(visit, plan.error()));
    return;
  }
  std::vector<View> plans;
  for (const stacking::Plan& one : (*plan)->result.plans) {
    View item;
    item.set("chart", pathway(visit, one, (*plan)->rule.content.title.in(visit.language)));
    item.set("ects", format_number(visit.language, one.to_earn)).flag("proven", one.is_proven);
    item.set("steps", visit.tn("{0} step", "{0} steps", one.take.size()));
    std::vector<View> steps;
    for (const stacking::Candidate* step : one.take) {
      View line;
      const auto slash = step->definition.rfind('/');
      line.set("title", step->title)
          .set("url", "/mc/" + step->definition.substr(slash == std::string::npos ? 0 : slash + 1));
      line.set("ects", format_number(visit.language, step->ects)).set("by", step->issuer_name);
      steps.push_back(std::move(line));
    }
    item.set("take", steps);
    plans.push_back(std::move(item));
  }
  view.set("plans", plans);
  if (plans.empty()) view.set("no_plan", report_view(visit, (*plan)->result.report.findings));
}

http::Response shown(Visit& visit, const View& problem = {}, int status = 200) {
  std::string id = visit.part(0);
  const bool is_json = id.ends_with(".json");
  if (is_json) id.resize(id.size() - 5);
  auto rule = service::stack_rule(visit.platform, id);
  if (!rule) return error_page(visit, rule.error());
  if (is_json) return http::json_response(rule->record.content);
  View view = rule_view(visit, *rule);
  if (status != 200) view.set("problem", problem);
  if (visit.signed_in()) {
    auto own = service::check_own_stack(visit.platform, visit.actor(), id);
    if (own) {
      view.flag("checked", true).flag("holds", (*own)->check.holds);
      view.set("lines", report_view(visit, (*own)->check.report.findings));
      view.flag("may_claim",
                (*own)->check.holds && rule->content.automatic && rule->record.state == store::StackRuleState::open);
    }
    add_plan(visit, view, id);
  }
  std::vector<View> aims;
  const std::pair<const char*, std::string> choices_of_aim[] = {
      {"credits", visit.t("fewest credits")}, {"distance", visit.t("nearest")}, {"presence", visit.t("most online")}};
  for (const auto& [value, words] : choices_of_aim) {
    View one;
    one.set("value", value).set("words", words).flag("chosen", visit.request.query.get("least") == value);
    aims.push_back(std::move(one));
  }
  view.set("aims", aims).set("near", visit.request.query.get("near"));
  view.set("countries", country_choices(visit, visit.request.query.get("near")));
  return page(visit, "stack", rule->content.title.in(visit.language), std::move(view), status);
}

http::Response one(Visit& visit) { return shown(visit); }

http::Response claim(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto made = service::claim_stack(visit.platform, visit.actor(), visit.part(0));
  if (!made) return shown(visit, error_view(visit, made.error()), status_of(made.error()));
  return http::see_other("/me");
}

http::Response proof(Visit& visit) {
  auto found = service::stack_proof(visit.platform, visit.part(0));
  if (!found) return error_page(visit, found.error());
  return http::json_response(*found);
}

http::Response desk_list(Visit& visit, const Desk& desk, const View& problem, int status = 200) {
  View view;
  if (status != 200) view.set("problem", problem);
  std::vector<View> rules;
  for (const auto& rule : service::stack_rules_of(visit.platform, desk.organisation.id)) {
    View line = rule_view(visit, rule);
    line.set("desk", desk.organisation.slug);
    rules.push_back(std::move(line));
  }
  view.set("rules", rules);
  std::vector<View> definitions;
  for (const auto& line : service::definitions_of(visit.platform, desk.organisation.id)) {
    auto definition = service::published_definition(visit.platform, line.record.id);
    if (!definition) continue;
    View item;
    item.set("id", line.record.id).set("title", definition->content.title.in(visit.language));
    item.flag("chosen", visit.field("definition") == line.record.id);
    definitions.push_back(std::move(item));
  }
  view.set("definitions", definitions);
  const std::string example{embedded_file("stacks/template.yaml").value_or("")};
  view.set("text", visit.field("text").empty() ? example : visit.field("text"));
  return desk_page(visit, desk, "stacks", "stacks_desk", visit.t("Stacks"), std::move(view), status);
}

http::Response desk_rules(Visit& visit) {
  Desk desk = desk_of(visit, "stack.rules");
  if (desk.refusal) return std::move(*desk.refusal);
  return desk_list(visit, desk, {});
}

http::Response publish(Visit& visit) {
  Desk desk = desk_of(visit, "stack.rules");
  if (desk.refusal) return std::move(*desk.refusal);
  if (visit.field("do") == "end") {
    auto done = service::end_stack_rule(visit.platform, visit.actor(), visit.field("rule"));
    if (!done) return desk_list(visit, desk, error_view(visit, done.error()), status_of(done.error()));
    return http::see_other("/desk/" + desk.organisation.slug + "/stacks");
  }
  auto made = service::publish_stack_rule(visit.platform, visit.actor(), desk.organisation.id, visit.field("rule"),
                                          visit.field("text"), visit.field("definition"));
  if (!made) return desk_list(visit, desk, error_view(visit, made.error()), status_of(made.error()));
  return http::see_other("/desk/" + desk.organisation.slug + "/stacks");
}

}  // namespace

void add_stacks(Site& site, http::Router& router) {
  site.get(router, "/stacks", list);
  site.get(router, "/stacks/proofs/{}", proof);
  site.get(router, "/stacks/{}", one);
  site.post(router, "/stacks/{}", claim);
  site.get(router, "/desk/{}/stacks", desk_rules);
  site.post(router, "/desk/{}/stacks", publish);
}

}  // namespace credex::web
