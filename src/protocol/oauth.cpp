#include "protocol/oauth.h"

#include "http/form.h"
#include "service/wallets.h"

namespace credex::protocol {

using json::Value;
using service::wallet_error;

http::Response no_store(http::Response response) {
  response.with("Cache-Control", "no-store");
  return response;
}
http::Response json_answer(const Value& value, int status) {
  return no_store(http::json_response(json::write(value), status));
}

/// The error as the protocols write it (RFC 6749, section 5.2; RFC 6750, section 3; RFC 9449, section 7.1).
http::Response oauth_error(const Error& error) {
  constexpr std::string_view k_prefix = "oauth.";
  std::string code = error.code.starts_with(k_prefix) ? error.code.substr(k_prefix.size()) : "invalid_request";
  if (error.code.starts_with("proof.dpop")) code = "invalid_dpop_proof";
  if (error.code == "proof.client") code = "invalid_client";
  if (error.code.starts_with("proof.key_proof")) code = "invalid_proof";
  if (error.code == "proof.key_nonce") code = "invalid_nonce";
  if (error.code.starts_with("store.") || error.code.starts_with("crypto.")) code = "server_error";
  json::Arena arena;
  const Value out = Value::object(arena, 3);
  out.append(arena, "error", arena.string(code));
  out.append(arena, "error_description", arena.string(error.message));
  if (code == "issuance_pending") out.append(arena, "interval", Value::integer(5));
  const int status = code == "invalid_token"    ? 401
                     : code == "server_error"   ? 500
                     : code == "invalid_client" ? 401
                                                : 400;
  http::Response response = json_answer(out, status);
  if (status == 401) {
    response.with("WWW-Authenticate", "DPoP error=\"" + code + "\", algs=\"ES256 ES384 EdDSA\"");
    response.with("WWW-Authenticate", "Bearer error=\"" + code + "\"");
  }
  return response;
}

Result<http::Fields> form_fields(const http::Request& request) {
  if (!request.header("content-type").starts_with("application/x-www-form-urlencoded"))
    return wallet_error("invalid_request", "the body is no form (application/x-www-form-urlencoded)");
  auto fields = http::parse_urlencoded(request.body);
  if (!fields) return wallet_error("invalid_request", fields.error().message);
  // RFC 6749, section 3.2: no parameter comes twice.
  for (std::size_t i = 0; i < fields->all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (fields->all[i].first == fields->all[j].first)
        return wallet_error("invalid_request", fields->all[i].first + " came twice");
    }
  }
  return std::move(*fields);
}

}  // namespace credex::protocol
