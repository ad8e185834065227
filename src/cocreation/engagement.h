#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/report.h"
#include "base/result.h"

namespace credex::cocreation {

/// data/cocreation/engagement.yaml: whom to involve at each step of a micro-credential's life, how, when and why.
struct EngagementSource {
  std::string id{};
  std::string title{};
};
struct StakeholderGroup {
  std::string id{};
  std::string title{};
  std::string who{};
  std::string in_sector{};  ///< who they are in the cultural and creative industries
};
struct Method {
  std::string id{};
  std::string title{};
  std::string use{};
  std::string people{};
  std::string duration{};
  std::string output{};
  std::string care{};
  std::string source{};
};
enum class Weight : std::uint8_t { is_informed, is_heard, contributes, decides };
std::string_view weight_name(Weight weight);
struct StepGroup {
  std::string group{};
  Weight weight = Weight::is_heard;
  std::string why{};
};
struct StepMethod {
  std::string method{};
  std::string when{};
};
struct Step {
  std::string id{};
  std::string title{};
  std::string question{};
  std::vector<StepGroup> groups{};
  std::vector<StepMethod> methods{};
  std::string output{};
  std::vector<std::string> sources{};  ///< "title, where"
  std::vector<std::string> gap_signals{};
};
struct EngagementRules {
  std::vector<EngagementSource> sources{};
  std::vector<StakeholderGroup> groups{};
  std::vector<Method> methods{};
  std::vector<Step> steps{};
  std::vector<std::pair<std::string, std::string>> rules{};  ///< text and source's title

  const StakeholderGroup* group(std::string_view id) const;
  const Method* method(std::string_view id) const;
  const Step* step(std::string_view id) const;
  const EngagementSource* source(std::string_view id) const;
  static const EngagementRules& built_in();
};
/// Error "cocreation.engagement" with file, line and reason.
Result<EngagementRules> read_engagement(std::string_view text, const std::string& name);

/// The sizes of organisations (Commission Recommendation 2003/361/EC; self-employed apart).
inline constexpr std::array<std::string_view, 5> k_sizes{"self_employed", "micro", "small", "medium", "large"};

/// Somebody on the map.
struct Stakeholder {
  std::string id{};
  std::string name{};
  bool is_person = false;
  std::string group{};
  std::string role{};
  int interest = 3;   ///< 1 to 5
  int influence = 3;  ///< 1 to 5
  std::string country{};
  std::string sector{};
  std::string size{};
  bool has_contact = false;  ///< with consent
};
/// By interest and influence above the middle (A. L. Mendelow's grid, 1981).
enum class Quadrant : std::uint8_t { involve_closely, keep_satisfied, keep_informed, watch };
Quadrant quadrant_of(const Stakeholder& stakeholder);
std::string_view quadrant_name(Quadrant quadrant);

/// What is to be done, where.
struct Task {
  std::string title{};
  std::vector<std::string> steps{};  ///< empty: all
  std::string country{};
  std::string sector{};
};

/// A group at a step, with those of the map who fit: of the country and sub-sector first, then by interest and
/// influence.
struct PlannedGroup {
  const StepGroup* at = nullptr;
  const StakeholderGroup* group = nullptr;
  std::vector<const Stakeholder*> who{};
};
struct PlannedStep {
  const Step* step = nullptr;
  std::vector<PlannedGroup> groups{};
  std::vector<std::pair<const StepMethod*, const Method*>> methods{};
};
struct Plan {
  std::vector<PlannedStep> steps{};
  Report report{};  ///< gaps: groups that decide or contribute and of whom nobody is on the map, no contact, no balance
};
/// Error "cocreation.engagement" where a step is not known.
Result<Plan> plan(const EngagementRules& rules, std::span<const Stakeholder> map, const Task& task);

/// Somebody took part at a step.
struct Involvement {
  std::string stakeholder{};
  std::string step{};
  std::string method{};
  bool answered = true;  ///< false: was invited, did not come
};
/// 1 - sum of squared shares, over the most that so many categories allow; nothing below two.
std::optional<double> balance(std::span<const std::int64_t> counts);
struct Coverage {
  std::size_t heard = 0;   ///< groups that decide or contribute, of whom somebody took part
  std::size_t listed = 0;  ///< such groups
  std::map<std::string, std::pair<int, int>> response{};  ///< by group: answered, invited
  std::optional<double> by_country{};
  std::optional<double> by_sector{};
  std::optional<double> by_size{};
  Report report{};
};
Coverage coverage(const EngagementRules& rules, std::string_view step, std::span<const Stakeholder> map,
                  std::span<const Involvement> involved);

}  // namespace credex::cocreation
