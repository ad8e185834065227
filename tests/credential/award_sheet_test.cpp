#include "credential/award_sheet.h"

#include "support.h"

namespace credex::credential {
namespace {

Award award(const char* email, const char* name = "Lea") {
  return {.learner = {.full_name = name, .email = email}, .awarded_on = Date{std::chrono::year{2026} / 5 / 1}};
}

TEST(AwardId, is_the_same_for_the_same_learner_and_day) {
  EXPECT_EQ(award_id("d", "1", award("Lea@X.example")), award_id("d", "1", award("lea@x.example", "L. Fontaine")));
  EXPECT_NE(award_id("d", "1", award("lea@x.example")), award_id("d", "2", award("lea@x.example")));
}

TEST(AwardId, tells_addresses_apart_by_every_sign) {
  EXPECT_NE(award_id("d", "1", award("a.b@x.example")), award_id("d", "1", award("ab@x.example")));
  EXPECT_NE(award_id("d", "1", award("t1-150@x.example")), award_id("d", "1", award("t11-50@x.example")));
}

TEST(AwardSheet, takes_a_persons_word_for_columns) {
  auto sheet = test::must(Sheet::open("Wer;Name\nLea;x\n"));
  auto awards = test::must(AwardSheet::open(std::move(sheet), {.said = {{"Wer", "full_name"}, {"Name", ""}}}));
  AwardRow row;
  ASSERT_TRUE(awards.next(row));
  EXPECT_EQ(row.award.learner.name(), "Lea");
}

}  // namespace
}  // namespace credex::credential
