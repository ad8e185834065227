#pragma once

#include "store/award_records.h"
#include "web/site.h"

namespace credex::web {

/// A holding to be downloaded: "file" as it is, "pdf", "svg" or "png" with the credential baked in.
http::Response credential_file(const Visit& visit, const store::Holding& holding, const std::string& kind);

}  // namespace credex::web
