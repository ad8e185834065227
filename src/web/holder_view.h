#pragma once

#include "service/holder_gate.h"
#include "web/site.h"

namespace credex::web {

/// Whose a holding is, as "holder_part" of a page, and "usable" where it may be shown as the person's own.
void add_holder(const Visit& visit, View& view, const service::HolderStanding& standing);

}  // namespace credex::web
