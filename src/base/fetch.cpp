#include "base/fetch.h"

namespace credex {

Fetch offline_fetch() {
  return [](const FetchRequest& request) -> Result<Fetched> {
    return Error{.code = "fetch.offline",
                 .message = "no network is used, so " + request.url + " was not asked",
                 .remedy = "run it again without --offline"};
  };
}

}  // namespace credex
