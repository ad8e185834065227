// Proofs as signers and verifiers use them together: suites, JWT, JAdES, status lists, DIDs; what is signed holds, what
// is changed does not.
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <rapidcheck.h>
#include <zlib.h>

#include "crypto/x509.h"
#include "proof/data_integrity.h"
#include "proof/jades.h"
#include "proof/jws.h"
#include "proof/status_list.h"
#include "support.h"

namespace credex::proof {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;
using json::Value;

constexpr const char* k_credential =
    R"({"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "urn:uuid:1", "type": ["VerifiableCredential"],
  "name": "SAFe® – l’Été ’à’ Ελένη", "issuer": "did:example:i", "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {"id": "http://münchen.example/ü?q=é"}})";

std::string method_of(const crypto::PublicKey& key) { return did_key(key) + "#" + key.multikey(); }

struct SuiteCase {
  const char* name;
  Suite suite;
  KeyType key;
};
class Suites : public testing::TestWithParam<SuiteCase> {
 protected:
  rdf::jsonld::Processor processor_;
  KeyResolver keys_{offline_fetch()};
  json::Arena arena_;
};

TEST_P(Suites, text_survives_signing_and_any_change_is_seen) {
  const auto key = test::must(PrivateKey::generate(GetParam().key));
  const Value document = test::must(json::parse_into(arena_, k_credential));
  const Value proven = test::must(add_proof(arena_, processor_, document,
                                            {.suite = GetParam().suite,
                                             .verification_method = method_of(key->public_key()),
                                             .created = test::at("2026-01-01")},
                                            *key));
  const auto good = verify_proofs(processor_, keys_, proven, {.now = test::at("2026-02-01")});
  ASSERT_EQ(good.size(), 1U);
  EXPECT_EQ(good[0].state, SignatureState::good) << message_text(good[0].finding.findings.back());
  // Written and read again it is the same.
  const Value again = test::must(json::parse_into(arena_, json::write_pretty(proven)));
  EXPECT_EQ(verify_proofs(processor_, keys_, again, {})[0].state, SignatureState::good);
  for (const auto& [member, value] : {std::pair{"name", "SAFe – l’Été ’à’ Ελένη"},
                                      {"validFrom", "2026-01-01T00:00:01Z"},
                                      {"issuer", "did:example:j"}}) {
    const Value changed = proven.clone(arena_);
    changed.set(arena_, member, arena_.string(value));
    EXPECT_EQ(verify_proofs(processor_, keys_, changed, {})[0].state, SignatureState::altered) << member;
  }
}

TEST_P(Suites, a_swapped_key_is_seen_and_an_unknown_one_is_no_forgery) {
  const auto key = test::must(PrivateKey::generate(GetParam().key));
  const auto other = test::must(PrivateKey::generate(GetParam().key));
  const Value document = test::must(json::parse_into(arena_, k_credential));
  const Value proven = test::must(add_proof(arena_, processor_, document,
                                            {.suite = GetParam().suite,
                                             .verification_method = method_of(key->public_key()),
                                             .created = test::at("2026-01-01")},
                                            *key));
  const Value swapped = proven.clone(arena_);
  swapped.get("proof").set(arena_, "verificationMethod", arena_.string(method_of(other->public_key())));
  EXPECT_EQ(verify_proofs(processor_, keys_, swapped, {})[0].state, SignatureState::altered);
  const Value unknown = proven.clone(arena_);
  unknown.get("proof").set(arena_, "verificationMethod", Value::string("did:web:school.example#key-1"));
  EXPECT_EQ(verify_proofs(processor_, keys_, unknown, {})[0].state, SignatureState::key_unknown);
  EXPECT_EQ(verify_proofs(processor_, keys_, unknown, {})[0].finding.outcome, Outcome::unknown);
}

INSTANTIATE_TEST_SUITE_P(All, Suites,
                         testing::Values(SuiteCase{"eddsa_rdfc", Suite::eddsa_rdfc_2022, KeyType::ed25519},
                                         SuiteCase{"eddsa_jcs", Suite::eddsa_jcs_2022, KeyType::ed25519},
                                         SuiteCase{"ecdsa_rdfc_p256", Suite::ecdsa_rdfc_2019, KeyType::p256},
                                         SuiteCase{"ecdsa_rdfc_p384", Suite::ecdsa_rdfc_2019, KeyType::p384},
                                         SuiteCase{"ecdsa_jcs_p256", Suite::ecdsa_jcs_2019, KeyType::p256},
                                         SuiteCase{"ecdsa_jcs_p384", Suite::ecdsa_jcs_2019, KeyType::p384}),
                         [](const auto& info) { return info.param.name; });

/// A credential with a proof as the suites before DataIntegrityProof made it.
class OlderSuites : public testing::TestWithParam<const char*> {
 protected:
  bool is_2018() const { return std::string_view{GetParam()}.ends_with("2018"); }
  Value credential() {
    // Credentials' first context has the terms of 2018 itself, and protects them.
    const std::string suite = is_2018() ? "" : R"(, "https://w3id.org/security/suites/ed25519-2020/v1")";
    return test::must(json::parse_into(
        arena_, arena_.copy(R"({"@context": ["https://www.w3.org/2018/credentials/v1")" + suite +
                            R"(], "id": "urn:uuid:1", "type": ["VerifiableCredential"], "issuer": "did:example:i",
                            "issuanceDate": "2021-01-01T00:00:00Z", "credentialSubject": {"id": "did:example:s"}})")));
  }
  Value signed_by(const PrivateKey& key, const Value& document, const std::string& header = k_detached) {
    const Value proof = Value::object(arena_, 6);
    proof.append(arena_, "type", Value::string(GetParam()));
    proof.append(arena_, "created", Value::string("2021-01-02T00:00:00Z"));
    proof.append(arena_, "verificationMethod", arena_.string(method_of(key.public_key())));
    proof.append(arena_, "proofPurpose", Value::string("assertionMethod"));
    const auto hashes =
        test::must(hash_data(processor_, document, proof, Suite::eddsa_rdfc_2022, KeyType::ed25519)).combined();
    const std::string before = is_2018() ? base64url(as_bytes(header)) + "." : "";
    Bytes input{before.begin(), before.end()};
    input.insert(input.end(), hashes.begin(), hashes.end());
    const Bytes signature = test::must(key.sign(crypto::Algorithm::ed_dsa, input));
    if (is_2018()) {
      proof.append(arena_, "jws", arena_.string(before + "." + base64url(signature)));
    } else {
      proof.append(arena_, "proofValue", arena_.string("z" + base58(signature)));
    }
    const Value out = document.clone(arena_);
    out.append(arena_, "proof", proof);
    return out;
  }
  SignatureState state_of(const Value& document) {
    return verify_proofs(processor_, keys_, document, {.now = test::at("2026-02-01")}).at(0).state;
  }

  static constexpr const char* k_detached = R"({"alg":"EdDSA","b64":false,"crit":["b64"]})";
  rdf::jsonld::Processor processor_;
  KeyResolver keys_{offline_fetch()};
  json::Arena arena_;
};

TEST_P(OlderSuites, what_was_signed_holds_and_any_change_is_seen) {
  const auto key = test::must(PrivateKey::generate(KeyType::ed25519));
  const Value proven = signed_by(*key, credential());
  EXPECT_EQ(state_of(proven), SignatureState::good);
  const Value changed = proven.clone(arena_);
  changed.set(arena_, "issuer", Value::string("did:example:j"));
  EXPECT_EQ(state_of(changed), SignatureState::altered);
  // Its own time, purpose and key are signed too.
  for (const auto& [member, value] :
       {std::pair{"created", "2021-01-03T00:00:00Z"}, {"proofPurpose", "authentication"}}) {
    const Value other = proven.clone(arena_);
    other.get("proof").set(arena_, member, Value::string(value));
    EXPECT_EQ(state_of(other), SignatureState::altered) << member;
  }
  const auto stranger = test::must(PrivateKey::generate(KeyType::ed25519));
  const Value swapped = proven.clone(arena_);
  swapped.get("proof").set(arena_, "verificationMethod", arena_.string(method_of(stranger->public_key())));
  EXPECT_EQ(state_of(swapped), SignatureState::altered);
  const auto elliptic = test::must(PrivateKey::generate(KeyType::p256));
  swapped.get("proof").set(arena_, "verificationMethod", arena_.string(method_of(elliptic->public_key())));
  EXPECT_EQ(state_of(swapped), SignatureState::altered);
}

TEST_P(OlderSuites, the_value_of_the_other_suite_is_none) {
  const auto key = test::must(PrivateKey::generate(KeyType::ed25519));
  for (const char* junk : {"", "z", "z0OIl", "..", "a.b.c", "e30..", "e30..AAAA", "."}) {
    const Value proven = signed_by(*key, credential());
    proven.get("proof").set(arena_, is_2018() ? "jws" : "proofValue", Value::string(junk));
    EXPECT_EQ(state_of(proven), SignatureState::altered) << junk;
  }
  if (!is_2018()) return;
  // A header that says otherwise than that the bytes are signed as they are.
  for (const char* header :
       {R"({"alg":"EdDSA"})", R"({"alg":"EdDSA","b64":true,"crit":["b64"]})", R"({"alg":"EdDSA","b64":false})",
        R"({"alg":"none","b64":false,"crit":["b64"]})", R"({"alg":"EdDSA","b64":false,"crit":["b64","exp"],"exp":1})"})
    EXPECT_EQ(state_of(signed_by(*key, credential(), header)), SignatureState::altered) << header;
}

TEST_P(OlderSuites, a_key_in_base58_is_read) {
  const auto key = test::must(PrivateKey::generate(KeyType::ed25519));
  const auto raw = test::must(from_multibase(key->public_key().multikey()));
  const std::string document =
      R"({"id": "did:web:old.example", "verificationMethod": [{"id": "did:web:old.example#k", "controller": "did:web:old.example",
      "type": "Ed25519VerificationKey2018", "publicKeyBase58": ")" +
      base58(ByteView{raw}.subspan(2)) + R"("}], "assertionMethod": ["did:web:old.example#k"]})";
  KeyResolver keys{[&](const FetchRequest&) -> Result<Fetched> { return Fetched{.body = document, .at = {}}; }};
  const KeyLookup& found = keys.find("did:web:old.example#k", "assertionMethod");
  ASSERT_EQ(found.state, KeyState::found) << found.detail;
  EXPECT_EQ(*found.method.key, key->public_key());
}

INSTANTIATE_TEST_SUITE_P(Suite, OlderSuites, testing::Values("Ed25519Signature2020", "Ed25519Signature2018"),
                         [](const auto& info) { return std::string{info.param}; });

TEST(DataIntegrity, chains_of_other_suites_are_unknown_and_never_altered) {
  rdf::jsonld::Processor processor;
  KeyResolver keys{offline_fetch()};
  json::Arena arena;
  for (
      const char* proofs :
      {R"([{"type": "EcdsaSecp256k1Signature2019", "id": "urn:a"},
            {"type": "ChainedProof2021", "verificationMethod": "did:example:i#1", "proofPurpose": "assertionMethod",
             "previousProof": {"type": "EcdsaSecp256k1Signature2019"}}])",
       R"({"type": "ChainedProof2021", "verificationMethod": "did:example:i#1", "proofPurpose": "assertionMethod", "previousProof": "urn:gone"})",
       R"({"type": "DataIntegrityProof", "cryptosuite": "some-suite-2031", "verificationMethod": "did:example:i#1",
            "proofPurpose": "assertionMethod", "previousProof": {"id": "urn:a"}})"}) {
    const Value document = test::must(json::parse_into(arena, k_credential));
    document.append(arena, "proof", test::must(json::parse_into(arena, proofs)));
    const auto checks = verify_proofs(processor, keys, document, {.now = test::at("2026-02-01")});
    EXPECT_EQ(checks.back().state, SignatureState::unsupported) << proofs;
  }
}

TEST(DataIntegrity, a_term_without_meaning_cannot_be_signed) {
  rdf::jsonld::Processor processor;
  json::Arena arena;
  const auto key = test::must(PrivateKey::generate(KeyType::ed25519));
  const Value document = test::must(json::parse_into(
      arena,
      R"({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "did:example:i", "grade": "A", "credentialSubject": {"id": "urn:x"}})"));
  const auto result =
      add_proof(arena, processor, document, {.verification_method = method_of(key->public_key())}, *key);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "rdf.jsonld.dropped");
}

TEST(DataIntegrity, language_tags_are_signed_in_lower_case_and_hold_in_any) {
  rdf::jsonld::Processor processor;
  KeyResolver keys{offline_fetch()};
  json::Arena arena;
  const auto key = test::must(PrivateKey::generate(KeyType::ed25519));
  const auto signed_by = [&](const std::string& name, Suite suite) {
    const Value document = test::must(json::parse_into(
        arena,
        R"({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "did:example:i",
                  "name": )" +
            name + R"(, "credentialSubject": {"id": "urn:x"}})"));
    return test::must(add_proof(
        arena, processor, document,
        {.suite = suite, .verification_method = method_of(key->public_key()), .created = test::at("2026-01-01")},
        *key));
  };
  const auto state = [&](const Value& document) { return verify_proofs(processor, keys, document, {})[0].state; };
  const std::string name =
      R"([{"@value": "Dourar PT", "@language": "pt-BR"}, {"@value": "Gilding", "@language": "en"}])";
  const Value proven = signed_by(name, Suite::eddsa_rdfc_2022);
  EXPECT_EQ(proven.get("name").items()[0].text("@language"), "pt-br");
  EXPECT_EQ(proven.get("name").items()[0].text("@value"), "Dourar PT");
  EXPECT_EQ(state(proven), SignatureState::good);
  for (const auto& [tag, wanted] : {std::pair{"pt-BR", SignatureState::good},
                                    {"PT-br", SignatureState::good},
                                    {"pt-PT", SignatureState::altered},
                                    {"pt", SignatureState::altered}}) {
    const Value shown = proven.clone(arena);
    shown.get("name").items()[0].set(arena, "@language", Value::string(tag));
    EXPECT_EQ(state(shown), wanted) << tag;
  }
  // JCS signs the characters: they stay, and no other will do.
  const Value characters = signed_by(name, Suite::eddsa_jcs_2022);
  EXPECT_EQ(characters.get("name").items()[0].text("@language"), "pt-BR");
  EXPECT_EQ(state(characters), SignatureState::good);
  characters.get("name").items()[0].set(arena, "@language", Value::string("pt-br"));
  EXPECT_EQ(state(characters), SignatureState::altered);
  // What was signed first with capitals, by whoever keeps them, is not changed by a further proof.
  const Value first = test::must(json::parse_into(arena, json::write(proven)));
  first.get("name").items()[0].set(arena, "@language", Value::string("pt-BR"));
  const Value both = test::must(
      add_proof(arena, processor, first,
                {.verification_method = method_of(key->public_key()), .created = test::at("2026-01-02")}, *key));
  EXPECT_EQ(both.get("name").items()[0].text("@language"), "pt-BR");
  for (const auto& check : verify_proofs(processor, keys, both, {})) EXPECT_EQ(check.state, SignatureState::good);
}

// A JWT made by hand, so that header and payload can be anything.
std::string token(const std::string& header, const std::string& payload, const PrivateKey& key) {
  const std::string input = base64url(as_bytes(header)) + "." + base64url(as_bytes(payload));
  return input + "." +
         base64url(test::must(key.sign(crypto::default_algorithm(key.public_key().type()), as_bytes(input))));
}

class Jwt : public testing::Test {
 protected:
  CredentialJwt verify(const std::string& text) {
    return test::must(verify_credential_jwt(text, keys_, test::at("2026-06-01")));
  }
  std::unique_ptr<PrivateKey> key_ = test::must(PrivateKey::generate(KeyType::ed25519));
  std::string method_ = method_of(key_->public_key());
  std::string payload_ =
      R"({"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":")" +
      did_key(key_->public_key()) + R"(","credentialSubject":{"id":"urn:x"}})";
  KeyResolver keys_{offline_fetch()};
};

TEST_F(Jwt, what_we_sign_verifies_with_its_claims) {
  json::Arena arena;
  const Value credential = test::must(json::parse_into(arena, k_credential));
  const std::string text = test::must(sign_credential_jwt(credential, method_, *key_));
  const CredentialJwt result = verify(text);
  EXPECT_EQ(result.check.state, SignatureState::good);
  EXPECT_EQ(result.document.root.text("iss"), "did:example:i");
  EXPECT_EQ(result.document.root.text("jti"), "urn:uuid:1");
  EXPECT_TRUE(result.document.root.get("nbf").is_number());
}

TEST_F(Jwt, alg_none_and_unknown_crit_never_pass) {
  const std::string header = R"({"alg":"none","kid":")" + method_ + "\"}";
  const std::string none = base64url(as_bytes(header)) + "." + base64url(as_bytes(payload_)) + ".";
  EXPECT_EQ(verify(none).check.state, SignatureState::altered);
  EXPECT_EQ(
      verify(token(R"({"alg":"EdDSA","crit":["x"],"x":1,"kid":")" + method_ + "\"}", payload_, *key_)).check.state,
      SignatureState::altered);
  EXPECT_EQ(verify(token(R"({"alg":"HS256","kid":")" + method_ + "\"}", payload_, *key_)).check.state,
            SignatureState::unsupported);
  EXPECT_EQ(verify(token(R"({"alg":"ES256","kid":")" + method_ + "\"}", payload_, *key_)).check.state,
            SignatureState::altered);
}

TEST_F(Jwt, a_signature_over_another_payload_is_seen) {
  const std::string one = token(R"({"alg":"EdDSA","kid":")" + method_ + "\"}", payload_, *key_);
  const std::string two = token(R"({"alg":"EdDSA","kid":")" + method_ + "\"}", R"({"issuer":"did:x:y"})", *key_);
  EXPECT_EQ(verify(one).check.state, SignatureState::good);
  EXPECT_EQ(verify(two.substr(0, two.rfind('.')) + one.substr(one.rfind('.'))).check.state, SignatureState::altered);
}

TEST_F(Jwt, claims_may_not_say_otherwise_than_the_credential) {
  const std::string payload = payload_.substr(0, payload_.size() - 1) + R"(,"iss":"did:example:somebody-else"})";
  EXPECT_EQ(verify(token(R"({"alg":"EdDSA","kid":")" + method_ + "\"}", payload, *key_)).check.state,
            SignatureState::altered);
}

TEST_F(Jwt, the_older_form_with_vc_inside_is_read) {
  const std::string payload = R"({"iss":"did:example:i","nbf":1767225600,"vc":)" + payload_ + "}";
  const CredentialJwt result = verify(token(R"({"alg":"EdDSA","kid":")" + method_ + "\"}", payload, *key_));
  EXPECT_EQ(result.credential.text("issuanceDate"), "2026-01-01T00:00:00Z");
}

class Jades : public testing::TestWithParam<KeyType> {
 protected:
  void SetUp() override {
    key_ = test::must(PrivateKey::generate(GetParam()));
    certificate_ = test::must(crypto::self_signed_certificate(
        *key_, {.common_name = "Seal", .organisation = "Test", .country = "IT"}, test::at("2026-01-01"), 365));
    sealed_ =
        test::must(sign_jades(arena_, R"({"name":"SAFe® ’é’"})", *key_,
                              {.signed_at = test::at("2026-03-01"), .chain = {certificate_.der}}, offline_fetch()));
  }
  SignatureCheck verify(const Value& document, std::vector<crypto::Certificate> anchors = {}) {
    return test::must(verify_jades(document, {.anchors = std::move(anchors), .at = test::at("2026-06-01")})).checks[0];
  }
  std::unique_ptr<PrivateKey> key_;
  crypto::Certificate certificate_;
  json::Arena arena_;
  Value sealed_;
};

TEST_P(Jades, a_seal_holds_and_trust_is_the_operators) {
  const SignatureCheck untrusted = verify(sealed_);
  EXPECT_EQ(untrusted.state, SignatureState::good);
  EXPECT_EQ(untrusted.finding.outcome, Outcome::unknown);
  EXPECT_EQ(verify(sealed_, {certificate_}).finding.outcome, Outcome::pass);
  EXPECT_EQ(test::must(verify_jades(sealed_, {.at = test::at("2026-06-01")})).payload, R"({"name":"SAFe® ’é’"})");
}

TEST_P(Jades, changes_are_seen) {
  const Value payload = sealed_.clone(arena_);
  payload.set(arena_, "payload", Value::string(R"({"name":"SAFe ’é’"})"));
  EXPECT_EQ(verify(payload, {certificate_}).state, SignatureState::altered);
  const Value signature = sealed_.clone(arena_);
  const Value entry = signature.get("signatures").items()[0];
  std::string text{entry.text("signature")};
  text[3] = text[3] == 'A' ? 'B' : 'A';
  entry.set(arena_, "signature", arena_.string(text));
  EXPECT_EQ(verify(signature, {certificate_}).state, SignatureState::altered);
}

INSTANTIATE_TEST_SUITE_P(All, Jades, testing::Values(KeyType::p256, KeyType::rsa, KeyType::ed25519));

TEST(JadesChain, certificates_out_of_order_are_named) {
  const auto key = test::must(PrivateKey::generate(KeyType::p256));
  const auto other = test::must(PrivateKey::generate(KeyType::p256));
  const auto own =
      test::must(crypto::self_signed_certificate(*key, {.common_name = "Own"}, test::at("2026-01-01"), 365));
  const auto foreign =
      test::must(crypto::self_signed_certificate(*other, {.common_name = "Other"}, test::at("2026-01-01"), 365));
  json::Arena arena;
  const Value sealed = test::must(sign_jades(
      arena, "{}", *key, {.signed_at = test::at("2026-03-01"), .chain = {foreign.der, own.der}}, offline_fetch()));
  const auto check = test::must(verify_jades(sealed, {.at = test::at("2026-06-01")})).checks[0];
  EXPECT_EQ(check.state, SignatureState::altered);
  EXPECT_EQ(check.finding.findings.back().message, "jades.x5c_order");
}

// A time-stamping authority of our own, made with OpenSSL's, answering in place of the network.
class Authority {
 public:
  Authority() {
    certificate_ = X509_new();
    EVP_PKEY* const key = key_->evp();
    X509_set_version(certificate_, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 7);
    X509_gmtime_adj(X509_getm_notBefore(certificate_), -86400);
    X509_gmtime_adj(X509_getm_notAfter(certificate_), 86400);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate_), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>("Test TSA"), -1, -1, 0);
    X509_set_issuer_name(certificate_, X509_get_subject_name(certificate_));
    X509_set_pubkey(certificate_, key);
    X509_EXTENSION* const usage = X509V3_EXT_conf_nid(nullptr, nullptr, NID_ext_key_usage, "critical,timeStamping");
    X509_add_ext(certificate_, usage, -1);
    X509_EXTENSION_free(usage);
    X509_sign(certificate_, key, EVP_sha256());
  }
  ~Authority() { X509_free(certificate_); }
  Authority(const Authority&) = delete;
  Authority& operator=(const Authority&) = delete;

  Result<Fetched> answer(const FetchRequest& request) {
    TS_RESP_CTX* const context = TS_RESP_CTX_new();
    TS_RESP_CTX_set_signer_cert(context, certificate_);
    TS_RESP_CTX_set_signer_key(context, key_->evp());
    TS_RESP_CTX_set_signer_digest(context, EVP_sha256());
    TS_RESP_CTX_add_md(context, EVP_sha256());
    ASN1_OBJECT* const policy = OBJ_txt2obj("1.2.3.4", 1);
    TS_RESP_CTX_set_def_policy(context, policy);
    ASN1_OBJECT_free(policy);
    TS_RESP_CTX_set_serial_cb(
        context,
        [](TS_RESP_CTX*, void*) {
          ASN1_INTEGER* const serial = ASN1_INTEGER_new();
          ASN1_INTEGER_set(serial, 42);
          return serial;
        },
        nullptr);
    BIO* const in = BIO_new_mem_buf(request.body.data(), static_cast<int>(request.body.size()));
    TS_RESP* const response = TS_RESP_create_response(context, in);
    unsigned char* der = nullptr;
    const int size = i2d_TS_RESP(response, &der);
    Fetched out{.body = std::string(reinterpret_cast<char*>(der), static_cast<std::size_t>(size))};
    OPENSSL_free(der);
    TS_RESP_free(response);
    BIO_free(in);
    TS_RESP_CTX_free(context);
    return out;
  }
  crypto::Certificate certificate() const { return test::must(crypto::Certificate::from_x509(certificate_)); }

 private:
  std::unique_ptr<PrivateKey> key_ = test::must(PrivateKey::generate(KeyType::rsa));
  X509* certificate_ = nullptr;
};

TEST(JadesTimestamp, level_b_t_is_made_and_verified) {
  Authority authority;
  const auto key = test::must(PrivateKey::generate(KeyType::p256));
  const Instant now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const auto certificate =
      test::must(crypto::self_signed_certificate(*key, {.common_name = "Seal"}, now - std::chrono::hours{1}, 2));
  json::Arena arena;
  const Fetch fetch = [&](const FetchRequest& request) { return authority.answer(request); };
  const Value sealed = test::must(sign_jades(
      arena, "{}", *key, {.signed_at = now, .chain = {certificate.der}, .tsa_url = "http://tsa.example/"}, fetch));
  const auto check =
      test::must(verify_jades(sealed, {.anchors = {certificate, authority.certificate()}, .at = now})).checks[0];
  EXPECT_EQ(check.finding.args[0], "B-T");
  EXPECT_EQ(check.finding.outcome, Outcome::pass);
  // When the seal's certificate has expired, the trusted time stamp still shows that the seal was made before.
  const auto later = test::must(verify_jades(sealed, {.anchors = {certificate, authority.certificate()},
                                                      .at = now + std::chrono::days{30}}))
                         .checks[0];
  EXPECT_EQ(later.finding.outcome, Outcome::pass);
  const auto nobody =
      test::must(verify_jades(sealed, {.anchors = {certificate}, .at = now + std::chrono::days{30}})).checks[0];
  EXPECT_EQ(nobody.finding.outcome, Outcome::unknown);
  // The time stamp of one seal does not serve another.
  const Value other =
      test::must(sign_jades(arena, "[]", *key, {.signed_at = now, .chain = {certificate.der}}, offline_fetch()));
  other.get("signatures").items()[0].set(arena, "header", sealed.get("signatures").items()[0].get("header"));
  EXPECT_EQ(test::must(verify_jades(other, {.at = now})).checks[0].state, SignatureState::altered);
}

TEST(StatusList, reads_back_what_it_wrote) {
  EXPECT_TRUE(rc::check([](const std::vector<std::uint16_t>& revoked) {
    StatusList list;
    for (const std::uint16_t index : revoked) list.set(index, true);
    const StatusList again = *StatusList::decode(list.encode());
    for (const std::uint16_t index : revoked) RC_ASSERT(again.get(index));
    RC_ASSERT(again.size() == StatusList::k_min_bits);
  }));
}

TEST(StatusList, bit_zero_is_the_left_most) {
  StatusList list;
  list.set(0, true);
  EXPECT_TRUE(StatusList::decode(list.encode())->get(0));
  EXPECT_FALSE(StatusList::decode(list.encode())->get(7));
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(text.size() / 2 + 1024, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST(StatusList, a_bomb_a_short_list_and_nonsense_are_refused) {
  EXPECT_FALSE(StatusList::decode("u" + base64url(as_bytes(gzip(std::string(64 << 20, '\0'))))));
  EXPECT_FALSE(StatusList::decode("u" + base64url(as_bytes(gzip(std::string(100, '\0'))))));
  const std::string whole = StatusList{}.encode();
  EXPECT_FALSE(StatusList::decode(whole.substr(0, whole.size() / 2)));
  EXPECT_FALSE(StatusList::decode("u!!!!"));
  EXPECT_FALSE(StatusList::decode(""));
}

TEST(Did, web_addresses_stay_where_they_belong) {
  EXPECT_EQ(did_web_url("did:web:school.example"), "https://school.example/.well-known/did.json");
  EXPECT_EQ(did_web_url("did:web:school.example%3A8443:o:film"), "https://school.example:8443/o/film/did.json");
  for (const char* bad :
       {"did:web:", "did:web:a%2Fb", "did:web:user%40evil", "did:web:a:..:b", "did:web:a::b", "did:key:z6Mk"})
    EXPECT_FALSE(did_web_url(bad)) << bad;
}

TEST(Did, a_did_web_key_is_found_only_where_it_is_listed_for_the_purpose) {
  const auto key = test::must(PrivateKey::generate(KeyType::p256));
  const std::string document =
      R"({"id":"did:web:school.example","verificationMethod":[{"id":"did:web:school.example#k1","type":"Multikey","controller":"did:web:school.example","publicKeyMultibase":")" +
      key->public_key().multikey() + R"("}],"assertionMethod":["#k1"],"authentication":[]})";
  int asked = 0;
  KeyResolver keys{[&](const FetchRequest& request) -> Result<Fetched> {
    ++asked;
    EXPECT_EQ(request.url, "https://school.example/.well-known/did.json");
    return Fetched{.body = document};
  }};
  EXPECT_EQ(keys.find("did:web:school.example#k1", "assertionMethod").state, KeyState::found);
  EXPECT_EQ(keys.find("did:web:school.example#k1", "assertionMethod").state, KeyState::found);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(keys.find("did:web:school.example#k1", "authentication").state, KeyState::not_listed);
  EXPECT_EQ(keys.find("did:web:school.example#k2", "assertionMethod").state, KeyState::not_listed);
}

}  // namespace
}  // namespace credex::proof
