#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace credex::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0 takes a free one
  std::string certificate{};  ///< PEM file of the chain; empty: no TLS
  std::string key{};          ///< PEM file
  /// At most so many; as many as there are cores work at a time, the others where one waits. 0: eight a core, at
  /// least 32.
  std::size_t threads = 0;
  std::size_t max_connections = 2000;
  std::size_t max_header = std::size_t{32} * 1024;
  std::chrono::seconds read_timeout{30};   ///< for a request to arrive whole
  std::chrono::seconds idle_timeout{60};   ///< between requests of one connection
  std::chrono::seconds write_timeout{60};  ///< for an answer to be taken
  bool behind_proxy = false;               ///< take the client's address from the last of X-Forwarded-For
};

/// What the server does with what came: the answer to a request, and how large its body may be, asked before it is
/// read.
struct ServerHandlers {
  std::function<Response(Request)> answer{};
  std::function<std::size_t(std::string_view method, std::string_view path)> max_body{};
  /// A page for what never reached `answer`: a broken, slow or oversized request.
  std::function<Response(int status, const std::string& reason)> refusal{};
};

/// HTTP/1.1 with or without TLS. One coroutine a connection, on as many threads as cores; handlers run on these
/// threads, and say where they wait (base/waiting.h).
class Server {
 public:
  static Result<std::unique_ptr<Server>> open(ServerOptions options, ServerHandlers handlers);
  ~Server();

  std::uint16_t port() const;
  /// Serves until stop(); then what is being answered is finished, for at most ten seconds.
  void run();
  /// Any thread, also a signal's.
  void stop();
  std::size_t connections() const;

 private:
  struct Inside;
  explicit Server(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace credex::http
