#include "service/awards.h"
#include "service/organisations.h"
#include "service/sign_in.h"
#include "web/session_cookie.h"
#include "web/site.h"

namespace credex::web {

http::Response with_session(const Visit& visit, const service::SignedIn& signed_in, const std::string& fallback) {
  // Only to places of our own.
  std::string forward = signed_in.forward;
  if (!forward.starts_with("/") || forward.starts_with("//") || forward.find('\\') != std::string::npos ||
      forward.find('\n') != std::string::npos)
    forward = fallback;
  auto out = http::see_other(forward);
  std::string cookie = "credex=" + signed_in.token + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600";
  if (visit.platform.settings.names_issuers()) cookie += "; Secure";
  out.with("Set-Cookie", cookie);
  return out;
}

namespace {

http::Response sign_in(Visit& visit) {
  View view;
  view.set("forward", visit.request.query.get("forward"));
  view.flag("demo", visit.platform.settings.demo);
  if (!visit.platform.settings.openid_issuer.empty())
    view.set("openid", visit.platform.settings.openid_name.empty() ? visit.platform.settings.openid_issuer
                                                                   : visit.platform.settings.openid_name);
  return page(visit, "sign_in", visit.t("Sign in"), std::move(view));
}

http::Response sign_in_ask(Site& site, Visit& visit) {
  const std::string& email = visit.field("email");
  const auto back = [&](const Error& error) {
    View view;
    view.set("problem", error_view(visit, error)).set("email", email).set("forward", visit.field("forward"));
    return page(visit, "sign_in", visit.t("Sign in"), std::move(view), status_of(error));
  };
  if (const auto wait = site.mail_limit().take(email); wait.count() > 0)
    return back({.code = "service.too_many",
                 .message = "several links went to this address already",
                 .remedy = "look in the mailbox, or wait a minute"});
  if (auto asked = service::ask_for_link(visit.platform, email, visit.field("forward"), visit.language); !asked)
    return back(asked.error());
  View view;
  view.set("email", email).flag("demo", visit.platform.settings.demo);
  return page(visit, "sign_in_sent", visit.t("Look in your mailbox"), std::move(view));
}

// Looking at the link does not use it up: programs that read mail open links too. The button does.
http::Response look(Visit& visit) {
  auto email = service::look_at_link(visit.platform, visit.part(0));
  if (!email) return error_page(visit, email.error());
  View view;
  view.set("email", *email).set("token", visit.part(0));
  return page(visit, "sign_in_link", visit.t("Sign in"), std::move(view));
}

http::Response sign_in_use(Visit& visit) {
  auto signed_in = service::use_link(visit.platform, visit.part(0), visit.language);
  if (!signed_in) return error_page(visit, signed_in.error());
  return with_session(visit, *signed_in, "/me");
}

http::Response sign_out(Visit& visit) {
  if (visit.session) service::end_session(visit.platform, visit.session->token_hash);
  auto out = http::see_other("/");
  out.with("Set-Cookie", "credex=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
  return out;
}

/// Those as whom one may try the demonstration.
struct Part {
  const char* email;
  const char* name;
  const char* words;
  const char* forward;
};
constexpr Part k_parts[] = {
    {"maja.lindqvist@learner.example", "A learner",
     "Maja, sound designer, with credentials from three countries in her collection", "/me"},
    {"elena@accademia-sasso.example", "An educator", "Elena designs and issues for the Accademia del Sasso", "/desk"},
    {"wim@klei-en-vuur.example", "A small provider", "Wim's pottery has no seal of its own; a guild seals for it",
     "/desk/klei-en-vuur/mandates"},
    {"lotte@gilde-ambachten.example", "A sector body", "Lotte's guild seals for small providers, within limits",
     "/desk/gilde-ambachten/mandates"},
    {"tom@brightwater-studios.example", "An employer",
     "Tom hires for Brightwater Studios and checks what comes by mail", "/check"},
    {"ines@registo-culturas.example", "An authority", "Inês works for a recognition body", "/catalogue"},
    {"jonas@credex-facilitators.example", "A facilitator", "Jonas keeps the overview of the framework", "/overview"},
    {"edda@credex-operators.example", "An operator", "Edda runs this server and says who is confirmed", "/who-vouches"},
    {"admin@accademia-sasso.example", "An administrator", "Bruno looks after people, keys and the log of the Accademia",
     "/desk"}};

http::Response demo(Visit& visit) {
  if (!visit.platform.settings.demo) return error_page(visit, service::not_found("this page"));
  View view;
  std::vector<View> parts;
  for (const Part& part : k_parts) {
    View one;
    one.set("email", part.email).set("name", visit.t(part.name)).set("words", visit.t(part.words));
    one.set("forward", part.forward);
    parts.push_back(std::move(one));
  }
  view.set("parts", parts);
  return page(visit, "demo", visit.t("Who do you want to be?"), std::move(view));
}

http::Response demo_sign_in(Visit& visit) {
  auto signed_in = service::demonstration_sign_in(visit.platform, visit.field("email"));
  if (!signed_in) return error_page(visit, signed_in.error());
  signed_in->forward = visit.field("forward");
  return with_session(visit, *signed_in, "/me");
}

}  // namespace

void add_sign_in(Site& site, http::Router& router) {
  site.get(router, "/sign-in", sign_in);
  site.post(router, "/sign-in", [&site](Visit& visit) { return sign_in_ask(site, visit); });
  site.get(router, "/sign-in/link/{}", look);
  site.post(router, "/sign-in/link/{}", sign_in_use);
  site.post(router, "/sign-out", sign_out);
  site.get(router, "/demo", demo);
  site.post(router, "/demo", demo_sign_in);
}

}  // namespace credex::web
