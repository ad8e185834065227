#include "recognition/matrix.h"

#include "recognition/catalogue_traits.h"

namespace credex::recognition {
namespace {

void count(Cell& cell, const Receiver::Outcome& outcome, std::uint32_t times) {
  cell.definitions += times;
  cell.verdicts[static_cast<std::size_t>(outcome.verdict)] += times;
  if (outcome.unseen) cell.unseen += times;
  if (outcome.verdict == Verdict::full || outcome.judge == nullptr) return;
  for (const Criterion criterion : k_all_criteria) {
    const Difference difference = outcome.differences[criterion];
    if (difference == Difference::none || difference == Difference::not_applicable) continue;
    if (outcome.judge->demands.settings[criterion].weight == 0) continue;
    cell.stops[criterion] += times;
    ByCriterion<Difference> mended = outcome.differences;
    mended[criterion] = Difference::none;
    if (outcome.judge->verdict(mended) == Verdict::full) cell.stops_alone[criterion] += times;
  }
}

}  // namespace

Cell Matrix::across() const {
  Cell out;
  for (std::size_t body = 0; body < bodies.size(); ++body) {
    for (std::size_t origin = 0; origin < origins.size(); ++origin) {
      if (origins[origin] == places[body]) continue;
      const Cell& cell = at(body, origin);
      out.definitions += cell.definitions;
      out.unseen += cell.unseen;
      for (std::size_t i = 0; i < out.verdicts.size(); ++i) out.verdicts[i] += cell.verdicts[i];
      for (const Criterion criterion : k_all_criteria) {
        out.stops[criterion] += cell.stops[criterion];
        out.stops_alone[criterion] += cell.stops_alone[criterion];
      }
    }
  }
  return out;
}

void matrix_row(const Catalogue& catalogue, const MatrixInput& input, std::size_t body, Matrix& into) {
  const Catalogue::Impl& c = catalogue.impl();
  Receiver receiver{c, input, input.policies[body]};
  Cell* row = &into.cells[body * into.origins.size()];
  std::fill(row, row + into.origins.size(), Cell{});
  for (std::size_t i = 0; i < c.traits.size(); ++i)
    count(row[c.traits[i].origin], receiver.judge(c.traits[i]), c.counts[i]);
}

Matrix matrix(const Catalogue& catalogue, const MatrixInput& input) {
  Matrix out{.origins = catalogue.impl().origins};
  for (const Policy& policy : input.policies) {
    out.bodies.push_back(policy.body.id);
    if (input.by == Grouping::body) {
      out.places.push_back(policy.body.id);
      continue;
    }
    const System* system = input.countries.system_of(policy.body.country, policy.body.region);
    out.places.push_back(system ? system->id : "?");
  }
  out.cells.resize(out.bodies.size() * out.origins.size());
  for (std::size_t body = 0; body < out.bodies.size(); ++body) matrix_row(catalogue, input, body, out);
  return out;
}

Matrix matrix(const MatrixInput& input) {
  return matrix(Catalogue{input.definitions, input.on, input.countries, input.by}, input);
}

}  // namespace credex::recognition
