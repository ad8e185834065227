#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>

#include "base/waiting.h"

namespace credex::http {

/// Threads that share work, of which only so many work at a time as there are cores; one that waits for something
/// outside (base/waiting.h) lets another in. `mutex_` guards the change of `working_`.
class Crew final : public WaitObserver {
 public:
  explicit Crew(std::size_t at_once) : at_once_{at_once} {}

  /// Runs `threads` threads that call `work_once` again and again until it gives false or stop() is called; comes back
  /// when all have ended.
  void run(std::size_t threads, const std::function<bool()>& work_once);
  /// Wakes those who rest, so that they end. Any thread.
  void stop();

  void wait_begins() noexcept override;
  void wait_ends() noexcept override;

 private:
  void member(const std::function<bool()>& work_once);

  const std::size_t at_once_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<std::size_t> working_{0};
  std::atomic<bool> stopped_{false};
};

}  // namespace credex::http
