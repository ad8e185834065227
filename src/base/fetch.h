#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace credex {

/// One request to another machine.
struct FetchRequest {
  std::string url{};
  std::string body{};          ///< where not empty, it is posted
  std::string content_type{};  ///< of the body
  std::string accept{};
  std::vector<std::pair<std::string, std::string>> headers{};  ///< further ones, name and value
  bool follow = true;                                          ///< up to three redirects
  std::size_t max_bytes = std::size_t{4} * 1024 * 1024;
};

/// What came back. `at` is when the fact was had: now, or when a bundle was made.
struct Fetched {
  std::string body{};
  Instant at{};
  int status = 200;    ///< of HTTP; errors (400 and above) are Errors
  std::string link{};  ///< the header Link, for what has further pages (RFC 8288)
};

/// The address of the relation "next" in a Link header; empty where there is none.
std::string next_link(std::string_view link);

/// How the rooms below `app` reach the network: a function given to them. Error "fetch.offline" where there is no
/// network to be used, "fetch.refused" where the address may not be asked, "fetch.failed" otherwise.
using Fetch = std::function<Result<Fetched>(const FetchRequest&)>;

/// A Fetch that answers "fetch.offline" to everything.
Fetch offline_fetch();

}  // namespace credex
