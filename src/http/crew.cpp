#include "http/crew.h"

#include <thread>
#include <vector>

namespace credex::http {

void Crew::run(std::size_t threads, const std::function<bool()>& work_once) {
  std::vector<std::thread> members;
  for (std::size_t i = 0; i < threads; ++i) members.emplace_back([&] { member(work_once); });
  for (std::thread& thread : members) thread.join();
}

void Crew::stop() {
  {
    const std::scoped_lock lock{mutex_};
    stopped_ = true;
  }
  wake_.notify_all();
}

void Crew::member(const std::function<bool()>& work_once) {
  watch_this_thread(this);
  for (;;) {
    {
      std::unique_lock lock{mutex_};
      wake_.wait(lock, [&] { return stopped_ || working_ < at_once_; });
      if (stopped_) return;
      ++working_;
    }
    // Who comes back from waiting goes on at once; then there is one too many until the next one is done with its work.
    bool more = true;
    while (more && !stopped_ && working_ <= at_once_) more = work_once();
    {
      const std::scoped_lock lock{mutex_};
      --working_;
    }
    if (!more) {
      stop();
      return;
    }
  }
}

void Crew::wait_begins() noexcept {
  {
    const std::scoped_lock lock{mutex_};
    --working_;
  }
  wake_.notify_one();
}

void Crew::wait_ends() noexcept {
  const std::scoped_lock lock{mutex_};
  ++working_;
}

}  // namespace credex::http
