#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"
#include "crypto/key.h"
#include "rdf/jsonld/processor.h"

namespace credex::credential {

/// An organisation's word for a definition: that its outcomes are what work needs.
struct OutcomeEndorsement {
  std::string id{};  ///< its permanent address
  std::string issuer_name{};
  std::string definition{};  ///< URI of the definition
  std::string title{};       ///< of the definition
  std::string words{};
  Instant from{};
};

/// An EndorsementCredential (Open Badges 3.0, section B.1.7) with a Data Integrity proof, so that any verifier of
/// badges can check it. Error "crypto.sign" for a key that makes no such proof.
Result<std::string> sign_endorsement(rdf::jsonld::Processor& processor, const OutcomeEndorsement& endorsement,
                                     const crypto::Signer& signer, const std::string& did, Instant now);

}  // namespace credex::credential
