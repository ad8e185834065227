#include "app/commands.h"

#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace credex::app {

int fail(const Error& error, bool json) {
  if (json) {
    json::Arena arena;
    json::Value inner = json::Value::object(arena);
    inner.append(arena, "code", arena.string(error.code));
    inner.append(arena, "message", arena.string(error.message));
    inner.append(arena, "where", arena.string(error.where));
    inner.append(arena, "remedy", arena.string(error.remedy));
    json::Value out = json::Value::object(arena);
    out.append(arena, "error", inner);
    std::cout << json::write_pretty(out);
  } else {
    std::cerr << "credex: " << error.to_string() << "\n";
  }
  return k_not_done;
}

int status_of(const Report& report) {
  const Outcome outcome = report.outcome();
  return outcome == Outcome::pass || outcome == Outcome::warn ? k_good : k_not_good;
}

Result<Date> day_from(const std::string& date) {
  if (!date.empty()) return parse_date(date);
  return date_of(std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()));
}

int print_report(const Report& report, bool json, const std::string& first_line) {
  if (json) {
    std::cout << report_json(report);
  } else {
    const bool colour = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
    if (!first_line.empty()) std::cout << first_line << "\n\n";
    std::cout << report_text(report, colour ? Colour::on : Colour::off);
    std::cout << "\nOverall: " << outcome_name(report.outcome()) << "\n";
  }
  return status_of(report);
}

}  // namespace credex::app
