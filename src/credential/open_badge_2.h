#pragma once

#include <optional>

#include "base/fetch.h"
#include "base/report.h"
#include "credential/award.h"
#include "credential/issuer.h"
#include "proof/jws.h"

namespace credex::credential {

/// Open Badges 2.0 and 2.1 (IMS Global, 2018): read, never written. What version 3 has in one signed document is here
/// an Assertion that names a BadgeClass that names a Profile, each at an address of its own.

/// Whether this is an Assertion.
bool is_open_badge_2(const json::Value& root);

/// The Assertion with its BadgeClass and Profile in it: embedded ones as they are, others by `fetch`. Error "fetch...."
/// or "credential.open_badge_2".
Result<json::Document> gather_open_badge_2(const json::Value& assertion, const Fetch& fetch);

/// Definition and award of a gathered Assertion. A hashed recipient is listed as lost.
Result<Contents> award_from_open_badge_2(const json::Value& gathered);

/// What an Assertion was judged by, and what is said of it.
struct OpenBadge2Judgement {
  Report report{};
  /// The badge as its issuer's server gives it (hosted), or as it was signed, with BadgeClass and Profile from their
  /// own addresses; nothing where they could not be had. This is what is to be shown.
  std::optional<json::Document> published{};
};

/// Judges a hosted Assertion: what its own address gives is the badge, and the file must not say otherwise (2.0,
/// section "Verification"); its issuer's Profile says which addresses are its own (VerificationObject: startsWith,
/// allowedOrigins). What lies in a bundle says nothing. Findings integrity, issuer, validity, status, data model.
OpenBadge2Judgement verify_hosted(const json::Value& assertion, const Fetch& fetch, Instant at,
                                  const VerifierOptions& options, Had had);

/// Judges a signed one: by the key that `verification.creator` names and the issuer's Profile lists, fetched from the
/// issuer's own address, and the issuer's revocation list. `assertion` is the payload of `jws`.
OpenBadge2Judgement verify_signed_2(const proof::CompactJws& jws, const json::Value& assertion, const Fetch& fetch,
                                    Instant at, const VerifierOptions& options, Had had);

}  // namespace credex::credential
