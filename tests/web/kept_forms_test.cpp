// Forms that are saved onto a kept record: what they do not show stays, and what could not be kept comes back.
#include "page_support.h"
#include "service/assessments.h"
#include "service/awards.h"
#include "service/learning_record.h"
#include "service/talent.h"
#include "service/works.h"

namespace credex::web {
namespace {

using test::must;

class KeptForms : public test::PageTest {
 protected:
  void SetUp() override {
    PageTest::SetUp();
    ada_ = person("ada@school.example");
    sign_in(ada_);
  }
  service::Actor ada_;
};

TEST_F(KeptForms, talent_keeps_texts_in_languages_that_the_page_is_not_written_in) {
  service::TalentFacts facts{.headline = "Potter", .searchable = false};
  for (const char* language : {"en", "sv", "el"}) facts.about.set(language, std::string{"about in "} + language);
  facts.languages = {{"pt", 7}, {"en", 4}};
  facts.mobile_to = {"PT", "ES"};
  must(service::change_talent(p(), ada_, facts));
  auto form = test::form_of(get("/me/talent").body, "action", "/me/talent");
  ASSERT_TRUE(form.type("about_en", "written anew"));
  EXPECT_EQ(post("/me/talent", form.fields).status, 303);
  const auto kept = must(service::own_talent(p(), ada_)).facts;
  EXPECT_EQ(kept.about.in("en"), "written anew");
  EXPECT_EQ(kept.about.in("sv"), "about in sv");
  EXPECT_EQ(kept.about.in("el"), "about in el");
  EXPECT_EQ(kept.mobile_to, facts.mobile_to);
  EXPECT_EQ(kept.languages.size(), 2U);
}

TEST_F(KeptForms, talent_gives_back_what_it_could_not_keep) {
  auto form = test::form_of(get("/me/talent").body, "action", "/me/talent");
  ASSERT_TRUE(form.type("headline", "Potter & thrower"));
  form.type("about_pl", "o mnie");
  form.type("mobile_to", "PT ES");
  form.type("spoken", "pt somewhat");
  const auto page = post("/me/talent", form.fields);
  EXPECT_EQ(page.status, 422);
  const auto again = test::form_of(page.body, "action", "/me/talent");
  for (const char* name : {"headline", "about_pl", "mobile_to", "spoken"}) EXPECT_EQ(again.get(name), form.get(name));
}

TEST_F(KeptForms, learning_ticks_the_works_that_document_it) {
  const auto work = [&](const char* title) {
    return must(service::add_work(p(), ada_, {.title = title, .kind = "other", .made_on = "2026-01-01"})).id;
  };
  const std::string first = work("A kiln");
  const std::string second = work("A vase");
  const auto claim = must(service::identify_learning(
      p(), ada_,
      {.title = "Kilns",
       .kind = "informal",
       .words = "ten years of them",
       .skills = {"http://data.europa.eu/esco/skill/0435fe96-523f-4888-a76f-22df1e92d9c4"}}));
  must(service::document_learning(p(), ada_, claim.id, {first}));
  for (test::SentForm& form : test::forms_of(get("/me/learning").body)) {
    if (form.get("id") != claim.id || !form.has("works")) continue;
    form.tick("works", second);
    EXPECT_EQ(post("/me/learning", form.pressed("what", "document")).status, 303);
    EXPECT_EQ(service::validations_of(p(), ada_).at(0).works.size(), 2U);
    return;
  }
  FAIL() << "no form has the work that documents it ticked";
}

TEST_F(KeptForms, issuing_again_keeps_what_the_form_does_not_ask_of_the_learner) {
  auto school = organisation(ada_, "School of Stone");
  sign_in(ada_);
  const auto definition = published(ada_, school.id);
  const auto award = must(service::issue_award(p(), ada_, definition.record.id,
                                               {.full_name = "Łucja Nowak", .email = "lucja@home.example"},
                                               credential::Format::open_badge));
  const std::string path = "/desk/" + school.slug + "/awards/" + award.id;
  auto form = test::form_of(get(path).body, "action", path + "/reissue");
  ASSERT_TRUE(form.type("grade", "28"));
  EXPECT_EQ(form.get("reason"), "");
  auto refused = form;
  refused.type("awarded_on", "some day");
  refused.type("reason", "a better grade");
  const auto page = post(path + "/reissue", refused.fields);
  ASSERT_NE(page.status, 303);
  const auto again = test::form_of(page.body, "action", path + "/reissue");
  EXPECT_EQ(again.get("grade"), "28");
  EXPECT_EQ(again.get("reason"), "a better grade");
  form.type("reason", "a better grade");
  EXPECT_EQ(post(path + "/reissue", form.fields).status, 303);
  const auto old = must(service::award_of(p(), ada_, award.id));
  const auto made = must(service::award_of(p(), ada_, old.replaced_by));
  EXPECT_EQ(made.learner_name, "Łucja Nowak");
  EXPECT_NE(made.credential.find("Łucja Nowak"), std::string::npos);
}

}  // namespace
}  // namespace credex::web
