#pragma once

#include <map>
#include <string>

#include "recognition/matrix.h"
#include "stacking/plan.h"
#include "web/site.h"

namespace credex::web {

/// Europe with each country shaded by the share of its micro-credentials that the bodies of other places accept: SVG
/// with a title; the table beside it says the same.
std::string europe_map(const Visit& visit, const recognition::Matrix& matrix);
/// The same by shares, 0 to 1, of countries (ISO 3166-1 alpha-2); `title` says what they are.
std::string shaded_map(const Visit& visit, const std::string& title, const std::map<std::string, double>& shares);

}  // namespace credex::web
