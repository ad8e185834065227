#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "base/time.h"
#include "store/database.h"

namespace credex::store {

/// A record says its table and its columns, the key first:
///   static constexpr const char* k_table = "person";
///   static auto columns() { return std::tuple{column("id", &Person::id), ...}; }
template <class T, class M>
struct Column {
  const char* name;
  M T::*member;
};
template <class T, class M>
constexpr Column<T, M> column(const char* name, M T::*member) {
  return {name, member};
}

/// The words by which an enumeration is kept: specialised beside the enumeration, in its order.
template <class E>
struct Names;
template <class E>
std::string_view name_of(E value) {
  return Names<E>::k_names[static_cast<std::size_t>(value)];
}
template <class E>
std::optional<E> enum_from(std::string_view name) {
  for (std::size_t i = 0; i < std::size(Names<E>::k_names); ++i) {
    if (Names<E>::k_names[i] == name) return static_cast<E>(i);
  }
  return std::nullopt;
}

inline Cell cell_from(const std::string& value) { return value; }
inline Cell cell_from(std::int64_t value) { return value; }
inline Cell cell_from(double value) { return value; }
inline Cell cell_from(bool value) { return std::int64_t{value ? 1 : 0}; }
inline Cell cell_from(const Bytes& value) { return value; }
inline Cell cell_from(Instant value) { return std::int64_t{value.time_since_epoch().count()}; }
template <class E>
requires std::is_enum_v<E> Cell cell_from(E value) { return std::string{name_of(value)}; }
template <class T>
Cell cell_from(const std::optional<T>& value) {
  return value ? cell_from(*value) : Cell{};
}

inline void read_cell(const Row& row, std::size_t i, std::string& out) { out = row.text(i); }
inline void read_cell(const Row& row, std::size_t i, std::int64_t& out) { out = row.integer(i); }
inline void read_cell(const Row& row, std::size_t i, double& out) { out = row.number(i); }
inline void read_cell(const Row& row, std::size_t i, bool& out) { out = row.integer(i) != 0; }
inline void read_cell(const Row& row, std::size_t i, Bytes& out) { out = row.bytes(i); }
inline void read_cell(const Row& row, std::size_t i, Instant& out) {
  out = Instant{std::chrono::milliseconds{row.integer(i)}};
}
template <class E>
requires std::is_enum_v<E>
void read_cell(const Row& row, std::size_t i, E& out) {
  const auto found = enum_from<E>(row.text(i));
  if (!found) throw Failure{Failure::Kind::broken, "the database holds '" + row.text(i) + "', which no state is"};
  out = *found;
}
template <class T>
void read_cell(const Row& row, std::size_t i, std::optional<T>& out) {
  if (row.is_null(i)) return;
  out.emplace();
  read_cell(row, i, *out);
}

template <class T>
std::string column_names() {
  std::string out;
  std::apply([&](const auto&... c) { ((out += (out.empty() ? "" : ", ") + std::string{c.name}), ...); }, T::columns());
  return out;
}

template <class T>
T record_from(const Row& row) {
  T out;
  std::size_t i = 0;
  std::apply([&](const auto&... c) { (read_cell(row, i++, out.*(c.member)), ...); }, T::columns());
  return out;
}

template <class T>
std::vector<Cell> cells_of(const T& record) {
  std::vector<Cell> out;
  std::apply([&](const auto&... c) { (out.push_back(cell_from(record.*(c.member))), ...); }, T::columns());
  return out;
}

/// Keeps a new record; a Failure of kind duplicate where its key is taken.
template <class T>
void insert(Tx& tx, const T& record) {
  static const std::string sql = [] {
    std::string marks;
    for (std::size_t i = 1; i <= std::tuple_size_v<decltype(T::columns())>; ++i)
      marks += (i == 1 ? "?" : ", ?") + std::to_string(i);
    return std::string{"INSERT INTO "} + T::k_table + " (" + column_names<T>() + ") VALUES (" + marks + ")";
  }();
  tx.execute(sql, cells_of(record));
}

/// Writes every column of the record whose first column is the same.
template <class T>
void update(Tx& tx, const T& record) {
  static const std::string sql = [] {
    std::string sets;
    std::string key;
    std::size_t i = 0;
    std::apply(
        [&](const auto&... c) {
          ((++i, i == 1 ? void(key = c.name)
                        : void(sets += (sets.empty() ? "" : ", ") + std::string{c.name} + " = ?" + std::to_string(i))),
           ...);
        },
        T::columns());
    return std::string{"UPDATE "} + T::k_table + " SET " + sets + " WHERE " + key + " = ?1";
  }();
  tx.execute(sql, cells_of(record));
}

/// The records for which `where` holds: "state = ?1 ORDER BY id LIMIT 10".
template <class T>
std::vector<T> find(Tx& tx, std::string_view where, const std::vector<Cell>& cells = {}) {
  static const std::string select = "SELECT " + column_names<T>() + " FROM " + T::k_table + " WHERE ";
  std::vector<T> out;
  for (const Row& row : tx.query(select + std::string{where}, cells)) out.push_back(record_from<T>(row));
  return out;
}
template <class T>
std::optional<T> find_one(Tx& tx, std::string_view where, const std::vector<Cell>& cells = {}) {
  auto found = find<T>(tx, where, cells);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

inline std::int64_t count(Tx& tx, std::string_view from_where, const std::vector<Cell>& cells = {}) {
  return tx.query("SELECT COUNT(*) FROM " + std::string{from_where}, cells)[0].integer(0);
}

}  // namespace credex::store
