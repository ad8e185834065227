#include "base/time.h"

#include <fmt/format.h>

namespace credex {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::milliseconds;
using std::chrono::sys_days;

Error bad_time(std::string_view text, const char* form) {
  return Error{.code = "time.syntax",
               .message = "'" + std::string{text.substr(0, 40)} + "' is no date and time",
               .remedy = std::string{"write it as "} + form};
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int out = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    out = out * 10 + (text[i] - '0');
  }
  return out;
}

std::optional<Date> date_at_start(std::string_view text) {
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != '-' || text[7] != '-') return std::nullopt;
  const Date out{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                 std::chrono::day{static_cast<unsigned>(*day)}};
  if (!out.ok()) return std::nullopt;
  return out;
}

}  // namespace

Result<Instant> parse_instant(std::string_view text, bool* has_zone) {
  static constexpr const char* k_form = "2026-11-24T09:30:00Z";
  if (has_zone) *has_zone = false;
  const auto date = date_at_start(text);
  if (!date) return bad_time(text, k_form);
  const Instant day = midnight(*date);
  if (text.size() == 10) return day;
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!hour || !minute || !second || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':' ||
      text[16] != ':' || *hour > 24 || *minute > 59 || *second > 60 || (*hour == 24 && (*minute > 0 || *second > 0))) {
    return bad_time(text, k_form);
  }
  Instant out = day + std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
  std::size_t at = 19;
  if (at < text.size() && text[at] == '.') {
    ++at;
    const std::size_t start = at;
    int scale = 100;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      out += milliseconds{(text[at] - '0') * scale};
      scale /= 10;
      ++at;
    }
    if (at == start) return bad_time(text, k_form);
  }
  if (at == text.size()) return out;
  if (has_zone) *has_zone = true;
  if ((text[at] == 'Z' || text[at] == 'z') && at + 1 == text.size()) return out;
  if (text[at] == '+' || text[at] == '-') {
    const auto zone_hour = digits(text, at + 1, 2);
    const auto zone_minute = digits(text, at + 4, 2);
    if (zone_hour && zone_minute && text[at + 3] == ':' && at + 6 == text.size() && *zone_hour <= 14 &&
        *zone_minute <= 59) {
      const auto offset = std::chrono::hours{*zone_hour} + std::chrono::minutes{*zone_minute};
      return text[at] == '+' ? out - offset : out + offset;
    }
  }
  return bad_time(text, k_form);
}

Result<Date> parse_date(std::string_view text) {
  const auto date = date_at_start(text);
  if (!date || text.size() != 10) return bad_time(text, "2026-11-24");
  return *date;
}

std::string to_string(Date date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string to_string(Instant instant) {
  const auto day = floor<days>(instant);
  const auto time = instant - day;
  const auto ms = time.count() % 1000;
  const auto seconds = time.count() / 1000;
  std::string out =
      to_string(Date{day}) + fmt::format("T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (ms != 0) out += fmt::format(".{:03}", ms);
  return out + "Z";
}

Date date_of(Instant instant) { return Date{floor<days>(instant)}; }

Instant midnight(Date date) { return sys_days{date}; }

std::string describe_span(milliseconds span) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(span).count();
  const auto say = [](long n, const char* one) { return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s"); };
  if (minutes < 1) return "less than a minute";
  if (minutes < 120) return say(minutes, "minute");
  if (minutes < 48 * 60) return say(minutes / 60, "hour");
  return say(minutes / 60 / 24, "day");
}

}  // namespace credex
