#include "store/table.h"

#include "store/kept.h"

namespace credex::store {

namespace {

std::string listed(const std::vector<const char*>& columns) {
  std::string out;
  for (const char* const column : columns) {
    if (!out.empty()) out += ", ";
    out += column;
  }
  return out;
}

}  // namespace

Statements::Statements(const char* table, const std::vector<const char*>& columns,
                       const std::vector<const char*>& read) {
  std::string marks;
  std::string sets;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string mark = "?" + std::to_string(i + 1);
    if (i > 0) {
      marks += ", ";
      if (i > 1) sets += ", ";
      sets += columns[i];
      sets += " = " + mark;
    }
    marks += mark;
  }
  const std::string name = table;
  select = "SELECT " + listed(read) + " FROM " + name + " WHERE ";
  insert = "INSERT INTO " + name + " (" + listed(columns) + ") VALUES (" + marks + ")";
  update = "UPDATE " + name + " SET " + sets + " WHERE " + columns[0] + " = ?1";
}

std::int64_t count(Tx& tx, std::string_view from_where, const std::vector<Cell>& cells) {
  return tx.query("SELECT COUNT(*) FROM " + std::string{from_where}, cells)[0].integer(0);
}

}  // namespace credex::store
