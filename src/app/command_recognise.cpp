#include <iostream>

#include "app/commands.h"
#include "app/esco.h"
#include "app/files.h"
#include "app/inputs.h"
#include "credential/authenticity.h"
#include "credential/contents.h"
#include "credential/issuer.h"
#include "credential/vouching.h"
#include "recognition/decision_value.h"

namespace credex::app {
namespace {

using recognition::Authenticity;

struct RecogniseArguments : VerifyingOptions {
  std::string credential{};
  std::string policy{};
  std::string target{};
  std::string purpose = "credit";
  std::vector<std::string> agreements{};
  std::string corrections{};
  std::string date{};
  std::string esco{};
  std::string verification{};
  bool json = false;
};

/// What is to be recognised, and how surely it is what it says.
struct Subject {
  framework::MicroCredential definition{};
  std::optional<Date> awarded_on{};
  Authenticity authenticity = Authenticity::unknown;
};

Result<framework::MicroCredential> definition_from(const std::string& file) {
  auto bytes = read_file(file);
  if (!bytes) return std::move(bytes).error();
  if (is_definition(*bytes)) return definition_in(*bytes, file);
  auto contents = credential::contents_of(*bytes);
  if (!contents) return std::move(contents).error().at(file);
  return std::move(contents->definition);
}

Result<Subject> subject_from(const RecogniseArguments& a, Instant at) {
  auto bytes = read_file(a.credential);
  if (!bytes) return std::move(bytes).error();
  Subject out;
  if (is_definition(*bytes)) {
    auto definition = definition_in(*bytes, a.credential);
    if (!definition) return std::move(definition).error();
    out.definition = std::move(*definition);
  } else {
    auto contents = credential::contents_of(*bytes);
    if (!contents) return std::move(contents).error().at(a.credential);
    out.definition = std::move(contents->definition);
    if (contents->award.awarded_on.ok()) out.awarded_on = contents->award.awarded_on;
    auto verifier = open_verifier(a, at);
    if (!verifier) return std::move(verifier).error();
    auto report = (*verifier)->verify(*bytes, at);
    if (!report) return std::move(report).error().at(a.credential);
    out.authenticity = credential::authenticity_of(*report);
    // Whose it is by one's own check counts; by the credential's word it does not.
    if (a.verification.empty())
      credential::keep_proven_body(credential::vouching_of(*report).identifier, out.definition);
  }
  if (!a.verification.empty()) out.authenticity = recognition::authenticity_from(a.verification);
  return out;
}

Result<std::vector<recognition::Agreement>> agreements_from(const std::vector<std::string>& paths) {
  std::vector<recognition::Agreement> out;
  for (const std::string& path : paths) {
    auto read = read_each<recognition::Agreement>(path, [](const std::string& text, const std::string& file) {
      return recognition::read_agreement(text, file, recognition::Criteria::built_in(),
                                         recognition::Countries::built_in());
    });
    if (!read) return std::move(read).error();
    for (recognition::Agreement& one : *read) out.push_back(std::move(one));
  }
  return out;
}

int run_recognise(const RecogniseArguments& a) {
  const Instant now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto day = day_from(a.date);
  if (!day) return fail(day.error(), a.json);
  auto policy_text = read_file(a.policy);
  if (!policy_text) return fail(policy_text.error(), a.json);
  auto policy = recognition::read_policy(*policy_text, a.policy, recognition::Criteria::built_in(),
                                         recognition::Countries::built_in());
  if (!policy) return fail(policy.error(), a.json);
  auto agreements = agreements_from(a.agreements);
  if (!agreements) return fail(agreements.error(), a.json);
  std::vector<recognition::MatchCorrection> corrections;
  if (!a.corrections.empty()) {
    auto text = read_file(a.corrections);
    if (!text) return fail(text.error(), a.json);
    auto read = recognition::read_corrections(*text, a.corrections);
    if (!read) return fail(read.error(), a.json);
    corrections = std::move(*read);
  }
  std::optional<framework::MicroCredential> target;
  if (!a.target.empty()) {
    auto read = definition_from(a.target);
    if (!read) return fail(read.error(), a.json);
    target = std::move(*read);
  }
  auto subject = subject_from(a, now);
  if (!subject) return fail(subject.error(), a.json);
  auto esco = esco_or_usual(a.esco);
  if (!esco) return fail(esco.error(), a.json);
  const recognition::Application application{.definition = subject->definition,
                                             .authenticity = subject->authenticity,
                                             .awarded_on = subject->awarded_on,
                                             .target = target ? &*target : nullptr,
                                             .purpose = *recognition::purpose_of(a.purpose),
                                             .applied_on = *day,
                                             .corrections = corrections};
  const recognition::Decision decision =
      recognition::decide(application, {.policy = *policy, .agreements = *agreements, .esco = **esco});
  if (!a.json) return print_report(decision.report, false, subject->definition.title.any());
  json::Arena arena;
  std::cout << json::write_pretty(recognition::decision_value(arena, decision));
  return status_of(decision.report);
}

}  // namespace

void add_recognise(Command& app, int& status) {
  auto* command =
      app.add_subcommand("recognise", "decide what a credential counts for under a body's policy, with reasons");
  auto a = std::make_shared<RecogniseArguments>();
  command->add_option("--credential", a->credential, "the credential, or a definition; - for standard input")
      ->required();
  command->add_option("--policy", a->policy, "the body's policy (YAML or JSON; docs/recognition.md)")->required();
  command->add_option("--target", a->target, "the module or qualification that it is to count for: a definition");
  command->add_option("--purpose", a->purpose, "what it is to count for")
      ->one_of({"employment", "study", "credit", "practice"})
      ->capture_default_str();
  command->add_option("--agreements", a->agreements, "agreements between bodies: files or folders");
  command->add_option("--corrections", a->corrections, "a person's corrections of matches between outcomes");
  command->add_option("--date", a->date, "the day of the application, e.g. 2026-10-01; today where not given");
  command
      ->add_option("--verification", a->verification,
                   "what your own check of its authenticity came to, for definitions and for paper")
      ->one_of({"secure", "some", "limited", "none"});
  add_verifying_options(*command, *a);
  command->add_option("--esco", a->esco, "index made by credex esco import, by which outcomes are compared");
  command->add_flag("--json", a->json, "the decision as JSON");
  command->callback([a, &status] { status = run_recognise(*a); });
}

}  // namespace credex::app
