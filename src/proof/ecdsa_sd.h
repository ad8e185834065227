#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/json.h"
#include "crypto/key.h"
#include "rdf/jsonld/processor.h"

namespace credex::proof {

/// Selective disclosure with ECDSA (vc-di-ecdsa 1.0, Recommendation 2025-05-15, section 3.4 to 3.6: ecdsa-sd-2023). An
/// issuer signs each statement by itself; a holder shows some of them.

/// What a holder's proof value holds (section 3.5.7).
struct DerivedProof {
  Bytes base_signature{};
  Bytes public_key{};  ///< multicodec p256-pub, of the key that signed the statements
  std::vector<Bytes> signatures{};
  std::map<std::string, std::string> labels{};  ///< canonical blank node label to the issuer's, without "_:"
  std::vector<std::size_t> mandatory{};         ///< which statements every holder must show
};
/// Reads a proof value ('u', base64url, CBOR). Error "proof.ecdsa_sd": it is none, or is the issuer's own, which is not
/// for showing (section 3.5.3).
Result<DerivedProof> parse_derived_proof(std::string_view proof_value);

/// The statements of a shown document under the issuer's labels (section 3.5.8): those that are mandatory, and the
/// others in their order, each a line of N-Quads.
struct ShownStatements {
  std::vector<std::string> mandatory{};
  std::vector<std::string> others{};
};
Result<ShownStatements> shown_statements(rdf::jsonld::Processor& processor, const json::Value& document,
                                         const DerivedProof& proof);

/// Whether a derived proof holds over `document` (without its proof), whose proof options have this hash, by the
/// issuer's key (section 3.6.8). Error where the document cannot be read.
Result<bool> verify_derived_proof(rdf::jsonld::Processor& processor, const json::Value& document, ByteView proof_hash,
                                  const DerivedProof& proof, const crypto::PublicKey& issuer);

/// The issuer's own proof value over `document` (without proof), whose options have this hash (section 3.6.1 to 3.6.5).
/// `mandatory` are JSON pointers of what every holder must show.
Result<std::string> base_proof_value(rdf::jsonld::Processor& processor, const json::Value& document,
                                     ByteView proof_hash, const std::vector<std::string>& mandatory,
                                     const crypto::Signer& signer);

/// What a holder shows of a document with the issuer's proof: what is mandatory and what `pointers` select
/// (section 3.6.7).
Result<json::Value> derive_shown(json::Arena& arena, rdf::jsonld::Processor& processor, const json::Value& document,
                                 const std::vector<std::string>& pointers);

}  // namespace credex::proof
