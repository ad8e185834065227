#include "http/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace credex::http {

std::chrono::seconds RateLimit::take(const std::string& name, Clock::time_point now) {
  using Milliseconds = std::chrono::duration<double, std::milli>;
  const double refill = Milliseconds{refill_}.count();
  const std::scoped_lock lock{mutex_};
  // Full buckets say nothing: they go before the table grows large.
  if (buckets_.size() > 100'000) {
    std::erase_if(buckets_, [&](const auto& entry) {
      return entry.second.tokens + Milliseconds{now - entry.second.at}.count() / refill >= burst_;
    });
  }
  auto [it, fresh] = buckets_.try_emplace(name, Bucket{.tokens = burst_, .at = now});
  Bucket& bucket = it->second;
  bucket.tokens = std::min(burst_, bucket.tokens + Milliseconds{now - bucket.at}.count() / refill);
  bucket.at = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return std::chrono::seconds{0};
  }
  return std::chrono::seconds{static_cast<long>(std::ceil((1 - bucket.tokens) * refill / 1000))};
}

}  // namespace credex::http
