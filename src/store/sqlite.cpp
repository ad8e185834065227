#include <sqlite3.h>

#include <mutex>
#include <unordered_map>

#include "base/waiting.h"
#include "store/connect.h"
#include "store/pool.h"

namespace credex::store {
namespace {

[[noreturn]] void fail(sqlite3* db, std::string_view what) {
  const int code = sqlite3_extended_errcode(db);
  const std::string text = std::string{what} + ": " + sqlite3_errmsg(db);
  const int primary = code & 0xFF;
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) throw Failure{Failure::Kind::conflict, text};
  if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY)
    throw Failure{Failure::Kind::duplicate, text};
  throw Failure{Failure::Kind::broken, text};
}

/// One connection with its prepared statements. Not for several threads at once.
class SqliteConnection final : public Tx {
 public:
  explicit SqliteConnection(sqlite3* db) : db_{db} {}
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;
  ~SqliteConnection() override {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close_v2(db_);
  }

  std::vector<Row> query(std::string_view sql, const std::vector<Cell>& cells) override {
    sqlite3_stmt* statement = bound(sql, cells);
    const Reset reset{statement};
    std::vector<Row> out;
    const int columns = sqlite3_column_count(statement);
    for (;;) {
      const int step = sqlite3_step(statement);
      if (step == SQLITE_DONE) return out;
      if (step != SQLITE_ROW) fail(db_, "the database cannot answer");
      Row& row = out.emplace_back();
      row.cells.reserve(static_cast<std::size_t>(columns));
      for (int i = 0; i < columns; ++i) row.cells.push_back(cell(statement, i));
    }
  }

  std::int64_t execute(std::string_view sql, const std::vector<Cell>& cells) override {
    sqlite3_stmt* statement = bound(sql, cells);
    const Reset reset{statement};
    int step = SQLITE_ROW;
    while (step == SQLITE_ROW) step = sqlite3_step(statement);
    if (step != SQLITE_DONE) fail(db_, "the database cannot keep this");
    return sqlite3_changes64(db_);
  }

  void script(std::string_view sql) override {
    if (sqlite3_exec(db_, std::string{sql}.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
      fail(db_, "the database cannot run a script");
  }

  void lock(std::int64_t /*number*/) override {}
  sqlite3* handle() { return db_; }

 private:
  struct Reset {
    sqlite3_stmt* statement;
    ~Reset() {
      sqlite3_reset(statement);
      sqlite3_clear_bindings(statement);
    }
  };

  sqlite3_stmt* bound(std::string_view sql, const std::vector<Cell>& cells) {
    auto it = statements_.find(std::string{sql});
    if (it == statements_.end()) {
      sqlite3_stmt* made = nullptr;
      if (sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made,
                             nullptr) != SQLITE_OK)
        fail(db_, "the database does not understand a query");
      it = statements_.emplace(std::string{sql}, made).first;
    }
    sqlite3_stmt* statement = it->second;
    for (std::size_t i = 0; i < cells.size(); ++i) bind(statement, static_cast<int>(i) + 1, cells[i]);
    return statement;
  }

  // The cells outlive the statement's run, so nothing is copied.
  static void bind(sqlite3_stmt* statement, int index, const Cell& cell) {
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
      sqlite3_bind_int64(statement, index, *whole);
    } else if (const auto* real = std::get_if<double>(&cell)) {
      sqlite3_bind_double(statement, index, *real);
    } else if (const auto* text = std::get_if<std::string>(&cell)) {
      sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* bytes = std::get_if<Bytes>(&cell)) {
      sqlite3_bind_blob64(statement, index, bytes->data(), bytes->size(), SQLITE_STATIC);
    } else {
      sqlite3_bind_null(statement, index);
    }
  }

  static Cell cell(sqlite3_stmt* statement, int column) {
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_INTEGER: return sqlite3_column_int64(statement, column);
      case SQLITE_FLOAT: return sqlite3_column_double(statement, column);
      case SQLITE_TEXT: {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
        return std::string{text, size};
      }
      case SQLITE_BLOB: {
        const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, column));
        return Bytes(bytes, bytes + size);
      }
      default: return std::monostate{};
    }
  }

  sqlite3* db_;
  std::unordered_map<std::string, sqlite3_stmt*> statements_;
};

/// SQLite in WAL mode: many readers beside one writer. `writing_` is held by who writes.
class SqliteDatabase final : public Database {
 public:
  static Result<std::unique_ptr<Database>> open(const std::string& file, std::size_t connections) {
    auto out = std::make_unique<SqliteDatabase>();
    for (std::size_t i = 0; i <= connections; ++i) {
      sqlite3* db = nullptr;
      const int opened =
          sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
      auto connection = std::make_unique<SqliteConnection>(db);
      if (opened != SQLITE_OK) {
        return Error{.code = "store.open",
                     .message = std::string{"the database cannot be opened: "} + sqlite3_errmsg(db),
                     .where = file,
                     .remedy = "does the folder exist, and may this user write to it?"};
      }
      sqlite3_busy_timeout(db, 15'000);
      try {
        connection->script(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
            "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 8000;");
        // The writer meets indexes all over; readers look at a page's worth.
        connection->script(i == 0 ? "PRAGMA cache_size = -24000" : "PRAGMA cache_size = -2000");
      } catch (const Failure& problem) {
        return Error{.code = "store.open",
                     .message = problem.what(),
                     .where = file,
                     .remedy = "is it a credex database? Restore a backup if it is damaged"};
      }
      if (i == 0) {
        out->writer_ = std::move(connection);
      } else {
        out->readers_.add(std::move(connection));
      }
    }
    return std::unique_ptr<Database>{std::move(out)};
  }

  Kind kind() const override { return Kind::sqlite; }

  void read(const std::function<void(Tx&)>& work) override {
    const auto connection = readers_.take();
    connection->script("BEGIN");
    run(*connection, work);
  }

  void write(const std::function<void(Tx&)>& work) override {
    const Waiting waiting;
    const std::scoped_lock writing{writing_};
    for (int attempt = 1;; ++attempt) {
      try {
        writer_->script("BEGIN IMMEDIATE");
        run(*writer_, work);
        return;
      } catch (const Failure& problem) {
        if (problem.kind() != Failure::Kind::conflict || attempt == 5) throw;
      }
    }
  }

  Result<void> copy_to(const std::string& file) override {
    sqlite3* to = nullptr;
    const int opened = sqlite3_open(file.c_str(), &to);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> closing{to, sqlite3_close};
    const auto connection = readers_.take();
    sqlite3_backup* backup =
        opened == SQLITE_OK ? sqlite3_backup_init(to, "main", connection->handle(), "main") : nullptr;
    int step = backup ? SQLITE_OK : SQLITE_ERROR;
    // All at once: a reader's view, while the writer goes on in the log.
    while (step == SQLITE_OK || step == SQLITE_BUSY || step == SQLITE_LOCKED) step = sqlite3_backup_step(backup, -1);
    if (backup) sqlite3_backup_finish(backup);
    if (step != SQLITE_DONE) {
      return Error{.code = "store.backup",
                   .message = std::string{"the copy cannot be written: "} + sqlite3_errmsg(to),
                   .where = file,
                   .remedy = "is there room, and may this user write there?"};
    }
    return {};
  }

 private:
  static void run(SqliteConnection& connection, const std::function<void(Tx&)>& work) {
    try {
      work(connection);
      connection.script("COMMIT");
    } catch (...) {
      if (sqlite3_get_autocommit(connection.handle()) == 0)
        sqlite3_exec(connection.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
      throw;
    }
  }

  Pool<SqliteConnection> readers_;
  std::mutex writing_;
  std::unique_ptr<SqliteConnection> writer_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::string& file, std::size_t connections) {
  return SqliteDatabase::open(file, connections);
}

}  // namespace credex::store
