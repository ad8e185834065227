#pragma once

#include <memory>
#include <optional>
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
/// body and target set here. `definition_id` is what is awarded: a published definition of the organisation. `after`,
/// where the writer knows it, is the version that it was made from. Errors "stacking.rule" name line and key;
/// "service.conflict" where another version came between, or where it says what the rule says already.
Result<StackRuleView> publish_stack_rule(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                         const std::string& id, const std::string& text,
                                         const std::string& definition_id, std::optional<std::int64_t> after = {});
/// Reads a text as publish_stack_rule() does and publishes nothing. `name` is the file's, for errors.
Result<stacking::StackRule> judge_stack_rule(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                             const std::string& text, const std::string& definition_id,
                                             const std::string& name);
Result<void> end_stack_rule(Platform& platform, const Actor& actor, const std::string& id);
std::vector<StackRuleView> stack_rules_of(Platform& platform, const std::string& organisation_id);
/// All that are open.
std::vector<StackRuleView> open_stack_rules(Platform& platform);
/// The rule as it is now, or its text as it was published in a version. Error "service.not_found".
Result<StackRuleView> stack_rule(Platform& platform, const std::string& id, std::int64_t version = 0);

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

/// Asks for the larger award, where its body gives it when asked: the rule is met, its text of today is the one that
/// counts, and the proof of it goes to the body. Errors "service.conflict", "service.not_found".
Result<store::StackRequest> ask_for_stack(Platform& platform, const Actor& actor, const std::string& rule_id);
/// What the person was awarded by this rule, unless it was revoked.
std::optional<store::Award> own_stack_award(Platform& platform, const Actor& actor, const std::string& rule_id);
/// The last time that the person asked by this rule.
std::optional<store::StackRequest> own_stack_request(Platform& platform, const Actor& actor,
                                                     const std::string& rule_id);
struct StackRequestView {
  store::StackRequest record{};
  std::string applicant{};
  std::string title{};                 ///< the rule's
  std::vector<std::string> by_name{};  ///< of the learner's awards those that only a name says to be theirs
};
/// What waits for an answer, oldest first.
Result<std::vector<StackRequestView>> stack_requests(Platform& platform, const Actor& actor,
                                                     const std::string& organisation_id);
/// Awards what was asked for, after checking once more what is held against the rule as it was when it was asked for.
Result<store::Award> award_stack(Platform& platform, const Actor& actor, const std::string& request_id);
/// Refuses it; a reason is needed.
Result<void> refuse_stack(Platform& platform, const Actor& actor, const std::string& request_id,
                          const std::string& reason);

/// The proof of a stacked award: JSON; whoever knows the award's id may have it.
Result<std::string> stack_proof(Platform& platform, const std::string& award_id);

}  // namespace credex::service
