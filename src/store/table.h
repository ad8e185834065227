#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/time.h"
#include "store/database.h"

namespace credex::store {

/// A record says its table and its columns, the key first:
///   static constexpr const char* k_table = "person";
///   template <class Each>
///   static void columns(Each&& each) {
///     using T = Person;
///     each("id", &T::id);
///     ...
///   }
/// A column may also be a function of the record, `std::string learner_key() const`: it is made each time the record is
/// written and never read back, so that what is searched by cannot fall behind what is shown.
/// `columns` is a template so that a file which only includes the record does not pay for it. What reads and writes it
/// is made once, in the .cpp beside the record's header (store/kept.h): a record that is missing there does not link.

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

/// A value as the database takes it.
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

/// What the functions below do for records of one kind; defined in store/kept.h.
template <class T>
struct Kept {
  static std::vector<Cell> cells_of(const T& record);
  static void insert(Tx& tx, const T& record);
  static void update(Tx& tx, const T& record);
  static std::vector<T> find(Tx& tx, std::string_view where, const std::vector<Cell>& cells);
  static std::optional<T> find_one(Tx& tx, std::string_view where, const std::vector<Cell>& cells);
};

/// The record's values in the order of its columns.
template <class T>
std::vector<Cell> cells_of(const T& record) {
  return Kept<T>::cells_of(record);
}

/// Keeps a new record; a Failure of kind duplicate where its key is taken.
template <class T>
void insert(Tx& tx, const T& record) {
  Kept<T>::insert(tx, record);
}

/// Writes every column of the record whose first column is the same.
template <class T>
void update(Tx& tx, const T& record) {
  Kept<T>::update(tx, record);
}

/// The records for which `where` holds: "state = ?1 ORDER BY id LIMIT 10".
template <class T>
std::vector<T> find(Tx& tx, std::string_view where, const std::vector<Cell>& cells = {}) {
  return Kept<T>::find(tx, where, cells);
}
template <class T>
std::optional<T> find_one(Tx& tx, std::string_view where, const std::vector<Cell>& cells = {}) {
  return Kept<T>::find_one(tx, where, cells);
}

/// How many rows there are in "award WHERE organisation_id = ?1".
std::int64_t count(Tx& tx, std::string_view from_where, const std::vector<Cell>& cells = {});

}  // namespace credex::store
