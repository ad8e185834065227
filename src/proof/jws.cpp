#include "proof/jws.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "proof/node.h"

namespace credex::proof {
namespace {

using json::Value;

constexpr std::size_t k_max_token = std::size_t{16} * 1024 * 1024;
constexpr const char* k_jws = "RFC 7515, section 5.2";
constexpr const char* k_vc_jose = "VC-JOSE-COSE, section 3.1";

Error bad_jwt(std::string message) {
  return Error{.code = "proof.jwt",
               .message = std::move(message),
               .remedy = "copy the whole token: three parts with dots between them"};
}

}  // namespace

Result<CompactJws> CompactJws::parse(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  if (text.size() > k_max_token) return bad_jwt("the token is larger than 16 MB");
  const auto first = text.find('.');
  const auto second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos)
    return bad_jwt("a token has three parts with dots between them");
  CompactJws out;
  auto header = from_base64url(text.substr(0, first));
  if (!header) return std::move(header).error().at("header");
  auto parsed = json::parse(as_text(*header));
  if (!parsed) return std::move(parsed).error().at("header");
  if (!parsed->root.is_object()) return bad_jwt("the header is no JSON object");
  out.header = std::move(*parsed);
  auto payload = from_base64url(text.substr(first + 1, second - first - 1));
  if (!payload) return std::move(payload).error().at("payload");
  auto signature = from_base64url(text.substr(second + 1));
  if (!signature) return std::move(signature).error().at("signature");
  out.payload = std::move(*payload);
  out.signature = std::move(*signature);
  out.signing_input = text.substr(0, second);
  return out;
}

Result<std::string> sign_compact(const Value& header, std::string_view payload, const crypto::Signer& signer) {
  const auto algorithm = crypto::default_algorithm(signer.public_key().type());
  json::Arena arena;
  Value full = Value::object(arena, header.size() + 1);
  full.append(arena, "alg", Value::string(crypto::algorithm_name(algorithm)));
  for (const json::Member& member : header.members()) full.append(arena, member.key, member.value);
  std::string out = base64url(as_bytes(json::write(full))) + "." + base64url(as_bytes(payload));
  auto signature = signer.sign(algorithm, as_bytes(out));
  if (!signature) return std::move(signature).error();
  return out + "." + base64url(*signature);
}

Result<std::string> sign_credential_jwt(const Value& credential, const std::string& kid, const crypto::Signer& signer,
                                        std::optional<Instant> issued) {
  json::Arena arena;
  Value payload = Value::object(arena, credential.size() + 5);
  for (const json::Member& member : credential.members()) payload.append(arena, member.key, member.value);
  const auto copy = [&](const char* claim, std::string_view text) {
    if (!text.empty()) payload.append(arena, claim, Value::string(text));
  };
  copy("iss", id_of(credential.get("issuer")));
  copy("jti", credential.text("id"));
  copy("sub", id_of(credential.get("credentialSubject")));
  const auto time = [&](const char* claim, std::string_view text) -> Result<void> {
    if (text.empty()) return {};
    auto instant = parse_instant(text);
    if (!instant) return std::move(instant).error();
    payload.append(arena, claim, Value::integer(unix_seconds(*instant)));
    return {};
  };
  if (issued) payload.append(arena, "iat", Value::integer(unix_seconds(*issued)));
  if (auto done = time("nbf", credential.text("validFrom")); !done) return std::move(done).error();
  if (auto done = time("exp", credential.text("validUntil")); !done) return std::move(done).error();
  Value header = Value::object(arena, 4);
  header.append(arena, "typ", Value::string("vc+jwt"));
  header.append(arena, "kid", Value::string(kid));
  header.append(arena, "jwk", signer.public_key().jwk(arena));
  return sign_compact(header, json::write(payload), signer);
}

namespace {

/// The header's key: by kid where that can be looked up, else jwk, else the first of x5c.
struct HeaderKey {
  KeyState state = KeyState::unsupported;
  std::string detail{};
  std::string id{};
  std::string controller{};
  std::optional<crypto::PublicKey> key{};
  std::optional<crypto::Certificate> certificate{};
  std::optional<Instant> as_of{};
};

HeaderKey key_of_header(const Value& header, std::string_view issuer, const char* purpose, KeyResolver& keys) {
  HeaderKey out;
  const std::string_view kid = header.text("kid");
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
  if (const Value* chain = header.find("x5c");
      chain && !chain->empty() && chain->is_array() && chain->items()[0].is_string()) {
    auto der = from_base64(chain->items()[0].as_string());
    auto certificate = der ? crypto::Certificate::from_der(*der)
                           : Result<crypto::Certificate>{Error{.code = "proof.x5c", .message = "x5c is no base64"}};
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
  if (const Value* jwk = header.find("jwk")) {
    auto key = crypto::PublicKey::from_jwk(*jwk);
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
  out.detail = kid.empty() ? "the header names no key (kid, jwk, x5c)"
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
std::string conflict_of(const Value& payload, const Value& credential, bool is_presentation) {
  const auto differs = [&](const char* claim, std::string_view said) {
    const std::string_view text = payload.text(claim);
    return !text.empty() && !said.empty() && text != said;
  };
  if (differs("iss", id_of(credential.get(is_presentation ? "holder" : "issuer")))) return "iss";
  if (differs("jti", credential.text("id"))) return "jti";
  if (is_presentation) return {};
  if (differs("sub", id_of(credential.get("credentialSubject")))) return "sub";
  if (!is_of_open_badges(credential)) return {};
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
/// of several drafts are met; none at all says nothing.
bool is_type_of(std::string_view type, bool is_presentation) {
  std::string name = ascii_lower(type);
  if (name.starts_with("application/")) name = name.substr(12);
  if (name.empty() || name == "jwt" || name == "jose") return true;
  constexpr std::array<std::string_view, 5> k_rest{"+jwt", "-ld+jwt", "+ld+jwt", "+ld+json+jwt", "+sd-jwt"};
  const std::string_view kind = is_presentation ? "vp" : "vc";
  return name.starts_with(kind) && std::ranges::find(k_rest, std::string_view{name}.substr(2)) != k_rest.end();
}

// VC 1.1, section 6.3.1: claims of the JWT stand for members of the credential.
void fold_claims(json::Arena& arena, const Value& payload, const Value& credential) {
  const auto fold = [&](const char* claim, const char* member) {
    if (credential.find(member) == nullptr && payload.find(claim) != nullptr)
      credential.append(arena, member, payload.get(claim));
  };
  fold("iss", "issuer");
  fold("jti", "id");
  if (const Value subject = credential.get("credentialSubject");
      subject.is_object() && subject.find("id") == nullptr && payload.find("sub") != nullptr)
    subject.append(arena, "id", payload.get("sub"));
  for (const auto& [claim, member] : {std::pair{"nbf", "issuanceDate"}, std::pair{"exp", "expirationDate"}}) {
    // Version 2.0 has other names for both, in a token that is folded as 1.1 is.
    if (credential.find(member[0] == 'i' ? "validFrom" : "validUntil") != nullptr) continue;
    const Value number = payload.get(claim);
    if (credential.find(member) == nullptr && number.is_number() && std::abs(number.as_number()) < 1e12) {
      credential.append(
          arena, member,
          arena.string(to_string(Instant{std::chrono::seconds{static_cast<std::int64_t>(number.as_number())}})));
    }
  }
}

}  // namespace

SignatureCheck check_jws(const CompactJws& jws, std::string_view issuer, KeyResolver& keys, const char* purpose) {
  SignatureCheck check;
  check.finding = {.rule = "proof", .outcome = Outcome::not_applicable, .subject = "JWT", .source = k_vc_jose};
  const auto conclude = [&](SignatureState state, const char* rule, Outcome outcome, const char* message,
                            std::vector<std::string> args, const char* source = k_jws) {
    check.state = state;
    check.finding.add({.rule = rule,
                       .outcome = outcome,
                       .subject = "JWT",
                       .message = message,
                       .args = std::move(args),
                       .source = source});
    check.finding.message = state == SignatureState::good      ? "proof.good"
                            : state == SignatureState::altered ? "proof.altered"
                                                               : "proof.unknown";
    check.finding.args = {check.key_id.empty() ? "a key that is not named" : check.key_id, check.controller};
    return check;
  };
  const Value& header = jws.header.root;
  const std::string_view name = header.text("alg");
  const auto algorithm = crypto::algorithm_from(name);
  if (!algorithm) {
    if (name == "none" || name.empty())
      return conclude(SignatureState::altered, "proof.algorithm", Outcome::fail, "proof.alg_none", {std::string{name}});
    return conclude(SignatureState::unsupported, "proof.algorithm", Outcome::unknown, "proof.alg_unknown",
                    {std::string{name}});
  }
  if (const Value* crit = header.find("crit"))
    return conclude(SignatureState::altered, "proof.crit", Outcome::fail, "proof.crit_unknown", {json::write(*crit)},
                    "RFC 7515, section 4.1.11");
  HeaderKey key = key_of_header(header, issuer, purpose, keys);
  check.key_id = key.id.empty() ? std::string{header.text("kid").substr(0, 200)} : key.id;
  check.controller = key.controller;
  check.key_as_of = key.as_of;
  check.certificate = key.certificate;
  if (key.state == KeyState::not_listed)
    return conclude(SignatureState::altered, "proof.key", Outcome::fail, "proof.key_not_listed", {key.detail});
  if (key.state != KeyState::found)
    return conclude(SignatureState::key_unknown, "proof.key", Outcome::unknown, "proof.key_not_found", {key.detail});
  if (!crypto::fits(key.key->type(), *algorithm))
    return conclude(SignatureState::altered, "proof.key", Outcome::fail, "proof.key_wrong_type",
                    {std::string{key_type_name(key.key->type())}, std::string{name}});
  if (!key.key->verify(*algorithm, as_bytes(jws.signing_input), jws.signature))
    return conclude(SignatureState::altered, "proof.signature", Outcome::fail, "proof.signature_wrong", {key.id});
  return conclude(SignatureState::good, "proof.signature", Outcome::pass, "proof.signature_good", {std::string{name}});
}

namespace {

/// `inner`: what unwrapped_claims() gives of them.
bool holds_presentation(const Value& claims, const Value& inner) {
  return has_type(inner, "VerifiablePresentation") ||
         (claims.find("@context") == nullptr && claims.find("vp") != nullptr);
}

}  // namespace

Value unwrapped_claims(json::Arena& arena, const Value& claims) {
  for (const char* wrapper : {"vc", "vp"}) {
    const Value* inner = claims.find(wrapper);
    if (inner == nullptr || !inner->is_object() || claims.find("@context") != nullptr) continue;
    fold_claims(arena, claims, *inner);
    return *inner;
  }
  return claims;
}

void judge_claims(SignatureCheck& check, const CompactJws& jws, const Value& claims, const Value& credential,
                  Instant now) {
  if (check.state != SignatureState::good) return;
  const auto add = [&](const char* rule, const char* message, std::string arg, const char* source) {
    check.finding.add({.rule = rule,
                       .outcome = Outcome::fail,
                       .subject = "JWT",
                       .message = message,
                       .args = {std::move(arg)},
                       .source = source});
  };
  const auto contradiction = [&](const char* rule, const char* message, std::string arg, const char* source) {
    add(rule, message, std::move(arg), source);
    check.state = SignatureState::altered;
    check.finding.message = "proof.contradictory";
  };
  const bool is_presentation = holds_presentation(claims, credential);
  const std::string_view type = jws.header.root.text("typ");
  if (!is_type_of(type, is_presentation))
    contradiction("proof.type", is_presentation ? "proof.typ_no_presentation" : "proof.typ_no_credential",
                  std::string{type.substr(0, 100)}, "RFC 8725, section 3.11");
  // Who has a token of version 2.0 with "vc" or "vp" in it cannot know which of the two credentials was meant.
  for (const char* reserved : {"vc", "vp"}) {
    if (claims.find("@context") != nullptr && claims.find(reserved) != nullptr)
      contradiction("proof.claims", "proof.claims_reserved", reserved, "VC-JOSE-COSE, section 3.1.3");
  }
  if (std::string claim = conflict_of(claims, credential, is_presentation); !claim.empty())
    contradiction("proof.claims", "proof.claims_conflict", std::move(claim), k_vc_jose);
  // What the credential says of its own time is judged there; here it is the signature's.
  const Value until = claims.get("exp");
  const Value from = claims.get("nbf");
  const double seconds = static_cast<double>(unix_seconds(now));
  const auto is_said = [&](const Value& number, std::initializer_list<const char*> members) {
    return std::any_of(members.begin(), members.end(),
                       [&](const char* member) { return is_same_second(number, credential.text(member)); });
  };
  if (until.is_number() && until.as_number() < seconds && !is_said(until, {"validUntil", "expirationDate"}))
    add("proof.expires", "proof.expired", time_text(until), "RFC 7519, section 4.1.4");
  if (from.is_number() && from.as_number() > seconds && !is_said(from, {"validFrom", "issuanceDate"}))
    add("proof.begins", "proof.not_yet", time_text(from), "RFC 7519, section 4.1.5");
}

Result<CredentialJwt> verify_credential_jwt(std::string_view text, KeyResolver& keys, Instant now) {
  auto jws = CompactJws::parse(text);
  if (!jws) return std::move(jws).error();
  CredentialJwt out{.jws = std::move(*jws)};
  auto payload = json::parse(as_text(out.jws.payload));
  if (!payload) return std::move(payload).error().at("payload");
  if (!payload->root.is_object()) return bad_jwt("the payload is no JSON object");
  out.document = std::move(*payload);
  const Value& root = out.document.root;
  json::Arena& arena = *out.document.arena;
  const Value inner = unwrapped_claims(arena, root);
  out.credential = inner;
  out.is_presentation = holds_presentation(root, inner);
  const std::string maker{id_of(inner.get(out.is_presentation ? "holder" : "issuer"))};
  out.check = check_jws(out.jws, maker.empty() ? root.text("iss") : maker, keys,
                        out.is_presentation ? "authentication" : "assertionMethod");
  judge_claims(out.check, out.jws, root, inner, now);
  return out;
}

Value jwk_set(json::Arena& arena, const crypto::PublicKey& key, const char* use, const char* algorithm) {
  const Value jwk = key.jwk(arena);
  jwk.set(arena, "kid", arena.string(key.thumbprint()));
  jwk.set(arena, "use", Value::string(use));
  jwk.set(arena, "alg", Value::string(algorithm));
  const Value keys = Value::array(arena, 1);
  keys.push(arena, jwk);
  const Value out = Value::object(arena, 1);
  out.append(arena, "keys", keys);
  return out;
}

}  // namespace credex::proof
