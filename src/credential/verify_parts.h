#pragma once

#include <functional>

#include "base/fetch.h"
#include "credential/award.h"
#include "proof/check.h"
#include "proof/sd_jwt.h"
#include "proof/token_status_list.h"

namespace credex::credential {

/// The parts of a verification that need no key: each judges one thing and gives one finding.

/// All signatures together: altered if one is, good if all are. Takes their findings.
Finding integrity_of(std::vector<proof::SignatureCheck>& checks, std::string_view id);

/// The standard elements of the Recommendation. A credential may be sound and still lack some: that warns, and does not
/// make it false. `withheld` says how much a holder keeps back, among which they may be.
Finding check_elements(const Contents& contents, Instant at, std::size_t withheld = 0);

/// Who presents: whether the presentation is signed with the key of the holder that it names, and its credentials are
/// about that one. Where a verifier expects something, whether it answers that too (OpenID4VP 1.0, appendix B.1.3:
/// nonce and audience, or challenge and domain). `claims` of a JWT or a COSE header; null for one with Data Integrity
/// proofs. `checks` are of its signatures, in their order.
Finding check_presenter(const json::Value& presentation, const json::Value& claims,
                        const std::vector<proof::SignatureCheck>& checks,
                        const std::optional<proof::ExpectedBinding>& expected);

/// That a presentation (which may: VC Data Model 2.0, section 4.13) or a learner record (which may not) holds nothing.
Finding no_credentials(std::string where, Outcome outcome);

/// Every relatedResource against the digests that the credential gives for it (VC Data Model 2.0, section 5.3): another
/// content fails; what cannot be had warns, as it says nothing against the credential.
Finding check_related(const json::Value& credential, const Fetch& fetch);

/// Not yet valid, valid or expired at `at`.
Finding check_validity(const json::Value& credential, Instant at);

/// Whether the awarding body's quality assurance covers this level, field and time (ELM: Accreditation, limit...) and,
/// where somebody else sealed under a mandate, whether the mandate does and is for that body and that sealer.
/// `issuer_name`: who issued, as the credential says; empty where it names nobody.
Finding check_mandate(const framework::MicroCredential& definition, const Award& award, std::string_view issuer_name,
                      const std::function<bool(const framework::Mandate&)>& knows);

/// How a status list is had and judged: its parsed credential once its own signature holds, when it was had, or why
/// not.
struct StatusSource {
  /// `of_another`: sound, but signed by neither the credential's issuer nor one that is trusted (section 2.2 allows
  /// it).
  enum class State : std::uint8_t { had, unreachable, not_trusted, of_another };
  State state = State::unreachable;
  json::Value credential{};
  std::optional<Instant> as_of{};
  std::string detail{};
};
using StatusLoader = std::function<StatusSource(const std::string& url, std::string_view issuer)>;

/// Where the lists of each form are had.
struct StatusLoaders {
  StatusLoader bitstring{};
  StatusLoader revoked{};  ///< of Open Badges 3.0: what was revoked, by name; it need not be signed
};
/// Every credentialStatus entry by its Bitstring Status List (revocation, suspension, messages and others, of one or
/// several bits), by a list of the drafts before it (StatusList2021, RevocationList2021 and 2020), or by a
/// 1EdTechRevocationList: revoked, suspended, neither, unreachable, not valid now, or older than `max_age`.
Finding check_status(const json::Value& credential, const StatusLoaders& load, Instant at, std::chrono::hours max_age);

/// How a Token Status List is had and judged, as StatusSource says for the others.
struct TokenStatusSource {
  StatusSource::State state = StatusSource::State::unreachable;
  proof::TokenStatusList list{1, 0};
  std::optional<Instant> as_of{};
  std::optional<Instant> expires{};
  std::string detail{};
};
using TokenStatusLoader = std::function<TokenStatusSource(const std::string& url, std::string_view issuer)>;

/// The "status" claim of an attestation by its Token Status List (draft-ietf-oauth-status-list, section 8.3).
Finding check_token_status(const json::Value& claims, const TokenStatusLoader& load, Instant at,
                           std::chrono::hours max_age);

}  // namespace credex::credential
