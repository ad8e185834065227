// The form of a recognition policy, sent back as a browser sends it, and files that are brought in.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/yaml.h"
#include "base/yaml_write.h"
#include "generated_rules.h"
#include "pages_of_rules.h"
#include "service/policies.h"
#include "service/rules_text.h"

namespace credex::web {
namespace {

using json::Value;
using service::says_the_same;
using test::must;
using test::SentForm;

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in{path};
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string policy_as_json(const std::string& text) { return json::write(must(parse_yaml(text)).document.root); }

class PolicyForm : public test::RulesPages {
 protected:
  static std::string desk(const store::Organisation& body) { return "/desk/" + body.slug + "/policy"; }
  static SentForm form(const std::string& html) { return test::form_of(html, "id", "policy"); }
  std::string kept(const store::Organisation& body) {
    const auto versions = service::policies_of(p(), body.id);
    return versions.empty() ? std::string{} : versions.front().record.content;
  }
  std::size_t count(const store::Organisation& body) { return service::policies_of(p(), body.id).size(); }
  /// Brings a file in and publishes what the form then shows, untouched.
  http::Response published(const store::Organisation& body, const std::string& name, const std::string& text) {
    const http::Response shown = bring(desk(body), name, text);
    EXPECT_EQ(shown.status, 200) << shown.body;
    return send(desk(body), form(shown.body).pressed("do", "publish"));
  }
  /// Whether the text came through: what the platform sets apart.
  static bool came_through(const std::string& kept, const std::string& json) {
    return says_the_same(kept, json, {"id", "version", "body"});
  }
};

struct Example {
  std::string name{};
  std::string text{};
};
/// Every policy that the repository shows.
std::vector<Example> examples() {
  std::vector<Example> out;
  const std::filesystem::path source{CREDEX_SOURCE_DIR};
  for (const auto& entry : std::filesystem::directory_iterator(source / "examples/recognition/policies"))
    out.push_back({entry.path().filename().string(), file_text(entry.path())});
  const auto plan = must(parse_yaml(file_text(source / "data/demonstration.yaml")));
  for (const Value& one : plan.document.root.get("policies").items())
    out.push_back({"demonstration.yaml", "from: 2026-01-01\n" + write_yaml(one.get("text"))});
  return out;
}

TEST_F(PolicyForm, brings_every_example_through_file_form_and_file_again) {
  std::size_t n = 0;
  for (const Example& one : examples()) {
    const store::Organisation body = this->body("Body " + std::to_string(++n));
    ASSERT_EQ(published(body, one.name, one.text).status, 303) << one.name;
    EXPECT_TRUE(came_through(kept(body), policy_as_json(one.text))) << one.name << "\n" << kept(body);
    // Saved as it is shown, nothing differs, and no version is made.
    http::Response same = send(desk(body), form(page(desk(body))).pressed("do", "publish"));
    EXPECT_EQ(same.status, 409) << one.name;
    // What is downloaded and brought in again differs in nothing.
    const std::string file = page("/recognition/policies/" + body.slug + ".yaml?version=1");
    EXPECT_TRUE(says_the_same(policy_as_json(file), kept(body), {})) << file;
    http::Response again = bring(desk(body), "policy.yaml", file);
    EXPECT_NE(again.body.find("Nothing differs from version 1"), std::string::npos) << again.body;
    EXPECT_EQ(send(desk(body), form(again.body).pressed("do", "publish")).status, 409);
    EXPECT_EQ(count(body), 1U);
  }
  EXPECT_GE(n, 9U);
}

TEST_F(PolicyForm, keeps_all_of_200_generated_policies_but_what_is_changed) {
  store::Organisation body = body_;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    if (seed % 20 == 0) body = this->body("Body " + std::to_string(seed));
    json::Arena arena;
    test::RulesMaker maker{arena, seed};
    const Value made = maker.policy();
    const std::string json = json::write(made);
    const http::Response done = published(body, "made", seed % 2 == 0 ? json::write_pretty(made) : write_yaml(made));
    ASSERT_EQ(done.status, 303) << json << done.body;
    ASSERT_TRUE(came_through(kept(body), json)) << json << "\n" << kept(body);
    // One thing typed, and all else as it was.
    SentForm shown = form(page(desk(body)));
    ASSERT_TRUE(shown.type("appeal.to", "Panel " + std::to_string(seed)));
    ASSERT_TRUE(shown.type("credit.workload.weight", "99"));
    const std::string before = kept(body);
    const http::Response changed = send(desk(body), shown.pressed("do", "publish"));
    ASSERT_EQ(changed.status, 303) << json << changed.body;
    json::Document expected = must(json::parse(before));
    const Value& root = expected.root;
    const auto below = [&](const Value& at, const char* key) {
      if (!at.get(key).is_object()) at.set(*expected.arena, key, Value::object(*expected.arena));
      return at.get(key);
    };
    const std::string panel = "Panel " + std::to_string(seed);
    below(root, "appeal").set(*expected.arena, "to", Value::string(panel));
    below(below(below(below(root, "purposes"), "credit"), "criteria"), "workload")
        .set(*expected.arena, "weight", Value::integer(99));
    ASSERT_TRUE(came_through(kept(body), json::write(root))) << json << "\n" << kept(body);
  }
}

TEST_F(PolicyForm, shows_every_field_there_is) {
  const SentForm first = form(page(desk(body_)));
  for (const auto& field : recognition::policy_fields()) EXPECT_TRUE(first.has(field.name)) << field.name;
}

TEST_F(PolicyForm, says_all_in_the_first_version_of_a_body) {
  ASSERT_EQ(send(desk(body_), form(page(desk(body_))).pressed("do", "publish")).status, 303);
  const json::Document document = must(json::parse(kept(body_)));
  for (const char* pointer : {"/purposes/study/criteria/level/compensate_by", "/purposes/employment/tolerance",
                              "/matching/covered", "/deadlines/appeal_days", "/purposes/practice/note"})
    EXPECT_NE(json::find_at(document.root, pointer), nullptr) << pointer;
  const auto version = service::policies_of(p(), body_.id).front();
  const auto& built_in = recognition::Criteria::built_in().demands;
  for (std::size_t purpose = 0; purpose < built_in.size(); ++purpose) {
    const auto& given = version.content.demands[purpose];
    for (const recognition::Criterion criterion : recognition::k_all_criteria) {
      recognition::Setting one = given.settings[criterion];
      recognition::Setting other = built_in[purpose].settings[criterion];
      // Ticks have the order of the list of means.
      std::ranges::sort(one.compensate_by);
      std::ranges::sort(other.compensate_by);
      const std::string where = std::to_string(purpose) + "/" + std::string{recognition::criterion_name(criterion)};
      EXPECT_EQ(one.full_at, other.full_at) << where;
      EXPECT_EQ(one.compensable_at, other.compensable_at) << where;
      EXPECT_EQ(one.weight, other.weight) << where;
      EXPECT_EQ(one.disqualifying, other.disqualifying) << where;
      EXPECT_EQ(one.compensate_by, other.compensate_by) << where;
      EXPECT_EQ(one.ground, other.ground) << where;
    }
    EXPECT_EQ(given.tolerance, built_in[purpose].tolerance) << purpose;
    EXPECT_EQ(given.least_eqf, built_in[purpose].least_eqf) << purpose;
    EXPECT_EQ(given.least_hours, built_in[purpose].least_hours) << purpose;
    EXPECT_EQ(given.note, built_in[purpose].note) << purpose;
  }
}

TEST_F(PolicyForm, says_what_compensates_the_ground_and_the_law_of_appeal) {
  must(service::publish_policy(p(), olga_, body_.id, "purposes: {study: {criteria: {level: {weight: 2}}}}\n"));
  SentForm shown = form(page(desk(body_)));
  EXPECT_TRUE(shown.untick("credit.outcomes.compensate_by", "test"));
  shown.tick("credit.outcomes.compensate_by", "interview");
  EXPECT_TRUE(shown.type("credit.outcomes.ground", "Regulations, section 4\r\nand 5"));
  EXPECT_TRUE(shown.type("appeal.law", "Act on examinations (fictional)"));
  EXPECT_TRUE(shown.type("until", "2027-12-31"));
  EXPECT_TRUE(shown.type("matching.broader", "0,5"));
  EXPECT_TRUE(shown.type("essential", "o1\r\n\r\n  o2 "));
  shown.tick("study.quality.disqualifying", "yes");
  ASSERT_EQ(send(desk(body_), shown.pressed("do", "publish")).status, 303);
  EXPECT_TRUE(came_through(
      kept(body_),
      R"({"from":"2025-12-01","purposes":{"study":{"criteria":{"level":{"weight":2},"quality":{"disqualifying":true}}},)"
      R"("credit":{"criteria":{"outcomes":{"compensate_by":["partial credit","interview"],)"
      R"("ground":"Regulations, section 4\nand 5"}}}},"appeal":{"law":"Act on examinations )"
      R"x((fictional)"},)x"
      R"("until":"2027-12-31","matching":{"broader":0.5},"essential":["o1","o2"]})"))
      << kept(body_);
}

TEST_F(PolicyForm, touches_only_what_was_sent) {
  must(service::publish_policy(p(), olga_, body_.id, "title: Old\nappeal: {to: A, law: B}\nuntil: 2030-01-01\n"));
  const SentForm shown = form(page(desk(body_)));
  const http::Response done = send(desk(body_), {{"csrf", shown.get("csrf")}, {"title", "New"}});
  ASSERT_EQ(done.status, 303) << done.body;
  EXPECT_TRUE(came_through(kept(body_), R"({"title":"New","appeal":{"to":"A","law":"B"},"until":"2030-01-01",)"
                                        R"("from":"2025-12-01"})"))
      << kept(body_);
}

TEST_F(PolicyForm, takes_away_what_is_emptied) {
  must(service::publish_policy(
      p(), olga_, body_.id,
      "appeal: {to: A, law: B}\npurposes: {credit: {least_eqf: 5}}\ndeadlines: {decide_days: 5}\n"));
  SentForm shown = form(page(desk(body_)));
  for (const char* name : {"appeal.to", "credit.least_eqf", "deadlines.decide_days"})
    EXPECT_TRUE(shown.type(name, "")) << name;
  ASSERT_EQ(send(desk(body_), shown.pressed("do", "publish")).status, 303);
  EXPECT_TRUE(came_through(kept(body_), R"({"appeal":{"law":"B"},"from":"2025-12-01"})")) << kept(body_);
}

TEST_F(PolicyForm, says_what_was_shown_where_it_would_hang_on_what_was_changed) {
  must(service::publish_policy(p(), olga_, body_.id, "purposes: {credit: {criteria: {quality: {full_at: strong}}}}\n"));
  SentForm shown = form(page(desk(body_)));
  ASSERT_EQ(shown.get("credit.quality.compensable_at"), "weak");
  ASSERT_TRUE(shown.type("credit.quality.full_at", "none"));
  const http::Response refused = send(desk(body_), shown.pressed("do", "publish"));
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("ompensable_at (weak) lies above full_at (none)"), std::string::npos) << refused.body;
  EXPECT_EQ(form(refused.body).get("credit.quality.full_at"), "none");
  EXPECT_EQ(count(body_), 1U);
}

TEST_F(PolicyForm, keeps_what_was_typed_and_marks_its_place) {
  SentForm shown = form(page(desk(body_)));
  ASSERT_TRUE(shown.type("credit.tolerance", "much"));
  ASSERT_TRUE(shown.type("title", "Rules & more"));
  ASSERT_TRUE(shown.type("automatic", "- {id: a, scope: {countries: [Atlantis]}}"));
  const http::Response refused = send(desk(body_), shown.pressed("do", "publish"));
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("/purposes/credit/tolerance"), std::string::npos) << refused.body;
  EXPECT_NE(refused.body.find("value=\"much\" aria-invalid=\"true\""), std::string::npos);
  SentForm again = form(refused.body);
  EXPECT_EQ(again.get("title"), "Rules & more");
  EXPECT_EQ(again.get("automatic"), "- {id: a, scope: {countries: [Atlantis]}}");
  ASSERT_TRUE(again.type("credit.tolerance", "1"));
  const http::Response second = send(desk(body_), again.pressed("do", "publish"));
  EXPECT_NE(second.body.find("/automatic/0/scope/countries"), std::string::npos) << second.body;
  ASSERT_TRUE(again.type("automatic", "- {id: a, scope: ["));
  const http::Response third = send(desk(body_), again.pressed("do", "publish"));
  EXPECT_EQ(third.status, 422);
  EXPECT_NE(third.body.find("/automatic: line 1"), std::string::npos) << third.body;
  EXPECT_EQ(count(body_), 0U);
}

TEST_F(PolicyForm, shows_what_would_change_before_it_is_published) {
  must(service::publish_policy(p(), olga_, body_.id, "deadlines: {decide_days: 45}\n"));
  SentForm shown = form(page(desk(body_)));
  ASSERT_TRUE(shown.type("deadlines.decide_days", "40"));
  const http::Response looked = send(desk(body_), shown.pressed("do", "preview"));
  EXPECT_EQ(looked.status, 200);
  EXPECT_NE(looked.body.find("What differs from version 1"), std::string::npos);
  EXPECT_NE(looked.body.find("<th scope=\"row\">Days to decide</th><td>45</td><td>40</td>"), std::string::npos)
      << looked.body;
  EXPECT_EQ(count(body_), 1U);
  ASSERT_EQ(send(desk(body_), form(looked.body).pressed("do", "publish")).status, 303);
  EXPECT_EQ(count(body_), 2U);
}

TEST_F(PolicyForm, tells_who_was_overtaken_and_keeps_what_they_typed) {
  must(service::publish_policy(p(), olga_, body_.id, "title: One\n"));
  SentForm mine = form(page(desk(body_)));
  must(service::publish_policy(p(), olga_, body_.id, "title: Two\ndeadlines: {decide_days: 9}\n"));
  ASSERT_TRUE(mine.type("title", "Mine"));
  const http::Response told = send(desk(body_), mine.pressed("do", "publish"));
  EXPECT_EQ(told.status, 409);
  EXPECT_NE(told.body.find("Another version was published"), std::string::npos);
  EXPECT_NE(told.body.find("Days to decide"), std::string::npos);
  const SentForm again = form(told.body);
  EXPECT_EQ(again.get("title"), "Mine");
  ASSERT_EQ(send(desk(body_), again.pressed("do", "publish")).status, 303);
  EXPECT_EQ(count(body_), 3U);
}

TEST_F(PolicyForm, begins_today_where_a_text_began_earlier_and_says_so) {
  now_ = test::at("2026-06-01T12:00:00Z");
  token_ = service::begin_session(p(), olga_.person->id, "test").token;
  const http::Response shown = bring(desk(body_), "ireland.yaml", examples().front().text);
  ASSERT_EQ(shown.status, 200);
  EXPECT_NE(shown.body.find("A version cannot begin in the past"), std::string::npos);
  EXPECT_NE(shown.body.find("The text is of another body"), std::string::npos);
  ASSERT_EQ(send(desk(body_), form(shown.body).pressed("do", "publish")).status, 303);
  EXPECT_EQ(service::policies_of(p(), body_.id).front().content.from, *parse_date("2026-06-01"));
}

struct BadFile {
  const char* why;
  const char* text;
  const char* message;
  const char* place;
  bool is_kept = true;
};

TEST_F(PolicyForm, refuses_bad_files_with_their_place_and_keeps_them_on_the_page) {
  for (const BadFile& one : {
           BadFile{"no YAML", "title: [\n", "This is no YAML", "bad.yaml: line"},
           BadFile{"words alone", "just words\n", "This is no group of keys", "bad.yaml"},
           BadFile{"a list", "- a\n- b\n", "This is no group of keys", "bad.yaml"},
           BadFile{"a key twice", "title: A\ntitle: B\n", "stands twice", "bad.yaml: line 2"},
           BadFile{"a number that is none", "purposes:\n  credit:\n    tolerance: many\n",
                   "is no number from 0 to 1000", "bad.yaml:3, /purposes/credit/tolerance"},
           BadFile{"the same in JSON", R"({"purposes": {"credit": {"tolerance": "many"}}})",
                   "is no number from 0 to 1000", "bad.yaml, /purposes/credit/tolerance"},
           BadFile{"a key with a slip", "essentials: [a]\n", "is not known here", "bad.yaml:1, /essentials"},
           BadFile{"a means that is not known",
                   "purposes:\n  credit:\n    criteria:\n      level: {compensate_by: [luck]}\n", "is not known here",
                   "bad.yaml:4, /purposes/credit/criteria/level/compensate_by"},
           BadFile{"nothing", " \n", "The file is empty", "bad.yaml", false},
           BadFile{"another encoding", "title: \xE4\n", "not UTF-8", "bad.yaml", false},
       }) {
    const http::Response refused = bring(desk(body_), "bad.yaml", one.text);
    EXPECT_EQ(refused.status, 422) << one.why;
    EXPECT_NE(refused.body.find(one.message), std::string::npos) << one.why << refused.body;
    EXPECT_NE(refused.body.find(one.place), std::string::npos) << one.why << refused.body;
    if (!one.is_kept) continue;
    // Mended there and sent as a text.
    const SentForm form = bring_form(refused.body);
    std::string typed = form.get("text");
    std::erase(typed, '\r');
    EXPECT_EQ(typed, one.text) << one.why;
  }
  EXPECT_EQ(count(body_), 0U);
}

TEST_F(PolicyForm, takes_a_pasted_text_and_never_one_of_two) {
  SentForm paste = bring_form(page(desk(body_)));
  ASSERT_TRUE(paste.type("text", "title: Pasted\r\ndeadlines:\r\n  decide_days: 0\r\n"));
  const http::Response refused = send(desk(body_), paste.fields);
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("line 3, /deadlines/decide_days"), std::string::npos) << refused.body;
  const http::Response both = send_file(desk(body_), paste.fields, "a.yaml", "title: File\n");
  EXPECT_EQ(both.status, 422);
  EXPECT_NE(both.body.find("only one can be taken"), std::string::npos);
  EXPECT_NE(bring_form(both.body).get("text").find("Pasted"), std::string::npos);
  EXPECT_EQ(send(desk(body_), {{"csrf", paste.get("csrf")}, {"do", "bring"}}).status, 422);
}
}  // namespace
}  // namespace credex::web
