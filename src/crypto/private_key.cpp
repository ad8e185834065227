#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <array>

#include "crypto/key.h"
#include "crypto/openssl.h"

namespace credex::crypto {
namespace {

Error bad_private(std::string message) {
  return Error{.code = "crypto.private_key",
               .message = std::move(message),
               .remedy = "make one with: credex key new --type ed25519 --out FILE"};
}

struct SecretCurve {
  const char* name;
  int nid;
  std::size_t bytes;
};
constexpr std::array k_secret_curves{SecretCurve{"P-256", NID_X9_62_prime256v1, 32},
                                     SecretCurve{"P-384", NID_secp384r1, 48}, SecretCurve{"P-521", NID_secp521r1, 66},
                                     SecretCurve{"secp256k1", NID_secp256k1, 32}};

Result<EVP_PKEY*> ec_private(const SecretCurve& known, ByteView secret) {
  // The public point is the secret times the generator; OpenSSL wants both.
  const char* const group = known.name;
  EC_GROUP* const curve = EC_GROUP_new_by_curve_name(known.nid);
  const Owned<BIGNUM> number{BN_bin2bn(secret.data(), static_cast<int>(secret.size()), nullptr)};
  EC_POINT* const point = EC_POINT_new(curve);
  Bytes encoded(200);
  const bool made = EC_POINT_mul(curve, point, number.get(), nullptr, nullptr, nullptr) == 1;
  encoded.resize(
      EC_POINT_point2oct(curve, point, POINT_CONVERSION_UNCOMPRESSED, encoded.data(), encoded.size(), nullptr));
  EC_POINT_free(point);
  EC_GROUP_free(curve);
  OSSL_PARAM_BLD* const build = OSSL_PARAM_BLD_new();
  OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
  OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, number.get());
  OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, encoded.data(), encoded.size());
  OSSL_PARAM* const params = OSSL_PARAM_BLD_to_param(build);
  EVP_PKEY* key = nullptr;
  const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)};
  const bool done = made && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params) == 1;
  OSSL_PARAM_free(params);
  OSSL_PARAM_BLD_free(build);
  if (!done) return bad_private("the secret is no private key of " + std::string{group});
  return key;
}

}  // namespace

Result<std::unique_ptr<PrivateKey>> PrivateKey::from_evp(EVP_PKEY* raw) {
  auto key = PublicKey::from_evp(raw);
  if (!key) return std::move(key).error();
  std::unique_ptr<PrivateKey> out{new PrivateKey{std::move(*key)}};
  // An Ed25519 key may be a public one alone; the others would fail when they sign.
  std::size_t size = 0;
  if (out->public_.type() == KeyType::ed25519 && EVP_PKEY_get_raw_private_key(out->evp(), nullptr, &size) != 1)
    return bad_private("there is no private key in it");
  return out;
}

Result<std::unique_ptr<PrivateKey>> PrivateKey::generate(KeyType type) {
  EVP_PKEY* key = nullptr;
  switch (type) {
    case KeyType::ed25519: key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"); break;
    case KeyType::p256: key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"); break;
    case KeyType::p384: key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384"); break;
    case KeyType::p521: key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-521"); break;
    case KeyType::secp256k1: key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1"); break;
    case KeyType::rsa: key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{3072}); break;
  }
  return from_evp(key);
}

Result<std::unique_ptr<PrivateKey>> PrivateKey::from_jwk(const json::Value& jwk) {
  const std::string_view curve = jwk.text("crv");
  auto secret = from_base64url(jwk.text("d"));
  if (!secret || secret->empty()) return bad_private("the JWK has no private part \"d\"");
  if (curve == "Ed25519" && secret->size() == 32)
    return from_evp(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret->data(), 32));
  for (const SecretCurve& known : k_secret_curves) {
    if (curve != known.name) continue;
    if (secret->size() > known.bytes) return bad_private("the JWK's \"d\" is too long");
    auto key = ec_private(known, *secret);
    if (!key) return std::move(key).error();
    return from_evp(*key);
  }
  return bad_private("a private JWK is taken for Ed25519, P-256, P-384, P-521 and secp256k1; give RSA keys as PEM");
}

Result<std::unique_ptr<PrivateKey>> PrivateKey::from_secret_multikey(std::string_view multibase) {
  auto bytes = from_multibase(multibase);
  if (!bytes || bytes->size() < 3) return bad_private("this is no secret Multikey");
  const ByteView secret = ByteView{*bytes}.subspan(2);
  // Multicodec 0x1300 ed25519-priv, 0x1306 p256-priv, 0x1307 p384-priv.
  // Older writers of Ed25519 put the public key behind the secret one.
  if ((*bytes)[1] == 0x26 && (*bytes)[0] == 0x80 && (secret.size() == 32 || secret.size() == 64)) {
    auto key = from_evp(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.data(), 32));
    if (!key || secret.size() == 32) return key;
    const auto written = from_multibase((*key)->public_key().multikey());
    if (!written || !std::ranges::equal(ByteView{*written}.subspan(2), secret.subspan(32)))
      return bad_private("the secret Multikey holds a public key that is another's");
    return key;
  }
  if ((*bytes)[1] == 0x26 && ((*bytes)[0] == 0x86 || (*bytes)[0] == 0x87)) {
    auto key = ec_private(k_secret_curves[(*bytes)[0] == 0x86 ? 0 : 1], secret);
    if (!key) return std::move(key).error();
    return from_evp(*key);
  }
  return bad_private("the secret Multikey is of a type that is not taken");
}

Result<std::unique_ptr<PrivateKey>> PrivateKey::from_file_bytes(std::string_view bytes, const std::string& password) {
  if (bytes.size() > std::size_t{1} << 20) return bad_private("the key file is larger than 1 MB");
  const auto first = bytes.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && bytes[first] == '{') {
    auto document = json::parse(bytes);
    if (!document) return std::move(document).error();
    return from_jwk(document->root);
  }
  std::vector<Bytes> certificates;
  const auto add_certificate = [&](X509* certificate) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate, &der);
    if (size > 0) certificates.emplace_back(der, der + size);
    OPENSSL_free(der);
  };
  EVP_PKEY* key = nullptr;
  if (bytes.find("-----BEGIN") != std::string_view::npos) {
    const auto ask = [](char* buffer, int size, int, void* given) {
      const auto& text = *static_cast<const std::string*>(given);
      const auto length = std::min<std::size_t>(text.size(), static_cast<std::size_t>(size));
      std::copy_n(text.begin(), length, buffer);
      return static_cast<int>(length);
    };
    const auto bio = memory_bio(bytes.data(), bytes.size());
    key = PEM_read_bio_PrivateKey(bio.get(), nullptr, ask, const_cast<std::string*>(&password));
    const auto again = memory_bio(bytes.data(), bytes.size());
    while (const Owned<X509> certificate{PEM_read_bio_X509(again.get(), nullptr, nullptr, nullptr)})
      add_certificate(certificate.get());
    ERR_clear_error();
    if (key == nullptr)
      return bad_private("the PEM has no private key that can be read" +
                         std::string{bytes.find("ENCRYPTED") != std::string_view::npos ? " with this password" : ""});
  } else {
    const auto bio = memory_bio(bytes.data(), bytes.size());
    PKCS12* const container = d2i_PKCS12_bio(bio.get(), nullptr);
    if (container == nullptr) return bad_private("the file is neither a JWK, nor PEM, nor PKCS#12");
    X509* own = nullptr;
    STACK_OF(X509)* others = nullptr;
    const bool opened = PKCS12_parse(container, password.c_str(), &key, &own, &others) == 1;
    PKCS12_free(container);
    if (own) add_certificate(own);
    for (int i = 0; i < sk_X509_num(others); ++i) add_certificate(sk_X509_value(others, i));
    X509_free(own);
    sk_X509_pop_free(others, X509_free);
    if (!opened || key == nullptr) {
      ERR_clear_error();
      Error out = bad_private("the PKCS#12 file does not open with this password, or has no private key");
      out.remedy = "set the password in the environment variable CREDEX_KEY_PASSWORD";
      return out;
    }
  }
  auto out = from_evp(key);
  if (out) (*out)->certificates_ = std::move(certificates);
  return out;
}

std::string PrivateKey::pem() const {
  const Owned<BIO> bio{BIO_new(BIO_s_mem())};
  PEM_write_bio_PrivateKey(bio.get(), evp(), nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

Result<Bytes> PrivateKey::sign(Algorithm algorithm, ByteView data) const {
  if (!fits(public_.type(), algorithm)) {
    return Error{.code = "crypto.sign",
                 .message = "a key of type " + std::string{key_type_name(public_.type())} + " does not sign by " +
                            std::string{algorithm_name(algorithm)},
                 .remedy = "choose another key, or another format"};
  }
  const bool is_384 = algorithm == Algorithm::es384 || algorithm == Algorithm::rs384 || algorithm == Algorithm::ps384;
  const bool is_512 = algorithm == Algorithm::es512 || algorithm == Algorithm::rs512 || algorithm == Algorithm::ps512;
  const Owned<EVP_MD_CTX> context{EVP_MD_CTX_new()};
  EVP_PKEY_CTX* options = nullptr;
  std::size_t size = 0;
  const EVP_MD* const md = public_.type() == KeyType::ed25519 ? nullptr
                           : is_384                           ? EVP_sha384()
                           : is_512                           ? EVP_sha512()
                                                              : EVP_sha256();
  bool done = EVP_DigestSignInit(context.get(), &options, md, nullptr, evp()) == 1;
  if (done && (algorithm == Algorithm::ps256 || algorithm == Algorithm::ps384 || algorithm == Algorithm::ps512)) {
    EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
  }
  done = done && EVP_DigestSign(context.get(), nullptr, &size, data.data(), data.size()) == 1;
  Bytes out(size);
  done = done && EVP_DigestSign(context.get(), out.data(), &size, data.data(), data.size()) == 1;
  if (!done) return Error{.code = "crypto.sign", .message = "signing failed: " + openssl_errors()};
  out.resize(size);
  if (public_.type() == KeyType::rsa || public_.type() == KeyType::ed25519) return out;
  const unsigned char* at = out.data();
  ECDSA_SIG* const signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(out.size()));
  const std::size_t half = public_.type() == KeyType::p384 ? 48 : public_.type() == KeyType::p521 ? 66 : 32;
  Bytes raw(2 * half);
  BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw.data(), static_cast<int>(half));
  BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw.data() + half, static_cast<int>(half));
  ECDSA_SIG_free(signature);
  return raw;
}

}  // namespace credex::crypto
