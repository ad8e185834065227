#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "recognition/matrix.h"

namespace credex::recognition {

/// Of a definition only what the criteria and scopes look at, as small numbers.
struct Traits {
  static constexpr float k_unknown = -1000;
  static constexpr float k_not_applicable = -2000;
  std::uint32_t origin = 0;  ///< place of its system in the catalogue's origins
  std::uint32_t place = 0;   ///< distinct country and region
  std::uint32_t issuer = 0;
  std::uint32_t sector = 0;
  std::uint32_t fields = 0;      ///< distinct list of fields
  std::uint32_t accredited = 0;  ///< distinct list of those who assure its quality
  float eqf = k_unknown;
  float ects = k_unknown;
  float hours = k_unknown;  ///< by the better end of a range
  float quality = k_unknown;
  float assessment = k_unknown;
  float identification = k_unknown;
  float outcomes = k_unknown;
  bool has_outcomes = false;
  bool operator==(const Traits&) const = default;
};

/// Distinct texts, numbered.
class Numbering {
 public:
  std::uint32_t of(const std::string& text) {
    const auto [it, is_new] = numbers_.emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (is_new) texts_.push_back(text);
    return it->second;
  }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_{};
  std::vector<std::string> texts_{};
};

struct Catalogue::Impl {
  std::vector<std::string> origins{};
  std::vector<Traits> traits{};                               ///< distinct
  std::vector<std::uint32_t> counts{};                        ///< how many definitions have them
  std::vector<std::pair<std::string, std::string>> places{};  ///< country and region
  std::vector<std::string> issuers{};
  std::vector<std::string> sectors{};
  std::vector<std::vector<std::string>> fields{};
  std::vector<std::vector<std::string>> accredited{};
};

/// One policy for one purpose, with what agreements ease, ready to judge traits.
struct Judge {
  explicit Judge(Demands demands, ByCriterion<bool> waived = {});
  ByCriterion<float> full{};
  ByCriterion<float> compensable{};
  ByCriterion<bool> waived{};
  Demands demands{};
  mutable std::vector<std::int8_t> verdicts{};  ///< by the code of seven differences; -1 not yet weighed

  ByCriterion<Difference> differences(const Traits& traits) const;
  Verdict verdict(const ByCriterion<Difference>& differences) const;
  /// The value that the criterion's demand is held against.
  float value(Criterion criterion, const Traits& traits) const;
};

/// Which traits a scope covers, answered from tables.
class ScopeTable {
 public:
  ScopeTable(const Scope& scope, const Catalogue::Impl& catalogue, const Countries& countries, Purpose purpose);
  bool covers(const Traits& traits) const;

 private:
  bool purpose_ = true;
  std::vector<bool> places_{};
  std::vector<bool> issuers_{};
  std::vector<bool> sectors_{};
  std::vector<bool> fields_{};
  std::vector<bool> accredited_{};
  const Scope& scope_;
};

/// The rules of one body over a catalogue: what it takes unseen, and the judges for the rest.
class Receiver {
 public:
  Receiver(const Catalogue::Impl& catalogue, const MatrixInput& input, const Policy& policy);

  struct Outcome {
    Verdict verdict = Verdict::undecided;
    bool unseen = false;
    const Judge* judge = nullptr;  ///< where it was compared
    ByCriterion<Difference> differences{};
  };
  Outcome judge(const Traits& traits);

 private:
  struct Binding {
    const Agreement* agreement = nullptr;
    std::vector<bool> places{};   ///< answered for by another party
    std::vector<bool> issuers{};  ///< is a party itself
    ScopeTable scope;
  };
  const Policy& policy_;
  const MatrixInput& input_;
  bool in_force_ = true;
  std::vector<ScopeTable> automatic_{};
  std::vector<Binding> bindings_{};
  Judge plain_;
  std::map<std::vector<std::size_t>, Judge> eased_{};  ///< by which bindings ease
};

}  // namespace credex::recognition
