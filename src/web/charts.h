#pragma once

#include <string>

#include "recognition/matrix.h"
#include "stacking/plan.h"
#include "web/site.h"

namespace credex::web {

/// Europe with each country shaded by the share of its micro-credentials that the bodies of other places accept: SVG
/// with a title; the table beside it says the same.
std::string europe_map(const Visit& visit, const recognition::Matrix& matrix);

}  // namespace credex::web
