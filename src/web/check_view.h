#pragma once

#include <string>

#include "service/check.h"
#include "web/site.h"

namespace credex::web {

/// The page that tells people how a credential stands: its label, a line a check, everything below.
http::Response result_page(const Visit& visit, const service::CheckedCredential& checked, const std::string& bytes);

}  // namespace credex::web
