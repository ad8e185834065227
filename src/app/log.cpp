#include "app/log.h"

#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/json.h"

namespace credex::app {
namespace {

constexpr std::size_t k_enough = 32 * 1024;
constexpr std::chrono::milliseconds k_longest{500};

/// Gathers lines and writes them to standard error together. base_sink's mutex guards `gathered_`.
class GatheringSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  GatheringSink() {
    writer_ = std::thread{[this] {
      std::unique_lock lock{ending_mutex_};
      while (!ending_signal_.wait_for(lock, k_longest, [this] { return ending_; })) flush();
    }};
  }
  GatheringSink(const GatheringSink&) = delete;
  GatheringSink& operator=(const GatheringSink&) = delete;
  ~GatheringSink() override {
    {
      const std::scoped_lock lock{ending_mutex_};
      ending_ = true;
    }
    ending_signal_.notify_all();
    writer_.join();
    flush();
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    formatter_->format(message, gathered_);
    if (gathered_.size() >= k_enough) flush_();
  }
  void flush_() override {
    const char* at = gathered_.data();
    std::size_t left = gathered_.size();
    while (left > 0) {
      const ssize_t written = ::write(STDERR_FILENO, at, left);
      // Nobody can be told that standard error cannot be written.
      if (written <= 0) break;
      at += written;
      left -= static_cast<std::size_t>(written);
    }
    gathered_.clear();
  }

 private:
  spdlog::memory_buf_t gathered_;
  std::mutex ending_mutex_;
  std::condition_variable ending_signal_;
  bool ending_ = false;
  std::thread writer_;
};

}  // namespace

std::shared_ptr<spdlog::logger> open_log() {
  auto log = std::make_shared<spdlog::logger>("credex", std::make_shared<GatheringSink>());
  log->set_pattern(R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})", spdlog::pattern_time_type::utc);
  log->flush_on(spdlog::level::warn);
  return log;
}

std::string json_text(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

}  // namespace credex::app
