// A database of every released form, with rows in each of its tables, is brought up to date and loses nothing. The old
// forms are made from the migrations that were released, whose digests stand in released-migrations.sha256, as nobody
// may edit those.
#include <fstream>
#include <map>
#include <sstream>

#include "base/digest.h"
#include "base/encoding.h"
#include "database_support.h"
#include "store/database.h"

namespace credex::store {
namespace {

using test::must;

std::string file_text(const std::string& path) {
  std::ifstream in{std::string{CREDEX_SOURCE_DIR} + "/" + path};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

struct Released {
  std::string digest{};
  std::string file{};
};

std::vector<Released> released() {
  std::vector<Released> out;
  std::istringstream lines{file_text("tests/store/released-migrations.sha256")};
  for (Released one; lines >> one.digest >> one.file;) out.push_back(one);
  return out;
}

struct KeptColumn {
  std::string name{};
  std::string type{};
  bool may_be_null = false;
};
using Schema = std::map<std::string, std::vector<KeptColumn>>;

Schema schema_of(Database& database) {
  Schema out;
  database.read([&](Tx& tx) {
    out.clear();
    if (database.kind() == Kind::sqlite) {
      for (const Row& table : tx.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")) {
        for (const Row& column :
             tx.query("SELECT name, type, \"notnull\", pk FROM pragma_table_info(?1) ORDER BY cid", {table.text(0)})) {
          out[table.text(0)].push_back({.name = column.text(0),
                                        .type = column.text(1),
                                        .may_be_null = column.integer(2) == 0 && column.integer(3) == 0});
        }
      }
    } else {
      for (const Row& column : tx.query("SELECT table_name::text, column_name::text, UPPER(data_type::text), "
                                        "CASE WHEN is_nullable = 'YES' THEN 1 ELSE 0 END FROM "
                                        "information_schema.columns WHERE table_schema = current_schema() ORDER BY "
                                        "table_name, ordinal_position")) {
        out[column.text(0)].push_back(
            {.name = column.text(1), .type = column.text(2), .may_be_null = column.integer(3) == 1});
      }
    }
  });
  out.erase("migration");
  return out;
}

/// The tables as the first `count` released migrations made them.
void make_as_of(Database& database, std::size_t count) {
  const std::vector<Released> all = released();
  database.write([&](Tx& tx) {
    tx.script("CREATE TABLE migration (number BIGINT PRIMARY KEY, file TEXT NOT NULL);");
    for (std::size_t i = 0; i < count; ++i) {
      const Released& one = all[i];
      std::string sql = file_text("data/migrations/" + one.file);
      if (database.kind() == Kind::postgres) {
        for (const auto& [ours, theirs] :
             {std::pair<std::string, std::string>{" BLOB", " BYTEA"}, {" WITHOUT ROWID", ""}})
          for (std::size_t at = 0; (at = sql.find(ours, at)) != std::string::npos;)
            sql.replace(at, ours.size(), theirs);
      }
      tx.script(sql);
      tx.execute("INSERT INTO migration (number, file) VALUES (?1, ?2)",
                 {static_cast<std::int64_t>(i + 1), "migrations/" + one.file});
    }
  });
}

/// A value of that column which no other row or column has: in text with letters beyond ASCII, quotes and a line's end.
Cell made_value(const std::string& table, const KeptColumn& column, std::size_t row, std::size_t place) {
  const std::string tag = table + "." + column.name + "." + std::to_string(row);
  if (column.may_be_null && row == 0) return {};
  if (column.type == "BIGINT") return static_cast<std::int64_t>(1'700'000'000'000 + 1000 * row + place);
  if (column.type.starts_with("DOUBLE")) return 0.5 + static_cast<double>(row) / 8;
  if (column.type == "BLOB" || column.type == "BYTEA") return Bytes{0, 255, static_cast<std::uint8_t>(row), 39, 92};
  EXPECT_EQ(column.type, "TEXT") << tag << ": say here how a value of this type is made";
  return tag + " Łódź 'Ω' \"ß\"\nend";
}

std::string joined(const std::vector<KeptColumn>& columns, const std::string& before, const std::string& after) {
  std::string out;
  for (const KeptColumn& one : columns) out += (out.empty() ? "" : ", ") + before + one.name + after;
  return out;
}

constexpr std::size_t k_rows = 3;

class KeptData : public testing::TestWithParam<std::size_t> {};

TEST_P(KeptData, loses_no_row_and_no_value_on_the_way_to_today) {
  const test::TestDatabase where;
  const auto database = must(Database::open(where.url(), 2));
  make_as_of(*database, GetParam());
  const Schema old = schema_of(*database);
  ASSERT_GT(old.size(), 15U);
  std::map<std::string, std::vector<std::vector<Cell>>> kept;
  database->write([&](Tx& tx) {
    kept.clear();
    for (const auto& [table, columns] : old) {
      std::string marks;
      for (std::size_t i = 1; i <= columns.size(); ++i) marks += (i == 1 ? "?" : ", ?") + std::to_string(i);
      for (std::size_t row = 0; row < k_rows; ++row) {
        std::vector<Cell> cells;
        for (const KeptColumn& column : columns) cells.push_back(made_value(table, column, row, cells.size()));
        tx.execute("INSERT INTO " + table + " (" + joined(columns, "\"", "\"") + ") VALUES (" + marks + ")", cells);
        kept[table].push_back(std::move(cells));
      }
    }
  });

  must(migrate(*database));
  must(migrate(*database));

  const Schema now = schema_of(*database);
  for (const auto& [table, columns] : old) {
    ASSERT_TRUE(now.contains(table)) << table << " is gone";
    const auto found = reading(*database, [&, &columns = columns, &table = table](Tx& tx) {
      return tx.query("SELECT " + joined(columns, "\"", "\"") + " FROM " + table);
    });
    for (const auto& cells : kept[table]) {
      const bool is_there =
          std::any_of(found.begin(), found.end(), [&, &cells = cells](const Row& row) { return row.cells == cells; });
      EXPECT_TRUE(is_there) << "a row of " << table << " is gone or has another value";
    }
    EXPECT_EQ(found.size(), k_rows) << table;
  }
}

INSTANTIATE_TEST_SUITE_P(MadeByMigration, KeptData, testing::Range(std::size_t{1}, released().size() + 1));

TEST(ReleasedMigrations, have_not_changed) {
  ASSERT_GE(released().size(), 8U);
  for (const Released& one : released())
    EXPECT_EQ(hex(sha256(file_text("data/migrations/" + one.file))), one.digest)
        << one.file << " was released and has changed since; undo that, and add a new migration";
}

}  // namespace
}  // namespace credex::store
