#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/fetch.h"
#include "base/report.h"
#include "credential/vouching.h"
#include "crypto/x509.h"
#include "framework/mandate.h"
#include "proof/check.h"
#include "proof/did.h"
#include "proof/sd_jwt.h"
#include "rdf/jsonld/processor.h"
#include "rdf/shacl/shapes.h"

namespace credex::credential {

/// JSON-LD contexts by their addresses, as text.
using ContextTexts = std::vector<std::pair<std::string, std::string>>;
/// A Fetch that has these at their addresses, and asks `otherwise` for the rest.
Fetch fetch_with_contexts(std::shared_ptr<const ContextTexts> contexts, Fetch otherwise);

struct VerifierOptions {
  std::vector<crypto::Certificate> anchors{};  ///< certificates whose seals are trusted
  std::set<std::string> trusted_issuers{};     ///< DIDs and URLs of issuers that are trusted: the operator's own list
  std::vector<std::shared_ptr<const Vouchers>> vouchers{};  ///< who else can be asked whose a proven identifier is
  std::vector<std::pair<std::string, json::Document>> contexts{};  ///< remote contexts that the operator allows
  std::shared_ptr<const ContextTexts> context_texts{};             ///< the same, shared by many verifiers
  proof::DidRegistries registries{};                               ///< who may be asked for controllers' documents
  /// Whether a mandate to seal for another is known from who gave it, and not by the word of who sealed alone; empty:
  /// none is. May be asked by many threads.
  std::function<bool(const framework::Mandate&)> knows_mandate{};
  std::chrono::hours max_status_age{24 * 7};  ///< status facts older than this get a warning
};

/// The universal verifier: bytes in, report out. One a thread; contexts and keys that it has seen are kept.
class Verifier {
 public:
  Verifier(VerifierOptions options, Fetch fetch);
  ~Verifier();

  /// Judges a credential or presentation in whatever form it comes: JSON-LD with Data Integrity or none, JWT, COSE,
  /// SD-JWT VC, JAdES, bundle, baked PNG or SVG, ELMO and European Digital Credentials in XML. Findings: integrity,
  /// issuer, holder, mandate, validity, status, data model, related resources, shapes, standard elements. Error where
  /// the bytes are none of these. `expected` is what a verifier asked for: then an attestation or a presentation must
  /// be bound to it by its holder's key.
  Result<Report> verify(std::string_view bytes, Instant at,
                        const std::optional<proof::ExpectedBinding>& expected = std::nullopt);

  /// Integrity, validity and data model alone, of a credential with Data Integrity proofs or of an attestation, as fast
  /// as it goes.
  Result<Report> verify_integrity(std::string_view text, Instant at);

 private:
  class Run;
  VerifierOptions options_;
  Fetch fetch_;
  rdf::jsonld::Processor processor_;
  proof::KeyResolver keys_;
};

/// A line for people: "authentic; issuer unknown; valid; not revoked".
std::string verdict_line(const Report& report);

}  // namespace credex::credential
