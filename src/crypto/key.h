#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "base/json.h"
#include "base/result.h"

struct evp_pkey_st;

namespace credex::crypto {

enum class KeyType : std::uint8_t { ed25519, p256, p384, p521, secp256k1, rsa };
std::string_view key_type_name(KeyType type);
/// Whether keys of `type` are points of an elliptic curve in Weierstrass form, which sign by ECDSA.
bool is_ecdsa(KeyType type);

/// JWS algorithms (RFC 7518, section 3.1; RFC 8037, section 3.1; RFC 8812, section 3.2). Elliptic curve signatures are
/// r and s side by side.
enum class Algorithm : std::uint8_t { ed_dsa, es256, es384, es512, es256k, rs256, rs384, rs512, ps256, ps384, ps512 };
std::string_view algorithm_name(Algorithm algorithm);
/// The algorithm of a JWS "alg". "none" and the symmetric ones are not among them.
std::optional<Algorithm> algorithm_from(std::string_view name);
/// Whether a key of `type` signs by `algorithm`.
bool fits(KeyType type, Algorithm algorithm);
/// The one to sign with: EdDSA, ES256, ES384, ES512, ES256K or RS256.
Algorithm default_algorithm(KeyType type);

/// A public key. Copies share the key, which never changes; any thread may use it.
class PublicKey {
 public:
  /// A JWK (RFC 7517) of kty OKP, EC or RSA; private members are not looked at. RSA keys below 2048 bits are refused.
  static Result<PublicKey> from_jwk(const json::Value& jwk);
  /// A Multikey's publicKeyMultibase: base58btc, multicodec ed25519-pub, p256-pub, p384-pub (W3C Controlled Identifiers
  /// 1.0, section 2.2.2), p521-pub, secp256k1-pub, or jwk_jcs-pub, a public JWK as JSON.
  static Result<PublicKey> from_multikey(std::string_view multibase);
  /// SubjectPublicKeyInfo, DER.
  static Result<PublicKey> from_spki(ByteView der);
  /// "-----BEGIN PUBLIC KEY-----" (RFC 7468, section 13).
  static Result<PublicKey> from_pem(std::string_view pem);
  /// Takes over one reference.
  static Result<PublicKey> from_evp(evp_pkey_st* key);

  KeyType type() const { return type_; }
  /// Empty for RSA, which has no Multikey of its own.
  std::string multikey() const;
  json::Value jwk(json::Arena& arena) const;
  /// The JWK thumbprint (RFC 7638), base64url of SHA-256.
  std::string thumbprint() const;
  Bytes spki() const;

  /// Whether `signature` over `data` is this key's by `algorithm`; false too where key and algorithm do not fit.
  bool verify(Algorithm algorithm, ByteView data, ByteView signature) const;

  bool operator==(const PublicKey& other) const;
  evp_pkey_st* evp() const { return key_.get(); }

 private:
  PublicKey(KeyType type, std::shared_ptr<evp_pkey_st> key);
  KeyType type_;
  std::shared_ptr<evp_pkey_st> key_;  // shared by copies of the key; OpenSSL counts references the same way
  std::array<std::uint8_t, 32> ed25519_{};
};

/// What signs: a key in memory or in a PKCS#11 token.
class Signer {
 public:
  virtual ~Signer() = default;
  virtual const PublicKey& public_key() const = 0;
  /// A signature over `data`; Error "crypto.sign" where the token refuses or the algorithm does not fit.
  virtual Result<Bytes> sign(Algorithm algorithm, ByteView data) const = 0;
  /// Certificates that came with the key (PKCS#12, PEM), its own first, DER. Empty where there are none.
  virtual std::vector<Bytes> certificates() const { return {}; }
};

/// A private key in memory.
class PrivateKey final : public Signer {
 public:
  static Result<std::unique_ptr<PrivateKey>> generate(KeyType type);
  /// A private JWK; PEM (PKCS#8, SEC 1, PKCS#1, certificates may follow); PKCS#12. `password` for the last and for
  /// encrypted PEM.
  static Result<std::unique_ptr<PrivateKey>> from_file_bytes(std::string_view bytes, const std::string& password);
  static Result<std::unique_ptr<PrivateKey>> from_jwk(const json::Value& jwk);
  /// A secret Multikey's secretKeyMultibase: multicodec ed25519-priv, p256-priv or p384-priv.
  static Result<std::unique_ptr<PrivateKey>> from_secret_multikey(std::string_view multibase);

  const PublicKey& public_key() const override { return public_; }
  Result<Bytes> sign(Algorithm algorithm, ByteView data) const override;
  std::vector<Bytes> certificates() const override { return certificates_; }
  /// PKCS#8 PEM, not encrypted.
  std::string pem() const;
  evp_pkey_st* evp() const { return public_.evp(); }

 private:
  explicit PrivateKey(PublicKey key) : public_{std::move(key)} {}
  static Result<std::unique_ptr<PrivateKey>> from_evp(evp_pkey_st* key);
  PublicKey public_;
  std::vector<Bytes> certificates_;
};

/// The last errors of OpenSSL in words, and forgets them.
std::string openssl_errors();

}  // namespace credex::crypto
