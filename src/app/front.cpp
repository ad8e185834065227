#include "app/front.h"

#include "app/log.h"
#include "protocol/feeds.h"
#include "protocol/open_badges_api.h"
#include "protocol/openid4vp.h"
#include "protocol/vc_api.h"

namespace credex::app {

Front::Front(service::Platform& platform, const Configuration& configuration, std::shared_ptr<spdlog::logger> log)
    : platform_{platform},
      log_{std::move(log)},
      site_{platform, configuration.form_rate},
      issuance_{platform},
      api_{platform, configuration.api_rate} {
  if (configuration.api_rate > 0) {
    protocol_limit_.emplace(static_cast<double>(40 * configuration.api_rate),
                            std::chrono::milliseconds{std::max<std::size_t>(1, 1000 / configuration.api_rate)});
  }
  api_.add_routes(router_);
  issuance_.add_routes(router_);
  protocol::add_vc_api(platform_, router_);
  protocol::add_feeds(platform_, router_);
  protocol::add_open_badges_api(platform_, router_);
  protocol::add_openid4vp(platform_, router_);
  site_.add_routes(router_);
}

std::size_t Front::max_body(std::string_view method, std::string_view path) const {
  return router_.max_body(method, path);
}

http::Response Front::answer(http::Request request) {
  const auto begun = std::chrono::steady_clock::now();
  std::string route = "none";
  http::Response out = routed(request, route);
  web::secure(out, platform_);
  const auto took = std::chrono::steady_clock::now() - begun;
  metrics_.count(route, out.status, took);
  log_->info(R"("event":"request","id":"{}","method":{},"path":{},"status":{},"ms":{:.3f},"bytes":{})", request.id,
             json_text(request.method), json_text(request.path), out.status,
             std::chrono::duration<double, std::milli>(took).count(), out.body.size());
  return out;
}

http::Response Front::routed(http::Request& request, std::string& route) {
  if (request.path == "/healthz") return http::text("ok\n");
  if (request.path == "/readyz") return stopping_ ? http::text("stopping\n", 503) : http::text("ready\n");
  if (request.path == "/metrics")
    return http::text(metrics_.text(platform_), 200, "text/plain; version=0.0.4; charset=utf-8");
  bool other_method = false;
  const auto* found = router_.find(request.method, request.path, request.parts, other_method);
  if (!found) return nothing_here(request, other_method);
  route = found->pattern;
  const bool is_protocol = route.find("/oid4v") != std::string::npos || route.starts_with("/vc-api") ||
                           route.starts_with("/oauth/") || route.starts_with("/ims/") || route.starts_with("/lti/");
  if (const auto wait = is_protocol && protocol_limit_ ? protocol_limit_->take(request.client) : std::chrono::seconds{};
      wait.count() > 0) {
    auto out = http::json_response(
        R"({"error":"temporarily_unavailable","error_description":"too many requests came from your address at once"})",
        429);
    out.with("Retry-After", std::to_string(wait.count()));
    return out;
  }
  return guarded(found->handler, request);
}

http::Response Front::guarded(const http::Handler& handler, const http::Request& request) {
  try {
    return handler(request);
  } catch (const store::Failure& problem) {
    log_->error(R"("event":"store","path":{},"problem":{})", json_text(request.path), json_text(problem.what()));
    if (!request.path.starts_with("/api/"))
      return http::text("The database cannot answer just now. Try again in a moment; nothing was half done.\n", 503);
    return protocol::problem({.code = "store.broken",
                              .message = "the database cannot answer just now",
                              .remedy = "try again in a moment; nothing was half done"},
                             503);
  } catch (const std::exception& problem) {
    log_->error(R"("event":"exception","path":{},"problem":{})", json_text(request.path), json_text(problem.what()));
    return http::text("Something went wrong here. Request " + request.id + ".\n", 500);
  }
}

http::Response Front::nothing_here(const http::Request& request, bool other_method) {
  if (request.path.starts_with("/api/")) {
    if (other_method)
      return protocol::problem(
          {.code = "api.method", .message = "this address does not take " + request.method, .remedy = "see /api"}, 405);
    return protocol::problem(
        {.code = "service.not_found", .message = "there is nothing at this address", .remedy = "see /api"}, 404);
  }
  web::Visit visit{.platform = platform_, .request = request};
  try {
    visit.session = service::session_of(platform_, request.cookie("credex"));
  } catch (const store::Failure&) {
    // The page is the same for who is not signed in.
  }
  visit.language = web::language_of(request, visit.session);
  auto out = web::error_page(visit, service::not_found("this page"));
  if (other_method) out.status = 405;
  return out;
}

}  // namespace credex::app
