// How records are read and written. Included by the .cpp files of this room that make it for their records, and by no
// other: each made again costs some kilobytes and most of a second of compiling.
#pragma once

#include <type_traits>

#include "store/table.h"

namespace credex::store {

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

/// Whether a column is made from the others: a function of the record.
template <class M>
inline constexpr bool is_derived = std::is_member_function_pointer_v<M>;

/// The statements for a table and its columns, the key first. `read` are those that are read back.
struct Statements {
  Statements(const char* table, const std::vector<const char*>& columns, const std::vector<const char*>& read);
  std::string select{};  ///< ends with "WHERE "
  std::string insert{};
  std::string update{};
};

template <class T>
const Statements& statements_of() {
  static const Statements k_made = [] {
    std::vector<const char*> columns;
    std::vector<const char*> read;
    T::columns([&](const char* name, auto member) {
      columns.push_back(name);
      if (!is_derived<decltype(member)>) read.push_back(name);
    });
    return Statements{T::k_table, columns, read};
  }();
  return k_made;
}

template <class T>
std::vector<Cell> Kept<T>::cells_of(const T& record) {
  std::vector<Cell> out;
  T::columns([&](const char*, auto member) {
    if constexpr (is_derived<decltype(member)>) {
      out.push_back(cell_from((record.*member)()));
    } else {
      out.push_back(cell_from(record.*member));
    }
  });
  return out;
}

template <class T>
void Kept<T>::insert(Tx& tx, const T& record) {
  tx.execute(statements_of<T>().insert, cells_of(record));
}

template <class T>
void Kept<T>::update(Tx& tx, const T& record) {
  tx.execute(statements_of<T>().update, cells_of(record));
}

template <class T>
std::vector<T> Kept<T>::find(Tx& tx, std::string_view where, const std::vector<Cell>& cells) {
  std::vector<T> out;
  for (const Row& row : tx.query(statements_of<T>().select + std::string{where}, cells)) {
    T& record = out.emplace_back();
    std::size_t i = 0;
    T::columns([&](const char*, auto member) {
      if constexpr (!is_derived<decltype(member)>) read_cell(row, i++, record.*member);
    });
  }
  return out;
}

template <class T>
std::optional<T> Kept<T>::find_one(Tx& tx, std::string_view where, const std::vector<Cell>& cells) {
  auto found = find(tx, where, cells);
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace credex::store
