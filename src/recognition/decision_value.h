#pragma once

#include "base/json.h"
#include "recognition/decision.h"

namespace credex::recognition {

/// The decision as values: verdict, credits, by, compensate_by, missing, changes, outcomes, and the report's own keys
/// (outcome, findings) beside them; words in `language`.
json::Value decision_value(json::Arena& arena, const Decision& decision, std::string_view language = "en");

/// Corrections of matches from a file: a list of {wanted, given, degree, by, on, reason}. Error
/// "recognition.correction" with file, line and reason.
Result<std::vector<MatchCorrection>> read_corrections(std::string_view yaml, const std::string& name);

}  // namespace credex::recognition
