#include "protocol/api.h"

#include "../service/platform_support.h"
#include "base/encoding.h"
#include "http/form.h"
#include "service/awards.h"
#include "service/collection.h"
#include "service/jobs.h"
#include "service/mail.h"
#include "service/organisations.h"

namespace credex::protocol {
namespace {

using test::must;

class ApiTest : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "School of Stone");
    definition_ = published(ada_, school_.id);
    key_ = must(service::make_api_key(p(), ada_, school_.id, "test", {"read", "issue", "status", "define"})).secret;
    api_ = std::make_unique<Api>(p());
    api_->add_routes(router_);
  }
  http::Response call(const std::string& method, const std::string& path, const std::string& body = "",
                      const std::string& key = "", const std::string& idempotency = "") {
    http::Request request{.method = method, .path = path, .body = body};
    if (const auto mark = path.find('?'); mark != std::string::npos) {
      request.path = path.substr(0, mark);
      request.query = must(http::parse_urlencoded(path.substr(mark + 1)));
    }
    if (!key.empty()) request.headers.emplace_back("authorization", "Bearer " + key);
    if (!idempotency.empty()) request.headers.emplace_back("idempotency-key", idempotency);
    bool other = false;
    const auto* route = router_.find(method, request.path, request.parts, other);
    if (!route) return {.status = 404};
    return route->handler(request);
  }
  json::Document body(const http::Response& response) { return must(json::parse(response.body)); }

  service::Actor ada_;
  store::Organisation school_;
  service::DefinitionView definition_;
  std::string key_;
  std::unique_ptr<Api> api_;
  http::Router router_;
};

TEST_F(ApiTest, verifies_what_came_in_any_form) {
  const auto made =
      call("POST", "/api/v1/awards",
           R"({"definition":")" + definition_.record.id + R"(","full_name":"Lea","email":"lea@x.example"})", key_);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto award = body(made);
  const std::string credential{award.root.text("credential")};
  const std::string alone = call("POST", "/api/v1/verify", credential).body;
  const std::string link = service::check_link(p(), std::string{award.root.text("id")});
  for (const std::string& form : {"[" + credential + "]", R"({"credential": )" + credential + "}",
                                  base64(as_bytes(credential)), link, "My award: " + link + "."})
    EXPECT_EQ(call("POST", "/api/v1/verify", form).body, alone) << form.substr(0, 40);
  // Of many, each; the whole is no better than the worst.
  std::string other = credential;
  other.replace(other.find("Lea"), 3, "Leo");
  const auto many = body(call("POST", "/api/v1/verify", "[" + credential + "," + other + "]"));
  EXPECT_EQ(many.root.get("findings").size(), 2U);
  EXPECT_EQ(many.root.text("outcome"), "fail");
  const auto offer = call("POST", "/api/v1/verify", "openid-credential-offer://?credential_offer_uri=x");
  EXPECT_GE(offer.status, 400);
  EXPECT_NE(offer.body.find("offer of a credential to a wallet"), std::string::npos) << offer.body;
}

TEST_F(ApiTest, issues_verifies_and_revokes) {
  const auto made =
      call("POST", "/api/v1/awards",
           R"({"definition":")" + definition_.record.id + R"(","full_name":"Lea","email":"lea@x.example"})", key_);
  ASSERT_EQ(made.status, 201) << made.body;
  const auto award = body(made);
  const std::string credential{award.root.text("credential")};
  EXPECT_EQ(body(call("POST", "/api/v1/verify", credential)).root.text("outcome"), "pass");
  const std::string id{award.root.text("id")};
  const auto revoked =
      call("POST", "/api/v1/awards/" + id + "/status", R"({"status":"revoked","reason":"wrong"})", key_);
  EXPECT_EQ(body(revoked).root.text("status"), "revoked");
  EXPECT_EQ(body(call("POST", "/api/v1/verify", credential)).root.text("outcome"), "fail");
}

TEST_F(ApiTest, says_what_is_wrong_as_a_problem) {
  const std::string definition = R"("definition":")" + definition_.record.id + "\"";
  struct Case {
    const char* name;
    std::string body;
    std::string key;
    int status;
    const char* code;
  };
  const Case k_cases[] = {{"no_key", "{}", "", 401, "service.signed_out"},
                          {"bad_key", "{}", "credex_no", 401, "service.signed_out"},
                          {"no_json", "{", key_, 400, "json.syntax"},
                          {"no_object", "[]", key_, 400, "api.body"},
                          {"no_definition", "{}", key_, 400, "api.field"},
                          {"unknown_field", "{" + definition + R"(,"grde":"x"})", key_, 400, "api.field"},
                          {"nobody", "{" + definition + "}", key_, 422, "service.invalid"},
                          {"no_such", R"({"definition":"x","full_name":"Lea"})", key_, 404, "service.not_found"}};
  for (const Case& one : k_cases) {
    const auto out = call("POST", "/api/v1/awards", one.body, one.key);
    EXPECT_EQ(out.status, one.status) << one.name << out.body;
    EXPECT_EQ(body(out).root.text("code"), one.code) << one.name;
  }
}

TEST_F(ApiTest, does_the_same_request_once) {
  const std::string request = R"({"definition":")" + definition_.record.id + R"(","full_name":"Lea"})";
  const auto first = call("POST", "/api/v1/awards", request, key_, "k1");
  const auto second = call("POST", "/api/v1/awards", request, key_, "k1");
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(first.body, second.body);
  const auto other = call("POST", "/api/v1/awards", request + " ", key_, "k1");
  EXPECT_EQ(body(other).root.text("code"), "api.idempotency");
}

TEST_F(ApiTest, pages_by_cursor) {
  std::string csv = "name,email,date\n";
  for (int i = 0; i < 120; ++i) csv += "L" + std::to_string(i) + ",l" + std::to_string(i) + "@x.example,2026-01-05\n";
  std::string quoted;
  json::append_string(quoted, csv);
  const auto job = call("POST", "/api/v1/awards/batch",
                        R"({"definition":")" + definition_.record.id + R"(","csv":)" + quoted + "}", key_);
  ASSERT_EQ(job.status, 202) << job.body;
  service::JobRunner runner{p()};
  while (runner.work_once()) {
  }
  std::size_t seen = 0;
  std::string cursor;
  int pages = 0;
  do {
    const auto page = body(call("GET", "/api/v1/awards?cursor=" + cursor, "", key_));
    seen += page.root.get("items").size();
    cursor = page.root.text("next");
    ++pages;
  } while (!cursor.empty() && pages < 10);
  EXPECT_EQ(seen, 120U);
  EXPECT_EQ(pages, 3);
}

TEST_F(ApiTest, a_persons_key_opens_their_collection_and_nothing_else) {
  const std::string mine = must(service::make_own_key(p(), person("lea@x.example"), "my site")).secret;
  const auto issued =
      call("POST", "/api/v1/awards",
           R"({"definition":")" + definition_.record.id + R"(","full_name":"Lea","email":"lea@x.example"})", key_);
  ASSERT_EQ(issued.status, 201) << issued.body;
  const std::string award{body(issued).root.text("id")};
  EXPECT_EQ(body(call("GET", "/api/v1/me/offers", "", mine)).root.get("items").size(), 1U);
  const auto claimed = body(call("POST", "/api/v1/me/offers/" + award + "/claim", "", mine));
  ASSERT_EQ(claimed.root.get("items").size(), 1U);
  const std::string holding{claimed.root.get("items").items()[0].text("id")};
  const auto one = body(call("GET", "/api/v1/me/collection/" + holding, "", mine));
  EXPECT_EQ(body(call("POST", "/api/v1/verify", std::string{one.root.text("credential")})).root.text("outcome"),
            "pass");

  const auto shared = call(
      "POST", "/api/v1/me/shares",
      R"({"title":"For the museum","holdings":[")" + holding + R"("],"fields":["name"],"expires":"2030-01-01"})", mine);
  ASSERT_EQ(shared.status, 201) << shared.body;
  EXPECT_TRUE(body(shared).root.text("url").starts_with("https://credex.example/s/"));
  const std::string share{body(shared).root.text("id")};
  EXPECT_FALSE(body(call("POST", "/api/v1/me/shares/" + share + "/end", "", mine))
                   .root.get("items")
                   .items()[0]
                   .get("ended")
                   .is_null());

  const std::string words = "/api/v1/me/collection/" + holding + "/endorsements";
  EXPECT_EQ(call("POST", words, R"({"email":"max@studio.example","relation":"my mentor"})", mine).status, 201);
  EXPECT_EQ(body(call("GET", words, "", mine)).root.get("items").items()[0].text("state"), "asked");

  const auto everything = call("GET", "/api/v1/me/everything", "", mine);
  EXPECT_EQ(call("DELETE", "/api/v1/me/collection/" + holding, "", mine).status, 204);
  EXPECT_EQ(body(call("GET", "/api/v1/me/collection", "", mine)).root.get("items").size(), 0U);
  EXPECT_EQ(body(call("POST", "/api/v1/me/everything", everything.body, mine)).root.get("restored").as_integer(), 1);

  EXPECT_EQ(call("GET", "/api/v1/awards", "", mine).status, 403);
  EXPECT_EQ(call("GET", "/api/v1/me/collection", "", key_).status, 403);
  EXPECT_EQ(call("GET", "/api/v1/me/collection").status, 401);
}

TEST_F(ApiTest, a_persons_key_that_is_revoked_or_whose_person_is_gone_opens_nothing) {
  const auto lea = person("lea@x.example");
  const auto key = must(service::make_own_key(p(), lea, "my site"));
  EXPECT_EQ(service::revoke_own_key(p(), person("max@x.example"), key.record.id).error().code, "service.not_found");
  must(service::revoke_own_key(p(), lea, key.record.id));
  EXPECT_EQ(call("GET", "/api/v1/me/collection", "", key.secret).status, 401);
  const std::string other = must(service::make_own_key(p(), lea, "my site")).secret;
  must(service::erase_person(p(), lea));
  EXPECT_EQ(call("GET", "/api/v1/me/collection", "", other).status, 401);
}

TEST_F(ApiTest, checks_500_files_as_a_job) {
  const auto issued =
      call("POST", "/api/v1/awards", R"({"definition":")" + definition_.record.id + R"(","full_name":"Lea"})", key_);
  const std::string good{body(issued).root.text("credential")};
  std::string quoted;
  json::append_string(quoted, good);
  std::string files;
  for (int i = 0; i < 500; ++i) {
    const std::string name = std::to_string(i);
    files += (i == 0 ? "" : ",") + (i % 50 == 7 ? R"({"name":")" + name + R"(","content":"no credential"})"
                                    : i % 50 == 8
                                        ? R"({"name":")" + name + R"(","base64":")" + base64(as_bytes(good)) + "\"}"
                                        : R"({"name":")" + name + R"(","content":)" + quoted + "}");
  }
  const auto job = call("POST", "/api/v1/checks", R"({"files":[)" + files + "]}");
  ASSERT_EQ(job.status, 202) << job.body.substr(0, 300);
  service::JobRunner runner{p()};
  while (runner.work_once()) {
  }
  const auto done = body(call("GET", "/api/v1/checks/" + std::string{body(job).root.text("id")}));
  EXPECT_EQ(done.root.text("state"), "done");
  ASSERT_EQ(done.root.get("items").size(), 500U);
  std::map<std::string, int, std::less<>> standings;
  for (const json::Value& item : done.root.get("items").items()) ++standings[std::string{item.text("standing")}];
  EXPECT_EQ(standings["unreadable"], 10);
  EXPECT_EQ(standings["sound"] + standings["caution"] + standings["unknown"], 490);
  EXPECT_EQ(call("POST", "/api/v1/checks", R"({"files":[)" + files + R"(,{"name":"x","content":"y"}]})").status, 422);
  EXPECT_EQ(call("POST", "/api/v1/checks", R"({"files":[{"name":"x","base64":"??"}]})").status, 422);
}

TEST_F(ApiTest, tells_what_became_of_a_mail) {
  const auto issued =
      call("POST", "/api/v1/awards",
           R"({"definition":")" + definition_.record.id + R"(","full_name":"Lea","email":"lea@x.example"})", key_);
  mail_fails_ = true;
  service::send_due_mail(p());
  const std::string path = "/api/v1/awards/" + std::string{body(issued).root.text("id")} + "/mails";
  const auto mail = body(call("GET", path, "", key_));
  ASSERT_EQ(mail.root.get("items").size(), 1U);
  EXPECT_EQ(mail.root.get("items").items()[0].text("error"), "mailbox full");
  mail_fails_ = false;
  const std::string id{mail.root.get("items").items()[0].text("id")};
  EXPECT_EQ(call("POST", "/api/v1/mails/" + id + "/again", "", key_).status, 200);
  service::send_due_mail(p());
  EXPECT_EQ(body(call("GET", path, "", key_)).root.get("items").items()[0].text("state"), "sent");
}

TEST_F(ApiTest, describes_every_route) {
  const auto description = must(json::parse(api_->openapi()));
  EXPECT_EQ(description.root.text("openapi"), "3.1.0");
  const json::Value paths = description.root.get("paths");
  std::size_t described = 0;
  for (const json::Member& path : paths.members()) described += path.value.size();
  EXPECT_EQ(described, api_->operations().size());
  EXPECT_FALSE(paths.get("/awards").get("post").get("requestBody").is_null());
}

TEST_F(ApiTest, a_scope_that_is_missing_is_refused) {
  const auto out = call("GET", "/api/v1/audit", "", key_);
  EXPECT_EQ(out.status, 403);
}

}  // namespace
}  // namespace credex::protocol
