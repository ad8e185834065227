#pragma once

#include <memory>
#include <string>
#include <vector>

#include "service/actor.h"
#include "stacking/plan.h"
#include "store/recognition_records.h"

namespace credex::service {

/// Larger awards that bodies make of small ones, by rules that they state.

struct StackRuleView {
  store::StackRule record{};
  store::Organisation organisation{};
  stacking::StackRule content{};
  std::string digest{};  ///< of the rule's text, which proofs name
};

/// Publishes a rule, or its next version where `id` names one: what the text says (docs/stacking.md), with id, version,
/// body and target set here. `definition_id` is what is awarded: a published definition of the organisation.
Result<StackRuleView> publish_stack_rule(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                         const std::string& id, const std::string& text,
                                         const std::string& definition_id);
Result<void> end_stack_rule(Platform& platform, const Actor& actor, const std::string& id);
std::vector<StackRuleView> stack_rules_of(Platform& platform, const std::string& organisation_id);
/// All that are open.
std::vector<StackRuleView> open_stack_rules(Platform& platform);
Result<StackRuleView> stack_rule(Platform& platform, const std::string& id);

/// A person's holdings against a rule. `check` refers to `candidates`.
struct OwnStack {
  StackRuleView rule{};
  std::vector<stacking::Candidate> candidates{};
  stacking::StackCheck check{};
};
Result<std::unique_ptr<OwnStack>> check_own_stack(Platform& platform, const Actor& actor, const std::string& rule_id);

/// The best ways from there, over the catalogue. `result` refers to `candidates`.
struct OwnPlan {
  StackRuleView rule{};
  std::vector<stacking::Candidate> candidates{};
  stacking::PlanResult result{};
};
Result<std::unique_ptr<OwnPlan>> plan_own_stack(Platform& platform, const Actor& actor, const std::string& rule_id,
                                                const stacking::PlanOptions& options);

/// Takes the larger award, where the rule is met and its body has said that it awards without asking; each part then
/// counts in it, and the proof is kept with it.
Result<store::Award> claim_stack(Platform& platform, const Actor& actor, const std::string& rule_id);
/// The proof of a stacked award: JSON; whoever knows the award's id may have it.
Result<std::string> stack_proof(Platform& platform, const std::string& award_id);

}  // namespace credex::service
