#include "app/metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "service/catalogue.h"
#include "store/table.h"

namespace credex::app {

void Metrics::count(const std::string& route, int status, std::chrono::steady_clock::duration took) {
  const double seconds = std::chrono::duration<double>(took).count();
  const std::scoped_lock lock{mutex_};
  ++requests_[{route, status}];
  Timing& timing = timings_[route];
  for (std::size_t i = 0; i < k_bounds.size(); ++i) timing.buckets[i] += seconds <= k_bounds[i] ? 1 : 0;
  ++timing.count;
  timing.sum += seconds;
}

std::string Metrics::text(service::Platform& platform) {
  std::string out = "# TYPE credex_requests_total counter\n";
  {
    const std::scoped_lock lock{mutex_};
    for (const auto& [key, n] : requests_)
      out += fmt::format("credex_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", key.first, key.second, n);
    out += "# TYPE credex_request_seconds histogram\n";
    for (const auto& [route, timing] : timings_) {
      for (std::size_t i = 0; i < k_bounds.size(); ++i)
        out += fmt::format("credex_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route, k_bounds[i],
                           timing.buckets[i]);
      out += fmt::format(
          "credex_request_seconds_bucket{{route=\"{0}\",le=\"+Inf\"}} {1}\n"
          "credex_request_seconds_count{{route=\"{0}\"}} {1}\ncredex_request_seconds_sum{{route=\"{0}\"}} {2}\n",
          route, timing.count, timing.sum);
    }
  }
  out += fmt::format("# TYPE credex_catalogue_size gauge\ncredex_catalogue_size {}\n", platform.catalogue->size());
  platform.database->read([&](store::Tx& tx) {
    out += "# TYPE credex_jobs gauge\n";
    for (const store::Row& row : tx.query("SELECT state, COUNT(*) FROM job GROUP BY state"))
      out += fmt::format("credex_jobs{{state=\"{}\"}} {}\n", row.text(0), row.integer(1));
    out += "# TYPE credex_mails gauge\n";
    // The state stands in the query's words: only so do the indexes of these states alone serve.
    for (const char* state : {"waiting", "failed"})
      out += fmt::format("credex_mails{{state=\"{}\"}} {}\n", state,
                         store::count(tx, "mail WHERE state = '" + std::string{state} + "'"));
  });
  // Resident memory, in pages, as Linux tells it.
  std::ifstream statm{"/proc/self/statm"};
  std::size_t all = 0;
  std::size_t resident = 0;
  statm >> all >> resident;
  out += fmt::format("# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes {}\n",
                     resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)));
  return out;
}

}  // namespace credex::app
