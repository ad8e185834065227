#pragma once

#include <string>

#include "base/fetch.h"
#include "credential/attestation.h"
#include "credential/award.h"
#include "crypto/key.h"
#include "rdf/jsonld/processor.h"

namespace credex::credential {

enum class Format : std::uint8_t { elm, open_badge, open_badge_jwt, sd_jwt };
/// The name of a format on the command line, in the API and in what is kept: "elm", "ob3", "ob3-jwt", "sd-jwt".
std::string_view format_name(Format format);
std::optional<Format> format_from(std::string_view name);

/// Who signs, and how.
struct IssueOptions {
  Format format = Format::open_badge;
  std::string tsa_url{};                 ///< time stamps for ELM seals (JAdES B-T)
  std::string type{k_attestation_type};  ///< "vct" of an attestation
  std::string issuer_did{};              ///< empty: the did:key (RSA: did:jwk) of the signer
};

/// Makes signed credentials of one definition. Not for several threads: one a thread, with one Processor.
class CredentialMaker {
 public:
  CredentialMaker(const crypto::Signer& signer, rdf::jsonld::Processor& processor, Fetch fetch, IssueOptions options);

  const std::string& issuer_did() const { return did_; }
  /// The file's content: a sealed European Digital Credential, an Open Badge with a proof, a JWT, or an SD-JWT VC.
  Result<std::string> make(const framework::MicroCredential& definition, const Award& award);

 private:
  Result<std::string> make_elm(json::Arena& arena, const framework::MicroCredential& definition, const Award& award);

  const crypto::Signer& signer_;
  rdf::jsonld::Processor& processor_;
  Fetch fetch_;
  IssueOptions options_;
  std::string did_;
  std::string method_;
  std::vector<std::string> chain_;  ///< of the signer, for attestations
  bool profile_checked_ = false;
};

/// ".json" for documents, ".jwt" for JWTs, ".txt" for SD-JWTs.
const char* file_ending(Format format);

}  // namespace credex::credential
