#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace credex::skills {

/// The rows of a CSV file that a program wrote (RFC 4180: commas, quotes doubled inside quotes, UTF-8), read strictly:
/// in a classification nothing is guessed. People's spreadsheets are read by credential/sheet.h instead.
class CsvRows {
 public:
  /// `text` must outlive this; `file` is its name for errors. A byte order mark is left out.
  CsvRows(std::string_view text, std::string file);

  /// The next row that is not empty, or false at the end. Cells live until the next call. Error "skills.csv" with file
  /// and row: broken quoting, a row with another number of cells than the headings, text that is no UTF-8, a cell over
  /// 256 kB.
  Result<bool> next();
  const std::vector<std::string_view>& cells() const { return cells_; }
  /// The cell under a heading, empty where the file has no such column.
  std::string_view cell(std::size_t column) const {
    return column < cells_.size() ? cells_[column] : std::string_view{};
  }

  /// Reads the headings; needed first. Error "skills.csv" where there are none.
  Result<void> read_headings();
  /// The column under a heading, SIZE_MAX where there is none.
  std::size_t column(std::string_view heading) const;
  /// The same; Error "skills.csv" names the file and the headings that it has.
  Result<std::size_t> needed_column(std::string_view heading) const;

  /// As a spreadsheet counts: the headings are row 1.
  std::size_t row() const { return row_; }
  /// "skills_en.csv, row 14".
  std::string place() const;
  /// An error at this row.
  Error problem(std::string message, std::string remedy) const;

 private:
  Result<bool> record();
  Result<std::string_view> quoted_cell();

  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  std::size_t row_ = 0;
  std::vector<std::string> headings_{};
  std::vector<std::string_view> cells_{};
  std::deque<std::string> unescaped_{};
};

}  // namespace credex::skills
