#include "credential/dcql.h"

#include "credential/verify_parts.h"
#include "support.h"

namespace credex::credential {
namespace {

using json::Value;

const Wanted k_wanted{.definition = "https://school.example/mc/1",
                      .skill = "http://data.europa.eu/esco/skill/1",
                      .name = true,
                      .types = {"https://school.example/vct/micro-credential"},
                      .formats = {"dc+sd-jwt", "ldp_vc", "jwt_vc_json"}};

TEST(Dcql, asks_for_one_of_the_formats_and_for_no_more_than_is_needed) {
  json::Arena arena;
  const Value query = dcql_query(arena, k_wanted);
  const auto credentials = query.get("credentials").items();
  ASSERT_EQ(credentials.size(), 3U);
  EXPECT_EQ(json::write(query.get("credential_sets")),
            R"([{"options":[["micro-credential"],["micro-credential_ldp_vc"],["micro-credential_jwt_vc_json"]]}])");
  EXPECT_EQ(json::write(credentials[1].get("claims")),
            R"([{"path":["credentialSubject","achievement","name"]},)"
            R"({"path":["credentialSubject","achievement","id"],"values":["https://school.example/mc/1"]},)"
            R"({"path":["credentialSubject","achievement","alignment",null,"targetUrl"],)"
            R"("values":["http://data.europa.eu/esco/skill/1"]},)"
            R"({"path":["credentialSubject","identifier",null,"identityHash"]}])");
  Wanted one = k_wanted;
  one.formats = {"dc+sd-jwt"};
  EXPECT_EQ(dcql_query(arena, one).find("credential_sets"), nullptr);
  EXPECT_EQ(query_for(query, "a.b.c~")->text("id"), "micro-credential");
  EXPECT_EQ(query_for(query, "{}")->text("id"), "micro-credential_ldp_vc");
  EXPECT_EQ(query_for(query, "a.b.c")->text("id"), "micro-credential_jwt_vc_json");
  EXPECT_EQ(query_for(dcql_query(arena, one), "{}"), nullptr);
}

TEST(Dcql, a_badge_answers_by_its_types_and_by_what_it_is_aligned_to) {
  json::Arena arena;
  const Value query = dcql_query(arena, k_wanted);
  const Value& asked = query.get("credentials").items()[1];
  const auto outcome = [&](const std::string& type, const std::string& skill, const std::string& more) {
    const json::Document badge = test::must(
        json::parse(R"({"type":)" + type +
                    R"(,"credentialSubject":{"achievement":{"id":"https://school.example/mc/1","name":"N",)" +
                    R"("alignment":[{"targetUrl":"urn:other"},{"targetUrl":")" + skill + R"("}]})" + more + "}}"));
    return check_answer(asked, badge.root).outcome;
  };
  const std::string types = R"(["VerifiableCredential","OpenBadgeCredential"])";
  const std::string name = R"(,"identifier":[{"identityHash":"Zoë"}])";
  const std::string skill = "http://data.europa.eu/esco/skill/1";
  EXPECT_EQ(outcome(types, skill, name), Outcome::pass);
  EXPECT_EQ(
      outcome(R"(["https://www.w3.org/2018/credentials#VerifiableCredential","OpenBadgeCredential","X"])", skill, name),
      Outcome::pass);
  EXPECT_EQ(outcome(R"(["VerifiableCredential"])", skill, name), Outcome::fail);
  EXPECT_EQ(outcome(types, "http://data.europa.eu/esco/skill/2", name), Outcome::fail);
  EXPECT_EQ(outcome(types, skill, ""), Outcome::fail);
}

TEST(Presenter, is_whom_every_credential_is_about_and_answers_this_request) {
  const proof::ExpectedBinding expected{.audience = "did:web:employer.example", .nonce = "n"};
  const auto judged = [&](const std::string& subject, const std::string& nonce, const std::string& domain,
                          proof::SignatureState state = proof::SignatureState::good) {
    const json::Document document = test::must(json::parse(
        R"({"type":"VerifiablePresentation","verifiableCredential":[{"credentialSubject":{"id":"did:key:z1"}},)"
        R"({"credentialSubject":)" +
        subject + R"(}],"proof":{"challenge":")" + nonce + R"(","domain":)" + domain + "}}"));
    std::vector<proof::SignatureCheck> checks(1);
    checks[0].state = state;
    checks[0].controller = "did:key:z1";
    return check_presenter(document.root, {}, checks, expected).message;
  };
  const std::string self = R"({"id":"did:key:z1"})";
  const std::string us = R"("did:web:employer.example")";
  EXPECT_EQ(judged(self, "n", us), "holder.shown");
  EXPECT_EQ(judged(self, "m", us), "holder.other_nonce");
  EXPECT_EQ(judged(self, "n", R"("did:web:other.example")"), "holder.other_audience");
  EXPECT_EQ(judged(self, "n", "[" + us + R"(,"did:web:other.example"])"), "holder.other_audience");
  EXPECT_EQ(judged(self, "n", "null"), "holder.other_audience");
  EXPECT_EQ(judged(R"({"id":"did:key:z2"})", "n", us), "holder.other_key");
  EXPECT_EQ(judged("{}", "n", us), "holder.no_key");
  EXPECT_EQ(judged(self, "n", us, proof::SignatureState::altered), "holder.not_shown");
}

}  // namespace
}  // namespace credex::credential
