#include <iostream>

#include "app/commands.h"
#include "app/files.h"
#include "app/inputs.h"
#include "base/digest.h"
#include "base/encoding.h"
#include "credential/authenticity.h"
#include "credential/contents.h"
#include "credential/issuer.h"
#include "credential/vouching.h"
#include "stacking/plan.h"
#include "stacking/proof.h"

namespace credex::app {
namespace {

using stacking::Candidate;

struct StackArguments : VerifyingOptions {
  std::string rule{};
  std::vector<std::string> credentials{};
  std::string catalogue{};
  std::string offers{};
  std::string aim = "credits";
  std::string near{};
  std::string date{};
  std::string prove{};
  std::string proof{};
  double seconds = 2;
  bool assume_verified = false;
  bool json = false;
};

std::string hex_digest(std::string_view bytes) { return "sha-256:" + hex(sha256(bytes)); }

/// A credential as a candidate: verified unless it is a definition, which stands for "as if it were held".
Result<Candidate> held_from(const std::string& file, const StackArguments& a, credential::Verifier& verifier, Date on) {
  auto bytes = read_file(file);
  if (!bytes) return std::move(bytes).error();
  const auto& countries = recognition::Countries::built_in();
  if (is_definition(*bytes)) {
    auto definition = definition_in(*bytes, file);
    if (!definition) return std::move(definition).error();
    Candidate out = stacking::candidate_of(*definition, countries);
    out.is_held = true;
    out.is_verified = a.assume_verified;
    out.digest = hex_digest(*bytes);
    return out;
  }
  auto contents = credential::contents_of(*bytes);
  if (!contents) return std::move(contents).error().at(file);
  auto report = verifier.verify(*bytes, midnight(on) + std::chrono::hours{12});
  if (!report) return std::move(report).error().at(file);
  if (!a.assume_verified)
    credential::keep_proven_body(credential::vouching_of(*report).identifier, contents->definition);
  Candidate out = stacking::candidate_of(contents->definition, countries);
  out.id = contents->award.id.empty() ? out.id : contents->award.id;
  out.is_held = true;
  out.digest = hex_digest(*bytes);
  if (contents->award.awarded_on.ok()) out.awarded_on = contents->award.awarded_on;
  if (contents->award.valid_until) out.expires = date_of(*contents->award.valid_until);
  const recognition::Authenticity authenticity = credential::authenticity_of(*report);
  stacking::set_authenticity(out, authenticity);
  if (a.assume_verified && authenticity != recognition::Authenticity::forged) out.is_verified = true;
  return out;
}

Result<std::vector<Candidate>> held(const StackArguments& a, Date on) {
  auto verifier = open_verifier(a, midnight(on) + std::chrono::hours{12});
  if (!verifier) return std::move(verifier).error();
  std::vector<Candidate> out;
  for (const std::string& file : a.credentials) {
    auto one = held_from(file, a, **verifier, on);
    if (!one) return std::move(one).error();
    out.push_back(std::move(*one));
  }
  return out;
}

struct RuleFile {
  stacking::StackRule rule{};
  std::string digest{};
};

Result<RuleFile> rule_from(const std::string& file) {
  auto text = read_file(file);
  if (!text) return std::move(text).error();
  auto rule = stacking::read_rule(*text, file, recognition::Countries::built_in());
  if (!rule) return std::move(rule).error();
  return RuleFile{std::move(*rule), hex_digest(*text)};
}

int run_stack_check(const StackArguments& a) {
  auto on = day_from(a.date);
  if (!on) return fail(on.error(), a.json);
  auto rule = rule_from(a.rule);
  if (!rule) return fail(rule.error(), a.json);
  const auto& countries = recognition::Countries::built_in();
  if (!a.proof.empty()) {
    auto text = read_file(a.proof);
    if (!text) return fail(text.error(), a.json);
    auto document = json::parse(*text);
    if (!document) return fail(std::move(document).error().at(a.proof), a.json);
    return print_report(stacking::check_proof(rule->rule, rule->digest, document->root, countries), a.json);
  }
  auto candidates = held(a, *on);
  if (!candidates) return fail(candidates.error(), a.json);
  const stacking::StackCheck check = stacking::check_stack(rule->rule, *candidates, *on, countries);
  json::Arena arena;
  json::Value proof;
  if (check.holds) proof = stacking::proof_value(arena, rule->rule, rule->digest, check, *on);
  if (!a.prove.empty() && check.holds) {
    if (auto written = write_file(a.prove, json::write_pretty(proof)); !written) return fail(written.error(), a.json);
  }
  if (!a.json) return print_report(check.report, false, rule->rule.title.any());
  json::Value out = report_value(arena, check.report);
  out.append(arena, "proof", proof);
  std::cout << json::write_pretty(out);
  return check.holds ? k_good : k_not_good;
}

json::Value plan_value(json::Arena& arena, const stacking::Plan& plan) {
  const json::Value out = json::Value::object(arena, 9);
  out.append(arena, "proven", json::Value::boolean(plan.is_proven));
  out.append(arena, "value", json::Value::real(plan.value));
  out.append(arena, "bound", json::Value::real(plan.bound));
  out.append(arena, "ects", json::Value::real(plan.ects));
  out.append(arena, "to_earn", json::Value::real(plan.to_earn));
  out.append(arena, "cost", plan.cost ? json::Value::real(*plan.cost) : json::Value{});
  out.append(arena, "ready", plan.ready ? arena.string(to_string(*plan.ready)) : json::Value{});
  for (const auto& [key, list] : {std::pair{"use", &plan.use}, {"take", &plan.take}}) {
    const json::Value ids = json::Value::array(arena, list->size());
    for (const Candidate* one : *list) ids.push(arena, arena.string(one->id));
    out.append(arena, key, ids);
  }
  return out;
}

int run_plan(const StackArguments& a) {
  auto on = day_from(a.date);
  if (!on) return fail(on.error(), a.json);
  auto rule = rule_from(a.rule);
  if (!rule) return fail(rule.error(), a.json);
  auto candidates = held(a, *on);
  if (!candidates) return fail(candidates.error(), a.json);
  const auto& countries = recognition::Countries::built_in();
  auto offered = offered_candidates(a.catalogue, a.offers, *on);
  if (!offered) return fail(offered.error(), a.json);
  for (Candidate& one : *offered) candidates->push_back(std::move(one));
  const stacking::PlanOptions options{.aim = *stacking::aim_of(a.aim),
                                      .near_country = a.near.substr(0, 2),
                                      .near_region = a.near.size() > 2 ? a.near : std::string{},
                                      .seconds = a.seconds};
  const stacking::PlanResult result = stacking::plan_stack(rule->rule, *candidates, *on, options, countries);
  if (!a.json) return print_report(result.report, false, rule->rule.title.any());
  json::Arena arena;
  json::Value out = report_value(arena, result.report);
  const json::Value plans = json::Value::array(arena, result.plans.size());
  for (const stacking::Plan& plan : result.plans) plans.push(arena, plan_value(arena, plan));
  out.append(arena, "plans", plans);
  std::cout << json::write_pretty(out);
  return status_of(result.report);
}

void add_stack_options(Command& command, StackArguments& a) {
  command.add_option("--rule", a.rule, "the receiving body's rule (YAML or JSON; docs/stacking.md)")->required();
  command.add_option("--date", a.date, "the day of stacking; today where not given");
  add_verifying_options(command, a);
  command.add_flag("--assume-verified", a.assume_verified,
                   "take definitions as held, and credentials whose issuer cannot be asked, as verified by hand");
  command.add_flag("--json", a.json, "the result as JSON");
}

}  // namespace

void add_stack(Command& app, int& status) {
  auto* command = app.add_subcommand("stack", "stack micro-credentials into a larger one by a body's rule");
  command->require_subcommand(1);
  auto a = std::make_shared<StackArguments>();
  auto* check = command->add_subcommand("check", "check credentials against a rule, and prove each part");
  add_stack_options(*check, *a);
  auto* files = check->add_option("--credentials", a->credentials, "what is held: credentials, or definitions");
  check->add_option("--prove", a->prove, "write the proof that travels with the stacked award to this file");
  auto* proof = check->add_option("--proof", a->proof, "instead: do the sums of this proof again");
  files->excludes(proof);
  check->callback([a, &status] { status = run_stack_check(*a); });
  auto* plan = command->add_subcommand("plan", "the best way from what is held to the target");
  add_stack_options(*plan, *a);
  plan->add_option("--have", a->credentials, "what is held: credentials, or definitions");
  plan->add_option("--catalogue", a->catalogue, "folder of definitions that could be taken")->required();
  plan->add_option("--offers", a->offers, "prices, dates and places of them (YAML; docs/stacking.md)");
  plan->add_option("--least", a->aim, "what the way is to have least of")
      ->one_of({"credits", "cost", "time", "distance", "presence"})
      ->capture_default_str();
  plan->add_option("--near", a->near, "for distance: your country or region, e.g. PT or PT17");
  plan->add_option("--seconds", a->seconds, "time allowed for the answer")->between(0.1, 600.0)->capture_default_str();
  plan->callback([a, &status] { status = run_plan(*a); });
}

}  // namespace credex::app
