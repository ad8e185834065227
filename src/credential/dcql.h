#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/report.h"

namespace credex::credential {

/// What a verifier asks a wallet for.
struct Wanted {
  std::string definition{};          ///< address of a micro-credential; empty: any
  std::string skill{};               ///< ESCO URI that a learning outcome is tied to; empty: any
  bool name = false;                 ///< whether the holder's name is asked for too
  std::vector<std::string> types{};  ///< "vct" values that are taken
};

/// The query in the Digital Credentials Query Language (OpenID4VP 1.0, section 6): one attestation "micro-credential",
/// with no more claims than are needed; what is never withheld is not asked for.
json::Value dcql_query(json::Arena& arena, const Wanted& wanted);

/// Whether claims answer a credential query of format dc+sd-jwt: its type, and each claims path with its values
/// (sections 6.1, 6.3, 7). One finding "request", with each path below it.
Finding check_answer(const json::Value& credential_query, const json::Value& claims);

}  // namespace credex::credential
