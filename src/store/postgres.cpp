#include <libpq-fe.h>

#include <charconv>
#include <chrono>
#include <cstring>
#include <mutex>
#include <random>
#include <thread>
#include <unordered_map>

#include "base/waiting.h"
#include "store/connect.h"
#include "store/pool.h"

namespace credex::store {
namespace {

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

// The type numbers of pg_type.dat that our tables and sums give.
constexpr Oid k_bool = 16;
constexpr Oid k_bytea = 17;
constexpr Oid k_int8 = 20;
constexpr Oid k_int2 = 21;
constexpr Oid k_int4 = 23;
constexpr Oid k_float4 = 700;
constexpr Oid k_float8 = 701;
constexpr Oid k_numeric = 1700;

/// ?1 becomes $1; a question mark without a number stays.
std::string numbered(std::string_view sql) {
  std::string out;
  out.reserve(sql.size());
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const bool parameter = sql[i] == '?' && i + 1 < sql.size() && sql[i + 1] >= '0' && sql[i + 1] <= '9';
    out += parameter ? '$' : sql[i];
  }
  return out;
}

Failure::Kind kind_of(const char* state) {
  if (!state) return Failure::Kind::broken;
  if (std::strcmp(state, "40001") == 0 || std::strcmp(state, "40P01") == 0) return Failure::Kind::conflict;
  if (std::strcmp(state, "23505") == 0) return Failure::Kind::duplicate;
  return Failure::Kind::broken;
}

/// One connection with its prepared statements. Not for several threads at once.
class PostgresConnection final : public Tx {
 public:
  explicit PostgresConnection(PGconn* connection) : connection_{connection} {}
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;
  ~PostgresConnection() override { PQfinish(connection_); }

  std::vector<Row> query(std::string_view sql, const std::vector<Cell>& cells) override {
    const Answer answer = run(sql, cells);
    std::vector<Row> out(static_cast<std::size_t>(PQntuples(answer.get())));
    const int columns = PQnfields(answer.get());
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i].cells.reserve(static_cast<std::size_t>(columns));
      for (int column = 0; column < columns; ++column)
        out[i].cells.push_back(cell(answer.get(), static_cast<int>(i), column));
    }
    return out;
  }

  std::int64_t execute(std::string_view sql, const std::vector<Cell>& cells) override {
    const Answer answer = run(sql, cells);
    return std::atoll(PQcmdTuples(answer.get()));
  }

  void script(std::string_view sql) override {
    const Answer answer{PQexec(connection_, std::string{sql}.c_str()), &PQclear};
    check(answer.get());
  }

  void lock(std::int64_t number) override { query("SELECT pg_advisory_xact_lock(?1)", {number}); }

  bool lost() const { return PQstatus(connection_) != CONNECTION_OK; }
  void connect_again() {
    PQreset(connection_);
    prepared_.clear();
  }
  void roll_back() { PQclear(PQexec(connection_, "ROLLBACK")); }

 private:
  Answer run(std::string_view sql, const std::vector<Cell>& cells) {
    auto it = prepared_.find(std::string{sql});
    if (it == prepared_.end()) {
      const std::string name = "s" + std::to_string(prepared_.size());
      const Answer answer{PQprepare(connection_, name.c_str(), numbered(sql).c_str(), 0, nullptr), &PQclear};
      check(answer.get());
      it = prepared_.emplace(std::string{sql}, name).first;
    }
    std::vector<std::string> texts(cells.size());
    std::vector<const char*> values(cells.size(), nullptr);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (std::holds_alternative<std::monostate>(cells[i])) continue;
      texts[i] = written(cells[i]);
      values[i] = texts[i].c_str();
    }
    Answer answer{PQexecPrepared(connection_, it->second.c_str(), static_cast<int>(cells.size()), values.data(),
                                 nullptr, nullptr, 0),
                  &PQclear};
    check(answer.get());
    return answer;
  }

  void check(const PGresult* answer) const {
    const ExecStatusType status = PQresultStatus(answer);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
    throw Failure{lost() ? Failure::Kind::broken : kind_of(PQresultErrorField(answer, PG_DIAG_SQLSTATE)),
                  std::string{"the database says: "} + PQerrorMessage(connection_)};
  }

  static std::string written(const Cell& cell) {
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&cell)) {
      char out[32];
      return {out, std::to_chars(out, out + sizeof out, *real).ptr};
    }
    if (const auto* bytes = std::get_if<Bytes>(&cell)) return "\\x" + hex(*bytes);
    // PostgreSQL's text holds no zero byte; what people send may.
    std::string text = std::get<std::string>(cell);
    std::erase(text, '\0');
    return text;
  }

  static Cell cell(const PGresult* answer, int row, int column) {
    if (PQgetisnull(answer, row, column) != 0) return std::monostate{};
    const std::string_view text{PQgetvalue(answer, row, column),
                                static_cast<std::size_t>(PQgetlength(answer, row, column))};
    switch (PQftype(answer, column)) {
      case k_bool: return std::int64_t{text == "t" ? 1 : 0};
      case k_int2:
      case k_int4:
      case k_int8: {
        std::int64_t out = 0;
        std::from_chars(text.data(), text.data() + text.size(), out);
        return out;
      }
      case k_float4:
      case k_float8:
      case k_numeric: {
        double out = 0;
        std::from_chars(text.data(), text.data() + text.size(), out);
        return out;
      }
      case k_bytea: {
        auto bytes = from_hex(text.substr(2));
        return bytes ? Cell{std::move(*bytes)} : Cell{Bytes{}};
      }
      default: return std::string{text};
    }
  }

  PGconn* connection_;
  std::unordered_map<std::string, std::string> prepared_;
};

/// Connections to PostgreSQL, serializable where they write.
class PostgresDatabase final : public Database {
 public:
  static Result<std::unique_ptr<Database>> open(const std::string& url, std::size_t connections) {
    auto out = std::make_unique<PostgresDatabase>();
    for (std::size_t i = 0; i < connections; ++i) {
      PGconn* raw = PQconnectdb(url.c_str());
      auto connection = std::make_unique<PostgresConnection>(raw);
      if (connection->lost()) {
        return Error{.code = "store.open",
                     .message = std::string{"PostgreSQL cannot be reached: "} + PQerrorMessage(raw),
                     .remedy = "is it running, and are name, user and password right?"};
      }
      PQsetNoticeProcessor(
          raw, [](void*, const char*) {}, nullptr);
      out->pool_.add(std::move(connection));
    }
    return std::unique_ptr<Database>{std::move(out)};
  }

  Kind kind() const override { return Kind::postgres; }
  void read(const std::function<void(Tx&)>& work) override {
    run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work);
  }
  void write(const std::function<void(Tx&)>& work) override { run("BEGIN ISOLATION LEVEL SERIALIZABLE", work); }

  Result<void> copy_to(const std::string& /*file*/) override {
    return Error{.code = "store.backup",
                 .message = "a PostgreSQL database is not copied as a file",
                 .remedy = "use credex backup, which writes its rows, or pg_dump"};
  }

 private:
  void run(const char* begin, const std::function<void(Tx&)>& work) {
    const auto connection = pool_.take();
    const Waiting waiting;
    const auto deadline = std::chrono::steady_clock::now() + k_patience;
    for (int attempt = 1;; ++attempt) {
      std::unique_lock turn{turn_, std::defer_lock};
      if (attempt > 1) {
        // Those who met a conflict go one after another here, and not in step with those of other processes.
        std::this_thread::sleep_for(pause(attempt));
        turn.lock();
      }
      bool committing = false;
      try {
        connection->script(begin);
        work(*connection);
        committing = true;
        connection->script("COMMIT");
        return;
      } catch (const Failure& problem) {
        // Whether a commit arrived before the connection went is not known, so that is not tried again.
        const bool again = problem.kind() == Failure::Kind::conflict || (connection->lost() && !committing);
        if (connection->lost()) {
          connection->connect_again();
        } else {
          connection->roll_back();
        }
        if (!again || std::chrono::steady_clock::now() >= deadline) throw;
      } catch (...) {
        connection->roll_back();
        throw;
      }
    }
  }

  /// From half a millisecond on, twice as long at most each time, up to 64 ms.
  static std::chrono::microseconds pause(int attempt) {
    thread_local std::minstd_rand random{std::random_device{}()};
    const int longest = 500 << std::min(attempt - 1, 7);
    return std::chrono::microseconds{std::uniform_int_distribution{longest / 4, longest}(random)};
  }

  /// As long as SQLite waits for another process's write.
  static constexpr std::chrono::seconds k_patience{15};
  Pool<PostgresConnection> pool_;
  std::mutex turn_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const std::string& url, std::size_t connections) {
  return PostgresDatabase::open(url, connections);
}

}  // namespace credex::store
