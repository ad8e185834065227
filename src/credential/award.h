#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/report.h"
#include "base/time.h"
#include "framework/definition.h"
#include "framework/mandate.h"

namespace credex::credential {

struct Learner {
  std::string id{};  ///< a DID or another URI, where the learner has one
  std::string given_name{};
  std::string family_name{};
  std::string full_name{};
  std::optional<Date> date_of_birth{};
  std::string email{};
  std::string identifier{};  ///< the school's number for the learner
  std::string national_id{};
  std::string national_id_country{};  ///< ISO 3166-1 alpha-2

  /// The full name, or given and family name together.
  std::string name() const;
  bool is_identified() const {
    return !name().empty() || !email.empty() || !id.empty() || !national_id.empty() || !identifier.empty();
  }
  bool operator==(const Learner&) const = default;
};

/// A status list entry that a credential points to: a Bitstring Status List by its purpose, or, with the purpose
/// "token", an IETF Token Status List.
struct StatusEntry {
  std::string list_url{};
  std::string purpose = "revocation";
  std::size_t index = 0;
  bool operator==(const StatusEntry&) const = default;
};

/// One award of a micro-credential to one learner.
struct Award {
  std::string id{};  ///< URI of the credential
  Learner learner{};
  Date awarded_on{};
  Instant issued{};
  Instant valid_from{};
  std::optional<Instant> valid_until{};
  std::string grade{};
  std::string evidence_url{};
  std::vector<StatusEntry> status{};
  std::optional<framework::Mandate> mandate{};  ///< under which somebody else than the awarding body seals
  std::string holder_key{};  ///< public JWK that the holder shows to have; empty: whoever has the file presents it
  bool operator==(const Award&) const = default;
};

/// A definition and an award, as found in a credential.
struct Contents {
  framework::MicroCredential definition{};
  Award award{};
  std::string issuer_id{};
  std::string issuer_name{};
  std::vector<Finding> losses{};  ///< what the credential says that has no place in the model
};

}  // namespace credex::credential
