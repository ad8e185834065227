#include "protocol/openid4vp.h"

#include "http/form.h"
#include "protocol/oauth.h"
#include "service/presentations.h"

namespace credex::protocol {
namespace {

using json::Value;

constexpr std::size_t k_max_response = std::size_t{1} << 20;

http::Response request_object(service::Platform& platform, const http::Request& request, const std::string& nonce) {
  auto object = service::request_object(platform, request.parts[0], nonce);
  if (!object) return oauth_error(object.error());
  return no_store(http::text(std::move(object->body), 200, object->type));
}

http::Response take(service::Platform& platform, const http::Request& request) {
  auto fields = form_fields(request);
  if (!fields) return oauth_error(fields.error());
  auto to = service::take_answer(platform, request.parts[0],
                                 {.vp_token = fields->get("vp_token"),
                                  .state = fields->get("state"),
                                  .response = fields->get("response"),
                                  .error = fields->get("error")});
  if (!to) return oauth_error(to.error());
  json::Arena arena;
  const Value out = Value::object(arena, 1);
  out.append(arena, "redirect_uri", arena.string(*to));
  return json_answer(out);
}

}  // namespace

void add_openid4vp(service::Platform& platform, http::Router& router) {
  router.add("GET", "/oid4vp/requests/{}",
             [&platform](const http::Request& request) { return request_object(platform, request, ""); });
  router.add("POST", "/oid4vp/requests/{}", [&platform](const http::Request& request) {
    auto fields = form_fields(request);
    return request_object(platform, request, fields ? fields->get("wallet_nonce") : "");
  });
  router.add(
      "POST", "/oid4vp/responses/{}", [&platform](const http::Request& request) { return take(platform, request); },
      k_max_response);
}

}  // namespace credex::protocol
