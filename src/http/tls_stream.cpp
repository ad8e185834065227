#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include "http/stream.h"

namespace credex::http {
namespace {

class TlsStream : public Stream {
 public:
  TlsStream(TcpStream socket, asio::ssl::context& context) : secure_{std::move(socket), context} {}

  Awaitable<boost::system::error_code> begin() override {
    auto [problem] = co_await secure_.async_handshake(asio::ssl::stream_base::server, k_quiet);
    co_return problem;
  }
  Awaitable<Moved> read_some(asio::mutable_buffer into) override {
    auto [problem, bytes] = co_await secure_.async_read_some(into, k_quiet);
    co_return Moved{problem, bytes};
  }
  Awaitable<boost::system::error_code> write(const std::vector<asio::const_buffer>& bytes) override {
    auto [problem, sent] = co_await asio::async_write(secure_, bytes, k_quiet);
    co_return problem;
  }
  Awaitable<void> end() override {
    lowest().expires_after(std::chrono::seconds{5});
    co_await secure_.async_shutdown(k_quiet);
  }
  TcpStream& lowest() override { return secure_.next_layer(); }

 private:
  asio::ssl::stream<TcpStream> secure_;
};

}  // namespace

std::unique_ptr<Stream> tls_stream(TcpStream socket, asio::ssl::context& context) {
  return std::make_unique<TlsStream>(std::move(socket), context);
}

}  // namespace credex::http
