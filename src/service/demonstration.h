#pragma once

#include <map>
#include <vector>

#include "base/json.h"
#include "service/actor.h"

namespace credex::service {

/// Fills an empty platform with the demonstration: six fictional organisations in six countries, the example
/// definitions and two more, 300 learners, 1,500 awards with some suspended, revoked and expired, policies, an
/// agreement, a larger award and applications (data/demonstration.yaml). Does nothing where there is anything. Error
/// "service.forbidden" where the platform is no demonstration.
Result<void> make_demonstration(Platform& platform);

/// Who is there already when the rest of the demonstration is made.
struct DemonstrationPeople {
  std::map<std::string, store::Organisation> organisations{};  ///< by name
  std::map<std::string, Actor> authors{};                      ///< by organisation
  store::Person learner{};                                     ///< the one who can be looked at
  std::vector<store::Person> learners{};                       ///< all, that one first
  Actor facilitator{};
  std::vector<Actor> reviewers{};  ///< two
  Actor proposer{};
};
/// Policies, agreements, stacks and applications, as the plan has them (data/demonstration.yaml).
Result<void> make_recognition(Platform& platform, const json::Value& plan, const DemonstrationPeople& people);
/// Roles, missing skills and people who want to be found.
Result<void> make_skills(Platform& platform, const json::Value& plan, const DemonstrationPeople& people);
/// Assessed regions, practices, consultations, a pilot, a policy brief (data/demonstration).
Result<void> make_framework(Platform& platform, const DemonstrationPeople& people);

}  // namespace credex::service
