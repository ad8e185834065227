#include "credential/authenticity.h"

#include "credential/vouching.h"

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
  const Vouching who = vouching_of(report);
  // It is signed, and not by whom it names.
  if (who.face == Face::contradicted) return Authenticity::forged;
  if (issuer->outcome != Outcome::fail && who.face == Face::vouched) return Authenticity::secure;
  const Finding* mandate = report.find("mandate");
  const bool beyond_mandate = mandate != nullptr && mandate->outcome == Outcome::fail;
  const Finding* holder = report.find("holder");
  const bool not_its_holder = holder != nullptr && holder->outcome == Outcome::fail;
  if (beyond_mandate || not_its_holder || issuer->outcome == Outcome::fail) return Authenticity::limited;
  // The key is the issuer's own, and nobody says whose that is.
  const Finding* key = report.find("issuer.key");
  if (key != nullptr && key->outcome == Outcome::pass) return Authenticity::some;
  return Authenticity::limited;
}

}  // namespace credex::credential
