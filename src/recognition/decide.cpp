#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "recognition/decision.h"
#include "recognition/ledger.h"
#include "recognition/weigh.h"

namespace credex::recognition {
namespace {

using framework::Ects;

template <class T, class Less>
std::vector<const T*> sorted(std::span<const T> list, Less less) {
  std::vector<const T*> out;
  for (const T& one : list) out.push_back(&one);
  std::sort(out.begin(), out.end(), [&](const T* a, const T* b) { return less(*a, *b); });
  return out;
}

Reading verification(Authenticity authenticity) {
  switch (authenticity) {
    case Authenticity::secure: return {.value = 3, .message = "recognition.verification.secure"};
    case Authenticity::some: return {.value = 2, .message = "recognition.verification.some"};
    case Authenticity::limited: return {.value = 1, .message = "recognition.verification.limited"};
    case Authenticity::none: return {.value = 0, .message = "recognition.verification.none"};
    default: break;
  }
  return {.message = "recognition.verification.unknown"};
}

/// Levels apart from the wanted one, upwards from none.
Reading level_reading(const Profile& own, std::optional<int> wanted) {
  if (own.level_not_applicable && !wanted)
    return {.not_applicable = true, .message = "recognition.level.not_applicable"};
  if (!own.level.eqf) {
    using How = LevelReading::How;
    if (own.level.how == How::outside_framework)
      return {.message = "recognition.level.outside", .args = {own.level.national, own.system->framework}};
    if (own.level.how == How::unmapped)
      return {.message = "recognition.level.unmapped", .args = {own.level.national, own.system->framework}};
    return {.message = "recognition.level.missing"};
  }
  const std::string eqf = std::to_string(*own.level.eqf);
  if (!wanted) return {.value = 0, .message = "recognition.level.known", .args = {eqf}};
  return {.value = std::min(0, *own.level.eqf - *wanted),
          .message = *own.level.eqf >= *wanted ? "recognition.level.reached" : "recognition.level.below",
          .args = {eqf, std::to_string(*wanted), std::to_string(*wanted - *own.level.eqf)}};
}

/// Per cent of the wanted work. ECTS credits transfer as credits (ECTS Users' Guide 2015), hours are compared where one
/// side has no credits; of both the better counts, and a range counts by its better end: a difference is the body's to
/// show (Lisbon Recognition Convention, Article III.2).
Reading workload_reading(const Profile& own, const Profile* target, const Demands& demands) {
  if (!own.most_hours) return {.message = "recognition.workload.missing"};
  const bool is_range = *own.least_hours != *own.most_hours;
  const std::string hours =
      is_range ? fmt::format("{:g} to {:g}", *own.least_hours, *own.most_hours) : fmt::format("{:g}", *own.most_hours);
  std::optional<double> share;
  std::string wanted;
  if (target != nullptr && target->ects && own.ects) {
    share = 100 * *own.ects / *target->ects;
    wanted = fmt::format("{:g} ECTS", *target->ects);
  }
  const std::optional<double> wanted_hours = target != nullptr ? target->least_hours : demands.least_hours;
  if (wanted_hours) {
    share = std::max(share.value_or(0), 100 * *own.most_hours / *wanted_hours);
    if (wanted.empty()) wanted = fmt::format("{:g} h", *wanted_hours);
  }
  const std::string given = own.ects ? fmt::format("{:g} ECTS, {} h", *own.ects, hours) : hours + " h";
  if (!share) return {.value = 100, .message = "recognition.workload.stated", .args = {given}};
  return {.value = std::min(100.0, *share),
          .message = "recognition.workload.compared",
          .args = {given, wanted, fmt::format("{:.0f}", std::min(100.0, *share))}};
}

Reading outcomes_reading(const Profile& own, const OutcomeComparison& comparison, bool has_target) {
  if (own.definition->outcomes.empty()) return {.message = "recognition.outcomes.missing"};
  if (!has_target) return own.outcomes;
  if (comparison.matches.empty()) return {.message = "recognition.outcomes.target_has_none"};
  return {.value = comparison.coverage,
          .message = "recognition.outcomes.covered",
          .args = {std::to_string(comparison.covered), std::to_string(comparison.partly),
                   std::to_string(comparison.matches.size()), fmt::format("{:.0f}", comparison.coverage)}};
}

bool lacks_essential(const OutcomeComparison& comparison, const Matching& matching) {
  return std::any_of(comparison.matches.begin(), comparison.matches.end(),
                     [&](const OutcomeMatch& match) { return match.essential && match.degree < matching.partly; });
}

/// The work of one decision; steps in the order of docs/recognition.md.
class Run {
 public:
  Run(const Application& in, const Rules& rules)
      : in_{in},
        rules_{rules},
        own_{profile_of(in.definition, in.awarded_on.value_or(in.applied_on), rules.countries)},
        eased_{.demands = rules.policy.of(in.purpose)},
        ledger_{in, rules, own_} {
    if (in.target != nullptr) target_ = profile_of(*in.target, in.applied_on, rules.countries);
  }

  Decision decide() {
    if (!rules_.policy.in_force(in_.applied_on)) {
      ledger_.policy_not_in_force();
      return finish(Verdict::undecided);
    }
    if (const auto verdict = authentic()) return finish(*verdict);
    if (const auto verdict = is_micro_credential()) return finish(*verdict);
    out_.readings[Criterion::verification] = verification(in_.authenticity);
    if (accepted_unseen()) return finish(Verdict::full);
    compare();
    return finish(std::nullopt);
  }

 private:
  // Step 1: what is forged or withdrawn is refused before anything is compared.
  std::optional<Verdict> authentic() {
    switch (in_.authenticity) {
      case Authenticity::forged: ledger_.gate(Outcome::fail, "recognition.authentic.forged"); return Verdict::refused;
      case Authenticity::revoked: ledger_.gate(Outcome::fail, "recognition.authentic.revoked"); return Verdict::refused;
      case Authenticity::expired: ledger_.gate(Outcome::fail, "recognition.authentic.expired"); return Verdict::refused;
      case Authenticity::suspended:
        ledger_.gate(Outcome::unknown, "recognition.authentic.suspended");
        out_.missing.push_back(Criterion::verification);
        return Verdict::undecided;
      default: break;
    }
    return std::nullopt;
  }

  // Step 2: 2022/C 243/02, Definitions: outcomes that were assessed. Presence alone is no micro-credential.
  std::optional<Verdict> is_micro_credential() {
    if (own_.assessment.value && *own_.assessment.value == 0) {
      ledger_.nature(Outcome::fail, "recognition.nature.attendance");
      return Verdict::refused;
    }
    if (in_.definition.outcomes.empty()) {
      ledger_.nature(Outcome::unknown, "recognition.nature.no_outcomes");
      out_.missing.push_back(Criterion::outcomes);
      return Verdict::undecided;
    }
    ledger_.nature(Outcome::pass, "recognition.nature.micro_credential");
    return std::nullopt;
  }

  // Step 3: what the body takes without comparing, by its own rule or by an agreement in force on the day of the
  // application. It has said whose word it takes, so that what is not known to be authentic is compared after all.
  bool accepted_unseen() {
    const Difference authenticity =
        difference_of(out_.readings[Criterion::verification], eased_.demands.settings[Criterion::verification]);
    const bool is_authentic = authenticity == Difference::none;
    const auto by_id = [](const auto& a, const auto& b) { return std::tie(a.id, a.ground) < std::tie(b.id, b.ground); };
    for (const AutomaticRule* rule : sorted(std::span<const AutomaticRule>{rules_.policy.automatic}, by_id)) {
      std::vector<std::string> beyond;
      const bool holds = covers(rule->scope, own_, in_.purpose, rules_.countries, &beyond) && is_authentic;
      ledger_.automatic(*rule, holds, beyond);
      if (holds && out_.by.empty()) out_.by = rule->id;
    }
    const auto by_version = [](const Agreement& a, const Agreement& b) {
      return std::tie(a.id, a.version) < std::tie(b.id, b.version);
    };
    for (const Agreement* agreement : sorted(rules_.agreements, by_version)) {
      if (!binds(*agreement, rules_.policy.body.id, own_, rules_.countries)) continue;
      std::vector<std::string> beyond;
      const bool is_in_force = agreement->in_force(in_.applied_on);
      const bool holds = covers(agreement->scope, own_, in_.purpose, rules_.countries, &beyond) && is_in_force;
      const bool is_automatic = agreement->effect == Agreement::Effect::automatic;
      ledger_.agreement(*agreement, holds && (is_authentic || !is_automatic), is_in_force, beyond);
      if (!holds) continue;
      if (!is_automatic) {
        ease(eased_, *agreement);
      } else if (is_authentic && out_.by.empty()) {
        out_.by = agreement->id;
      }
    }
    return !out_.by.empty();
  }

  // Step 4: each criterion, for the purpose.
  void compare() {
    if (in_.target != nullptr) {
      out_.outcomes = compare_outcomes(in_.definition.outcomes, in_.target->outcomes, rules_.policy.matching,
                                       rules_.esco, in_.corrections, rules_.policy.essential);
    }
    auto& readings = out_.readings;
    readings[Criterion::quality] = own_.quality;
    const std::optional<int> wanted = in_.target != nullptr ? target_.level.eqf : eased_.demands.least_eqf;
    readings[Criterion::level] = level_reading(own_, wanted);
    readings[Criterion::outcomes] = outcomes_reading(own_, out_.outcomes, in_.target != nullptr);
    readings[Criterion::workload] = workload_reading(own_, in_.target != nullptr ? &target_ : nullptr, eased_.demands);
    readings[Criterion::assessment] = own_.assessment;
    readings[Criterion::identification] = own_.identification;
    for (const Criterion criterion : k_all_criteria) {
      const Setting& setting = eased_.demands.settings[criterion];
      Difference& difference = out_.differences[criterion];
      difference = eased_.waived[criterion] ? Difference::not_applicable : difference_of(readings[criterion], setting);
      // What weighs nothing is shown and asks for nothing.
      if (difference == Difference::unknown && setting.weight == 0) difference = Difference::not_applicable;
    }
    if (lacks_essential(out_.outcomes, rules_.policy.matching))
      out_.differences[Criterion::outcomes] = Difference::substantial;
    // EAR manual: workload is a measure of outcomes, and by itself no ground to refuse where they are met.
    if (in_.target != nullptr && out_.differences[Criterion::outcomes] == Difference::none &&
        out_.differences[Criterion::workload] == Difference::substantial) {
      out_.differences[Criterion::workload] = Difference::compensable;
      workload_spared_ = true;
    }
  }

  Verdict judge(const ByCriterion<Difference>& differences) {
    return weigh(differences, eased_.demands, in_.target != nullptr).verdict;
  }

  /// Credits for the part that is covered, in halves, never more than the award's own (ECTS Users' Guide 2015).
  std::optional<Ects> credits(Verdict verdict, bool partial_credit) const {
    const std::optional<double> whole = in_.target != nullptr && target_.ects ? target_.ects : own_.ects;
    if (!whole || in_.purpose == Purpose::employment || in_.purpose == Purpose::practice) return std::nullopt;
    if (verdict == Verdict::full) return Ects{*whole};
    if (verdict != Verdict::partial && !(verdict == Verdict::conditional && partial_credit)) return std::nullopt;
    double part = *whole;
    if (out_.differences[Criterion::outcomes] == Difference::compensable) part *= out_.outcomes.coverage / 100;
    if (own_.ects) {
      part = std::min(part, *own_.ects);
    } else if (out_.readings[Criterion::workload].value) {
      part = std::min(part, *whole * *out_.readings[Criterion::workload].value / 100);
    }
    return Ects{std::floor(part * 2 + 1e-9) / 2};
  }

  // Step 5 and 6: what compensates, the verdict, and what would change it.
  Decision finish(std::optional<Verdict> fixed) {
    if (fixed) {
      out_.verdict = *fixed;
      if (*fixed == Verdict::full) {
        out_.differences = {};
        for (const Criterion criterion : k_all_criteria) {
          if (criterion != Criterion::verification) out_.differences[criterion] = Difference::not_applicable;
        }
        out_.credits = credits(Verdict::full, false);
        ledger_.line(Criterion::verification, out_, eased_, false);
        for (const Criterion criterion : k_all_criteria) {
          if (criterion != Criterion::verification) ledger_.not_compared(criterion, out_.by);
        }
      }
    } else {
      const Weighed weighed = weigh(out_.differences, eased_.demands, in_.target != nullptr);
      out_.verdict = weighed.verdict;
      out_.credits = credits(weighed.verdict, weighed.partial_credit);
      gather();
      for (const Criterion criterion : k_all_criteria)
        ledger_.line(criterion, out_, eased_, criterion == Criterion::workload && workload_spared_);
    }
    out_.report = ledger_.report(out_);
    return std::move(out_);
  }

  void gather() {
    std::set<std::string> means;
    for (const Criterion criterion : k_all_criteria) {
      const Difference difference = out_.differences[criterion];
      const Setting& setting = eased_.demands.settings[criterion];
      if (difference == Difference::unknown) out_.missing.push_back(criterion);
      if (difference == Difference::compensable || difference == Difference::substantial) {
        if (out_.verdict == Verdict::full) {
          out_.overlooked.push_back(criterion);
        } else if (out_.verdict == Verdict::conditional && setting.weight > 0) {
          const bool credited =
              in_.target != nullptr && difference == Difference::compensable && gives_partial_credit(setting);
          if (!credited) {
            for (std::string& one : other_means(setting)) means.insert(std::move(one));
          }
        }
      }
      if (difference == Difference::none || difference == Difference::not_applicable) continue;
      ByCriterion<Difference> mended = out_.differences;
      mended[criterion] = Difference::none;
      const Verdict then = judge(mended);
      if (then > out_.verdict)
        out_.changes.push_back({criterion, rules_.criteria.value_text(criterion, setting.full_at), then});
    }
    out_.compensate_by.assign(means.begin(), means.end());
    if (out_.verdict != Verdict::undecided) out_.missing.clear();
  }

  const Application& in_;
  const Rules& rules_;
  Profile own_;
  Profile target_{};
  EasedDemands eased_;
  Ledger ledger_;
  Decision out_{};
  bool workload_spared_ = false;
};

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::full: return "full";
    case Verdict::partial: return "partial";
    case Verdict::conditional: return "conditional";
    case Verdict::refused: return "refused";
    case Verdict::undecided: break;
  }
  return "undecided";
}

std::optional<Verdict> verdict_of(std::string_view name) {
  for (const Verdict verdict :
       {Verdict::full, Verdict::partial, Verdict::conditional, Verdict::refused, Verdict::undecided}) {
    if (verdict_name(verdict) == name) return verdict;
  }
  return std::nullopt;
}

Decision decide(const Application& application, const Rules& rules) { return Run{application, rules}.decide(); }

}  // namespace credex::recognition
