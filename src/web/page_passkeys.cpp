#include "base/json.h"
#include "service/openid.h"
#include "service/passkeys.h"
#include "web/session_cookie.h"
#include "web/site.h"

namespace credex::web {
namespace {

http::Response ask_json(const service::PasskeyAsk& ask) {
  json::Arena arena;
  json::Value out = json::Value::object(arena);
  out.append(arena, "challenge", json::Value::string(ask.challenge));
  out.append(arena, "rpId", json::Value::string(ask.relying_party));
  out.append(arena, "user", json::Value::string(ask.user));
  out.append(arena, "userName", json::Value::string(ask.user_name));
  return http::json_response(json::write(out));
}

http::Response problem_json(const Visit& visit, const Error& error) {
  json::Arena arena;
  json::Value out = json::Value::object(arena);
  out.append(arena, "message", arena.string(visit.t(error.message)));
  return http::json_response(json::write(out), status_of(error));
}

http::Response ask_new(Visit& visit) {
  if (!visit.signed_in()) return problem_json(visit, {.code = "service.signed_out", .message = "nobody is signed in"});
  return ask_json(service::ask_for_new_passkey(visit.platform, visit.actor()));
}

http::Response passkeys_add(Visit& visit) {
  auto done = service::add_passkey(visit.platform, visit.actor(), visit.field("clientData"), visit.field("attestation"),
                                   visit.field("label"));
  if (!done) return problem_json(visit, done.error());
  return http::json_response("{}");
}

http::Response passkeys_ask(Visit& visit) { return ask_json(service::ask_for_passkey(visit.platform)); }

http::Response passkeys_use(Visit& visit) {
  auto signed_in = service::sign_in_by_passkey(visit.platform, {.id = visit.field("id"),
                                                                .client_data = visit.field("clientData"),
                                                                .authenticator_data = visit.field("authenticatorData"),
                                                                .signature = visit.field("signature")});
  if (!signed_in) return problem_json(visit, signed_in.error());
  signed_in->forward = visit.field("forward");
  http::Response out = with_session(visit, *signed_in, "/me");
  // The script goes where a browser would be sent.
  std::string to = "/me";
  for (const auto& [name, value] : out.headers) {
    if (name == "Location") to = value;
  }
  out.status = 200;
  std::erase_if(out.headers, [](const auto& header) { return header.first == "Location"; });
  json::Arena arena;
  json::Value body = json::Value::object(arena);
  body.append(arena, "to", json::Value::string(to));
  out.body = json::write(body);
  out.with("Content-Type", "application/json");
  return out;
}

http::Response passkeys_remove(Visit& visit) {
  if (auto done = service::remove_passkey(visit.platform, visit.actor(), visit.field("id")); !done)
    return error_page(visit, done.error());
  return http::see_other("/me/profile");
}

http::Response openid_begin(Visit& visit) {
  auto to = service::begin_openid(visit.platform, visit.request.query.get("forward"));
  if (!to) return error_page(visit, to.error());
  return http::see_other(*to);
}

http::Response openid_back(Visit& visit) {
  const auto& query = visit.request.query;
  if (!query.get("error").empty())
    return error_page(visit, {.code = "service.openid",
                              .message = "the provider did not sign you in: " + query.get("error").substr(0, 100),
                              .remedy = "try again, or sign in with a link by mail"});
  auto signed_in = service::finish_openid(visit.platform, query.get("state"), query.get("code"), visit.language);
  if (!signed_in) return error_page(visit, signed_in.error());
  return with_session(visit, *signed_in, "/me");
}

}  // namespace

void add_passkeys(Site& site, http::Router& router) {
  site.post(router, "/me/passkeys/ask", ask_new);
  site.post(router, "/me/passkeys/add", passkeys_add);
  site.post(router, "/me/passkeys/remove", passkeys_remove);
  site.post(router, "/sign-in/passkey/ask", passkeys_ask);
  site.post(router, "/sign-in/passkey", passkeys_use);
  site.get(router, "/sign-in/openid", openid_begin);
  site.get(router, "/sign-in/openid/back", openid_back);
}

}  // namespace credex::web
