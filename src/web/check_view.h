#pragma once

#include <string>

#include "service/brought.h"
#include "web/site.h"

namespace credex::web {

/// The page that tells people how a credential stands: its label, a line a check, everything below.
http::Response result_page(const Visit& visit, const service::CheckedCredential& checked, const std::string& bytes);

/// The page on a file of many: the worst of them first, then each with its own label.
http::Response brought_page(const Visit& visit, const service::CheckedFile& file, const credential::Brought& brought);

}  // namespace credex::web
