#include "rdf/literal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace credex::rdf {
namespace {

constexpr std::string_view k_xsd = "http://www.w3.org/2001/XMLSchema#";

std::optional<std::string_view> xsd_name(std::string_view datatype) {
  if (!datatype.starts_with(k_xsd)) return std::nullopt;
  return datatype.substr(k_xsd.size());
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view without_sign(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return text;
}

bool is_integer(std::string_view text) { return all_digits(without_sign(text)); }

bool is_decimal(std::string_view text) {
  text = without_sign(text);
  const auto point = text.find('.');
  if (point == std::string_view::npos) return all_digits(text);
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(point + 1);
  return (whole.empty() || all_digits(whole)) && (fraction.empty() || all_digits(fraction)) &&
         whole.size() + fraction.size() > 0;
}

bool is_double(std::string_view text) {
  if (text == "INF" || text == "+INF" || text == "-INF" || text == "NaN") return true;
  const auto e = text.find_first_of("eE");
  if (e == std::string_view::npos) return is_decimal(text);
  return is_decimal(text.substr(0, e)) && is_integer(text.substr(e + 1));
}

struct IntegerType {
  std::string_view name;
  long double low;
  long double high;
};
constexpr long double k_any = std::numeric_limits<long double>::infinity();
constexpr std::array k_integer_types{IntegerType{"integer", -k_any, k_any},
                                     IntegerType{"nonNegativeInteger", 0, k_any},
                                     IntegerType{"positiveInteger", 1, k_any},
                                     IntegerType{"nonPositiveInteger", -k_any, 0},
                                     IntegerType{"negativeInteger", -k_any, -1},
                                     IntegerType{"long", -9223372036854775808.0L, 9223372036854775807.0L},
                                     IntegerType{"int", -2147483648.0L, 2147483647.0L},
                                     IntegerType{"short", -32768, 32767},
                                     IntegerType{"byte", -128, 127},
                                     IntegerType{"unsignedLong", 0, 18446744073709551615.0L},
                                     IntegerType{"unsignedInt", 0, 4294967295.0L},
                                     IntegerType{"unsignedShort", 0, 65535},
                                     IntegerType{"unsignedByte", 0, 255}};

const IntegerType* integer_type(std::string_view name) {
  const auto it = std::find_if(k_integer_types.begin(), k_integer_types.end(),
                               [&](const IntegerType& t) { return t.name == name; });
  return it == k_integer_types.end() ? nullptr : &*it;
}

long double to_number(std::string_view text) {
  if (text == "INF" || text == "+INF") return k_any;
  if (text == "-INF") return -k_any;
  if (text.starts_with('+')) text.remove_prefix(1);
  return std::strtold(std::string{text.substr(0, 400)}.c_str(), nullptr);
}

// A point in time of the calendar of XML Schema, whose years have four digits or more and may be negative.
struct Moment {
  std::int64_t seconds = 0;     // since 1970, by the clock that is meant
  std::string_view fraction{};  // of a second: its digits, without zeros at the end
  bool has_zone = false;

  std::strong_ordering operator<=>(const Moment& other) const {
    if (seconds != other.seconds) return seconds <=> other.seconds;
    return fraction.compare(other.fraction) <=> 0;
  }
};

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count || !all_digits(text.substr(at, count))) return std::nullopt;
  int out = 0;
  std::from_chars(text.data() + at, text.data() + at + count, out);
  return out;
}

/// Takes a time zone (Z or +hh:mm, up to 14:00) from the end: minutes east of Greenwich, none where there is none.
std::optional<int> take_zone(std::string_view& text) {
  if (text.ends_with('Z')) {
    text.remove_suffix(1);
    return 0;
  }
  if (text.size() < 6) return std::nullopt;
  const std::string_view zone = text.substr(text.size() - 6);
  const auto hours = digits(zone, 1, 2);
  const auto minutes = digits(zone, 4, 2);
  if ((zone[0] != '+' && zone[0] != '-') || zone[3] != ':' || !hours || !minutes || *minutes > 59 ||
      *hours * 60 + *minutes > 14 * 60)
    return std::nullopt;
  text.remove_suffix(6);
  return (zone[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

bool is_leap(std::int64_t year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }
int days_in(std::int64_t year, int month) {
  constexpr std::array k_days{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : k_days[static_cast<std::size_t>(month - 1)];
}

// Days since 1970-01-01 of the Gregorian calendar, which XML Schema carries on in both directions.
std::int64_t days_from(std::int64_t year, int month, int day) {
  const auto before = [](std::int64_t y) {  // days of all years before y, from year 0
    const auto floor_div = [](std::int64_t n, std::int64_t d) { return n / d - (n % d < 0 ? 1 : 0); };
    return 365 * y + floor_div(y - 1, 4) - floor_div(y - 1, 100) + floor_div(y - 1, 400) + 1;
  };
  std::int64_t out = before(year) - before(1970);
  for (int m = 1; m < month; ++m) out += days_in(year, m);
  return out + day - 1;
}

/// "YYYY" at the start: the year, and what follows.
std::optional<std::int64_t> take_year(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  if (count < 4 || count > 9 || (count > 4 && text[0] == '0')) return std::nullopt;
  std::int64_t year = 0;
  std::from_chars(text.data(), text.data() + count, year);
  text.remove_prefix(count);
  return negative ? -year : year;
}

/// "YYYY-MM-DD" at the start, as days since 1970, and what follows.
std::optional<std::int64_t> take_day(std::string_view& text) {
  const auto year = take_year(text);
  const auto month = digits(text, 1, 2);
  const auto day = digits(text, 4, 2);
  if (!year || !month || !day || text[0] != '-' || text[3] != '-' || *month < 1 || *month > 12 || *day < 1 ||
      *day > days_in(*year, *month))
    return std::nullopt;
  text.remove_prefix(6);
  return days_from(*year, *month, *day);
}

/// "hh:mm:ss.fff" as a whole; 24:00:00 is the end of the day.
bool read_clock(std::string_view text, Moment& out) {
  const auto hour = digits(text, 0, 2);
  const auto minute = digits(text, 3, 2);
  const auto second = digits(text, 6, 2);
  if (!hour || !minute || !second || text[2] != ':' || text[5] != ':' || *hour > 24 || *minute > 59 || *second > 59)
    return false;
  out.seconds += *hour * 3600 + *minute * 60 + *second;
  text.remove_prefix(8);
  if (!text.empty()) {
    if (text[0] != '.' || !all_digits(text.substr(1))) return false;
    out.fraction = text.substr(1, text.find_last_not_of('0'));
  }
  return *hour < 24 || (*minute == 0 && *second == 0 && out.fraction.empty());
}

/// A dateTime, date, time, gYear or gYearMonth as the moment at which it begins; a time is of some day, the same for
/// all.
std::optional<Moment> read_moment(std::string_view text, std::string_view name) {
  Moment out;
  const bool has_clock = name == "dateTime" || name == "dateTimeStamp" || name == "time";
  if (const auto zone = take_zone(text)) {
    out.has_zone = true;
    out.seconds -= *zone * 60;
  }
  if (name == "gYear" || name == "gYearMonth") {
    const auto year = take_year(text);
    int month = 1;
    if (name == "gYearMonth") {
      const auto read = digits(text, 1, 2);
      if (!read || text[0] != '-' || *read < 1 || *read > 12) return std::nullopt;
      month = *read;
      text.remove_prefix(3);
    }
    if (!year || !text.empty()) return std::nullopt;
    out.seconds += days_from(*year, month, 1) * 86'400;
    return out;
  }
  if (name != "time") {
    const auto day = take_day(text);
    if (!day || (has_clock ? !text.starts_with('T') : !text.empty())) return std::nullopt;
    out.seconds += *day * 86'400;
    if (has_clock) text.remove_prefix(1);
  }
  if (has_clock && !read_clock(text, out)) return std::nullopt;
  return out;
}

/// gMonth (--MM), gDay (---DD) and gMonthDay (--MM-DD).
bool is_part_of_a_year(std::string_view text, std::string_view name) {
  take_zone(text);
  const auto in = [](std::optional<int> number, int most) { return number && *number >= 1 && *number <= most; };
  if (name == "gDay") return text.size() == 5 && text.starts_with("---") && in(digits(text, 3, 2), 31);
  const auto month = digits(text, 2, 2);
  if (!text.starts_with("--") || !in(month, 12)) return false;
  if (name == "gMonth") return text.size() == 4;
  return text.size() == 7 && text[4] == '-' && in(digits(text, 5, 2), days_in(2024, *month));
}

// Groups of four with what fills the last; white space between them is allowed.
bool is_base64_binary(std::string_view text) {
  std::string packed;
  for (const char c : text) {
    if (c != ' ') packed += c;
  }
  const auto fill = packed.find('=');
  const std::string_view tail = fill == std::string::npos ? std::string_view{} : std::string_view{packed}.substr(fill);
  constexpr std::string_view k_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string_view body = std::string_view{packed}.substr(0, packed.size() - tail.size());
  if (packed.size() % 4 != 0 || body.find_first_not_of(k_alphabet) != std::string_view::npos) return false;
  if (tail.empty()) return true;
  // The bits that stand for nothing are zero.
  const auto last = body.empty() ? std::string_view::npos : k_alphabet.find(body.back());
  return (tail == "=" && last % 4 == 0) || (tail == "==" && last % 16 == 0);
}

/// A language tag by the pattern of XML Schema: parts of up to eight letters, after the first of digits too.
bool is_language(std::string_view text) {
  for (bool first = true;; first = false) {
    const std::string_view part = text.substr(0, text.find('-'));
    const auto is_of = [&](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (!first && c >= '0' && c <= '9');
    };
    if (part.empty() || part.size() > 8 || !std::all_of(part.begin(), part.end(), is_of)) return false;
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

/// A decimal's digits before and after the point, without zeros that say nothing. Of any length.
struct Decimal {
  bool negative = false;
  std::string_view whole{};
  std::string_view fraction{};
};
Decimal read_decimal(std::string_view text) {
  Decimal out{.negative = text.starts_with('-')};
  text = without_sign(text);
  out.whole = text.substr(0, text.find('.'));
  if (out.whole.size() < text.size()) out.fraction = text.substr(out.whole.size() + 1);
  while (out.whole.starts_with('0')) out.whole.remove_prefix(1);
  while (out.fraction.ends_with('0')) out.fraction.remove_suffix(1);
  if (out.whole.empty() && out.fraction.empty()) out.negative = false;
  return out;
}
std::partial_ordering compare_decimals(std::string_view a_text, std::string_view b_text) {
  const Decimal a = read_decimal(a_text);
  const Decimal b = read_decimal(b_text);
  if (a.negative != b.negative) return b.negative <=> a.negative;
  std::strong_ordering size = a.whole.size() <=> b.whole.size();
  if (size == 0) size = a.whole.compare(b.whole) <=> 0;
  if (size == 0) size = a.fraction.compare(b.fraction) <=> 0;
  return a.negative ? 0 <=> size : size;
}

bool is_duration(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (!text.starts_with('P') || text.size() < 3) return false;
  text.remove_prefix(1);
  std::string_view order = "YMD";
  bool in_time = false;
  bool any = false;
  while (!text.empty()) {
    if (text[0] == 'T') {
      if (in_time || text.size() < 2) return false;
      in_time = true;
      order = "HMS";
      text.remove_prefix(1);
      continue;
    }
    std::size_t n = 0;
    while (n < text.size() && ((text[n] >= '0' && text[n] <= '9') || text[n] == '.')) ++n;
    if (n == 0 || n == text.size()) return false;
    const auto unit = order.find(text[n]);
    if (unit == std::string_view::npos || !is_decimal(text.substr(0, n)) ||
        (text.substr(0, n).find('.') != std::string_view::npos && text[n] != 'S'))
      return false;
    order.remove_prefix(unit + 1);
    text.remove_prefix(n + 1);
    any = true;
  }
  return any;
}

bool is_numeric(std::string_view name) {
  return name == "decimal" || name == "double" || name == "float" || integer_type(name) != nullptr;
}

bool is_moment(std::string_view name) {
  return name == "dateTime" || name == "date" || name == "time" || name == "gYear" || name == "gYearMonth";
}

// Numbers of different kinds meet in the wider one (SPARQL 1.1, section 17.3): decimal, float, double.
std::partial_ordering compare_numbers(std::string_view a, std::string_view a_name, std::string_view b,
                                      std::string_view b_name) {
  const auto is = [&](std::string_view name) { return a_name == name || b_name == name; };
  if (!is("double") && !is("float")) return compare_decimals(a, b);
  const auto as_float = [](std::string_view text) { return static_cast<float>(to_number(text)); };
  if (!is("double")) return as_float(a) <=> as_float(b);
  const auto as_double = [&](std::string_view text, std::string_view name) {
    return name == "float" ? static_cast<double>(as_float(text)) : static_cast<double>(to_number(text));
  };
  return as_double(a, a_name) <=> as_double(b, b_name);
}

}  // namespace

bool is_valid_literal(std::string_view value, std::string_view datatype) {
  const auto name = xsd_name(datatype);
  if (!name) return true;
  if (const IntegerType* type = integer_type(*name)) {
    if (!is_integer(value)) return false;
    const long double number = to_number(value);
    return number >= type->low && number <= type->high;
  }
  if (*name == "boolean") return value == "true" || value == "false" || value == "1" || value == "0";
  if (*name == "decimal") return is_decimal(value);
  if (*name == "double" || *name == "float") return is_double(value);
  if (is_moment(*name)) return read_moment(value, *name).has_value();
  if (*name == "dateTimeStamp") {
    const auto moment = read_moment(value, *name);
    return moment && moment->has_zone;
  }
  if (*name == "gMonth" || *name == "gDay" || *name == "gMonthDay") return is_part_of_a_year(value, *name);
  if (*name == "duration" || *name == "dayTimeDuration" || *name == "yearMonthDuration") return is_duration(value);
  if (*name == "anyURI")
    return std::none_of(value.begin(), value.end(),
                        [](char c) { return c == ' ' || c == '<' || c == '>' || c == '"'; });
  if (*name == "language") return is_language(value);
  if (*name == "base64Binary") return is_base64_binary(value);
  if (*name == "hexBinary") {
    return value.size() % 2 == 0 && std::all_of(value.begin(), value.end(), [](char c) {
             return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
           });
  }
  return true;
}

std::optional<std::partial_ordering> compare_literals(std::string_view a, std::string_view a_datatype,
                                                      std::string_view b, std::string_view b_datatype) {
  const auto a_name = xsd_name(a_datatype);
  const auto b_name = xsd_name(b_datatype);
  if (!a_name || !b_name || !is_valid_literal(a, a_datatype) || !is_valid_literal(b, b_datatype)) return std::nullopt;
  if (is_numeric(*a_name) && is_numeric(*b_name)) return compare_numbers(a, *a_name, b, *b_name);
  if (*a_name != *b_name) return std::nullopt;
  if (*a_name == "string") return a.compare(b) <=> 0;
  if (*a_name == "boolean") return (a == "true" || a == "1") <=> (b == "true" || b == "1");
  if (is_moment(*a_name)) {
    const auto a_moment = read_moment(a, *a_name);
    const auto b_moment = read_moment(b, *b_name);
    if (!a_moment || !b_moment) return std::nullopt;
    // With a zone on one side only, they compare when they are more than 14 hours apart.
    const std::int64_t apart = a_moment->seconds - b_moment->seconds;
    if (a_moment->has_zone != b_moment->has_zone && apart <= 14 * 3600 && apart >= -14 * 3600) return std::nullopt;
    return *a_moment <=> *b_moment;
  }
  return std::nullopt;
}

}  // namespace credex::rdf
