// A program asks a person for leave (OAuth 2.0).
#include "service/oauth.h"
#include "web/site.h"

namespace credex::web {
namespace {

service::OAuthRequest request_of(const http::Fields& fields) {
  return {.response_type = fields.get("response_type"),
          .client_id = fields.get("client_id"),
          .redirect_uri = fields.get("redirect_uri"),
          .scope = fields.get("scope"),
          .state = fields.get("state"),
          .challenge = fields.get("code_challenge"),
          .challenge_method = fields.get("code_challenge_method")};
}

http::Response oauth_ask(Visit& visit) {
  const auto request = request_of(visit.request.query);
  auto asked = service::look_at_request(visit.platform, request);
  if (!asked) return error_page(visit, asked.error());
  if (!visit.signed_in()) return to_sign_in(visit);
  View view;
  view.set("client", asked->client.name).set("client_uri", asked->client.uri);
  view.set("back_to", request.redirect_uri.substr(0, request.redirect_uri.find('?')));
  std::vector<View> scopes;
  for (const service::OAuthScope& scope : asked->scopes) {
    View one;
    one.set("words", visit.t(std::string{scope.words}));
    scopes.push_back(std::move(one));
  }
  view.set("scopes", scopes);
  for (const char* name :
       {"response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"})
    view.set(name, visit.request.query.get(name));
  auto out = page(visit, "oauth_consent", visit.t("A program asks for leave"), std::move(view));
  out.with("Cache-Control", "no-store");
  return out;
}

http::Response oauth_answer(Visit& visit) {
  auto to = service::answer_request(visit.platform, visit.actor(), request_of(visit.form.fields),
                                    visit.field("answer") == "yes");
  if (!to) return error_page(visit, to.error());
  View view;
  view.set("link", *to);
  // Not a redirect: the policy for forms lets none leave for another site.
  auto out = page(visit, "oauth_back", visit.t("Back to the program"), std::move(view));
  out.with("Refresh", "0; url=" + *to).with("Cache-Control", "no-store").with("Referrer-Policy", "no-referrer");
  return out;
}

http::Response oauth_end(Visit& visit) {
  auto done = service::end_grant(visit.platform, visit.actor(), visit.field("id"));
  if (!done) return error_page(visit, done.error());
  return http::see_other("/me/profile#programs");
}

}  // namespace

void add_oauth(Site& site, http::Router& router) {
  site.get(router, "/oauth/authorize", oauth_ask);
  site.post(router, "/oauth/authorize", oauth_answer);
  site.post(router, "/me/programs", oauth_end);
}

}  // namespace credex::web
