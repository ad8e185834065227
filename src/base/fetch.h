#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace credex {

/// One request to another machine.
struct FetchRequest {
  std::string url{};
  std::string body{};          ///< where not empty, it is posted
  std::string content_type{};  ///< of the body
  std::string accept{};
  std::size_t max_bytes = std::size_t{4} * 1024 * 1024;
};

/// What came back. `at` is when the fact was had: now, or when a bundle was made.
struct Fetched {
  std::string body{};
  Instant at{};
};

/// How the rooms below `app` reach the network: a function given to them. Error "fetch.offline" where there is no
/// network to be used, "fetch.refused" where the address may not be asked, "fetch.failed" otherwise.
using Fetch = std::function<Result<Fetched>(const FetchRequest&)>;

/// A Fetch that answers "fetch.offline" to everything.
Fetch offline_fetch();

}  // namespace credex
