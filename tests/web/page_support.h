#pragma once

#include "../service/platform_support.h"
#include "base/uri.h"
#include "form_controls.h"
#include "web/site.h"

namespace credex::test {

/// Pages asked for and forms sent as a browser does it, by whoever is signed in.
class PageTest : public PlatformTest {
 protected:
  void SetUp() override {
    PlatformTest::SetUp();
    site_ = std::make_unique<web::Site>(p(), 0);
    site_->add_routes(router_);
  }
  void sign_in(const service::Actor& actor) { session_ = service::begin_session(p(), actor.person->id, "test").token; }
  http::Response get(const std::string& path) { return call("GET", path, ""); }
  http::Response post(const std::string& path, const SentFields& fields) {
    std::string body;
    for (const auto& [name, value] : fields)
      (body += body.empty() ? "" : "&") += percent_encoded(name) + "=" + percent_encoded(value);
    return call("POST", path, body);
  }
  /// The token of whoever is signed in, from a page with a form.
  std::string csrf() {
    const std::string page = get("/me/profile").body;
    const std::string mark = "name=\"csrf\" value=\"";
    const auto at = page.find(mark) + mark.size();
    return page.substr(at, page.find('"', at) - at);
  }

 private:
  http::Response call(const std::string& method, const std::string& path, std::string body) {
    http::Request request{.method = method, .path = path, .body = std::move(body)};
    request.headers.emplace_back("cookie", "credex=" + session_);
    request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    bool other = false;
    const auto* route = router_.find(method, request.path, request.parts, other);
    if (!route) return {.status = 404};
    return route->handler(request);
  }

  std::string session_;
  std::unique_ptr<web::Site> site_;
  http::Router router_;
};

}  // namespace credex::test
