#include "credential/attestation.h"

#include "credential/contents.h"
#include "credential/issue.h"
#include "credential/verify.h"
#include "fixtures.h"
#include "proof/sd_jwt.h"
#include "proof/token_status_list.h"

namespace credex::credential {
namespace {

using crypto::KeyType;
using crypto::PrivateKey;

class Attestations : public testing::Test {
 protected:
  std::string issue(const framework::MicroCredential& definition, const Award& award) {
    CredentialMaker maker{*issuer_, processor_, offline_fetch(), {.format = Format::sd_jwt}};
    return test::must(maker.make(definition, award));
  }
  Report judged(const std::string& text, const std::optional<proof::ExpectedBinding>& expected = std::nullopt) {
    Verifier verifier{{}, fetch_};
    return test::must(verifier.verify(text, now_, expected));
  }
  static std::string said(const Report& report, const char* rule) {
    const Finding* found = report.find(rule);
    return found ? std::string{outcome_name(found->outcome)} + " " + found->message : "nothing";
  }

  std::unique_ptr<PrivateKey> issuer_ = test::must(PrivateKey::generate(KeyType::p256));
  std::unique_ptr<PrivateKey> holder_ = test::must(PrivateKey::generate(KeyType::p256));
  rdf::jsonld::Processor processor_;
  Fetch fetch_ = offline_fetch();
  Instant now_ = test::at("2026-06-01T10:00:00Z");
};

TEST_F(Attestations, carry_everything_there_and_back) {
  for (const char* name : test_data::k_examples) {
    const framework::MicroCredential definition = test_data::example(name);
    Award award = test_data::award();
    award.evidence_url = "https://school.example/work";
    award.valid_until = test::at("2030-01-01T00:00:00Z");
    award.status = {{.list_url = "https://school.example/list", .purpose = "token", .index = 7}};
    json::Arena arena;
    award.holder_key = json::write(holder_->public_key().jwk(arena));
    const std::string text = issue(definition, award);
    const Contents contents = test::must(contents_of(text));
    EXPECT_EQ(contents.definition, definition) << name;
    EXPECT_EQ(contents.award, award) << name;
    EXPECT_TRUE(contents.losses.empty()) << message_text(contents.losses[0]);
  }
}

TEST_F(Attestations, holder_shows_one_outcome_and_no_name) {
  json::Arena arena;
  Award award = test_data::award();
  award.holder_key = json::write(holder_->public_key().jwk(arena));
  const framework::MicroCredential definition = test_data::example("heritage-3d");
  const std::string text = issue(definition, award);
  const Report whole = judged(text);
  EXPECT_EQ(said(whole, "integrity"), "pass integrity.authentic");
  EXPECT_EQ(said(whole, "issuer.key"), "pass issuer.key.itself");
  EXPECT_EQ(said(whole, "issuer"), "unknown issuer.self_asserted");
  EXPECT_EQ(said(whole, "standard"), "pass standard.complete");
  const std::string shown =
      test::must(proof::present_sd_jwt(text, {"/learning_outcomes/1"}, holder_.get(),
                                       {.audience = "https://employer.example", .nonce = "n", .issued = now_}));
  const auto parsed_shown = test::must(proof::SdJwt::parse(shown));
  const auto opened = test::must(proof::open_claims(parsed_shown));
  for (const char* secret : {"Aubign", "1990-05-17", "merit", "S-17"}) {
    EXPECT_EQ(json::write(opened.claims).find(secret), std::string::npos) << secret;
    EXPECT_EQ(as_text(parsed_shown.jws.payload).find(secret), std::string::npos) << secret;
  }
  const Contents contents = test::must(contents_of(shown));
  ASSERT_EQ(contents.definition.outcomes.size(), 1U);
  EXPECT_EQ(contents.definition.outcomes[0], definition.outcomes[1]);
  EXPECT_FALSE(contents.award.learner.is_identified());
  EXPECT_TRUE(contents.award.grade.empty());
  const Report report = judged(shown, proof::ExpectedBinding{.audience = "https://employer.example", .nonce = "n"});
  EXPECT_EQ(said(report, "integrity"), "pass integrity.authentic");
  EXPECT_EQ(said(report, "holder"), "pass holder.shown");
  EXPECT_EQ(said(report, "disclosure"), "pass disclosure.some");
  EXPECT_EQ(said(report, "standard"), "warn standard.withheld");
  EXPECT_EQ(said(judged(shown, proof::ExpectedBinding{.audience = "https://employer.example", .nonce = "m"}), "holder"),
            "fail holder.other_nonce");
  // Nobody sees from the number of digests whether there is a birth date.
  Award bare = test_data::award();
  bare.learner.date_of_birth = std::nullopt;
  bare.grade.clear();
  const auto digests = [&](const std::string& token) {
    const auto parsed = test::must(proof::SdJwt::parse(token));
    return test::must(json::parse(as_text(parsed.jws.payload))).root.get("_sd").size();
  };
  EXPECT_EQ(digests(issue(definition, bare)), digests(text));
}

TEST_F(Attestations, status_is_read_from_the_token_status_list) {
  const std::string url = "https://school.example/status/1/token";
  Award award = test_data::award();
  award.status = {{.list_url = url, .purpose = "token", .index = 5}};
  const std::string text = issue(test_data::example("heritage-3d"), award);
  EXPECT_EQ(said(judged(text), "status"), "unknown status.unreachable");
  const auto with_list = [&](unsigned status, const PrivateKey& by) {
    proof::TokenStatusList list{2, 100};
    list.set(5, status);
    const std::string did = proof::did_key(by.public_key());
    const std::string token = test::must(proof::sign_status_list_token(
        list, url, did, did + "#" + by.public_key().multikey(), now_, std::chrono::hours{1}, by));
    fetch_ = [token, this](const FetchRequest&) -> Result<Fetched> { return Fetched{.body = token, .at = now_}; };
    return said(judged(text), "status");
  };
  EXPECT_EQ(with_list(0, *issuer_), "pass status.not_revoked");
  EXPECT_EQ(with_list(1, *issuer_), "fail status.revoked");
  EXPECT_EQ(with_list(2, *issuer_), "fail status.suspended");
  EXPECT_EQ(with_list(3, *issuer_), "warn status.other_set");
  EXPECT_EQ(with_list(0, *holder_), "unknown status.list_by_another");
  award.status[0].index = 500;
  const std::string beyond = issue(test_data::example("heritage-3d"), award);
  with_list(0, *issuer_);
  EXPECT_EQ(said(judged(beyond), "status"), "fail status.index_beyond");
}

TEST_F(Attestations, changes_are_seen) {
  Award award = test_data::award();
  award.valid_until = test::at("2026-05-01T00:00:00Z");
  const std::string text = issue(test_data::example("heritage-3d"), award);
  EXPECT_EQ(said(judged(text), "validity"), "fail validity.expired");
  // Another token's disclosure in this one.
  const std::string other = issue(test_data::example("heritage-3d"), award);
  const std::string foreign = other.substr(other.find('~') + 1);
  const std::string mixed = text + foreign.substr(0, foreign.find('~') + 1);
  EXPECT_EQ(said(judged(mixed), "integrity"), "fail integrity.altered");
  std::string altered = text;
  const auto at = altered.find('.') + 40;
  altered[at] = altered[at] == 'A' ? 'B' : 'A';
  Verifier verifier{{}, fetch_};
  if (auto report = verifier.verify(altered, now_)) EXPECT_EQ(said(*report, "integrity"), "fail integrity.altered");
}

TEST_F(Attestations, of_other_kinds_are_verified_too) {
  json::Arena arena;
  const json::Value claims = test::must(json::parse_into(
      arena, R"({"iss":")" + proof::did_key(issuer_->public_key()) + R"(","vct":"urn:other","member":true})"));
  const std::string did = proof::did_key(issuer_->public_key());
  const std::string text = test::must(proof::sign_sd_jwt(
      claims, {.key_id = did + "#" + issuer_->public_key().multikey(), .selective = {"/member"}}, *issuer_));
  const Report report = judged(text);
  EXPECT_EQ(said(report, "integrity"), "pass integrity.authentic");
  EXPECT_EQ(said(report, "standard"), "nothing");
  EXPECT_FALSE(contents_of(text));
}

TEST(AttestationType, says_each_claim_in_each_language) {
  json::Arena arena;
  const json::Value metadata = attestation_type_metadata(arena, "https://s.example/vct/micro-credential");
  EXPECT_EQ(metadata.text("vct"), "https://s.example/vct/micro-credential");
  ASSERT_GE(metadata.get("claims").size(), 30U);
  for (const json::Value& claim : metadata.get("claims").items()) EXPECT_EQ(claim.get("display").size(), 6U);
}

}  // namespace
}  // namespace credex::credential
