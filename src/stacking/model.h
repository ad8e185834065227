#pragma once

#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "stacking/candidate.h"
#include "stacking/solver.h"

namespace credex::stacking {

/// Why something that is held does not count.
struct Exclusion {
  enum class Why : std::uint8_t { expired, withdrawn, not_verified, too_old, counted_elsewhere, counted_twice };
  const Candidate* candidate = nullptr;
  Why why = Why::expired;
  std::string detail{};  ///< the date, or the award it counts in
};

/// What may count on that day, in the candidates' order, and what may not.
std::vector<const Candidate*> eligible(std::span<const Candidate> candidates, const StackRule& rule, Date on,
                                       std::vector<Exclusion>& excluded);

/// Two that teach too much of the same: one of them counts.
struct Conflict {
  int a = 0;
  int b = 0;
  double percent = 0;
};

/// A rule over a pool of candidates as a program: the choices are the pool's, in its order. Rows come in the order of
/// the conditions, then total, most, prerequisites and one of each definition.
class Model {
 public:
  Model(const StackRule& rule, std::vector<const Candidate*> pool, const recognition::Countries& countries);

  const std::vector<const Candidate*>& pool() const { return pool_; }
  /// The rows that have to hold; `left_out` conditions (by place; the number of conditions stands for the total) do
  /// not.
  std::vector<Program::Row> rows(const std::set<std::size_t>& left_out = {}) const;
  /// Solves, adding conflicts as they are met, until none is violated or time is over.
  Solution solve(const std::vector<double>& costs, double seconds, const std::vector<Program::Row>& more = {},
                 const std::set<std::size_t>& left_out = {});
  bool takes(std::size_t condition, std::size_t candidate) const { return takes_[condition][candidate]; }
  /// Conflicts between those.
  std::vector<Conflict> conflicts(const std::vector<int>& chosen) const;

 private:
  const StackRule& rule_;
  std::vector<const Candidate*> pool_;
  std::vector<std::vector<bool>> takes_{};
  std::vector<Program::Row> met_{};  ///< conflicts met so far; they hold whatever else is asked
};

}  // namespace credex::stacking
