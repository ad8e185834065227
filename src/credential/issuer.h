#pragma once

#include <string>
#include <vector>

#include "base/report.h"
#include "credential/award.h"
#include "credential/verify.h"
#include "proof/check.h"

namespace credex::credential {

struct Contents;

/// What a credential says of who issued it. All of it is its own word.
struct IssuerClaim {
  std::string id{};
  std::string name{};
  std::string country{};                  ///< ISO 3166-1 alpha-2
  std::vector<std::string> registered{};  ///< register numbers
  std::string eidas{};                    ///< legal identifier that a seal's certificate is held against
  Instant sealed{};                       ///< when it was signed, as it says; the time of judging where it does not
};
/// Of a credential with its contents, where those could be read. `at`: the time of judging.
IssuerClaim issuer_claim(const json::Value& credential, const Contents* contents, Instant at);

/// Whether what says whose a key is was had from where it belongs, or lay in a bundle, where it is its maker's word.
enum class Had : std::uint8_t { asked, bundled };

/// Who signed, and who says that this is who the credential names. Two questions, a finding each, below "issuer":
/// - `issuer.key`: does the key speak for the identifier? It does where the identifier is the key, where the
/// controller's own document
///   lists it, or by a certificate. Nothing that came with the credential answers that.
/// - `issuer.organisation`: does the identifier belong to that organisation? Where somebody vouches who is known here;
/// a
///   domain name vouches for itself alone. `fail` only where the credential uses the name of an organisation that is
///   known not to have signed it.
/// `checks` are of its signatures; what a seal says of its certificate is moved from them to here.
Finding judge_issuer(const IssuerClaim& claim, std::vector<proof::SignatureCheck>& checks,
                     const VerifierOptions& options, Instant at, Had had);

/// The second question alone, for an identifier that was proven. `domain`: the one that proves it; empty for a key that
/// is its own identifier.
Finding judge_organisation(const IssuerClaim& claim, const std::string& domain, const VerifierOptions& options,
                           Instant at);

/// Whether an identifier that was proven speaks for an address: it is the same, or a did:web of a whole host for what
/// lies on that host. A place on a host that many share does not.
bool speaks_for(std::string_view proven, std::string_view address);
/// Takes away what a credential says of its awarding body's identifier, and of its definition's, where the identifier
/// that its key was proven for does not speak for them: policies, agreements and rules for larger awards name by them
/// whose awards they take. `proven` is empty where none was.
void keep_proven_body(std::string_view proven, framework::MicroCredential& definition);

/// The finding "issuer" of both, with the sentence that they come to.
Finding issuer_of(const IssuerClaim& claim, Finding key, Finding organisation);

}  // namespace credex::credential
