#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/yaml_reader.h"
#include "recognition/country.h"
#include "recognition/criteria.h"
#include "recognition/evidence.h"

namespace credex::recognition {

/// Which micro-credentials a rule is about. What is left empty limits nothing; what it limits has to be known of the
/// micro-credential.
struct Scope {
  std::vector<std::string> countries{};  ///< countries, systems or NUTS codes
  std::vector<std::string> issuers{};    ///< identifiers of awarding bodies
  std::vector<std::string> accredited_by{};
  std::vector<std::string> sectors{};
  std::vector<std::string> fields{};  ///< ISCED-F URIs, with what lies below them
  std::vector<Purpose> purposes{};
  std::optional<int> least_eqf{};
  std::optional<int> most_eqf{};
  std::optional<double> least_ects{};
  std::optional<double> most_ects{};
  std::optional<int> least_quality{};  ///< place on the scale of quality
  bool operator==(const Scope&) const = default;
};

/// Whether the scope holds for it; `beyond`, where given, is told what does not, in the scope's own keys.
bool covers(const Scope& scope, const Profile& profile, Purpose purpose, const Countries& countries,
            std::vector<std::string>* beyond = nullptr);

/// Countries, systems or regions under `key`; fields of ISCED-F as URIs under `key`. What does not exist is a problem.
std::vector<std::string> read_places(YamlReader& in, const json::Value& value, const std::string& at,
                                     std::string_view key, const Countries& countries);
std::vector<std::string> read_fields(YamlReader& in, const json::Value& value, const std::string& at,
                                     std::string_view key);

/// Reads the scope's keys of `value`; places, levels and sizes that do not exist or contradict are problems.
Scope read_scope(YamlReader& in, const json::Value& value, const std::string& at, const Criteria& criteria,
                 const Countries& countries);

/// The scope as values that read_scope() takes back.
json::Value scope_value(json::Arena& arena, const Scope& scope, const Criteria& criteria);

/// The scope in the keys of the file: "countries: IE, PT; eqf: 5 to 7; ects: at most 5"; "everything" where it limits
/// nothing.
std::string scope_text(const Scope& scope, const Criteria& criteria);

}  // namespace credex::recognition
