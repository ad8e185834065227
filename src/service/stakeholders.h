#pragma once

#include <string>
#include <vector>

#include "cocreation/engagement.h"
#include "service/actor.h"
#include "store/framework_records.h"

namespace credex::service {

struct StakeholderFacts {
  std::string name{};
  bool is_person = false;
  std::string group{};
  std::string role{};
  std::string interest{};   ///< 1 to 5
  std::string influence{};  ///< 1 to 5
  std::string country{};
  std::string sector{};
  std::string size{};
  std::string contact{};
  bool has_consent = false;  ///< a contact is kept with it alone
  std::string words{};
};
/// Adds somebody to the map, or writes their entry anew. Errors "service.invalid" with the field. Needs
/// engagement.manage, as all here.
Result<store::MapStakeholder> put_stakeholder(Platform& platform, const Actor& actor, const StakeholderFacts& facts,
                                              const std::string& id = {});
Result<void> remove_stakeholder(Platform& platform, const Actor& actor, const std::string& id);
Result<std::vector<store::MapStakeholder>> stakeholder_map(Platform& platform, const Actor& actor);
std::vector<cocreation::Stakeholder> as_values(const std::vector<store::MapStakeholder>& records);

/// Notes that somebody was asked to take part at a step, and whether they did.
Result<void> note_involvement(Platform& platform, const Actor& actor, const std::string& stakeholder_id,
                              const std::string& step, const std::string& method, const std::string& day,
                              bool answered);
Result<std::vector<cocreation::Coverage>> coverage_of_steps(Platform& platform, const Actor& actor);

/// Guidelines for a local case, as Markdown: from the rules, the map's public side (how many there are, no names) and
/// the task.
std::string engagement_guidelines(const cocreation::EngagementRules& rules, const cocreation::Plan& plan,
                                  const cocreation::Task& task, const std::string& language);

}  // namespace credex::service
