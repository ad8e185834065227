#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "framework/definition.h"

namespace credex::framework {

/// Leave that a provider without a seal of its own gives a sector body, guild or hub to seal for it, and its limits
/// (ELM application profile EDC-issuedByMandate; evidence type "mandate" of the list evidence-type).
struct Mandate {
  std::string id{};          ///< its permanent address
  Organisation given_by{};   ///< the provider, who teaches and awards
  Organisation sealed_by{};  ///< who seals
  bool sealer_assesses = false;
  std::vector<int> eqf{};             ///< levels it covers; empty is no limit
  std::vector<std::string> fields{};  ///< ISCED-F URIs it covers, with what lies below them; empty is no limit
  std::optional<Ects> most{};         ///< the largest size
  std::optional<Date> from{};
  std::optional<Date> until{};  ///< the last day
  std::string ground{};         ///< the agreement behind it, in words or as an address
  bool operator==(const Mandate&) const = default;

  const Organisation& assessor() const { return sealer_assesses ? sealed_by : given_by; }
  /// Whether it says any limit; one that says none, as others may state theirs, cannot be held against an award.
  bool is_limited() const { return !eqf.empty() || !fields.empty() || most || from || until; }
};

/// Whether a field of the definition lies within the limits (a broader field of ISCED-F covers the narrower ones below
/// it); true where either says none.
bool covers_fields(const std::vector<std::string>& limits, const std::vector<Concept>& fields);

/// What of sealing this definition on that day the mandate does not cover, in English words; empty where it covers all.
std::vector<std::string> beyond_mandate(const Mandate& mandate, const MicroCredential& definition, Date on);

/// The limits in English words: "EQF level 3 to 5; Arts and humanities; at most 5 ECTS; until 2027-12-31".
std::string mandate_limits(const Mandate& mandate);
/// Who taught, who assessed, who sealed, under which limits: a sentence or two for people, in English.
std::string mandate_statement(const Mandate& mandate);

/// The mandate as values, and back: id, given_by, sealed_by (organisations as in docs/definition.md), assessed_by
/// ("provider" or "sealer"), eqf, field, most_ects, from, until, ground. Error "framework.mandate" names what is wrong.
json::Value mandate_value(json::Arena& arena, const Mandate& mandate);
Result<Mandate> mandate_of(const json::Value& value);

}  // namespace credex::framework
