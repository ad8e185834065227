#pragma once

#include <memory>
#include <string>

#include "service/holder_gate.h"
#include "service/stacks.h"

namespace credex::service {

/// What stating rules and awarding by them share.

/// The record with its rule read, as it is now or as it was in a version.
Result<StackRuleView> stack_rule_in(store::Tx& tx, const std::string& id, std::int64_t version = 0);
/// A person's holdings that may be used so against a rule. Not in a transaction: who issued elsewhere may be asked over
/// the network.
std::unique_ptr<OwnStack> check_stack_of(Platform& platform, const std::string& person_id, StackRuleView rule,
                                         HolderUse use = HolderUse::show);

}  // namespace credex::service
