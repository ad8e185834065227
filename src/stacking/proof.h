#pragma once

#include <string>

#include "base/json.h"
#include "base/report.h"
#include "stacking/check.h"

namespace credex::stacking {

/// The proof that travels with a stacked award: the rule with the digest of its text, the day, each part with its
/// file's digest, size, level and outcomes, and each condition with its sum and the parts that make it. Whoever has it
/// can do the sums again without searching (docs/stacking.md). Only for checks that hold.
json::Value proof_value(json::Arena& arena, const StackRule& rule, const std::string& rule_digest,
                        const StackCheck& check, Date on);

/// Does the sums of a proof again under the rule: that it is this rule, that each condition holds of exactly the parts
/// named, that nothing counts twice or overlaps too much. Whether the parts are what they say is for who has their
/// files: each has its digest.
Report check_proof(const StackRule& rule, const std::string& rule_digest, const json::Value& proof,
                   const recognition::Countries& countries);

}  // namespace credex::stacking
