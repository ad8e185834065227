#pragma once

#include "base/json.h"
#include "base/result.h"
#include "credential/award.h"

namespace credex::credential {

/// Which format: the European Learning Model or Open Badges.
enum class Target : std::uint8_t { elm, open_badge };

/// An award as a EuropeanDigitalCredential of the European Learning Model v3, application profile EDC-generic-full, not
/// sealed yet. Error "credential.elm" where the profile wants what the definition does not have (the awarding body's
/// eIDAS identifier and country, a title).
Result<json::Value> elm_from_award(json::Arena& arena, const framework::MicroCredential& definition,
                                   const Award& award);

/// What the file is called that holds the mandate of a credential sealed for another.
inline constexpr const char* k_mandate_file = "seal-mandate.json";

/// A definition alone, as a Qualification (a learning achievement specification) of the same model, with its @context.
Result<json::Value> elm_specification(json::Arena& arena, const framework::MicroCredential& definition);

/// The first claim of a EuropeanDigitalCredential as definition and award. What has no place in the model is listed.
Result<Contents> award_from_elm(const json::Value& credential);

/// Whether a JSON-LD document calls itself a EuropeanDigitalCredential.
bool is_elm(const json::Value& credential);

/// What `target` cannot carry of this definition and award, a finding each.
std::vector<Finding> losses_to(Target target, const framework::MicroCredential& definition, const Award& award);

/// "PT150H" for 150 hours (xsd:duration), and back, minutes counted as parts of hours; nothing where it is no such
/// span.
std::string duration_from_hours(double hours);
std::optional<double> hours_from_duration(std::string_view duration);

}  // namespace credex::credential
