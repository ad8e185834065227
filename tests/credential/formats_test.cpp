// An award in each format and back, baked pictures, durations: what is kept, and what is listed as lost.
#include <algorithm>

#include "credential/baked.h"
#include "credential/contents.h"
#include "credential/elm.h"
#include "credential/elm_profile.h"
#include "credential/open_badge.h"
#include "fixtures.h"
#include "rdf/jsonld/processor.h"
#include "rdf/shacl/validate.h"

namespace credex::credential {
namespace {

using test_data::award;
using test_data::example;

class Formats : public testing::TestWithParam<const char*> {};

TEST_P(Formats, elm_keeps_everything_and_satisfies_the_profile) {
  framework::MicroCredential definition = example(GetParam());
  const Award given = award();
  json::Arena arena;
  const json::Value made = test::must(elm_from_award(arena, definition, given));
  rdf::jsonld::Processor processor;
  rdf::Dataset dataset;
  const auto rdf = processor.to_rdf(arena, made, dataset, {.safety = rdf::jsonld::Safety::safe});
  ASSERT_TRUE(rdf) << rdf.error().to_string();
  const Report shapes = check_edc_profile(dataset);
  EXPECT_EQ(shapes.outcome(), Outcome::pass) << report_text(shapes, Colour::off);

  Contents back = test::must(award_from_elm(test::must(json::parse_into(arena, json::write(made)))));
  EXPECT_TRUE(back.losses.empty()) << message_text(back.losses[0]);
  EXPECT_EQ(back.award, given);
  // Lists whose URI we do not know come back as words in the list's own label; compare what a reader would.
  EXPECT_EQ(back.definition.title, definition.title);
  EXPECT_EQ(back.definition.workload, definition.workload);
  EXPECT_EQ(back.definition.level, definition.level);
  EXPECT_EQ(back.definition.awarding_body, definition.awarding_body);
  EXPECT_EQ(back.definition.stackability, definition.stackability);
  EXPECT_EQ(back.definition.participation, definition.participation);
  EXPECT_EQ(back.definition.prerequisites, definition.prerequisites);
  EXPECT_EQ(back.definition.occupations, definition.occupations);
  ASSERT_EQ(back.definition.outcomes.size(), definition.outcomes.size());
  for (std::size_t i = 0; i < definition.outcomes.size(); ++i) {
    EXPECT_EQ(back.definition.outcomes[i].title, definition.outcomes[i].title);
    EXPECT_EQ(back.definition.outcomes[i].esco_skills, definition.outcomes[i].esco_skills);
    EXPECT_EQ(back.definition.outcomes[i].assessed_by, definition.outcomes[i].assessed_by);
  }
  ASSERT_EQ(back.definition.assessments.size(), definition.assessments.size());
  for (std::size_t i = 0; i < definition.assessments.size(); ++i) {
    EXPECT_EQ(back.definition.assessments[i].criteria, definition.assessments[i].criteria);
    EXPECT_EQ(back.definition.assessments[i].weight, definition.assessments[i].weight);
    EXPECT_EQ(back.definition.assessments[i].type, definition.assessments[i].type);
  }
}

TEST_P(Formats, open_badges_keep_what_they_can_and_the_rest_is_listed) {
  const framework::MicroCredential definition = example(GetParam());
  const Award given = award();
  json::Arena arena;
  const json::Value made = test::must(open_badge_from_award(arena, definition, given, "did:key:z6Mk"));
  rdf::jsonld::Processor processor;
  rdf::Dataset dataset;
  const auto rdf = processor.to_rdf(arena, made, dataset, {.safety = rdf::jsonld::Safety::safe});
  ASSERT_TRUE(rdf) << rdf.error().to_string();
  const Contents back = test::must(award_from_open_badge(test::must(json::parse_into(arena, json::write(made)))));
  EXPECT_TRUE(back.losses.empty()) << message_text(back.losses[0]);
  EXPECT_EQ(back.award.learner, given.learner);
  EXPECT_EQ(back.award.grade, given.grade);
  EXPECT_EQ(back.definition.title.any(), definition.title.any());
  EXPECT_EQ(back.definition.workload.ects, definition.workload.ects);
  EXPECT_EQ(back.definition.workload.hours, definition.workload.hours);
  EXPECT_EQ(back.definition.level.eqf, definition.level.eqf);
  EXPECT_EQ(back.definition.outcomes.size(), definition.outcomes.size());
  const auto& assured = definition.quality_assurance;
  EXPECT_EQ(static_cast<std::ptrdiff_t>(back.definition.quality_assurance.size()),
            std::count_if(assured.begin(), assured.end(), [](const auto& q) { return !q.type.uri.empty(); }));
  const auto losses = losses_to(Target::open_badge, definition, given);
  const auto lists = [&](const std::string& where) {
    return std::any_of(losses.begin(), losses.end(), [&](const Finding& f) { return f.subject == where; });
  };
  EXPECT_EQ(lists("/title"), definition.title.entries.size() > 1);
  EXPECT_TRUE(lists("/workload/parts"));
  EXPECT_TRUE(lists("/prerequisites") || definition.prerequisites.empty());
}
INSTANTIATE_TEST_SUITE_P(Examples, Formats, testing::ValuesIn(test_data::k_examples), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Elm, says_what_the_profile_wants_and_is_not_there) {
  framework::MicroCredential definition = example("heritage-3d");
  definition.awarding_body.eidas_identifier.clear();
  json::Arena arena;
  const auto result = elm_from_award(arena, definition, award());
  ASSERT_FALSE(result);
  EXPECT_NE(result.error().remedy.find("eidas_identifier"), std::string::npos);
}

TEST(Durations, hours_and_back) {
  for (const double hours : {1.0, 7.5, 25.0, 150.0, 0.25})
    EXPECT_EQ(hours_from_duration(duration_from_hours(hours)), hours);
  EXPECT_EQ(hours_from_duration("P1M"), std::nullopt);
  EXPECT_EQ(hours_from_duration("P60M"), std::nullopt);
  EXPECT_EQ(hours_from_duration("PT"), 0);
  EXPECT_EQ(hours_from_duration("150 hours"), std::nullopt);
}

// A PNG of one pixel.
std::string tiny_png() {
  return test::must([] {
    auto bytes =
        from_base64("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    return bytes ? Result<std::string>{std::string{as_text(*bytes)}} : Result<std::string>{bytes.error()};
  }());
}

TEST(Baked, what_is_baked_comes_out_again_and_replaces_what_was_there) {
  for (const std::string& picture :
       {tiny_png(), std::string{"<svg xmlns='http://www.w3.org/2000/svg'><title>a &amp; b</title></svg>"}}) {
    for (const std::string credential : {"{\"name\": \"SAFe® ]] & <é>\"}", "eyJh.eyJi.c2ln"}) {
      const std::string once = test::must(bake(picture, credential));
      EXPECT_EQ(test::must(unbake(once)), credential);
      const std::string twice = test::must(bake(once, "{\"other\": 1}"));
      EXPECT_EQ(test::must(unbake(twice)), "{\"other\": 1}");
    }
    EXPECT_FALSE(unbake(picture));
  }
}

TEST(Baked, damaged_pictures_are_refused) {
  const std::string good = test::must(bake(tiny_png(), "{}"));
  for (std::size_t size = 8; size < good.size() - 12; size += 5)
    EXPECT_FALSE(unbake(good.substr(0, size)) && size < 60) << size;
  std::string damaged = good;
  damaged[70] ^= 1;
  EXPECT_FALSE(unbake(damaged));
  EXPECT_FALSE(unbake("<svg><unclosed>"));
  EXPECT_FALSE(unbake("<html/>"));
}

}  // namespace
}  // namespace credex::credential
