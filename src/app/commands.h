#pragma once

#include <CLI/CLI.hpp>
#include <string>

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
void add_verify(CLI::App& app, int& status);
void add_check(CLI::App& app, int& status);
void add_validate(CLI::App& app, int& status);
void add_issue(CLI::App& app, int& status);
void add_convert(CLI::App& app, int& status);
void add_present(CLI::App& app, int& status);
void add_bundle(CLI::App& app, int& status);
void add_bake(CLI::App& app, int& status);
void add_key(CLI::App& app, int& status);
void add_status(CLI::App& app, int& status);
void add_ld(CLI::App& app, int& status);
void add_recognise(CLI::App& app, int& status);
void add_stack(CLI::App& app, int& status);
void add_matrix(CLI::App& app, int& status);
void add_skills(CLI::App& app, int& status);
void add_gap(CLI::App& app, int& status);
void add_assess(CLI::App& app, int& status);
void add_practice(CLI::App& app, int& status);
void add_consult(CLI::App& app, int& status);
void add_pilot(CLI::App& app, int& status);
void add_serve(CLI::App& app, int& status);
void add_operations(CLI::App& app, int& status);

}  // namespace credex::app
