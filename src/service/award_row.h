#pragma once

#include <string>
#include <string_view>

#include "credential/award_sheet.h"

namespace credex::service {

/// A learner's award before it is signed, as the rows of a job keep it: JSON, and back.
std::string row_json(const credential::AwardRow& row);
Result<credential::AwardRow> row_from_json(std::string_view text);

/// Why a row cannot be issued: JSON, and back.
std::string problems_json(const std::vector<credential::CellProblem>& problems);
std::vector<credential::CellProblem> problems_from_json(std::string_view text);

}  // namespace credex::service
