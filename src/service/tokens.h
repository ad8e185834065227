#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace credex::service {

/// A new identifier: 26 letters and digits that sort by the time they were made in (48 bits of it, then 80 at random).
std::string new_id(Instant now);
/// A secret of 192 bits, base64url.
std::string new_token();
/// What is kept of a secret: its SHA-256, hex.
std::string token_hash(std::string_view token);
/// A secret that can be made again: HMAC of `words` under the platform's secret, base64url.
std::string derived_token(std::string_view secret, std::string_view words);

}  // namespace credex::service
