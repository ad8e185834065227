#pragma once

#include <string>

#include "base/json.h"
#include "store/database.h"

namespace credex::service {

/// What a person said and did in the living framework, for their own file: proposals, remarks, opinions, votes,
/// ratings, practices.
json::Value contributions_of(json::Arena& arena, store::Tx& tx, const std::string& person_id);

/// Takes a person out of all that is made together: what they said stays, as said by nobody known.
void leave_framework(store::Tx& tx, const std::string& person_id);

}  // namespace credex::service
