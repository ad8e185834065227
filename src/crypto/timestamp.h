#pragma once

#include <string>
#include <vector>

#include "crypto/x509.h"

namespace credex::crypto {

/// What a time-stamp token (RFC 3161) says and whether it holds.
struct TimestampCheck {
  bool imprint_matches = false;  ///< it is over the data that was given
  bool signature_holds = false;  ///< signed by the certificate it names, which is one for time-stamping
  bool valid_when_made = false;  ///< that certificate was within its time at genTime
  Instant time{};                ///< genTime
  Certificate authority{};       ///< the signer's certificate
  std::vector<Certificate> certificates{};
  std::string detail{};  ///< what is wrong, where something is
};

/// Judges a TimeStampToken (DER) over `data` (RFC 3161, section 2.4.2); trust in the authority is not judged here.
/// Error "crypto.timestamp" where it is no such token.
Result<TimestampCheck> check_timestamp(ByteView token, ByteView data);

/// A TimeStampReq for the SHA-256 of `data`, with a nonce, asking for the authority's certificate (section 2.4.1).
struct TimestampRequest {
  Bytes der{};
};
Result<TimestampRequest> make_timestamp_request(ByteView data);
/// The token in a TimeStampResp, once its status is granted and it answers `request`.
Result<Bytes> token_from_response(ByteView response, const TimestampRequest& request);

}  // namespace credex::crypto
