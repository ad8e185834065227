#include "store/search_key.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/encoding.h"
#include "database_support.h"
#include "store/award_records.h"

namespace credex::store {
namespace {

using test::must;

TEST(LearnerKey, holds_the_name_and_the_address) {
  EXPECT_EQ(learner_key("Łukasz O’Nowak-Żak", "L.Nowak@x.example"), "lukasz onowak zak l.nowak@x.example");
  EXPECT_EQ(learner_key("", "a@x.example"), "a@x.example");
  EXPECT_EQ(learner_key("Ada", ""), "ada");
  EXPECT_EQ(learner_key("", ""), "");
}

TEST(LearnerKey, is_no_longer_than_an_index_takes_and_no_letter_is_cut) {
  std::string name;
  for (int i = 0; i < 2000; ++i) name += "Ж";
  const std::string key = learner_key(name, name + "@x.example");
  EXPECT_LE(key.size(), 2001U);
  EXPECT_TRUE(is_utf8(key));
}

TEST(WantedWords, are_those_that_say_something) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(wanted_words("  NOWAK, Łukasz "), (Words{"nowak", "lukasz"}));
  EXPECT_EQ(wanted_words("an anna ann anna"), (Words{"anna"}));
  EXPECT_EQ(wanted_words("Anna.K@X.example kowal"), (Words{"anna.k@x.example", "kowal"}));
  EXPECT_EQ(wanted_words("@"), (Words{"@"}));
  EXPECT_TRUE(wanted_words("%_ - '").empty());
  EXPECT_TRUE(wanted_words("").empty());
}

TEST(Containing, takes_each_character_for_itself) {
  const test::TestDatabase where;
  const auto database = where.open();
  const auto like = [&](const std::string& text, const std::string& wanted) {
    return reading(*database, [&](Tx& tx) {
      return tx.query("SELECT CASE WHEN CAST(?1 AS TEXT) LIKE ?2 ESCAPE '\\' THEN 1 ELSE 0 END",
                      {text, containing(wanted)})[0]
                 .integer(0) == 1;
    });
  };
  EXPECT_TRUE(like("50% off", "0% o"));
  EXPECT_FALSE(like("500 off", "0% o"));
  EXPECT_TRUE(like("a_b", "a_b"));
  EXPECT_FALSE(like("axb", "a_b"));
  EXPECT_TRUE(like("a\\b", "\\"));
  EXPECT_FALSE(like("ab", "\\"));
}

/// Awards as a program of version 8 kept them.
void keep_old_awards(Database& database, int count) {
  must(migrate(database, 8));
  database.write([&](Tx& tx) {
    for (int i = 0; i < count; ++i)
      tx.execute(
          "INSERT INTO award (id, uri, organisation_id, definition_id, version, batch_id, learner_name, learner_email, "
          "person_id, format, credential, status, status_reason, list_id, list_index, issued, replaces, replaced_by) "
          "VALUES (?1, ?1, 'o', 'd', 1, '', ?2, ?3, '', 'ob3', '{}', 'valid', '', 'l', ?4, 0, '', '')",
          {"a" + std::to_string(i), "Łucja Öberg " + std::to_string(i), "L" + std::to_string(i) + "@x.example",
           std::int64_t{i}});
  });
}
std::int64_t with_key(Database& database) {
  return reading(database, [](Tx& tx) {
    return count(tx, "award WHERE learner_key LIKE 'lucja oberg %@x.example' AND learner_name LIKE 'Łucja%'");
  });
}

TEST(LearnerKeys, are_made_for_awards_of_an_older_program) {
  const test::TestDatabase where;
  const auto database = must(Database::open(where.url(), 2));
  constexpr int k_awards = 1001;  // pages of 250, and one more
  keep_old_awards(*database, k_awards);
  must(migrate(*database));
  EXPECT_EQ(with_key(*database), k_awards);
  EXPECT_GE(reading(*database, [](Tx& tx) { return count(tx, "migration"); }), 11);
  const auto last = reading(*database, [](Tx& tx) { return *find_one<Award>(tx, "id = 'a1000'"); });
  EXPECT_EQ(last.learner_name, "Łucja Öberg 1000");
  EXPECT_EQ(last.credential, "{}");
}

// However far the program came before it was ended, the next one brings it to its end.
TEST(LearnerKeys, are_made_whole_or_not_at_all) {
  const test::TestDatabase where;
  constexpr int k_awards = 4000;
  keep_old_awards(*must(Database::open(where.url(), 1)), k_awards);
  int ended_before = 0;
  for (const int milliseconds : {1, 3, 10, 20, 40}) {
    const pid_t child = fork();
    if (child == 0) {
      const auto database = Database::open(where.url(), 1);
      if (database) static_cast<void>(migrate(**database));
      _exit(0);
    }
    usleep(static_cast<useconds_t>(milliseconds) * 1000);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const auto database = must(Database::open(where.url(), 1));
    const auto version =
        reading(*database, [](Tx& tx) { return tx.query("SELECT MAX(number) FROM migration")[0].integer(0); });
    if (version == 8) ++ended_before;
    if (version >= 9) {
      EXPECT_EQ(with_key(*database), k_awards);
    }
  }
  EXPECT_GT(ended_before, 0);
  const auto database = where.open();
  EXPECT_EQ(with_key(*database), k_awards);
}

TEST(LearnerKeys, are_written_with_each_award) {
  const test::TestDatabase where;
  const auto database = where.open();
  const auto key = [&] {
    return reading(*database, [](Tx& tx) { return tx.query("SELECT learner_key FROM award")[0].text(0); });
  };
  Award award{.id = "a1", .uri = "urn:uuid:1", .learner_name = "Ελένη", .learner_email = "e@x.example"};
  database->write([&](Tx& tx) { insert(tx, award); });
  EXPECT_EQ(key(), "ελενη e@x.example");
  award.learner_email.clear();
  database->write([&](Tx& tx) { update(tx, award); });
  EXPECT_EQ(key(), "ελενη");
}

}  // namespace
}  // namespace credex::store
