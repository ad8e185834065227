#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crypto/timestamp.h"
#include "crypto/x509.h"
#include "proof/check.h"

namespace credex::proof {

struct SealOptions {
  std::vector<crypto::Certificate> anchors{};  ///< the operator's trust store
  Instant at{};                                ///< the time to judge at
};

/// A time stamp that holds.
struct SealTimestamp {
  crypto::TimestampCheck check{};
  bool trusted = false;
};

/// What came with a seal for whose it is and when it was made.
struct SealFacts {
  crypto::Certificate certificate{};        ///< the sealer's
  std::vector<crypto::Certificate> pool{};  ///< it and the others that came with the seal
  crypto::RevocationValues values{};
  std::vector<SealTimestamp> timestamps{};  ///< that prove that the seal existed
  std::optional<Instant> claimed{};         ///< when it was made, by the sealer's word

  /// Each once: the same certificates come again with each time stamp.
  void add_to_pool(const crypto::Certificate& another);
};

/// How the findings are called, and what they rest on.
struct SealRules {
  std::string rule{};       ///< "jades", "xades"
  const char* source = "";  ///< the standard of the seal's form
};

/// Judges who sealed, and not what: whether the certificates were revoked, whether the sealer's was valid when it was
/// used, and the chains against the trust store at the earliest time that is proven (RFC 5280, section 6). Adds
/// RULE.revocation, RULE.certificate and RULE.trust to `into`; the words are those of every seal ("jades.*"). Trust
/// that is missing is `unknown`, never a forgery.
void judge_seal_certificate(SealFacts& facts, const SealOptions& options, const std::string& place,
                            const SealRules& rules, Finding& into);

}  // namespace credex::proof
