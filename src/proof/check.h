#pragma once

#include <optional>
#include <string>

#include "base/report.h"
#include "crypto/x509.h"

namespace credex::proof {

/// What one signature came to. These never merge: an unknown key is no forgery.
enum class SignatureState : std::uint8_t {
  good,         ///< the key named made it over exactly this content
  altered,      ///< content, proof or key do not belong together
  key_unknown,  ///< the key could not be had, so nothing is known
  unsupported   ///< a suite, algorithm or header that is not known here
};

struct SignatureCheck {
  SignatureState state = SignatureState::unsupported;
  std::string key_id{};                              ///< the verification method, or the certificate's subject
  std::string controller{};                          ///< who publishes the key, e.g. a DID
  std::optional<Instant> key_as_of{};                ///< when the controller's document was had
  std::optional<crypto::Certificate> certificate{};  ///< of a seal
  Finding finding{};                                 ///< with the single checks below it
};

/// Outcome of a state: good is pass, altered is fail, the others are unknown.
Outcome outcome_of(SignatureState state);

}  // namespace credex::proof
