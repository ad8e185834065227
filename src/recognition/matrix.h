#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "recognition/decision.h"

namespace credex::recognition {

/// What the columns of a matrix are: places, or awarding bodies.
enum class Grouping : std::uint8_t { system, body };

/// What a matrix is reckoned of.
struct MatrixInput {
  std::span<const framework::MicroCredential> definitions{};
  std::span<const Policy> policies{};
  std::span<const Agreement> agreements{};
  Purpose purpose = Purpose::credit;
  Date on{};
  const Countries& countries = Countries::built_in();
  const Criteria& criteria = Criteria::built_in();
  Grouping by = Grouping::system;
};

/// How one body receives what comes from one place.
struct Cell {
  std::uint32_t definitions = 0;
  std::array<std::uint32_t, 5> verdicts{};   ///< by Verdict
  std::uint32_t unseen = 0;                  ///< of the accepted: by an automatic rule or agreement
  ByCriterion<std::uint32_t> stops{};        ///< of what is not accepted: where this criterion differs
  ByCriterion<std::uint32_t> stops_alone{};  ///< where nothing but this criterion keeps it from being accepted
  std::uint32_t accepted() const { return verdicts[static_cast<std::size_t>(Verdict::full)]; }
  bool operator==(const Cell&) const = default;
};

/// Which share of each place's micro-credentials each body would accept, and what stops the rest. That an award is
/// authentic is its own matter and taken as given here.
struct Matrix {
  std::vector<std::string> origins{};  ///< ids of systems or of awarding bodies, ascending; "?" for what is not known
  std::vector<std::string> bodies{};   ///< ids of the policies' bodies, in the input's order
  std::vector<std::string> places{};   ///< of the bodies: the origin that is their own; "?" where not known
  std::vector<Cell> cells{};           ///< by body, then origin
  const Cell& at(std::size_t body, std::size_t origin) const { return cells[body * origins.size() + origin]; }
  /// Over all cells where origin and body are not of one place.
  Cell across() const;
  bool operator==(const Matrix&) const = default;
};

/// A catalogue made ready once, so that changes of rules cost little.
class Catalogue {
 public:
  Catalogue(std::span<const framework::MicroCredential> definitions, Date on, const Countries& countries,
            Grouping by = Grouping::system);
  ~Catalogue();
  Catalogue(Catalogue&&) noexcept;
  Catalogue& operator=(Catalogue&&) noexcept;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// The matrix, decided by the same rules as decide() without a target, each definition by each policy.
Matrix matrix(const Catalogue& catalogue, const MatrixInput& input);
Matrix matrix(const MatrixInput& input);
/// The row of one body alone: what a changed policy or a new agreement costs to see.
void matrix_row(const Catalogue& catalogue, const MatrixInput& input, std::size_t body, Matrix& into);

}  // namespace credex::recognition
