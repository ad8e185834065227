#pragma once

#include <string>
#include <vector>

#include "recognition/decision.h"
#include "recognition/weigh.h"

namespace credex::recognition {

/// Writes a decision down: a line for each step and criterion, with the rule, its source, the evidence, the facts it
/// rests on and what would change it.
class Ledger {
 public:
  Ledger(const Application& application, const Rules& rules, const Profile& own)
      : in_{application}, rules_{rules}, own_{own} {}

  void policy_not_in_force();
  void gate(Outcome outcome, const char* message);
  void nature(Outcome outcome, const char* message);
  void automatic(const AutomaticRule& rule, bool holds, const std::vector<std::string>& beyond);
  void agreement(const Agreement& agreement, bool holds, bool in_force, const std::vector<std::string>& beyond);
  void not_compared(Criterion criterion, const std::string& by);
  void line(Criterion criterion, const Decision& decision, const EasedDemands& eased, bool spared);
  Report report(const Decision& decision);

 private:
  void demand(Finding& line, Criterion criterion, const EasedDemands& eased) const;
  void facts(Finding& line, Criterion criterion) const;
  void outcomes(Finding& line, const OutcomeComparison& comparison) const;
  void unchecked(Finding& line, const char* message, const Ground& ground) const;
  std::string subject() const { return in_.definition.id; }

  const Application& in_;
  const Rules& rules_;
  const Profile& own_;
  std::vector<Finding> lines_{};
};

}  // namespace credex::recognition
