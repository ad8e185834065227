#include "proof/check.h"

namespace credex::proof {

Outcome outcome_of(SignatureState state) {
  switch (state) {
    case SignatureState::good: return Outcome::pass;
    case SignatureState::altered: return Outcome::fail;
    case SignatureState::key_unknown:
    case SignatureState::unsupported: break;
  }
  return Outcome::unknown;
}

}  // namespace credex::proof
