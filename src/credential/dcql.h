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
  /// dc+sd-jwt, ldp_vc (Open Badge with Data Integrity) and jwt_vc_json (Open Badge as JWT): any one of them answers.
  std::vector<std::string> formats{};
};
/// The formats that can be asked for.
const std::vector<std::string>& presentation_formats();

/// The query in the Digital Credentials Query Language (OpenID4VP 1.0, section 6): a micro-credential in one of the
/// formats, with no more claims than are needed; what is never withheld is not asked for.
json::Value dcql_query(json::Arena& arena, const Wanted& wanted);

/// The credential query that asks for the format of what came (an SD-JWT, a JSON object, a JWT); null where none does.
const json::Value* query_for(const json::Value& query, std::string_view presented);

/// Whether the claims of an attestation, or a credential, answer a credential query: its type, and each claims path
/// with its values (sections 6.1, 6.3, 7; appendix B). One finding "request", with each path below it.
Finding check_answer(const json::Value& credential_query, const json::Value& claims);

}  // namespace credex::credential
