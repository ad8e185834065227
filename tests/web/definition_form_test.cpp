#include "web/definition_form.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/translate.h"
#include "base/yaml.h"
#include "framework/definition_file.h"
#include "framework/definition_keys.h"
#include "generated_definition.h"
#include "page_support.h"
#include "web/definition_parts.h"

namespace credex::web {
namespace {

using test::must;

http::Fields fields(std::vector<std::pair<std::string, std::string>> all) { return {.all = std::move(all)}; }

TEST(DefinitionJson, is_read_as_a_definition) {
  const std::string json = definition_json(fields({{"title@en", "Kilns"},
                                                   {"title@it", "Forni"},
                                                   {"language", "it"},
                                                   {"learning_outcomes.0.title@en", "Fire a kiln"},
                                                   {"learning_outcomes.0.esco", "photogrammetry"},
                                                   {"learning_outcomes.0.assessed_by", "a1"},
                                                   {"learning_outcomes.1.title@en", ""},
                                                   {"workload.hours", "62,5"},
                                                   {"level.eqf", "4"},
                                                   {"assessment.0.type", "oral examination"},
                                                   {"participation.prior_learning", "no"}}));
  const auto reading = must(framework::read_definition(json));
  EXPECT_TRUE(reading.problems.empty());
  const auto& d = reading.definition;
  EXPECT_EQ(d.title.in("it"), "Forni");
  ASSERT_EQ(d.outcomes.size(), 1U);
  EXPECT_EQ(d.outcomes[0].esco_skills.at(0).uri,
            "http://data.europa.eu/esco/skill/0435fe96-523f-4888-a76f-22df1e92d9c4");
  EXPECT_EQ(d.workload.hours->count, 62.5);
  EXPECT_EQ(d.assessments.at(0).id, "a1");
  EXPECT_FALSE(*d.participation.prior_learning);
}

TEST(DefinitionJson, keeps_what_is_no_number_for_the_reader_to_name) {
  for (const char* written : {"two", "1e999", "nan", "inf", "2.5.1", "1,000,000"}) {
    const auto reading =
        must(framework::read_definition(definition_json(fields({{"title@en", "X"}, {"workload.ects", written}}))));
    ASSERT_EQ(reading.problems.size(), 1U) << written;
    EXPECT_NE(reading.problems[0].where.find("/workload/ects"), std::string::npos) << written;
  }
}

TEST(DefinitionJson, takes_rows_by_their_order_whatever_their_numbers) {
  const std::string json = definition_json(fields({{"learning_outcomes.99999999.title@en", "far"},
                                                   {"learning_outcomes.99999999999999999999.title@en", "never"},
                                                   {"learning_outcomes.70.title@en", "near"}}));
  EXPECT_EQ(json, R"({"learning_outcomes":[{"title":{"en":"near"}},{"title":{"en":"far"}}]})");
}

TEST(DefinitionParts, show_every_key_that_the_reader_takes) {
  std::set<std::string> shown;
  for (const PartList& list : definition_sections()) {
    for (const Part& part : list.parts) shown.insert(path_of(list, part));
  }
  // The platform sets these, or they name a thing for others to refer to.
  const std::set<std::string> k_left = {"id", "version", "text_language", "learning_outcomes.id", "assessment.id"};
  for (const framework::DefinitionKey& key : framework::definition_keys()) {
    const std::string path{key.path};
    const bool group = !framework::keys_in(path).empty();
    const bool within = path.starts_with("awarding_body") || path.find(".esco.") != std::string::npos ||
                        path.starts_with("occupations.");
    if (within || k_left.contains(path) || (group && !shown.contains(path))) continue;
    EXPECT_TRUE(shown.contains(path)) << path << " is not on the form";
  }
  for (const std::string& path : shown) {
    const bool known =
        std::ranges::any_of(framework::definition_keys(), [&](const auto& key) { return key.path == path; });
    EXPECT_TRUE(known || path == "level.none") << path << " is no key of a definition";
  }
}

/// The form as a browser has it, over a document that is kept.
class DefinitionForm : public test::PlatformTest {
 protected:
  test::SentForm shown(const DefinitionDraft& draft) {
    http::Request request;
    const Visit visit{.platform = p(), .request = request, .language = language_};
    auto out = test::form_of(render("definition_form", language_, definition_form(visit, draft)), "id", "design");
    EXPECT_FALSE(out.fields.empty());
    return out;
  }
  test::SentForm shown(const json::Value& kept) { return shown(must(kept_draft(json::write(kept)))); }
  static DefinitionDraft sent(const test::SentForm& form) { return written_draft({.all = form.fields}); }
  static json::Document document(std::string_view json) { return must(json::parse(json)); }

  /// Nothing was touched: the document is the same, and so is the form that is shown of it once more.
  void expect_same(const json::Value& kept) {
    const auto form = shown(kept);
    const auto draft = sent(form);
    ASSERT_TRUE(json::equal(draft.now, kept)) << json::write(draft.now) << "\nwas\n" << json::write(kept);
    ASSERT_TRUE(draft.problems.empty()) << draft.problems[0].to_string();
    ASSERT_EQ(shown(draft).fields, form.fields);
  }

  std::string language_ = "en";
};

std::string file(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST_F(DefinitionForm, gives_back_every_example) {
  std::size_t count = 0;
  for (const auto& folder : std::filesystem::directory_iterator{CREDEX_SOURCE_DIR "/examples"}) {
    if (!std::filesystem::exists(folder.path() / "definition.yaml")) continue;
    SCOPED_TRACE(folder.path().string());
    const std::string text = file(folder.path() / "definition.yaml");
    const auto yaml = must(parse_yaml(text));
    expect_same(yaml.document.root);
    // As the platform keeps it, in each language of the interface.
    const auto kept = must(parse_yaml(framework::write_definition(must(framework::read_definition(text)).definition)));
    for (const Language& language : languages()) {
      language_ = language.code;
      expect_same(kept.document.root);
    }
    language_ = "en";
    ++count;
  }
  EXPECT_EQ(count, 12U);
}

TEST_F(DefinitionForm, gives_back_what_the_demonstration_defines) {
  const auto yaml = must(parse_yaml(file(CREDEX_SOURCE_DIR "/data/demonstration.yaml")));
  std::size_t count = 0;
  for (const json::Value& stack : yaml.document.root.get("stacks").items()) {
    expect_same(stack.get("definition"));
    ++count;
  }
  EXPECT_GT(count, 0U);
}

TEST_F(DefinitionForm, gives_back_generated_definitions) {
  const char* asked = std::getenv("CREDEX_SEED");
  const auto first = static_cast<std::uint32_t>(asked ? std::strtoul(asked, nullptr, 10) : 1);
  std::set<std::string> made;
  for (std::uint32_t seed = first; seed < first + (asked ? 1 : 200); ++seed) {
    json::Arena arena;
    test::GeneratedDefinition generated{arena, seed};
    const json::Value kept = generated.make();
    made.insert(generated.made().begin(), generated.made().end());
    expect_same(kept);
    // As the reader and the writer make it, which is what the platform keeps.
    expect_same(framework::definition_value(arena, framework::definition_of(kept).definition));
    if (HasFailure()) FAIL() << "seed " << seed << ": set CREDEX_SEED to it to see this one alone";
  }
  if (asked) return;
  for (const framework::DefinitionKey& key : framework::definition_keys())
    EXPECT_TRUE(made.contains(std::string{key.path})) << key.path << " was never generated";
}

/// Three outcomes and two assessments, with keys that no form shows and more languages than four.
constexpr const char* k_kept =
    R"({"title": {"en": "Kilns", "it": "Forni", "de": "Öfen", "es": "Hornos", "pl": "Piece", "el": "Κλίβανοι"},
  "learning_outcomes": [
    {"id": "lo1", "title": {"en": "one"}, "assessed_by": ["a1"], "unseen": 1},
    {"id": "lo2", "title": {"en": "two"}, "assessed_by": ["a2", "gone"], "unseen": 2},
    {"id": "lo3", "title": {"en": "three", "pl": "trzy"}, "esco": [{"uri": "http://data.europa.eu/esco/skill/1", "label": {"en": "x", "it": "y"}}], "assessed_by": ["a1", "a2"], "unseen": 3}],
  "workload": {"hours": 50, "parts": {"taught": 20, "own": 30}, "unseen": 4},
  "assessment": [{"id": "a1", "type": "portfolio", "unseen": 5}, {"id": "a2", "type": "quiz", "criteria": "half", "unseen": 6}],
  "quality_assurance": [{"by": "Guild", "limit_eqf": [5, 6], "limit_fields": ["0215"], "unseen": 7}],
  "unseen": 8})";

struct EditCase {
  const char* name;
  std::function<void(test::SentForm&)> edit;
  std::vector<std::pair<const char*, const char*>> changes;  ///< pointer and JSON, or null where it is gone
};
class DefinitionEdit : public DefinitionForm, public testing::WithParamInterface<EditCase> {};

/// The document with each change made; a step of a list that is null is taken out.
void change(json::Arena& arena, const json::Value& root, std::string_view pointer, const char* text) {
  const auto slash = pointer.rfind('/');
  const auto* at = json::find_at(root, pointer.substr(0, slash));
  ASSERT_NE(at, nullptr) << pointer;
  const std::string key = json::pointer_steps(pointer).back();
  if (at->is_array()) {
    const std::size_t place = std::stoul(key);
    const json::Value rest = json::Value::array(arena);
    for (std::size_t i = 0; i < at->size(); ++i) {
      if (i != place)
        rest.push(arena, at->items()[i]);
      else if (text)
        rest.push(arena, must(json::parse_into(arena, text)));
    }
    if (place == at->size()) rest.push(arena, must(json::parse_into(arena, text)));
    const std::string above{pointer.substr(0, slash)};
    const auto* owner = json::find_at(root, above.substr(0, above.rfind('/')));
    owner->set(arena, arena.copy(json::pointer_steps(above).back()), rest);
  } else if (text) {
    at->set(arena, arena.copy(key), must(json::parse_into(arena, text)));
  } else {
    at->erase(key);
  }
}

TEST_P(DefinitionEdit, touches_only_what_was_edited) {
  json::Arena arena;
  const json::Value kept = must(json::parse_into(arena, k_kept));
  auto form = shown(kept);
  GetParam().edit(form);
  const auto draft = sent(form);
  for (const auto& [pointer, text] : GetParam().changes) change(arena, kept, pointer, text);
  EXPECT_TRUE(json::equal(draft.now, kept)) << json::write(draft.now) << "\nwanted\n" << json::write(kept);
  EXPECT_TRUE(draft.problems.empty());
  // And once more through the page, as where a further row is asked for in between.
  EXPECT_TRUE(json::equal(sent(shown(draft)).now, kept)) << json::write(sent(shown(draft)).now);
}

/// Fields after a button of the form.
void press(test::SentForm& form, const char* step) { form.fields = after_step({.all = form.fields}, step).all; }

INSTANTIATE_TEST_SUITE_P(
    Edit, DefinitionEdit,
    testing::Values(
        EditCase{"one_language",
                 [](auto& f) { EXPECT_TRUE(f.type("title@it", "Fornaci")); },
                 {{"/title/it", "\"Fornaci\""}}},
        EditCase{"one_language_cleared", [](auto& f) { f.type("title@de", ""); }, {{"/title/de", nullptr}}},
        EditCase{"a_language_more",
                 [](auto& f) { EXPECT_TRUE(f.type("learning_outcomes.0.title@pl", "jeden")); },
                 {{"/learning_outcomes/0/title/pl", "\"jeden\""}}},
        EditCase{"row_taken_out",
                 [](auto& f) { press(f, "remove learning_outcomes.1"); },
                 {{"/learning_outcomes/1", nullptr}}},
        EditCase{
            "row_moved_up",
            [](auto& f) { press(f, "up learning_outcomes.1"); },
            {{"/learning_outcomes/2", nullptr},
             {"/learning_outcomes/0",
              R"({"id": "lo2", "title": {"en": "two"}, "assessed_by": ["a2", "gone"], "unseen": 2})"},
             {"/learning_outcomes/1", R"({"id": "lo1", "title": {"en": "one"}, "assessed_by": ["a1"], "unseen": 1})"},
             {"/learning_outcomes/2",
              R"({"id": "lo3", "title": {"en": "three", "pl": "trzy"}, "esco": [{"uri": "http://data.europa.eu/esco/skill/1", "label": {"en": "x", "it": "y"}}], "assessed_by": ["a1", "a2"], "unseen": 3})"}}},
        EditCase{"row_added",
                 [](auto& f) { EXPECT_TRUE(f.type("learning_outcomes.3.title@en", "four\r\nlines")); },
                 {{"/learning_outcomes/3", R"({"title": {"en": "four\nlines"}})"}}},
        EditCase{"row_edited_after_one_was_taken_out",
                 [](auto& f) {
                   press(f, "remove learning_outcomes.0");
                   f.type("learning_outcomes.2.title@en", "drei");
                 },
                 {{"/learning_outcomes/2/title/en", "\"drei\""}, {"/learning_outcomes/0", nullptr}}},
        EditCase{"assessment_taken_out_goes_from_outcomes",
                 [](auto& f) { press(f, "remove assessment.1"); },
                 {{"/assessment/1", nullptr},
                  {"/learning_outcomes/1/assessed_by", R"(["gone"])"},
                  {"/learning_outcomes/2/assessed_by", R"(["a1"])"}}},
        EditCase{"assessment_added_has_a_name_of_its_own",
                 [](auto& f) { EXPECT_TRUE(f.type("assessment.2.criteria", "all")); },
                 {{"/assessment/2", R"({"id": "a3", "criteria": "all"})"}}},
        EditCase{"outcome_assessed_otherwise",
                 [](auto& f) {
                   EXPECT_TRUE(f.untick("learning_outcomes.0.assessed_by", "a1"));
                   f.tick("learning_outcomes.0.assessed_by", "a2");
                 },
                 {{"/learning_outcomes/0/assessed_by", R"(["a2"])"}}},
        EditCase{"field_cleared", [](auto& f) { f.type("workload.hours", ""); }, {{"/workload/hours", nullptr}}},
        EditCase{"number_written_by_comma",
                 [](auto& f) { f.type("workload.hours", " 62,5 "); },
                 {{"/workload/hours", "62.5"}}},
        EditCase{"part_named_anew",
                 [](auto& f) { EXPECT_TRUE(f.type("workload.parts.0.what", "Taught & shown")); },
                 {{"/workload/parts", R"({"Taught & shown": 20, "own": 30})"}}},
        EditCase{"part_taken_out",
                 [](auto& f) {
                   f.type("workload.parts.0.what", "");
                   f.type("workload.parts.0.hours", "");
                 },
                 {{"/workload/parts", R"({"own": 30})"}}},
        EditCase{"skill_added_beside_one",
                 [](auto& f) {
                   EXPECT_TRUE(f.type("learning_outcomes.2.esco", "z <http://data.europa.eu/esco/skill/2>", 1));
                 },
                 {{"/learning_outcomes/2/esco/1", R"({"uri": "http://data.europa.eu/esco/skill/2", "label": "z"})"}}},
        EditCase{"skill_cleared",
                 [](auto& f) { f.type("learning_outcomes.2.esco", ""); },
                 {{"/learning_outcomes/2/esco", nullptr}}},
        EditCase{"limit_of_levels_changed",
                 [](auto& f) {
                   EXPECT_TRUE(f.untick("quality_assurance.0.limit_eqf", "5"));
                   f.tick("quality_assurance.0.limit_eqf", "7");
                 },
                 {{"/quality_assurance/0/limit_eqf", "[6, 7]"}}},
        EditCase{"no_level", [](auto& f) { f.tick("level.none", "1"); }, {{"/level", "\"not applicable\""}}},
        EditCase{"group_begun", [](auto& f) { EXPECT_TRUE(f.type("level.eqf", "5")); }, {{"/level", R"({"eqf": 5})"}}}),
    [](const auto& info) { return info.param.name; });

TEST_F(DefinitionForm, shows_every_language_that_the_document_has) {
  const auto kept = document(k_kept);
  const auto form = shown(kept.root);
  for (const char* tag : {"en", "it", "de", "es", "pl", "el"}) {
    EXPECT_TRUE(form.has(std::string{"title@"} + tag)) << tag;
    EXPECT_TRUE(form.has(std::string{"learning_outcomes.1.title@"} + tag)) << tag;
  }
  auto draft = must(kept_draft(k_kept));
  draft.languages.emplace_back("sv");
  auto with = shown(draft);
  EXPECT_TRUE(with.type("title@sv", "Ugnar"));
  EXPECT_EQ(sent(with).now.get("title").text("sv"), "Ugnar");
  EXPECT_EQ(sent(with).now.get("title").size(), 7U);
}

TEST_F(DefinitionForm, gives_an_assessment_without_a_name_one_where_an_outcome_names_it) {
  const auto kept = document(R"({"learning_outcomes": ["can do"], "assessment": ["portfolio", {"type": "quiz"}]})");
  auto form = shown(kept.root);
  form.tick("learning_outcomes.0.assessed_by", form.get("assessment.1.id"));
  EXPECT_EQ(
      json::write(sent(form).now),
      R"({"learning_outcomes":[{"title":"can do","assessed_by":["a2"]}],"assessment":["portfolio",{"type":"quiz","id":"a2"}]})");
}

TEST_F(DefinitionForm, says_what_a_document_cannot_say_and_keeps_what_was_typed) {
  const auto kept = document(R"({"level": {"eqf": 5}, "workload": {"parts": {"taught": 20}}})");
  struct Case {
    const char* name;
    std::function<void(test::SentForm&)> edit;
    const char* where;
  };
  const Case k_cases[] = {
      {"level_and_none", [](auto& f) { f.tick("level.none", "1"); }, "/level"},
      {"hours_without_name", [](auto& f) { f.type("workload.parts.1.hours", "3"); }, "/workload/parts"},
      {"name_twice",
       [](auto& f) {
         f.type("workload.parts.1.what", "taught");
         f.type("workload.parts.1.hours", "3");
       },
       "/workload/parts/taught"},
  };
  for (const Case& one : k_cases) {
    auto form = shown(kept.root);
    one.edit(form);
    const auto draft = sent(form);
    ASSERT_EQ(draft.problems.size(), 1U) << one.name;
    EXPECT_EQ(draft.problems[0].where, one.where) << one.name;
    const auto again = shown(draft);
    for (const char* name : {"level.eqf", "level.none", "workload.parts.1.what", "workload.parts.1.hours"})
      EXPECT_EQ(again.get(name), form.get(name)) << one.name << ": " << name;
  }
}

TEST(AfterStep, changes_nothing_where_it_knows_no_such_step) {
  const auto before = fields({{"learning_outcomes.0.title@en", "x"}, {"shown", "learning_outcomes.0.assessed_by"}});
  for (const char* step : {"", "language", "remove", "remove learning_outcomes", "up learning_outcomes.0",
                           "remove learning_outcomes.", "grow learning_outcomes.0", "remove learning_outcomes.7"})
    EXPECT_EQ(after_step(before, step).all, before.all) << step;
  EXPECT_TRUE(after_step(before, "remove learning_outcomes.0").all.empty());
}

TEST(Templates, are_whole_in_every_language) {
  for (const char* name : {"frame", "front", "catalogue", "definition", "check", "check_result", "collection",
                           "definition_form", "award", "awards", "issue", "cohort_preview", "profile"}) {
    for (const Language& language : languages()) {
      const std::string text = translated_template(name, language.code);
      EXPECT_EQ(text.find("{{#t}}"), std::string::npos) << name;
      EXPECT_TRUE(is_well_formed(text)) << name << " in " << language.code;
    }
  }
}

TEST(Render, writes_markup_as_text) {
  View view;
  view.set("message", "<script>alert(1)</script>").set("remedy", "\" onload='x'");
  const std::string html = render("error", "en", view);
  EXPECT_EQ(html.find("<script>"), std::string::npos);
  EXPECT_NE(html.find("&lt;script&gt;"), std::string::npos);
  EXPECT_EQ(html.find("onload='x'"), std::string::npos);
}

}  // namespace
}  // namespace credex::web
