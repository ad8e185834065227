#include "credential/authenticity.h"

namespace credex::credential {

using recognition::Authenticity;

Authenticity authenticity_of(const Report& report) {
  const Finding* integrity = report.find("integrity");
  if (integrity == nullptr) return Authenticity::unknown;
  if (integrity->message == "integrity.unsigned") return Authenticity::none;
  if (integrity->outcome == Outcome::fail) return Authenticity::forged;
  if (integrity->outcome == Outcome::unknown) return Authenticity::unknown;
  const Finding* status = report.find("status");
  if (status != nullptr && status->outcome == Outcome::fail)
    return status->message == "status.suspended" ? Authenticity::suspended : Authenticity::revoked;
  const Finding* validity = report.find("validity");
  if (validity != nullptr && validity->message == "validity.expired") return Authenticity::expired;
  if (validity != nullptr && validity->outcome == Outcome::fail) return Authenticity::suspended;
  if (status != nullptr && status->outcome == Outcome::unknown) return Authenticity::unknown;
  const Finding* issuer = report.find("issuer");
  if (issuer == nullptr) return Authenticity::unknown;
  const std::string& key = issuer->message;
  if (key == "issuer.trusted" || key == "issuer.sealed_trusted") return Authenticity::secure;
  const Finding* mandate = report.find("mandate");
  const bool beyond_mandate = mandate != nullptr && mandate->outcome == Outcome::fail;
  const Finding* holder = report.find("holder");
  const bool not_its_holder = holder != nullptr && holder->outcome == Outcome::fail;
  if (beyond_mandate || not_its_holder || issuer->outcome == Outcome::fail) return Authenticity::limited;
  if (key == "issuer.own_key" || key == "issuer.as_bundled") return Authenticity::some;
  return Authenticity::limited;
}

}  // namespace credex::credential
