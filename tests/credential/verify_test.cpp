#include "credential/verify.h"

#include <cstring>

#include "base/digest.h"
#include "credential/baked.h"
#include "credential/bundle.h"
#include "credential/contents.h"
#include "credential/issue.h"
#include "credential/label.h"
#include "fixtures.h"
#include "proof/data_integrity.h"
#include "proof/status_list.h"
#include "verify_support.h"

namespace credex::credential {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;
using test_data::award;
using test_data::example;
using test_data::k_checked;
using test_data::k_list_url;
using Verify = test_data::Verify;

TEST_F(Verify, every_form_that_we_issue_is_authentic) {
  for (const Format format : {Format::open_badge, Format::open_badge_jwt}) {
    for (const KeyType type : {KeyType::ed25519, KeyType::p256, KeyType::p384}) {
      const Report report = verify(make(format, award(), type));
      EXPECT_EQ(report.outcome(), Outcome::pass) << report_text(report, Colour::off);
      EXPECT_EQ(verdict_line(report), "authentic; from Accademia del Sasso; valid");
    }
  }
  EXPECT_EQ(verify(make(Format::open_badge_jwt, award(), KeyType::rsa)).outcome(), Outcome::pass);
}

TEST_F(Verify, a_seal_passes_when_its_certificate_is_trusted_and_is_unknown_when_not) {
  const std::string sealed = make(Format::elm, award(), KeyType::p256);
  const Report trusted = verify(sealed, k_checked, {.anchors = {certificate_}});
  EXPECT_EQ(trusted.outcome(), Outcome::pass) << report_text(trusted, Colour::off);
  const Report untrusted = verify(sealed);
  EXPECT_EQ(untrusted.outcome(), Outcome::unknown);
  EXPECT_EQ(untrusted.find("integrity")->outcome, Outcome::pass);
  EXPECT_EQ(untrusted.find("issuer")->message, "issuer.sealed_unknown");
  EXPECT_EQ(verdict_line(untrusted),
            "authentic; says it is from \"Accademia del Sasso\", which nobody vouches for; valid");
}

TEST_F(Verify, one_changed_letter_is_altered_and_nothing_is_said_of_the_issuer) {
  for (const Format format : {Format::open_badge, Format::elm}) {
    std::string bytes = make(format, award(), KeyType::p256);
    const auto at = bytes.find("D’Aubigné");
    bytes.replace(at, 1, "d");
    const Report report = verify(bytes);
    EXPECT_EQ(report.outcome(), Outcome::fail);
    EXPECT_EQ(report.find("integrity")->message, "integrity.altered");
    EXPECT_NE(report.find("issuer")->outcome, Outcome::pass);
    EXPECT_EQ(verdict_line(report), "altered");
  }
}

TEST_F(Verify, time_is_judged_apart) {
  Award given = award();
  given.valid_until = test::at("2026-05-01T00:00:00Z");
  const std::string bytes = make(Format::open_badge, given);
  EXPECT_EQ(verify(bytes).find("validity")->message, "validity.expired");
  EXPECT_EQ(verify(bytes).find("integrity")->outcome, Outcome::pass);
  EXPECT_EQ(verify(bytes, test::at("2026-04-01")).find("validity")->message, "validity.until");
  EXPECT_EQ(verify(bytes, test::at("2026-01-01")).find("validity")->message, "validity.not_yet");
}

TEST_F(Verify, an_unsigned_credential_is_unknown_and_never_a_forgery) {
  const json::Document document = test::must(json::parse(make(Format::open_badge, award())));
  document.root.erase("proof");
  const Report report = verify(json::write(document.root));
  EXPECT_EQ(report.outcome(), Outcome::unknown);
  EXPECT_EQ(report.find("integrity")->message, "integrity.unsigned");
}

TEST_F(Verify, beside_a_sound_proof_one_of_an_unknown_suite_is_said_and_takes_nothing) {
  const json::Document document = test::must(json::parse(make(Format::open_badge, award())));
  json::Arena& arena = *document.arena;
  const json::Value sound = document.root.get("proof");
  const json::Value other = test::must(json::parse_into(
      arena,
      R"({"type": "SomeSignature2031", "verificationMethod": "did:example:i#1", "proofPurpose": "assertionMethod"})"));
  const json::Value both = json::Value::array(arena);
  both.push(arena, other);
  both.push(arena, sound);
  document.root.set(arena, "proof", both);
  const Report report = verify(json::write(document.root));
  EXPECT_EQ(report.outcome(), Outcome::pass);
  const Finding* integrity = report.find("integrity");
  EXPECT_EQ(integrity->message, "integrity.authentic");
  ASSERT_EQ(integrity->findings.size(), 2U);
  EXPECT_EQ(integrity->findings[0].message, "proof.unknown");
  // Alone it is unknown; beside an altered one nothing is made up for.
  document.root.set(arena, "proof", other);
  EXPECT_EQ(verify(json::write(document.root)).find("integrity")->message, "integrity.not_checked");
  document.root.set(arena, "proof", both);
  document.root.set(arena, "validUntil", json::Value::string("2099-01-01T00:00:00Z"));
  EXPECT_EQ(verify(json::write(document.root)).find("integrity")->message, "integrity.altered");
}

TEST_F(Verify, a_signer_who_is_not_the_issuer_is_unknown) {
  const std::string bytes = make(Format::open_badge, award());
  const json::Document document = test::must(json::parse(bytes));
  document.root.get("issuer").set(*document.arena, "id", json::Value::string("https://famous.example/"));
  document.root.erase("proof");
  json::Arena arena;
  const json::Value proven = test::must(proof::add_proof(
      arena, processor_, document.root,
      {.verification_method = did_ + "#" + key_->public_key().multikey(), .created = test::at("2026-03-15")}, *key_));
  const Report report = verify(json::write(proven));
  EXPECT_EQ(report.find("integrity")->outcome, Outcome::pass);
  EXPECT_EQ(report.find("issuer")->message, "issuer.other_signer");
  EXPECT_EQ(report.outcome(), Outcome::unknown);
}

TEST_F(Verify, a_list_of_trusted_issuers_decides) {
  lists_ = false;
  const std::string bytes = make(Format::open_badge, award());
  EXPECT_EQ(verify(bytes, k_checked, {.trusted_issuers = {did_}}).find("issuer")->message, "issuer.trusted");
  EXPECT_EQ(verify(bytes, k_checked, {.trusted_issuers = {"did:key:zOther"}}).find("issuer")->outcome,
            Outcome::unknown);
}

TEST_F(Verify, an_issuer_outside_its_mandate_is_named) {
  definition_.quality_assurance[0].limit_eqf = {3, 4};
  const std::string bytes = make(Format::elm, award(), KeyType::p256);
  const Report report = verify(bytes, k_checked, {.anchors = {certificate_}});
  EXPECT_EQ(report.find("mandate")->outcome, Outcome::fail);
  EXPECT_NE(verdict_line(report).find("issuer outside its mandate"), std::string::npos);
  EXPECT_EQ(report.find("integrity")->outcome, Outcome::pass);
}

TEST_F(Verify, a_seal_under_a_mandate_says_who_taught_and_who_sealed) {
  framework::Mandate mandate{.id = "https://guild.example/mandates/1",
                             .given_by = definition_.awarding_body,
                             .eqf = {*definition_.level.eqf},
                             .until = *parse_date("2026-12-31")};
  mandate.sealed_by.legal_name.set("en", "Accademia del Sasso");
  mandate.sealed_by.country = "IT";
  mandate.sealed_by.eidas_identifier = "VATIT-00000001";
  definition_.awarding_body = {.country = "IT"};
  definition_.awarding_body.legal_name.set("en", "Atelier Argilla");
  mandate.given_by = definition_.awarding_body;
  Award given = award();
  given.issued = test::at("2026-05-01T00:00:00Z");
  given.mandate = mandate;
  for (const Format format : {Format::elm, Format::open_badge, Format::open_badge_jwt, Format::sd_jwt}) {
    SCOPED_TRACE(format_name(format));
    const std::string bytes = make(format, given, KeyType::p256);
    const Report report = verify(bytes, k_checked, {.anchors = {certificate_}});
    EXPECT_EQ(report.find("integrity")->outcome, Outcome::pass);
    EXPECT_EQ(report.find("mandate")->message, "mandate.seal_said") << report_text(report, Colour::off);
    EXPECT_EQ(report.find("mandate")->outcome, Outcome::warn) << "it is the sealer's own word";
    const Report known = verify(
        bytes, k_checked,
        {.anchors = {certificate_}, .knows_mandate = [&](const framework::Mandate& one) { return one == mandate; }});
    EXPECT_EQ(known.find("mandate")->message, "mandate.seal_within");
    EXPECT_EQ(report.find("mandate")->args[0], "Accademia del Sasso");
    EXPECT_EQ(report.find("mandate")->args[1], "Atelier Argilla");
    if (const Finding* model = report.find("vc.data_model")) EXPECT_EQ(model->outcome, Outcome::pass);
    if (format == Format::elm) EXPECT_EQ(report.find("shacl.conforms")->outcome, Outcome::pass);
    // What goes out comes back.
    const Contents contents = test::must(contents_of(bytes));
    EXPECT_EQ(contents.award.mandate, mandate);
    EXPECT_EQ(contents.definition.awarding_body.legal_name, definition_.awarding_body.legal_name);
    EXPECT_EQ(contents.issuer_name, "Accademia del Sasso");
  }
  // Outside it nothing is signed.
  given.mandate->eqf = {1};
  CredentialMaker maker{*key_, processor_, offline_fetch(), {}};
  const auto refused = maker.make(definition_, given);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "credential.mandate");
}

TEST_F(Verify, a_schema_is_said_not_to_be_checked) {
  const json::Document document = test::must(json::parse(make(Format::open_badge, award())));
  EXPECT_EQ(verify(json::write(document.root)).find("schema"), nullptr);
  document.root.set(
      *document.arena, "credentialSchema",
      test::must(json::parse_into(*document.arena, R"({"id": "https://school.example/s", "type": "JsonSchema"})")));
  const Report report = verify(json::write(document.root));
  ASSERT_NE(report.find("schema"), nullptr);
  EXPECT_EQ(report.find("schema")->outcome, Outcome::not_applicable);
  EXPECT_EQ(report.find("schema")->args, std::vector<std::string>{"https://school.example/s"});
}

TEST_F(Verify, what_it_points_at_is_held_against_its_digests) {
  // An image: its bytes are no text, and a bundle holds them all the same.
  const std::string image{"\x89PNG\r\n\x1a\n\xff\x00 a portfolio piece", 28};
  const std::string sri = "sha256-" + base64(digest(HashAlgorithm::sha256, as_bytes(image)));
  const std::string strong = "sha512-" + base64(digest(HashAlgorithm::sha512, as_bytes(image)));
  const std::string wrong = "sha384-" + base64(digest(HashAlgorithm::sha384, as_bytes("other")));
  const auto multihash = [](std::uint8_t code, const Bytes& value) {
    Bytes bytes{code, static_cast<std::uint8_t>(value.size())};
    bytes.insert(bytes.end(), value.begin(), value.end());
    return "u" + base64url(bytes);
  };
  const std::string hashed = multihash(0x12, digest(HashAlgorithm::sha256, as_bytes(image)));
  fetch_ = [&](const FetchRequest& request) -> Result<Fetched> {
    if (request.url != "https://school.example/piece.png") return Error{.code = "fetch.failed", .message = "gone"};
    return Fetched{.body = image, .at = k_checked};
  };
  const std::string plain = make(Format::open_badge, award());
  const auto with = [&](const std::string& related) {
    const json::Document document = test::must(json::parse(plain));
    document.root.erase("proof");
    const json::Document list = test::must(json::parse(related));
    document.root.append(*document.arena, "relatedResource", list.root);
    return json::write(test::must(proof::add_proof(
        *document.arena, processor_, document.root,
        {.verification_method = did_ + "#" + key_->public_key().multikey(), .created = test::at("2026-03-15")},
        *key_)));
  };
  const auto said = [&](const std::string& digests, const std::string& url = "https://school.example/piece.png") {
    const Report report = verify(with(R"([{"id":")" + url + R"(",)" + digests + "}]"));
    const Finding* related = report.find("related");
    EXPECT_EQ(report.outcome(), related->outcome) << report_text(report, Colour::off);
    return related->findings.at(0).message;
  };
  const auto as_sri = [](const std::string& value) { return R"("digestSRI":")" + value + R"(")"; };
  const auto as_multibase = [](const std::string& value) { return R"("digestMultibase":")" + value + R"(")"; };
  EXPECT_EQ(said(as_sri(sri)), "related.same");
  EXPECT_EQ(said(as_sri(strong + "?ct=image/png")), "related.same");
  // The strongest algorithm counts; among its digests, any one.
  EXPECT_EQ(said(as_sri(sri + " " + wrong)), "related.other");
  EXPECT_EQ(said(as_sri(wrong + " " + strong)), "related.same");
  EXPECT_EQ(said(as_multibase(hashed)), "related.same");
  EXPECT_EQ(said(as_multibase(multihash(0x20, digest(HashAlgorithm::sha384, as_bytes(image))))), "related.same");
  EXPECT_EQ(said(as_multibase(multihash(0x12, digest(HashAlgorithm::sha256, as_bytes("other"))))), "related.other");
  EXPECT_EQ(said(as_sri(sri) + "," + as_multibase(multihash(0x13, Bytes(64)))), "related.other");
  EXPECT_EQ(said(as_sri("md5-AAAA")), "related.digest_unknown");
  EXPECT_EQ(said(as_multibase("u_w")), "related.digest_unknown");
  EXPECT_EQ(said(as_sri(sri), "https://school.example/gone.png"), "related.unreachable");
  // What the program has built in is compared with that.
  EXPECT_EQ(said(as_sri(sri), "https://www.w3.org/ns/credentials/v2"), "related.other");

  const std::string bytes = with(R"([{"id":"https://school.example/piece.png",)" + as_sri(sri) + "}]");
  Bundle bundle{.credential = bytes, .made = k_checked};
  (void)test::must(Verifier{{}, recording_fetch(fetch_, bundle)}.verify(bytes, k_checked));
  const std::string packed = write_bundle(bundle);
  fetch_ = offline_fetch();
  EXPECT_EQ(verify(packed).find("related")->outcome, Outcome::pass);
  const Report warned = verify(bytes);
  EXPECT_EQ(warned.find("related")->outcome, Outcome::warn);
  EXPECT_EQ(verdict_line(warned), "authentic; from Accademia del Sasso; valid");
  const std::string other = with(R"([{"id":"https://www.w3.org/ns/credentials/v2",)" + as_sri(sri) + "}]");
  EXPECT_EQ(verdict_line(verify(other)), "what it points at was changed; authentic; from Accademia del Sasso; valid");
}

TEST_F(Verify, a_bundle_needs_no_network_and_says_how_old_its_facts_are) {
  Award given = award();
  given.status = {{.list_url = k_list_url, .index = 5}};
  const std::string bytes = make(Format::open_badge, given);
  const std::string list = status_list(6);
  Bundle bundle{.credential = bytes, .made = k_checked};
  const Fetch network = [list](const FetchRequest&) -> Result<Fetched> {
    return Fetched{.body = list, .at = k_checked};
  };
  const Report online =
      test::must(Verifier{{.trusted_issuers = {did_}}, recording_fetch(network, bundle)}.verify(bytes, k_checked));
  EXPECT_EQ(online.outcome(), Outcome::pass);
  EXPECT_EQ(bundle.documents.size(), 1U);
  const Report offline = verify(write_bundle(bundle), k_checked + std::chrono::days{3});
  EXPECT_EQ(offline.outcome(), Outcome::pass) << report_text(offline, Colour::off);
  EXPECT_EQ(verdict_line(offline), "authentic; from Accademia del Sasso; valid; not revoked as of 3 days ago");
  const Report old = verify(write_bundle(bundle), k_checked + std::chrono::days{60});
  EXPECT_EQ(old.find("status")->message, "status.not_revoked_old");
}

TEST_F(Verify, baked_pictures_and_envelopes_are_opened) {
  const std::string badge = make(Format::open_badge, award());
  EXPECT_EQ(verify(test::must(bake(sign_svg(definition_), badge))).outcome(), Outcome::pass);
  const std::string token = make(Format::open_badge_jwt, award());
  EXPECT_EQ(verify(test::must(bake(sign_svg(definition_), token))).outcome(), Outcome::pass);
  const std::string envelope =
      R"({"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential", "id": "data:application/vc+jwt,)" +
      token + "\"}";
  EXPECT_EQ(verify(envelope).outcome(), Outcome::pass);
  const std::string presentation =
      R"({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"], "verifiableCredential": [)" +
      badge + "," + envelope + "]}";
  // What it holds is sound, and nobody signed that it is shown.
  const Report report = verify(presentation);
  EXPECT_EQ(report.outcome(), Outcome::unknown) << report_text(report, Colour::off);
  EXPECT_EQ(report.find("integrity")->message, "presentation.unsigned");
  std::size_t sound = 0;
  for (const Finding& finding : report.findings)
    sound += finding.rule == "presentation.credential" && finding.outcome == Outcome::pass ? 1 : 0;
  EXPECT_EQ(sound, 2U);
}

TEST_F(Verify, poisoned_and_broken_input_never_passes) {
  Verifier verifier{{}, fetch_};
  for (const std::string& bytes :
       {std::string{}, std::string{"{"}, std::string{"[]"}, std::string{"\xFF\xFE\x00", 3}, std::string{"{\"a\": 1}"},
        std::string(300, '['), std::string{"eyJ.eyJ.x"}, std::string{"<svg/>"},
        std::string{"{\"payload\": 1, \"signatures\": []}"}, std::string{R"({"payload": "{}", "signatures": [{}]})"},
        std::string{R"({"type": "CredexBundle"})"},
        std::string{R"({"@context": [], "type": ["VerifiablePresentation"], "verifiableCredential": "x"})"}}) {
    const auto result = verifier.verify(bytes, k_checked);
    if (result) EXPECT_NE(result->outcome(), Outcome::pass) << bytes;
  }
}

struct ModelCase {
  const char* name;
  const char* member;
  const char* value;
  const char* message;
};
class DataModelRule : public testing::TestWithParam<ModelCase> {};
TEST_P(DataModelRule, is_enforced) {
  const json::Document document = test::must(json::parse(
      R"({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": "did:example:i", "credentialSubject": {"id": "urn:x"}, "validFrom": "2026-01-01T00:00:00Z"})"));
  Verifier verifier{{}, offline_fetch()};
  const json::Value value = test::must(json::parse_into(*document.arena, GetParam().value));
  if (value.is_null()) {
    document.root.erase(GetParam().member);
  } else {
    document.root.set(*document.arena, GetParam().member, value);
  }
  const Report report = test::must(verifier.verify(json::write(document.root), k_checked));
  const Finding* model = report.find("vc.data_model");
  ASSERT_NE(model, nullptr);
  bool said = model->message == GetParam().message;
  for (const Finding& finding : model->findings) said = said || finding.message == GetParam().message;
  EXPECT_TRUE(said) << report_text(report, Colour::off);
  EXPECT_EQ(model->outcome, Outcome::fail);
}
INSTANTIATE_TEST_SUITE_P(
    Vc2, DataModelRule,
    testing::Values(
        ModelCase{"context", "@context", "[\"https://elsewhere.example/\"]", "vc.context_wrong"},
        ModelCase{"type", "type", "[\"Other\"]", "vc.type_wanted"},
        ModelCase{"no_type", "type", "null", "vc.type_missing"},
        ModelCase{"no_issuer", "issuer", "null", "vc.issuer_missing"},
        ModelCase{"issuer_no_url", "issuer", "\"school\"", "vc.not_url"},
        ModelCase{"no_subject", "credentialSubject", "null", "vc.subject_missing"},
        ModelCase{"empty_subject", "credentialSubject", "{}", "vc.subject_empty"},
        ModelCase{"time", "validUntil", "\"soon\"", "vc.time_unreadable"},
        ModelCase{"no_zone", "validFrom", "\"2026-01-01T00:00:00\"", "vc.time_no_zone"},
        ModelCase{"ends_first", "validUntil", "\"2025-01-01T00:00:00Z\"", "vc.until_before_from"},
        ModelCase{"schema_no_id", "credentialSchema", "{\"type\": \"JsonSchema\"}", "vc.id_missing"},
        ModelCase{"status_no_type", "credentialStatus", "{\"id\": \"urn:s\"}", "vc.type_missing"},
        ModelCase{"context_form", "@context", "[\"https://www.w3.org/ns/credentials/v2\", 7]", "vc.context_form"},
        ModelCase{"context_no_url", "@context", "[\"https://www.w3.org/ns/credentials/v2\", \"x\"]", "vc.not_url"},
        ModelCase{"type_number", "type", "[\"VerifiableCredential\", 7]", "vc.type_missing"},
        ModelCase{"type_space", "type", "[\"VerifiableCredential\", \"two words\"]", "vc.type_missing"},
        ModelCase{"two_ids", "id", "[\"urn:a\", \"urn:b\"]", "vc.not_url"},
        ModelCase{"name_number", "name", "7", "vc.words_form"},
        ModelCase{"name_extra", "name", "{\"@value\": \"x\", \"url\": \"y\"}", "vc.words_form"},
        ModelCase{"issuer_name", "issuer", "{\"id\": \"urn:i\", \"name\": [1]}", "vc.words_form"},
        ModelCase{"evidence", "evidence", "{\"id\": \"urn:e\"}", "vc.type_missing"},
        ModelCase{"terms", "termsOfUse", "\"free\"", "vc.not_object"},
        ModelCase{"resource_text", "relatedResource", "\"https://a.example/\"", "vc.not_object"},
        ModelCase{"resource", "relatedResource", "{\"id\": \"https://a.example/\"}", "vc.digest_missing"}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace credex::credential
