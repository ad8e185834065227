#pragma once

#include "base/fetch.h"

namespace credex::app {

/// What the network may be used for.
struct FetchPolicy {
  bool allow_private = false;  ///< addresses of private networks and of this machine
  bool allow_plain_http = false;
  long timeout_seconds = 10;
};

/// A Fetch over libcurl. Addresses are checked when the connection is made, after the name was looked up, so that
/// neither a redirect nor a name server can lead it to a private network (server-side request forgery).
Fetch http_fetch(const FetchPolicy& policy);

/// Whether an IPv4 or IPv6 address (network byte order, 4 or 16 bytes) is of the public internet (RFC 6890's
/// registries).
bool is_public_address(const unsigned char* address, std::size_t size);

}  // namespace credex::app
