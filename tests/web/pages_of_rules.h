#pragma once

#include "base/encoding.h"
#include "base/uri.h"
#include "form_controls.h"
#include "http/router.h"
#include "service/platform_support.h"
#include "web/site.h"

namespace credex::test {

/// The pages of a body of recognition, asked for as the browser of one of its people asks.
class RulesPages : public PlatformTest {
 protected:
  RulesPages() { now_ = at("2025-12-01T12:00:00Z"); }

  void SetUp() override {
    PlatformTest::SetUp();
    site_ = std::make_unique<web::Site>(p(), 0);
    site_->add_routes(router_);
    olga_ = person("olga@body.example");
    body_ = body("Western Institute of Creative Arts (fictional)");
    token_ = service::begin_session(p(), olga_.person->id, "test").token;
  }

  store::Organisation body(const std::string& name) {
    auto made = organisation(olga_, name);
    must(service::set_roles(p(), olga_, made.id, "olga@body.example",
                            {store::Role::recognition_officer, store::Role::administrator, store::Role::designer,
                             store::Role::reviewer, store::Role::signer}));
    olga_ = again(olga_);
    return made;
  }

  http::Response ask(http::Request request) {
    now_ += std::chrono::seconds{1};  // what is made later has a later id
    request.headers.emplace_back("cookie", "credex=" + token_ + "; lang=en");
    if (const auto query = request.path.find('?'); query != std::string::npos) {
      request.query = must(http::parse_urlencoded(request.path.substr(query + 1)));
      request.path.resize(query);
    }
    bool other_method = false;
    std::vector<std::string> parts;
    const auto* route = router_.find(request.method, request.path, parts, other_method);
    if (route == nullptr) return http::text("no such page", 404);
    request.parts = std::move(parts);
    return route->handler(request);
  }
  std::string page(const std::string& path) {
    http::Response got = ask({.method = "GET", .path = path});
    EXPECT_EQ(got.status, 200) << path;
    return got.body;
  }
  http::Response send(const std::string& path, const SentFields& fields) {
    http::Request request{.method = "POST", .path = path};
    request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    for (const auto& [name, value] : fields)
      request.body += (request.body.empty() ? "" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
    return ask(std::move(request));
  }
  /// A file with the other fields of its form.
  http::Response send_file(const std::string& path, const SentFields& fields, const std::string& name,
                           const std::string& content) {
    http::Request request{.method = "POST", .path = path};
    request.headers.emplace_back("content-type", "multipart/form-data; boundary=----edge");
    const auto part = [&](const std::string& head, const std::string& value) {
      request.body += "------edge\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + value + "\r\n";
    };
    for (const auto& [field, value] : fields) part("name=\"" + field + "\"", value);
    part("name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: application/yaml", content);
    request.body += "------edge--\r\n";
    return ask(std::move(request));
  }
  /// The form in which a file is brought: the one with a field for it.
  static SentForm bring_form(const std::string& html) {
    for (SentForm& form : forms_of(html)) {
      if (form.get("do") == "bring") return std::move(form);
    }
    ADD_FAILURE() << "nothing can be brought in there";
    return {};
  }
  http::Response bring(const std::string& path, const std::string& name, const std::string& content) {
    return send_file(path, bring_form(page(path)).fields, name, content);
  }

  http::Router router_;
  std::unique_ptr<web::Site> site_;
  service::Actor olga_;
  store::Organisation body_;
  std::string token_;
};

}  // namespace credex::test
