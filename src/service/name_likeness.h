#pragma once

#include <string_view>

#include "base/result.h"
#include "credential/name_likeness.h"

namespace credex::service {

using credential::are_alike;
using credential::are_same;
using credential::likeness_keys;

/// Error "service.invalid" for a name that cannot be what it looks like: control characters and invisible ones, marks
/// of direction, or words that mix scripts whose letters look alike (UTS #39, section 5.2, "moderately restrictive"
/// word by word).
Result<void> plain_name(std::string_view name);

}  // namespace credex::service
