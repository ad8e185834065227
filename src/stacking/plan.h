#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stacking/check.h"

namespace credex::stacking {

/// What a plan is to have least of.
enum class Aim : std::uint8_t { credits, cost, time, distance, presence };
std::string_view aim_name(Aim aim);
std::optional<Aim> aim_of(std::string_view name);

struct PlanOptions {
  Aim aim = Aim::credits;
  std::string near_country{};  ///< for `distance`: where the person is
  std::string near_region{};   ///< NUTS code
  int alternatives = 2;        ///< further plans, each with at most half of the first one's steps
  double seconds = 2;          ///< for the whole answer
};

/// What taking a candidate has of the aim; nothing where it is not known (a price, a date). Distance counts 0 for
/// online and the same region, 1 for the same part of the country (NUTS 1), 2 for the same country, 3 beyond.
std::optional<double> aim_value(const Candidate& candidate, const PlanOptions& options);

/// A way from what one has to the target.
struct Plan {
  std::vector<const Candidate*> use{};   ///< held, and counted
  std::vector<const Candidate*> take{};  ///< in an order that keeps the prerequisites, soonest first
  std::vector<Part> parts{};
  double ects = 0;               ///< counted in all
  double to_earn = 0;            ///< ECTS of what is to be taken
  std::optional<double> cost{};  ///< of what is to be taken, where every price is known
  std::optional<Date> ready{};   ///< when the last is done, where every date is known
  double value = 0;              ///< of the aim
  double bound = 0;              ///< no plan has less
  bool is_proven = false;
};

struct PlanResult {
  std::vector<Plan> plans{};  ///< the best first; none where nothing will do
  std::vector<Exclusion> excluded{};
  std::size_t without_value = 0;  ///< candidates left out because their price or date is not known
  Report report{};
};

/// The way from what is held (`is_held`) to the target over what could be taken, with the least of the aim: exactly
/// optimal, by branch and cut over a pool that provably holds an optimum; where time runs out, the best found and its
/// bound.
PlanResult plan_stack(const StackRule& rule, std::span<const Candidate> candidates, Date today,
                      const PlanOptions& options, const recognition::Countries& countries);
/// The result refers to the candidates: they have to live as long.
PlanResult plan_stack(const StackRule&, std::vector<Candidate>&&, Date, const PlanOptions&,
                      const recognition::Countries&) = delete;

}  // namespace credex::stacking
