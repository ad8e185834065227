#include "service/webhooks.h"

#include "crypto/random.h"
#include "platform_support.h"
#include "service/awards.h"

namespace credex::service {
namespace {

using test::must;

/// What an address was told; it answers as it is told to.
class Webhooks : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    p().fetch = [this](const FetchRequest& request) -> Result<Fetched> {
      told_.push_back(request);
      if (answer_ >= 400) return Error{.code = "fetch.failed", .message = "answered " + std::to_string(answer_)};
      return Fetched{.at = now_, .status = answer_};
    };
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "School of Stone");
    hook_ = must(make_webhook(p(), ada_, school_.id, k_url, {"award.issued", "award.revoked", "definition.published"}));
    definition_ = published(ada_, school_.id);
  }
  store::Award issue() {
    now_ += std::chrono::seconds{1};  // what is queued within one instant has no order
    return must(issue_award(p(), ada_, definition_.record.id,
                            {.full_name = "Lea Fontaine", .email = "lea@learner.example", .awarded_on = "2026-05-01"},
                            credential::Format::open_badge));
  }
  static std::string header(const FetchRequest& request, std::string_view name) {
    for (const auto& [key, value] : request.headers) {
      if (key == name) return value;
    }
    return {};
  }
  /// As a receiver does it by the specification.
  static std::string expected(const FetchRequest& request, const std::string& secret) {
    const std::string content =
        header(request, "webhook-id") + "." + header(request, "webhook-timestamp") + "." + request.body;
    return "v1," + base64(crypto::hmac_sha256(must(from_base64(secret.substr(6))), as_bytes(content)));
  }
  store::WebhookDelivery last() { return must(webhooks_of(p(), ada_, school_.id)).at(0).deliveries.at(0); }

  static constexpr const char* k_url = "https://records.example/hook";
  std::vector<FetchRequest> told_;
  int answer_ = 204;
  Actor ada_;
  store::Organisation school_;
  DefinitionView definition_;
  store::Webhook hook_;
};

TEST_F(Webhooks, tell_signed_and_without_names) {
  const auto award = issue();
  EXPECT_EQ(send_due_events(p()), 2U);
  EXPECT_EQ(send_due_events(p()), 0U);
  ASSERT_EQ(told_.size(), 2U);
  const FetchRequest& request = told_[1];
  EXPECT_EQ(request.url, k_url);
  EXPECT_FALSE(request.follow);
  EXPECT_EQ(header(request, "webhook-signature"), expected(request, hook_.secret));
  const auto body = must(json::parse(request.body));
  EXPECT_EQ(body.root.text("type"), "award.issued");
  EXPECT_EQ(body.root.get("data").text("award"), award.id);
  EXPECT_EQ(request.body.find("Lea"), std::string::npos);
  EXPECT_EQ(request.body.find("learner.example"), std::string::npos);
  EXPECT_EQ(must(json::parse(told_[0].body)).root.text("type"), "definition.published");
}

TEST_F(Webhooks, tell_only_what_was_chosen) {
  const auto award = issue();
  send_due_events(p());
  told_.clear();
  must(set_status(p(), ada_, {award.id}, store::AwardStatus::suspended, "under review"));
  EXPECT_EQ(send_due_events(p()), 0U);
  must(set_status(p(), ada_, {award.id}, store::AwardStatus::revoked, "wrong person"));
  EXPECT_EQ(send_due_events(p()), 1U);
  EXPECT_EQ(must(json::parse(told_[0].body)).root.text("type"), "award.revoked");
}

TEST_F(Webhooks, are_tried_again_and_given_up) {
  send_due_events(p());
  issue();
  answer_ = 500;
  std::size_t tries = 0;
  std::chrono::seconds waited{0};
  while (last().state == store::DeliveryState::waiting && tries < 20) {
    tries += send_due_events(p());
    const auto next = last().due - now_;
    if (last().state == store::DeliveryState::waiting) {
      waited += std::chrono::duration_cast<std::chrono::seconds>(next);
      now_ = last().due;
    }
  }
  EXPECT_EQ(tries, 10U);
  EXPECT_EQ(last().state, store::DeliveryState::failed);
  EXPECT_GT(waited, std::chrono::hours{72});
  EXPECT_NE(last().error.find("500"), std::string::npos);
  // The same message, with the same id, so that a receiver knows it again.
  EXPECT_EQ(header(told_[told_.size() - 1], "webhook-id"), header(told_[told_.size() - 2], "webhook-id"));
  answer_ = 200;
  must(deliver_again(p(), ada_, last().id));
  EXPECT_EQ(send_due_events(p()), 1U);
  EXPECT_EQ(last().state, store::DeliveryState::sent);
}

TEST_F(Webhooks, do_not_take_a_redirect_for_an_answer) {
  send_due_events(p());
  issue();
  answer_ = 302;
  send_due_events(p());
  EXPECT_EQ(last().state, store::DeliveryState::waiting);
  EXPECT_EQ(last().status, 302);
}

TEST_F(Webhooks, change_their_secret_with_a_day_for_both) {
  send_due_events(p());
  const auto renewed = must(renew_secret(p(), ada_, hook_.id));
  must(test_webhook(p(), ada_, hook_.id));
  send_due_events(p());
  EXPECT_EQ(header(told_.back(), "webhook-signature"),
            expected(told_.back(), renewed.secret) + " " + expected(told_.back(), hook_.secret));
  now_ += std::chrono::hours{25};
  must(test_webhook(p(), ada_, hook_.id));
  send_due_events(p());
  EXPECT_EQ(header(told_.back(), "webhook-signature"), expected(told_.back(), renewed.secret));
}

TEST_F(Webhooks, end_with_what_waits) {
  issue();
  must(end_webhook(p(), ada_, hook_.id));
  EXPECT_EQ(send_due_events(p()), 0U);
  EXPECT_TRUE(must(webhooks_of(p(), ada_, school_.id)).empty());
  EXPECT_EQ(code(test_webhook(p(), ada_, hook_.id)), "service.not_found");
}

TEST_F(Webhooks, of_a_batch_tell_each_award_and_the_end) {
  must(end_webhook(p(), ada_, hook_.id));
  must(make_webhook(p(), ada_, school_.id, k_url, {"award.issued", "job.finished"}));
  auto job = must(prepare_cohort(p(), ada_, definition_.record.id, "class.csv",
                                 "full_name,email\nLea Fontaine,lea@learner.example\nMax Brunner,max@learner.example\n",
                                 credential::Format::open_badge));
  must(start_cohort(p(), ada_, job.id));
  JobRunner runner{p()};
  while (runner.work_once()) {
  }
  EXPECT_EQ(send_due_events(p()), 3U);
  const auto body = must(json::parse(told_.back().body));
  EXPECT_EQ(body.root.text("type"), "job.finished");
  EXPECT_EQ(body.root.get("data").get("done").as_integer(), 2);
}

TEST_F(Webhooks, are_made_by_who_may_with_what_is_known) {
  EXPECT_EQ(code(make_webhook(p(), person("eve@x.example"), school_.id, k_url, {"award.issued"})), "service.forbidden");
  EXPECT_EQ(make_webhook(p(), ada_, school_.id, "http://records.example/", {"award.issued"}).error().where, "url");
  EXPECT_EQ(make_webhook(p(), ada_, school_.id, "file:///etc/passwd", {"award.issued"}).error().where, "url");
  EXPECT_EQ(make_webhook(p(), ada_, school_.id, k_url, {}).error().where, "event");
  EXPECT_EQ(make_webhook(p(), ada_, school_.id, k_url, {"award.eaten"}).error().where, "event");
  EXPECT_EQ(code(renew_secret(p(), person("eve@x.example"), hook_.id)), "service.not_found");
}

}  // namespace
}  // namespace credex::service
