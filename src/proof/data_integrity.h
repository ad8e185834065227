#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/json.h"
#include "crypto/key.h"
#include "proof/check.h"
#include "proof/did.h"
#include "rdf/jsonld/processor.h"

namespace credex::proof {

/// The cryptosuites of W3C Data Integrity that are known here (vc-di-eddsa and vc-di-ecdsa, Recommendations
/// 2025-05-15).
enum class Suite : std::uint8_t { eddsa_rdfc_2022, eddsa_jcs_2022, ecdsa_rdfc_2019, ecdsa_jcs_2019, ecdsa_sd_2023 };
std::string_view suite_name(Suite suite);
std::optional<Suite> suite_from(std::string_view name);
/// The rdfc suite of a key: eddsa for Ed25519, ecdsa for P-256 and P-384, none for others.
std::optional<Suite> rdfc_suite_of(crypto::KeyType type);

/// Everything that is hashed and signed, for those who compare intermediate values (vc-di-eddsa, section 3.2.1
/// to 3.2.5).
struct HashData {
  std::string canonical_document{};
  std::string canonical_proof{};
  Bytes document_hash{};
  Bytes proof_hash{};

  Bytes combined() const;  ///< proof hash, then document hash: what is signed
};
/// `document` without its proof (or with the proofs it builds on), `options` without proofValue.
Result<HashData> hash_data(rdf::jsonld::Processor& processor, const json::Value& document, const json::Value& options,
                           Suite suite, crypto::KeyType type);
/// The same by JCS, for which no context is read (section 3.3 of both).
HashData hash_data_by_jcs(const json::Value& document, const json::Value& options, HashAlgorithm hash);

struct ProofOptions {
  Suite suite = Suite::eddsa_rdfc_2022;
  std::string verification_method{};
  std::string purpose = "assertionMethod";
  Instant created{};
  std::vector<std::string> mandatory{};  ///< ecdsa_sd_2023: JSON pointers of what every holder must show
  std::string id{};                      ///< needed for proofs that others build on
  std::vector<std::string> previous{};   ///< ids of proofs that this one covers (VC Data Integrity, section 4.3)
};

/// A copy of `document` with one more proof (VC Data Integrity 1.0, section 4.2 and 4.3). Terms that no context defines
/// are an error: a signature would not cover them. By RDF the copy has its language tags in lower case, as some
/// processors read them and all understand them, unless another proof covers them already.
Result<json::Value> add_proof(json::Arena& arena, rdf::jsonld::Processor& processor, const json::Value& document,
                              const ProofOptions& options, const crypto::Signer& signer);

struct VerifyOptions {
  std::string purpose = "assertionMethod";
  Instant now{};
};

/// Judges every proof of a document, in sets and chains (sections 4.4 and 4.5): one check a proof; one that builds on
/// others is good only where they are. None where the document has no proof. `keys` is asked for each verification
/// method. Beside the suites above it knows proofs of the types Ed25519Signature2020 and Ed25519Signature2018 (detached
/// JWS), which are not made any more; those of other types are unsupported, whatever they build on.
std::vector<SignatureCheck> verify_proofs(rdf::jsonld::Processor& processor, KeyResolver& keys,
                                          const json::Value& document, const VerifyOptions& options);

}  // namespace credex::proof
