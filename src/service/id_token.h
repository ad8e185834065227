#pragma once

#include <string>

#include "base/json.h"
#include "service/platform.h"

namespace credex::service {

/// What an ID token must say (OpenID Connect Core 1.0, section 3.1.3.7; IMS Security Framework 1.0, section 5.1.3).
struct IdTokenWanted {
  std::string keys_url{};  ///< the issuer's JWK Set
  std::string issuer{};
  std::string client{};  ///< whom it is for
  std::string nonce{};
  std::string remedy{};  ///< what people are told to do where it is refused
};

/// The claims of an ID token that one of the issuer's keys signed, that is for us, in time, and answers our nonce.
/// Error "service.openid" says which of these does not hold.
Result<json::Document> verified_id_token(Platform& platform, std::string_view token, const IdTokenWanted& wanted);

/// A JSON document of another machine, of at most 1 MiB.
Result<json::Document> fetched_json(Platform& platform, const FetchRequest& request);

}  // namespace credex::service
