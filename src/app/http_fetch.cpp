#include "app/http_fetch.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>

#include "base/waiting.h"

namespace credex::app {
namespace {

struct Transfer {
  std::string link{};
  const FetchPolicy* policy = nullptr;
  std::string body{};
  std::size_t max_bytes = 0;
  bool too_large = false;
  bool refused = false;
};

std::size_t take(char* data, std::size_t size, std::size_t count, void* given) {
  auto& transfer = *static_cast<Transfer*>(given);
  if (transfer.body.size() + size * count > transfer.max_bytes) {
    transfer.too_large = true;
    return 0;
  }
  transfer.body.append(data, size * count);
  return size * count;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* given) {
  auto& transfer = *static_cast<Transfer*>(given);
  const std::string_view line{data, size * count};
  constexpr std::size_t k_longest = 8192;
  if (line.starts_with("HTTP/")) transfer.link.clear();
  if (line.size() > 5 && line.size() < k_longest && (line[0] == 'L' || line[0] == 'l') && line.substr(1, 4) == "ink:")
    transfer.link +=
        (transfer.link.empty() ? "" : ",") + std::string{line.substr(5, line.find_last_not_of("\r\n") - 4)};
  return size * count;
}

curl_socket_t open_socket(void* given, curlsocktype, curl_sockaddr* address) {
  auto& transfer = *static_cast<Transfer*>(given);
  bool is_public = false;
  if (address->family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address->addr, sizeof v4);
    is_public = is_public_address(reinterpret_cast<const unsigned char*>(&v4.sin_addr), 4);
  } else if (address->family == AF_INET6 && address->addrlen >= sizeof(sockaddr_in6)) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address->addr, sizeof v6);
    is_public = is_public_address(reinterpret_cast<const unsigned char*>(&v6.sin6_addr), 16);
  }
  if (!is_public && !transfer.policy->allow_private) {
    transfer.refused = true;
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace

bool is_public_address(const unsigned char* a, std::size_t size) {
  if (size == 4) {
    return !(a[0] == 0 || a[0] == 10 || a[0] == 127 || a[0] >= 224 || (a[0] == 100 && (a[1] & 0xC0) == 64) ||
             (a[0] == 169 && a[1] == 254) || (a[0] == 172 && (a[1] & 0xF0) == 16) || (a[0] == 192 && a[1] == 168) ||
             (a[0] == 192 && a[1] == 0 && (a[2] == 0 || a[2] == 2)) || (a[0] == 198 && (a[1] & 0xFE) == 18) ||
             (a[0] == 198 && a[1] == 51 && a[2] == 100) || (a[0] == 203 && a[1] == 0 && a[2] == 113));
  }
  static constexpr unsigned char k_mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  static constexpr unsigned char k_nat64[12] = {0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0};
  if (std::memcmp(a, k_mapped, 12) == 0 || std::memcmp(a, k_nat64, 12) == 0) return is_public_address(a + 12, 4);
  // Only global unicast (2000::/3) is public; documentation and 6to4 within it are not.
  if ((a[0] & 0xE0) != 0x20) return false;
  if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0D && a[3] == 0xB8) return false;
  if (a[0] == 0x20 && a[1] == 0x02) return is_public_address(a + 2, 4);
  return true;
}

Fetch http_fetch(const FetchPolicy& policy) {
  static const bool k_started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  static_cast<void>(k_started);
  return [policy](const FetchRequest& request) -> Result<Fetched> {
    const auto failed = [&](const char* code, const std::string& why, const std::string& remedy) {
      return Error{.code = code, .message = request.url + " could not be asked: " + why, .remedy = remedy};
    };
    struct Clean {
      void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
      void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };
    const std::unique_ptr<CURL, Clean> handle{curl_easy_init()};
    CURL* const curl = handle.get();
    Transfer transfer{.policy = &policy, .max_bytes = request.max_bytes};
    char error[CURL_ERROR_SIZE] = "";
    curl_slist* raw_headers = nullptr;
    if (!request.accept.empty()) raw_headers = curl_slist_append(raw_headers, ("Accept: " + request.accept).c_str());
    if (!request.content_type.empty())
      raw_headers = curl_slist_append(raw_headers, ("Content-Type: " + request.content_type).c_str());
    for (const auto& [name, value] : request.headers) {
      std::string line = name;
      line.append(": ").append(value);
      raw_headers = curl_slist_append(raw_headers, line.c_str());
    }
    const std::unique_ptr<curl_slist, Clean> headers{raw_headers};
    const char* const protocols = policy.allow_plain_http ? "http,https" : "https";
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, request.follow ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 3L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, policy.timeout_seconds);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, policy.timeout_seconds / 2 + 1);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "credex");
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &transfer);
    // A proxy would look names up for us, past the check of addresses.
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (!request.body.empty()) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
    }
    const CURLcode code = [&] {
      const Waiting waiting;
      return curl_easy_perform(curl);
    }();
    if (transfer.refused)
      return failed("fetch.refused", "its address is in a private network or on this machine",
                    "give --allow-private if it is yours");
    if (transfer.too_large)
      return failed("fetch.failed", "the answer is larger than " + std::to_string(request.max_bytes) + " bytes",
                    "ask its owner");
    if (code == CURLE_UNSUPPORTED_PROTOCOL)
      return failed("fetch.refused", "only https is asked", "use an https address");
    if (code != CURLE_OK)
      return failed("fetch.failed", error[0] != '\0' ? error : curl_easy_strerror(code),
                    "try again later, or ask its owner");
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return Fetched{.body = std::move(transfer.body),
                   .at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
                   .status = static_cast<int>(status),
                   .link = std::move(transfer.link)};
  };
}

}  // namespace credex::app
