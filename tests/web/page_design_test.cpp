#include "base/yaml.h"
#include "framework/definition_file.h"
#include "page_support.h"

namespace credex::web {
namespace {

using test::must;
using test::SentForm;

/// Kept definitions through the pages, as a designer's browser does it.
class PageDesign : public test::PageTest {
 protected:
  void SetUp() override {
    PageTest::SetUp();
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "School of Stone");
    sign_in(ada_);
  }
  std::string kept(const std::string& id) { return must(service::definition_view(p(), ada_, id)).version.body; }
  std::string edit(const std::string& id) { return "/desk/" + school_.slug + "/definitions/" + id + "/edit"; }
  SentForm form(const std::string& id) {
    const auto page = get(edit(id));
    EXPECT_EQ(page.status, 200);
    return test::form_of(page.body, "id", "design");
  }
  static SentForm form_in(const http::Response& page) { return test::form_of(page.body, "id", "design"); }
  std::string imported(const std::string& text) {
    return must(service::draft_definition(p(), ada_, school_.id, text)).record.id;
  }

  service::Actor ada_;
  store::Organisation school_;
};

constexpr const char* k_rich = R"(title: {en: Kilns, it: Forni, de: "Öfen", es: Hornos, pl: Piece, el: "Κλίβανοι"}
learning_outcomes:
  - {id: lo1, title: {en: one}, type: responsibility and autonomy, reuse_level: transversal, assessed_by: [exam]}
  - {id: lo2, title: {en: two, pl: dwa}, assessed_by: [exam]}
workload: {hours: 50, ects: 2, parts: {taught: 20, "own work": 30}}
level: {eqf: 6, qf_ehea: first cycle, framework: "http://data.europa.eu/snb/qdr/c_02d8bc18"}
assessment: [{id: exam, title: {en: The exam}, type: portfolio}]
quality_assurance: [{type: program license, by: Guild, limit_eqf: [5, 6], limit_fields: ["0215", "0222"]}]
stackability: {option: "stand-alone, independent micro-credential", into_url: "https://school.example/large"}
awarding_body: {legal_name: {en: School of Stone, it: Scuola di Pietra}, vat: IT00000000000, deqar: DEQARINST0382}
)";

TEST_F(PageDesign, saving_what_nobody_touched_keeps_everything) {
  for (const std::string& text : {std::string{k_rich}, example()}) {
    const std::string id = imported(text);
    const std::string before = kept(id);
    const auto answer = post(edit(id), form(id).fields);
    EXPECT_EQ(answer.status, 303) << answer.body;
    EXPECT_EQ(kept(id), before);
  }
}

TEST_F(PageDesign, keeps_a_change_and_nothing_else) {
  const std::string id = imported(k_rich);
  const std::string before = kept(id);
  auto sent = form(id);
  ASSERT_TRUE(sent.type("title@es", "Hornos de barro"));
  EXPECT_EQ(post(edit(id), sent.fields).status, 303);
  const auto changes = service::differences(before, kept(id));
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].where, "title.es");
}

TEST_F(PageDesign, brings_the_form_again_with_a_row_or_language_more) {
  const std::string id = imported(k_rich);
  auto sent = form(id);
  sent.type("learning_outcomes.2.title@en", "three");
  sent.type("add_language", "sv");
  const auto page = post(edit(id), sent.pressed("more", "language"));
  EXPECT_EQ(page.status, 200);
  auto again = form_in(page);
  EXPECT_EQ(again.get("learning_outcomes.2.title@en"), "three");
  ASSERT_TRUE(again.type("title@sv", "Ugnar"));
  EXPECT_EQ(post(edit(id), again.pressed("more", "remove learning_outcomes.0")).status, 200);
  const auto last = form_in(post(edit(id), again.pressed("more", "remove learning_outcomes.0")));
  EXPECT_EQ(post(edit(id), last.fields).status, 303);
  const auto d = must(framework::read_definition(kept(id))).definition;
  EXPECT_EQ(d.title.in("sv"), "Ugnar");
  ASSERT_EQ(d.outcomes.size(), 2U);
  EXPECT_EQ(d.outcomes[0].id, "lo2");
  EXPECT_EQ(d.outcomes[0].title.in("pl"), "dwa");
  EXPECT_EQ(d.outcomes[1].title.in("en"), "three");
}

TEST_F(PageDesign, says_what_cannot_be_read_and_keeps_nothing_of_it_in_silence) {
  const std::string id = imported(k_rich);
  const std::string before = kept(id);
  auto sent = form(id);
  sent.type("workload.ects", "two and a half");
  sent.type("title@en", "Hot kilns");
  const auto page = post(edit(id), sent.fields);
  EXPECT_EQ(page.status, 422);
  EXPECT_NE(page.body.find("two and a half&quot; is no number"), std::string::npos);
  EXPECT_NE(page.body.find("/workload/ects"), std::string::npos);
  EXPECT_EQ(kept(id), before);
  auto again = form_in(page);
  EXPECT_EQ(again.get("workload.ects"), "two and a half");
  EXPECT_EQ(again.get("title@en"), "Hot kilns");
  again.type("workload.ects", "2,5");
  EXPECT_EQ(post(edit(id), again.fields).status, 303);
  EXPECT_EQ(must(framework::read_definition(kept(id))).definition.workload.ects->points, 2.5);
}

TEST_F(PageDesign, tells_of_what_another_tab_kept_meanwhile_and_loses_neither) {
  const std::string id = imported(k_rich);
  auto first = form(id);
  auto second = form(id);
  first.type("title@en", "From the first tab");
  second.type("title@it", "Dalla seconda");
  EXPECT_EQ(post(edit(id), first.fields).status, 303);
  const std::string theirs = kept(id);
  const auto page = post(edit(id), second.fields);
  EXPECT_EQ(page.status, 409);
  EXPECT_EQ(kept(id), theirs);
  EXPECT_NE(page.body.find("From the first tab"), std::string::npos) << "what differs is shown";
  const auto again = form_in(page);
  EXPECT_EQ(again.get("title@it"), "Dalla seconda");
  EXPECT_EQ(post(edit(id), again.fields).status, 303) << "sent again, it is meant";
  EXPECT_EQ(must(framework::read_definition(kept(id))).definition.title.in("it"), "Dalla seconda");
}

TEST_F(PageDesign, writes_over_nothing_where_the_form_does_not_say_what_it_was_filled_from) {
  const std::string id = imported(k_rich);
  const std::string before = kept(id);
  const std::string csrf = form(id).get("csrf");
  EXPECT_EQ(post(edit(id), {{"csrf", csrf}, {"title@en", "Only this"}}).status, 409);
  EXPECT_EQ(kept(id), before);
}

TEST_F(PageDesign, begins_and_keeps_a_new_one) {
  const std::string path = "/desk/" + school_.slug + "/new";
  auto sent = test::form_of(get(path).body, "id", "design");
  ASSERT_TRUE(sent.type("title@en", "Stage rigging"));
  sent.type("learning_outcomes.0.title@en", "Rig");
  sent.tick("learning_outcomes.0.assessed_by", "a1");
  sent.type("assessment.0.criteria", "by the plan");
  const auto answer = post(path, sent.fields);
  ASSERT_EQ(answer.status, 303) << answer.body;
  const auto all = service::definitions_of(p(), school_.id);
  ASSERT_EQ(all.size(), 1U);
  const auto d = must(framework::read_definition(kept(all[0].record.id))).definition;
  EXPECT_EQ(d.languages, std::vector<std::string>{"en"});
  EXPECT_EQ(d.outcomes.at(0).assessed_by, std::vector<std::string>{"a1"});
  EXPECT_EQ(d.assessments.at(0).id, "a1");
}

TEST_F(PageDesign, keeps_the_badge_where_a_program_changes_the_text) {
  const std::string id = imported(k_rich);
  auto sent = form(id);
  ASSERT_TRUE(sent.type("artwork.variation", "7"));
  EXPECT_EQ(post(edit(id), sent.fields).status, 303);
  must(service::change_draft(p(), ada_, id, k_rich));
  EXPECT_EQ(form(id).get("artwork.variation"), "7");
}

}  // namespace
}  // namespace credex::web
