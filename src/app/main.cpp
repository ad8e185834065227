#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "app/commands.h"

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

int print_report(const Report& report, bool json, const std::string& first_line) {
  if (json) {
    std::cout << report_json(report);
  } else {
    const bool colour = isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
    if (!first_line.empty()) std::cout << first_line << "\n\n";
    std::cout << report_text(report, colour ? Colour::on : Colour::off);
    std::cout << "\nOverall: " << outcome_name(report.outcome()) << "\n";
  }
  const Outcome outcome = report.outcome();
  return outcome == Outcome::pass || outcome == Outcome::warn ? k_good : k_not_good;
}

}  // namespace credex::app

int main(int argc, char** argv) {
  using namespace credex::app;
  CLI::App app{"credex: micro-credentials of the cultural and creative industries: check, issue, verify, convert"};
  app.require_subcommand(1);
  app.set_version_flag("--version", "credex 0.1.0");
  int status = k_good;
  add_verify(app, status);
  add_check(app, status);
  add_validate(app, status);
  add_issue(app, status);
  add_convert(app, status);
  add_bundle(app, status);
  add_bake(app, status);
  add_key(app, status);
  add_status(app, status);
  add_ld(app, status);
  add_serve(app, status);
  add_operations(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    const int code = app.exit(problem);
    return code == 0 ? k_good : k_not_done;
  }
  return status;
}
