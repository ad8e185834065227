#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "service/platform.h"

namespace credex::app {

/// Which name server is asked, and for how long.
struct DnsPolicy {
  std::string server{};     ///< an IPv4 address; empty: those of /etc/resolv.conf
  std::uint16_t port = 53;  ///< of `server`
  int timeout_seconds = 2;  ///< for one try; the second takes as long
  std::size_t most_records = 64;
};

/// TXT records by the resolver of the C library (libresolv), with a question over TCP where an answer is cut off. The
/// name servers are the operator's own: no address that somebody names is connected to. Two tries; a name without such
/// records, or that is not there, gives an empty list. Error "dns.failed".
service::LookUpText dns_text(const DnsPolicy& policy = {});

/// The TXT records of a DNS answer (RFC 1035, sections 3.3.14 and 4.1), each with its strings joined, of the name asked
/// or where its aliases lead: what is of another type is left out. Error "dns.failed" where the answer is broken.
Result<std::vector<std::string>> txt_of_answer(std::string_view answer, std::size_t most_records = 64);

}  // namespace credex::app
