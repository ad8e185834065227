#pragma once

#include <string>
#include <string_view>

#include "base/encoding.h"
#include "base/time.h"
#include "crypto/key.h"
#include "proof/jws.h"

namespace credex::proof {

/// A list of statuses that tokens point into (IETF Token Status List, draft-ietf-oauth-status-list, section 4): entries
/// of 1, 2, 4 or 8 bits, the first in the lowest bits of the first byte.
class TokenStatusList {
 public:
  /// Section 7.1. Others are for applications.
  static constexpr unsigned k_valid = 0;
  static constexpr unsigned k_invalid = 1;
  static constexpr unsigned k_suspended = 2;
  static constexpr std::size_t k_max_bytes = std::size_t{32} * 1024 * 1024;

  TokenStatusList(unsigned bits, std::size_t entries) : bits_{bits}, bytes_((entries * bits + 7) / 8, 0) {}
  /// The "status_list" claim: {"bits", "lst"}, lst base64url of a zlib stream of at most 32 MB. Error
  /// "proof.token_status_list".
  static Result<TokenStatusList> read(const json::Value& claim);
  json::Value write(json::Arena& arena) const;

  std::size_t size() const { return bytes_.size() * 8 / bits_; }
  unsigned get(std::size_t index) const {
    return bytes_[index * bits_ / 8] >> (index * bits_ % 8) & ((1U << bits_) - 1);
  }
  void set(std::size_t index, unsigned status);

 private:
  unsigned bits_;
  Bytes bytes_;
};

/// The Status List Token (section 5.1): typ "statuslist+jwt", sub the list's own address, how long it may be kept.
Result<std::string> sign_status_list_token(const TokenStatusList& list, const std::string& uri,
                                           const std::string& issuer, const std::string& key_id, Instant issued,
                                           std::chrono::seconds keep, const crypto::Signer& signer);

struct StatusListToken {
  TokenStatusList list{1, 0};
  std::string issuer{};
  std::optional<Instant> expires{};
  SignatureCheck check{};
};
/// Reads such a token and judges its signature as one of `issuer`; error where it is none, or is that of another
/// address.
Result<StatusListToken> read_status_list_token(std::string_view text, std::string_view uri, std::string_view issuer,
                                               KeyResolver& keys);

}  // namespace credex::proof
