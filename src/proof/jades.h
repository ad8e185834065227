#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/fetch.h"
#include "base/json.h"
#include "proof/seal_certificate.h"

namespace credex::proof {

/// Whether a JSON document looks like a JWS in JSON serialisation: a payload with one or more signatures.
bool is_json_jws(const json::Value& document);

using JadesOptions = SealOptions;

struct JadesResult {
  std::string payload{};                 ///< the content that is sealed
  std::vector<SignatureCheck> checks{};  ///< one a signature
};

/// Verifies JAdES signatures (ETSI TS 119 182-1 V1.2.1) in flattened or general JSON serialisation, levels B-B to
/// B-LTA: header parameters, the signature with the first certificate of x5c, the content, signature and archive time
/// stamps, the chain against `anchors`, the revocation values. Trust that is missing is `unknown`. Error "proof.jades"
/// where the document is no JWS.
Result<JadesResult> verify_jades(const json::Value& document, const JadesOptions& options);

struct JadesSignOptions {
  Instant signed_at{};
  std::vector<Bytes> chain{};  ///< the signer's certificate, then those above it, DER
  std::string tsa_url{};       ///< where not empty, level B-T: a time stamp over the signature from there
};

/// Seals `payload` at level B-B or B-T as European Digital Credentials are: general serialisation, detached-style
/// payload (b64 false), x5c, sigT.
Result<json::Value> sign_jades(json::Arena& arena, std::string_view payload, const crypto::Signer& signer,
                               const JadesSignOptions& options, const Fetch& fetch);

}  // namespace credex::proof
