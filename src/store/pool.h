#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "base/waiting.h"

namespace credex::store {

/// Connections that are lent one at a time. Any thread may ask; who asks while none is free waits. `mutex_` guards
/// `free_`.
template <class Connection>
class Pool {
 public:
  /// A connection, lent until this goes.
  class Lease {
   public:
    Lease(Pool& pool, Connection* connection) : pool_{pool}, connection_{connection} {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      {
        const std::scoped_lock lock{pool_.mutex_};
        pool_.free_.push_back(connection_);
      }
      pool_.came_back_.notify_one();
    }
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_; }

   private:
    Pool& pool_;
    Connection* connection_;
  };

  /// Before anyone asks.
  void add(std::unique_ptr<Connection> connection) {
    free_.push_back(connection.get());
    all_.push_back(std::move(connection));
  }

  Lease take() {
    std::unique_lock lock{mutex_};
    if (free_.empty()) {
      const Waiting waiting;
      came_back_.wait(lock, [&] { return !free_.empty(); });
    }
    Connection* out = free_.back();
    free_.pop_back();
    return {*this, out};
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_back_;
  std::vector<std::unique_ptr<Connection>> all_;
  std::vector<Connection*> free_;
};

}  // namespace credex::store
