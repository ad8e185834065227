#pragma once

#include <spdlog/logger.h>

#include <atomic>

#include "app/configuration.h"
#include "app/metrics.h"
#include "http/router.h"
#include "protocol/api.h"
#include "protocol/openid4vci.h"
#include "web/site.h"

namespace credex::app {

/// What answers every request: health and metrics itself, the rest by the route that matches; each is counted and
/// logged. Any thread.
class Front {
 public:
  Front(service::Platform& platform, const Configuration& configuration, std::shared_ptr<spdlog::logger> log);

  http::Response answer(http::Request request);
  std::size_t max_body(std::string_view method, std::string_view path) const;
  /// From now on /readyz says no, so that a load balancer sends nobody more.
  void stopping() { stopping_ = true; }

 private:
  /// The answer, and the pattern of the route that gave it.
  http::Response routed(http::Request& request, std::string& route);
  http::Response guarded(const http::Handler& handler, const http::Request& request);
  http::Response nothing_here(const http::Request& request, bool other_method);

  service::Platform& platform_;
  std::shared_ptr<spdlog::logger> log_;
  Metrics metrics_;
  web::Site site_;
  protocol::Issuance issuance_;
  protocol::Api api_;
  std::optional<http::RateLimit>
      protocol_limit_;  ///< of wallets' protocols and the VC-API; a class behind one address may come at once
  http::Router router_;
  std::atomic<bool> stopping_{false};
};

}  // namespace credex::app
