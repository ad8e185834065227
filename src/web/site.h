#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/form.h"
#include "http/rate_limit.h"
#include "http/router.h"
#include "service/platform.h"
#include "service/sign_in.h"
#include "web/view.h"

namespace credex::web {

/// One request for a page: who asks, in which language, with which form.
struct Visit {
  service::Platform& platform;
  const http::Request& request;
  std::optional<service::Session> session{};
  std::string language = "en";
  http::Form form{};

  service::Actor actor() const { return session ? session->actor : service::Actor{}; }
  bool signed_in() const { return session.has_value(); }
  /// A step of the address, by its place among the route's {}.
  const std::string& part(std::size_t i) const { return request.parts[i]; }
  const std::string& field(std::string_view name) const { return form.fields.get(name); }
  /// English in the visitor's language.
  std::string t(std::string_view english, const std::vector<std::string>& args = {}) const;
  std::string tn(std::string_view one, std::string_view many, std::size_t n) const;
  /// A key of ours, such as recognition_officer, as words.
  std::string words(std::string_view key) const;
  /// Whether only a part of the page is asked for (htmx).
  bool partial() const { return !request.header("hx-request").empty() && request.header("hx-boosted").empty(); }
};

/// The language in which a visitor reads: of the address (?lang=), else their choice (a cookie), else of their account,
/// else of their browser.
std::string language_of(const http::Request& request, const std::optional<service::Session>& session);

using PageHandler = std::function<http::Response(Visit&)>;

/// The pages and their rules: sessions, languages, cross-site requests, rate limits, security headers.
class Site {
 public:
  /// Takes `form_rate` forms a second from one address, after 40 times as many at once, which is a class signing in
  /// from one school; 0 is no limit.
  Site(service::Platform& platform, std::size_t form_rate);

  /// Puts every page and document on `router`.
  void add_routes(http::Router& router);

  void get(http::Router& router, std::string pattern, PageHandler handler);
  /// A form's page: it must come from our own pages and, where somebody is signed in, carry their token.
  void post(http::Router& router, std::string pattern, PageHandler handler, std::size_t max_body = 1 << 20);

  /// A form that comes from another site, which proves itself by what is in it (a signed token).
  void post_from_elsewhere(http::Router& router, std::string pattern, PageHandler handler);

  http::RateLimit& mail_limit() { return mail_limit_; }
  service::Platform& platform() { return platform_; }

 private:
  enum class Form : std::uint8_t { none, ours, of_others };
  http::Response run(const http::Request& request, const PageHandler& handler, Form form);

  service::Platform& platform_;
  std::optional<http::RateLimit> form_limit_;
  http::RateLimit mail_limit_{5, std::chrono::milliseconds{60'000}};
};

/// A page of the site: `name` of web/templates within the frame, which has `title` and the visitor's menu.
http::Response page(const Visit& visit, const std::string& name, const std::string& title, View view, int status = 200);
/// A piece of a page, without the frame.
http::Response piece(const Visit& visit, const std::string& name, const View& view);
/// A page that says what went wrong and what to do.
http::Response error_page(const Visit& visit, const Error& error);
/// What the visitor keeps as a file of that name; caches do not.
http::Response as_file(std::string body, const char* type, const std::string& name);
/// The status of an error of `service` (RFC 9110).
int status_of(const Error& error);
/// The error in the visitor's language, as a view with message, where and remedy.
View error_view(const Visit& visit, const Error& error);
/// To the sign-in page, and back here after it.
http::Response to_sign_in(const Visit& visit);

/// The headers that every answer carries.
void secure(http::Response& response, const service::Platform& platform);

/// Each adds its pages.
void add_front(Site& site, http::Router& router);
void add_static_files(Site& site, http::Router& router);
void add_catalogue(Site& site, http::Router& router);
void add_check(Site& site, http::Router& router);
void add_sign_in(Site& site, http::Router& router);
void add_passkeys(Site& site, http::Router& router);
void add_collection(Site& site, http::Router& router);
void add_shares(Site& site, http::Router& router);
void add_wallets(Site& site, http::Router& router);
void add_asking(Site& site, http::Router& router);
void add_desk(Site& site, http::Router& router);
void add_design(Site& site, http::Router& router);
void add_issuing(Site& site, http::Router& router);
void add_keys(Site& site, http::Router& router);
void add_mandates(Site& site, http::Router& router);
void add_recognition(Site& site, http::Router& router);
void add_brief(Site& site, http::Router& router);
void add_cases(Site& site, http::Router& router);
void add_rules(Site& site, http::Router& router);
void add_agreements(Site& site, http::Router& router);
void add_stacks(Site& site, http::Router& router);
void add_skills(Site& site, http::Router& router);
void add_own_skills(Site& site, http::Router& router);
void add_talent(Site& site, http::Router& router);
void add_roles(Site& site, http::Router& router);
void add_holders(Site& site, http::Router& router);
void add_learning(Site& site, http::Router& router);
void add_framework(Site& site, http::Router& router);
void add_consultations(Site& site, http::Router& router);
void add_engagement(Site& site, http::Router& router);
void add_assessments(Site& site, http::Router& router);
void add_practices(Site& site, http::Router& router);
void add_pilots(Site& site, http::Router& router);
void add_policy(Site& site, http::Router& router);
void add_confirmations(Site& site, http::Router& router);
void add_webhooks(Site& site, http::Router& router);
void add_lti(Site& site, http::Router& router);
void add_oauth(Site& site, http::Router& router);
void add_awards(Site& site, http::Router& router);

}  // namespace credex::web
