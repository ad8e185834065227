#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/report.h"
#include "stacking/model.h"

namespace credex::stacking {

/// What was reached of one condition, and by which candidates.
struct Part {
  std::string condition{};  ///< its id; "total", "most" for the rule's own sums
  double reached = 0;
  double wanted = 0;
  bool holds = false;
  std::vector<const Candidate*> by{};
};

/// Whether credentials satisfy a rule.
struct StackCheck {
  bool holds = false;
  std::vector<const Candidate*> counted{};
  std::vector<Part> parts{};
  std::vector<Exclusion> excluded{};
  double ects = 0;
  Report report{};  ///< one finding "stacking.rule" with a line for each condition
};

/// Checks what is held against the rule on that day. Which of them count, where more than enough are there, is chosen
/// so that the fewest credits are used. Where none will do, each condition says what can be reached at most, and where
/// every single one could be, which of them cannot be had together.
StackCheck check_stack(const StackRule& rule, std::span<const Candidate> candidates, Date on,
                       const recognition::Countries& countries);
/// The result refers to the candidates: they have to live as long.
StackCheck check_stack(const StackRule&, std::vector<Candidate>&&, Date, const recognition::Countries&) = delete;

/// The conditions' sums over chosen candidates, without choosing: arithmetic that another program can do again.
std::vector<Part> parts_of(const StackRule& rule, const std::vector<const Candidate*>& counted,
                           const recognition::Countries& countries);

}  // namespace credex::stacking
