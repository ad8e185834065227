#include "proof/holder_proof.h"

#include "base/digest.h"
#include "proof/did.h"
#include "proof/jws.h"

namespace credex::proof {
namespace {

using json::Value;

constexpr std::size_t k_max_proof = std::size_t{16} * 1024;
constexpr std::chrono::seconds k_age{300};
constexpr std::chrono::seconds k_clocks{60};
constexpr std::size_t k_max_keys = 100;

Error refused(const char* code, std::string message) { return Error{.code = code, .message = std::move(message)}; }

/// A JWS with its payload, of an asymmetric algorithm and without critical headers.
struct Opened {
  CompactJws jws{};
  json::Document payload{};
  crypto::Algorithm algorithm{};
};
Result<Opened> open(std::string_view jwt, std::string_view type, const char* code) {
  if (jwt.size() > k_max_proof) return refused(code, "the proof is larger than 16 kB");
  auto jws = CompactJws::parse(jwt);
  if (!jws) return refused(code, jws.error().message);
  if (jws->header.root.text("typ") != type) return refused(code, "the proof's typ is not " + std::string{type});
  const auto algorithm = crypto::algorithm_from(jws->header.root.text("alg"));
  if (!algorithm) return refused(code, "the proof's algorithm is not known here");
  if (jws->header.root.find("crit") != nullptr) return refused(code, "the proof demands what is not known here");
  auto payload = json::parse(as_text(jws->payload));
  if (!payload || !payload->root.is_object()) return refused(code, "the proof's payload is no JSON object");
  return Opened{std::move(*jws), std::move(*payload), *algorithm};
}

Result<crypto::PublicKey> public_key_of(const Value& jwk, const char* code) {
  for (const char* secret : {"d", "k", "p"}) {
    if (jwk.find(secret) != nullptr) return refused(code, "the proof's header holds a private key");
  }
  auto key = crypto::PublicKey::from_jwk(jwk);
  if (!key) return refused(code, key.error().message);
  return key;
}

Result<void> signed_by(const Opened& opened, const crypto::PublicKey& key, const char* code) {
  if (!crypto::fits(key.type(), opened.algorithm) ||
      !key.verify(opened.algorithm, as_bytes(opened.jws.signing_input), opened.jws.signature))
    return refused(code, "the proof's signature does not hold");
  return {};
}

Result<void> fresh(const Value& issued, Instant now, const char* code) {
  if (!issued.is_number()) return refused(code, "the proof does not say when it was made (iat)");
  const double age = static_cast<double>(now.time_since_epoch().count()) / 1000.0 - issued.as_number();
  if (age > static_cast<double>(k_age.count()) || age < -static_cast<double>(k_age.count()))
    return refused(code, "the proof was made too long ago, or its clock is ahead");
  return {};
}

/// The signer by "x5c", vouched for by one of `anchors`.
Result<void> signed_by_provider(const Opened& opened, const std::vector<crypto::Certificate>& anchors, Instant now,
                                const char* code) {
  std::vector<crypto::Certificate> chain;
  const Value list = opened.jws.header.root.get("x5c");
  if (list.size() > 8) return refused(code, "its x5c holds more than 8 certificates");
  for (const Value& item : list.items()) {
    auto der = item.is_string() ? from_base64(item.as_string()) : Result<Bytes>{Bytes{}};
    auto certificate = der ? crypto::Certificate::from_der(*der) : std::move(der).error();
    if (!certificate) return refused(code, "its x5c cannot be read: " + certificate.error().message);
    chain.push_back(std::move(*certificate));
  }
  if (chain.empty()) return refused(code, "it has no certificate of the wallet's provider (x5c)");
  const crypto::Certificate leaf = chain.front();
  chain.erase(chain.begin());
  const auto check = crypto::check_chain(leaf, chain, anchors, now);
  if (check.state != crypto::ChainState::trusted)
    return refused(code, "the wallet's provider " + leaf.subject + " is not trusted here: " + check.detail);
  auto key = leaf.public_key();
  if (!key) return refused(code, key.error().message);
  return signed_by(opened, *key, code);
}

Result<StatusPlace> status_of(const Value& claims, const char* code) {
  const Value status = claims.get("status");
  if (status.is_null()) return StatusPlace{};
  const Value list = status.get("status_list");
  const Value index = list.get("idx");
  if (list.text("uri").empty() || index.kind() != json::Kind::integer || index.as_integer() < 0)
    return refused(code, "its status is of a kind that is not known here");
  return StatusPlace{.uri = std::string{list.text("uri")}, .index = static_cast<std::size_t>(index.as_integer())};
}

/// Within "nbf" and "exp", give or take the clocks; "exp" must be there where it is `demanded`.
Result<void> in_force(const Value& claims, Instant now, bool demanded, const char* code) {
  const double seconds = static_cast<double>(now.time_since_epoch().count()) / 1000.0;
  const Value until = claims.get("exp");
  if (demanded && !until.is_number()) return refused(code, "it does not say until when it holds (exp)");
  if (until.is_number() && until.as_number() + static_cast<double>(k_clocks.count()) < seconds)
    return refused(code, "it has expired");
  for (const char* claim : {"nbf", "iat"}) {
    const Value from = claims.get(claim);
    if (from.is_number() && from.as_number() - static_cast<double>(k_clocks.count()) > seconds)
      return refused(code, "it does not hold yet, or its clock is ahead");
  }
  return {};
}

}  // namespace

Result<Dpop> check_dpop(std::string_view jwt, std::string_view method, std::string_view url,
                        std::string_view access_token, Instant now) {
  constexpr const char* k_code = "proof.dpop";
  auto opened = open(jwt, "dpop+jwt", k_code);
  if (!opened) return std::move(opened).error();
  auto key = public_key_of(opened->jws.header.root.get("jwk"), k_code);
  if (!key) return std::move(key).error();
  if (auto good = signed_by(*opened, *key, k_code); !good) return std::move(good).error();
  const Value& claims = opened->payload.root;
  if (claims.text("htm") != method) return refused(k_code, "the proof is for another method (htm)");
  std::string_view target = claims.text("htu");
  target = target.substr(0, target.find_first_of("?#"));
  if (target != url) return refused(k_code, "the proof is for another address (htu)");
  if (auto good = fresh(claims.get("iat"), now, k_code); !good) return std::move(good).error();
  if (claims.text("jti").empty() || claims.text("jti").size() > 200)
    return refused(k_code, "the proof has no usable identifier (jti)");
  if (!access_token.empty() && claims.text("ath") != base64url(sha256(access_token)))
    return refused(k_code, "the proof is for another access token (ath)");
  return Dpop{.thumbprint = key->thumbprint(), .id = std::string{claims.text("jti")}};
}

Result<KeyProof> check_key_proof(std::string_view jwt, std::string_view audience, Instant now) {
  constexpr const char* k_code = "proof.key_proof";
  auto opened = open(jwt, "openid4vci-proof+jwt", k_code);
  if (!opened) return std::move(opened).error();
  const Value& header = opened->jws.header.root;
  const std::string_view kid = header.text("kid");
  if ((header.find("jwk") != nullptr) == !kid.empty())
    return refused(k_code, "the proof names its key by jwk or by kid, one of them");
  KeyProof out;
  std::optional<crypto::PublicKey> key;
  if (!kid.empty()) {
    if (!kid.starts_with("did:key:") && !kid.starts_with("did:jwk:"))
      return refused(k_code, "the proof's kid is neither a did:key nor a did:jwk");
    KeyResolver keys{offline_fetch()};
    const KeyLookup& found = keys.find(kid, "authentication");
    if (!found.method.key) return refused(k_code, found.detail);
    key = found.method.key;
    out.did = kid.substr(0, kid.find('#'));
  } else {
    auto read = public_key_of(header.get("jwk"), k_code);
    if (!read) return std::move(read).error();
    key = std::move(*read);
    out.did = did_jwk(*key);
  }
  if (auto good = signed_by(*opened, *key, k_code); !good) return std::move(good).error();
  const Value& claims = opened->payload.root;
  const auto audiences = json::as_list(claims.get("aud"));
  if (audiences.size() != 1 || !audiences[0].is_string(audience))
    return refused(k_code, "the proof is for another issuer (aud)");
  if (auto good = fresh(claims.get("iat"), now, k_code); !good) return std::move(good).error();
  out.nonce = claims.text("nonce");
  if (out.nonce.empty()) return refused("proof.key_nonce", "the proof has no nonce; the nonce endpoint gives one");
  json::Arena arena;
  out.jwk = json::write(key->jwk(arena));
  out.attestation = header.text("key_attestation");
  return out;
}

Result<KeyAttestation> check_key_attestation(std::string_view jwt, AttestationUse use,
                                             const std::vector<crypto::Certificate>& anchors, Instant now) {
  constexpr const char* k_code = "proof.key_proof";
  auto opened = open(jwt, "key-attestation+jwt", k_code);
  // Before the specification was final it was called so.
  if (!opened) opened = open(jwt, "keyattestation+jwt", k_code);
  if (!opened) return std::move(opened).error();
  if (auto good = signed_by_provider(*opened, anchors, now, k_code); !good) return std::move(good).error();
  const Value& claims = opened->payload.root;
  if (!claims.get("iat").is_number()) return refused(k_code, "the key attestation does not say when it was made (iat)");
  if (auto good = in_force(claims, now, use == AttestationUse::beside, k_code); !good) return std::move(good).error();
  const std::string nonce{claims.text("nonce")};
  if (use == AttestationUse::alone && nonce.empty())
    return refused("proof.key_nonce", "the key attestation has no nonce; the nonce endpoint gives one");
  auto status = status_of(claims, k_code);
  if (!status) return std::move(status).error();
  KeyAttestation out{.status = std::move(*status)};
  const Value keys = claims.get("attested_keys");
  if (keys.empty() || keys.size() > k_max_keys)
    return refused(k_code, "the key attestation holds no keys, or more than " + std::to_string(k_max_keys));
  json::Arena arena;
  for (const Value& jwk : keys.items()) {
    auto key = public_key_of(jwk, k_code);
    if (!key) return std::move(key).error();
    out.keys.push_back({.jwk = json::write(key->jwk(arena)), .did = did_jwk(*key), .nonce = nonce});
  }
  return out;
}

Result<ClientAttestation> check_client_attestation(std::string_view attestation, std::string_view possession,
                                                   std::string_view audience,
                                                   const std::vector<crypto::Certificate>& anchors, Instant now) {
  constexpr const char* k_code = "proof.client";
  auto vouched = open(attestation, "oauth-client-attestation+jwt", k_code);
  if (!vouched) return std::move(vouched).error();
  if (auto good = signed_by_provider(*vouched, anchors, now, k_code); !good) return std::move(good).error();
  const Value& about = vouched->payload.root;
  if (auto good = in_force(about, now, true, k_code); !good) return std::move(good).error();
  auto status = status_of(about, k_code);
  if (!status) return std::move(status).error();
  ClientAttestation out{.client_id = std::string{about.text("sub")}, .status = std::move(*status)};
  if (out.client_id.empty()) return refused(k_code, "the wallet attestation names no client (sub)");
  auto key = public_key_of(about.get("cnf").get("jwk"), k_code);
  if (!key) return std::move(key).error();
  out.thumbprint = key->thumbprint();

  auto shown = open(possession, "oauth-client-attestation-pop+jwt", k_code);
  if (!shown) return std::move(shown).error();
  if (auto good = signed_by(*shown, *key, k_code); !good) return std::move(good).error();
  const Value& claims = shown->payload.root;
  if (claims.find("iss") != nullptr && claims.text("iss") != out.client_id)
    return refused(k_code, "the proof of possession is another client's (iss)");
  const auto audiences = json::as_list(claims.get("aud"));
  if (audiences.size() != 1 || !audiences[0].is_string(audience))
    return refused(k_code, "the proof of possession is for another server (aud)");
  if (auto good = fresh(claims.get("iat"), now, k_code); !good) return std::move(good).error();
  if (auto good = in_force(claims, now, false, k_code); !good) return std::move(good).error();
  out.id = claims.text("jti");
  if (out.id.empty() || out.id.size() > 200)
    return refused(k_code, "the proof of possession has no usable identifier (jti)");
  return out;
}

}  // namespace credex::proof
