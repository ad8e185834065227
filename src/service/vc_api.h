#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/report.h"
#include "credential/verify.h"
#include "service/actor.h"

namespace credex::service {

/// Any verifiable credential, signed by an organisation's key (W3C VC-API). Errors "service...." as elsewhere;
/// "vc.issue" where the credential itself is at fault.

struct VcOptions {
  std::string cryptosuite{};             ///< empty: that of the organisation's newest key
  std::vector<std::string> status{};     ///< "revocation", "suspension": entries that are added
  std::vector<std::string> mandatory{};  ///< ecdsa-sd-2023: JSON pointers of what a holder must always show
};
/// Signs `credential` as the organisation of the actor's API key; in the demonstration, where nobody calls, as its
/// fixed issuer. The credential must keep every rule of its data model and name that issuer.
Result<std::string> issue_credential(Platform& platform, const Actor& actor, const json::Value& credential,
                                     const VcOptions& options);

/// What a holder shows of a credential with a proof by ecdsa-sd-2023: what its issuer asks for and what the JSON
/// pointers select.
Result<std::string> derive_credential(Platform& platform, const json::Value& credential,
                                      const std::vector<std::string>& pointers);

/// Sets the status of a credential that was issued with one.
Result<void> set_credential_status(Platform& platform, const Actor& actor, const std::string& credential_id,
                                   const std::string& purpose, bool value);

/// A problem as RFC 9457 and VC Data Model 2.0, section 7.2, have it.
struct Problem {
  std::string type{};    ///< the address of its kind
  std::string title{};   ///< the kind in words
  std::string detail{};  ///< what was found
  std::string place{};   ///< JSON pointer into the document; empty where there is none
};
/// What a caller asks to be looked at ("checks"); the data model always is.
struct VcChecks {
  bool proof = true;
  bool status = true;
  bool validity = true;
};
/// What a report says to a program that asks whether the proofs and the document hold.
struct VcVerdict {
  std::vector<Problem> errors{};    ///< what keeps it from being a yes; what could not be checked counts
  std::vector<Problem> warnings{};  ///< what a reader must weigh: whose key it is, who presents, what was not asked for
  std::vector<std::string> controllers{};  ///< whose keys made the signatures that hold
};
VcVerdict vc_verdict(const Report& report, const VcChecks& checks = {});
/// A problem of the document itself.
Problem problem_of(const Error& error);

/// Gives an organisation of the demonstration two keys, of Ed25519 and P-256, that are the same wherever it is made:
/// known to everyone, so worth nothing elsewhere.
Result<void> take_fixed_keys(store::Tx& tx, const Platform& platform, const store::Organisation& organisation);
/// Who signs for callers without a key in the demonstration: a line a DID, with its cryptosuite.
std::vector<std::string> demo_issuers(Platform& platform);

}  // namespace credex::service
