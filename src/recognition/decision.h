#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/report.h"
#include "recognition/outcome_match.h"
#include "recognition/policy.h"

namespace credex::recognition {

/// What a body can say to an application, from least to most. What cannot be decided gives as little as a refusal, but
/// it refuses nothing.
enum class Verdict : std::uint8_t { refused, undecided, conditional, partial, full };
std::string_view verdict_name(Verdict verdict);
std::optional<Verdict> verdict_of(std::string_view name);

/// How one criterion stands, for the purpose and under the policy.
enum class Difference : std::uint8_t { none, not_applicable, compensable, substantial, unknown };

/// What is to be decided.
struct Application {
  const framework::MicroCredential& definition;
  Authenticity authenticity = Authenticity::unknown;
  std::optional<Date> awarded_on{};
  const framework::MicroCredential* target = nullptr;  ///< a module or qualification; null: nothing to compare with
  Purpose purpose = Purpose::credit;
  Date applied_on{};  ///< agreements, accreditations and the policy are judged on this day
  std::span<const MatchCorrection> corrections{};
};

struct Rules {
  const Policy& policy;
  std::span<const Agreement> agreements{};
  const Countries& countries = Countries::built_in();
  const Criteria& criteria = Criteria::built_in();
  const skills::EscoIndex& esco = skills::EscoIndex::built_in();
};

/// What would change the verdict: one criterion alone.
struct Change {
  Criterion criterion = Criterion::quality;
  std::string needed{};  ///< value on its scale
  Verdict verdict = Verdict::full;
};

struct Decision {
  Verdict verdict = Verdict::undecided;
  std::optional<framework::Ects> credits{};  ///< granted; of the target where there is one
  ByCriterion<Difference> differences{};
  ByCriterion<Reading> readings{};
  OutcomeComparison outcomes{};
  std::vector<std::string> compensate_by{};  ///< what makes the differences good, without "partial credit"
  std::vector<Criterion> overlooked{};       ///< differences within the policy's tolerance
  std::vector<Criterion> missing{};          ///< what has to be known before anything can be decided
  std::vector<Change> changes{};
  std::string by{};  ///< id of the automatic rule or agreement that it rests on; empty where it was compared
  Report report{};   ///< one finding "recognition.verdict", with a line for each step and criterion below it
};

/// Decides by the body's own rules, in this order: authentic; a micro-credential at all (2022/C 243/02, Definitions);
/// an automatic rule or an agreement in force on that day; each criterion for the purpose (Lisbon Recognition
/// Convention, Articles IV.1 and VI.1: only a substantial difference refuses); what compensates. Unknown never counts
/// as failed: where the verdict would be another with it than without, it is `undecided`. The same input gives the same
/// decision, in whatever order rules and agreements come.
Decision decide(const Application& application, const Rules& rules);

/// The part of decide() that needs no words: differences to a verdict. For the matrix, which does it a million times.
struct Weighed {
  Verdict verdict = Verdict::undecided;
  bool partial_credit = false;
};
Weighed weigh(const ByCriterion<Difference>& differences, const Demands& demands, bool has_target);
/// Where a value stands against a setting.
Difference difference_of(const Reading& reading, const Setting& setting);

}  // namespace credex::recognition
