#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "credential/award.h"

namespace credex::credential {

/// The type ("vct") of our attestations where no server publishes one of its own.
inline constexpr std::string_view k_attestation_type = "urn:credex:vct:micro-credential:1";

/// The claims of an award as an SD-JWT VC (draft-ietf-oauth-sd-jwt-vc, section 2.2): iss, iat, nbf, exp, vct, jti,
/// status (IETF Token Status List), cnf where the award is bound to a key; the learner by the names of OpenID Connect
/// Core 1.0, section 5.1; the award; and every standard element of the micro-credential under its key of
/// docs/definition.md.
Result<json::Value> attestation_claims(json::Arena& arena, const framework::MicroCredential& definition,
                                       const Award& award, const std::string& issuer, const std::string& type);

/// Pointers of what a holder may keep back: who they are, grade, evidence, and each learning outcome by itself.
std::vector<std::string> withholdable_claims(const json::Value& claims);
/// To so many digests decoys fill up, so that nobody sees whether there is a grade or a birth date.
inline constexpr std::size_t k_attestation_digests = 12;

/// Whether these are the claims of an SD-JWT VC.
bool is_attestation(const json::Value& claims);
/// Definition and award of such claims, as far as they are disclosed. Error "credential.attestation" where they are no
/// micro-credential.
Result<Contents> award_from_attestation(const json::Value& claims);
/// Whether the claims keep the rules of the SD-JWT VC draft that can be seen in them: vct, the types of the registered
/// claims. One finding, with what is wrong below it.
Finding check_attestation(const json::Value& claims, std::string_view header_type);

/// The type's metadata (section 6): names in each language, what may be withheld, how it looks.
json::Value attestation_type_metadata(json::Arena& arena, const std::string& type);

}  // namespace credex::credential
