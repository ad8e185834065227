#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/definition.h"
#include "recognition/country.h"
#include "recognition/evidence.h"
#include "stacking/rule.h"

namespace credex::stacking {

/// A micro-credential that one has or could take.
struct Candidate {
  std::string id{};          ///< of the award where it is held, else of the definition
  std::string definition{};  ///< identifier of its definition
  std::string title{};
  std::string issuer{};
  std::string issuer_name{};
  std::string country{};
  std::string region{};
  std::string sector{};
  std::vector<std::string> fields{};
  std::vector<std::string> languages{};  ///< of delivery, BCP 47
  std::vector<std::string> outcomes{};   ///< what it teaches, sorted: ESCO URIs, else the words of the outcome
  double ects = 0;
  std::optional<int> eqf{};
  bool is_held = false;
  // Of what is held:
  std::optional<Date> awarded_on{};
  std::optional<Date> expires{};
  bool is_withdrawn = false;  ///< revoked or suspended at the date of stacking
  bool is_verified = true;    ///< whether its seal was checked and holds
  std::string counted_in{};   ///< the larger award that it counts in already
  std::string digest{};       ///< of the file, for the proof
  // Of what could be taken:
  std::optional<double> cost{};  ///< in one currency
  std::optional<Date> ready{};   ///< when it could be had
  bool is_online = false;
};

/// The credits that the definition has, in ECTS, or by its hours at 25 to a credit where it states hours alone.
Candidate candidate_of(const framework::MicroCredential& definition, const recognition::Countries& countries);

/// What verifying a credential came to: whether it is withdrawn, and whether it counts as verified.
void set_authenticity(Candidate& candidate, recognition::Authenticity authenticity);

/// Whether the selector takes it.
bool selects(const Selector& selector, const Candidate& candidate, const StackRule& rule,
             const recognition::Countries& countries);

/// Per cent of the smaller one's outcomes that the other teaches too.
double overlap(const Candidate& a, const Candidate& b);

}  // namespace credex::stacking
