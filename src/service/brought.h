#pragma once

#include "credential/brought.h"
#include "service/check.h"

namespace credex::service {

/// credential::read_brought() with what this platform opens and reaches: links of its own pages lead to the credential
/// without the network; others are fetched behind the guard of Fetch.
Result<credential::Brought> read_brought(Platform& platform, std::string_view bytes);

/// Reads and judges, as the API tells it: credential::verify_brought().
Result<Report> verify_brought(Platform& platform, std::string_view bytes);

/// Each credential judged, and the whole: of one, itself; of many, the worst of them in the seal line, each with its
/// own below. `each` lies beside brought.credentials.
struct CheckedFile {
  CheckedCredential whole{};
  std::vector<CheckedCredential> each{};
};
/// Error where the only credential that came is none after all.
Result<CheckedFile> check_brought(Platform& platform, const credential::Brought& brought);

}  // namespace credex::service
