#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/report.h"
#include "framework/definition.h"
#include "recognition/country.h"
#include "recognition/criteria.h"

namespace credex::recognition {

/// What verification came to, as far as recognition asks.
enum class Authenticity : std::uint8_t {
  unknown,    ///< could not be checked
  forged,     ///< changed, or not signed by whom it names
  revoked,    ///< withdrawn by its issuer
  suspended,  ///< its status is open
  expired,
  none,     ///< nobody signed it
  limited,  ///< signed, but nothing ties the key to the issuer
  some,     ///< signed by the issuer's own key
  secure,   ///< signed by an issuer that is trusted
};

/// The word of a value, and back; what is no word is `unknown`.
std::string_view authenticity_name(Authenticity authenticity);
Authenticity authenticity_from(std::string_view name);

/// A value on a criterion's scale, and the message that says why; no value is unknown, unless it does not apply.
struct Reading {
  std::optional<double> value{};
  bool not_applicable = false;
  const char* message = "";
  std::vector<std::string> args{};
};

/// What the criteria look at, read once from a definition; how it stands to a target is the decision's matter.
struct Profile {
  const framework::MicroCredential* definition = nullptr;
  const System* system = nullptr;
  LevelReading level{};
  bool level_not_applicable = false;
  std::optional<double> ects{};
  std::optional<double> least_hours{};  ///< a range where only credits are known
  std::optional<double> most_hours{};
  bool hours_by_fact = false;  ///< the hours were reckoned from credits by a fact of the country
  Reading quality{};
  Reading assessment{};
  Reading identification{};
  Reading outcomes{};  ///< per cent of the outcomes that are assessed, where nothing is compared
};

/// Reads the profile. `on` is the day of the award, or of the question where there is none: quality assurance that ran
/// out before it does not count. The best of several counts: more evidence never makes it worse.
Profile profile_of(const framework::MicroCredential& definition, Date on, const Countries& countries);

}  // namespace credex::recognition
