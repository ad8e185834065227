#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace credex::credential {

/// How a spreadsheet in text form was written, as recognised; each can be said to the person who sent it.
struct SheetFormat {
  std::string encoding = "UTF-8";
  bool byte_order_mark = false;
  char delimiter = ',';
  std::string line_ending = "LF";
  std::string describe() const;
};

struct SheetRow {
  std::size_t number = 0;  ///< as a spreadsheet program counts: the heading is row 1
  std::vector<std::string> cells{};
};

struct SheetLimits {
  std::size_t max_bytes = std::size_t{128} * 1024 * 1024;
  std::size_t max_columns = 1000;
  std::size_t max_cell = std::size_t{64} * 1024;
  std::size_t max_open_quotes = 100;  ///< rows with a quote that does not close; each is searched far, so no more are
};

/// A spreadsheet as text (CSV by RFC 4180 and its many relatives). Recognises UTF-8, UTF-16 and the one-byte encodings,
/// the delimiter (comma, semicolon, tab, bar), quotes and line ends. Rows are read one by one.
class Sheet {
 public:
  /// Errors "credential.sheet" say what cannot be read.
  static Result<Sheet> open(std::string bytes, const SheetLimits& limits = {});

  const SheetFormat& format() const { return format_; }
  const std::vector<std::string>& headings() const { return headings_; }
  /// The next row that is not empty, or false at the end. A row that cannot be read is an Error and the next call goes
  /// on behind it.
  Result<bool> next(SheetRow& row);
  /// Begins again behind the headings.
  void rewind();

 private:
  Result<bool> record(std::vector<std::string>& cells);

  std::string text_;
  SheetFormat format_;
  SheetLimits limits_;
  std::vector<std::string> headings_;
  std::size_t at_ = 0;
  std::size_t first_ = 0;
  std::size_t row_ = 0;
  std::size_t open_quotes_ = 0;
};

/// The cells as one line of CSV: commas, every cell quoted. A cell that a spreadsheet program would run as a formula
/// gets a leading apostrophe.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace credex::credential
