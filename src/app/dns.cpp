#include "app/dns.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>

#include <algorithm>
#include <memory>

namespace credex::app {
namespace {

Error failed(std::string message) {
  return Error{.code = "dns.failed", .message = std::move(message), .remedy = "try again later"};
}

using State = struct __res_state;
struct Closed {
  void operator()(State* state) const {
    res_nclose(state);
    delete state;
  }
};

}  // namespace

Result<std::vector<std::string>> txt_of_answer(std::string_view answer, std::size_t most_records) {
  if (answer.size() > NS_MAXMSG) return failed("the name server's answer is too long");
  ns_msg message{};
  const auto* bytes = reinterpret_cast<const unsigned char*>(answer.data());
  if (ns_initparse(bytes, static_cast<int>(answer.size()), &message) != 0)
    return failed("the name server's answer cannot be read");
  std::vector<std::string> out;
  const int count = ns_msg_count(message, ns_s_an);
  for (int i = 0; i < count && out.size() < most_records; ++i) {
    ns_rr record{};
    if (ns_parserr(&message, ns_s_an, i, &record) != 0) return failed("the name server's answer cannot be read");
    if (ns_rr_type(record) != ns_t_txt || ns_rr_class(record) != ns_c_in) continue;
    // Strings of up to 255 bytes, each with its length before it.
    const unsigned char* data = ns_rr_rdata(record);
    const std::size_t size = ns_rr_rdlen(record);
    std::string text;
    for (std::size_t at = 0; at < size;) {
      const std::size_t length = data[at];
      if (at + 1 + length > size) return failed("the name server's answer cannot be read");
      text.append(reinterpret_cast<const char*>(data) + at + 1, length);
      at += 1 + length;
    }
    out.push_back(std::move(text));
  }
  return out;
}

service::LookUpText dns_text(const DnsPolicy& policy) {
  return [policy](const std::string& name) -> Result<std::vector<std::string>> {
    const std::unique_ptr<State, Closed> state{new State{}};
    if (res_ninit(state.get()) != 0) return failed("there is no name server to ask");
    state->retrans = policy.timeout_seconds;
    state->retry = 2;
    // As it stands: no endings are tried, and no file of this machine is looked into.
    state->options &= ~static_cast<unsigned long>(RES_DNSRCH | RES_DEFNAMES);
    if (!policy.server.empty()) {
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(policy.port);
      if (inet_pton(AF_INET, policy.server.c_str(), &address.sin_addr) != 1)
        return failed("'" + policy.server + "' is no address of a name server");
      state->nscount = 1;
      state->nsaddr_list[0] = address;
    }
    std::string answer(NS_MAXMSG, '\0');
    const int size = res_nquery(state.get(), name.c_str(), ns_c_in, ns_t_txt,
                                reinterpret_cast<unsigned char*>(answer.data()), static_cast<int>(answer.size()));
    if (size < 0) {
      // The name is not there, or has no such records: an answer, too.
      if (state->res_h_errno == HOST_NOT_FOUND || state->res_h_errno == NO_DATA) return std::vector<std::string>{};
      return failed("no name server answered");
    }
    answer.resize(std::min(static_cast<std::size_t>(size), answer.size()));
    return txt_of_answer(answer, policy.most_records);
  };
}

}  // namespace credex::app
