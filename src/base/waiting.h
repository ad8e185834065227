#pragma once

namespace credex {

/// What is told when one of its threads begins to wait for something outside, a network or another's lock, and when it
/// goes on: a pool of as many threads as cores lets another one work meanwhile.
class WaitObserver {
 public:
  virtual ~WaitObserver() = default;
  virtual void wait_begins() noexcept = 0;
  virtual void wait_ends() noexcept = 0;
  /// This thread's waits are told to `observer` from now on; null tells nobody.
  static void watch_this_thread(WaitObserver* observer) noexcept;
};

/// The calling thread waits while this lives. Within another one it does nothing.
class Waiting {
 public:
  Waiting() noexcept;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting();

 private:
  WaitObserver* told_;
};

}  // namespace credex
