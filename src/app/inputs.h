#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "credential/verify.h"
#include "stacking/candidate.h"

namespace credex::app {

/// A Fetch for --offline: its words name the option.
Fetch fetch_without_network();

/// Options by which commands verify what they are given.
struct VerifyingOptions {
  std::string trust{};  ///< folder of trusted issuers; empty: none
  bool offline = false;
  bool allow_private = false;
};
Result<std::unique_ptr<credential::Verifier>> open_verifier(const VerifyingOptions& options);

/// The definitions of a folder as what could be taken, at the prices and dates of a file of offers where one is named.
Result<std::vector<stacking::Candidate>> offered_candidates(const std::string& catalogue, const std::string& offers,
                                                            Date on);

}  // namespace credex::app
