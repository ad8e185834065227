#pragma once

#include <string>

#include "service/platform.h"

namespace credex::service {

/// A document that this platform publishes for verifiers, by its path: an organisation's DID document or a status list.
struct OwnDocument {
  std::string body{};
  std::string type{};
};
Result<OwnDocument> own_document(Platform& platform, const std::string& path);

}  // namespace credex::service
