#include "crypto/key.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "crypto/pkcs11.h"
#include "crypto/timestamp.h"
#include "crypto/x509.h"
#include "soft_hsm.h"
#include "support.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

namespace credex::crypto {
namespace {

/// SoftHSM leaks a little of OpenSSL's when it reads an Edwards key; that is its own.
class NoLeakCheck {
 public:
#if defined(__SANITIZE_ADDRESS__)
  NoLeakCheck() { __lsan_disable(); }
  ~NoLeakCheck() { __lsan_enable(); }
#else
  NoLeakCheck() = default;
  ~NoLeakCheck() = default;
#endif
  NoLeakCheck(const NoLeakCheck&) = delete;
  NoLeakCheck& operator=(const NoLeakCheck&) = delete;
};

class Keys : public testing::TestWithParam<KeyType> {};

TEST_P(Keys, what_is_signed_verifies_and_a_changed_byte_does_not) {
  const auto key = test::must(PrivateKey::generate(GetParam()));
  const Algorithm algorithm = default_algorithm(GetParam());
  const Bytes data{1, 2, 3, 4};
  Bytes signature = test::must(key->sign(algorithm, data));
  EXPECT_TRUE(key->public_key().verify(algorithm, data, signature));
  EXPECT_FALSE(key->public_key().verify(algorithm, Bytes{1, 2, 3, 5}, signature));
  for (std::size_t i = 0; i < signature.size(); i += 7) {
    Bytes changed = signature;
    changed[i] ^= 1;
    EXPECT_FALSE(key->public_key().verify(algorithm, data, changed)) << i;
  }
  EXPECT_FALSE(key->public_key().verify(algorithm, data, {}));
}

TEST_P(Keys, pem_jwk_and_multikey_give_the_same_key) {
  const auto key = test::must(PrivateKey::generate(GetParam()));
  const auto from_pem = test::must(PrivateKey::from_file_bytes(key->pem(), ""));
  EXPECT_EQ(from_pem->public_key(), key->public_key());
  json::Arena arena;
  EXPECT_EQ(test::must(PublicKey::from_jwk(key->public_key().jwk(arena))), key->public_key());
  EXPECT_EQ(test::must(PublicKey::from_spki(key->public_key().spki())), key->public_key());
  if (GetParam() != KeyType::rsa)
    EXPECT_EQ(test::must(PublicKey::from_multikey(key->public_key().multikey())), key->public_key());
}

TEST_P(Keys, another_types_algorithm_never_verifies) {
  const auto key = test::must(PrivateKey::generate(GetParam()));
  const Bytes data{1};
  const Bytes signature = test::must(key->sign(default_algorithm(GetParam()), data));
  for (const KeyType other :
       {KeyType::ed25519, KeyType::p256, KeyType::p384, KeyType::p521, KeyType::secp256k1, KeyType::rsa}) {
    if (other != GetParam()) EXPECT_FALSE(key->public_key().verify(default_algorithm(other), data, signature));
  }
}

INSTANTIATE_TEST_SUITE_P(All, Keys,
                         testing::Values(KeyType::ed25519, KeyType::p256, KeyType::p384, KeyType::p521,
                                         KeyType::secp256k1, KeyType::rsa),
                         [](const auto& info) {
                           std::string name{key_type_name(info.param)};
                           std::erase(name, '-');
                           return name;
                         });

TEST(Multikey, a_jwk_within_is_one_key_and_one_text) {
  const auto key = test::must(PrivateKey::generate(KeyType::p256));
  json::Arena arena;
  const auto multikey = [](const std::string& jwk) {
    Bytes bytes{0xD1, 0xD6, 0x03};
    bytes.insert(bytes.end(), jwk.begin(), jwk.end());
    return "z" + base58(bytes);
  };
  const json::Value jwk = key->public_key().jwk(arena);
  EXPECT_EQ(test::must(PublicKey::from_multikey(multikey(json::write_canonical(jwk)))), key->public_key());
  // Another order, more members, no JSON: other identifiers of the same key, or none.
  EXPECT_FALSE(PublicKey::from_multikey(multikey(json::write_pretty(jwk))));
  jwk.append(arena, "kid", json::Value::string("me"));
  EXPECT_FALSE(PublicKey::from_multikey(multikey(json::write_canonical(jwk))));
  EXPECT_FALSE(PublicKey::from_multikey(multikey("{")));
  EXPECT_FALSE(PublicKey::from_multikey(multikey("")));
}

// RFC 8037, appendix A: the key, its thumbprint and a signature.
TEST(Ed25519, examples_of_rfc_8037) {
  const json::Document jwk = test::must(json::parse(
      R"({"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"));
  const auto key = test::must(PrivateKey::from_jwk(jwk.root));
  EXPECT_EQ(key->public_key().thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  const std::string input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  EXPECT_EQ(base64url(test::must(key->sign(Algorithm::ed_dsa, as_bytes(input)))),
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

TEST(WeakKeys, weak_and_broken_keys_are_refused) {
  for (const char* text :
       {R"({"kty":"RSA","n":"AQAB","e":"AQAB"})", R"({"kty":"oct","k":"AAAA"})",
        R"({"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"})", R"({"kty":"OKP","crv":"Ed25519","x":"AA"})",
        R"({"kty":"EC","crv":"secp256k1","x":"AAAA","y":"AAAA"})"}) {
    EXPECT_FALSE(PublicKey::from_jwk(test::must(json::parse(text)).root)) << text;
  }
  EXPECT_FALSE(PublicKey::from_multikey("z6Mk"));
  EXPECT_FALSE(PrivateKey::from_file_bytes("no key at all", ""));
}

TEST(Pkcs12, opens_with_its_password_only) {
  const auto folder = std::filesystem::temp_directory_path() / "credex-pkcs12-test";
  std::filesystem::create_directories(folder);
  const std::string base = (folder / "seal").string();
  const std::string command =
      "openssl req -x509 -newkey rsa:2048 -nodes -keyout " + base + ".key -out " + base +
      ".crt -subj '/C=IT/O=Test/CN=Seal' -days 2 2>/dev/null && openssl pkcs12 -export -inkey " + base + ".key -in " +
      base + ".crt -out " + base + ".p12 -passout pass:secret";
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream file{base + ".p12", std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
  const auto key = test::must(PrivateKey::from_file_bytes(bytes, "secret"));
  EXPECT_EQ(key->public_key().type(), KeyType::rsa);
  ASSERT_EQ(key->certificates().size(), 1U);
  const auto wrong = PrivateKey::from_file_bytes(bytes, "wrong");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().remedy.find("CREDEX_KEY_PASSWORD"), std::string::npos);
}

// A real token: SoftHSM, with a key of each type that it makes.
TEST(SoftHsm, signs_with_each_type_of_key) {
  if (test::soft_hsm_folder().empty()) GTEST_SKIP() << "SoftHSM is not installed";
  [[maybe_unused]] const NoLeakCheck token_leaks;
  const std::pair<const char*, KeyType> kinds[] = {{"EC:prime256v1", KeyType::p256},
                                                   {"EC:secp384r1", KeyType::p384},
                                                   {"rsa:2048", KeyType::rsa},
                                                   {"EC:edwards25519", KeyType::ed25519}};
  for (const auto& [name, type] : kinds) {
    const std::string label = "key" + std::to_string(static_cast<int>(type));
    ASSERT_TRUE(test::at_token(std::string{"--keypairgen --key-type "} + name + " --label " + label + " --id 0" +
                               std::to_string(static_cast<int>(type) + 1)))
        << name;
    const auto signer = test::must(open_pkcs11(test::token_uri(label)));
    EXPECT_TRUE(signer->certificates().empty());
    EXPECT_EQ(signer->public_key().type(), type);
    const Bytes data{9, 8, 7};
    const Bytes signature = test::must(signer->sign(default_algorithm(type), data));
    EXPECT_TRUE(signer->public_key().verify(default_algorithm(type), data, signature)) << name;
  }
  EXPECT_FALSE(open_pkcs11(test::token_uri("none")));
  EXPECT_FALSE(open_pkcs11(std::string{"pkcs11:token=other?module-path="} + test::k_soft_hsm + "&pin-value=1234"));
}

TEST(Chain, tells_trusted_from_unknown_from_expired) {
  const auto key = test::must(PrivateKey::generate(KeyType::p256));
  const Certificate seal = test::must(self_signed_certificate(
      *key, {.common_name = "Seal", .organisation = "Test", .country = "IT"}, test::at("2026-01-01"), 30));
  EXPECT_EQ(check_chain(seal, {}, {}, test::at("2026-01-10")).state, ChainState::issuer_unknown);
  EXPECT_EQ(check_chain(seal, {}, {seal}, test::at("2026-01-10")).state, ChainState::trusted);
  EXPECT_EQ(check_chain(seal, {}, {seal}, test::at("2026-03-10")).state, ChainState::expired);
  EXPECT_EQ(check_chain(seal, {}, {seal}, test::at("2025-03-10")).state, ChainState::not_yet_valid);
}

TEST(Timestamp, what_is_no_token_is_an_error) {
  EXPECT_FALSE(check_timestamp(Bytes{0x30, 0x03, 1, 2, 3}, {}));
  EXPECT_FALSE(check_timestamp({}, {}));
  const TimestampRequest request = test::must(make_timestamp_request(Bytes{1, 2, 3}));
  EXPECT_FALSE(token_from_response(Bytes{0x30, 0x00}, request));
}

}  // namespace
}  // namespace credex::crypto
