// Credentials secured with COSE on their way in: in whatever form they are brought, and in envelopes.
#include <array>

#include "base/encoding.h"
#include "cbor_writer.h"
#include "credential/baked.h"
#include "credential/brought.h"
#include "credential/contents.h"
#include "credential/verify.h"
#include "proof/did.h"
#include "support.h"

namespace credex::credential {
namespace {

using namespace test::cbor;
using crypto::PrivateKey;

const Instant k_cose_day = test::at("2026-06-01T00:00:00Z");

class CoseBrought : public testing::Test {
 protected:
  const std::unique_ptr<PrivateKey> key_ = test::must(PrivateKey::generate(crypto::KeyType::ed25519));
  const std::string did_ = proof::did_key(key_->public_key());
  Verifier verifier_{{}, offline_fetch()};

  std::string secured(const std::string& payload, const char* type) const {
    const std::string header = bytes(map({{number(1), number(-8)},
                                          {number(4), bytes(did_ + "#" + key_->public_key().multikey())},
                                          {number(16), text(type)}}));
    const std::string signature{as_text(test::must(key_->sign(
        crypto::Algorithm::ed_dsa, as_bytes(list({text("Signature1"), header, bytes(""), bytes(payload)})))))};
    return "\xD2" + list({header, map({}), bytes(payload), bytes(signature)});
  }
  std::string credential() const {
    return secured(
        R"({"@context":["https://www.w3.org/ns/credentials/v2"],"id":"urn:uuid:1","type":["VerifiableCredential"],"issuer":")" +
            did_ + R"(","validFrom":"2026-01-01T00:00:00Z","credentialSubject":{"id":")" + did_ + R"("}})",
        "application/vc+cose");
  }
  static std::string enveloped_as(const char* type, const std::string& url) {
    return std::string{R"({"@context":"https://www.w3.org/ns/credentials/v2","type":")"} + type + R"(","id":")" + url +
           R"("})";
  }
  std::string presentation() const {
    return secured(
        R"({"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiablePresentation"],"holder":")" + did_ +
            R"(","verifiableCredential":[)" +
            enveloped_as("EnvelopedVerifiableCredential",
                         "data:application/vc+cose;base64," + base64(as_bytes(credential()))) +
            "]}",
        "application/vp+cose");
  }
  Report verified(const std::string& brought) {
    return test::must(
        verify_brought(brought, {}, [&](const std::string& one) { return verifier_.verify(one, k_cose_day); }));
  }
  static Outcome outcome_of(const Report& report, const char* rule) {
    const Finding* found = report.find(rule);
    return found ? found->outcome : Outcome::not_applicable;
  }
};

TEST_F(CoseBrought, every_form_of_it_is_read) {
  const std::string raw = credential();
  std::string lines = base64(as_bytes(raw));
  for (std::size_t at = 64; at < lines.size(); at += 65) lines.insert(at, "\n");
  const std::string url = "data:application/vc+cose;base64," + base64(as_bytes(raw));
  for (const auto& [name, brought] : {std::pair<const char*, std::string>{"bytes", raw},
                                      {"untagged", raw.substr(1)},
                                      {"base64", base64(as_bytes(raw))},
                                      {"base64 in lines", lines},
                                      {"base64url", base64url(as_bytes(raw))},
                                      {"base64 of untagged", base64(as_bytes(raw.substr(1)))},
                                      {"in quotes", "\"" + base64(as_bytes(raw)) + "\""},
                                      {"data URL", url},
                                      {"envelope", enveloped_as("EnvelopedVerifiableCredential", url)},
                                      {"answer", R"({"credential":")" + base64url(as_bytes(raw)) + R"("})"}}) {
    const Report report = verified(brought);
    EXPECT_EQ(outcome_of(report, "integrity"), Outcome::pass) << name;
    EXPECT_EQ(outcome_of(report, "issuer.key"), Outcome::pass) << name;
    EXPECT_EQ(outcome_of(report, "vc.data_model"), Outcome::pass) << name;
  }
}

TEST_F(CoseBrought, what_was_changed_fails) {
  std::string raw = credential();
  raw[raw.find("urn:uuid:1") + 9] = '2';
  EXPECT_EQ(outcome_of(verified(raw), "integrity"), Outcome::fail);
  // Another's name over one's own key.
  const std::string other = secured(
      R"({"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],"issuer":"did:web:school.example","credentialSubject":{}})",
      "application/vc+cose");
  EXPECT_NE(outcome_of(verified(other), "issuer.key"), Outcome::pass);
}

TEST_F(CoseBrought, what_is_cut_short_is_said_to_be) {
  const std::string raw = credential();
  for (const std::string& brought : {raw.substr(0, 40), base64(as_bytes(raw.substr(0, raw.size() - 1)))}) {
    auto report =
        verify_brought(brought, {}, [&](const std::string& one) { return verifier_.verify(one, k_cose_day); });
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, "proof.cose");
  }
}

TEST_F(CoseBrought, a_presentation_shows_its_holder_and_what_it_holds) {
  for (const std::string& brought :
       {presentation(), enveloped_as("EnvelopedVerifiablePresentation",
                                     "data:application/vp+cose;base64," + base64(as_bytes(presentation())))}) {
    const Report report = verified(brought);
    EXPECT_EQ(outcome_of(report, "integrity"), Outcome::pass);
    EXPECT_EQ(outcome_of(report, "holder"), Outcome::pass);
    const Finding* held = report.find("presentation.credential");
    ASSERT_NE(held, nullptr);
    ASSERT_FALSE(held->findings.empty());
    EXPECT_EQ(held->findings.front().rule, "integrity");
    EXPECT_EQ(held->findings.front().outcome, Outcome::pass);
  }
}

TEST_F(CoseBrought, an_envelope_holds_base64_alone) {
  const std::string raw = credential();
  EXPECT_EQ(enveloped("data:application/vc+cose;base64," + base64(as_bytes(raw))), raw);
  EXPECT_EQ(enveloped("data:application/vc+jwt,ey.ey.x"), "ey.ey.x");
  EXPECT_EQ(enveloped("data:application/jwt,ey.ey.x"), "ey.ey.x");
  EXPECT_FALSE(enveloped("data:application/vc+cose;base64,%%%"));
  EXPECT_FALSE(enveloped("https://school.example/1"));
  EXPECT_FALSE(enveloped("data:text/plain;base64," + base64(as_bytes(raw))));
  EXPECT_EQ(test::must(document_of(raw)).root.text("id"), "urn:uuid:1");
  EXPECT_TRUE(is_cose(raw));
  EXPECT_FALSE(is_cose("{}"));
  EXPECT_FALSE(bake("<svg xmlns='http://www.w3.org/2000/svg'/>", raw));
  // VC-JOSE-COSE, section 3.3.1: in base64, and in no other way.
  const std::string in_hex =
      enveloped_as("EnvelopedVerifiableCredential", "data:application/vc+cose," + hex(as_bytes(raw)));
  EXPECT_FALSE(verifier_.verify(in_hex, k_cose_day));
}

}  // namespace
}  // namespace credex::credential
