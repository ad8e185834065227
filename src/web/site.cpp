#include "web/site.h"

#include <algorithm>

#include "base/translate.h"
#include "base/uri.h"
#include "service/organisations.h"
#include "service/tokens.h"

namespace credex::web {

std::string Visit::t(std::string_view english, const std::vector<std::string>& args) const {
  return translate(language, english, args);
}

std::string Visit::tn(std::string_view one, std::string_view many, std::size_t n) const {
  return translate_plural(language, one, many, static_cast<std::int64_t>(n));
}

std::string Visit::words(std::string_view key) const {
  std::string out{key};
  for (char& c : out) c = c == '_' || c == '.' ? ' ' : c;
  return t(out);
}

Site::Site(service::Platform& platform, std::size_t form_rate) : platform_{platform} {
  if (form_rate > 0) {
    form_limit_.emplace(static_cast<double>(40 * form_rate), std::chrono::milliseconds{std::max<std::int64_t>(
                                                                 1, 1000 / static_cast<std::int64_t>(form_rate))});
  }
}

void Site::add_routes(http::Router& router) {
  add_front(*this, router);
  add_static_files(*this, router);
  add_catalogue(*this, router);
  add_recognition(*this, router);
  add_brief(*this, router);
  add_cases(*this, router);
  add_rules(*this, router);
  add_agreements(*this, router);
  add_stacks(*this, router);
  add_skills(*this, router);
  add_own_skills(*this, router);
  add_talent(*this, router);
  add_roles(*this, router);
  add_holders(*this, router);
  add_learning(*this, router);
  for (const auto add :
       {add_framework, add_consultations, add_engagement, add_assessments, add_practices, add_pilots, add_policy})
    add(*this, router);
  add_check(*this, router);
  add_sign_in(*this, router);
  add_passkeys(*this, router);
  add_collection(*this, router);
  add_shares(*this, router);
  add_wallets(*this, router);
  add_asking(*this, router);
  add_desk(*this, router);
  add_design(*this, router);
  add_issuing(*this, router);
  add_keys(*this, router);
  add_mandates(*this, router);
  add_confirmations(*this, router);
  add_webhooks(*this, router);
  add_lti(*this, router);
  add_oauth(*this, router);
  add_awards(*this, router);
}

void Site::get(http::Router& router, std::string pattern, PageHandler handler) {
  router.add("GET", std::move(pattern), [this, handler = std::move(handler)](const http::Request& request) {
    return run(request, handler, Form::none);
  });
}

void Site::post(http::Router& router, std::string pattern, PageHandler handler, std::size_t max_body) {
  router.add(
      "POST", std::move(pattern),
      [this, handler = std::move(handler)](const http::Request& request) { return run(request, handler, Form::ours); },
      max_body);
}

void Site::post_from_elsewhere(http::Router& router, std::string pattern, PageHandler handler) {
  router.add("POST", std::move(pattern), [this, handler = std::move(handler)](const http::Request& request) {
    return run(request, handler, Form::of_others);
  });
}

namespace {

/// Whether a form was sent by a page of ours, as the browser says (Fetch Metadata; Origin, RFC 6454).
bool from_our_pages(const http::Request& request) {
  const auto site = request.header("sec-fetch-site");
  if (!site.empty()) return site == "same-origin" || site == "none";
  const auto origin = request.header("origin");
  if (origin.empty()) return true;
  const auto host = origin.find("://");
  return host != std::string_view::npos && origin.substr(host + 3) == request.header("host");
}

}  // namespace

std::string language_of(const http::Request& request, const std::optional<service::Session>& session) {
  if (is_language(request.query.get("lang"))) return request.query.get("lang");
  if (const auto cookie = request.cookie("lang"); is_language(cookie)) return std::string{cookie};
  if (session && is_language(session->actor.person->language)) return session->actor.person->language;
  return preferred_language(request.header("accept-language"));
}

http::Response Site::run(const http::Request& request, const PageHandler& handler, Form kind) {
  Visit visit{.platform = platform_, .request = request};
  visit.session = service::session_of(platform_, request.cookie("credex"));
  visit.language = language_of(request, visit.session);
  if (kind != Form::none) {
    const auto refuse = [&](const char* message, const char* remedy) {
      return error_page(visit, {.code = "service.forbidden", .message = message, .remedy = remedy});
    };
    if (const auto wait = form_limit_ ? form_limit_->take(request.client) : std::chrono::seconds{}; wait.count() > 0) {
      auto out = error_page(visit, {.code = "service.too_many",
                                    .message = "too many forms came from your address at once",
                                    .remedy = "wait a minute and send it again; nothing is lost"});
      out.with("Retry-After", std::to_string(wait.count()));
      return out;
    }
    if (kind == Form::ours && !from_our_pages(request))
      return refuse("this form was not sent from a page of this site", "open the page here and send it again");
    auto form = http::form_of(request);
    if (!form) return error_page(visit, form.error());
    visit.form = std::move(*form);
    if (kind == Form::ours && visit.session && visit.form.fields.get("csrf") != visit.session->csrf)
      return refuse("the page was opened before you signed in, or too long ago",
                    "go back, reload the page and send the form again");
  }
  http::Response out = handler(visit);
  if (is_language(request.query.get("lang")))
    out.with("Set-Cookie", "lang=" + request.query.get("lang") + "; Path=/; Max-Age=31536000; SameSite=Lax");
  return out;
}

int status_of(const Error& error) {
  const std::string& code = error.code;
  if (code == "service.signed_out") return 401;
  if (code == "service.forbidden" || code == "service.unconfirmed") return 403;
  if (code == "service.not_found" || code == "service.link_unknown") return 404;
  if (code == "service.conflict" || code == "service.needs_release" || code == "service.mandate" ||
      code == "service.holder_differs" || code == "service.holder_open")
    return 409;
  if (code == "service.link_used" || code == "service.link_expired") return 410;
  if (code == "service.too_many") return 429;
  if (code.starts_with("http.form")) return 400;
  return 422;
}

namespace {

/// A sentence on a page begins with a capital letter; an address, a token or a file's name stays as it is.
void begin_with_capital(std::string& words) {
  const std::string_view first = std::string_view{words}.substr(0, words.find(' '));
  const bool is_word = first.find_first_of(":/._0123456789") == std::string_view::npos;
  if (is_word && !words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 32);
}

}  // namespace

View error_view(const Visit& visit, const Error& error) {
  View out;
  std::string message = translate_error(visit.language, error.message);
  begin_with_capital(message);
  std::string remedy = translate_error(visit.language, error.remedy);
  begin_with_capital(remedy);
  out.set("message", message).set("where", error.where).set("remedy", remedy).set("code", error.code);
  return out;
}

http::Response as_file(std::string body, const char* type, const std::string& name) {
  auto out = http::text(std::move(body), 200, type);
  out.with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  out.with("Cache-Control", "private, no-store");
  return out;
}

http::Response error_page(const Visit& visit, const Error& error) {
  const int status = status_of(error);
  if (status == 401) return to_sign_in(visit);
  View view = error_view(visit, error);
  view.set("request_id", visit.request.id);
  const char* title = status == 404   ? "Not here"
                      : status == 403 ? "Not allowed"
                      : status == 410 ? "This link no longer works"
                                      : "That did not work";
  return page(visit, "error", visit.t(title), std::move(view), status);
}

http::Response to_sign_in(const Visit& visit) {
  std::string here = visit.request.is_get() ? visit.request.path : "/";
  if (visit.request.is_get()) {
    for (const auto& [name, value] : visit.request.query.all)
      here += (here.find('?') == std::string::npos ? "?" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
  }
  return http::see_other("/sign-in?forward=" + percent_encoded(here));
}

void secure(http::Response& response, const service::Platform& platform) {
  // A page within another site's frame says itself where it may stand.
  const bool has_policy = std::ranges::any_of(
      response.headers, [](const auto& header) { return header.first == "Content-Security-Policy"; });
  if (!has_policy)
    response.with(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'");
  response.with("X-Content-Type-Options", "nosniff");
  response.with("Referrer-Policy", "same-origin");
  response.with("Cross-Origin-Opener-Policy", "same-origin");
  response.with("Permissions-Policy", "camera=(self), geolocation=(), microphone=()");
  if (platform.settings.names_issuers())
    response.with("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

http::Response piece(const Visit& visit, const std::string& name, const View& view) {
  return http::html(render(name, visit.language, view));
}

http::Response page(const Visit& visit, const std::string& name, const std::string& title, View view, int status) {
  if (visit.session) view.set("csrf", visit.session->csrf);
  View frame;
  frame.set("title", title);
  frame.set("language", visit.language);
  frame.set("content", render(name, visit.language, view));
  frame.flag("demo", visit.platform.settings.demo);
  const std::string& path = visit.request.path;
  const auto here = [&](std::string_view prefix) { return path.starts_with(prefix); };
  frame.flag("at_catalogue", here("/catalogue") || here("/mc/"));
  frame.flag("at_check", here("/check"));
  frame.flag("at_skills", here("/skills") || here("/sectors"));
  frame.flag("at_recognition", here("/recognition") || here("/stacks") || here("/agreements"));
  frame.flag("at_framework", here("/framework") || here("/consultations") || here("/engagement") ||
                                 here("/assessments") || here("/practices") || here("/pilots") || here("/europe") ||
                                 here("/countries") || here("/policy") || here("/open-data"));
  frame.flag("at_me", here("/me"));
  frame.flag("at_desk", here("/desk"));
  std::vector<View> choices;
  for (const Language& language : languages()) {
    View choice;
    choice.set("code", language.code).set("name", language.name).flag("current", language.code == visit.language);
    // The same page in another language; what was asked for stays asked for.
    std::string query;
    for (const auto& [key, value] : visit.request.query.all) {
      if (key != "lang") query += "&" + percent_encoded(key) + "=" + percent_encoded(value);
    }
    choice.set("url", (visit.request.is_get() ? path : "/") + "?lang=" + language.code + query);
    choices.push_back(std::move(choice));
  }
  frame.set("languages", choices);
  if (visit.session) {
    const service::Actor actor = visit.actor();
    frame.flag("signed_in", true);
    frame.set("csrf", visit.session->csrf);
    frame.set("person", actor.person->name);
    std::vector<View> desks;
    for (const auto& organisation : service::organisations_of(visit.platform, actor)) {
      View desk;
      desk.set("name", organisation.name).set("slug", organisation.slug);
      desks.push_back(std::move(desk));
    }
    frame.flag("one_desk", desks.size() == 1);
    if (!desks.empty()) frame.set("desk", desks.front());
    frame.flag("many_desks", desks.size() > 1);
    frame.flag("is_operator", service::may(actor, "platform.overview"));
  }
  http::Response out = http::html(render("frame", visit.language, frame), status);
  out.with("Cache-Control", visit.session ? "private, no-store" : "no-cache");
  return out;
}

}  // namespace credex::web
