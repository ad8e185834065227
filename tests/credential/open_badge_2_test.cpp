#include "credential/open_badge_2.h"

#include <map>

#include "credential/bundle.h"
#include "credential/contents.h"
#include "credential/verify.h"
#include "credential/vouching.h"
#include "crypto/key.h"
#include "proof/jws.h"
#include "support.h"

namespace credex::credential {
namespace {

const Instant k_morning = test::at("2026-06-01T10:00:00Z");

/// A badge as older platforms host it: Assertion, BadgeClass and Profile at addresses of their own.
class OpenBadges2 : public testing::Test {
 protected:
  std::map<std::string, std::string> web_{
      {"https://badges.example/issuer",
       R"({"@context": "https://w3id.org/openbadges/v2", "type": "Profile", "id": "https://badges.example/issuer", "name": "Atelier Exemple", "url": "https://atelier.example/", "email": "badges@atelier.example",
           "publicKey": "https://badges.example/key", "revocationList": "https://badges.example/revoked"})"},
      {"https://badges.example/class",
       R"({"@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass", "id": "https://badges.example/class", "name": "Dorure à la feuille", "description": "Gilding with leaf",
           "criteria": {"narrative": "Gild a frame"}, "issuer": "https://badges.example/issuer",
           "alignment": [{"targetName": "restore art", "targetUrl": "http://data.europa.eu/esco/skill/1"}]})"},
      {"https://badges.example/revoked", R"({"id": "https://badges.example/revoked", "revokedAssertions": []})"}};
  std::string assertion_ =
      R"({"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://badges.example/a/1",
          "recipient": {"type": "email", "hashed": false, "identity": "lea@learner.example"}, "issuedOn": "2020-05-01T00:00:00Z",
          "badge": "https://badges.example/class", "verification": {"type": "hosted"}})";

  Fetch fetch() {
    return [this](const FetchRequest& request) -> Result<Fetched> {
      const auto found = web_.find(request.url);
      if (found == web_.end()) return Error{.code = "fetch.failed", .message = "nothing is there"};
      return Fetched{.body = found->second, .at = k_morning};
    };
  }
  Report judged(const std::string& text, VerifierOptions options = {}) {
    Verifier verifier{std::move(options), fetch()};
    return test::must(verifier.verify(text, k_morning));
  }
  static std::string said(const Report& report, const char* rule) {
    const Finding* found = report.find(rule);
    return found ? std::string{outcome_name(found->outcome)} + " " + found->message : "nothing";
  }
};

TEST_F(OpenBadges2, hosted_ones_are_what_their_host_says) {
  EXPECT_EQ(said(judged(assertion_), "integrity"), "unknown ob2.unreachable");
  web_["https://badges.example/a/1"] = assertion_;
  const Report report = judged(assertion_);
  EXPECT_EQ(said(report, "integrity"), "pass ob2.hosted");
  EXPECT_EQ(said(report, "issuer.key"), "pass ob2.same_host");
  EXPECT_EQ(said(report, "issuer"), "unknown issuer.domain") << "a host vouches for no name";
  EXPECT_EQ(vouching_of(report).domain, "badges.example");
  EXPECT_EQ(said(judged(assertion_, {.trusted_issuers = {"https://badges.example/issuer"}}), "issuer"),
            "pass issuer.trusted");
  EXPECT_EQ(said(report, "status"), "pass status.not_revoked");
  EXPECT_EQ(said(report, "vc.data_model"), "pass ob2.sound");
  std::string altered = assertion_;
  altered.replace(altered.find("lea@"), 4, "eve@");
  EXPECT_EQ(said(judged(altered), "integrity"), "fail ob2.differs");
  web_["https://badges.example/a/1"] =
      R"({"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "https://badges.example/a/1", "revoked": true, "revocationReason": "by mistake"})";
  EXPECT_EQ(said(judged(assertion_), "status"), "fail status.revoked");
}

TEST_F(OpenBadges2, a_host_speaks_for_itself_alone) {
  std::string elsewhere = assertion_;
  elsewhere.replace(elsewhere.find("badges.example/a/1"), 18, "evil.example/a/1");
  web_["https://evil.example/a/1"] = elsewhere;
  EXPECT_EQ(said(judged(elsewhere), "issuer"), "unknown ob2.other_host");
}

TEST_F(OpenBadges2, what_the_server_gives_is_the_badge) {
  web_["https://badges.example/a/1"] = assertion_;
  const std::string by_address = R"("badge": "https://badges.example/class")";
  const auto with_badge = [&](const std::string& badge) {
    std::string out = assertion_;
    return out.replace(out.find(by_address), by_address.size(), "\"badge\": " + badge);
  };
  // The holder writes a badge of the same address and another name into his file.
  const std::string forged =
      R"({"type": "BadgeClass", "id": "https://badges.example/class", "name": "Doctor of Medicine", "issuer": "https://badges.example/issuer"})";
  EXPECT_EQ(said(judged(with_badge(forged)), "integrity"), "fail ob2.differs");
  const std::string honest = web_["https://badges.example/class"];
  EXPECT_EQ(said(judged(with_badge(honest)), "integrity"), "pass ob2.hosted");
  std::string renamed = honest;
  renamed.replace(renamed.find("\"https://badges.example/issuer\""), 31,
                  R"({"type": "Profile", "id": "https://badges.example/issuer", "name": "University of Oxford"})");
  EXPECT_EQ(said(judged(with_badge(renamed)), "integrity"), "fail ob2.differs") << renamed;
  for (const char* member : {"narrative", "image"}) {
    std::string more = assertion_;
    more.insert(more.find("\"badge\""), std::string{"\""} + member + "\": \"added by hand\", ");
    EXPECT_EQ(said(judged(more), "integrity"), "fail ob2.differs") << member;
  }
  // What the issuer adds later is no forgery.
  std::string later = assertion_;
  later.insert(later.find("\"badge\""), R"("evidence": [{"id": "https://badges.example/piece"}], )");
  web_["https://badges.example/a/1"] = later;
  EXPECT_EQ(said(judged(assertion_), "integrity"), "pass ob2.hosted");
}

TEST_F(OpenBadges2, an_issuer_says_where_its_badges_stand) {
  web_["https://badges.example/a/1"] = assertion_;
  const auto issuer = [&](const std::string& rules) {
    web_["https://badges.example/issuer"] =
        R"({"type": "Profile", "id": "https://badges.example/issuer", "name": "Atelier Exemple", "verification": )" +
        rules + "}";
    return said(judged(assertion_), "issuer.key");
  };
  EXPECT_EQ(issuer(R"({"startsWith": "https://badges.example/a/"})"), "pass ob2.same_host");
  EXPECT_EQ(issuer(R"({"startsWith": ["https://badges.example/x/", "https://badges.example/a/"]})"),
            "pass ob2.same_host");
  EXPECT_EQ(issuer(R"({"startsWith": "https://badges.example/NOT/"})"), "fail ob2.other_place");
  EXPECT_EQ(issuer(R"({"allowedOrigins": ["other.example"]})"), "unknown ob2.other_host");
  EXPECT_EQ(issuer(R"({"allowedOrigins": ["other.example", "badges.example"]})"), "pass ob2.same_host");
}

TEST_F(OpenBadges2, a_bundle_is_its_makers_word) {
  Bundle bundle{.credential = assertion_, .made = k_morning};
  for (const auto& [url, body] : web_) bundle.documents[url] = {.body = body, .at = k_morning};
  bundle.documents["https://badges.example/a/1"] = {.body = assertion_, .at = k_morning};
  const Report report = judged(write_bundle(bundle), {.trusted_issuers = {"https://badges.example/issuer"}});
  EXPECT_EQ(said(report, "integrity"), "unknown ob2.as_bundled");
  EXPECT_EQ(said(report, "issuer.key"), "unknown ob2.as_bundled");
  EXPECT_EQ(said(report, "status"), "unknown ob2.as_bundled");
  EXPECT_EQ(report_text(report, Colour::off).find("just now"), std::string::npos);
}

TEST_F(OpenBadges2, say_who_learnt_what) {
  const Contents contents = test::must(contents_of(assertion_, fetch()));
  EXPECT_EQ(contents.definition.title.any(), "Dorure à la feuille");
  EXPECT_EQ(contents.issuer_name, "Atelier Exemple");
  EXPECT_EQ(contents.award.learner.email, "lea@learner.example");
  ASSERT_EQ(contents.definition.outcomes.size(), 1U);
  EXPECT_EQ(contents.definition.outcomes[0].esco_skills[0].uri, "http://data.europa.eu/esco/skill/1");
  EXPECT_FALSE(contents_of(assertion_)) << "without the network its parts are not there";
  std::string hashed = assertion_;
  hashed.replace(hashed.find("false"), 5, "true");
  EXPECT_EQ(test::must(contents_of(hashed, fetch())).losses.at(0).message, "convert.hashed_identity");
  web_["https://badges.example/class"] = "no json";
  EXPECT_EQ(contents_of(assertion_, fetch()).error().code, "credential.open_badge_2");
}

TEST_F(OpenBadges2, signed_ones_hold_by_the_issuers_key) {
  const auto key = test::must(crypto::PrivateKey::generate(crypto::KeyType::rsa));
  std::string lines;
  for (std::string rest = base64(key->public_key().spki()); !rest.empty();) {
    lines += rest.substr(0, 64) + "\\n";
    rest.erase(0, 64);
  }
  const std::string pem = "-----BEGIN PUBLIC KEY-----\\n" + lines + "-----END PUBLIC KEY-----\\n";
  web_["https://badges.example/key"] =
      R"({"type": "CryptographicKey", "id": "https://badges.example/key", "owner": "https://badges.example/issuer", "publicKeyPem": ")" +
      pem + "\"}";
  std::string assertion = assertion_;
  const std::string hosted = R"({"type": "hosted"})";
  assertion.replace(assertion.find(hosted), hosted.size(),
                    R"({"type": "signed", "creator": "https://badges.example/key"})");
  json::Arena arena;
  const std::string token = test::must(proof::sign_compact(json::Value::object(arena), assertion, *key));
  const Report report = judged(token);
  EXPECT_EQ(said(report, "integrity"), "pass integrity.authentic") << report_text(report, Colour::off);
  EXPECT_EQ(said(report, "issuer.key"), "pass issuer.key.document");
  EXPECT_EQ(said(report, "issuer"), "unknown issuer.domain");
  EXPECT_EQ(said(report, "status"), "pass status.not_revoked");
  std::string altered = token;
  altered[altered.size() - 10] = altered[altered.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(said(judged(altered), "integrity"), "fail integrity.altered");
  web_["https://badges.example/revoked"] = R"({"revokedAssertions": [{"id": "https://badges.example/a/1"}]})";
  EXPECT_EQ(said(judged(token), "status"), "fail status.revoked");
  web_["https://badges.example/issuer"] =
      R"({"type": "Profile", "id": "https://badges.example/issuer", "name": "Atelier Exemple"})";
  EXPECT_EQ(said(judged(token), "issuer"), "unknown issuer.other_signer");
  web_.erase("https://badges.example/key");
  EXPECT_EQ(said(judged(token), "integrity"), "unknown integrity.not_checked");
}

}  // namespace
}  // namespace credex::credential
