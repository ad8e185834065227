#include "proof/holder_proof.h"

#include "base/digest.h"
#include "proof/did.h"
#include "proof/jwe.h"
#include "proof/jws.h"
#include "support.h"

namespace credex::proof {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;
using json::Value;

const Instant k_now = test::at("2026-05-01T10:00:00Z");
constexpr std::int64_t k_seconds = 1777629600;

/// A JWT of these header members and claims, both as JSON.
std::string token(const PrivateKey& key, const std::string& header, const std::string& claims) {
  json::Arena arena;
  return test::must(sign_compact(test::must(json::parse_into(arena, header)), claims, key));
}
std::string jwk_of(const PrivateKey& key) {
  json::Arena arena;
  return json::write(key.public_key().jwk(arena));
}

class HolderProofs : public testing::Test {
 protected:
  std::string dpop(const std::string& claims, const std::string& more = "") {
    return token(*key_, R"({"typ":"dpop+jwt","jwk":)" + jwk_of(*key_) + more + "}", claims);
  }
  std::unique_ptr<PrivateKey> key_ = test::must(PrivateKey::generate(KeyType::p256));
  std::unique_ptr<PrivateKey> other_ = test::must(PrivateKey::generate(KeyType::p256));
};

TEST_F(HolderProofs, dpop_is_for_one_request) {
  const std::string url = "https://s.example/token";
  const std::string iat = std::to_string(k_seconds);
  const std::string good = R"({"htm":"POST","htu":"https://s.example/token?x=1","jti":"a","iat":)" + iat + "}";
  const Dpop proof = test::must(check_dpop(dpop(good), "POST", url, "", k_now));
  EXPECT_EQ(proof.thumbprint, key_->public_key().thumbprint());
  EXPECT_EQ(proof.id, "a");
  const auto refused = [&](const std::string& jwt, std::string_view method, std::string_view to,
                           std::string_view access) {
    const auto out = check_dpop(jwt, method, to, access, k_now);
    return !out && out.error().code == "proof.dpop";
  };
  EXPECT_TRUE(refused(dpop(good), "GET", url, ""));
  EXPECT_TRUE(refused(dpop(good), "POST", "https://other.example/token", ""));
  EXPECT_TRUE(refused(dpop(good), "POST", url, "access"));
  EXPECT_TRUE(refused(dpop(good, R"(,"crit":["x"])"), "POST", url, ""));
  EXPECT_TRUE(refused(dpop(R"({"htm":"POST","htu":"https://s.example/token","iat":)" + iat + "}"), "POST", url, ""));
  EXPECT_TRUE(refused(dpop(R"({"htm":"POST","htu":"https://s.example/token","jti":"a","iat":1})"), "POST", url, ""));
  EXPECT_TRUE(refused(token(*other_, R"({"typ":"dpop+jwt","jwk":)" + jwk_of(*key_) + "}", good), "POST", url, ""));
  EXPECT_TRUE(refused(token(*key_, R"({"typ":"JWT","jwk":)" + jwk_of(*key_) + "}", good), "POST", url, ""));
  std::string secret = jwk_of(*key_);
  secret.insert(secret.size() - 1, R"(,"d":"x")");
  EXPECT_TRUE(refused(token(*key_, R"({"typ":"dpop+jwt","jwk":)" + secret + "}", good), "POST", url, ""));
  EXPECT_TRUE(refused(std::string(20'000, 'a'), "POST", url, ""));
  const std::string bound = R"({"htm":"POST","htu":"https://s.example/token","jti":"a","ath":")" +
                            base64url(sha256("access")) + R"(","iat":)" + iat + "}";
  test::must(check_dpop(dpop(bound), "POST", url, "access", k_now));
}

TEST_F(HolderProofs, key_proof_names_its_key_and_is_for_one_issuer) {
  const std::string claims = R"({"aud":"https://s.example/o/a","nonce":"n","iat":)" + std::to_string(k_seconds) + "}";
  const std::string by_jwk = token(*key_, R"({"typ":"openid4vci-proof+jwt","jwk":)" + jwk_of(*key_) + "}", claims);
  const KeyProof proof = test::must(check_key_proof(by_jwk, "https://s.example/o/a", k_now));
  EXPECT_EQ(proof.nonce, "n");
  EXPECT_EQ(proof.did, did_jwk(key_->public_key()));
  const std::string did = did_key(key_->public_key());
  const std::string kid = did + "#" + key_->public_key().multikey();
  EXPECT_EQ(test::must(check_key_proof(token(*key_, R"({"typ":"openid4vci-proof+jwt","kid":")" + kid + "\"}", claims),
                                       "https://s.example/o/a", k_now))
                .did,
            did);
  const auto code = [&](const std::string& jwt) {
    const auto out = check_key_proof(jwt, "https://s.example/o/a", k_now);
    return out ? std::string{"good"} : out.error().code;
  };
  EXPECT_EQ(code(token(*other_, R"({"typ":"openid4vci-proof+jwt","kid":")" + kid + "\"}", claims)), "proof.key_proof");
  EXPECT_EQ(code(token(*key_, R"({"typ":"openid4vci-proof+jwt"})", claims)), "proof.key_proof");
  EXPECT_EQ(code(token(*key_, R"({"typ":"openid4vci-proof+jwt","kid":"did:web:private.example#1"})", claims)),
            "proof.key_proof");
  EXPECT_EQ(code(token(*key_, R"({"typ":"openid4vci-proof+jwt","jwk":)" + jwk_of(*key_) + "}",
                       R"({"aud":"https://s.example/o/a","iat":)" + std::to_string(k_seconds) + "}")),
            "proof.key_nonce");
  EXPECT_FALSE(check_key_proof(by_jwk, "https://s.example/o/b", k_now));
  EXPECT_FALSE(check_key_proof(by_jwk, "https://s.example/o/a", k_now + std::chrono::hours{1}));
}

TEST_F(HolderProofs, jwe_is_for_one_key) {
  const std::string words = "Győző D’Aubigné";
  for (const char* encryption : {"A128GCM", "A256GCM"}) {
    for (const KeyType type : {KeyType::p256, KeyType::p384}) {
      const auto key = test::must(PrivateKey::generate(type));
      const std::string jwe = test::must(encrypt_jwe(words, key->public_key(), "k", encryption));
      EXPECT_EQ(test::must(decrypt_jwe(jwe, *key)), words);
      EXPECT_FALSE(decrypt_jwe(jwe, *other_));
      std::string changed = jwe;
      changed[jwe.rfind('.') - 3] = changed[jwe.rfind('.') - 3] == 'A' ? 'B' : 'A';
      EXPECT_FALSE(decrypt_jwe(changed, *key));
    }
  }
  EXPECT_FALSE(encrypt_jwe(words, key_->public_key(), "", "A128CBC-HS256"));
  const auto ed25519 = test::must(PrivateKey::generate(KeyType::ed25519));
  EXPECT_FALSE(encrypt_jwe(words, ed25519->public_key(), "", "A128GCM"));
  for (const char* text : {"", "....", "a.b.c.d", "a.b.c.d.e.f", "e30....", "e30.e30.e30.e30.e30"})
    EXPECT_FALSE(decrypt_jwe(text, *key_)) << text;
}

// RFC 7518, appendix C, gives the derived key alone; so what jose of npm made stands for it: ECDH-ES, A128GCM, apu and
// apv.
TEST_F(HolderProofs, key_agreement_is_that_of_the_standard) {
  const auto bob = test::must(PrivateKey::from_jwk(
      test::must(
          json::parse(
              R"({"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"})"))
          .root));
  EXPECT_EQ(
      test::must(decrypt_jwe(
          "eyJhbGciOiJFQ0RILUVTIiwiZW5jIjoiQTEyOEdDTSIsImVwayI6eyJ4IjoiUXJpMFdtYjdYcE53U1M4TlJNaVpUWTN6WXViQ0xwYnJYaU9M"
          "WHVMRm5yYyIsImNydiI6IlAtMjU2Iiwia3R5IjoiRUMiLCJ5IjoiTnRxcTlTdS1xZFJiQUJaTG1XTFNnQ3lRNkxaSXUyY0NjOE9vdjRDTXI0"
          "MCJ9LCJhcHUiOiJRV3hwWTJVIiwiYXB2IjoiUW05aSJ9..kHfS5BQKmQmQKQrY.fEjrbsQ0UJvmRvqr.xGvEt_8TmfI-qP3VFQCHYw",
          *bob)),
      "Alice to Bob");
}

}  // namespace
}  // namespace credex::proof
