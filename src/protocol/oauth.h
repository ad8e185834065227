#pragma once

#include "base/json.h"
#include "http/message.h"

namespace credex::protocol {

/// What OAuth's endpoints have in common (RFC 6749).

/// The response with Cache-Control: no-store.
http::Response no_store(http::Response response);
http::Response json_answer(const json::Value& value, int status = 200);
/// {"error", "error_description"} of an error whose code begins with oauth or proof (RFC 6749, section 5.2; RFC 6750,
/// section 3; RFC 9449, section 7.1).
http::Response oauth_error(const Error& error);
/// The fields of a form, each once. Error "oauth.invalid_request".
Result<http::Fields> form_fields(const http::Request& request);

}  // namespace credex::protocol
