#pragma once

#include <string>

#include "app/command_line.h"
#include "base/report.h"
#include "base/result.h"
#include "base/time.h"

namespace credex::app {

/// Exit statuses of every command.
inline constexpr int k_good = 0;
inline constexpr int k_not_good = 1;
inline constexpr int k_not_done = 2;

/// Prints an error, as JSON on standard output where `json`, else in words on standard error; gives k_not_done.
int fail(const Error& error, bool json);
/// k_good for pass and warn, else k_not_good.
int status_of(const Report& report);
/// The day that is written, or today where none is.
Result<Date> day_from(const std::string& date);
/// Prints a report, with `first_line` above it in the text form; gives status_of().
int print_report(const Report& report, bool json, const std::string& first_line = {});

/// Each adds its command to the command line and puts its exit status in `status` when it runs.
void add_verify(Command& app, int& status);
void add_check(Command& app, int& status);
void add_validate(Command& app, int& status);
void add_issue(Command& app, int& status);
void add_convert(Command& app, int& status);
void add_present(Command& app, int& status);
void add_bundle(Command& app, int& status);
void add_bake(Command& app, int& status);
void add_key(Command& app, int& status);
void add_status(Command& app, int& status);
void add_ld(Command& app, int& status);
void add_recognise(Command& app, int& status);
void add_stack(Command& app, int& status);
void add_matrix(Command& app, int& status);
void add_skills(Command& app, int& status);
void add_gap(Command& app, int& status);
void add_assess(Command& app, int& status);
void add_practice(Command& app, int& status);
void add_consult(Command& app, int& status);
void add_pilot(Command& app, int& status);
void add_serve(Command& app, int& status);
void add_operations(Command& app, int& status);

}  // namespace credex::app
