#pragma once

#include <array>
#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "service/platform.h"

namespace credex::app {

/// Counts of requests by route and status, and how long they took, as Prometheus reads them (exposition format 0.0.4).
/// Any thread may use it; `mutex_` guards the rest.
class Metrics {
 public:
  void count(const std::string& route, int status, std::chrono::steady_clock::duration took);
  std::string text(service::Platform& platform);

 private:
  static constexpr std::array<double, 9> k_bounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5};
  struct Timing {
    std::array<std::uint64_t, k_bounds.size()> buckets{};
    std::uint64_t count = 0;
    double sum = 0;
  };
  std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t> requests_;
  std::map<std::string, Timing> timings_;
};

}  // namespace credex::app
