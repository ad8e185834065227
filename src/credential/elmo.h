#pragma once

#include <string>
#include <vector>

#include "credential/award.h"

namespace credex::credential {

/// A credential for a transcript: what it says, and the signed file, which goes along as an attachment.
struct ElmoEntry {
  Contents contents{};
  std::string file{};
  std::string file_type = "application/json";
};

/// A transcript in ELMO, as the EMREX network exchanges it (schema v1 of emrex-eu/elmo-schemas): one learner, a report
/// for each awarding body, a learning opportunity for each credential with date, credits, level, grade and workload.
/// Not signed: what is signed are the credentials in it. Error "credential.elmo" where nobody or nothing is named.
Result<std::string> elmo_transcript(const std::vector<ElmoEntry>& entries, Instant made);

/// What ELMO has no place for in a credential, a finding each.
std::vector<Finding> losses_to_elmo(const Contents& contents);

}  // namespace credex::credential
