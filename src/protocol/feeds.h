#pragma once

#include "http/router.h"
#include "service/platform.h"

namespace credex::protocol {

/// What national registers and portals harvest, in JSON-LD and Turtle (European Learning Model v3):
/// /feeds/learning-opportunities by the application profile LOQ, /feeds/accreditations by AMS. A page has 200
/// definitions; the header Link names the next ("after"), and `since` (a date or an instant) narrows to what changed.
void add_feeds(service::Platform& platform, http::Router& router);

}  // namespace credex::protocol
