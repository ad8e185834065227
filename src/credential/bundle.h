#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/fetch.h"
#include "base/json.h"
#include "base/result.h"

namespace credex::credential {

/// A credential with everything that verifying it had to fetch, in one file, for verifying it without a network.
struct Bundle {
  std::string credential{};  ///< the bytes as they were
  Instant made{};
  std::map<std::string, Fetched> documents{};  ///< by URL: DID documents, keys, signed status lists
};

bool is_bundle(const json::Value& document);
Result<Bundle> read_bundle(const json::Value& document);
std::string write_bundle(const Bundle& bundle);

/// A Fetch that notes in `into` what `inner` gave.
Fetch recording_fetch(Fetch inner, Bundle& into);
/// A Fetch that knows only the bundle's documents, with the times at which they were had. The bundle must outlive it.
Fetch bundle_fetch(const Bundle& bundle);

}  // namespace credex::credential
