#include "store/database.h"

#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "database_support.h"
#include "store/audit.h"
#include "store/award_records.h"
#include "store/records.h"

namespace credex::store {
namespace {

using test::must;

Person person(const std::string& id) {
  return {.id = id,
          .name = "Ada Vélo'; DROP TABLE person;--",
          .language = "en",
          .created = test::at("2026-01-02T03:04:05Z")};
}

TEST(Database, keeps_a_record_as_it_is) {
  const test::TestDatabase where;
  const auto database = where.open();
  Award award{.id = "a1",
              .uri = "urn:uuid:1",
              .learner_name = "Łucja \"Ω\"",
              .credential = "{}",
              .status = AwardStatus::suspended,
              .issued = test::at("2026-01-02T03:04:05.678Z")};
  database->write([&](Tx& tx) { insert(tx, award); });
  const auto found = reading(*database, [](Tx& tx) { return find_one<Award>(tx, "id = ?1", {std::string{"a1"}}); });
  ASSERT_TRUE(found);
  EXPECT_EQ(cells_of(*found), cells_of(award));
  EXPECT_FALSE(found->claimed);
}

TEST(Database, keeps_bytes_with_zeros) {
  const test::TestDatabase where;
  const auto database = where.open();
  const StatusListRecord list{.id = "l", .revoked = Bytes{0, 1, 255, 0, 92}, .suspended = Bytes(40, 0)};
  database->write([&](Tx& tx) { insert(tx, list); });
  const auto found = reading(*database, [](Tx& tx) { return find_one<StatusListRecord>(tx, "1 = 1"); });
  EXPECT_EQ(found->revoked, list.revoked);
  EXPECT_EQ(found->suspended, list.suspended);
}

TEST(Database, takes_back_what_was_written_before_a_throw) {
  const test::TestDatabase where;
  const auto database = where.open();
  EXPECT_THROW(database->write([&](Tx& tx) {
    insert(tx, person("p1"));
    throw std::logic_error{"no"};
  }),
               std::logic_error);
  EXPECT_EQ(reading(*database, [](Tx& tx) { return count(tx, "person"); }), 0);
}

TEST(Database, says_that_a_key_is_taken) {
  const test::TestDatabase where;
  const auto database = where.open();
  database->write([&](Tx& tx) { insert(tx, person("p1")); });
  try {
    database->write([&](Tx& tx) { insert(tx, person("p1")); });
    FAIL() << "a second person with the same id was kept";
  } catch (const Failure& problem) {
    EXPECT_EQ(problem.kind(), Failure::Kind::duplicate);
  }
}

// Two pools, as two servers on one database have, and more threads than either has connections: everyone changes one
// row.
TEST(Database, counts_up_from_many_threads_without_losing_one) {
  const test::TestDatabase where;
  const auto one = where.open(4);
  const auto other = where.open(4);
  one->write([](Tx& tx) { tx.execute("INSERT INTO setting (name, value) VALUES ('n', '0')"); });
  std::vector<std::thread> threads;
  for (int t = 0; t < 12; ++t) {
    threads.emplace_back([&, t] {
      Database& database = t % 2 == 0 ? *one : *other;
      for (int i = 0; i < 25; ++i) {
        database.write([](Tx& tx) {
          const auto n = std::stoll(tx.query("SELECT value FROM setting WHERE name = 'n'")[0].text(0));
          tx.execute("UPDATE setting SET value = ?1 WHERE name = 'n'", {std::to_string(n + 1)});
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(reading(*one, [](Tx& tx) { return tx.query("SELECT value FROM setting")[0].text(0); }), "300");
}

TEST(Database, opened_twice_migrates_once) {
  const test::TestDatabase where;
  const auto first = where.open();
  first->write([](Tx& tx) { insert(tx, person("p1")); });
  const auto once = reading(*first, [](Tx& tx) { return count(tx, "migration"); });
  const auto second = where.open();
  EXPECT_EQ(reading(*second, [](Tx& tx) { return count(tx, "person"); }), 1);
  EXPECT_EQ(reading(*second, [](Tx& tx) { return count(tx, "migration"); }), once);
}

TEST(Database, made_by_an_older_program_is_brought_up_to_date) {
  const auto newest = [](Database& database) {
    return reading(database, [](Tx& tx) { return tx.query("SELECT MAX(number) FROM migration")[0].integer(0); });
  };
  const std::int64_t last = newest(*test::TestDatabase{}.open());
  for (int version = 1; version < last; ++version) {
    const test::TestDatabase where;
    {
      const auto old = must(Database::open(where.url(), 1));
      must(migrate(*old, version));
      EXPECT_EQ(newest(*old), version);
      old->write([](Tx& tx) { insert(tx, person("p1")); });
    }
    const auto database = where.open();
    EXPECT_EQ(newest(*database), last) << version;
    EXPECT_EQ(reading(*database, [](Tx& tx) { return count(tx, "person"); }), 1) << version;
    EXPECT_EQ(reading(*database, [](Tx& tx) { return count(tx, "award"); }), 0) << version;
  }
}

TEST(Database, refuses_tables_of_a_newer_program) {
  const test::TestDatabase where;
  const auto database = where.open();
  database->write([](Tx& tx) { tx.execute("INSERT INTO migration (number, file) VALUES (99, 'x')"); });
  const auto again = migrate(*database);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, "store.newer");
}

TEST(Database, says_what_cannot_be_opened) {
  const auto sqlite = Database::open("/nowhere/at/all.db", 1);
  ASSERT_FALSE(sqlite);
  EXPECT_EQ(sqlite.error().code, "store.open");
  const auto postgres = Database::open("postgresql://nobody@127.0.0.1:1/none", 1);
  ASSERT_FALSE(postgres);
  EXPECT_EQ(postgres.error().code, "store.open");
}

TEST(Database, a_killed_process_leaves_whole_transactions_alone) {
  const test::TestDatabase where;
  where.open();
  const pid_t child = fork();
  if (child == 0) {
    const auto database = must(Database::open(where.url(), 1));
    for (int i = 0;; ++i) {
      database->write([&](Tx& tx) {
        insert(tx, person("a" + std::to_string(i)));
        insert(tx, person("b" + std::to_string(i)));
      });
    }
  }
  usleep(200'000);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  const auto database = where.open();
  const auto counted = [&](const char* where_words) {
    return reading(*database, [&](Tx& tx) { return count(tx, where_words); });
  };
  EXPECT_GT(counted("person"), 0);
  EXPECT_EQ(counted("person WHERE id LIKE 'a%'"), counted("person WHERE id LIKE 'b%'"));
}

class Audit : public testing::Test {
 protected:
  void SetUp() override {
    database_ = where_.open();
    for (int i = 0; i < 5; ++i) {
      database_->write([&](Tx& tx) {
        append_audit(tx, {.at = test::at("2026-01-01T00:00:00Z"), .actor = "p", .action = "a" + std::to_string(i)});
      });
    }
  }
  test::TestDatabase where_;
  std::unique_ptr<Database> database_;
};

TEST_F(Audit, is_sound_as_written) {
  const Report report = verify_audit(*database_);
  EXPECT_EQ(report.outcome(), Outcome::pass);
  EXPECT_EQ(report.findings[0].message, "audit.sound");
}

TEST_F(Audit, sees_a_changed_entry) {
  database_->write([](Tx& tx) { tx.execute("UPDATE audit SET actor = 'somebody' WHERE number = 3"); });
  const Report report = verify_audit(*database_);
  EXPECT_EQ(report.outcome(), Outcome::fail);
  EXPECT_EQ(report.findings[0].message, "audit.changed");
}

TEST_F(Audit, sees_a_missing_entry) {
  database_->write([](Tx& tx) { tx.execute("DELETE FROM audit WHERE number = 2"); });
  EXPECT_EQ(verify_audit(*database_).findings[0].message, "audit.missing");
}

TEST_F(Audit, sees_an_exchanged_entry) {
  database_->write([](Tx& tx) { tx.execute("UPDATE audit SET previous = 'f', hash = 'f' WHERE number = 4"); });
  EXPECT_EQ(verify_audit(*database_).findings[0].message, "audit.unlinked");
}

TEST_F(Audit, sees_a_cut_end_where_the_end_is_known) {
  const std::string last = verify_audit(*database_).findings[0].args[1];
  EXPECT_EQ(verify_audit(*database_, last).outcome(), Outcome::pass);
  database_->write([](Tx& tx) { tx.execute("DELETE FROM audit WHERE number = 5"); });
  EXPECT_EQ(verify_audit(*database_).outcome(), Outcome::pass);
  EXPECT_EQ(verify_audit(*database_, last).outcome(), Outcome::fail);
}

}  // namespace
}  // namespace credex::store
