#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "credential/award.h"
#include "crypto/key.h"
#include "rdf/jsonld/processor.h"

namespace credex::credential {

/// What an organisation states and signs beside awards: that it recognises something, that it has agreed to something.
struct Statement {
  std::string type{};  ///< RecognitionStatement or AgreementStatement
  std::string id{};    ///< its permanent address
  std::string issuer_name{};
  std::string subject{};  ///< URI of whom or what it is about; empty: the bearer
  json::Value content{};  ///< signed whole, as a JSON literal (JSON-LD 1.1, section 4.2.2)
  Instant from{};
  std::vector<StatusEntry> status{};
};

/// A verifiable credential (VC Data Model 2.0) with a Data Integrity proof, whose context defines its own terms, so
/// that any verifier can check it.
Result<std::string> sign_statement(rdf::jsonld::Processor& processor, const Statement& statement,
                                   const crypto::Signer& signer, const std::string& did, Instant now);

/// A document of ours with a Data Integrity proof by the key of `did`, as text. Error "crypto.sign" for a key that
/// makes no such proof.
Result<std::string> sign_document(rdf::jsonld::Processor& processor, json::Arena& arena, json::Value document,
                                  const crypto::Signer& signer, const std::string& did, Instant now);

/// The type and the content of a statement; a null Value where the document is none. Nothing is verified.
struct StatementReading {
  std::string type{};
  std::string id{};
  std::string issuer_name{};
  json::Value content{};
};
std::optional<StatementReading> statement_of(const json::Value& document);

}  // namespace credex::credential
