#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/yaml_reader.h"
#include "framework/text.h"
#include "recognition/country.h"

namespace credex::stacking {

/// Which micro-credentials a condition is about. What is left empty limits nothing.
struct Selector {
  std::vector<std::string> of{};       ///< identifiers of definitions
  std::vector<std::string> issuers{};  ///< identifiers of awarding bodies
  std::vector<std::string> countries{};
  std::vector<std::string> sectors{};
  std::vector<std::string> fields{};  ///< ISCED-F URIs, with what lies below them
  std::vector<std::string> skills{};  ///< ESCO URIs, one of which it teaches
  std::optional<int> least_eqf{};
  std::optional<int> most_eqf{};
  bool at_home = false;  ///< earned at the body that awards the whole
  bool operator==(const Selector&) const = default;
};

/// One thing that has to hold of what is counted.
struct Condition {
  enum class Kind : std::uint8_t {
    all,         ///< each of those named
    any,         ///< at least `count` of what the selector takes
    least_ects,  ///< at least so many credits of it
    most_ects,   ///< at most so many count
    home_share,  ///< at least so many per cent of the credits that count
  };
  std::string id{};
  Kind kind = Kind::any;
  Selector which{};
  double amount = 0;  ///< count, credits or per cent
  std::string ground{};
  bool operator==(const Condition&) const = default;
};

/// `of` may be taken only by who has all of `needs`.
struct Prerequisite {
  std::string of{};
  std::vector<std::string> needs{};
  bool operator==(const Prerequisite&) const = default;
};

/// What a receiving body states: which micro-credentials together make a larger one. Stacking is its decision and
/// creates no right beyond what it has said (2022/C 243/02, Annex II, principle 5).
struct StackRule {
  std::string id{};
  std::string version{};
  framework::LangText title{};
  std::string body_id{};
  std::string body_name{};
  std::string body_country{};
  std::string body_region{};
  std::string target{};  ///< identifier of the definition that is awarded; may be empty
  std::optional<int> target_eqf{};
  double total_ects = 0;
  std::optional<double> most_ects{};
  std::vector<Condition> conditions{};
  std::vector<Prerequisite> prerequisites{};
  std::optional<double> most_overlap{};  ///< per cent of the smaller one's outcomes; beyond it one of two counts
  std::optional<int> not_older_than_months{};
  bool reuse = false;      ///< whether what already counts in another award may count here
  bool automatic = false;  ///< whether the body awards without asking once the rule is met
  std::string ground{};
  bool operator==(const StackRule&) const = default;
};

/// Reads a rule (YAML or JSON; docs/stacking.md lists the keys). Error "stacking.rule" names file, line and reason:
/// conditions that contradict each other or cannot be met, prerequisites in a circle, a level or place that does not
/// exist.
Result<StackRule> read_rule(std::string_view text, const std::string& name, const recognition::Countries& countries);

/// The same of a text that was parsed already.
Result<StackRule> read_rule(const YamlDocument& yaml, const std::string& name, const recognition::Countries& countries);

/// The selector in words: "EQF 7 or above, in 0222".
std::string selector_text(const Selector& selector);

}  // namespace credex::stacking
