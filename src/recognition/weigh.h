#pragma once

#include "recognition/decision.h"

namespace credex::recognition {

/// The demands of a policy with what agreements in force ease: the lowest demand of each holds.
struct EasedDemands {
  Demands demands{};
  ByCriterion<bool> waived{};
  ByCriterion<const Agreement*> by{};  ///< which agreement eased it
};

/// Lowers the demands by what an agreement in force eases.
void ease(EasedDemands& eased, const Agreement& agreement);

/// Means other than partial credit that make this setting's difference good.
std::vector<std::string> other_means(const Setting& setting);
bool gives_partial_credit(const Setting& setting);

}  // namespace credex::recognition
