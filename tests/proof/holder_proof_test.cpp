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

/// A wallet provider with a certificate, by which it signs.
struct Provider {
  Provider()
      : key{test::must(PrivateKey::generate(KeyType::p256))},
        certificate{test::must(crypto::self_signed_certificate(
            *key, {.common_name = "Wallet provider", .organisation = "Purse", .country = "AT"}, test::at("2026-01-01"),
            365))} {}
  std::string sign(const std::string& type, const std::string& claims) const {
    return token(*key, R"({"typ":")" + type + R"(","x5c":[")" + base64(certificate.der) + "\"]}", claims);
  }
  std::unique_ptr<PrivateKey> key;
  crypto::Certificate certificate;
};

TEST_F(HolderProofs, a_key_attestation_is_as_good_as_its_provider) {
  const Provider provider;
  const Provider stranger;
  const std::vector anchors{provider.certificate};
  const std::string iat = R"("iat":)" + std::to_string(k_seconds);
  const std::string until = R"(,"exp":)" + std::to_string(k_seconds + 600);
  const std::string keys = R"(,"attested_keys":[)" + jwk_of(*key_) + "," + jwk_of(*other_) + "]";
  const std::string nonce = R"(,"nonce":"n")";
  const std::string claims = "{" + iat + keys + nonce + "}";
  const auto judged = [&](const std::string& jwt, AttestationUse use = AttestationUse::alone) {
    return check_key_attestation(jwt, use, anchors, k_now);
  };
  const KeyAttestation good = test::must(judged(provider.sign("key-attestation+jwt", claims)));
  ASSERT_EQ(good.keys.size(), 2U);
  EXPECT_EQ(good.keys[0].jwk, jwk_of(*key_));
  EXPECT_EQ(good.keys[1].did, did_jwk(other_->public_key()));
  EXPECT_EQ(good.keys[1].nonce, "n");
  const auto code = [&](const std::string& jwt, AttestationUse use = AttestationUse::alone) {
    const auto out = judged(jwt, use);
    return out ? std::string{"good"} : out.error().code;
  };
  EXPECT_EQ(code(provider.sign("keyattestation+jwt", claims)), "good");
  EXPECT_TRUE(good.status.uri.empty());
  const std::string listed = R"(,"status":{"status_list":{"uri":"https://purse.example/list","idx":7}})";
  const KeyAttestation placed =
      test::must(judged(provider.sign("key-attestation+jwt", "{" + iat + keys + nonce + listed + "}")));
  EXPECT_EQ(placed.status.uri, "https://purse.example/list");
  EXPECT_EQ(placed.status.index, 7U);
  EXPECT_EQ(code(provider.sign("key-attestation+jwt", "{" + iat + keys + nonce + R"(,"status":{"other":1}})")),
            "proof.key_proof");
  EXPECT_EQ(code(provider.sign("JWT", claims)), "proof.key_proof");
  EXPECT_EQ(code(stranger.sign("key-attestation+jwt", claims)), "proof.key_proof");
  EXPECT_EQ(code(token(*key_, R"({"typ":"key-attestation+jwt"})", claims)), "proof.key_proof");
  // The provider's certificate over somebody else's signature.
  EXPECT_EQ(code(token(*key_, R"({"typ":"key-attestation+jwt","x5c":[")" + base64(provider.certificate.der) + "\"]}",
                       claims)),
            "proof.key_proof");
  EXPECT_EQ(code(provider.sign("key-attestation+jwt", "{" + iat + keys + "}")), "proof.key_nonce");
  EXPECT_EQ(code(provider.sign("key-attestation+jwt", "{" + iat + nonce + R"(,"attested_keys":[]})")),
            "proof.key_proof");
  EXPECT_EQ(code(provider.sign("key-attestation+jwt", "{" + iat + nonce + keys + R"(,"exp":1})")), "proof.key_proof");
  // Beside a proof it says until when; the nonce is the proof's.
  EXPECT_EQ(code(provider.sign("key-attestation+jwt", "{" + iat + keys + "}"), AttestationUse::beside),
            "proof.key_proof");
  EXPECT_EQ(code(provider.sign("key-attestation+jwt", "{" + iat + keys + until + "}"), AttestationUse::beside), "good");
  EXPECT_FALSE(check_key_attestation(provider.sign("key-attestation+jwt", claims), AttestationUse::alone, {}, k_now));
}

TEST_F(HolderProofs, a_wallet_is_who_its_provider_vouches_for) {
  const Provider provider;
  const std::vector anchors{provider.certificate};
  const std::string until = R"(,"exp":)" + std::to_string(k_seconds + 600);
  const std::string vouched = R"({"iss":"https://purse.example","sub":"purse","cnf":{"jwk":)" + jwk_of(*key_) + "}";
  const std::string attestation = provider.sign("oauth-client-attestation+jwt", vouched + until + "}");
  const std::string shown = R"({"iss":"purse","aud":"https://s.example","jti":"1","iat":)" + std::to_string(k_seconds);
  const auto pop = [&](const PrivateKey& key, const std::string& claims) {
    return token(key, R"({"typ":"oauth-client-attestation-pop+jwt"})", claims);
  };
  const auto judged = [&](const std::string& first, const std::string& second, const char* to = "https://s.example") {
    return check_client_attestation(first, second, to, anchors, k_now);
  };
  const ClientAttestation client = test::must(judged(attestation, pop(*key_, shown + "}")));
  EXPECT_EQ(client.client_id, "purse");
  EXPECT_EQ(client.id, "1");
  EXPECT_EQ(client.thumbprint, key_->public_key().thumbprint());
  EXPECT_EQ(judged(attestation, pop(*other_, shown + "}")).error().code, "proof.client");
  EXPECT_FALSE(judged(attestation, pop(*key_, shown + "}"), "https://other.example"));
  EXPECT_FALSE(judged(attestation, ""));
  EXPECT_FALSE(judged("", pop(*key_, shown + "}")));
  EXPECT_FALSE(judged(provider.sign("oauth-client-attestation+jwt", vouched + "}"), pop(*key_, shown + "}")));
  EXPECT_FALSE(
      judged(provider.sign("oauth-client-attestation+jwt", vouched + R"(,"exp":1})"), pop(*key_, shown + "}")));
  EXPECT_FALSE(judged(Provider{}.sign("oauth-client-attestation+jwt", vouched + until + "}"), pop(*key_, shown + "}")));
  EXPECT_FALSE(judged(attestation, pop(*key_, R"({"iss":"other","aud":"https://s.example","jti":"1","iat":)" +
                                                  std::to_string(k_seconds) + "}")));
  EXPECT_FALSE(judged(attestation, pop(*key_, R"({"aud":"https://s.example","jti":"1","iat":1})")));
  EXPECT_FALSE(
      judged(attestation, pop(*key_, R"({"aud":"https://s.example","iat":)" + std::to_string(k_seconds) + "}")));
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
