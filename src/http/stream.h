// A connection's bytes, with or without TLS. Only for this room: Asio's headers stay behind it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <memory>
#include <vector>

namespace boost::asio::ssl {
class context;
}

namespace credex::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using tcp = asio::ip::tcp;
// Named types, not asio's any_io_executor: each step of a coroutine would pay for that one.
using Executor = asio::strand<asio::io_context::executor_type>;
/// Ends with beast::error::timeout what takes longer than expires_after() said.
using TcpStream = beast::basic_stream<tcp, Executor>;
template <class T>
using Awaitable = asio::awaitable<T, Executor>;
/// Problems as values, not as exceptions.
inline constexpr auto k_quiet = asio::as_tuple(asio::use_awaitable_t<Executor>{});

struct Moved {
  boost::system::error_code problem{};
  std::size_t bytes = 0;
};

/// One virtual call a read or write, so that reading and answering requests is compiled once for both kinds.
class Stream {
 public:
  virtual ~Stream() = default;
  /// What comes before the first request: TLS's handshake.
  virtual Awaitable<boost::system::error_code> begin() = 0;
  /// Some bytes, as soon as there are any.
  virtual Awaitable<Moved> read_some(asio::mutable_buffer into) = 0;
  /// All of them.
  virtual Awaitable<boost::system::error_code> write(const std::vector<asio::const_buffer>& bytes) = 0;
  /// Says that nothing more is sent.
  virtual Awaitable<void> end() = 0;
  /// The socket below, whose time limits hold for what is done here.
  virtual TcpStream& lowest() = 0;
};

std::unique_ptr<Stream> plain_stream(TcpStream socket);
/// `context` outlives the stream.
std::unique_ptr<Stream> tls_stream(TcpStream socket, asio::ssl::context& context);

}  // namespace credex::http
