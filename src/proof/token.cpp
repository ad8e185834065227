// What tokens of JOSE and COSE have in common.
#include "proof/token.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "proof/node.h"

namespace credex::proof {

using json::Value;

const TokenFamily k_jwt_family{.name = "JWT",
                               .securing = "VC-JOSE-COSE, section 3.1",
                               .signature = "RFC 7515, section 5.2",
                               .critical = "RFC 7515, section 4.1.11",
                               .expires = "RFC 7519, section 4.1.4",
                               .begins = "RFC 7519, section 4.1.5",
                               .is_cose = false};
const TokenFamily k_cose_family{.name = "COSE",
                                .securing = "VC-JOSE-COSE, section 3.3",
                                .signature = "RFC 9052, section 4.4",
                                .critical = "RFC 9052, section 3.1",
                                .expires = "VC-JOSE-COSE, section 3.3.3",
                                .begins = "VC-JOSE-COSE, section 3.3.3",
                                .is_cose = true};

namespace {

/// The header's key: by kid where that can be looked up, else the certificate, else the JWK, else the issuer's
/// metadata.
struct HeaderKey {
  KeyState state = KeyState::unsupported;
  std::string detail{};
  std::string id{};
  std::string controller{};
  std::optional<crypto::PublicKey> key{};
  std::optional<crypto::Certificate> certificate{};
  std::optional<Instant> as_of{};
};

HeaderKey key_of_header(const TokenHeader& header, std::string_view issuer, const char* purpose, KeyResolver& keys) {
  HeaderKey out;
  const std::string_view kid = header.kid;
  std::string url{kid};
  // A bare fragment is one of the issuer's keys.
  if (!kid.empty() && kid.find(':') == std::string_view::npos && issuer.starts_with("did:"))
    url = std::string{issuer} + (kid.starts_with('#') ? "" : "#") + url;
  const bool can_look_up = url.starts_with("did:") || url.starts_with("https://");
  if (can_look_up) {
    const KeyLookup& found = keys.find(url, purpose);
    out = {.state = found.state,
           .detail = found.detail,
           .id = url,
           .controller = found.method.controller,
           .key = found.method.key,
           .as_of = found.as_of};
    return out;
  }
  if (header.certificate) {
    auto certificate = *header.certificate ? crypto::Certificate::from_der(**header.certificate)
                                           : Result<crypto::Certificate>{header.certificate->error()};
    if (!certificate) return {.state = KeyState::unsupported, .detail = certificate.error().message};
    auto key = certificate->public_key();
    if (!key) return {.state = KeyState::unsupported, .detail = key.error().message};
    out = {.state = KeyState::found,
           .id = certificate->subject,
           .controller = "",
           .key = *key,
           .certificate = *certificate};
    return out;
  }
  if (header.jwk) {
    auto key = crypto::PublicKey::from_jwk(*header.jwk);
    if (!key) return {.state = KeyState::unsupported, .detail = key.error().message};
    // The key only names itself: it controls what is made from it.
    const std::string own = key->type() == crypto::KeyType::rsa ? proof::did_jwk(*key) : did_key(*key);
    out = {.state = KeyState::found,
           .id = "jwk " + key->thumbprint(),
           .controller = issuer == did_jwk(*key) ? std::string{issuer} : own,
           .key = *key};
    return out;
  }
  if (issuer.starts_with("https://")) {
    const KeyLookup& found = keys.find_of_issuer(issuer, kid);
    return {.state = found.state,
            .detail = found.detail,
            .id = found.method.id,
            .controller = found.method.controller,
            .key = found.method.key,
            .as_of = found.as_of};
  }
  out.detail = kid.empty() ? "the header names no key (kid, jwk, x5c, x5chain)"
                           : "the header's kid \"" + std::string{kid.substr(0, 100)} + "\" cannot be looked up";
  out.state = KeyState::unreachable;
  return out;
}

bool is_of_open_badges(const Value& credential) {
  const auto contexts = json::as_list(credential.get("@context"));
  return std::any_of(contexts.begin(), contexts.end(), [](const Value& one) {
    return one.is_string() && one.as_string().starts_with("https://purl.imsglobal.org/spec/");
  });
}

bool is_same_second(const Value& number, std::string_view said) {
  const auto time = parse_instant(said);
  return number.is_number() && time && unix_seconds(*time) == static_cast<std::int64_t>(number.as_number());
}

/// Which claim says otherwise than the credential or presentation: of who made it and what it is (VC-JOSE-COSE, section
/// 4.1; VC 1.1, section 6.3.1), and in Open Badges 3.0 of when it is valid (section 8.2 there). Elsewhere exp, nbf and
/// iat are about the signature (VC-JOSE-COSE, section 3.1.3).
std::string conflict_of(const TokenFamily& family, const Value& payload, const Value& credential,
                        bool is_presentation) {
  const auto differs = [&](const char* claim, std::string_view said) {
    const std::string_view text = payload.text(claim);
    return !text.empty() && !said.empty() && text != said;
  };
  if (differs("iss", id_of(credential.get(is_presentation ? "holder" : "issuer")))) return "iss";
  if (differs("jti", credential.text("id"))) return "jti";
  if (is_presentation) return {};
  if (differs("sub", id_of(credential.get("credentialSubject")))) return "sub";
  if (family.is_cose || !is_of_open_badges(credential)) return {};
  for (const auto& [claim, member] : {std::pair{"nbf", "validFrom"}, std::pair{"exp", "validUntil"}}) {
    const Value number = payload.get(claim);
    if (number.is_number() && parse_instant(credential.text(member)) &&
        !is_same_second(number, credential.text(member)))
      return claim;
  }
  return {};
}

/// A time claim for people.
std::string time_text(const Value& number) {
  if (std::abs(number.as_number()) >= 1e12) return json::write(number);
  return to_string(Instant{std::chrono::seconds{static_cast<std::int64_t>(number.as_number())}});
}

/// Whether a token of this type (header "typ") may hold a credential, or a presentation: RFC 8725, section 3.11. Those
/// of several drafts are met; none at all says nothing, nor does one that only names the family.
bool is_type_of(const TokenFamily& family, std::string_view type, bool is_presentation) {
  std::string name = ascii_lower(type);
  if (name.starts_with("application/")) name = name.substr(12);
  if (name.empty()) return true;
  // 18 is application/cose; cose-type="cose-sign1" as a number (RFC 9052, section 2).
  if (family.is_cose ? name == "18" || name == "cose" || name.starts_with("cose;") : name == "jwt" || name == "jose")
    return true;
  const std::string_view kind = is_presentation ? "vp" : "vc";
  if (!name.starts_with(kind)) return false;
  const std::string_view rest = std::string_view{name}.substr(2);
  constexpr std::array<std::string_view, 5> k_jwt{"+jwt", "-ld+jwt", "+ld+jwt", "+ld+json+jwt", "+sd-jwt"};
  constexpr std::array<std::string_view, 3> k_cose{"+cose", "+ld+cose", "+ld+json+cose"};
  return family.is_cose ? std::ranges::find(k_cose, rest) != k_cose.end()
                        : std::ranges::find(k_jwt, rest) != k_jwt.end();
}

bool is_on_nist_curve(crypto::KeyType type) { return crypto::is_ecdsa(type) && type != crypto::KeyType::secp256k1; }
bool is_for_nist_curves(crypto::Algorithm algorithm) {
  return algorithm == crypto::Algorithm::es256 || algorithm == crypto::Algorithm::es384 ||
         algorithm == crypto::Algorithm::es512;
}

void add_failure(SignatureCheck& check, const TokenFamily& family, const char* rule, const char* message,
                 std::string arg, const char* source) {
  check.finding.add({.rule = rule,
                     .outcome = Outcome::fail,
                     .subject = family.name,
                     .message = message,
                     .args = {std::move(arg)},
                     .source = source});
}

void add_contradiction(SignatureCheck& check, const TokenFamily& family, const char* rule, const char* message,
                       std::string arg, const char* source) {
  add_failure(check, family, rule, message, std::move(arg), source);
  check.state = SignatureState::altered;
  check.finding.message = "proof.contradictory";
}

}  // namespace

SignatureCheck check_token(const TokenHeader& header, ByteView signed_bytes, ByteView signature,
                           std::string_view issuer, KeyResolver& keys, const char* purpose) {
  const TokenFamily& family = header.family;
  SignatureCheck check;
  check.finding = {
      .rule = "proof", .outcome = Outcome::not_applicable, .subject = family.name, .source = family.securing};
  const auto conclude = [&](SignatureState state, const char* rule, Outcome outcome, const char* message,
                            std::vector<std::string> args, const char* source) {
    check.state = state;
    check.finding.add({.rule = rule,
                       .outcome = outcome,
                       .subject = family.name,
                       .message = message,
                       .args = std::move(args),
                       .source = source});
    check.finding.message = state == SignatureState::good      ? "proof.good"
                            : state == SignatureState::altered ? "proof.altered"
                                                               : "proof.unknown";
    check.finding.args = {check.key_id.empty() ? "a key that is not named" : check.key_id, check.controller};
    return check;
  };
  const std::string& name = header.algorithm_name;
  const auto algorithm = header.algorithm;
  if (header.unsigned_because != nullptr)
    return conclude(SignatureState::altered, "proof.algorithm", Outcome::fail, header.unsigned_because, {name},
                    family.signature);
  if (!algorithm)
    return conclude(SignatureState::unsupported, "proof.algorithm", Outcome::unknown, "proof.alg_unknown", {name},
                    family.signature);
  if (!header.not_understood.empty())
    return conclude(SignatureState::altered, "proof.crit", Outcome::fail, "proof.crit_unknown", {header.not_understood},
                    family.critical);
  HeaderKey key = key_of_header(header, issuer, purpose, keys);
  check.key_id = key.id.empty() ? header.kid.substr(0, 200) : key.id;
  check.controller = key.controller;
  check.key_as_of = key.as_of;
  check.certificate = key.certificate;
  if (key.state == KeyState::not_listed)
    return conclude(SignatureState::altered, "proof.key", Outcome::fail, "proof.key_not_listed", {key.detail},
                    family.signature);
  if (key.state != KeyState::found)
    return conclude(SignatureState::key_unknown, "proof.key", Outcome::unknown, "proof.key_not_found", {key.detail},
                    family.signature);
  if (!crypto::fits(key.key->type(), *algorithm)) {
    const std::string type{key_type_name(key.key->type())};
    // JOSE ties ES256 to P-256; of COSE's, RFC 9864 says that they leave the curve open.
    if (family.is_cose && is_on_nist_curve(key.key->type()) && is_for_nist_curves(*algorithm))
      return conclude(SignatureState::unsupported, "proof.algorithm", Outcome::unknown, "proof.alg_unknown",
                      {name + ", " + type}, family.signature);
    return conclude(SignatureState::altered, "proof.key", Outcome::fail, "proof.key_wrong_type", {type, name},
                    family.signature);
  }
  if (!key.key->verify(*algorithm, signed_bytes, signature))
    return conclude(SignatureState::altered, "proof.signature", Outcome::fail, "proof.signature_wrong", {key.id},
                    family.signature);
  return conclude(SignatureState::good, "proof.signature", Outcome::pass, "proof.signature_good", {name},
                  family.signature);
}

void judge_token_claims(SignatureCheck& check, const TokenFamily& family, std::string_view type, const Value& claims,
                        const Value& credential, bool is_presentation, Instant now) {
  if (check.state != SignatureState::good) return;
  const auto add = [&](const char* rule, const char* message, std::string arg, const char* source) {
    add_failure(check, family, rule, message, std::move(arg), source);
  };
  const auto contradiction = [&](const char* rule, const char* message, std::string arg, const char* source) {
    add_contradiction(check, family, rule, message, std::move(arg), source);
  };
  if (!is_type_of(family, type, is_presentation))
    contradiction("proof.type", is_presentation ? "proof.typ_no_presentation" : "proof.typ_no_credential",
                  std::string{type.substr(0, 100)}, "RFC 8725, section 3.11");
  // Who has a token of version 2.0 with "vc" or "vp" in it cannot know which of the two credentials was meant.
  for (const char* reserved : {"vc", "vp"}) {
    if (claims.find("@context") != nullptr && claims.find(reserved) != nullptr)
      contradiction("proof.claims", "proof.claims_reserved", reserved, "VC-JOSE-COSE, section 3.1.3");
  }
  if (std::string claim = conflict_of(family, claims, credential, is_presentation); !claim.empty())
    contradiction("proof.claims", "proof.claims_conflict", std::move(claim), family.securing);
  // What the credential says of its own time is judged there; here it is the signature's.
  const Value until = claims.get("exp");
  const Value from = claims.get("nbf");
  const double seconds = static_cast<double>(unix_seconds(now));
  const auto is_said = [&](const Value& number, std::initializer_list<const char*> members) {
    return std::any_of(members.begin(), members.end(),
                       [&](const char* member) { return is_same_second(number, credential.text(member)); });
  };
  if (until.is_number() && until.as_number() < seconds && !is_said(until, {"validUntil", "expirationDate"}))
    add("proof.expires", "proof.expired", time_text(until), family.expires);
  if (from.is_number() && from.as_number() > seconds && !is_said(from, {"validFrom", "issuanceDate"}))
    add("proof.begins", "proof.not_yet", time_text(from), family.begins);
}

void judge_content_type(SignatureCheck& check, const TokenFamily& family, std::string_view content_type,
                        bool is_presentation) {
  if (check.state != SignatureState::good && check.finding.message != "proof.contradictory") return;
  // A more specific type than application/vc may stand there; the other one of the two may not.
  std::string name = ascii_lower(content_type);
  if (name.starts_with("application/")) name = name.substr(12);
  if (name == (is_presentation ? "vc" : "vp"))
    add_contradiction(check, family, "proof.type",
                      is_presentation ? "proof.typ_no_presentation" : "proof.typ_no_credential",
                      std::string{content_type.substr(0, 100)}, family.securing);
}

}  // namespace credex::proof
