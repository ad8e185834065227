// TXT records: answers as bytes, and a small name server on this machine.
#include "app/dns.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "support.h"

namespace credex::app {
namespace {

using test::must;

std::string number(unsigned value) { return {static_cast<char>(value >> 8), static_cast<char>(value & 0xFF)}; }
std::string string_of(const std::string& text) { return static_cast<char>(text.size()) + text; }
std::string labels(const std::string& name) {
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    const auto end = std::min(name.find('.', at), name.size());
    out += string_of(name.substr(at, end - at));
    at = end + 1;
  }
  return out + '\0';
}
/// A record of the name asked, which stands at byte 12.
std::string record(unsigned type, const std::string& data) {
  return "\xC0\x0C" + number(type) + number(1) + std::string(3, '\0') + "\x3C" + number(unsigned(data.size())) + data;
}
constexpr unsigned k_txt = 16;
constexpr unsigned k_cname = 5;
std::string answer(const std::string& id, const std::string& question, const std::vector<std::string>& records,
                   unsigned flags = 0x8180) {
  std::string out =
      id + number(flags) + number(1) + number(unsigned(records.size())) + number(0) + number(0) + question;
  for (const std::string& one : records) out += one;
  return out;
}
const std::string k_question = labels("school.example") + number(k_txt) + number(1);

TEST(DnsAnswer, joins_the_strings_of_each_text) {
  const auto got =
      must(txt_of_answer(answer("ab", k_question,
                                {record(k_txt, string_of("one ") + string_of("two")), record(k_txt, string_of("")),
                                 record(k_cname, labels("else.example")), record(k_txt, string_of("three"))})));
  EXPECT_EQ(got, (std::vector<std::string>{"one two", "", "three"}));
}

TEST(DnsAnswer, of_many_records_takes_the_first) {
  const std::vector<std::string> many(100, record(k_txt, string_of("x")));
  EXPECT_EQ(must(txt_of_answer(answer("ab", k_question, many), 64)).size(), 64U);
}

TEST(DnsAnswer, that_is_cut_or_lies_about_its_lengths_is_an_error) {
  const std::string whole = answer("ab", k_question, {record(k_txt, string_of("a token"))});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto got = txt_of_answer(std::string{whole.data(), size});
    ASSERT_FALSE(got) << size;
    EXPECT_EQ(got.error().code, "dns.failed");
  }
  EXPECT_FALSE(txt_of_answer(answer("ab", k_question, {record(k_txt, "\xFFshort")})));
  // A name that points at itself.
  EXPECT_FALSE(txt_of_answer(answer("ab", "\xC0\x0C" + number(k_txt) + number(1), {record(k_txt, string_of("x"))})));
}

/// Answers each question over UDP on loopback with what it is given for the name, until it goes.
class SmallNameServer {
 public:
  using Answer = std::function<std::string(const std::string& id, const std::string& question)>;
  explicit SmallNameServer(Answer give) : give_{std::move(give)} {
    socket_ = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { run(); }};
  }
  SmallNameServer(const SmallNameServer&) = delete;
  SmallNameServer& operator=(const SmallNameServer&) = delete;
  ~SmallNameServer() {
    ending_ = true;
    thread_.join();
    ::close(socket_);
  }
  std::uint16_t port() const { return port_; }
  int asked() const { return asked_; }

 private:
  void run() {
    while (!ending_) {
      pollfd waiting{.fd = socket_, .events = POLLIN, .revents = 0};
      if (::poll(&waiting, 1, 20) <= 0) continue;
      char bytes[512];
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const auto got = ::recvfrom(socket_, bytes, sizeof bytes, 0, reinterpret_cast<sockaddr*>(&from), &size);
      if (got < 17) continue;
      ++asked_;
      // The question alone: what follows is how large an answer may be.
      std::size_t end = 12;
      while (end < std::size_t(got) && bytes[end] != 0) end += static_cast<unsigned char>(bytes[end]) + 1U;
      const std::string out = give_({bytes, 2}, {bytes + 12, end + 5 - 12});
      if (!out.empty()) ::sendto(socket_, out.data(), out.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
    }
  }

  Answer give_;
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> ending_{false};
  std::atomic<int> asked_{0};
  std::thread thread_;
};

service::LookUpText asking(const SmallNameServer& server) {
  return dns_text({.server = "127.0.0.1", .port = server.port(), .timeout_seconds = 1});
}

TEST(Dns, asks_the_name_server_for_texts) {
  const SmallNameServer server{[](const std::string& id, const std::string& question) {
    EXPECT_EQ(question, labels("_credex-confirmation.school.example") + number(k_txt) + number(1));
    return answer(id, question,
                  {record(k_txt, string_of("v=spf1")), record(k_txt, string_of("credex-confirmation=abc"))});
  }};
  EXPECT_EQ(must(asking(server)("_credex-confirmation.school.example")),
            (std::vector<std::string>{"v=spf1", "credex-confirmation=abc"}));
}

TEST(Dns, a_name_that_is_not_there_has_no_texts) {
  for (const unsigned flags : {0x8183U, 0x8180U}) {  // no such name; no such record
    const SmallNameServer server{
        [&](const std::string& id, const std::string& question) { return answer(id, question, {}, flags); }};
    EXPECT_TRUE(must(asking(server)("school.example")).empty());
    EXPECT_GT(server.asked(), 0);
  }
}

TEST(Dns, who_does_not_answer_or_refuses_is_an_error_in_time) {
  const SmallNameServer silent{[](const std::string&, const std::string&) { return std::string{}; }};
  const auto begun = std::chrono::steady_clock::now();
  const auto got = asking(silent)("school.example");
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, "dns.failed");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{10});
  const SmallNameServer broken{
      [](const std::string& id, const std::string& question) { return answer(id, question, {}, 0x8182); }};
  EXPECT_FALSE(asking(broken)("school.example"));
  EXPECT_FALSE(dns_text({.server = "nowhere", .timeout_seconds = 1})("school.example"));
}

}  // namespace
}  // namespace credex::app
