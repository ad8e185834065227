#include "http/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <thread>

#include "support.h"

namespace credex::http {
namespace {

using test::must;

/// A server that says what it was asked, on a port of its own.
class Serving {
 public:
  explicit Serving(ServerOptions options = {}) {
    options.port = 0;
    options.threads = 4;
    ServerHandlers handlers;
    handlers.answer = [](Request request) {
      if (request.path == "/nothing") return Response{.status = 204};
      if (request.path == "/large") return text(std::string(3'000'000, 'x'));
      return text(request.method + " " + request.path + " " + request.query.get("q") + " [" + request.body + "]");
    };
    handlers.max_body = [](std::string_view, std::string_view path) -> std::size_t {
      return path == "/small" ? 10 : 100'000;
    };
    handlers.refusal = [](int status, const std::string& reason) { return text(reason, status); };
    server_ = must(Server::open(std::move(options), std::move(handlers)));
    thread_ = std::thread{[this] { server_->run(); }};
  }
  ~Serving() {
    server_->stop();
    thread_.join();
  }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  int connect() const {
    const int made = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(server_->port());
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval most{.tv_sec = 20, .tv_usec = 0};
    ::setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    EXPECT_EQ(::connect(made, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    return made;
  }

  /// What comes back to `pieces`, sent one after the other, until the server closes.
  std::string answer(const std::vector<std::string>& pieces) const {
    const int made = connect();
    for (const std::string& piece : pieces) {
      if (&piece != &pieces.front()) std::this_thread::sleep_for(std::chrono::milliseconds{30});
      EXPECT_EQ(::send(made, piece.data(), piece.size(), MSG_NOSIGNAL), static_cast<ssize_t>(piece.size()));
    }
    std::string out;
    char some[8192];
    for (ssize_t n = 0; (n = ::recv(made, some, sizeof some, 0)) > 0;) out.append(some, static_cast<std::size_t>(n));
    ::close(made);
    return out;
  }

 private:
  std::unique_ptr<Server> server_{};
  std::thread thread_{};
};

struct Talk {
  const char* name;
  std::vector<std::string> sent;
  std::vector<std::string> expected;  ///< each is in the answer, in this order
  std::vector<std::string> absent{};
};

class Talks : public testing::TestWithParam<Talk> {};

TEST_P(Talks, are_answered) {
  const Serving serving;
  const std::string answer = serving.answer(GetParam().sent);
  std::size_t from = 0;
  for (const std::string& part : GetParam().expected) {
    const auto found = answer.find(part, from);
    ASSERT_NE(found, std::string::npos) << part << " in " << answer.substr(0, 500);
    from = found + part.size();
  }
  for (const std::string& part : GetParam().absent) EXPECT_EQ(answer.find(part), std::string::npos) << part;
}

const std::string k_end = "Host: a.example\r\nConnection: close\r\n\r\n";

INSTANTIATE_TEST_SUITE_P(
    Server, Talks,
    testing::Values(
        Talk{"one", {"GET /a%20b?q=c+d HTTP/1.1\r\n" + k_end}, {"HTTP/1.1 200 OK\r\n", "GET /a b c d []"}},
        Talk{"head", {"HEAD /a HTTP/1.1\r\n" + k_end}, {"HTTP/1.1 200 OK\r\n", "Content-Length: 11\r\n"}, {"[]"}},
        Talk{"no_body", {"GET /nothing HTTP/1.1\r\n" + k_end}, {"HTTP/1.1 204 No Content\r\n"}, {"Content-Length"}},
        Talk{"large_answer", {"GET /large HTTP/1.1\r\n" + k_end}, {"Content-Length: 3000000\r\n", "xxxxxxxx"}},
        Talk{"kept_open",
             {"GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n", "GET /b HTTP/1.1\r\n" + k_end},
             {"200 OK", "GET /a", "200 OK", "GET /b"}},
        Talk{"two_at_once",
             {"POST /a HTTP/1.1\r\nHost: a.example\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\nHost: "
              "a.example\r\n\r\nGET /c HTTP/1.1\r\n" +
              k_end},
             {"POST /a  [abc]", "GET /b  []", "GET /c  []"}},
        Talk{"in_small_pieces",
             {"PO", "ST /a HTTP/1.1\r\nHo", "st: a.example\r\nConnection: close\r\nContent-Length: 6\r\n", "\r\nab",
              "cd", "ef"},
             {"200 OK", "POST /a  [abcdef]"}},
        Talk{"chunked",
             {"POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + k_end, "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"},
             {"POST /a  [abcdefg]"}},
        Talk{"chunked_too_large",
             {"POST /small HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + k_end,
              "14\r\n01234567890123456789\r\n0\r\n\r\n"},
             {"413 ", "larger than is taken here"}},
        Talk{"announced_too_large",
             {"POST /small HTTP/1.1\r\nContent-Length: 5000\r\n" + k_end},
             {"413 ", "at most 0 kB"}},
        Talk{"waits_for_continue",
             {"POST /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n" + k_end, "ab"},
             {"HTTP/1.1 100 Continue\r\n\r\n", "200 OK", "POST /a  [ab]"}},
        Talk{"head_too_large", {"GET /a HTTP/1.1\r\nX: " + std::string(40'000, 'y') + "\r\n" + k_end}, {"431 "}},
        Talk{"no_http", {"hello there\r\n\r\n"}, {"400 ", "this is not HTTP/1.1"}},
        Talk{"bad_length", {"POST /a HTTP/1.1\r\nContent-Length: x\r\n" + k_end}, {"400 "}},
        Talk{"old_version", {"GET /a HTTP/1.0\r\n\r\n"}, {"HTTP/1.0 200 OK\r\n", "GET /a"}}),
    [](const auto& talk) { return talk.param.name; });

TEST(Server, closes_what_says_nothing_and_what_stops_in_the_middle) {
  const Serving serving{{.read_timeout = std::chrono::seconds{1}, .idle_timeout = std::chrono::seconds{1}}};
  EXPECT_EQ(serving.answer({""}), "");
  EXPECT_EQ(serving.answer({"GET /a HTTP/1.1\r\nHost"}), "");
  EXPECT_EQ(serving.answer({"POST /a HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\nab"}), "");
  const std::string idle = serving.answer({"GET /a HTTP/1.1\r\nHost: a.example\r\n\r\n"});
  EXPECT_NE(idle.find("GET /a"), std::string::npos);
}

TEST(Server, answers_many_at_once_and_says_when_they_are_too_many) {
  const Serving serving{{.max_connections = 3}};
  std::vector<int> open;
  for (int i = 0; i < 3; ++i) open.push_back(serving.connect());
  // Until the server has counted them.
  std::string answer;
  for (int i = 0; i < 100 && answer.find("503") == std::string::npos; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
    answer = serving.answer({"GET /a HTTP/1.1\r\n" + k_end});
  }
  EXPECT_NE(answer.find("too many connections"), std::string::npos) << answer;
  for (const int one : open) ::close(one);
}

TEST(Server, refuses_a_port_that_is_taken_and_an_address_that_is_none) {
  ServerHandlers none;
  const auto first = must(Server::open({.port = 0}, none));
  const auto second = Server::open({.port = first->port()}, none);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "http.listen");
  const auto third = Server::open({.address = "nowhere", .port = 0}, none);
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().code, "http.listen");
  const auto fourth = Server::open({.port = 0, .certificate = "/nowhere.pem", .key = "/nowhere.pem"}, none);
  ASSERT_FALSE(fourth);
  EXPECT_EQ(fourth.error().code, "http.tls");
}

/// A key and its certificate as one PEM file, for a.example.
class Pem {
 public:
  Pem() : path_{std::filesystem::temp_directory_path() / ("credex-tls-" + std::to_string(::getpid()) + ".pem")} {
    EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    X509* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("a.example"), -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    X509_sign(certificate, key, EVP_sha256());
    std::FILE* file = std::fopen(path_.c_str(), "w");
    PEM_write_X509(file, certificate);
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  ~Pem() { std::filesystem::remove(path_); }
  Pem(const Pem&) = delete;
  Pem& operator=(const Pem&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

TEST(Server, speaks_tls_from_1_2_on) {
  const Pem pem;
  const Serving serving{{.certificate = pem.path(), .key = pem.path()}};
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL* tls = SSL_new(context);
  const int made = serving.connect();
  SSL_set_fd(tls, made);
  ASSERT_EQ(SSL_connect(tls), 1);
  const std::string asked = "GET /large HTTP/1.1\r\nHost: a.example\r\n\r\nGET /b HTTP/1.1\r\n" + k_end;
  ASSERT_EQ(SSL_write(tls, asked.data(), static_cast<int>(asked.size())), static_cast<int>(asked.size()));
  std::string answer;
  char some[8192];
  for (int n = 0; (n = SSL_read(tls, some, sizeof some)) > 0;) answer.append(some, static_cast<std::size_t>(n));
  EXPECT_EQ(SSL_get_error(tls, 0), SSL_ERROR_ZERO_RETURN) << "the server says that it closes";
  EXPECT_GT(answer.size(), 3'000'000U);
  EXPECT_NE(answer.find("GET /b"), std::string::npos);
  SSL_free(tls);
  ::close(made);

  SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
  SSL* old = SSL_new(context);
  const int second = serving.connect();
  SSL_set_fd(old, second);
  EXPECT_NE(SSL_connect(old), 1);
  SSL_free(old);
  ::close(second);
  SSL_CTX_free(context);
  // Not TLS at all: closed, and the next is served.
  EXPECT_EQ(serving.answer({"GET /a HTTP/1.1\r\n" + k_end}).find("200 OK"), std::string::npos);
}

}  // namespace
}  // namespace credex::http
