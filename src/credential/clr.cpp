#include "credential/clr.h"

#include "credential/contents.h"
#include "proof/node.h"

namespace credex::credential {
namespace {

using json::Value;

constexpr const char* k_contexts[] = {"https://www.w3.org/ns/credentials/v2",
                                      "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
                                      "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"};

Value envelope(json::Arena& arena, const std::string& token) {
  const bool is_sd_jwt = token.find('~') != std::string::npos;
  const Value out = Value::object(arena, 3);
  out.append(arena, "@context", Value::string(k_contexts[0]));
  out.append(arena, "id",
             arena.string((is_sd_jwt ? "data:application/dc+sd-jwt," : "data:application/vc+jwt,") + token));
  out.append(arena, "type", Value::string("EnvelopedVerifiableCredential"));
  return out;
}

}  // namespace

Result<Value> clr_from(json::Arena& arena, const ClrFacts& facts, const std::vector<std::string>& credentials) {
  const Value held = Value::array(arena, credentials.size());
  for (const std::string& credential : credentials) {
    if (!credential.starts_with('{')) {
      held.push(arena, envelope(arena, credential));
      continue;
    }
    auto document = json::parse_into(arena, arena.copy(credential));
    if (!document) return std::move(document).error();
    // A JAdES seal is no verifiable credential in JSON-LD, and cannot stand in one.
    if (document->find("@context") != nullptr) held.push(arena, *document);
  }
  if (held.empty())
    return Error{.code = "credential.clr",
                 .message = "there is nothing that a record could hold",
                 .remedy = "it holds Open Badges, JWTs and attestations"};
  const Value issuer = Value::object(arena, 4);
  issuer.append(arena, "id", arena.string(facts.issuer_id));
  issuer.append(arena, "type", json::texts(arena, {"Profile"}));
  issuer.append(arena, "name", arena.string(facts.issuer.legal_name.any()));
  if (!facts.issuer.homepage.empty()) issuer.append(arena, "url", arena.string(facts.issuer.homepage));
  const Value subject = Value::object(arena, 3);
  if (!facts.learner.id.empty()) subject.append(arena, "id", arena.string(facts.learner.id));
  subject.append(arena, "type", json::texts(arena, {"ClrSubject"}));
  subject.append(arena, "verifiableCredential", held);
  const Value out = Value::object(arena, 8);
  out.append(arena, "@context",
             json::texts(arena, std::vector<std::string>{std::begin(k_contexts), std::end(k_contexts)}));
  out.append(arena, "id", arena.string(facts.id));
  out.append(arena, "type", json::texts(arena, {"VerifiableCredential", "ClrCredential"}));
  out.append(arena, "name", arena.string(facts.name));
  out.append(arena, "issuer", issuer);
  out.append(arena, "validFrom", arena.string(to_string(std::chrono::floor<std::chrono::seconds>(facts.made))));
  out.append(arena, "partial", Value::boolean(true));
  out.append(arena, "credentialSubject", subject);
  return out;
}

bool is_clr(const Value& credential) { return proof::has_type(credential, "ClrCredential"); }

std::vector<std::string> credentials_in_clr(const Value& credential) {
  std::vector<std::string> out;
  for (const Value& subject : json::as_list(credential.get("credentialSubject"))) {
    for (const Value& held : json::as_list(subject.get("verifiableCredential"))) out.push_back(held_credential(held));
  }
  return out;
}

}  // namespace credex::credential
