#include <iostream>

#include "app/commands.h"
#include "app/files.h"
#include "recognition/matrix_value.h"
#include "recognition/what_if.h"

namespace credex::app {
namespace {

struct MatrixArguments {
  std::string catalogue{};
  std::string policies{};
  std::string agreements{};
  std::string what_if{};
  std::string purpose = "credit";
  std::string date{};
  std::string by = "country";
  std::size_t best = 0;
  double seconds = 8;
  bool json = false;
};

int run_matrix(const MatrixArguments& a) {
  const auto& criteria = recognition::Criteria::built_in();
  const auto& countries = recognition::Countries::built_in();
  const auto day = day_from(a.date);
  if (!day) return fail(day.error(), a.json);
  const Date today = *day;
  auto definitions = read_definitions(a.catalogue);
  if (!definitions) return fail(definitions.error(), a.json);
  auto policies = read_each<recognition::Policy>(a.policies, [&](const std::string& text, const std::string& file) {
    return recognition::read_policy(text, file, criteria, countries);
  });
  if (!policies) return fail(policies.error(), a.json);
  auto agreements =
      read_each<recognition::Agreement>(a.agreements, [&](const std::string& text, const std::string& file) {
        return recognition::read_agreement(text, file, criteria, countries);
      });
  if (!agreements) return fail(agreements.error(), a.json);
  const auto by = a.by == "body" ? recognition::Grouping::body : recognition::Grouping::system;
  const recognition::MatrixInput input{.definitions = *definitions,
                                       .policies = *policies,
                                       .agreements = *agreements,
                                       .purpose = *recognition::purpose_of(a.purpose),
                                       .on = today,
                                       .by = by};
  const recognition::Catalogue catalogue{*definitions, today, countries, by};
  const recognition::Matrix before = recognition::matrix(catalogue, input);
  std::optional<recognition::Matrix> after;
  if (!a.what_if.empty()) {
    auto text = read_file(a.what_if);
    if (!text) return fail(text.error(), a.json);
    auto changes = recognition::read_what_if(*text, a.what_if, *policies, criteria, countries);
    if (!changes) return fail(changes.error(), a.json);
    after = recognition::matrix_with(catalogue, input, before, *changes);
  }
  std::optional<recognition::BestChanges> best;
  if (a.best > 0) best = recognition::best_changes(catalogue, input, {.changes = a.best, .seconds = a.seconds});
  json::Arena arena;
  if (a.json) {
    const json::Value out = recognition::matrix_value(arena, before, *policies);
    out.append(arena, "purpose", arena.string(a.purpose));
    out.append(arena, "on", arena.string(to_string(today)));
    if (after) out.append(arena, "what_if", recognition::matrix_value(arena, *after, *policies));
    if (best) out.append(arena, "best", recognition::changes_value(arena, *best, *policies, criteria));
    std::cout << json::write_pretty(out);
    return k_good;
  }
  Report report = recognition::matrix_report(before, *policies);
  if (after) {
    const auto& was = before.across();
    const auto& is = after->across();
    report.add(
        make_finding("recognition.matrix.what_if", Outcome::pass, a.what_if, "recognition.matrix.what_if",
                     {std::to_string(was.accepted()), std::to_string(is.accepted()), std::to_string(was.definitions)}));
  }
  if (best) {
    for (const recognition::ChangeSet& one : best->singles)
      report.add(recognition::change_finding(one.changes[0], *policies, criteria, one.opens));
    Finding set = make_finding(
        "recognition.matrix.set", best->set.is_proven ? Outcome::pass : Outcome::warn, "",
        best->set.is_proven ? "recognition.matrix.set" : "recognition.matrix.set_bounded",
        {std::to_string(best->set.changes.size()), std::to_string(best->set.opens), std::to_string(best->set.bound)});
    for (const recognition::RuleChange& change : best->set.changes)
      set.findings.push_back(recognition::change_finding(change, *policies, criteria));
    report.add(std::move(set));
  }
  return print_report(report, false);
}

}  // namespace

void add_matrix(Command& app, int& status) {
  auto* command = app.add_subcommand(
      "matrix", "which share of each country's micro-credentials each body accepts, and what would help");
  auto a = std::make_shared<MatrixArguments>();
  command->add_option("--catalogue", a->catalogue, "folder of definitions")->required();
  command->add_option("--policies", a->policies, "folder of the bodies' policies")->required();
  command->add_option("--agreements", a->agreements, "folder of agreements between bodies");
  command->add_option("--what-if", a->what_if,
                      "changes to look at: policies and agreements (YAML; docs/recognition.md)");
  command->add_option("--purpose", a->purpose, "what they are to count for")
      ->one_of({"employment", "study", "credit", "practice"})
      ->capture_default_str();
  auto* group = command->add_option("--by", a->by, "columns: where awards come from by country, or by awarding body")
                    ->one_of({"country", "body"})
                    ->capture_default_str();
  auto* best = command->add_option("--best", a->best, "look for the best single change, and the best set of this many")
                   ->between(1, 8);
  // Agreements are of places, so that what would open most is told by country.
  best->excludes(group);
  command->add_option("--seconds", a->seconds, "time allowed for proving the best set")->between(0.1, 3600.0);
  command->add_option("--date", a->date, "the day on which rules are judged; today where not given");
  command->add_flag("--json", a->json, "the matrix as JSON");
  command->callback([a, &status] { status = run_matrix(*a); });
}

}  // namespace credex::app
