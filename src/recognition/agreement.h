#pragma once

#include <optional>
#include <string>
#include <vector>

#include "recognition/scope.h"

namespace credex::recognition {

/// A body that binds itself, and the place whose awards it answers for (country, system or NUTS code; may be empty).
struct Party {
  std::string id{};
  std::string name{};
  std::string place{};
  bool operator==(const Party&) const = default;
};

/// What bodies promise each other: awards from the others' places, within the scope, count by its effect. Bilateral,
/// multilateral or sector-wide by how many parties and which scope it has.
struct Agreement {
  enum class Effect : std::uint8_t {
    automatic,  ///< accepted without comparison
    eased,      ///< compared, with criteria waived or lower demands
  };
  std::string id{};
  std::string version{};
  std::string title{};
  std::vector<Party> parties{};
  std::optional<Date> from{};
  std::optional<Date> until{};  ///< the last day
  Scope scope{};
  Effect effect = Effect::automatic;
  std::vector<Criterion> waives{};               ///< not looked at
  ByCriterion<std::optional<double>> accepts{};  ///< no difference from here on
  std::string ground{};                          ///< the text behind it, in words or as an address
  bool operator==(const Agreement&) const = default;

  bool in_force(Date on) const { return (!from || *from <= on) && (!until || on <= *until); }
};

/// Whether it lets `receiving` (a body's id) count this: that body is a party, and another party answers for the
/// awarding body or is it. Its scope and dates are judged apart.
bool binds(const Agreement& agreement, const std::string& receiving, const Profile& profile,
           const Countries& countries);

/// Reads an agreement (YAML or JSON; docs/recognition.md lists the keys). Error "recognition.agreement" names file,
/// line and reason: an agreement with itself, dates reversed, a place that does not exist, an effect without effect.
Result<Agreement> read_agreement(std::string_view text, const std::string& name, const Criteria& criteria,
                                 const Countries& countries);
/// The same of a text that was parsed already, and of values.
Result<Agreement> read_agreement(const YamlDocument& yaml, const std::string& name, const Criteria& criteria,
                                 const Countries& countries);
Agreement agreement_of(YamlReader& in, const json::Value& value, const std::string& at, const Criteria& criteria,
                       const Countries& countries);
/// The agreement as values that agreement_of() takes back.
json::Value agreement_value(json::Arena& arena, const Agreement& agreement, const Criteria& criteria);

}  // namespace credex::recognition
