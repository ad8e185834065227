#include "proof/jws.h"

#include <cmath>

#include "proof/node.h"
#include "proof/token.h"

namespace credex::proof {
namespace {

using json::Value;

constexpr std::size_t k_max_token = std::size_t{16} * 1024 * 1024;

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

/// `inner`: what unwrapped_claims() gives of them.
bool holds_presentation(const Value& claims, const Value& inner) {
  return has_type(inner, "VerifiablePresentation") ||
         (claims.find("@context") == nullptr && claims.find("vp") != nullptr);
}

}  // namespace

SignatureCheck check_jws(const CompactJws& jws, std::string_view issuer, KeyResolver& keys, const char* purpose) {
  const Value& header = jws.header.root;
  const std::string_view name = header.text("alg");
  TokenHeader said{.family = k_jwt_family,
                   .algorithm_name = std::string{name},
                   .algorithm = crypto::algorithm_from(name),
                   .unsigned_because = name == "none" || name.empty() ? "proof.alg_none" : nullptr,
                   .kid = std::string{header.text("kid")}};
  // RFC 7515, section 4.1.11: no extension is known here.
  if (const Value* crit = header.find("crit")) said.not_understood = json::write(*crit);
  if (const Value* chain = header.find("x5c");
      chain && !chain->empty() && chain->is_array() && chain->items()[0].is_string()) {
    auto der = from_base64(chain->items()[0].as_string());
    said.certificate = der ? std::move(der) : Result<Bytes>{Error{.code = "proof.x5c", .message = "x5c is no base64"}};
  }
  if (const Value* jwk = header.find("jwk")) said.jwk = *jwk;
  return check_token(said, as_bytes(jws.signing_input), jws.signature, issuer, keys, purpose);
}

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
  judge_token_claims(check, k_jwt_family, jws.header.root.text("typ"), claims, credential,
                     holds_presentation(claims, credential), now);
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
