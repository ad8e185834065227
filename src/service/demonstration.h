#pragma once

#include "service/platform.h"

namespace credex::service {

/// Fills an empty platform with the demonstration: six fictional organisations in six countries, the twelve example
/// definitions, 300 learners, 1,500 awards with some suspended, revoked and expired (data/demonstration.yaml). Does
/// nothing where there is anything. Error "service.forbidden" where the platform is no demonstration.
Result<void> make_demonstration(Platform& platform);

}  // namespace credex::service
