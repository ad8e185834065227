#include "proof/xml_signature.h"

#include "base/text.h"
#include "xml_signing.h"

namespace credex::proof {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;
using test::must;
using test::xml_signed;
using test::XmlSigning;

const char* const k_signed_document =
    R"(<elmo xmlns="urn:e"><learner>Ann</learner><report><title xml:lang="en">Sound &amp; vision</title></report></elmo>)";

std::string in_place_of(std::string text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

class XmlSignature : public testing::TestWithParam<KeyType> {
 protected:
  void SetUp() override { make(GetParam()); }
  void make(KeyType type) {
    key_ = must(PrivateKey::generate(type));
    certificate_ = must(crypto::self_signed_certificate(
        *key_, {.common_name = "Seal", .organisation = "Test", .country = "IT"}, test::at("2026-01-01"), 365));
    how_ = {.chain = {certificate_.der}};
  }
  XmlSignatures all(const std::string& xml, const char* at = "2026-06-01") {
    return must(verify_xml_signatures(xml, {.anchors = {certificate_}, .at = test::at(at)}));
  }
  SignatureCheck verify(const std::string& xml, const char* at = "2026-06-01") { return all(xml, at).checks.at(0); }
  static bool says(const SignatureCheck& check, std::string_view message) {
    return std::any_of(check.finding.findings.begin(), check.finding.findings.end(),
                       [&](const Finding& one) { return one.message == message; });
  }
  std::unique_ptr<PrivateKey> key_;
  crypto::Certificate certificate_;
  XmlSigning how_;
};

TEST_P(XmlSignature, over_the_whole_document_holds_and_trust_is_the_operators) {
  const std::string xml = xml_signed(k_signed_document, *key_, how_);
  const SignatureCheck check = verify(xml);
  EXPECT_EQ(check.state, SignatureState::good) << check.finding.findings.front().message;
  EXPECT_EQ(check.finding.outcome, Outcome::pass);
  EXPECT_EQ(check.certificate->organisation, "Test");
  EXPECT_EQ(check.finding.args, std::vector<std::string>{"XML Signature 1.1"});
  const auto untrusted = must(verify_xml_signatures(xml, {.at = test::at("2026-06-01")})).checks.at(0);
  EXPECT_EQ(untrusted.state, SignatureState::good);
  EXPECT_EQ(untrusted.finding.outcome, Outcome::unknown);
  EXPECT_EQ(all(xml).content, k_signed_document);
}

TEST_P(XmlSignature, a_changed_byte_is_seen_wherever_it_is) {
  const std::string xml = xml_signed(k_signed_document, *key_, how_);
  for (const auto& [what, by] : {std::pair{"Ann", "Anna"}, {"xml:lang=\"en\"", "xml:lang=\"de\""}, {"&amp;", "and"}}) {
    const SignatureCheck check = verify(in_place_of(xml, what, by));
    EXPECT_EQ(check.state, SignatureState::altered) << what;
    EXPECT_TRUE(says(check, "xades.content_changed")) << what;
  }
  const auto value = xml.find("<ds:SignatureValue>") + 25;
  std::string forged = xml;
  forged[value] = forged[value] == 'A' ? 'B' : 'A';
  EXPECT_EQ(verify(forged).state, SignatureState::altered);
  // Another digest for another content: SignedInfo is no longer what was signed.
  const std::string other = in_place_of(k_signed_document, "Ann", "Bob");
  const std::string both =
      in_place_of(in_place_of(xml, "Ann", "Bob"), test::sha256_text(k_signed_document), test::sha256_text(other));
  EXPECT_TRUE(says(verify(both), "jades.signature_wrong"));
}

TEST_P(XmlSignature, xades_names_its_certificate_and_its_time_is_the_sealers_word) {
  how_.signing_time = "2026-03-01T10:00:00Z";
  const std::string xml = xml_signed(k_signed_document, *key_, how_);
  const XmlSignatures good = all(xml);
  EXPECT_EQ(good.checks.at(0).state, SignatureState::good) << good.checks[0].finding.findings.front().message;
  EXPECT_EQ(good.checks[0].finding.outcome, Outcome::pass);
  EXPECT_EQ(good.checks[0].finding.args, std::vector<std::string>{"XAdES B-B"});
  EXPECT_EQ(good.claimed, test::at("2026-03-01T10:00:00Z"));
  EXPECT_TRUE(says(good.checks[0], "xades.said"));
  EXPECT_EQ(verify(in_place_of(xml, "2026-03-01T10", "2026-02-01T10")).state, SignatureState::altered);
  const auto other = must(crypto::self_signed_certificate(*key_, {.common_name = "Other"}, test::at("2026-01-01"), 9));
  how_.named = other.der;
  const SignatureCheck differs = verify(xml_signed(k_signed_document, *key_, how_));
  EXPECT_EQ(differs.state, SignatureState::altered);
  EXPECT_TRUE(says(differs, "xades.certificate_differs"));
}

INSTANTIATE_TEST_SUITE_P(All, XmlSignature, testing::Values(KeyType::p256, KeyType::rsa));

class XmlSignatureForms : public XmlSignature {
 protected:
  void SetUp() override { make(KeyType::p256); }
};

TEST_P(XmlSignatureForms, references_and_filters_as_signers_write_them) {
  const std::string with_id =
      in_place_of(k_signed_document, "<elmo xmlns=\"urn:e\">", "<elmo xmlns=\"urn:e\" ID=\"root\">");
  how_.uri = "#root";
  EXPECT_EQ(verify(xml_signed(with_id, *key_, how_)).state, SignatureState::good);
  how_.uri = "";
  const std::string enveloped = how_.transforms.substr(how_.transforms.find("<ds:Transform", 1));
  how_.transforms = R"(<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"><dsig-filter2:XPath)"
                    R"( xmlns:dsig-filter2="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">)"
                    R"(/descendant::ds:Signature</dsig-filter2:XPath></ds:Transform>)" +
                    enveloped;
  EXPECT_EQ(verify(xml_signed(k_signed_document, *key_, how_)).state, SignatureState::good);
  how_.transforms = R"(<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>)"
                    R"(not(ancestor-or-self::ds:Signature)</ds:XPath></ds:Transform>)" +
                    enveloped;
  EXPECT_EQ(verify(xml_signed(k_signed_document, *key_, how_)).state, SignatureState::good);
}

TEST_P(XmlSignatureForms, what_is_only_said_in_another_way_is_the_same) {
  const std::string xml = xml_signed(k_signed_document, *key_, how_);
  const std::string other = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- by us -->\n" +
                            in_place_of(xml, "<learner>Ann", "<learner >A<!-- x -->nn");
  EXPECT_EQ(verify(other).state, SignatureState::good);
  // And what is read has no comment at which a name could end.
  EXPECT_EQ(all(other).content, k_signed_document);
}

TEST_P(XmlSignatureForms, a_signature_over_a_part_is_none_over_the_document) {
  // Wrapped: what was signed is still there, and another root is read.
  const std::string with_id =
      in_place_of(k_signed_document, "<elmo xmlns=\"urn:e\">", "<elmo xmlns=\"urn:e\" ID=\"root\">");
  how_.uri = "#root";
  const std::string signature = test::xml_signature(with_id, *key_, how_);
  const std::string forged = "<elmo xmlns=\"urn:e\"><learner>Mallory</learner>" + with_id + signature + "</elmo>";
  const SignatureCheck moved = verify(forged);
  EXPECT_EQ(moved.state, SignatureState::altered);
  EXPECT_TRUE(says(moved, "xades.not_the_document"));
  // The signed root within the signature, and a second of that name.
  const std::string inside =
      in_place_of(signature, "</ds:Signature>", "<ds:Object>" + with_id + "</ds:Object></ds:Signature>");
  EXPECT_EQ(verify("<elmo xmlns=\"urn:e\"><learner>Mallory</learner>" + inside + "</elmo>").state,
            SignatureState::altered);
  const SignatureCheck twice =
      verify("<elmo xmlns=\"urn:e\" ID=\"root\"><learner>Mallory</learner>" + inside + "</elmo>");
  EXPECT_EQ(twice.state, SignatureState::altered);
  EXPECT_TRUE(says(twice, "xades.id_twice"));
}

TEST_P(XmlSignatureForms, what_is_hidden_in_signatures_is_not_read) {
  how_.transforms = R"(<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>)"
                    R"(not(ancestor-or-self::ds:Signature)</ds:XPath></ds:Transform>)"
                    R"(<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></ds:Transform>)";
  const std::string xml = xml_signed(k_signed_document, *key_, how_);
  const std::string hidden = in_place_of(xml, "<report>",
                                         "<report><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
                                         "<learner>Eve</learner></ds:Signature>");
  const XmlSignatures signatures = all(hidden);
  EXPECT_EQ(signatures.checks.at(0).state, SignatureState::good);
  EXPECT_EQ(signatures.content, k_signed_document);
}

struct RefusedXml {
  const char* name;
  SignatureState want;
  const char* message;
  XmlSigning how;
};
std::string stylesheet_transform() {
  return R"(<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"><x:stylesheet xmlns:x="urn:x">)"
         R"(</x:stylesheet></ds:Transform>)";
}
std::string any_path_transform() {
  return R"(<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>false()</ds:XPath></ds:Transform>)";
}

TEST_P(XmlSignatureForms, what_is_not_counted_is_unknown_and_never_good) {
  const std::vector<RefusedXml> cases{
      {"sha_1_signature",
       SignatureState::unsupported,
       "xades.algorithm_old",
       {.signature_method = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"}},
      {"sha_1_digest",
       SignatureState::unsupported,
       "xades.algorithm_old",
       {.digest_method = "http://www.w3.org/2000/09/xmldsig#sha1"}},
      {"hmac",
       SignatureState::unsupported,
       "proof.alg_unknown",
       {.signature_method = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"}},
      {"external", SignatureState::unsupported, "xades.reference_elsewhere", {.uri = "https://example.org/elmo.xml"}},
      {"file", SignatureState::unsupported, "xades.reference_elsewhere", {.uri = "file:///etc/passwd"}},
      {"pointer", SignatureState::unsupported, "xades.reference_elsewhere", {.uri = "#xpointer(id('a'))"}},
      {"nowhere", SignatureState::altered, "xades.not_the_document", {.uri = "#nothing"}},
      {"stylesheet", SignatureState::unsupported, "xades.transform_unknown", {.transforms = stylesheet_transform()}},
      {"any_path", SignatureState::unsupported, "xades.transform_unknown", {.transforms = any_path_transform()}},
  };
  for (RefusedXml one : cases) {
    one.how.chain = {certificate_.der};
    const SignatureCheck check = verify(xml_signed(k_signed_document, *key_, one.how));
    EXPECT_EQ(check.state, one.want) << one.name;
    EXPECT_TRUE(says(check, one.message)) << one.name << ": " << check.finding.findings.front().message;
  }
  how_.more_references = test::xml_reference("https://example.org/", "", "", how_.digest_method, "AAAA");
  EXPECT_EQ(verify(xml_signed(k_signed_document, *key_, how_)).state, SignatureState::unsupported);
}

TEST_P(XmlSignatureForms, certificates_that_are_missing_foreign_or_over) {
  const std::string xml = xml_signed(k_signed_document, *key_, how_);
  how_.chain.clear();
  const SignatureCheck missing = verify(xml_signed(k_signed_document, *key_, how_));
  EXPECT_EQ(missing.state, SignatureState::key_unknown);
  EXPECT_TRUE(says(missing, "jades.x5c_missing"));
  const auto other = must(PrivateKey::generate(KeyType::p256));
  how_.chain = {must(crypto::self_signed_certificate(*other, {.common_name = "Other"}, test::at("2026-01-01"), 9)).der};
  EXPECT_TRUE(says(verify(xml_signed(k_signed_document, *key_, how_)), "jades.signature_wrong"));
  const SignatureCheck expired = verify(xml, "2028-01-01");
  EXPECT_EQ(expired.state, SignatureState::good);
  EXPECT_TRUE(says(expired, "jades.certificate_expired"));
  EXPECT_EQ(expired.finding.outcome, Outcome::unknown);
}

TEST_P(XmlSignatureForms, unsigned_and_several) {
  EXPECT_TRUE(all(k_signed_document).checks.empty());
  const std::string twice = test::with_xml_signature(xml_signed(k_signed_document, *key_, how_),
                                                     test::xml_signature(k_signed_document, *key_, how_));
  // Each is over the document with the other one, and so neither over what is there now.
  EXPECT_EQ(all(twice).checks.size(), 2U);
  EXPECT_EQ(all(twice).checks[0].state, SignatureState::altered);
  how_.transforms = in_place_of(
      how_.transforms,
      R"(<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"></ds:Transform>)",
      R"(<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2"><f:XPath xmlns:f=)"
      R"("http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">/descendant::ds:Signature</f:XPath></ds:Transform>)");
  const std::string parallel = test::with_xml_signature(
      xml_signed(k_signed_document, *key_, how_),
      in_place_of(test::xml_signature(k_signed_document, *key_, how_), "\"seal\"", "\"other\""));
  for (const SignatureCheck& check : all(parallel).checks) EXPECT_EQ(check.state, SignatureState::good);
}

TEST_P(XmlSignatureForms, documents_that_do_harm_are_not_read) {
  const auto error = [&](const std::string& xml) {
    auto read = verify_xml_signatures(xml, {.at = test::at("2026-06-01")});
    return read ? std::string{"read"} : read.error().code + ": " + read.error().message;
  };
  EXPECT_NE(error("<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>").find("document type"),
            std::string::npos);
  EXPECT_NE(error("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>").find("document type"), std::string::npos);
  EXPECT_NE(error("<a>&lol;</a>").find("well-formed"), std::string::npos);
  EXPECT_NE(error("<a><b></a>").find("well-formed"), std::string::npos);
  EXPECT_NE(error("<a xmlns='b'/>").find("canonical form"), std::string::npos);
  EXPECT_NE(error("<a>\xFF</a>").find("UTF-8"), std::string::npos);
  std::string deep;
  for (int i = 0; i < 400; ++i) deep += "<a>";
  EXPECT_NE(error(deep).find("well-formed"), std::string::npos);
  std::string many = "<a>";
  for (int i = 0; i < 50'001; ++i) many += "<b/>";
  EXPECT_NE(error(many + "</a>").find("50000 elements"), std::string::npos);
  std::string wide = "<a";
  for (int i = 0; i < 300; ++i) wide += " b" + std::to_string(i) + "=''";
  EXPECT_NE(error(wide + "/>").find("256 attributes"), std::string::npos);
  std::string spaces;
  for (int i = 0; i < 40; ++i) spaces += "<a xmlns:n" + std::to_string(i) + "='urn:n'>";
  for (int i = 0; i < 40; ++i) spaces += "</a>";
  EXPECT_NE(error(spaces).find("16 namespaces"), std::string::npos);
  std::string signatures = "<a>";
  for (int i = 0; i < 5; ++i) signatures += "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/>";
  EXPECT_NE(error(signatures + "</a>").find("5 signatures"), std::string::npos);
  signatures = "<a>";
  for (int i = 0; i < 65; ++i) signatures += "<b><Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/></b>";
  EXPECT_NE(error(signatures + "</a>").find("64 signatures"), std::string::npos);
  EXPECT_EQ(all("<a><Signature xmlns='http://www.w3.org/2000/09/xmldsig#'/></a>").checks.at(0).state,
            SignatureState::altered);
}

INSTANTIATE_TEST_SUITE_P(Once, XmlSignatureForms, testing::Values(KeyType::p256));

}  // namespace
}  // namespace credex::proof
