#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace credex {

/// What a judgement came to. `unknown` is what could not be checked; it is never a pass.
enum class Outcome : std::uint8_t { not_applicable, pass, warn, unknown, fail };

std::string_view outcome_name(Outcome outcome);

/// One judgement by one rule, with what it was made of below it.
struct Finding {
  std::string rule{};  ///< stable, dotted name of the rule
  Outcome outcome = Outcome::unknown;
  std::string subject{};            ///< what was judged: a URI, a JSON pointer, a row
  std::string message{};            ///< key into data/messages
  std::vector<std::string> args{};  ///< what {0}, {1}, ... in the text stand for; "@key,@key" for other messages
  std::string source{};             ///< the law, standard or agreement behind the rule
  std::vector<Finding> findings{};

  /// Adds `child`; this finding's outcome becomes the worse of both.
  Finding& add(Finding child);
};

/// A finding with everything but what is below it.
Finding make_finding(const char* rule, Outcome outcome, std::string subject, const char* message,
                     std::vector<std::string> args = {}, const char* source = "");

/// A judgement: its overall outcome is the worst of its findings (fail, unknown, warn, pass, in that order).
/// A report without findings is `unknown`: nothing was checked.
struct Report {
  std::vector<Finding> findings{};

  Outcome outcome() const;
  void add(Finding finding) { findings.push_back(std::move(finding)); }
  /// The first finding, at any depth, made by `rule`; null where there is none.
  const Finding* find(std::string_view rule) const;
};

/// The worse of two outcomes; not_applicable counts least.
Outcome worse(Outcome a, Outcome b);

/// The finding's sentence in `language`, arguments filled in (data/messages and data/locale; English where it has no
/// other).
std::string message_text(const Finding& finding, std::string_view language = "en");

/// {"outcome", "findings": [{"rule", "outcome", "subject", "message", "source", "findings"}]}, two-space indented.
std::string report_json(const Report& report);
/// The same as a value, in `language`; its texts lie in the arena.
json::Value report_value(json::Arena& arena, const Report& report, std::string_view language = "en");

/// For a terminal: a line a finding, indented, with marks and, where `colour`, colours.
enum class Colour : std::uint8_t { off, on };
std::string report_text(const Report& report, Colour colour);

}  // namespace credex
