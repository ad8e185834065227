#pragma once

#include <string>
#include <vector>

#include "app/command_line.h"
#include "base/time.h"
#include "credential/verify.h"
#include "stacking/candidate.h"

namespace credex::app {

/// A Fetch for --offline: its words name the option.
Fetch fetch_without_network();

/// Options by which commands verify what they are given.
struct VerifyingOptions {
  std::string trust{};          ///< folder of trusted issuers; empty: none
  std::string issuers{};        ///< registers of issuers (app/registers.h); empty: none
  std::string ebsi_registry{};  ///< the setting of that name; empty: it is not asked
  bool offline = false;
  bool allow_private = false;
};
void add_verifying_options(Command& command, VerifyingOptions& options);
/// How fetches are made by them.
Fetch fetch_by(const VerifyingOptions& options);
/// Who is trusted and who vouches, as of a time. Errors of read_trust() and Registers::open(), "app.registers" for a
/// register that cannot be used.
Result<credential::VerifierOptions> verifier_options(const VerifyingOptions& options, Instant at);
Result<std::unique_ptr<credential::Verifier>> open_verifier(const VerifyingOptions& options, Instant at);

/// The definitions of a folder as what could be taken, at the prices and dates of a file of offers where one is named.
Result<std::vector<stacking::Candidate>> offered_candidates(const std::string& catalogue, const std::string& offers,
                                                            Date on);

}  // namespace credex::app
