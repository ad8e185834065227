#include "platform_support.h"
#include "service/collection.h"

namespace credex::service {
namespace {

using test::must;

class SignIn : public test::PlatformTest {
 protected:
  std::string token_for(const std::string& email) {
    must(ask_for_link(p(), email, "/me", "en"));
    const std::string link = link_in_last_mail();
    return link.substr(link.rfind('/') + 1);
  }
};

TEST_F(SignIn, by_a_link_makes_a_person_and_a_session) {
  const std::string token = token_for("Ada@School.Example");
  EXPECT_EQ(mails_.back().to, "ada@school.example");
  EXPECT_EQ(must(look_at_link(p(), token)), "ada@school.example");
  const SignedIn in = must(use_link(p(), token, "fr"));
  const auto session = session_of(p(), in.token);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->actor.person->language, "fr");
  EXPECT_FALSE(session_of(p(), in.token + "x"));
  EXPECT_FALSE(session_of(p(), ""));
}

TEST_F(SignIn, a_link_is_good_once) {
  const std::string token = token_for("ada@school.example");
  must(use_link(p(), token, "en"));
  EXPECT_EQ(code(use_link(p(), token, "en")), "service.link_used");
}

TEST_F(SignIn, a_link_ends_after_thirty_minutes) {
  const std::string token = token_for("ada@school.example");
  now_ += std::chrono::minutes{31};
  EXPECT_EQ(code(use_link(p(), token, "en")), "service.link_expired");
  EXPECT_EQ(code(use_link(p(), "forged", "en")), "service.link_unknown");
}

TEST_F(SignIn, a_session_ends) {
  const SignedIn in = must(use_link(p(), token_for("ada@school.example"), "en"));
  now_ += std::chrono::hours{24 * 15};
  EXPECT_FALSE(session_of(p(), in.token));
}

TEST_F(SignIn, refuses_what_is_no_address) {
  for (const char* email :
       {"", "ada", "@x.example", "a b@x.example", "a@x@y.example", "a@x.example\r\nBcc: b@y.example", "<a@x.example>"})
    EXPECT_EQ(code(ask_for_link(p(), email, "", "en")), "service.invalid") << email;
}

TEST_F(SignIn, of_the_demonstration_is_closed_elsewhere) {
  person("ada@school.example");
  EXPECT_EQ(code(demonstration_sign_in(p(), "ada@school.example")), "service.forbidden");
}

TEST_F(SignIn, a_further_address_leads_to_the_same_person) {
  const SignedIn in = must(use_link(p(), token_for("ada@school.example"), "en"));
  const Actor ada = session_of(p(), in.token)->actor;
  must(add_address(p(), ada, "ada@new.example"));
  const std::string link = link_in_last_mail();
  EXPECT_EQ(mails_.back().to, "ada@new.example");
  must(use_link(p(), link.substr(link.rfind('/') + 1), "en"));
  EXPECT_EQ(must(use_link(p(), token_for("ada@new.example"), "en")).person_id, ada.person->id);
  must(remove_address(p(), ada, "ada@school.example"));
  EXPECT_EQ(code(remove_address(p(), ada, "ada@new.example")), "service.conflict");
}

TEST_F(SignIn, a_mail_that_fails_is_tried_again_and_then_given_up) {
  mail_fails_ = true;
  must(ask_for_link(p(), "ada@school.example", "", "en"));
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(send_due_mail(p()), 1U) << i;
    EXPECT_EQ(send_due_mail(p()), 0U) << i;
    now_ += std::chrono::hours{13};
  }
  const auto mail = last_mails(p(), "ada@school.example", 1).at(0);
  EXPECT_EQ(mail.state, store::MailState::failed);
  EXPECT_EQ(mail.error, "mailbox full");
}

TEST_F(SignIn, an_operator_is_made_and_unmade) {
  must(grant_platform_role(p(), "op@platform.example", "operator", true));
  EXPECT_TRUE(may(person("op@platform.example"), "platform.audit"));
  must(grant_platform_role(p(), "op@platform.example", "operator", false));
  EXPECT_FALSE(may(person("op@platform.example"), "platform.audit"));
  EXPECT_FALSE(grant_platform_role(p(), "op@platform.example", "designer", true));
}

TEST_F(SignIn, an_api_key_acts_until_it_is_revoked) {
  Actor ada = person("ada@school.example");
  const auto school = organisation(ada, "School");
  const auto key = must(make_api_key(p(), ada, school.id, "test", {"read", "issue"}));
  EXPECT_TRUE(may(must(actor_of_key(p(), key.secret)), "award.issue", school.id));
  EXPECT_EQ(code(actor_of_key(p(), key.secret + "x")), "service.signed_out");
  must(revoke_api_key(p(), ada, school.id, key.record.id));
  EXPECT_EQ(code(actor_of_key(p(), key.secret)), "service.signed_out");
  EXPECT_EQ(code(make_api_key(p(), ada, school.id, "test", {"everything"})), "service.invalid");
}

}  // namespace
}  // namespace credex::service
