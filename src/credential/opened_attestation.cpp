#include "credential/opened_attestation.h"

#include "base/time.h"
#include "proof/jws.h"
#include "proof/node.h"

namespace credex::credential {

using json::Value;

Value as_credential(json::Arena& arena, const Value& claims) {
  const Value root = Value::object(arena, 4);
  root.append(arena, "id", arena.string(claims.text("jti")));
  if (const std::string_view issuer = claims.text("iss"); !issuer.empty())
    root.append(arena, "issuer", arena.string(issuer));
  for (const auto& [claim, member] : {std::pair{"nbf", "validFrom"}, std::pair{"exp", "validUntil"}}) {
    if (const Value number = claims.get(claim); number.is_number() && std::abs(number.as_number()) < 1e12) {
      const Instant instant{std::chrono::seconds{static_cast<std::int64_t>(number.as_number())}};
      root.append(arena, member, arena.string(to_string(instant)));
    }
  }
  return root;
}

bool is_w3c_sd_jwt(const Value& claims, std::string_view type) {
  if (claims.find("vct") != nullptr || type == "dc+sd-jwt") return false;
  return claims.find("@context") != nullptr || claims.get("vc").is_object() || claims.get("vp").is_object();
}

Result<OpenedAttestation> open_attestation(std::string_view text, proof::KeyResolver& keys, Instant at) {
  auto token = proof::SdJwt::parse(text);
  if (!token) return std::move(token).error();
  OpenedAttestation out{.token = std::move(*token)};
  auto opened = proof::open_claims(out.token);
  if (opened) {
    out.is_open = true;
    out.opened = std::move(*opened);
    out.claims = out.opened.claims;
  } else {
    auto payload = json::parse(as_text(out.token.jws.payload));
    if (!payload) return std::move(payload).error().at("payload");
    out.opened.document = std::move(*payload);
    out.claims = out.opened.document.root;
  }
  if (is_w3c_sd_jwt(out.claims, out.token.jws.header.root.text("typ"))) {
    out.credential = proof::unwrapped_claims(*out.opened.document.arena, out.claims);
    out.is_presentation = proof::has_type(out.credential, "VerifiablePresentation");
    const std::string maker{proof::id_of(out.credential.get(out.is_presentation ? "holder" : "issuer"))};
    out.signature = proof::check_jws(out.token.jws, maker.empty() ? out.claims.text("iss") : maker, keys,
                                     out.is_presentation ? "authentication" : "assertionMethod");
    if (out.is_open) proof::judge_claims(out.signature, out.token.jws, out.claims, out.credential, at);
  } else {
    out.signature = proof::check_jws(out.token.jws, out.claims.text("iss"), keys);
  }
  if (!out.is_open) {
    // A hash that is not known here says nothing against the disclosures, nor for them.
    const bool is_unknown = opened.error().code == "proof.sd_jwt_hash";
    if (!is_unknown || out.signature.state == proof::SignatureState::good)
      out.signature.state = is_unknown ? proof::SignatureState::unsupported : proof::SignatureState::altered;
    if (is_unknown) out.signature.finding.message = "proof.unknown";
    out.signature.finding.add(make_finding("proof.disclosures", is_unknown ? Outcome::unknown : Outcome::fail, "",
                                           is_unknown ? "proof.disclosures_unknown" : "proof.disclosures_wrong",
                                           {opened.error().message}, "RFC 9901, section 7.1"));
  }
  return out;
}

}  // namespace credex::credential
