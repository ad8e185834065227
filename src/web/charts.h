#pragma once

#include <string>

#include "recognition/matrix.h"
#include "stacking/plan.h"
#include "web/site.h"

namespace credex::web {

/// Europe with each country shaded by the share of its micro-credentials that the bodies of other places accept: SVG
/// with a title; the table beside it says the same.
std::string europe_map(const Visit& visit, const recognition::Matrix& matrix);

/// A way to a larger award as a line of stops: what is held, what is to take, the target. SVG with title and
/// description; the list beside it says the same.
std::string pathway(const Visit& visit, const stacking::Plan& plan, const std::string& target);

}  // namespace credex::web
