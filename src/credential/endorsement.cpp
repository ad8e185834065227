#include "credential/endorsement.h"

#include "credential/statement.h"

namespace credex::credential {

using json::Value;

Result<std::string> sign_endorsement(rdf::jsonld::Processor& processor, const OutcomeEndorsement& endorsement,
                                     const crypto::Signer& signer, const std::string& did, Instant now) {
  json::Arena arena;
  const Value out = Value::object(arena, 8);
  out.append(arena, "@context",
             json::texts(arena, {"https://www.w3.org/ns/credentials/v2",
                                 "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"}));
  out.append(arena, "id", arena.string(endorsement.id));
  out.append(arena, "type", json::texts(arena, {"VerifiableCredential", "EndorsementCredential"}));
  out.append(arena, "name", arena.string(endorsement.title));
  const Value issuer = Value::object(arena, 3);
  issuer.append(arena, "id", arena.string(did));
  issuer.append(arena, "type", json::texts(arena, {"Profile"}));
  issuer.append(arena, "name", arena.string(endorsement.issuer_name));
  out.append(arena, "issuer", issuer);
  out.append(arena, "validFrom", arena.string(to_string(endorsement.from)));
  const Value subject = Value::object(arena, 3);
  subject.append(arena, "id", arena.string(endorsement.definition));
  subject.append(arena, "type", json::texts(arena, {"EndorsementSubject"}));
  subject.append(arena, "endorsementComment", arena.string(endorsement.words));
  out.append(arena, "credentialSubject", subject);
  return sign_document(processor, arena, out, signer, did, now);
}

}  // namespace credex::credential
