#include "service/tokens.h"

#include "base/digest.h"
#include "crypto/random.h"

namespace credex::service {

std::string new_id(Instant now) {
  // Crockford's base 32: no letter that is taken for a digit.
  constexpr char k_digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  auto time = static_cast<std::uint64_t>(now.time_since_epoch().count());
  std::string out(26, '0');
  for (int i = 9; i >= 0; --i, time >>= 5) out[static_cast<std::size_t>(i)] = k_digits[time & 31];
  const Bytes random = crypto::random_bytes(16);
  for (std::size_t i = 0; i < 16; ++i) out[10 + i] = k_digits[random[i] & 31];
  return out;
}

std::string new_token() { return base64url(crypto::random_bytes(24)); }

std::string token_hash(std::string_view token) { return hex(sha256(token)); }

std::string derived_token(std::string_view secret, std::string_view words) {
  return base64url(crypto::hmac_sha256(as_bytes(secret), as_bytes(words)));
}

}  // namespace credex::service
