#include "base/fetch.h"

namespace credex {

Fetch offline_fetch() {
  return [](const FetchRequest& request) -> Result<Fetched> {
    return Error{.code = "fetch.offline", .message = "no network is used here, so " + request.url + " was not asked"};
  };
}

std::string next_link(std::string_view link) {
  while (!link.empty()) {
    const auto open = link.find('<');
    const auto close = link.find('>', open);
    if (open == std::string_view::npos || close == std::string_view::npos) return {};
    // The parameters end at the next link; a comma within quotes is theirs.
    bool quoted = false;
    std::size_t end = close + 1;
    for (; end < link.size() && (quoted || link[end] != ','); ++end) quoted = quoted != (link[end] == '"');
    const std::string_view parameters = link.substr(close + 1, end - close - 1);
    if (parameters.find("rel=\"next\"") != std::string_view::npos ||
        parameters.find("rel=next") != std::string_view::npos)
      return std::string{link.substr(open + 1, close - open - 1)};
    link = end < link.size() ? link.substr(end + 1) : std::string_view{};
  }
  return {};
}

}  // namespace credex
