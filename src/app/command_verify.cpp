#include <iostream>

#include "app/commands.h"
#include "app/files.h"
#include "app/inputs.h"
#include "credential/brought.h"
#include "credential/bundle.h"
#include "credential/verify.h"
#include "document/unpacking.h"
#include "service/issuer_face.h"

namespace credex::app {
namespace {

struct VerifyArguments : VerifyingOptions {
  std::string file{};
  std::vector<std::string> contexts{};
  std::string context_folder{};
  std::string at{};
  std::string out{};
  std::string audience{};
  std::string nonce{};
  bool json = false;
};

void add_verify_options(Command& command, VerifyArguments& a) {
  command.add_option("FILE", a.file, "the credential, in whatever form it came, or a link to it; - for standard input")
      ->required();
  add_verifying_options(command, a);
  command.add_option("--allow-context", a.contexts, "a JSON-LD context to know: URL=FILE")
      ->type_name("URL=FILE")
      ->expected(1)
      ->take_all();
  command.add_option("--contexts", a.context_folder,
                     "folder with JSON-LD contexts to know: contexts.txt has a line for each, ADDRESS FILE [SHA-256]");
  command.add_option("--at", a.at, "judge as of this time, e.g. 2024-06-01T12:00:00Z");
  command.add_flag("--json", a.json, "the report as JSON");
}

Result<credential::VerifierOptions> options_from(const VerifyArguments& a, Instant at) {
  auto known = verifier_options(a, at);
  if (!known) return known;
  credential::ContextTexts contexts;
  if (!a.context_folder.empty()) {
    auto read = read_contexts(a.context_folder);
    if (!read) return std::move(read).error();
    contexts = std::move(*read);
  }
  for (const std::string& pair : a.contexts) {
    const auto equals = pair.rfind('=');
    if (equals == std::string::npos)
      return Error{.code = "app.argument",
                   .message = "--allow-context " + pair + " has no '='",
                   .remedy = "write --allow-context URL=FILE"};
    auto text = read_file(pair.substr(equals + 1));
    if (!text) return std::move(text).error();
    auto document = json::parse(*text);
    if (!document) return std::move(document).error().at(pair.substr(equals + 1));
    contexts.emplace_back(pair.substr(0, equals), std::move(*text));
  }
  known->context_texts = std::make_shared<const credential::ContextTexts>(std::move(contexts));
  return known;
}

Result<Instant> time_from(const VerifyArguments& a) {
  if (a.at.empty()) return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  return parse_instant(a.at);
}

/// The file's bytes; a link in its place is what is brought itself.
Result<std::string> bytes_of(const std::string& file) {
  if (file.starts_with("https://") || file.starts_with("http://")) return file;
  return read_file(file);
}

int run_verify(const VerifyArguments& a) {
  auto at = time_from(a);
  if (!at) return fail(at.error(), a.json);
  auto options = options_from(a, *at);
  if (!options) return fail(options.error(), a.json);
  auto bytes = bytes_of(a.file);
  if (!bytes) return fail(bytes.error(), a.json);
  const Fetch fetch = fetch_by(a);
  credential::Verifier verifier{std::move(*options), fetch};
  std::optional<proof::ExpectedBinding> expected;
  if (!a.audience.empty() || !a.nonce.empty()) expected = {.audience = a.audience, .nonce = a.nonce};
  auto report = credential::verify_brought(*bytes, {.unpacking = &document::unpacking(), .fetch = fetch},
                                           [&](const std::string& one) { return verifier.verify(one, *at, expected); });
  if (!report) return fail(std::move(report).error().at(a.file), a.json);
  if (a.json) {
    // The same as the API answers.
    std::cout << service::judged_json(*report);
    return status_of(*report);
  }
  return print_report(*report, false, credential::verdict_line(*report));
}

int run_bundle(const VerifyArguments& a) {
  auto at = time_from(a);
  if (!at) return fail(at.error(), a.json);
  auto options = options_from(a, *at);
  if (!options) return fail(options.error(), a.json);
  auto bytes = bytes_of(a.file);
  if (!bytes) return fail(bytes.error(), a.json);
  const Fetch fetch = fetch_by(a);
  auto brought = credential::read_brought(*bytes, {.unpacking = &document::unpacking(), .fetch = fetch});
  if (!brought) return fail(std::move(brought).error().at(a.file), a.json);
  if (brought->credentials.size() != 1)
    return fail({.code = "app.argument",
                 .message = "there are " + std::to_string(brought->credentials.size()) + " credentials in it",
                 .where = a.file,
                 .remedy = "bundle one at a time"},
                a.json);
  const std::string& credential = brought->credentials.front().bytes;
  credential::Bundle bundle{.credential = credential, .made = *at};
  credential::Verifier verifier{std::move(*options), credential::recording_fetch(fetch, bundle)};
  auto report = verifier.verify(credential, *at);
  if (!report) return fail(std::move(report).error().at(a.file), a.json);
  if (const Finding* integrity = report->find("integrity"); integrity && integrity->outcome == Outcome::fail)
    return print_report(*report, a.json, "not bundled: " + credential::verdict_line(*report));
  if (auto written = write_file(a.out, credential::write_bundle(bundle)); !written)
    return fail(written.error(), a.json);
  return print_report(
      *report, a.json,
      "bundled with " + std::to_string(bundle.documents.size()) + " documents: " + credential::verdict_line(*report));
}

}  // namespace

void add_verify(Command& app, int& status) {
  auto* command = app.add_subcommand("verify", "judge a credential or presentation, whatever its format");
  auto a = std::make_shared<VerifyArguments>();
  add_verify_options(*command, *a);
  auto* audience = command->add_option(
      "--audience", a->audience, "demand an attestation that its holder's key bound to you, as you call yourself");
  auto* nonce = command->add_option("--nonce", a->nonce, "and to this value, which you gave its holder");
  audience->needs(nonce);
  nonce->needs(audience);
  command->callback([a, &status] { status = run_verify(*a); });
}

void add_bundle(Command& app, int& status) {
  auto* command = app.add_subcommand(
      "bundle",
      "pack a credential with its issuer's keys and status into one file, for verifying it without a network");
  auto a = std::make_shared<VerifyArguments>();
  add_verify_options(*command, *a);
  command->add_option("--out", a->out, "where to write the bundle")->required();
  command->callback([a, &status] { status = run_bundle(*a); });
}

}  // namespace credex::app
