#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace credex {

/// A point in time, UTC, to the millisecond.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A day of the calendar, without a time zone.
using Date = std::chrono::year_month_day;

/// Seconds since 1970, as JWTs write times (RFC 7519, section 2: NumericDate).
inline std::int64_t unix_seconds(Instant instant) {
  return std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count();
}

/// An xsd:dateTime (XML Schema 1.1 part 2, section 3.3.7) or RFC 3339 date-time. A time without a zone is taken as UTC;
/// `has_zone`, where given, says whether there was one. A date alone is its midnight.
Result<Instant> parse_instant(std::string_view text, bool* has_zone = nullptr);
/// YYYY-MM-DD.
Result<Date> parse_date(std::string_view text);

/// YYYY-MM-DDThh:mm:ssZ, with milliseconds where there are any.
std::string to_string(Instant instant);
std::string to_string(Date date);

Date date_of(Instant instant);
Instant midnight(Date date);

/// A span for people: "3 days", "5 hours", "12 minutes", "less than a minute". Negative spans count as none.
std::string describe_span(std::chrono::milliseconds span);

}  // namespace credex
