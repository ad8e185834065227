#pragma once

#include "base/fetch.h"
#include "base/report.h"
#include "credential/award.h"
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

/// Judges a hosted Assertion, whose parts are `gathered` (or could not be): its own address gives the same, on the
/// issuer's host (2.0, section "Verification"). Findings integrity, issuer, validity, status, data model.
Report verify_hosted(const json::Value& assertion, const Result<json::Document>& gathered, const Fetch& fetch,
                     Instant at);

/// Judges a signed one: by the key that `verification.creator` names and the issuer's Profile lists, and the issuer's
/// revocation list. `assertion` is the payload of `jws`.
Report verify_signed_2(const proof::CompactJws& jws, const json::Value& assertion,
                       const Result<json::Document>& gathered, const Fetch& fetch, Instant at);

}  // namespace credex::credential
