#include "credential/statement.h"

#include <array>

#include "proof/data_integrity.h"
#include "proof/status_list.h"

namespace credex::credential {
namespace {

using json::Value;

constexpr const char* k_vocabulary = "urn:credex:vocabulary:";
constexpr std::array<const char*, 2> k_types{"RecognitionStatement", "AgreementStatement"};

/// The terms of ours, defined in the document itself.
Value own_context(json::Arena& arena) {
  const Value out = Value::object(arena, k_types.size() + 1);
  for (const char* type : k_types) out.append(arena, type, arena.string(std::string{k_vocabulary} + type));
  const Value content = Value::object(arena, 2);
  content.append(arena, "@id", arena.string(std::string{k_vocabulary} + "content"));
  content.append(arena, "@type", Value::string("@json"));
  out.append(arena, "content", content);
  return out;
}

}  // namespace

Result<std::string> sign_statement(rdf::jsonld::Processor& processor, const Statement& statement,
                                   const crypto::Signer& signer, const std::string& did, Instant now) {
  json::Arena arena;
  const Value out = Value::object(arena, 8);
  const Value contexts = Value::array(arena, 2);
  contexts.push(arena, Value::string("https://www.w3.org/ns/credentials/v2"));
  contexts.push(arena, own_context(arena));
  out.append(arena, "@context", contexts);
  out.append(arena, "id", arena.string(statement.id));
  const Value types = Value::array(arena, 2);
  types.push(arena, Value::string("VerifiableCredential"));
  types.push(arena, arena.string(statement.type));
  out.append(arena, "type", types);
  const Value issuer = Value::object(arena, 2);
  issuer.append(arena, "id", arena.string(did));
  issuer.append(arena, "name", arena.string(statement.issuer_name));
  out.append(arena, "issuer", issuer);
  out.append(arena, "validFrom", arena.string(to_string(statement.from)));
  const Value subject = Value::object(arena, 2);
  if (!statement.subject.empty()) subject.append(arena, "id", arena.string(statement.subject));
  subject.append(arena, "content", statement.content);
  out.append(arena, "credentialSubject", subject);
  const Value status = Value::array(arena, statement.status.size());
  for (const StatusEntry& entry : statement.status)
    status.push(arena, proof::status_list_entry(arena, entry.list_url, entry.purpose, entry.index));
  if (!status.empty()) out.append(arena, "credentialStatus", status);
  return sign_document(processor, arena, out, signer, did, now);
}

Result<std::string> sign_document(rdf::jsonld::Processor& processor, json::Arena& arena, Value document,
                                  const crypto::Signer& signer, const std::string& did, Instant now) {
  const auto suite = proof::rdfc_suite_of(signer.public_key().type());
  if (!suite) return Error{.code = "crypto.sign", .message = "this key makes no such proof", .remedy = "rotate it"};
  auto proven = proof::add_proof(arena, processor, document,
                                 {.suite = *suite,
                                  .verification_method = did + "#" + signer.public_key().multikey(),
                                  .created = std::chrono::floor<std::chrono::seconds>(now)},
                                 signer);
  if (!proven) return std::move(proven).error();
  return json::write_pretty(*proven);
}

std::optional<StatementReading> statement_of(const Value& document) {
  for (const Value& type : json::as_list(document.get("type"))) {
    for (const char* known : k_types) {
      if (!type.is_string(known)) continue;
      return StatementReading{.type = known,
                              .id = std::string{document.text("id")},
                              .issuer_name = std::string{document.get("issuer").text("name")},
                              .content = document.get("credentialSubject").get("content")};
    }
  }
  return std::nullopt;
}

}  // namespace credex::credential
