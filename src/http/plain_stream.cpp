#include <boost/asio/write.hpp>

#include "http/stream.h"

namespace credex::http {
namespace {

class PlainStream : public Stream {
 public:
  explicit PlainStream(TcpStream socket) : socket_{std::move(socket)} {}

  Awaitable<boost::system::error_code> begin() override { co_return boost::system::error_code{}; }
  Awaitable<Moved> read_some(asio::mutable_buffer into) override {
    auto [problem, bytes] = co_await socket_.async_read_some(into, k_quiet);
    co_return Moved{problem, bytes};
  }
  Awaitable<boost::system::error_code> write(const std::vector<asio::const_buffer>& bytes) override {
    auto [problem, sent] = co_await asio::async_write(socket_, bytes, k_quiet);
    co_return problem;
  }
  Awaitable<void> end() override {
    boost::system::error_code none;
    socket_.socket().shutdown(tcp::socket::shutdown_send, none);
    co_return;
  }
  TcpStream& lowest() override { return socket_; }

 private:
  TcpStream socket_;
};

}  // namespace

std::unique_ptr<Stream> plain_stream(TcpStream socket) { return std::make_unique<PlainStream>(std::move(socket)); }

}  // namespace credex::http
