#include "store/database.h"

#include <algorithm>
#include <charconv>

#include "base/embedded.h"
#include "store/connect.h"
#include "store/search_key.h"

namespace credex::store {

std::int64_t Row::integer(std::size_t column) const {
  if (const auto* whole = std::get_if<std::int64_t>(&cells[column])) return *whole;
  if (const auto* real = std::get_if<double>(&cells[column])) return static_cast<std::int64_t>(*real);
  if (const auto* text = std::get_if<std::string>(&cells[column])) {
    std::int64_t out = 0;
    std::from_chars(text->data(), text->data() + text->size(), out);
    return out;
  }
  return 0;
}

double Row::number(std::size_t column) const {
  if (const auto* real = std::get_if<double>(&cells[column])) return *real;
  return static_cast<double>(integer(column));
}

std::string Row::text(std::size_t column) const {
  if (const auto* text = std::get_if<std::string>(&cells[column])) return *text;
  if (const auto* whole = std::get_if<std::int64_t>(&cells[column])) return std::to_string(*whole);
  return {};
}

const Bytes& Row::bytes(std::size_t column) const {
  static const Bytes none;
  const auto* bytes = std::get_if<Bytes>(&cells[column]);
  return bytes ? *bytes : none;
}

Result<std::unique_ptr<Database>> Database::open(const std::string& url, std::size_t connections) {
  if (url.starts_with("postgresql://") || url.starts_with("postgres://")) return open_postgres(url, connections);
  return open_sqlite(url.starts_with("sqlite:") ? url.substr(7) : url, connections);
}

namespace {

struct Migration {
  int number;
  const char* file;
};
constexpr Migration k_migrations[] = {{1, "migrations/0001-platform.sql"}, {2, "migrations/0002-wallets.sql"},
                                      {3, "migrations/0003-mandates.sql"}, {4, "migrations/0004-connections.sql"},
                                      {5, "migrations/0005-oauth.sql"},    {6, "migrations/0006-recognition.sql"},
                                      {7, "migrations/0007-skills.sql"},   {8, "migrations/0008-framework.sql"},
                                      {9, "migrations/0009-names.sql"},    {10, "migrations/0010-confirmations.sql"},
                                      {11, "migrations/0011-holders.sql"}, {12, "migrations/0012-faces.sql"}};

/// What SQL alone cannot do. A line "--! NAME" of a migration's file runs the step of that name there, in the same
/// transaction: all of the migration is done or none, and a server that was ended in the midst begins it anew.
struct Step {
  std::string_view name;
  void (*run)(Tx&);
};
constexpr Step k_steps[] = {{"fill_learner_keys", fill_learner_keys}};
constexpr std::string_view k_step_mark = "\n--! ";
constexpr std::int64_t k_migration_lock = 20220616;

std::string in_dialect(std::string_view sql, Kind kind) {
  std::string out{sql};
  const auto replace = [&](std::string_view ours, std::string_view theirs) {
    for (std::size_t at = 0; (at = out.find(ours, at)) != std::string::npos;) out.replace(at, ours.size(), theirs);
  };
  if (kind == Kind::postgres) {
    replace(" BLOB", " BYTEA");
    replace(" WITHOUT ROWID", "");
  }
  return out;
}

void run_migration(Tx& tx, std::string_view sql, Kind kind) {
  for (;;) {
    const auto mark = sql.find(k_step_mark);
    tx.script(in_dialect(sql.substr(0, mark), kind));
    if (mark == std::string_view::npos) return;
    sql.remove_prefix(mark + k_step_mark.size());
    const std::string_view name = sql.substr(0, sql.find('\n'));
    const auto* step = std::ranges::find(k_steps, name, &Step::name);
    // A test runs every migration: a step that is not listed is our mistake.
    if (step == std::end(k_steps))
      throw Failure{Failure::Kind::broken,
                    "a migration names the step '" + std::string{name} + "', which is not known"};
    step->run(tx);
    sql.remove_prefix(name.size());
  }
}

}  // namespace

Result<void> migrate(Database& database, std::optional<int> up_to) {
  std::int64_t newest = 0;
  database.write([&](Tx& tx) {
    tx.lock(k_migration_lock);
    tx.script("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, file TEXT NOT NULL);");
    newest = tx.query("SELECT COALESCE(MAX(number), 0) FROM migration")[0].integer(0);
    for (const Migration& migration : k_migrations) {
      if (migration.number <= newest || (up_to && migration.number > *up_to)) continue;
      const auto sql = embedded_file(migration.file);
      // make lint looks that each migration listed here lies in data/migrations.
      if (!sql) throw Failure{Failure::Kind::broken, std::string{migration.file} + " is not built into this program"};
      run_migration(tx, *sql, database.kind());
      tx.execute("INSERT INTO migration (number, file) VALUES (?1, ?2)",
                 {std::int64_t{migration.number}, std::string{migration.file}});
    }
  });
  if (newest > std::rbegin(k_migrations)->number) {
    return Error{.code = "store.newer",
                 .message = "the database was made by a newer credex (its tables are of version " +
                            std::to_string(newest) + ", this program knows " +
                            std::to_string(std::rbegin(k_migrations)->number) + ")",
                 .remedy = "install the newer credex, or restore a backup made by this one"};
  }
  return {};
}

}  // namespace credex::store
