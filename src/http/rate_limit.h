#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

namespace credex::http {

/// A bucket of tokens a name (an address, an e-mail address): each call takes one, and they come back steadily. Any
/// thread may call it; `mutex_` guards `buckets_`.
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;
  /// `burst` at once, then one each `refill`.
  RateLimit(double burst, std::chrono::milliseconds refill) : burst_{burst}, refill_{refill} {}
  /// Zero where the call may go on, else how long to wait.
  std::chrono::seconds take(const std::string& name, Clock::time_point now = Clock::now());

 private:
  struct Bucket {
    double tokens;
    Clock::time_point at;
  };
  double burst_;
  std::chrono::milliseconds refill_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace credex::http
