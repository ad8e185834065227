#include "service/definitions.h"

#include "credential/open_badge.h"
#include "platform_support.h"

namespace credex::service {
namespace {

using test::must;

class Definitions : public test::PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    ada_ = person("ada@school.example");
    school_ = organisation(ada_, "School of Stone");
  }
  Actor ada_;
  store::Organisation school_;
};

TEST_F(Definitions, go_from_draft_to_review_to_published) {
  auto draft = must(draft_definition(p(), ada_, school_.id, example()));
  const std::string id = draft.record.id;
  EXPECT_EQ(draft.content.awarding_body.legal_name.any(), "School of Stone");
  EXPECT_EQ(draft.content.id, "https://credex.example/mc/" + id);
  EXPECT_EQ(code(publish_definition(p(), ada_, id)), "service.conflict");
  EXPECT_EQ(code(definition_view(p(), {}, id)), "service.not_found");
  must(submit_definition(p(), ada_, id));
  EXPECT_EQ(code(change_draft(p(), ada_, id, example())), "service.conflict");
  must(return_definition(p(), ada_, id, "say more of the assessment"));
  EXPECT_EQ(must(definition_view(p(), ada_, id)).version.note, "say more of the assessment");
  must(submit_definition(p(), ada_, id));
  must(publish_definition(p(), ada_, id));
  EXPECT_EQ(must(definition_view(p(), {}, id)).version.number, 1);
  EXPECT_EQ(p().catalogue->size(), 1U);
}

TEST_F(Definitions, changed_after_publication_begin_a_version) {
  const auto first = published(ada_, school_.id);
  std::string text = example();
  text.replace(text.find("accuracy report"), 15, "measured report");
  auto next = must(change_draft(p(), ada_, first.record.id, text));
  EXPECT_EQ(next.version.number, 2);
  EXPECT_EQ(must(definition_view(p(), {}, first.record.id)).version.number, 1);
  must(submit_definition(p(), ada_, first.record.id));
  must(publish_definition(p(), ada_, first.record.id));
  EXPECT_EQ(must(definition_view(p(), {}, first.record.id)).version.number, 2);
  EXPECT_EQ(must(definition_view(p(), {}, first.record.id, 1)).version.state, store::VersionState::superseded);
  const auto changed = differences(first.version.body, next.version.body);
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_EQ(changed[0].where, "assessment.1.criteria");
  EXPECT_NE(changed[0].after.find("measured report"), std::string::npos);
}

TEST_F(Definitions, without_a_mandatory_element_are_not_published) {
  auto draft = must(draft_definition(p(), ada_, school_.id, "id: x\ntitle: Only a title\n"));
  must(submit_definition(p(), ada_, draft.record.id));
  const auto done = publish_definition(p(), ada_, draft.record.id);
  EXPECT_EQ(code(done), "service.conflict");
  EXPECT_NE(done.error().message.find("standard element is wanting"), std::string::npos);
}

TEST_F(Definitions, of_two_person_organisations_need_a_second) {
  Actor bob = person("bob@school.example");
  const auto careful = organisation(bob, "Careful School", true);
  auto draft = must(draft_definition(p(), bob, careful.id, example()));
  must(submit_definition(p(), bob, draft.record.id));
  EXPECT_EQ(code(publish_definition(p(), bob, draft.record.id)), "service.conflict");
  must(set_roles(p(), bob, careful.id, "eve@school.example", {Role::reviewer}));
  must(publish_definition(p(), person("eve@school.example"), draft.record.id));
}

TEST_F(Definitions, are_closed_to_others) {
  auto draft = must(draft_definition(p(), ada_, school_.id, example()));
  const Actor stranger = person("eve@other.example");
  EXPECT_EQ(code(change_draft(p(), stranger, draft.record.id, example())), "service.forbidden");
  EXPECT_EQ(code(definition_view(p(), stranger, draft.record.id)), "service.not_found");
  EXPECT_EQ(code(draft_definition(p(), stranger, school_.id, example())), "service.forbidden");
}

TEST_F(Definitions, are_brought_in_from_an_open_badge) {
  const auto first = published(ada_, school_.id);
  json::Arena arena;
  credential::Award award{
      .id = "urn:uuid:1", .learner = {.full_name = "Nobody"}, .awarded_on = Date{std::chrono::year{2026} / 1 / 1}};
  const auto badge = must(credential::open_badge_from_award(arena, first.content, award, "did:example:1"));
  std::vector<std::string> lost;
  const auto again = must(import_definition(p(), ada_, school_.id, json::write(badge), lost));
  EXPECT_EQ(again.content.title.any(), first.content.title.any());
  EXPECT_EQ(again.content.outcomes.size(), first.content.outcomes.size());
}

TEST_F(Definitions, are_found_in_the_catalogue) {
  published(ada_, school_.id);
  const auto all = p().catalogue->search({});
  EXPECT_EQ(all->total, 1U);
  for (const char* text : {"three dimensional", "Photogram", "LASER scanning", "stone", "documentazione"})
    EXPECT_EQ(p().catalogue->search({.text = text})->total, 1U) << text;
  EXPECT_EQ(p().catalogue->search({.text = "laser ballet"})->total, 0U);
  EXPECT_EQ(p().catalogue->search({.chosen = {{Facet::country, {"IT"}}, {Facet::level, {"6"}}}})->total, 1U);
  const auto none = p().catalogue->search({.chosen = {{Facet::country, {"FR"}}}});
  EXPECT_EQ(none->total, 0U);
  const auto& countries = none->facets[static_cast<std::size_t>(Facet::country)];
  ASSERT_EQ(countries.size(), 1U);
  EXPECT_EQ(countries[0].value, "IT");
  EXPECT_EQ(countries[0].count, 1U);
}

}  // namespace
}  // namespace credex::service
