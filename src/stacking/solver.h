#pragma once

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace credex::stacking {

/// Yes-or-no choices under linear rows, the least of a sum: a mixed-integer program.
struct Program {
  struct Row {
    std::vector<std::pair<int, double>> terms{};
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
  };
  std::vector<double> costs{};  ///< one a choice
  std::vector<Row> rows{};
};

struct Solution {
  enum class Kind : std::uint8_t { optimal, feasible, infeasible, unknown } kind = Kind::unknown;
  std::vector<int> chosen{};  ///< the choices that are taken, ascending
  double value = 0;
  double bound = 0;  ///< no solution costs less
};

/// Solves by COIN-OR's branch and cut (CBC), within so many seconds: proven optimal or infeasible, or the best that was
/// found and a bound. The same program gives the same solution unless time ran out.
Solution solve(const Program& program, double seconds);

}  // namespace credex::stacking
