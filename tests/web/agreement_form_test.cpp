// The forms of agreements and of rules for larger awards, sent back as a browser sends them, and files brought in.
#include <fstream>
#include <sstream>

#include "base/yaml.h"
#include "base/yaml_write.h"
#include "generated_rules.h"
#include "pages_of_rules.h"
#include "service/agreements.h"
#include "service/rules_text.h"
#include "service/stacks.h"

namespace credex::web {
namespace {

using json::Value;
using service::says_the_same;
using test::must;
using test::SentForm;

std::string file_text(const std::string& path) {
  std::ifstream in{std::string{CREDEX_SOURCE_DIR} + "/" + path};
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string as_json(const std::string& text) { return json::write(must(parse_yaml(text)).document.root); }

class AgreementForm : public test::RulesPages {
 protected:
  std::string desk() const { return "/desk/" + body_.slug + "/agreements"; }
  static SentForm form(const std::string& html) { return test::form_of(html, "id", "agreement"); }
  std::vector<service::AgreementView> all() { return must(service::agreements_of(p(), olga_, body_.id)); }
  static bool came_through(const std::string& kept, const std::string& json) {
    return says_the_same(kept, json, {"id", "version", "parties"});
  }
};

TEST_F(AgreementForm, brings_the_example_through_file_form_and_file_again) {
  const store::Organisation academy = body("Klanghof Academy (fictional)");
  const std::string text = file_text("examples/recognition/agreements/craft.yaml");
  const http::Response shown = bring(desk(), "craft.yaml", text);
  ASSERT_EQ(shown.status, 200) << shown.body;
  EXPECT_NE(shown.body.find("Guild of Makers (fictional) is a party in the text"), std::string::npos);
  SentForm form = this->form(shown.body);
  EXPECT_EQ(form.get("party"), academy.slug);
  const http::Response done = send(desk(), form.fields);
  ASSERT_EQ(done.status, 303) << done.body;
  ASSERT_EQ(all().size(), 1U);
  EXPECT_TRUE(came_through(all().front().record.content, as_json(text))) << all().front().record.content;
  EXPECT_EQ(all().front().parties.size(), 2U);
  // The file of it fills the form with the same, parties too; so does what begins from it.
  const std::string file = page(desk() + "/" + all().front().record.id + ".yaml");
  EXPECT_TRUE(says_the_same(as_json(file), all().front().record.content, {}));
  for (const std::string& html :
       {bring(desk(), "again.yaml", file).body, page(desk() + "?from=" + all().front().record.id)}) {
    const SentForm again = this->form(html);
    EXPECT_EQ(again.get("party"), academy.slug);
    ASSERT_EQ(send(desk(), again.fields).status, 303);
    EXPECT_TRUE(came_through(all().front().record.content, as_json(text))) << all().front().record.content;
  }
  EXPECT_EQ(all().size(), 3U);
}

TEST_F(AgreementForm, keeps_all_of_100_generated_agreements_but_what_is_changed) {
  const store::Organisation other = body("Other");
  for (unsigned seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    json::Arena arena;
    const Value made = test::RulesMaker{arena, seed}.agreement();
    const std::string text = seed % 2 == 0 ? json::write_pretty(made) : write_yaml(made);
    const http::Response shown = bring(desk(), "made", text);
    ASSERT_EQ(shown.status, 200) << text << shown.body;
    SentForm form = this->form(shown.body);
    form.tick("party", other.slug);
    const http::Response done = send(desk(), form.fields);
    ASSERT_EQ(done.status, 303) << text << done.body;
    const auto kept = all().front();
    ASSERT_TRUE(came_through(kept.record.content, json::write(made))) << text << kept.record.content;
    form = this->form(page(desk() + "?from=" + kept.record.id));
    ASSERT_TRUE(form.type("title", "Anew"));
    ASSERT_EQ(send(desk(), form.fields).status, 303) << text;
    made.set(arena, "title", Value::string("Anew"));
    ASSERT_TRUE(came_through(all().front().record.content, json::write(made))) << text;
    if (seed % 10 == 0) p().database->write([](store::Tx& tx) { tx.script("DELETE FROM agreement_party"); });
  }
}

TEST_F(AgreementForm, shows_every_field_there_is_and_keeps_what_was_typed) {
  SentForm form = this->form(page(desk()));
  for (const auto& field : recognition::agreement_fields()) EXPECT_TRUE(form.has(field.name)) << field.name;
  ASSERT_TRUE(form.type("title", "Ours"));
  ASSERT_TRUE(form.type("effect", "eased"));
  ASSERT_TRUE(form.type("accepts.level", "low"));
  const http::Response refused = send(desk(), form.fields);
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("/accepts/level"), std::string::npos) << refused.body;
  const SentForm again = this->form(refused.body);
  EXPECT_EQ(again.get("title"), "Ours");
  EXPECT_EQ(again.get("effect"), "eased");
  EXPECT_EQ(again.get("accepts.level"), "low");
  EXPECT_TRUE(all().empty());
}

TEST_F(AgreementForm, refuses_bad_files_with_their_place) {
  for (const auto& [text, place] :
       {std::pair{"title: A\neffect: eased\n", "bad.yaml:1, /"},
        {"title: A\neffect: automatic\nscope:\n  most_ects: five\n", "bad.yaml:4, /scope/most_ects"},
        {"title: A\neffect: partial\n", "bad.yaml:2, /effect"},
        {"words\n", "bad.yaml"}}) {
    const http::Response refused = bring(desk(), "bad.yaml", text);
    EXPECT_EQ(refused.status, 422) << text;
    EXPECT_NE(refused.body.find(place), std::string::npos) << text << refused.body;
    EXPECT_NE(bring_form(refused.body).get("text"), "") << text;
  }
}

class StackForm : public test::RulesPages {
 protected:
  void SetUp() override {
    test::RulesPages::SetUp();
    definition_ = published(olga_, body_.id).record.id;
  }
  std::string desk() const { return "/desk/" + body_.slug + "/stacks"; }
  static SentForm form(const std::string& html) { return test::form_of(html, "id", "stack-rule"); }
  std::vector<service::StackRuleView> rules() { return service::stack_rules_of(p(), body_.id); }
  static bool came_through(const std::string& kept, const std::string& json) {
    return says_the_same(kept, json, {"id", "version", "body", "target"});
  }
  std::string definition_;
};

TEST_F(StackForm, brings_the_example_through_file_form_and_file_again) {
  const std::string text = file_text("examples/recognition/stack-digital-heritage.yaml");
  const http::Response shown = bring(desk(), "stack.yaml", text);
  ASSERT_EQ(shown.status, 200) << shown.body;
  const http::Response done = send(desk(), form(shown.body).pressed("do", "publish"));
  ASSERT_EQ(done.status, 303) << done.body;
  ASSERT_EQ(rules().size(), 1U);
  EXPECT_TRUE(came_through(rules().front().record.content, as_json(text))) << rules().front().record.content;
  // Its next version begins with all of it; untouched, nothing differs.
  const std::string id = rules().front().record.id;
  SentForm next = form(page(desk() + "?rule=" + id));
  EXPECT_EQ(next.get("rule"), id);
  EXPECT_EQ(send(desk(), next.pressed("do", "publish")).status, 409);
  std::string rule = next.get("text");
  const auto at = rule.find("total_ects: 12");
  ASSERT_NE(at, std::string::npos) << rule;
  rule.replace(at, 14, "total_ects: 10");
  ASSERT_TRUE(next.type("text", rule));
  const http::Response looked = send(desk(), next.pressed("do", "preview"));
  EXPECT_NE(looked.body.find("<th scope=\"row\">/total_ects</th><td>12</td><td>10</td>"), std::string::npos)
      << looked.body;
  ASSERT_EQ(send(desk(), form(looked.body).pressed("do", "publish")).status, 303);
  ASSERT_EQ(rules().size(), 1U);
  EXPECT_EQ(rules().front().record.version, 2);
  json::Document expected = must(json::parse(as_json(text)));
  expected.root.set(*expected.arena, "total_ects", Value::integer(10));
  EXPECT_TRUE(came_through(rules().front().record.content, json::write(expected.root)));
  // The file of it is the rule.
  EXPECT_TRUE(says_the_same(as_json(page("/stacks/" + id + ".yaml")), rules().front().record.content, {}));
  // Who opened the page before is told.
  EXPECT_EQ(send(desk(), next.pressed("do", "publish")).status, 409);
}

TEST_F(StackForm, refuses_bad_files_with_their_place_and_publishes_no_words) {
  for (const auto& [text, place] :
       {std::pair{"total_ects: 12\nconditions:\n  - {id: a, any: 0}\n", "bad.yaml:3, /conditions/0/any"},
        {"total_ects: [\n", "bad.yaml: line"},
        {"words\n", "bad.yaml"}}) {
    const http::Response refused = bring(desk(), "bad.yaml", text);
    EXPECT_EQ(refused.status, 422) << text;
    EXPECT_NE(refused.body.find(place), std::string::npos) << text << refused.body;
    EXPECT_NE(bring_form(refused.body).get("text"), "") << text;
  }
  SentForm words = form(page(desk()));
  ASSERT_TRUE(words.type("text", "only words"));
  const http::Response refused = send(desk(), words.pressed("do", "publish"));
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(form(refused.body).get("text"), "only words");
  EXPECT_TRUE(rules().empty());
}

}  // namespace
}  // namespace credex::web
