// Who presents, and what a token says of itself: judged without any request too.
#include "base/digest.h"
#include "base/embedded.h"
#include "base/yaml.h"
#include "credential/data_model.h"
#include "credential/verify.h"
#include "proof/data_integrity.h"
#include "proof/ecdsa_sd.h"
#include "proof/jws.h"
#include "rdf/jsonld/processor.h"
#include "support.h"

namespace credex::credential {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;
using json::Value;

const Instant k_now = test::at("2026-06-01T00:00:00Z");

/// An issuer, a holder and a stranger, each with a did:key.
class Presenting : public testing::Test {
 protected:
  struct Person {
    std::unique_ptr<PrivateKey> key = test::must(PrivateKey::generate(KeyType::ed25519));
    std::string did = proof::did_key(key->public_key());
    std::string method = did + "#" + key->public_key().multikey();
  };
  Value parsed(const std::string& text) { return test::must(json::parse_into(arena_, text)); }
  Value secured(const Value& document, const Person& who, const char* purpose = "assertionMethod") {
    return test::must(proof::add_proof(arena_, processor_, document,
                                       {.verification_method = who.method, .purpose = purpose, .created = k_now},
                                       *who.key));
  }
  Value credential(const std::string& more = "") {
    return secured(
        parsed(
            R"({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": ")" +
            issuer_.did + R"(", "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {"id": ")" + holder_.did +
            "\"}" + more + "}"),
        issuer_);
  }
  /// A presentation of those credentials, in the name of `named` where that is not empty.
  Value presentation(const std::string& named, const std::vector<Value>& held) {
    Value out = parsed(R"({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"]})");
    if (!named.empty()) out.append(arena_, "holder", arena_.string(named));
    if (held.empty()) return out;
    const Value list = Value::array(arena_, held.size());
    for (const Value& one : held) list.push(arena_, one);
    out.append(arena_, "verifiableCredential", list);
    return out;
  }
  Report judged(const std::string& text) { return test::must(Verifier{{}, offline_fetch()}.verify(text, k_now)); }
  Report judged(const Value& value) { return judged(json::write(value)); }
  std::string token(const Value& payload, const Person& who, const char* typ) {
    Value header = Value::object(arena_, 2);
    if (*typ != '\0') header.append(arena_, "typ", Value::string(typ));
    header.append(arena_, "kid", arena_.string(who.method));
    return test::must(proof::sign_compact(header, json::write(payload), *who.key));
  }
  static std::string said(const Report& report, const char* rule) {
    const Finding* finding = report.find(rule);
    return finding ? finding->message + " " + std::string{outcome_name(finding->outcome)} : "-";
  }

  json::Arena arena_;
  rdf::jsonld::Processor processor_;
  Person issuer_;
  Person holder_;
  Person stranger_;
};

TEST_F(Presenting, its_holder_by_its_own_key_passes) {
  const Report report = judged(secured(presentation(holder_.did, {credential()}), holder_, "authentication"));
  EXPECT_EQ(said(report, "holder"), "holder.presents pass") << report_text(report, Colour::off);
  EXPECT_EQ(said(report, "integrity"), "integrity.authentic pass");
}

TEST_F(Presenting, nobody_is_never_a_pass) {
  for (const std::string& named : {std::string{}, holder_.did}) {
    const Report report = judged(presentation(named, {credential()}));
    EXPECT_EQ(said(report, "integrity"), "presentation.unsigned unknown");
    EXPECT_EQ(said(report, "holder"), "holder.unproven unknown");
    EXPECT_NE(report.outcome(), Outcome::pass);
    EXPECT_NE(report.outcome(), Outcome::warn);
  }
  EXPECT_EQ(judged(presentation({}, {})).outcome(), Outcome::unknown);
}

TEST_F(Presenting, a_stranger_to_the_holder_it_names_fails) {
  const Report report = judged(secured(presentation(holder_.did, {credential()}), stranger_, "authentication"));
  EXPECT_EQ(said(report, "holder"), "holder.stranger fail");
  EXPECT_EQ(report.outcome(), Outcome::fail);
}

TEST_F(Presenting, a_stranger_to_the_credential_is_not_known_to_be_its_subject) {
  for (const std::string& named : {std::string{}, stranger_.did}) {
    const Report report = judged(secured(presentation(named, {credential()}), stranger_, "authentication"));
    EXPECT_EQ(said(report, "holder"), "holder.other_subject unknown");
  }
}

TEST_F(Presenting, without_credentials_it_is_judged_by_itself) {
  const Report report = judged(secured(presentation(holder_.did, {}), holder_, "authentication"));
  ASSERT_NE(report.find("presentation"), nullptr);
  EXPECT_EQ(report.find("presentation")->message, "presentation.empty");
  EXPECT_EQ(report.find("presentation")->outcome, Outcome::not_applicable);
  EXPECT_EQ(report.outcome(), Outcome::pass) << report_text(report, Colour::off);
}

TEST_F(Presenting, a_token_in_the_name_of_another_contradicts_itself) {
  Value payload = presentation(holder_.did, {credential()});
  EXPECT_EQ(said(judged(token(payload, holder_, "vp+jwt")), "holder"), "holder.presents pass");
  EXPECT_EQ(said(judged(token(payload, stranger_, "vp+jwt")), "holder"), "holder.stranger fail");
  payload.append(arena_, "iss", arena_.string(stranger_.did));
  EXPECT_EQ(said(judged(token(payload, stranger_, "vp+jwt")), "integrity"), "integrity.contradictory fail");
}

struct TypeCase {
  const char* name;
  const char* typ;
  const char* integrity;
};
class TokenType : public Presenting, public testing::WithParamInterface<TypeCase> {};
TEST_P(TokenType, is_one_of_credentials) {
  Value payload = credential();
  payload.erase("proof");
  EXPECT_EQ(said(judged(token(payload, issuer_, GetParam().typ)), "integrity"), GetParam().integrity);
}
INSTANTIATE_TEST_SUITE_P(Types, TokenType,
                         testing::Values(TypeCase{"none", "", "integrity.authentic pass"},
                                         TypeCase{"jwt", "JWT", "integrity.authentic pass"},
                                         TypeCase{"vc", "vc+jwt", "integrity.authentic pass"},
                                         TypeCase{"vc_with_prefix", "application/vc+jwt", "integrity.authentic pass"},
                                         TypeCase{"vc_ld", "vc-ld+jwt", "integrity.authentic pass"},
                                         TypeCase{"presentation", "vp+jwt", "integrity.contradictory fail"},
                                         TypeCase{"access", "at+jwt", "integrity.contradictory fail"},
                                         TypeCase{"logout", "logout+jwt", "integrity.contradictory fail"},
                                         TypeCase{"wallet_key", "openid4vci-proof+jwt", "integrity.contradictory fail"},
                                         TypeCase{"of_no_kind", "bad+typ", "integrity.contradictory fail"}),
                         [](const auto& info) { return info.param.name; });

TEST_F(Presenting, times_of_a_token_are_its_signatures) {
  Value payload = credential(R"(, "validUntil": "2027-01-01T00:00:00Z")");
  payload.erase("proof");
  const auto with = [&](const char* claim, const char* time) {
    const Value own = payload.clone(arena_);
    own.append(arena_, claim, Value::integer(unix_seconds(test::at(time))));
    return said(judged(token(own, issuer_, "vc+jwt")), "integrity");
  };
  EXPECT_EQ(with("exp", "2028-01-01T00:00:00Z"), "integrity.authentic pass");
  EXPECT_EQ(with("nbf", "2025-01-01T00:00:00Z"), "integrity.authentic pass");
  EXPECT_EQ(with("iat", "2026-05-01T00:00:00Z"), "integrity.authentic pass");
  EXPECT_EQ(with("exp", "2026-05-01T00:00:00Z"), "integrity.not_now fail");
  EXPECT_EQ(with("nbf", "2026-07-01T00:00:00Z"), "integrity.not_now fail");
  // Open Badges 3.0, section 8.2: there both say the same.
  const Value contexts = parsed(
      R"(["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"])");
  payload.set(arena_, "@context", contexts);
  EXPECT_EQ(with("exp", "2028-01-01T00:00:00Z"), "integrity.contradictory fail");
  EXPECT_EQ(with("exp", "2027-01-01T00:00:00Z"), "integrity.authentic pass");
}

TEST_F(Presenting, claims_of_the_older_version_beside_a_credential_contradict_it) {
  Value payload = credential();
  payload.erase("proof");
  payload.append(arena_, "vc", parsed(R"({"type": ["VerifiableCredential"]})"));
  EXPECT_EQ(said(judged(token(payload, issuer_, "vc+jwt")), "integrity"), "integrity.contradictory fail");
}

TEST_F(Presenting, the_older_version_folds_its_subject_in) {
  const Value payload = parsed(R"({"iss": ")" + issuer_.did + R"(", "sub": ")" + holder_.did +
                               R"(", "nbf": 1767225600, "vc": {"@context": ["https://www.w3.org/2018/credentials/v1"],
                                  "type": ["VerifiableCredential"], "credentialSubject": {"name": "x"}}})");
  json::Arena arena;
  const Value inner = proof::unwrapped_claims(arena, payload);
  EXPECT_EQ(inner.get("credentialSubject").text("id"), holder_.did);
  EXPECT_EQ(inner.text("issuanceDate"), "2026-01-01T00:00:00Z");
  EXPECT_EQ(inner.text("issuer"), issuer_.did);
}

TEST_F(Presenting, text_with_a_direction_is_signed_with_it) {
  const std::string document =
      R"({"@context": ["https://www.w3.org/ns/credentials/v2", {"@direction": "ltr"}], "type": ["VerifiableCredential"], "issuer": ")" +
      issuer_.did + R"(", "name": {"@value": "شهادة", "@language": "ar", "@direction": "rtl"}, "description": "x",
          "credentialSubject": {"id": "urn:uuid:1"}})";
  const Value signed_one = secured(parsed(document), issuer_);
  EXPECT_EQ(said(judged(signed_one), "integrity"), "integrity.authentic pass");
  const Value turned = signed_one.clone(arena_);
  turned.get("name").set(arena_, "@direction", Value::string("ltr"));
  EXPECT_EQ(said(judged(turned), "integrity"), "integrity.altered fail");

  Person other{.key = test::must(PrivateKey::generate(KeyType::p256))};
  other.did = proof::did_key(other.key->public_key());
  other.method = other.did + "#" + other.key->public_key().multikey();
  const Value base = test::must(proof::add_proof(arena_, processor_, parsed(document),
                                                 {.suite = proof::Suite::ecdsa_sd_2023,
                                                  .verification_method = other.method,
                                                  .created = k_now,
                                                  .mandatory = {"/issuer"}},
                                                 *other.key));
  const Value shown = test::must(proof::derive_shown(arena_, processor_, base, {"/name", "/credentialSubject"}));
  EXPECT_EQ(said(judged(shown), "integrity"), "integrity.authentic pass");
}

TEST(Contexts, built_in_are_the_published_files_or_the_same_json) {
  const auto yaml = test::must(parse_yaml(embedded_file("contexts.yaml").value_or("")));
  std::size_t seen = 0;
  for (const auto& [url, file] : rdf::jsonld::known_contexts()) {
    for (const Value& entry : json::as_list(yaml.document.root)) {
      if (entry.text("url") != url) continue;
      ++seen;
      const auto text = embedded_file(file);
      ASSERT_TRUE(text) << file;
      const json::Document own = test::must(json::parse(*text));
      EXPECT_EQ(hex(sha256(json::write_canonical(own.root))), entry.text("canonical")) << url;
    }
  }
  EXPECT_EQ(seen, yaml.document.root.size());
  EXPECT_EQ(seen, 11U);
}

TEST_F(Presenting, a_context_answers_to_the_digest_of_its_recommendation) {
  const auto related = [&](const std::string& digest) {
    const Report report =
        judged(credential(R"(, "relatedResource": [{"id": "https://www.w3.org/ns/credentials/v2", )" + digest + "}]"));
    const Finding* finding = report.find("related");
    return finding ? finding->findings.at(0).message : "-";
  };
  // VC Data Model 2.0, appendix B.1.
  const Bytes digest = test::must(from_hex("59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"));
  EXPECT_EQ(related(R"("digestSRI": "sha256-)" + base64(digest) + "\""), "related.same");
  Bytes multihash{0x12, 0x20};
  multihash.insert(multihash.end(), digest.begin(), digest.end());
  EXPECT_EQ(related(R"("digestMultibase": "u)" + base64url(multihash) + "\""), "related.same");
  multihash.back() ^= 1;
  EXPECT_EQ(related(R"("digestMultibase": "u)" + base64url(multihash) + "\""), "related.other");
}

struct StatusRule {
  const char* name;
  const char* entry;
  const char* wanted;  ///< empty: it keeps all rules
};
class StatusRules : public testing::TestWithParam<StatusRule> {};
TEST_P(StatusRules, are_kept_by_who_issues) {
  const auto document = test::must(json::parse(std::string{R"({"credentialStatus": )"} + GetParam().entry + "}"));
  const Finding out = check_status_rules(document.root);
  EXPECT_EQ(out.findings.empty() ? "" : out.findings.front().message, GetParam().wanted);
}
INSTANTIATE_TEST_SUITE_P(
    Entries, StatusRules,
    testing::Values(
        StatusRule{"good",
                   R"({"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "7",
                               "statusListCredential": "https://a.example/1"})",
                   ""},
        StatusRule{"of_another_kind", R"({"type": "OtherEntry"})", ""},
        StatusRule{"no_purpose", R"({"type": "BitstringStatusListEntry", "statusListIndex": "7",
                                     "statusListCredential": "https://a.example/1"})",
                   "vc.status_purpose"},
        StatusRule{"no_index", R"({"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                                   "statusListCredential": "https://a.example/1"})",
                   "vc.status_index"},
        StatusRule{"negative_index", R"({"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                      "statusListIndex": "-3", "statusListCredential": "https://a.example/1"})",
                   "vc.status_index"},
        StatusRule{"index_as_number", R"({"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                      "statusListIndex": 3, "statusListCredential": "https://a.example/1"})",
                   "vc.status_index"},
        StatusRule{"size_zero", R"({"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusSize": 0,
                      "statusListIndex": "3", "statusListCredential": "https://a.example/1"})",
                   "vc.status_size"},
        StatusRule{"size_as_text", R"({"type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                      "statusSize": "2", "statusListIndex": "3", "statusListCredential": "https://a.example/1"})",
                   "vc.status_size"},
        StatusRule{"no_messages",
                   R"({"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusSize": 2,
                      "statusListIndex": "3", "statusListCredential": "https://a.example/1"})",
                   "vc.status_messages"},
        StatusRule{"few_messages", R"({"type": "BitstringStatusListEntry", "statusPurpose": "message", "statusSize": 2,
                      "statusMessage": [{"status": "0x0", "message": "a"}], "statusListIndex": "3",
                      "statusListCredential": "https://a.example/1"})",
                   "vc.status_messages"},
        StatusRule{"message_without_status", R"({"type": "BitstringStatusListEntry", "statusPurpose": "message",
                      "statusMessage": [{"message": "a"}, {"status": "0x1", "message": "b"}], "statusListIndex": "3",
                      "statusListCredential": "https://a.example/1"})",
                   "vc.status_message"}),
    [](const auto& info) { return info.param.name; });

TEST(StatusListRules, a_list_has_its_parts) {
  const auto document = test::must(json::parse(
      R"({"type": ["VerifiableCredential", "BitstringStatusListCredential"],
          "credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "revocation"}})"));
  const Finding out = check_status_rules(document.root);
  ASSERT_EQ(out.findings.size(), 1U);
  EXPECT_EQ(out.findings[0].message, "vc.status_list");
}

}  // namespace
}  // namespace credex::credential
