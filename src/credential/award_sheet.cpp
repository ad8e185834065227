#include "credential/award_sheet.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/digest.h"
#include "base/embedded.h"
#include "base/text.h"
#include "base/uri.h"
#include "base/yaml.h"

namespace credex::credential {
namespace {

std::string without_separators(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '-' || c == '_' || c == '.' || c == '*' || c == ':'; });
  return text;
}

// Folded, without spaces, hyphens, underscores and dots, so that headings match however they are written.
std::string heading_key(std::string_view text) { return without_separators(folded(text)); }

// Not folded(): an award's identifier is made of this, and a sheet that is issued again must give the same ones as when
// it was issued by an older program.
std::string name_in_identifier(std::string_view name) { return without_separators(case_folded(name)); }

const std::map<std::string, std::string, std::less<>>& known_headings() {
  static const auto k_known = [] {
    std::map<std::string, std::string, std::less<>> out;
    auto yaml = parse_yaml(embedded_file("columns.yaml").value_or(""));
    if (!yaml) return out;  // built in: a test reads it
    for (const json::Value& column : yaml->document.root.get("columns").items()) {
      const std::string name{column.text("column")};
      out[heading_key(name)] = name;
      for (const json::Value& heading : column.get("headings").items())
        out.emplace(heading_key(heading.as_string()), name);
    }
    return out;
  }();
  return k_known;
}

bool is_date_column(std::string_view column) {
  return column == "date_of_birth" || column == "awarded_on" || column == "valid_until";
}

/// The three numbers of a date with the marks between them, and whether the year comes first.
struct DateParts {
  int a = 0;
  int b = 0;
  int c = 0;
  bool year_first = false;
};
std::optional<DateParts> date_parts(std::string_view text) {
  // A time behind the date is left out.
  if (const auto space = text.find_first_of(" T"); space != std::string_view::npos && space >= 8)
    text = text.substr(0, space);
  std::array<int, 3> numbers{};
  std::array<std::size_t, 3> digits{};
  std::size_t n = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      if (n > 2 || digits[n] == 4) return std::nullopt;
      numbers[n] = numbers[n] * 10 + (c - '0');
      ++digits[n];
    } else if ((c == '.' || c == '/' || c == '-') && n < 3 && digits[n] > 0) {
      ++n;
    } else {
      return std::nullopt;
    }
  }
  if (n != 2 || digits[2] == 0) return std::nullopt;
  if (digits[0] == 4) return DateParts{numbers[0], numbers[1], numbers[2], true};
  if (digits[2] != 4) return std::nullopt;
  return DateParts{numbers[0], numbers[1], numbers[2], false};
}

bool is_email(std::string_view text) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && text.find('@', at + 1) == std::string_view::npos &&
         text.find('.', at) != std::string_view::npos && text.find_first_of(" ,;<>") == std::string_view::npos &&
         !text.ends_with('.');
}

}  // namespace

std::string CellProblem::to_string() const {
  std::string out = "Row " + std::to_string(row);
  if (!column.empty()) out += ", column '" + column + "'";
  out += ": ";
  if (!column.empty()) out += "'" + value.substr(0, 80) + "' ";
  out += message + ".";
  if (!allowed.empty()) out += " " + allowed + ".";
  return out;
}

Result<AwardSheet> AwardSheet::open(Sheet sheet, Options options) {
  AwardSheet out{std::move(sheet)};
  out.options_ = std::move(options);
  out.find_columns();
  const auto has = [&](std::string_view name) {
    return std::find(out.column_of_.begin(), out.column_of_.end(), name) != out.column_of_.end();
  };
  if (!has("full_name") && !has("given_name") && !has("family_name") && !has("email") && !has("learner_id")) {
    std::string headings;
    for (const std::string& heading : out.sheet_.headings()) (headings += headings.empty() ? "" : ", ") += heading;
    return Error{.code = "credential.sheet",
                 .message = "no column says who the learner is; the headings are: " + headings.substr(0, 300),
                 .where = "row 1",
                 .remedy = "name the columns given_name and family_name, or full_name, or email"};
  }
  out.find_date_style();
  return out;
}

std::vector<std::string> AwardSheet::column_names() {
  std::vector<std::string> out;
  for (const auto& [heading, name] : known_headings()) {
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

void AwardSheet::find_columns() {
  for (const std::string& heading : sheet_.headings()) {
    const auto it = known_headings().find(heading_key(heading));
    std::string name = it == known_headings().end() ? "" : it->second;
    if (const auto said = options_.said.find(heading); said != options_.said.end()) name = said->second;
    // A heading that means the same as one before is not used twice.
    if (!name.empty() && std::find(column_of_.begin(), column_of_.end(), name) != column_of_.end()) name.clear();
    column_of_.push_back(std::move(name));
  }
}

// A day past 12 anywhere settles it for the whole sheet; where nothing does, day first, as Europe writes.
void AwardSheet::find_date_style() {
  bool day_first_seen = false;
  bool month_first_seen = false;
  bool ambiguous = false;
  SheetRow row;
  for (;;) {
    auto more = sheet_.next(row);
    if (more && !*more) break;
    ++rows_;
    if (!more) continue;
    for (std::size_t i = 0; i < row.cells.size() && i < column_of_.size(); ++i) {
      if (column_of_[i] == "ects" || column_of_[i] == "hours")
        decimal_comma_ = decimal_comma_ || row.cells[i].find(',') != std::string::npos;
      if (!is_date_column(column_of_[i])) continue;
      const auto parts = date_parts(row.cells[i]);
      if (!parts) continue;
      has_dates_ = true;
      if (parts->year_first) continue;
      if (parts->a > 12) {
        day_first_seen = true;
      } else if (parts->b > 12) {
        month_first_seen = true;
      } else {
        ambiguous = true;
      }
    }
  }
  sheet_.rewind();
  style_ = month_first_seen && !day_first_seen ? DateStyle::month_day_year : DateStyle::day_month_year;
  style_is_certain_ = !ambiguous || day_first_seen != month_first_seen;
  if (!day_first_seen && !month_first_seen && !ambiguous) style_ = DateStyle::year_month_day;
}

std::vector<std::string> AwardSheet::recognised() const {
  std::vector<std::string> out{sheet_.format().describe()};
  if (has_dates_) {
    std::string words = style_ == DateStyle::year_month_day   ? "dates as year-month-day"
                        : style_ == DateStyle::month_day_year ? "dates as month/day/year"
                                                              : "dates as day.month.year";
    if (!style_is_certain_)
      words += " (no date in the sheet settles whether the day or the month comes first; the day is taken)";
    out.push_back(words);
  }
  if (decimal_comma_) out.push_back("numbers with a decimal comma");
  std::string unused;
  for (std::size_t i = 0; i < column_of_.size(); ++i) {
    if (column_of_[i].empty() && !sheet_.headings()[i].empty())
      (unused += unused.empty() ? "" : ", ") += sheet_.headings()[i];
  }
  if (!unused.empty()) out.push_back("columns that are not used: " + unused);
  return out;
}

const std::string* AwardSheet::cell(const AwardRow& row, std::string_view column) const {
  for (std::size_t i = 0; i < column_of_.size() && i < row.row.cells.size(); ++i) {
    if (column_of_[i] == column) return row.row.cells[i].empty() ? nullptr : &row.row.cells[i];
  }
  return nullptr;
}

void AwardSheet::problem(AwardRow& row, std::string_view column, std::string message, std::string allowed) const {
  CellProblem out{.row = row.row.number, .message = std::move(message), .allowed = std::move(allowed)};
  for (std::size_t i = 0; i < column_of_.size(); ++i) {
    if (column_of_[i] != column || column.empty()) continue;
    out.column = sheet_.headings()[i];
    if (i < row.row.cells.size()) out.value = row.row.cells[i];
  }
  row.problems.push_back(std::move(out));
}

std::optional<Date> AwardSheet::date(AwardRow& row, std::string_view column) {
  const std::string* text = cell(row, column);
  if (text == nullptr) return std::nullopt;
  const auto parts = date_parts(*text);
  if (parts) {
    const int year = parts->year_first ? parts->a : parts->c;
    const int month = parts->year_first ? parts->b : style_ == DateStyle::month_day_year ? parts->a : parts->b;
    const int day = parts->year_first ? parts->c : style_ == DateStyle::month_day_year ? parts->b : parts->a;
    const Date out{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                   std::chrono::day{static_cast<unsigned>(day)}};
    if (out.ok()) return out;
    if (style_ == DateStyle::month_day_year) {
      problem(row, column, "is no day of the calendar",
              "Dates here are read as month/day/year; write 2026-11-24 to be sure");
    } else {
      problem(row, column, "is no day of the calendar",
              "Dates here are read as day.month.year; write 2026-11-24 to be sure");
    }
    return std::nullopt;
  }
  problem(row, column, "is no date", "Write 2026-11-24 or 24.11.2026");
  return std::nullopt;
}

std::optional<double> AwardSheet::number(AwardRow& row, std::string_view column) {
  const std::string* text = cell(row, column);
  if (text == nullptr) return std::nullopt;
  std::string plain = *text;
  std::replace(plain.begin(), plain.end(), ',', '.');
  double out = 0;
  const auto read = std::from_chars(plain.data(), plain.data() + plain.size(), out);
  if (read.ec == std::errc{} && read.ptr == plain.data() + plain.size() && out > 0 && out < 1e6) return out;
  problem(row, column, "is not a number above 0", "Write 2.5 or 2,5");
  return std::nullopt;
}

bool AwardSheet::next(AwardRow& row) {
  row = AwardRow{};
  auto more = sheet_.next(row.row);
  if (more && !*more) return false;
  if (!more) {
    row.problems.push_back({.row = row.row.number, .message = more.error().message, .allowed = more.error().remedy});
    return true;
  }
  judge(row);
  return true;
}

void AwardSheet::judge(AwardRow& row) {
  if (row.row.cells.size() > column_of_.size()) {
    const bool overflow = std::any_of(row.row.cells.begin() + static_cast<std::ptrdiff_t>(column_of_.size()),
                                      row.row.cells.end(), [](const std::string& c) { return !c.empty(); });
    if (overflow)
      problem(row, "", "has more cells than there are headings", "Put text that holds the delimiter in quotes");
  }
  Award& award = row.award;
  Learner& learner = award.learner;
  const auto text = [&](std::string_view column) {
    const std::string* found = cell(row, column);
    return found ? *found : std::string{};
  };
  learner.given_name = text("given_name");
  learner.family_name = text("family_name");
  learner.full_name = text("full_name");
  learner.email = text("email");
  learner.identifier = text("identifier");
  learner.national_id = text("national_id");
  learner.id = text("learner_id");
  if (!learner.is_identified()) problem(row, "", "does not say who the learner is", "Give a name or an e-mail address");
  if (learner.name().empty() && !learner.email.empty()) learner.full_name = learner.email;
  if (!learner.email.empty() && !is_email(learner.email))
    problem(row, "email", "is no e-mail address", "Write name@school.example, or leave it empty");
  if (!learner.id.empty() && !is_wellformed_iri(learner.id))
    problem(row, "learner_id", "is no DID or URI", "Write it like did:key:z6Mk..., or leave it empty");
  const Date today = date_of(options_.now);
  if (const auto born = date(row, "date_of_birth")) {
    learner.date_of_birth = *born;
    if (midnight(*born) > options_.now || static_cast<int>(born->year()) < 1900)
      problem(row, "date_of_birth", "is no date of birth of somebody living", "Check the year");
  }
  award.awarded_on = today;
  if (const auto awarded = date(row, "awarded_on")) {
    award.awarded_on = *awarded;
    if (midnight(*awarded) > options_.now)
      problem(row, "awarded_on", "is in the future", "An award is issued on or after its day");
  }
  if (const auto until = date(row, "valid_until")) {
    award.valid_until = midnight(*until) + std::chrono::days{1} - std::chrono::seconds{1};
    if (*award.valid_until < midnight(award.awarded_on))
      problem(row, "valid_until", "is before the award", "Check both dates");
  }
  award.grade = text("grade");
  award.evidence_url = text("evidence");
  if (!award.evidence_url.empty() && !is_wellformed_iri(award.evidence_url))
    problem(row, "evidence", "is no web address", "Write it whole, like https://portfolio.example/work");
  if (const auto ects = number(row, "ects")) row.ects = framework::Ects{*ects};
  if (const auto hours = number(row, "hours")) row.hours = framework::Hours{*hours};
  award.issued = options_.now;
  award.valid_from = midnight(award.awarded_on);
  award.id = award_id(options_.definition_id, options_.definition_version, award);
  if (row.problems.empty() && !seen_.insert(award.id).second) {
    problem(row, "", "is the same learner on the same day as a row before",
            "Remove one of the two, or give each learner an identifier");
  }
}

std::string award_id(const std::string& definition_id, const std::string& version, const Award& award) {
  const Learner& l = award.learner;
  std::string key = definition_id + "\n" + version + "\n" + to_string(award.awarded_on) + "\n";
  key += !l.id.empty()           ? l.id
         : !l.identifier.empty() ? l.identifier
         : !l.email.empty()      ? ascii_lower(l.email)  // a.b@x.example and ab@x.example are two people
                                 : name_in_identifier(l.name()) + (l.date_of_birth ? to_string(*l.date_of_birth) : "");
  Sha256 hash = sha256(key);
  hash[6] = static_cast<std::uint8_t>((hash[6] & 0x0F) | 0x80);  // RFC 9562, section 5.8: version 8, our own making
  hash[8] = static_cast<std::uint8_t>((hash[8] & 0x3F) | 0x80);
  const std::string digits = hex(ByteView{hash}.first(16));
  return "urn:uuid:" + digits.substr(0, 8) + "-" + digits.substr(8, 4) + "-" + digits.substr(12, 4) + "-" +
         digits.substr(16, 4) + "-" + digits.substr(20);
}

}  // namespace credex::credential
