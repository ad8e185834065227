#include "rdf/literal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "base/time.h"
#include "base/uri.h"

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

// Removes a time zone (Z or +hh:mm) from the end.
std::string_view without_zone(std::string_view text) {
  if (text.ends_with('Z')) return text.substr(0, text.size() - 1);
  if (text.size() > 6 && (text[text.size() - 6] == '+' || text[text.size() - 6] == '-') &&
      text[text.size() - 3] == ':' && all_digits(text.substr(text.size() - 5, 2)) &&
      all_digits(text.substr(text.size() - 2))) {
    return text.substr(0, text.size() - 6);
  }
  return text;
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
  if (*name == "dateTime") return value.size() > 10 && value[10] == 'T' && static_cast<bool>(parse_instant(value));
  if (*name == "dateTimeStamp") {
    bool has_zone = false;
    return value.size() > 10 && parse_instant(value, &has_zone) && has_zone;
  }
  if (*name == "date") return static_cast<bool>(parse_date(without_zone(value)));
  if (*name == "time") return static_cast<bool>(parse_instant("2000-01-01T" + std::string{value}));
  if (*name == "gYear") return is_integer(without_zone(value)) && without_sign(without_zone(value)).size() >= 4;
  if (*name == "gYearMonth") return static_cast<bool>(parse_date(std::string{without_zone(value)} + "-01"));
  if (*name == "duration" || *name == "dayTimeDuration" || *name == "yearMonthDuration") return is_duration(value);
  if (*name == "anyURI")
    return std::none_of(value.begin(), value.end(),
                        [](char c) { return c == ' ' || c == '<' || c == '>' || c == '"'; });
  if (*name == "language") {
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    });
  }
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
  if (is_numeric(*a_name) && is_numeric(*b_name)) return to_number(a) <=> to_number(b);
  if (*a_name != *b_name) return std::nullopt;
  if (*a_name == "string") return a.compare(b) <=> 0;
  if (*a_name == "boolean") return (a == "true" || a == "1") <=> (b == "true" || b == "1");
  if (*a_name == "dateTime") {
    bool a_zone = false;
    bool b_zone = false;
    const auto a_time = parse_instant(a, &a_zone);
    const auto b_time = parse_instant(b, &b_zone);
    if (!a_time || !b_time) return std::nullopt;
    if (a_zone == b_zone) return *a_time <=> *b_time;
    // With a zone on one side only, they compare when they are more than 14 hours apart.
    const auto apart = *a_time - *b_time;
    if (apart > std::chrono::hours{14} || apart < -std::chrono::hours{14}) return *a_time <=> *b_time;
    return std::nullopt;
  }
  if (*a_name == "date" || *a_name == "gYear" || *a_name == "gYearMonth" || *a_name == "time")
    return without_zone(a).compare(without_zone(b)) <=> 0;
  return std::nullopt;
}

}  // namespace credex::rdf
