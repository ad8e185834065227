#include "skills/search.h"

#include <rapidcheck.h>

#include "skills/esco_support.h"
#include "support.h"

namespace credex::skills {
namespace {

std::unique_ptr<const OwnedIndex> search_index() {
  return test::esco_of(
      "groups:\n- {id: g, label: caring for heritage}\n"
      "skills:\n- {id: a, label: restore paintings, also: [mend pictures], broader: [g]}\n"
      "- {id: b, label: photography, broader: [g]}\n- {id: c, label: photogrammetry}\n"
      "- {id: d, label: manage paintings in storage}\n"
      "occupations:\n- {id: o, label: photographer, essential: [b]}\n");
}

std::string first(const EscoIndex& esco, const char* words, SearchOptions options = {}) {
  const auto hits = search(esco, words, options);
  return hits.empty() ? "" : std::string{esco.label(hits[0].found)};
}

struct SearchCase {
  const char* name;
  const char* words;
  const char* want;
};
class Search : public testing::TestWithParam<SearchCase> {};
TEST_P(Search, finds) {
  const auto made = search_index();
  EXPECT_EQ(first(made->index, GetParam().words, {.kind = ConceptKind::skill}), GetParam().want);
}
INSTANTIATE_TEST_SUITE_P(Words, Search,
                         testing::Values(SearchCase{"the_label", "restore paintings", "restore paintings"},
                                         SearchCase{"another_label", "mend pictures", "restore paintings"},
                                         SearchCase{"inflected", "restoring painting", "restore paintings"},
                                         SearchCase{"unfinished", "photogra", "photography"},
                                         SearchCase{"one_letter_wrong", "photogrametry", "photogrammetry"},
                                         SearchCase{"two_letters_swapped", "pohtography", "photography"},
                                         SearchCase{"marks_and_case", "PHÓTOGRAPHY", "photography"},
                                         SearchCase{"by_meaning", "caring heritage", "restore paintings"},
                                         SearchCase{"nothing_like_it", "xylophone", ""},
                                         SearchCase{"nothing_at_all", "  -- ", ""}),
                         [](const auto& info) { return info.param.name; });

TEST(Search, says_through_what_it_was_found) {
  const auto made = search_index();
  const auto hits = search(made->index, "caring for heritage");
  ASSERT_GE(hits.size(), 3U);
  EXPECT_NEAR(hits[0].score, 1, 1e-6);
  ASSERT_TRUE(hits[1].through);
  EXPECT_EQ(made->index.label(*hits[1].through), "caring for heritage");
  EXPECT_EQ(search(made->index, "caring for heritage", {.by_meaning = false}).size(), 1U);
}

TEST(Search, keeps_to_kind_and_language) {
  const auto made = search_index();
  EXPECT_EQ(first(made->index, "photographer", {.kind = ConceptKind::occupation}), "photographer");
  EXPECT_EQ(first(made->index, "photographer", {.language = "fr"}), "");
}

TEST(Search, counts_letters_apart) {
  EXPECT_EQ(letters_apart("abc", "abc", 2), 0);
  EXPECT_EQ(letters_apart("abc", "acb", 2), 1);
  EXPECT_EQ(letters_apart("abc", "ab", 2), 1);
  EXPECT_EQ(letters_apart("kitten", "sitting", 3), 3);
  EXPECT_EQ(letters_apart("abcdef", "ghijkl", 2), 3);
  EXPECT_TRUE(
      rc::check("it is the same both ways, and none for the same word", [](const std::string& a, const std::string& b) {
        RC_ASSERT(letters_apart(a, b, 5) == letters_apart(b, a, 5));
        RC_ASSERT(letters_apart(a, a, 5) == 0);
      }));
}

TEST(Search, takes_hostile_text) {
  const auto made = search_index();
  const std::string long_text(5'000'000, 'a');
  EXPECT_TRUE(search(made->index, long_text).empty());
  EXPECT_NO_FATAL_FAILURE((void)search(made->index, std::string_view{"\xff\xfe\0'; DROP TABLE", 16}));
}

TEST(Search, finds_every_label_of_esco_with_a_letter_wrong) {
  const EscoIndex* esco = test::official_esco();
  if (esco == nullptr) GTEST_SKIP() << "the official download is not there";
  std::size_t asked = 0;
  std::size_t found = 0;
  for (ConceptId c = 0; c < esco->size(); c += 97) {
    if (!esco->is_skill(c)) continue;
    std::string words{esco->label(c)};
    if (words.size() < 12) continue;
    std::swap(words[words.size() / 2], words[words.size() / 2 + 1]);
    ++asked;
    for (const Hit& hit : search(*esco, words, {.kind = ConceptKind::skill, .most = 5}))
      found += hit.found == c ? 1U : 0U;
  }
  EXPECT_GT(asked, 100U);
  EXPECT_GE(found * 100, asked * 95) << found << " of " << asked;
}

}  // namespace
}  // namespace credex::skills
