#pragma once

#include <optional>
#include <string>
#include <vector>

#include "stacking/candidate.h"

namespace credex::stacking {

/// When, where and for how much a micro-credential can be taken.
struct Offer {
  std::string definition{};
  std::optional<double> cost{};  ///< euro
  std::optional<Date> starts{};
  std::optional<Date> ends{};
  std::string country{};
  std::string region{};
  std::optional<bool> is_online{};
};

/// Reads offers (YAML or JSON; docs/stacking.md lists the keys). Error "stacking.offers" with file, line and reason.
Result<std::vector<Offer>> read_offers(std::string_view text, const std::string& name);

/// The candidate with what is offered of it from that day on: the soonest that still begins, at its price and place.
Candidate offered(Candidate candidate, const std::vector<Offer>& offers, Date today);

}  // namespace credex::stacking
