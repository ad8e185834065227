#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "skills/gap.h"
#include "stacking/plan.h"

namespace credex::stacking {

struct BridgeOptions {
  Aim aim = Aim::credits;  ///< least credits, cost, distance or presence; time is that of the last to be ready
  std::string near_country{};
  std::string near_region{};
  std::vector<std::string> languages{};  ///< of delivery; empty is any
  std::vector<std::string> countries{};  ///< of the awarding body; empty is any; what is online passes too
  bool online_only = false;
  bool essential_only = true;      ///< optional skills are not asked for
  std::optional<double> budget{};  ///< the most of the aim: then as many skills as can be had for it
  double least_level = 0.7;        ///< from which level (SkillLevels) a skill counts as met
  double seconds = 2;
};

/// A micro-credential of the way, and the wanted skills that it brings.
struct BridgeStep {
  const Candidate* take = nullptr;
  std::vector<skills::ConceptId> brings{};
};

/// The way from a gap to work, over what the catalogue has.
struct Bridge {
  std::vector<BridgeStep> steps{};
  std::vector<skills::ConceptId> open{};       ///< wanted and not met before
  std::vector<skills::ConceptId> unoffered{};  ///< of them, those that nothing in the catalogue brings
  std::vector<skills::ConceptId> left{};       ///< of them, those offered that the budget does not reach
  double ects = 0;
  std::optional<double> cost{};  ///< where every price is known
  double value = 0;              ///< of the aim
  double bound = 0;
  bool is_proven = false;
  std::size_t without_value = 0;  ///< left out, as their price is not known
  Report report{};
};

/// The set of micro-credentials that closes the gap with the least of the aim, exactly optimal by branch and cut; where
/// time runs out, the best found and its bound. The candidates must outlive it. Skills that nothing brings are said.
Bridge bridge(const skills::EscoIndex& esco, const skills::SkillLevels& levels, const skills::Target& target,
              std::span<const Candidate> candidates, const BridgeOptions& options, std::string_view language = "en");
Bridge bridge(const skills::EscoIndex&, const skills::SkillLevels&, const skills::Target&, std::vector<Candidate>&&,
              const BridgeOptions&, std::string_view = "en") = delete;

/// As JSON: steps with what each brings, what is open, unoffered and left, sums and whether it is proven.
json::Value bridge_value(json::Arena& arena, const skills::EscoIndex& esco, const Bridge& bridge,
                         std::string_view language);

/// The ESCO skills that a candidate brings, as the index numbers them.
std::vector<skills::ConceptId> brought(const skills::EscoIndex& esco, const Candidate& candidate);

}  // namespace credex::stacking
