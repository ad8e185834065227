#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "crypto/key.h"
#include "crypto/openssl.h"

namespace credex::crypto {
namespace {

struct AlgorithmName {
  Algorithm algorithm;
  std::string_view name;
  KeyType type;
};
constexpr std::array k_algorithms{AlgorithmName{Algorithm::ed_dsa, "EdDSA", KeyType::ed25519},
                                  AlgorithmName{Algorithm::es256, "ES256", KeyType::p256},
                                  AlgorithmName{Algorithm::es384, "ES384", KeyType::p384},
                                  AlgorithmName{Algorithm::es512, "ES512", KeyType::p521},
                                  AlgorithmName{Algorithm::es256k, "ES256K", KeyType::secp256k1},
                                  AlgorithmName{Algorithm::rs256, "RS256", KeyType::rsa},
                                  AlgorithmName{Algorithm::rs384, "RS384", KeyType::rsa},
                                  AlgorithmName{Algorithm::rs512, "RS512", KeyType::rsa},
                                  AlgorithmName{Algorithm::ps256, "PS256", KeyType::rsa},
                                  AlgorithmName{Algorithm::ps384, "PS384", KeyType::rsa},
                                  AlgorithmName{Algorithm::ps512, "PS512", KeyType::rsa}};

/// An elliptic curve as those who name it do: `prefix` is the multicodec of its public keys as an unsigned varint
/// (multicodec table: 0x1200, 0x1201, 0x1202, 0xe7).
struct Curve {
  KeyType type;
  const char* jwk;      ///< "crv" (RFC 7518, section 6.2.1.1; RFC 8812, section 3.1)
  const char* openssl;  ///< as OpenSSL calls a group that it reads, beside `jwk`
  std::size_t field;    ///< bytes of a coordinate
  std::array<std::uint8_t, 2> prefix;
};
constexpr std::array k_curves{Curve{KeyType::p256, "P-256", "prime256v1", 32, {0x80, 0x24}},
                              Curve{KeyType::p384, "P-384", "secp384r1", 48, {0x81, 0x24}},
                              Curve{KeyType::p521, "P-521", "secp521r1", 66, {0x82, 0x24}},
                              Curve{KeyType::secp256k1, "secp256k1", "secp256k1", 32, {0xE7, 0x01}}};
constexpr std::array<std::uint8_t, 2> k_ed25519_pub{0xED, 0x01};
constexpr std::array<std::uint8_t, 3> k_jwk_jcs_pub{0xD1, 0xD6, 0x03};  // 0xeb51

/// Of an elliptic curve's type alone.
const Curve& curve_of(KeyType type) {
  return *std::find_if(k_curves.begin(), k_curves.end(), [&](const Curve& c) { return c.type == type; });
}

Error bad_key(std::string message) {
  return Error{.code = "crypto.key",
               .message = std::move(message),
               .remedy = "give a key of type Ed25519, P-256, P-384, P-521, secp256k1 or RSA (2048 bits or more)"};
}

const char* group_of(KeyType type) { return curve_of(type).jwk; }
std::size_t field_size(KeyType type) { return curve_of(type).field; }

Result<PublicKey> ed25519_from(ByteView raw) {
  if (raw.size() != 32) return bad_key("an Ed25519 public key has " + std::to_string(raw.size()) + " bytes, not 32");
  return PublicKey::from_evp(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw.data(), raw.size()));
}

EVP_PKEY* key_from_params(const char* algorithm, OSSL_PARAM* params) {
  EVP_PKEY* out = nullptr;
  const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_name(nullptr, algorithm, nullptr)};
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &out, EVP_PKEY_PUBLIC_KEY, params) != 1)
    return nullptr;
  return out;
}

Result<PublicKey> ec_from(KeyType type, ByteView point) {
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(group_of(type)), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, const_cast<std::uint8_t*>(point.data()), point.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* const key = key_from_params("EC", params);
  if (key == nullptr) return bad_key("the point is not on the curve " + std::string{group_of(type)});
  return PublicKey::from_evp(key);
}

const EVP_MD* digest_of(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::es384:
    case Algorithm::rs384:
    case Algorithm::ps384: return EVP_sha384();
    case Algorithm::es512:
    case Algorithm::rs512:
    case Algorithm::ps512: return EVP_sha512();
    default: return EVP_sha256();
  }
}
bool is_pss(Algorithm algorithm) {
  return algorithm == Algorithm::ps256 || algorithm == Algorithm::ps384 || algorithm == Algorithm::ps512;
}

// r and s side by side, as DER.
Bytes der_from_raw(ByteView raw) {
  ECDSA_SIG* const signature = ECDSA_SIG_new();
  const auto half = static_cast<int>(raw.size() / 2);
  ECDSA_SIG_set0(signature, BN_bin2bn(raw.data(), half, nullptr), BN_bin2bn(raw.data() + half, half, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature, &der);
  Bytes out(der, der + size);
  OPENSSL_free(der);
  ECDSA_SIG_free(signature);
  return out;
}

Bytes number_param(EVP_PKEY* key, const char* name, std::size_t size = 0) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return {};
  const Owned<BIGNUM> number{raw};
  Bytes out(size == 0 ? static_cast<std::size_t>(BN_num_bytes(raw)) : size);
  BN_bn2binpad(raw, out.data(), static_cast<int>(out.size()));
  return out;
}

}  // namespace

std::string openssl_errors() {
  std::string out;
  while (const unsigned long code = ERR_get_error()) {
    char text[200];
    ERR_error_string_n(code, text, sizeof text);
    if (!out.empty()) out += "; ";
    out += text;
  }
  return out.empty() ? "no more is known" : out;
}

std::string_view key_type_name(KeyType type) {
  switch (type) {
    case KeyType::ed25519: return "Ed25519";
    case KeyType::p256: return "P-256";
    case KeyType::p384: return "P-384";
    case KeyType::p521: return "P-521";
    case KeyType::secp256k1: return "secp256k1";
    case KeyType::rsa: break;
  }
  return "RSA";
}

bool is_ecdsa(KeyType type) { return type != KeyType::ed25519 && type != KeyType::rsa; }

std::string_view algorithm_name(Algorithm algorithm) { return k_algorithms[static_cast<std::size_t>(algorithm)].name; }

std::optional<Algorithm> algorithm_from(std::string_view name) {
  for (const AlgorithmName& entry : k_algorithms) {
    if (entry.name == name) return entry.algorithm;
  }
  if (name == "Ed25519") return Algorithm::ed_dsa;  // RFC 9864's fully specified name
  return std::nullopt;
}

bool fits(KeyType type, Algorithm algorithm) { return k_algorithms[static_cast<std::size_t>(algorithm)].type == type; }

Algorithm default_algorithm(KeyType type) {
  switch (type) {
    case KeyType::ed25519: return Algorithm::ed_dsa;
    case KeyType::p256: return Algorithm::es256;
    case KeyType::p384: return Algorithm::es384;
    case KeyType::p521: return Algorithm::es512;
    case KeyType::secp256k1: return Algorithm::es256k;
    case KeyType::rsa: break;
  }
  return Algorithm::rs256;
}

PublicKey::PublicKey(KeyType type, std::shared_ptr<EVP_PKEY> key) : type_{type}, key_{std::move(key)} {
  if (type_ != KeyType::ed25519) return;
  std::size_t size = ed25519_.size();
  EVP_PKEY_get_raw_public_key(key_.get(), ed25519_.data(), &size);
}

Result<PublicKey> PublicKey::from_evp(EVP_PKEY* raw) {
  if (raw == nullptr) return bad_key("this is no public key that OpenSSL reads: " + openssl_errors());
  std::shared_ptr<EVP_PKEY> key{raw, OpenSslFree{}};
  switch (EVP_PKEY_get_base_id(raw)) {
    case EVP_PKEY_ED25519: return PublicKey{KeyType::ed25519, std::move(key)};
    case EVP_PKEY_RSA:
    case EVP_PKEY_RSA_PSS: {
      const int bits = EVP_PKEY_get_bits(raw);
      if (bits < 2048 || bits > 8192)
        return bad_key("the RSA key has " + std::to_string(bits) + " bits; 2048 to 8192 are taken");
      return PublicKey{KeyType::rsa, std::move(key)};
    }
    case EVP_PKEY_EC: {
      char group[80] = {};
      EVP_PKEY_get_group_name(raw, group, sizeof group, nullptr);
      const std::string_view name = group;
      for (const Curve& curve : k_curves) {
        if (name == curve.openssl || name == curve.jwk) return PublicKey{curve.type, std::move(key)};
      }
      return bad_key("the curve " + std::string{name} + " is not taken");
    }
    default: return bad_key("the key is of a type that is not taken");
  }
}

Result<PublicKey> PublicKey::from_jwk(const json::Value& jwk) {
  const std::string_view kind = jwk.text("kty");
  const std::string_view curve = jwk.text("crv");
  if (kind == "OKP" && curve == "Ed25519") {
    auto x = from_base64url(jwk.text("x"));
    if (!x) return std::move(x).error().at("JWK, x");
    return ed25519_from(*x);
  }
  const auto known = std::find_if(k_curves.begin(), k_curves.end(), [&](const Curve& c) { return curve == c.jwk; });
  if (kind == "EC" && known != k_curves.end()) {
    const KeyType type = known->type;
    auto x = from_base64url(jwk.text("x"));
    auto y = from_base64url(jwk.text("y"));
    if (!x || !y || x->size() != field_size(type) || y->size() != field_size(type))
      return bad_key("the JWK's x and y are no point of " + std::string{curve});
    Bytes point{4};
    point.insert(point.end(), x->begin(), x->end());
    point.insert(point.end(), y->begin(), y->end());
    return ec_from(type, point);
  }
  if (kind == "RSA") {
    auto n = from_base64url(jwk.text("n"));
    auto e = from_base64url(jwk.text("e"));
    if (!n || !e || n->empty() || e->empty() || n->size() > 1024 || e->size() > 8)
      return bad_key("the JWK's n and e are no RSA key");
    OSSL_PARAM_BLD* const build = OSSL_PARAM_BLD_new();
    const Owned<BIGNUM> modulus{BN_bin2bn(n->data(), static_cast<int>(n->size()), nullptr)};
    const Owned<BIGNUM> exponent{BN_bin2bn(e->data(), static_cast<int>(e->size()), nullptr)};
    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent.get());
    OSSL_PARAM* const params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY* const key = key_from_params("RSA", params);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    return from_evp(key);
  }
  return bad_key("a JWK of kty \"" + std::string{kind} + "\" and crv \"" + std::string{curve} + "\" is not taken");
}

Result<PublicKey> PublicKey::from_multikey(std::string_view multibase) {
  if (!multibase.starts_with('z')) return bad_key("a Multikey starts with 'z' (base58btc)");
  auto bytes = from_multibase(multibase);
  if (!bytes) return std::move(bytes).error();
  const ByteView all{*bytes};
  const auto starts = [&](const auto& prefix) {
    return all.size() > prefix.size() && std::equal(prefix.begin(), prefix.end(), all.begin());
  };
  if (starts(k_ed25519_pub)) return ed25519_from(all.subspan(2));
  for (const Curve& curve : k_curves) {
    // A compressed point: its first byte and x.
    if (starts(curve.prefix) && all.size() == 3 + curve.field) return ec_from(curve.type, all.subspan(2));
  }
  if (starts(k_jwk_jcs_pub)) {
    const std::string_view text = as_text(all.subspan(3));
    auto jwk = json::parse(text);
    if (!jwk) return bad_key("the Multikey's JWK is no JSON: " + jwk.error().message);
    auto key = from_jwk(jwk->root);
    if (!key) return key;
    // One key, one text: what is written otherwise would be another identifier of the same key.
    json::Arena arena;
    if (json::write_canonical(key->jwk(arena)) != text)
      return bad_key("the Multikey's JWK is not written canonically (RFC 8785, required members alone)");
    return key;
  }
  return bad_key("the Multikey is of a type that is not taken");
}

Result<PublicKey> PublicKey::from_spki(ByteView der) {
  const unsigned char* at = der.data();
  return from_evp(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
}

Result<PublicKey> PublicKey::from_pem(std::string_view pem) {
  const auto bio = memory_bio(pem.data(), pem.size());
  EVP_PKEY* const key = PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr);
  ERR_clear_error();
  return from_evp(key);
}

std::string PublicKey::multikey() const {
  Bytes out;
  if (type_ == KeyType::rsa) return {};
  if (type_ == KeyType::ed25519) {
    out.assign(k_ed25519_pub.begin(), k_ed25519_pub.end());
    out.insert(out.end(), ed25519_.begin(), ed25519_.end());
  } else {
    const auto& prefix = curve_of(type_).prefix;
    const Bytes x = number_param(evp(), OSSL_PKEY_PARAM_EC_PUB_X, field_size(type_));
    const Bytes y = number_param(evp(), OSSL_PKEY_PARAM_EC_PUB_Y, field_size(type_));
    out.assign(prefix.begin(), prefix.end());
    out.push_back(static_cast<std::uint8_t>(2 + (y.back() & 1)));
    out.insert(out.end(), x.begin(), x.end());
  }
  return "z" + base58(out);
}

json::Value PublicKey::jwk(json::Arena& arena) const {
  json::Value out = json::Value::object(arena);
  const auto put = [&](const char* name, ByteView bytes) { out.append(arena, name, arena.string(base64url(bytes))); };
  switch (type_) {
    case KeyType::ed25519:
      out.append(arena, "kty", json::Value::string("OKP"));
      out.append(arena, "crv", json::Value::string("Ed25519"));
      put("x", ed25519_);
      break;
    case KeyType::p256:
    case KeyType::p384:
    case KeyType::p521:
    case KeyType::secp256k1:
      out.append(arena, "kty", json::Value::string("EC"));
      out.append(arena, "crv", json::Value::string(group_of(type_)));
      put("x", number_param(evp(), OSSL_PKEY_PARAM_EC_PUB_X, field_size(type_)));
      put("y", number_param(evp(), OSSL_PKEY_PARAM_EC_PUB_Y, field_size(type_)));
      break;
    case KeyType::rsa:
      out.append(arena, "kty", json::Value::string("RSA"));
      put("n", number_param(evp(), OSSL_PKEY_PARAM_RSA_N));
      put("e", number_param(evp(), OSSL_PKEY_PARAM_RSA_E));
      break;
  }
  return out;
}

std::string PublicKey::thumbprint() const {
  json::Arena arena;
  return base64url(sha256(json::write_canonical(jwk(arena))));
}

Bytes PublicKey::spki() const {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(evp(), &der);
  if (size <= 0) return {};
  Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

bool PublicKey::operator==(const PublicKey& other) const {
  return type_ == other.type_ && EVP_PKEY_eq(evp(), other.evp()) == 1;
}

bool PublicKey::verify(Algorithm algorithm, ByteView data, ByteView signature) const {
  if (!fits(type_, algorithm)) return false;
  const bool is_ed25519 = type_ == KeyType::ed25519;
  Bytes der;
  if (is_ecdsa(type_)) {
    if (signature.size() != 2 * field_size(type_)) return false;
    der = der_from_raw(signature);
    signature = der;
  }
  const Owned<EVP_MD_CTX> context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* options = nullptr;
  if (EVP_DigestVerifyInit(context.get(), &options, is_ed25519 ? nullptr : digest_of(algorithm), nullptr, evp()) != 1)
    return false;
  if (is_pss(algorithm)) {
    EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
  }
  const bool good = EVP_DigestVerify(context.get(), signature.data(), signature.size(), data.data(), data.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace credex::crypto
