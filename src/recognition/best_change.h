#pragma once

#include <string>
#include <vector>

#include "recognition/matrix.h"

namespace credex::recognition {

/// One thing that bodies could change: a body asks one step less of one criterion, or two bodies agree to take each
/// other's places' awards without comparing.
struct RuleChange {
  enum class Kind : std::uint8_t { loosen, agree } kind = Kind::loosen;
  std::size_t body = 0;   ///< place in the input's policies
  std::size_t other = 0;  ///< of an agreement
  Criterion criterion = Criterion::quality;
  double from = 0;  ///< full_at before
  double to = 0;    ///< and after
  bool operator==(const RuleChange&) const = default;
};

/// What changes together would open: pairs of a micro-credential and a body beyond its place's borders that come to be
/// accepted.
struct ChangeSet {
  std::vector<RuleChange> changes{};
  std::uint64_t opens = 0;
  std::uint64_t bound = 0;  ///< no set of as many changes opens more
  bool is_proven = false;
};

struct BestChangeOptions {
  std::size_t changes = 1;   ///< how many together
  double seconds = 8;        ///< for proving the set best
  std::size_t singles = 10;  ///< how many of the best single changes to list
};

struct BestChanges {
  std::vector<ChangeSet> singles{};  ///< the best single changes, the best first; each reckoned exactly
  ChangeSet set{};                   ///< the best set of that many changes
};

/// The single change, and the set of k changes, that would open most across borders. A step is one place on a scale,
/// one level, or ten per cent; several steps may be of one criterion. Exact, by branch and bound: what is not known is
/// opened by no loosening. Where time runs out the best set found comes with its bound.
BestChanges best_changes(const Catalogue& catalogue, const MatrixInput& input, const BestChangeOptions& options = {});

/// The demands of a policy with that criterion a step looser.
void loosen(Setting& setting, Criterion criterion);

}  // namespace credex::recognition
