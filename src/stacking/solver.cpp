// Front: solver.h; the solver is COIN-OR CBC through its C interface.
#include "stacking/solver.h"

#include <coin/Cbc_C_Interface.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

namespace credex::stacking {
namespace {

struct DeleteModel {
  void operator()(Cbc_Model* model) const { Cbc_deleteModel(model); }
};

/// The rows by column, as the solver takes them.
struct Columns {
  std::vector<int> starts{};
  std::vector<int> rows{};
  std::vector<double> values{};
};

Columns by_column(const Program& program) {
  const std::size_t count = program.costs.size();
  Columns out;
  out.starts.assign(count + 1, 0);
  for (const Program::Row& row : program.rows) {
    for (const auto& [choice, value] : row.terms) ++out.starts[static_cast<std::size_t>(choice) + 1];
  }
  for (std::size_t i = 0; i < count; ++i) out.starts[i + 1] += out.starts[i];
  out.rows.resize(static_cast<std::size_t>(out.starts[count]));
  out.values.resize(out.rows.size());
  std::vector<int> next(out.starts.begin(), out.starts.end() - 1);
  for (std::size_t r = 0; r < program.rows.size(); ++r) {
    for (const auto& [choice, value] : program.rows[r].terms) {
      const auto place = static_cast<std::size_t>(next[static_cast<std::size_t>(choice)]++);
      out.rows[place] = static_cast<int>(r);
      out.values[place] = value;
    }
  }
  return out;
}

}  // namespace

Solution solve(const Program& program, double seconds) {
  Solution out;
  const int count = static_cast<int>(program.costs.size());
  if (count == 0) {
    const bool holds = std::all_of(program.rows.begin(), program.rows.end(),
                                   [](const Program::Row& row) { return row.least <= 0 && row.most >= 0; });
    out.kind = holds ? Solution::Kind::optimal : Solution::Kind::infeasible;
    return out;
  }
  const std::unique_ptr<Cbc_Model, DeleteModel> model{Cbc_newModel()};
  Cbc_setLogLevel(model.get(), 0);
  const Columns columns = by_column(program);
  std::vector<double> least;
  std::vector<double> most;
  for (const Program::Row& row : program.rows) {
    least.push_back(row.least);
    most.push_back(row.most);
  }
  const std::vector<double> lower(program.costs.size(), 0);
  const std::vector<double> upper(program.costs.size(), 1);
  Cbc_loadProblem(model.get(), count, static_cast<int>(program.rows.size()), columns.starts.data(), columns.rows.data(),
                  columns.values.data(), lower.data(), upper.data(), program.costs.data(), least.data(), most.data());
  for (int i = 0; i < count; ++i) Cbc_setInteger(model.get(), i);
  Cbc_setObjSense(model.get(), 1);
  Cbc_setParameter(model.get(), "seconds", std::to_string(seconds).c_str());
  Cbc_setParameter(model.get(), "timeMode", "elapsed");
  Cbc_setAllowableGap(model.get(), 1e-6);
  Cbc_setAllowableFractionGap(model.get(), 0);
  Cbc_solve(model.get());
  if (Cbc_isProvenInfeasible(model.get()) != 0) {
    out.kind = Solution::Kind::infeasible;
    return out;
  }
  out.bound = Cbc_getBestPossibleObjValue(model.get());
  const double* best = Cbc_bestSolution(model.get());
  if (best == nullptr) return out;
  for (int i = 0; i < count; ++i) {
    if (best[i] > 0.5) out.chosen.push_back(i);
  }
  for (const int i : out.chosen) out.value += program.costs[static_cast<std::size_t>(i)];
  out.kind = Cbc_isProvenOptimal(model.get()) != 0 ? Solution::Kind::optimal : Solution::Kind::feasible;
  if (out.kind == Solution::Kind::optimal) out.bound = out.value;
  return out;
}

}  // namespace credex::stacking
