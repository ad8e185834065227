#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "credential/award.h"
#include "credential/sheet.h"

namespace credex::credential {

/// What is wrong with one cell, or one row: enough to find and mend it.
struct CellProblem {
  std::size_t row = 0;
  std::string column{};  ///< the sheet's own heading; empty for the whole row
  std::string value{};
  std::string message{};  ///< what is wrong
  std::string allowed{};  ///< what may stand there, and the fix

  std::string to_string() const;
};

enum class DateStyle : std::uint8_t { year_month_day, day_month_year, month_day_year };

/// One row as an award: it is good when `problems` is empty.
struct AwardRow {
  SheetRow row{};
  Award award{};
  std::optional<framework::Ects> ects{};  ///< where the sheet gives this learner's own
  std::optional<framework::Hours> hours{};
  std::vector<CellProblem> problems{};
};

/// Reads awards from a sheet: finds the columns by their headings (data/columns.yaml), the style of dates over all
/// rows, decimal commas; judges every cell.
class AwardSheet {
 public:
  struct Options {
    std::string definition_id{};
    std::string definition_version{};
    Instant now{};
    /// What a person said of columns, by the sheet's own heading: one of column_names(), or empty for "not used".
    std::map<std::string, std::string> said{};
  };
  /// The columns that there are (data/columns.yaml).
  static std::vector<std::string> column_names();
  /// Error "credential.sheet" where the sheet has no column that says who the learner is.
  static Result<AwardSheet> open(Sheet sheet, Options options);

  /// What was recognised, in sentences: encoding, delimiter, date style, columns that are not used.
  std::vector<std::string> recognised() const;
  std::size_t rows() const { return rows_; }
  const std::vector<std::string>& headings() const { return sheet_.headings(); }
  /// Our name for each of the sheet's columns; empty where it is not used.
  const std::vector<std::string>& columns() const { return column_of_; }
  /// The next row, good or bad; false at the end.
  bool next(AwardRow& row);

 private:
  explicit AwardSheet(Sheet sheet) : sheet_{std::move(sheet)} {}
  void find_columns();
  void find_date_style();
  const std::string* cell(const AwardRow& row, std::string_view column) const;
  std::optional<Date> date(AwardRow& row, std::string_view column);
  std::optional<double> number(AwardRow& row, std::string_view column);
  void problem(AwardRow& row, std::string_view column, std::string message, std::string allowed) const;
  void judge(AwardRow& row);

  Sheet sheet_;
  Options options_;
  std::vector<std::string> column_of_;  ///< our name for each of the sheet's columns; empty where unknown
  DateStyle style_ = DateStyle::day_month_year;
  bool style_is_certain_ = true;
  bool has_dates_ = false;
  bool decimal_comma_ = false;
  std::size_t rows_ = 0;
  std::set<std::string> seen_;  ///< ids of the awards so far
};

/// The identifier of an award, the same each time for the same definition, learner and day: "urn:uuid:...".
std::string award_id(const std::string& definition_id, const std::string& version, const Award& award);

}  // namespace credex::credential
