#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/encoding.h"
#include "base/result.h"

namespace credex::store {

/// The database cannot do its work: gone, full, damaged, or met by another's change too often. Thrown, and caught where
/// a request, a job or a command ends (decision 0008).
class Failure : public std::runtime_error {
 public:
  enum class Kind : std::uint8_t { broken, conflict, duplicate };
  Failure(Kind kind, const std::string& what) : std::runtime_error{what}, kind_{kind} {}
  Kind kind() const noexcept { return kind_; }

 private:
  Kind kind_;
};

using Cell = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;

struct Row {
  std::vector<Cell> cells{};

  bool is_null(std::size_t column) const { return std::holds_alternative<std::monostate>(cells[column]); }
  /// The column as a whole number; 0 where it is null.
  std::int64_t integer(std::size_t column) const;
  double number(std::size_t column) const;
  /// The column as text; empty where it is null.
  std::string text(std::size_t column) const;
  const Bytes& bytes(std::size_t column) const;
};

/// A connection inside a transaction. SQL is what SQLite and PostgreSQL both understand, with ?1, ?2, ... for `cells`.
class Tx {
 public:
  virtual ~Tx() = default;
  virtual std::vector<Row> query(std::string_view sql, const std::vector<Cell>& cells = {}) = 0;
  /// How many rows were changed.
  virtual std::int64_t execute(std::string_view sql, const std::vector<Cell>& cells = {}) = 0;
  /// Several statements without parameters, for migrations.
  virtual void script(std::string_view sql) = 0;
  /// Waits until this transaction alone holds the lock of that number; SQLite's writers are alone anyway.
  virtual void lock(std::int64_t number) = 0;
};

enum class Kind : std::uint8_t { sqlite, postgres };

/// A pool of connections. Any thread may call it.
class Database {
 public:
  virtual ~Database() = default;
  /// "sqlite:FILE", a file name, or "postgresql://..." (libpq's own form). Error "store.open" where it cannot be had.
  static Result<std::unique_ptr<Database>> open(const std::string& url, std::size_t connections);

  virtual Kind kind() const = 0;
  /// Runs `work` on one unchanging view of the data.
  virtual void read(const std::function<void(Tx&)>& work) = 0;
  /// Runs `work` whole or not at all. It is run again where another's change came between, so it must only change the
  /// database and what it itself made.
  virtual void write(const std::function<void(Tx&)>& work) = 0;
  /// A copy of everything to a new SQLite file, while others go on. Only of SQLite.
  virtual Result<void> copy_to(const std::string& file) = 0;
};

/// database.read() that gives a value.
template <class F>
auto reading(Database& database, F&& work) {
  std::optional<decltype(work(std::declval<Tx&>()))> out;
  database.read([&](Tx& tx) { out.emplace(work(tx)); });
  return std::move(*out);
}
/// database.write() that gives a value.
template <class F>
auto writing(Database& database, F&& work) {
  std::optional<decltype(work(std::declval<Tx&>()))> out;
  database.write([&](Tx& tx) { out.emplace(work(tx)); });
  return std::move(*out);
}

/// Brings the tables to the newest form (data/migrations, forward only). Error "store.newer" where a newer program made
/// them. `up_to`: to that version and no further, for tests of what an older program has left.
Result<void> migrate(Database& database, std::optional<int> up_to = {});

}  // namespace credex::store
