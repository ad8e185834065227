#include "credential/sealed_xml.h"

#include <algorithm>

#include "base/encoding.h"
#include "credential/brought.h"
#include "xml_signing.h"

namespace credex::credential {
namespace {

using crypto::PrivateKey;
using test::must;

const Instant k_sealed_day = test::at("2026-06-01T00:00:00Z");

const char* const k_sealed_elmo =
    R"(<elmo xmlns="https://github.com/emrex-eu/elmo-schemas/tree/v1"><learner><givenNames>Ann</givenNames>)"
    R"(<familyName>Lee</familyName></learner><report><issuer><country>PL</country><title xml:lang="pl">Uniwersytet)"
    R"( Przykładowy</title><title xml:lang="en">University of Examples</title><url>https://uni.example</url></issuer>)"
    R"(<learningOpportunitySpecification><title xml:lang="en">Acoustics</title></learningOpportunitySpecification>)"
    R"(</report></elmo>)";

const char* const k_sealed_european =
    R"(<europassCredential xmlns="http://data.europa.eu/snb" xmlns:cred="http://data.europa.eu/europass/model/credentials/w3c#")"
    R"( xsdVersion="0.10.0" cred:id="urn:credential:1"><title><text content-type="text/plain" lang="de">Diplom</text>)"
    R"(<text content-type="text/plain" lang="en">Diploma</text></title><cred:issuer idref="urn:org:1"></cred:issuer>)"
    R"(<cred:validUntil>2027-01-01T00:00:00Z</cred:validUntil>)"
    R"(<credentialSubject id="urn:person:1"><fullName><text lang="en">Ann Lee</text></fullName></credentialSubject>)"
    R"(<agentReferences><organization id="urn:org:1"><prefLabel><text lang="en">University of Examples</text></prefLabel>)"
    R"(</organization></agentReferences></europassCredential>)";

std::string in_place(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

class SealedXml : public testing::Test {
 protected:
  void SetUp() override {
    key_ = must(PrivateKey::generate(crypto::KeyType::p256));
    certify("University of Examples");
  }
  void certify(const char* organisation) {
    certificate_ = must(crypto::self_signed_certificate(
        *key_, {.common_name = "Seal", .organisation = organisation, .country = "PL"}, test::at("2026-01-01"), 365));
  }
  std::string sealed(const std::string& document, const char* time = "2026-03-01T10:00:00Z") const {
    return test::xml_signed(document, *key_, {.chain = {certificate_.der}, .signing_time = time});
  }
  Report judged(const std::string& bytes, bool trusts = true) {
    VerifierOptions options;
    if (trusts) options.anchors.push_back(certificate_);
    Verifier verifier{std::move(options), offline_fetch()};
    return must(verify_brought(bytes, {}, [&](const std::string& one) { return verifier.verify(one, k_sealed_day); }));
  }
  static std::string message(const Report& report, std::string_view rule) {
    const Finding* found = report.find(rule);
    return found == nullptr ? "nothing of " + std::string{rule} : found->message;
  }
  std::unique_ptr<PrivateKey> key_;
  crypto::Certificate certificate_;
};

TEST_F(SealedXml, a_transcript_is_from_whom_its_certificate_names) {
  const Report report = judged(sealed(k_sealed_elmo));
  EXPECT_EQ(report.findings.at(0).message, "brought.elmo_signed");
  EXPECT_EQ(report.findings[0].args, (std::vector<std::string>{"Ann Lee", "University of Examples", "1"}));
  EXPECT_EQ(message(report, "integrity"), "integrity.authentic");
  EXPECT_EQ(message(report, "issuer.organisation"), "issuer.organisation.vouched");
  EXPECT_EQ(report.outcome(), Outcome::pass) << report_text(report, Colour::off);
  EXPECT_EQ(verdict_line(report), "authentic; from University of Examples");
  // In another of the issuer's languages it is the same.
  certify("Uniwersytet Przykładowy");
  EXPECT_EQ(message(judged(sealed(k_sealed_elmo)), "issuer.organisation"), "issuer.organisation.vouched");
  certify("Somebody Else");
  EXPECT_EQ(message(judged(sealed(k_sealed_elmo)), "issuer.organisation"), "issuer.organisation.other_name");
}

TEST_F(SealedXml, a_certificate_that_nobody_trusts_is_unknown_and_no_forgery) {
  const Report report = judged(sealed(k_sealed_elmo), false);
  EXPECT_EQ(message(report, "integrity"), "integrity.authentic");
  EXPECT_EQ(message(report, "issuer"), "issuer.sealed_unknown");
  EXPECT_EQ(report.outcome(), Outcome::unknown);
}

TEST_F(SealedXml, a_changed_transcript_is_altered) {
  const Report report = judged(in_place(sealed(k_sealed_elmo), "Acoustics", "Astronomy"));
  EXPECT_EQ(message(report, "integrity"), "integrity.altered");
  EXPECT_EQ(report.outcome(), Outcome::fail);
}

TEST_F(SealedXml, nothing_is_read_that_was_not_signed) {
  // Beside the signature's own parts, and behind a comment at which a reader might stop.
  const std::string hidden =
      in_place(sealed(k_sealed_elmo), "</ds:Signature>",
               "<ds:Object><learningOpportunitySpecification xmlns=\"urn:x\"><title>Medicine</title>"
               "</learningOpportunitySpecification></ds:Object></ds:Signature>");
  const Report report = judged(in_place(hidden, "Acoustics", "Acou<!-- -->stics"));
  EXPECT_EQ(report.outcome(), Outcome::pass) << report_text(report, Colour::off);
  EXPECT_EQ(report.findings.at(0).args.at(2), "1");
  EXPECT_EQ(message(report, "brought.elmo_result"), "brought.elmo_result");
  EXPECT_EQ(report.find("brought.elmo_result")->args, std::vector<std::string>{"Acoustics"});
}

TEST_F(SealedXml, of_several_issuers_one_does_not_sign_for_the_others) {
  const std::string two =
      in_place(k_sealed_elmo, "</report>",
               "</report><report><issuer><title xml:lang=\"en\">Academy of Others</title></issuer></report>");
  const Report report = judged(sealed(two));
  EXPECT_EQ(message(report, "integrity"), "integrity.authentic");
  EXPECT_EQ(message(report, "issuer.organisation"), "issuer.organisation.other_name");
}

TEST_F(SealedXml, what_is_attached_is_read_as_everything_is) {
  const std::string attached = in_place(
      k_sealed_elmo, "</report>",
      "<attachment><title xml:lang=\"en\">Badge</title><content>data:application/json;base64," +
          base64(as_bytes(R"({"@context":["https://www.w3.org/ns/credentials/v2"],"type":["VerifiableCredential"],)"
                          R"("credentialSubject":{}})")) +
          "</content></attachment></report>");
  const auto brought = must(read_brought(sealed(attached), {}));
  ASSERT_EQ(brought.credentials.size(), 1U);
  EXPECT_EQ(brought.credentials[0].name, "Badge");
  EXPECT_EQ(brought.documents.size(), 1U);
  const Report report = judged(sealed(attached));
  const auto held = std::find_if(report.findings.begin(), report.findings.end(),
                                 [](const Finding& one) { return one.rule == "brought.elmo"; });
  ASSERT_NE(held, report.findings.end());
  EXPECT_EQ(held->outcome, Outcome::pass);
  EXPECT_EQ(report.findings.at(0).message, "integrity.unsigned");
}

TEST_F(SealedXml, a_european_credential_is_named_and_its_seal_judged) {
  const Report report = judged(sealed(k_sealed_european));
  EXPECT_EQ(report.findings.at(0).message, "brought.europass_sealed");
  EXPECT_EQ(report.findings[0].args, (std::vector<std::string>{"Diploma", "Ann Lee", "University of Examples"}));
  EXPECT_EQ(message(report, "integrity"), "integrity.authentic");
  EXPECT_EQ(message(report, "issuer.organisation"), "issuer.organisation.vouched");
  EXPECT_EQ(message(report, "validity"), "validity.until");
  EXPECT_EQ(report.outcome(), Outcome::pass) << report_text(report, Colour::off);
  const Report altered = judged(in_place(sealed(k_sealed_european), "Ann Lee", "Bob Lee"));
  EXPECT_EQ(altered.outcome(), Outcome::fail);
  const Report unsealed = judged(k_sealed_european);
  EXPECT_EQ(unsealed.findings.at(0).message, "brought.europass_unsealed");
  EXPECT_EQ(unsealed.outcome(), Outcome::unknown);
}

TEST_F(SealedXml, a_presentation_around_sealed_credentials_says_what_to_do) {
  const std::string around = "<europassPresentation xmlns=\"http://data.europa.eu/snb\">" + sealed(k_sealed_european) +
                             "</europassPresentation>";
  EXPECT_EQ(judged(around).findings.at(0).message, "brought.europass_around");
  EXPECT_EQ(judged(around).outcome(), Outcome::unknown);
}

TEST_F(SealedXml, what_does_harm_or_is_something_else_is_refused) {
  const std::string bomb = "<!DOCTYPE elmo [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>" + sealed(k_sealed_elmo);
  EXPECT_EQ(read_brought(bomb, {}).error().code, "proof.xml");
  Verifier verifier{{}, offline_fetch()};
  EXPECT_FALSE(verifier.verify("<html></html>", k_sealed_day));
  EXPECT_FALSE(verifier.verify("<elmo", k_sealed_day));
  EXPECT_EQ(verify_sealed_xml("<html></html>", {}, k_sealed_day).error().code, "credential.form");
  EXPECT_EQ(verifier.verify(bomb, k_sealed_day).error().code, "proof.xml");
  // Without a signature nobody's word.
  EXPECT_EQ(must(verifier.verify(k_sealed_elmo, k_sealed_day)).find("integrity")->message, "integrity.unsigned");
}

}  // namespace
}  // namespace credex::credential
