#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "recognition/agreement.h"
#include "recognition/criteria.h"
#include "recognition/scope.h"

namespace credex::recognition {

/// What a body takes without comparing.
struct AutomaticRule {
  std::string id{};
  Scope scope{};
  std::string ground{};
  bool operator==(const AutomaticRule&) const = default;
};

/// Who decides.
struct Body {
  std::string id{};
  std::string name{};
  std::string country{};
  std::string region{};
  bool operator==(const Body&) const = default;
};

/// A recognition body's rules, in one version. A decision names the version that it was made under.
struct Policy {
  std::string id{};
  std::string version{};
  std::string title{};
  Body body{};
  std::optional<Date> from{};
  std::optional<Date> until{};
  std::array<Demands, k_purposes> demands{};
  Matching matching{};
  std::vector<std::string> essential{};  ///< ids of target outcomes without which nothing counts
  std::vector<AutomaticRule> automatic{};
  Deadlines deadlines{};
  std::string appeal_to{};   ///< who hears an appeal
  std::string appeal_law{};  ///< on which ground, where the body says
  bool operator==(const Policy&) const = default;

  const Demands& of(Purpose purpose) const { return demands[static_cast<std::size_t>(purpose)]; }
  Demands& of(Purpose purpose) { return demands[static_cast<std::size_t>(purpose)]; }
  bool in_force(Date on) const { return (!from || *from <= on) && (!until || on <= *until); }
};

/// Reads a policy (YAML or JSON; docs/recognition.md lists the keys). What it leaves out is as
/// data/recognition/criteria.yaml has it. Error "recognition.policy" names file, line and reason.
Result<Policy> read_policy(std::string_view text, const std::string& name, const Criteria& criteria,
                           const Countries& countries);

/// The same of a text that was parsed already.
Result<Policy> read_policy(const YamlDocument& yaml, const std::string& name, const Criteria& criteria,
                           const Countries& countries);
/// The policy as values that read_policy() takes back, with everything said that a policy can say.
json::Value policy_value(json::Arena& arena, const Policy& policy, const Criteria& criteria);

/// One line of a comparison: the same thing in both policies.
struct PolicyLine {
  std::string key{};  ///< "credit.quality.full_at"
  std::string one{};
  std::string other{};
  bool differs = false;
};
/// Two policies line by line, everything that a policy can set, in the same order for every pair.
std::vector<PolicyLine> compare_policies(const Policy& one, const Policy& other, const Criteria& criteria);

}  // namespace credex::recognition
