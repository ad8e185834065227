#include "skills/tag.h"

#include "skills/esco_support.h"
#include "skills/tag_quality.h"
#include "support.h"

namespace credex::skills {
namespace {

std::unique_ptr<const OwnedIndex> tag_index() {
  return test::esco_of(
      "skills:\n- {id: a, label: restore paintings, also: [mend pictures]}\n- {id: b, label: colour}\n"
      "- {id: c, label: colour management}\n- {id: d, label: negotiate loan contracts for exhibitions}\n"
      "- {id: e, label: weave baskets}\n- {id: f, label: bind books by hand}\n- {id: h, label: glaze pottery}\n");
}

std::vector<std::string> labels(const EscoIndex& esco, const std::vector<Tag>& tags) {
  std::vector<std::string> out;
  for (const Tag& one : tags) out.emplace_back(esco.label(one.skill));
  return out;
}

TEST(Tag, shows_where_in_the_text_each_suggestion_comes_from) {
  const auto made = tag_index();
  const std::string text =
      "In this course you learn the restoring of old paintings. You also weave.\nBaskets are not made.";
  const auto tags = test::must(tag(made->index, text, {.least = 0.2}));
  ASSERT_EQ(labels(made->index, tags), std::vector<std::string>{"restore paintings"});
  ASSERT_EQ(tags[0].evidence.size(), 1U);
  EXPECT_EQ(text.substr(tags[0].evidence[0].begin, tags[0].evidence[0].end - tags[0].evidence[0].begin),
            "restoring of old paintings");
  EXPECT_EQ(tags[0].evidence[0].label, "restore paintings");
}

TEST(Tag, takes_other_labels_and_most_of_a_long_one) {
  const auto made = tag_index();
  EXPECT_EQ(labels(made->index, test::must(tag(made->index, "They mend pictures.", {.least = 0.2}))),
            std::vector<std::string>{"restore paintings"});
  EXPECT_EQ(labels(made->index,
                   test::must(tag(made->index, "Loan contracts for international exhibitions.", {.least = 0.2}))),
            std::vector<std::string>{"negotiate loan contracts for exhibitions"});
}

TEST(Tag, prefers_the_longer_of_two_labels_at_one_place) {
  const auto made = tag_index();
  const auto tags = test::must(tag(made->index, "Colour management for print.", {.least = 0.05}));
  ASSERT_GE(tags.size(), 1U);
  EXPECT_EQ(made->index.label(tags[0].skill), "colour management");
  if (tags.size() > 1) EXPECT_LT(tags[1].score, tags[0].score * 0.7);
}

TEST(Tag, keeps_to_its_limits) {
  const auto made = tag_index();
  const auto refused = tag(made->index, std::string(10'000'000, 'x'));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "skills.text.long");
  EXPECT_TRUE(test::must(tag(made->index, "")).empty());
  EXPECT_TRUE(test::must(tag(made->index, "\xff\xff<script>alert(1)</script>")).empty());
  std::string repeated;
  for (int i = 0; i < 40'000; ++i) repeated += "restore paintings colour ";
  EXPECT_FALSE(test::must(tag(made->index, repeated, {.least = 0.05})).empty());
}

TEST(Tag, is_as_good_as_the_documents_say) {
  const EscoIndex* esco = test::official_esco();
  if (esco == nullptr) GTEST_SKIP() << "the official download is not there";
  const auto quality = test::measure_tagging(*esco, {}, 1);
  const auto phrases = test::measure_tagging(*esco, {.method = TagMethod::any_phrase}, 1);
  EXPECT_GT(quality.texts, 200U);
  EXPECT_GT(quality.f1(), phrases.f1());
  RecordProperty("precision", std::to_string(quality.precision));
  RecordProperty("recall", std::to_string(quality.recall));
}

}  // namespace
}  // namespace credex::skills
