#include "page_support.h"
#include "service/awards.h"
#include "service/cases.h"
#include "service/collection.h"
#include "service/policies.h"

namespace credex::web {
namespace {

using test::must;

/// Pages that show whose an award is: to its keeper, to who decides, to an officer.
class PageHolders : public test::PageTest {
 protected:
  void SetUp() override {
    PageTest::SetUp();
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "Scuola");
    definition_ = published(ada_, school_.id);
    maja_ = person("maja@learner.example");
    must(service::change_profile(p(), maja_, "Maja Lindqvist", "en"));
    maja_ = again(maja_);
    sign_in(maja_);
  }
  store::Award awarded(const std::string& name) {
    return must(service::issue_award(p(), ada_, definition_.record.id,
                                     {.full_name = name, .date_of_birth = "1998-05-03", .awarded_on = "2026-05-01"},
                                     credential::Format::open_badge));
  }
  static bool has(const http::Response& page, std::string_view text) {
    return page.body.find(text) != std::string::npos;
  }

  service::Actor ada_, maja_;
  store::Organisation school_;
  service::DefinitionView definition_;
};

TEST_F(PageHolders, tell_the_keeper_and_take_what_they_say) {
  const auto holding = must(service::add_holding(p(), maja_, awarded("Chiara Montefiore").credential, "upload"));
  const auto list = get("/me");
  EXPECT_TRUE(has(list, "It is about somebody else: it names “Chiara Montefiore”, not Maja Lindqvist."));
  EXPECT_FALSE(has(list, "value=\"" + holding.id + "\"")) << "it cannot be chosen to be shown";
  EXPECT_FALSE(has(get("/me/transcript.elmo.xml"), "Montefiore"));
  const std::string path = "/me/credential/" + holding.id;
  const auto page = get(path);
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(has(page, "Whose it is"));
  EXPECT_FALSE(has(page, "/me/share?holding=")) << "no button that would be refused";
  EXPECT_EQ(post(path + "/mine", {{"csrf", csrf()}, {"words", "x"}}).status, 422);
  EXPECT_EQ(post(path + "/mine", {{"csrf", csrf()},
                                  {"words", "my name before I married"},
                                  {"former_name", "Chiara Montefiore"},
                                  {"evidence", "on paper"}})
                .status,
            303);
  EXPECT_TRUE(has(get(path), "You have said that it is yours"));
}

TEST_F(PageHolders, let_the_issuer_decide) {
  const store::Award award = awarded("Chiara Montefiore");
  p().database->write([&](store::Tx& tx) {
    auto kept = *store::find_one<store::Award>(tx, "id = ?1", {award.id});
    service::hand_over(tx, p(), kept, maja_.person->id);
  });
  const std::string id = service::holdings_of(p(), maja_).at(0).id;
  EXPECT_EQ(post("/me/credential/" + id + "/mine", {{"csrf", csrf()}, {"words", "you wrote my stage name"}}).status,
            303);
  const std::string desk = "/desk/" + school_.slug + "/holders";
  EXPECT_NE(get(desk).status, 200) << "the learner has no desk";
  EXPECT_NE(get("/holders").status, 200);
  sign_in(ada_);
  EXPECT_NE(get("/holders").status, 200) << "an administrator of a school is no operator";
  const auto queue = get(desk);
  EXPECT_EQ(queue.status, 200);
  for (const char* text : {"Chiara Montefiore", "Maja Lindqvist", "you wrote my stage name", "1998-05-03"})
    EXPECT_TRUE(has(queue, text)) << text;
  const auto refused = post(desk, {{"csrf", csrf()}, {"id", id}, {"do", "accept"}, {"words", ""}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(post(desk, {{"csrf", csrf()}, {"id", id}, {"do", "accept"}, {"words", "our clerk's mistake"}}).status, 303);
  EXPECT_TRUE(has(get(desk), "Nobody has asked yet."));
  sign_in(maja_);
  EXPECT_TRUE(has(get("/me/credential/" + id), "our clerk&#39;s mistake") ||
              has(get("/me/credential/" + id), "our clerk's mistake"));
}

TEST_F(PageHolders, show_an_officer_both_and_ask_for_a_word) {
  service::Actor olga = person("olga@body.example");
  const auto body = organisation(olga, "Recognition Body");
  must(service::set_roles(p(), olga, body.id, "olga@body.example",
                          {service::Role::recognition_officer, service::Role::administrator, service::Role::designer,
                           service::Role::reviewer, service::Role::signer}));
  olga = again(olga);
  const auto module = published(olga, body.id);
  must(service::publish_policy(p(), olga, body.id, "{}"));
  const auto holding = must(service::add_holding(p(), maja_, awarded("Maja Lindqvist").credential, "upload"));
  EXPECT_EQ(post("/me/birth", {{"csrf", csrf()}, {"date_of_birth", "1998-05-03"}}).status, 303);
  const auto made = must(service::apply_for_recognition(
      p(), maja_, {.body = body.slug, .holding = holding.id, .purpose = "credit", .target = module.record.id}));
  sign_in(olga);
  const std::string path = "/desk/" + body.slug + "/recognition/" + made.record.id;
  const auto page = get(path);
  EXPECT_EQ(page.status, 200);
  for (const char* text : {"Whose award it is", "1998-05-03", "2026-05-01", "as the applicant states it",
                           "I have compared the two: it is theirs"})
    EXPECT_TRUE(has(page, text)) << text;
  const auto refused =
      post(path,
           {{"csrf", csrf()}, {"do", "decide"}, {"verdict", "full"}, {"credits", "5"}, {"reason", "compared by hand"}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_TRUE(has(refused, "has said that this award is the applicant"));
  EXPECT_EQ(post(path, {{"csrf", csrf()},
                        {"do", "decide"},
                        {"verdict", "full"},
                        {"credits", "5"},
                        {"reason", "compared by hand"},
                        {"holder", "yes"}})
                .status,
            303);
  EXPECT_TRUE(has(get(path), "has found that the award is the applicant"));
}

TEST_F(PageHolders, ask_an_account_without_a_name_for_one) {
  const store::Award award = awarded("Chiara Montefiore");
  const std::string link = service::claim_link(p(), award, service::ClaimWay::code);
  const std::string path = link.substr(link.find("/claim/"));
  const auto refused = post(path, {{"csrf", csrf()}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_TRUE(has(refused, "is about somebody else: Chiara Montefiore"));
  sign_in(person("c.m@other.example"));
  EXPECT_TRUE(has(get(path), "name=\"name\""));
  EXPECT_EQ(post(path, {{"csrf", csrf()}, {"name", "Chiara Montefiore"}}).status, 303);
}

}  // namespace
}  // namespace credex::web
