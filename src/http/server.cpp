#include "http/server.h"

#include <array>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <thread>

#include "base/text.h"
#include "base/uri.h"
#include "http/crew.h"
#include "http/form.h"
#include "http/stream.h"

namespace credex::http {

using Wire = beast::http::request_parser<beast::http::string_body>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

namespace {

constexpr std::size_t k_read_size = 16 * 1024;
constexpr std::size_t k_most_read = 64 * 1024;

Request request_from(Wire::value_type& wire, std::string client, bool behind_proxy, std::uint64_t number) {
  Request out;
  out.method = std::string{wire.method_string()};
  const std::string_view target{wire.target().data(), wire.target().size()};
  const auto mark = target.find('?');
  out.path = percent_decoded(target.substr(0, mark));
  if (mark != std::string_view::npos) {
    if (auto query = parse_urlencoded(target.substr(mark + 1), {.max_fields = 500})) out.query = std::move(*query);
  }
  for (const auto& field : wire) {
    out.headers.emplace_back(ascii_lower({field.name_string().data(), field.name_string().size()}),
                             std::string{field.value().data(), field.value().size()});
  }
  out.body = std::move(wire.body());
  out.client = std::move(client);
  if (behind_proxy) {
    // The last address was written by our proxy; those before it by anybody.
    std::string_view forwarded = out.header("x-forwarded-for");
    if (const auto comma = forwarded.rfind(','); comma != std::string_view::npos) forwarded.remove_prefix(comma + 1);
    while (forwarded.starts_with(' ')) forwarded.remove_prefix(1);
    if (!forwarded.empty()) out.client = forwarded;
  }
  out.id = std::to_string(number);
  return out;
}

beast::http::response<beast::http::string_body> wire_from(Response&& response, unsigned version, bool keep_alive,
                                                          bool head) {
  beast::http::response<beast::http::string_body> out;
  out.version(version);
  out.result(static_cast<unsigned>(response.status));
  for (auto& [name, value] : response.headers) out.insert(name, value);
  out.keep_alive(keep_alive);
  if (head) {
    out.content_length(response.body.size());
  } else {
    out.body() = std::move(response.body);
    if (response.status != 204 && response.status != 304) out.prepare_payload();
  }
  return out;
}

/// Reads until the head is there, or with `whole` the body too. Without a problem that is so; end_of_stream where the
/// connection ended before a request began.
Awaitable<boost::system::error_code> read_into(Stream& stream, beast::flat_buffer& buffer, Wire& parser, bool whole) {
  // Else the parser would be handed a part of the body for each read.
  parser.eager(whole);
  for (;;) {
    if (whole ? parser.is_done() : parser.is_header_done()) co_return boost::system::error_code{};
    boost::system::error_code problem;
    if (buffer.size() > 0) {
      const std::size_t used = parser.put(buffer.data(), problem);
      buffer.consume(used);
      if (!problem) continue;
      if (problem != beast::http::error::need_more) co_return problem;
    }
    const std::size_t room = std::max(k_read_size, std::min(k_most_read, buffer.capacity() - buffer.size()));
    const Moved came = co_await stream.read_some(buffer.prepare(room));
    if (came.problem == asio::error::eof) {
      if (!parser.got_some()) co_return beast::http::make_error_code(beast::http::error::end_of_stream);
      parser.put_eof(problem);
      if (!problem && (whole ? parser.is_done() : parser.is_header_done())) co_return boost::system::error_code{};
      co_return problem ? problem : beast::http::make_error_code(beast::http::error::partial_message);
    }
    if (came.problem) co_return came.problem;
    buffer.commit(came.bytes);
  }
}

/// Sends the answer; its head alone where `head`.
Awaitable<boost::system::error_code> write_answer(Stream& stream,
                                                  beast::http::response<beast::http::string_body>& answer, bool head) {
  beast::http::response_serializer<beast::http::string_body> serializer{answer};
  serializer.split(head);
  std::vector<asio::const_buffer> bytes;
  while (head ? !serializer.is_header_done() : !serializer.is_done()) {
    boost::system::error_code problem;
    bytes.clear();
    serializer.next(problem, [&](boost::system::error_code&, const auto& buffers) {
      for (auto it = asio::buffer_sequence_begin(buffers); it != asio::buffer_sequence_end(buffers); ++it)
        bytes.push_back(*it);
    });
    if (!problem) problem = co_await stream.write(bytes);
    if (problem) co_return problem;
    serializer.consume(asio::buffer_size(bytes));
  }
  co_return boost::system::error_code{};
}

}  // namespace

struct Server::Inside {
  ServerOptions options;
  ServerHandlers handlers;
  asio::io_context context;
  asio::ssl::context tls{asio::ssl::context::tls_server};
  Executor accepting{asio::make_strand(context)};
  asio::basic_socket_acceptor<tcp, Executor> acceptor{accepting};
  std::unique_ptr<Crew> crew{};
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> answering{0};
  std::atomic<std::uint64_t> numbers{0};
  std::atomic<bool> stopping{false};

  Awaitable<void> accept() {
    for (;;) {
      auto [problem, socket] = co_await acceptor.async_accept(asio::make_strand(context), k_quiet);
      if (stopping) co_return;
      if (problem) {
        // Out of descriptors, most likely; a moment later there may be one again.
        Timer timer{accepting, std::chrono::milliseconds{50}};
        co_await timer.async_wait(k_quiet);
        continue;
      }
      const auto executor = socket.get_executor();
      asio::co_spawn(executor, connection(TcpStream{std::move(socket)}), asio::detached);
    }
  }

  Awaitable<void> connection(TcpStream stream) {
    boost::system::error_code none;
    stream.socket().set_option(tcp::no_delay{true}, none);
    const auto peer = stream.socket().remote_endpoint(none);
    const std::string client = none ? std::string{} : peer.address().to_string();
    const struct Counted {
      std::atomic<std::size_t>& count;
      explicit Counted(std::atomic<std::size_t>& c) : count{c} { ++count; }
      ~Counted() { --count; }
    } counted{connections};
    const std::unique_ptr<Stream> whole =
        options.certificate.empty() ? plain_stream(std::move(stream)) : tls_stream(std::move(stream), tls);
    whole->lowest().expires_after(options.read_timeout);
    if (co_await whole->begin()) co_return;
    co_await requests(*whole, client);
    co_await whole->end();
  }

  Awaitable<void> requests(Stream& stream, const std::string& client) {
    TcpStream& lowest = stream.lowest();
    // Without room beforehand Beast reads half a kilobyte at a time.
    beast::flat_buffer buffer;
    buffer.reserve(k_read_size);
    for (bool first = true; !stopping; first = false) {
      Wire parser;
      parser.header_limit(static_cast<std::uint32_t>(options.max_header));
      parser.body_limit(boost::none);
      lowest.expires_after(first ? options.read_timeout : options.idle_timeout);
      const auto head_problem = co_await read_into(stream, buffer, parser, false);
      if (head_problem) {
        if (head_problem == beast::http::error::header_limit) {
          co_await refuse(stream, 431, "the request's head is too large");
        } else if (head_problem.category() == make_error_code(beast::http::error::bad_method).category() &&
                   head_problem != beast::http::error::end_of_stream &&
                   head_problem != beast::http::error::partial_message) {
          co_await refuse(stream, 400, "this is not HTTP/1.1: " + head_problem.message());
        }
        co_return;
      }
      if (connections > options.max_connections) {
        co_await refuse(stream, 503, "too many connections at once; try again in a moment");
        co_return;
      }
      const std::string_view target{parser.get().target().data(), parser.get().target().size()};
      const std::string_view method{parser.get().method_string().data(), parser.get().method_string().size()};
      const std::size_t most = handlers.max_body(method, percent_decoded(target.substr(0, target.find('?'))));
      const auto announced = parser.content_length();
      if (announced && *announced > most) {
        co_await refuse(stream, 413,
                        "what was sent weighs " + std::to_string(*announced / 1024) + " kB; at most " +
                            std::to_string(most / 1024) + " kB are taken here");
        co_return;
      }
      parser.body_limit(most);
      if (beast::iequals(parser.get()[beast::http::field::expect], "100-continue")) {
        constexpr std::string_view k_go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        const std::vector<asio::const_buffer> go_on{asio::buffer(k_go_on)};
        if (co_await stream.write(go_on)) co_return;
      }
      // A larger body may take longer, by 64 kB a second.
      lowest.expires_after(options.read_timeout +
                           std::chrono::seconds{static_cast<long>(announced.value_or(0) / 65536)});
      const auto body_problem = co_await read_into(stream, buffer, parser, true);
      if (body_problem) {
        if (body_problem == beast::http::error::body_limit)
          co_await refuse(stream, 413, "what was sent is larger than is taken here");
        co_return;
      }
      auto& wire = parser.get();
      const bool head = wire.method() == beast::http::verb::head;
      const unsigned version = wire.version();
      const bool keep = wire.keep_alive() && !stopping;
      ++answering;
      Response response = handlers.answer(request_from(wire, client, options.behind_proxy, ++numbers));
      auto answer = wire_from(std::move(response), version, keep, head);
      lowest.expires_after(options.write_timeout);
      const auto write_problem = co_await write_answer(stream, answer, head);
      --answering;
      if (write_problem || !keep) co_return;
    }
  }

  Awaitable<void> refuse(Stream& stream, int status, std::string reason) {
    auto answer = wire_from(handlers.refusal(status, reason), 11, false, false);
    TcpStream& lowest = stream.lowest();
    lowest.expires_after(std::chrono::seconds{5});
    co_await write_answer(stream, answer, false);
    // What is still on its way is read and forgotten for a moment, else the answer is lost with the connection.
    boost::system::error_code none;
    lowest.socket().shutdown(tcp::socket::shutdown_send, none);
    std::array<char, 16 * 1024> away{};
    for (int i = 0; i < 256; ++i) {
      lowest.expires_after(std::chrono::seconds{2});
      auto [problem, size] = co_await lowest.async_read_some(asio::buffer(away), k_quiet);
      if (problem) co_return;
    }
  }
};

Server::Server(std::unique_ptr<Inside> inside) : inside_{std::move(inside)} {}
Server::~Server() = default;

Result<std::unique_ptr<Server>> Server::open(ServerOptions options, ServerHandlers handlers) {
  auto inside = std::make_unique<Inside>();
  if (!options.certificate.empty()) {
    boost::system::error_code problem;
    inside->tls.set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    inside->tls.use_certificate_chain_file(options.certificate, problem);
    if (!problem) inside->tls.use_private_key_file(options.key, asio::ssl::context::pem, problem);
    if (problem) {
      return Error{.code = "http.tls",
                   .message = "the certificate or its key cannot be used: " + problem.message(),
                   .where = options.certificate,
                   .remedy = "give the chain and the key as PEM files that belong together"};
    }
  }
  boost::system::error_code problem;
  const auto address = asio::ip::make_address(options.address, problem);
  if (problem) {
    return Error{.code = "http.listen",
                 .message = "'" + options.address + "' is no IP address",
                 .remedy = "give 127.0.0.1 for this machine alone, 0.0.0.0 or :: for all"};
  }
  const tcp::endpoint endpoint{address, options.port};
  inside->acceptor.open(endpoint.protocol(), problem);
  if (!problem) inside->acceptor.set_option(tcp::acceptor::reuse_address{true}, problem);
  if (!problem) inside->acceptor.bind(endpoint, problem);
  if (!problem) inside->acceptor.listen(asio::socket_base::max_listen_connections, problem);
  if (problem) {
    return Error{.code = "http.listen",
                 .message = "port " + std::to_string(options.port) + " of " + options.address +
                            " cannot be had: " + problem.message(),
                 .remedy = "stop what uses it, or give another --port"};
  }
  inside->options = std::move(options);
  inside->handlers = std::move(handlers);
  return std::unique_ptr<Server>{new Server{std::move(inside)}};
}

std::uint16_t Server::port() const {
  boost::system::error_code none;
  return inside_->acceptor.local_endpoint(none).port();
}

void Server::run() {
  asio::co_spawn(inside_->accepting, inside_->accept(), asio::detached);
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  std::size_t threads = inside_->options.threads;
  if (threads == 0) threads = std::max<std::size_t>(32, cores * 8);
  inside_->crew = std::make_unique<Crew>(std::min(threads, cores));
  inside_->crew->run(threads, [this] { return inside_->context.run_one() > 0; });
}

void Server::stop() {
  asio::post(inside_->accepting, [this] {
    if (inside_->stopping.exchange(true)) return;
    boost::system::error_code none;
    inside_->acceptor.close(none);
    // Idle connections are dropped once nothing is being answered.
    asio::co_spawn(
        inside_->accepting,
        [](Inside& inside) -> Awaitable<void> {
          Timer timer{inside.accepting};
          for (int i = 0; i < 200 && inside.answering > 0; ++i) {
            timer.expires_after(std::chrono::milliseconds{50});
            co_await timer.async_wait(k_quiet);
          }
          inside.context.stop();
          inside.crew->stop();
        }(*inside_),
        asio::detached);
  });
}

std::size_t Server::connections() const { return inside_->connections; }

}  // namespace credex::http
