#include "base/waiting.h"

#include <utility>

namespace credex {
namespace {

thread_local WaitObserver* t_observer = nullptr;

}  // namespace

void WaitObserver::watch_this_thread(WaitObserver* observer) noexcept { t_observer = observer; }

// While it waits the thread has no observer, so that a wait within is not told twice.
Waiting::Waiting() noexcept : told_{std::exchange(t_observer, nullptr)} {
  if (told_) told_->wait_begins();
}

Waiting::~Waiting() {
  if (!told_) return;
  t_observer = told_;
  told_->wait_ends();
}

}  // namespace credex
