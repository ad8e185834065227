#include "skills/esco_index.h"

#include <rapidcheck.h>

#include "base/embedded.h"
#include "skills/esco_support.h"
#include "support.h"

namespace credex::skills {
namespace {

const std::string k_skill = "http://data.europa.eu/esco/skill/";

std::unique_ptr<const OwnedIndex> indexed() {
  return test::must(index_of(test::must(read_esco(test::small_files(), "9.9")).source));
}

TEST(EscoIndex, gives_back_what_was_read) {
  const auto made = indexed();
  const EscoIndex& esco = made->index;
  EXPECT_EQ(esco.version(), "9.9");
  EXPECT_EQ(esco.count(ConceptKind::skill), 3U);
  const ConceptId a = *esco.find(k_skill + "a");
  const ConceptId b = *esco.find(k_skill + "b");
  const ConceptId c = *esco.find(k_skill + "c");
  const ConceptId o = *esco.find("http://data.europa.eu/esco/occupation/o");
  EXPECT_EQ(esco.label(a), "restore paintings");
  EXPECT_EQ(esco.other_labels(a, "en").size(), 2U);
  EXPECT_EQ(esco.other_labels(c, "en").size(), 2U);
  EXPECT_EQ(esco.description(a), "Bring old paintings, \"as they were\", back.");
  EXPECT_EQ(esco.label(a, "fr"), "restore paintings");
  EXPECT_EQ(esco.above(a).size(), 2U);
  EXPECT_EQ(esco.below(*esco.find(k_skill + "g")).size(), 2U);
  EXPECT_EQ(esco.related(c).size(), 1U);
  EXPECT_EQ(esco.row(c).collections, k_digital);
  EXPECT_EQ(esco.row(c).type, SkillType::knowledge);
  ASSERT_EQ(esco.needs(o).size(), 2U);
  EXPECT_EQ(esco.needs(o)[0].other, a);
  EXPECT_TRUE(esco.needs(o)[0].is_essential);
  EXPECT_FALSE(esco.needs(o)[1].is_essential);
  EXPECT_EQ(esco.needed_by(a).size(), 1U);
  EXPECT_EQ(esco.code(o), "2651.1");
  EXPECT_FALSE(esco.find(k_skill + "aa"));
  EXPECT_TRUE(esco.is_skill(b));
}

TEST(EscoIndex, states_the_sectors_skills_itself) {
  const EscoIndex& esco = EscoIndex::built_in();
  EXPECT_GT(esco.count(ConceptKind::skill), 500U);
  EXPECT_GT(esco.count(ConceptKind::occupation), 180U);
  EXPECT_TRUE(read_esco_yaml(*embedded_file("esco-cci.json"), "data/esco-cci.json"));
}

TEST(EscoIndex, refuses_damaged_bytes_and_reads_none_wildly) {
  const auto made = indexed();
  EXPECT_FALSE(EscoIndex::open(""));
  EXPECT_FALSE(EscoIndex::open("no index, but a text that is longer than a header would be"));
  EXPECT_TRUE(rc::check("bytes that were changed or cut are refused or read safely", [&] {
    std::string bytes = made->bytes;
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    bytes[at] = *rc::gen::arbitrary<char>();
    if (*rc::gen::arbitrary<bool>()) bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size()));
    const auto opened = EscoIndex::open(bytes);
    if (!opened) {
      RC_ASSERT(opened.error().code == "skills.index");
      return;
    }
    std::size_t length = 0;
    for (ConceptId c = 0; c < opened->size(); ++c) {
      length += opened->label(c).size() + opened->description(c).size();
      for (const ConceptId other : opened->broader(c)) length += opened->uri(other).size();
      for (const Need& need : opened->needs(c)) length += opened->uri(need.other).size();
    }
    RC_ASSERT(length < 1'000'000U);
  }));
}

TEST(EscoIndex, an_upgrade_keeps_links_and_says_what_was_replaced) {
  const auto before = indexed();
  // The next version knows "restore paintings" under another address, and "conserve objects" no more.
  auto files = test::small_files();
  for (EscoFile& file : files) {
    for (std::size_t at = 0; (at = file.text.find("skill/a", at)) != std::string::npos; ++at)
      file.text.replace(at, 7, "skill/n");
    if (file.name == "broaderRelationsSkillPillar.csv") file.text = file.text.substr(0, file.text.find('\n') + 1);
    const std::size_t gone = file.text.find("KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/b");
    if (gone != std::string::npos) file.text.erase(gone, file.text.find('\n', gone) + 1 - gone);
  }
  EscoRead next = test::must(read_esco(files, "10"));
  const Report report = keep_retired(next.source, before->index);
  EXPECT_EQ(report.outcome(), Outcome::warn);
  EXPECT_EQ(report.findings[0].args, (std::vector<std::string>{"9.9", "1", "1"}));
  const auto after = test::must(index_of(next.source));
  const ConceptId old = *after->index.find(k_skill + "a");
  EXPECT_EQ(after->index.label(old), "restore paintings");
  EXPECT_EQ(after->index.row(old).is_retired, 1U);
  ASSERT_EQ(after->index.replaced_by(old).size(), 1U);
  EXPECT_EQ(after->index.uri(after->index.replaced_by(old)[0]), k_skill + "n");
  EXPECT_TRUE(after->index.replaced_by(*after->index.find(k_skill + "b")).empty());
  EXPECT_EQ(after->index.count(ConceptKind::skill), 2U);
  // And once more: what is retired stays, and is not reported again.
  EscoRead third = test::must(read_esco(files, "11"));
  EXPECT_EQ(keep_retired(third.source, after->index).findings[0].args[1], "0");
  EXPECT_TRUE(test::must(index_of(third.source))->index.find(k_skill + "a"));
}

TEST(EscoIndex, holds_the_whole_of_esco) {
  const auto files = test::official_files();
  if (files.empty()) GTEST_SKIP() << "the official download is not there";
  const EscoRead read = test::must(read_esco(files, "1.1.1"));
  // The few rows of the official files that name groups of no version are left out and said.
  EXPECT_EQ(read.report.outcome(), Outcome::warn);
  const EscoIndex& esco = *test::official_esco();
  EXPECT_EQ(esco.count(ConceptKind::occupation), 3007U);
  EXPECT_EQ(esco.count(ConceptKind::skill), 13'896U);
  const auto builtin_labels_hold = [&] {
    const EscoIndex& part = EscoIndex::built_in();
    for (ConceptId c = 0; c < part.size(); ++c) {
      const auto whole = esco.find(part.uri(c));
      if (!whole || esco.label(*whole) != part.label(c)) return std::string{part.uri(c)};
    }
    return std::string{};
  };
  EXPECT_EQ(builtin_labels_hold(), "");
}

}  // namespace
}  // namespace credex::skills
