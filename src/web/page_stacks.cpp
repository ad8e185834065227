#include <algorithm>
#include <charconv>
#include <utility>

#include "base/embedded.h"
#include "base/translate.h"
#include "base/yaml.h"
#include "service/definitions.h"
#include "service/stacks.h"
#include "web/desk.h"
#include "web/document_form.h"
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

http::Response stacks_list(Visit& visit) {
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
    item.set("target", (*plan)->rule.content.title.in(visit.language));
    item.set("ects", format_number(visit.language, one.to_earn)).flag("proven", one.is_proven);
    item.set("steps", visit.tn("{0} step", "{0} steps", one.take.size()));
    std::vector<View> stops;
    const auto stop = [&](const char* kind, const stacking::Candidate& step) {
      View line;
      const auto slash = step.definition.rfind('/');
      std::string below = format_number(visit.language, step.ects) + " ECTS";
      if (step.eqf) below += " · EQF " + std::to_string(*step.eqf);
      if (!step.issuer_name.empty()) below += " · " + step.issuer_name;
      line.set("kind", kind).set("title", step.title).set("below", below);
      if (step.is_held) {
        line.flag("held", true);
      } else {
        line.set("url", "/mc/" + step.definition.substr(slash == std::string::npos ? 0 : slash + 1));
      }
      stops.push_back(std::move(line));
    };
    for (const stacking::Candidate* step : one.use) stop("held", *step);
    for (const stacking::Candidate* step : one.take) stop("take", *step);
    item.set("stops", stops).set("total", format_number(visit.language, one.ects));
    plans.push_back(std::move(item));
  }
  view.set("plans", plans);
  if (plans.empty()) view.set("no_plan", report_view(visit, (*plan)->result.report.findings));
}

http::Response stacks_shown(Visit& visit, const View& problem = {}, int status = 200) {
  std::string id = visit.part(0);
  const bool is_json = id.ends_with(".json");
  const bool is_yaml = id.ends_with(".yaml");
  const bool is_file = is_json || is_yaml;
  if (is_file) id.resize(id.size() - 5);
  std::int64_t version = 0;
  const std::string& wanted = visit.request.query.get("version");
  std::from_chars(wanted.data(), wanted.data() + wanted.size(), version);
  auto rule = service::stack_rule(visit.platform, id, is_file ? version : 0);
  if (!rule) return error_page(visit, rule.error());
  if (is_json) return http::json_response(rule->record.content);
  if (is_yaml) return yaml_file(rule->record.content, "stack-" + rule->record.id + ".yaml");
  View view = rule_view(visit, *rule);
  if (status != 200) view.set("problem", problem);
  if (visit.signed_in()) {
    auto own = service::check_own_stack(visit.platform, visit.actor(), id);
    if (own) {
      view.flag("checked", true).flag("holds", (*own)->check.holds);
      view.set("lines", report_view(visit, (*own)->check.report.findings));
      std::vector<View> counted;
      for (const stacking::Candidate* part : (*own)->check.counted) {
        if (!(*own)->check.holds) break;
        counted.push_back(std::move(View{}
                                        .set("title", part->title)
                                        .set("issuer", part->issuer_name)
                                        .set("ects", format_number(visit.language, part->ects))));
      }
      view.set("counted", counted);
      const auto had = service::own_stack_award(visit.platform, visit.actor(), id);
      const bool may_have = (*own)->check.holds && !had && rule->record.state == store::StackRuleState::open;
      const auto request = service::own_stack_request(visit.platform, visit.actor(), id);
      using State = store::StackRequestState;
      const bool waits = request && request->state == State::asked;
      view.flag("may_claim", may_have && rule->content.automatic);
      view.flag("may_ask", may_have && !rule->content.automatic && !waits);
      if (waits) view.set("asked", format_date(visit.language, date_of(request->asked)));
      if (had) view.set("awarded", format_date(visit.language, date_of(had->issued)));
      if (request && request->state == State::refused && !had) {
        view.set("refused", format_date(visit.language, date_of(request->answered.value_or(request->asked))));
        view.set("reason", request->reason);
      }
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
  view.set("aims", aims);
  view.set("countries", country_choices(visit, visit.request.query.get("near")));
  return page(visit, "stack", rule->content.title.in(visit.language), std::move(view), status);
}

http::Response stacks_one(Visit& visit) { return stacks_shown(visit); }

http::Response stacks_claim(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  if (visit.field("do") == "ask") {
    auto asked = service::ask_for_stack(visit.platform, visit.actor(), visit.part(0));
    if (!asked) return stacks_shown(visit, error_view(visit, asked.error()), status_of(asked.error()));
    return http::see_other("/stacks/" + visit.part(0));
  }
  auto made = service::claim_stack(visit.platform, visit.actor(), visit.part(0));
  if (!made) return stacks_shown(visit, error_view(visit, made.error()), status_of(made.error()));
  return http::see_other("/me");
}

http::Response proof(Visit& visit) {
  auto found = service::stack_proof(visit.platform, visit.part(0));
  if (!found) return error_page(visit, found.error());
  return http::json_response(*found);
}

/// What learners ask for, each with the parts that count.
std::vector<View> request_views(Visit& visit, const Desk& desk) {
  std::vector<View> out;
  auto requests = service::stack_requests(visit.platform, visit.actor(), desk.organisation.id);
  if (!requests) return out;
  for (const service::StackRequestView& one : *requests) {
    View item;
    item.set("id", one.record.id).set("applicant", one.applicant).set("title", one.title);
    item.set("asked", format_date(visit.language, date_of(one.record.asked))).set("desk", desk.organisation.slug);
    item.set("version", std::to_string(one.record.rule_version)).set("rule", one.record.rule_id);
    if (visit.field("request") == one.record.id) item.set("reason", visit.field("reason"));
    std::vector<View> names;
    for (const std::string& name : one.by_name) {
      View line;
      line.set("name", name);
      names.push_back(std::move(line));
    }
    item.set("names", names);
    std::vector<View> parts;
    auto proof = json::parse(one.record.proof);
    if (proof) {
      for (const json::Value& part : proof->root.get("parts").items()) {
        View line;
        line.set("title", std::string{part.text("title")}).set("issuer", std::string{part.text("issuer_name")});
        line.set("ects", format_number(visit.language, part.get("ects").as_number()));
        parts.push_back(std::move(line));
      }
    }
    item.set("parts", parts);
    out.push_back(std::move(item));
  }
  return out;
}

/// What the form for rules shows: a new one, or the next version of one.
struct RuleForm {
  std::string rule{};        ///< the rule's id; empty for a new one
  std::string after{};       ///< its version when the form was opened
  std::string definition{};  ///< what is awarded
  std::string text{};
  std::string title{};  ///< of the rule that is changed
  std::optional<Error> problem{};
  std::vector<DocumentChange> changes{};  ///< to the version in force, once somebody has looked
  bool looked_at = false;
  std::string brought{};  ///< a text that could not be taken, to be mended there
  bool bring_open = false;
};

/// What the platform sets in each version of a rule.
const std::vector<std::string_view> k_set_here{"id", "version", "body", "target"};

/// An empty form, or, with ?rule=ID, the rule's whole text, so that nothing is lost that is not looked at.
RuleForm kept_form(const std::vector<service::StackRuleView>& rules, const std::string& wanted) {
  RuleForm out{.text = std::string{embedded_file("stacks/template.yaml").value_or("")}};
  for (const auto& rule : rules) {
    if (wanted.empty() || rule.record.id != wanted) continue;
    out.rule = rule.record.id;
    out.after = std::to_string(rule.record.version);
    out.definition = rule.record.definition_id;
    out.text = yaml_text(rule.record.content, k_set_here);
    out.title = rule.record.title;
  }
  return out;
}

http::Response desk_list(Visit& visit, const Desk& desk, const RuleForm& form,
                         const std::vector<service::StackRuleView>& all) {
  View view;
  if (form.problem) view.set("problem", error_view(visit, *form.problem));
  const bool states_rules = service::may(visit.actor(), "stack.rules", desk.organisation.id);
  std::vector<View> rules;
  for (const auto& rule : all) {
    View line = rule_view(visit, rule);
    line.set("desk", desk.organisation.slug).flag("may_change", states_rules);
    line.flag("may_end", rule.record.state == store::StackRuleState::open && states_rules);
    rules.push_back(std::move(line));
  }
  view.set("rules", rules).set("requests", request_views(visit, desk)).flag("states_rules", states_rules);
  std::vector<View> definitions;
  for (const auto& line : service::definitions_of(visit.platform, desk.organisation.id)) {
    auto definition = service::published_definition(visit.platform, line.record.id);
    if (!definition) continue;
    View item;
    item.set("id", line.record.id).set("title", definition->content.title.in(visit.language));
    item.flag("chosen", form.definition == line.record.id);
    definitions.push_back(std::move(item));
  }
  view.set("definitions", definitions).set("text", form.text).set("rule", form.rule).set("after", form.after);
  view.flag("changes_one", !form.rule.empty()).set("changed_title", form.title);
  view.set("brought", form.brought).flag("bring_open", form.bring_open).flag("looked_at", form.looked_at);
  std::vector<View> changes;
  for (const DocumentChange& one : form.changes)
    changes.push_back(std::move(View{}.set("key", one.pointer).set("one", one.one).set("other", one.other)));
  view.set("changes", changes).set("before_title", visit.t("version {0}", {form.after}));
  view.set("changes_title", visit.t("What differs from version {0}", {form.after}));
  return desk_page(visit, desk, "stacks", "stacks_desk", visit.t("Stacks"), std::move(view),
                   form.problem ? status_of(*form.problem) : 200);
}

http::Response desk_list(Visit& visit, const Desk& desk, Error problem) {
  const auto rules = service::stack_rules_of(visit.platform, desk.organisation.id);
  RuleForm form = kept_form(rules, "");
  form.problem = std::move(problem);
  return desk_list(visit, desk, form, rules);
}

http::Response desk_rules(Visit& visit) {
  Desk desk = desk_of(visit, "stack.see");
  if (desk.refusal) return std::move(*desk.refusal);
  const auto rules = service::stack_rules_of(visit.platform, desk.organisation.id);
  return desk_list(visit, desk, kept_form(rules, visit.request.query.get("rule")), rules);
}

/// Awarding and refusing what is asked for.
http::Response answer_request(Visit& visit, const Desk& desk) {
  const std::string& id = visit.field("request");
  Result<void> done;
  if (visit.field("do") == "award") {
    auto award = service::award_stack(visit.platform, visit.actor(), id);
    if (!award) done = std::move(award).error();
  } else {
    done = service::refuse_stack(visit.platform, visit.actor(), id, visit.field("reason"));
  }
  if (!done) return desk_list(visit, desk, std::move(done).error());
  return http::see_other("/desk/" + desk.organisation.slug + "/stacks");
}

/// Looks at a rule's text beside what the rule says now.
void look_at(const Visit& visit, const Desk& desk, const std::vector<service::StackRuleView>& rules,
             const std::string& name, RuleForm& form) {
  auto judged =
      service::judge_stack_rule(visit.platform, visit.actor(), desk.organisation.id, form.text, form.definition, name);
  if (!judged) {
    form.problem = std::move(judged).error();
    return;
  }
  form.looked_at = true;
  for (const auto& rule : rules) {
    if (form.rule.empty() || rule.record.id != form.rule) continue;
    auto before = json::parse(rule.record.content);
    auto now = parse_yaml(form.text);
    if (!before || !now) continue;
    for (const std::string_view key : k_set_here) {
      before->root.erase(key);
      now->document.root.erase(key);
    }
    form.changes = changes_between(before->root, now->document.root);
  }
}

/// The micro-credential that a text names as what is awarded, where it is one of these.
std::string target_in(const Visit& visit, const std::string& text) {
  auto yaml = parse_yaml(text);
  const std::string target{yaml ? yaml->document.root.text("target") : std::string_view{}};
  const std::string prefix = visit.platform.url("/mc/");
  return target.starts_with(prefix) ? target.substr(prefix.size()) : std::string{};
}

/// A file or text that is brought in fills the form; what is written there is looked at or published.
http::Response write_rule(Visit& visit, const Desk& desk) {
  const auto rules = service::stack_rules_of(visit.platform, desk.organisation.id);
  RuleForm form = kept_form(rules, visit.field("rule"));
  if (!visit.field("after").empty()) form.after = visit.field("after");
  if (!visit.field("definition").empty()) form.definition = visit.field("definition");
  if (visit.field("do") == "bring") {
    form.bring_open = true;
    form.brought = visit.field("text");
    auto brought = brought_text(visit);
    if (!brought) {
      form.problem = std::move(brought).error();
      return desk_list(visit, desk, form, rules);
    }
    const std::string kept = std::exchange(form.text, brought->text);
    if (const std::string named = target_in(visit, brought->text); !named.empty() && form.rule.empty())
      form.definition = named;
    if (form.definition.empty()) {
      // What is awarded is chosen below; until then the first of the list stands for it.
      for (const auto& line : service::definitions_of(visit.platform, desk.organisation.id)) {
        if (form.definition.empty() && service::published_definition(visit.platform, line.record.id))
          form.definition = line.record.id;
      }
    }
    look_at(visit, desk, rules, brought->name, form);
    if (form.problem) {
      form.brought = is_shown_again(*form.problem) ? brought->text : std::string{};
      form.text = kept;
    } else {
      form.bring_open = false;
      form.brought.clear();
    }
    return desk_list(visit, desk, form, rules);
  }
  form.text = visit.field("text");
  if (visit.field("do") == "preview") {
    look_at(visit, desk, rules, "", form);
    return desk_list(visit, desk, form, rules);
  }
  std::int64_t after = 0;
  const auto read = std::from_chars(form.after.data(), form.after.data() + form.after.size(), after);
  const bool knows_after = !form.rule.empty() && read.ec == std::errc{};
  auto made = service::publish_stack_rule(visit.platform, visit.actor(), desk.organisation.id, form.rule, form.text,
                                          form.definition, knows_after ? std::optional{after} : std::nullopt);
  if (made) return http::see_other("/desk/" + desk.organisation.slug + "/stacks");
  if (made.error().code == "service.conflict") {
    look_at(visit, desk, rules, "", form);
    form.after = kept_form(rules, form.rule).after;
  }
  form.problem = std::move(made).error();
  return desk_list(visit, desk, form, rules);
}

http::Response stacks_publish(Visit& visit) {
  Desk desk = desk_of(visit, "stack.see");
  if (desk.refusal) return std::move(*desk.refusal);
  if (visit.field("do") == "award" || visit.field("do") == "refuse") return answer_request(visit, desk);
  if (visit.field("do") == "end") {
    auto done = service::end_stack_rule(visit.platform, visit.actor(), visit.field("rule"));
    if (!done) return desk_list(visit, desk, std::move(done).error());
    return http::see_other("/desk/" + desk.organisation.slug + "/stacks");
  }
  return write_rule(visit, desk);
}

}  // namespace

void add_stacks(Site& site, http::Router& router) {
  site.get(router, "/stacks", stacks_list);
  site.get(router, "/stacks/proofs/{}", proof);
  site.get(router, "/stacks/{}", stacks_one);
  site.post(router, "/stacks/{}", stacks_claim);
  site.get(router, "/desk/{}/stacks", desk_rules);
  site.post(router, "/desk/{}/stacks", stacks_publish, std::size_t{4} * 1024 * 1024);
}

}  // namespace credex::web
