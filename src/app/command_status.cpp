#include <charconv>
#include <iostream>

#include "app/commands.h"
#include "app/files.h"
#include "proof/data_integrity.h"
#include "proof/did.h"
#include "proof/status_list.h"

namespace credex::app {
namespace {

struct StatusArguments {
  std::string list{};
  std::string key{};
  std::string url{};
  std::string issuer{};
  std::string purpose = "revocation";
  std::vector<std::size_t> indexes{};
  bool clear = false;
  bool json = false;
};

/// Signs the list and writes it: the file is what the issuer publishes at its URL.
int publish(const StatusArguments& a, const std::string& url, const std::string& issuer, const std::string& purpose,
            const proof::StatusList& list, const crypto::Signer& signer) {
  const auto suite = proof::rdfc_suite_of(signer.public_key().type());
  if (!suite)
    return fail({.code = "app.status",
                 .message = "RSA keys do not sign status lists here",
                 .remedy = "use the Ed25519, P-256 or P-384 key that signs the credentials"},
                a.json);
  const std::string method = issuer + "#" + signer.public_key().multikey();
  const Instant now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  json::Arena arena;
  rdf::jsonld::Processor processor;
  const json::Value credential = proof::status_list_credential(arena, url, issuer, purpose, list, to_string(now));
  auto proven = proof::add_proof(arena, processor, credential,
                                 {.suite = *suite, .verification_method = method, .created = now}, signer);
  if (!proven) return fail(proven.error(), a.json);
  if (auto written = write_file(a.list, json::write_pretty(*proven)); !written) return fail(written.error(), a.json);
  if (a.json) {
    std::cout << "{\"list\": \"" << a.list << "\", \"url\": \"" << url << "\"}\n";
  } else {
    std::cout << "Publish " << a.list << " at " << url << "\n";
  }
  return k_good;
}

int run_status_new(const StatusArguments& a) {
  auto signer = open_key(a.key);
  if (!signer) return fail(signer.error(), a.json);
  return publish(a, a.url, a.issuer.empty() ? proof::did_key((*signer)->public_key()) : a.issuer, a.purpose,
                 proof::StatusList{}, **signer);
}

int run_set(const StatusArguments& a) {
  auto signer = open_key(a.key);
  if (!signer) return fail(signer.error(), a.json);
  auto text = read_file(a.list);
  if (!text) return fail(text.error(), a.json);
  auto document = json::parse(*text);
  if (!document) return fail(std::move(document).error().at(a.list), a.json);
  const json::Value subject = document->root.get("credentialSubject");
  auto list = proof::StatusList::decode(subject.text("encodedList"));
  if (!list) return fail(std::move(list).error().at(a.list), a.json);
  for (const std::size_t index : a.indexes) {
    if (index >= list->size())
      return fail({.code = "app.status",
                   .message = "the list ends before index " + std::to_string(index),
                   .where = a.list,
                   .remedy = "the index stands in issued.csv"},
                  a.json);
    list->set(index, !a.clear);
  }
  return publish(a, std::string{document->root.text("id")}, std::string{document->root.text("issuer")},
                 std::string{subject.text("statusPurpose")}, *list, **signer);
}

}  // namespace

void add_status(Command& app, int& status) {
  auto* command = app.add_subcommand("status", "make and change the list by which awards are revoked or suspended");
  command->require_subcommand(1);
  auto a = std::make_shared<StatusArguments>();
  auto* make = command->add_subcommand("new", "a new list in which nothing is revoked");
  make->add_option("--url", a->url, "where it will be published")->required();
  make->add_option("--purpose", a->purpose, "revocation or suspension")
      ->one_of({"revocation", "suspension"})
      ->capture_default_str();
  make->add_option("--issuer", a->issuer, "the issuer's DID, where it is not that of the key");
  auto* set =
      command->add_subcommand("set", "revoke or suspend by index (issued.csv says which), and sign the list again");
  set->add_option("--index", a->indexes, "the index, or several")->required();
  set->add_flag("--clear", a->clear, "take it back");
  for (Command* sub : {make, set}) {
    sub->add_option("--list", a->list, "the list's file")->required();
    sub->add_option("--key", a->key, "the key that signs the credentials")->required();
    sub->add_flag("--json", a->json, "the answer as JSON");
  }
  make->callback([a, &status] { status = run_status_new(*a); });
  set->callback([a, &status] { status = run_set(*a); });
}

}  // namespace credex::app
