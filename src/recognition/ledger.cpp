#include "recognition/ledger.h"

#include <fmt/format.h>

#include <algorithm>

namespace credex::recognition {
namespace {

constexpr const char* k_convention = "Lisbon Recognition Convention, Articles III.2 to III.5, IV.1 and VI.1";
constexpr const char* k_definition = "Council Recommendation 2022/C 243/02, Definitions";

/// "@recognition.means.test,@recognition.means.portfolio": words that message_text() translates.
std::string means_arg(const std::vector<std::string>& means) {
  std::string out;
  for (std::string one : means) {
    std::replace(one.begin(), one.end(), ' ', '_');
    out += (out.empty() ? "@recognition.means." : ",@recognition.means.") + one;
  }
  return out;
}

std::string criterion_arg(Criterion criterion) {
  return "@recognition.criterion." + std::string{criterion_name(criterion)};
}

std::string verdict_arg(Verdict verdict) { return "@recognition.result." + std::string{verdict_name(verdict)}; }

std::string criteria_arg(const std::vector<Criterion>& criteria) {
  std::string out;
  for (const Criterion criterion : criteria) out += (out.empty() ? "" : ",") + criterion_arg(criterion);
  return out;
}

/// A place on a scale as a word, a number as it is.
std::string value_arg(const Criteria& criteria, Criterion criterion, double value) {
  const std::string text = criteria.value_text(criterion, value);
  return criteria.scales[criterion].size() > 1 ? "@recognition.value." + text : text;
}

Outcome outcome_of(Difference difference, const Setting& setting, bool overlooked) {
  switch (difference) {
    case Difference::none: return Outcome::pass;
    case Difference::not_applicable: return Outcome::not_applicable;
    case Difference::unknown: return Outcome::unknown;
    case Difference::compensable: return setting.weight == 0 ? Outcome::pass : Outcome::warn;
    case Difference::substantial: break;
  }
  if (setting.weight == 0) return Outcome::pass;
  return overlooked ? Outcome::warn : Outcome::fail;
}

Finding child(const char* rule, Outcome outcome, std::string subject, const char* message,
              std::vector<std::string> args, std::string source = {}) {
  Finding out = make_finding(rule, outcome, std::move(subject), message, std::move(args));
  out.source = std::move(source);
  return out;
}

const char* how_message(OutcomeMatch::How how) {
  switch (how) {
    case OutcomeMatch::How::same: return "recognition.match.same";
    case OutcomeMatch::How::broader: return "recognition.match.broader";
    case OutcomeMatch::How::narrower: return "recognition.match.narrower";
    case OutcomeMatch::How::related: return "recognition.match.related";
    case OutcomeMatch::How::text: return "recognition.match.text";
    case OutcomeMatch::How::person: return "recognition.match.person";
    case OutcomeMatch::How::none: break;
  }
  return "recognition.match.none";
}

}  // namespace

void Ledger::policy_not_in_force() {
  lines_.push_back(child("recognition.policy", Outcome::unknown, rules_.policy.id, "recognition.policy.not_in_force",
                         {rules_.policy.version, to_string(in_.applied_on)}));
}

void Ledger::gate(Outcome outcome, const char* message) {
  lines_.push_back(child("recognition.authentic", outcome, subject(), message, {},
                         rules_.criteria.source_text(Criterion::verification)));
}

void Ledger::nature(Outcome outcome, const char* message) {
  lines_.push_back(child("recognition.nature", outcome, subject(), message, {}, k_definition));
}

void Ledger::automatic(const AutomaticRule& rule, bool holds, const std::vector<std::string>& beyond) {
  const char* message = holds            ? "recognition.automatic.holds"
                        : beyond.empty() ? "recognition.automatic.not_authentic"
                                         : "recognition.automatic.beyond";
  lines_.push_back(child("recognition.automatic", holds ? Outcome::pass : Outcome::not_applicable, rule.id, message,
                         {rule.id, comma_separated(beyond)},
                         rule.ground.empty() ? rules_.policy.id + ", " + rules_.policy.version : rule.ground));
}

void Ledger::agreement(const Agreement& agreement, bool holds, bool in_force, const std::vector<std::string>& beyond) {
  const bool is_automatic = agreement.effect == Agreement::Effect::automatic;
  const bool is_early = agreement.from && in_.applied_on < *agreement.from;
  std::string date = to_string(in_.applied_on);
  if (is_early) {
    date = to_string(*agreement.from);
  } else if (agreement.until && !in_force) {
    date = to_string(*agreement.until);
  }
  const char* message = holds && is_automatic ? "recognition.agreement.automatic"
                        : holds               ? "recognition.agreement.eases"
                        : is_early            ? "recognition.agreement.not_yet"
                        : !in_force           ? "recognition.agreement.expired"
                        : beyond.empty()      ? "recognition.agreement.not_authentic"
                                              : "recognition.agreement.beyond";
  lines_.push_back(child("recognition.agreement", holds ? Outcome::pass : Outcome::not_applicable, agreement.id,
                         message, {agreement.title, date, comma_separated(beyond)},
                         agreement.ground.empty() ? agreement.title : agreement.ground));
}

void Ledger::not_compared(Criterion criterion, const std::string& by) {
  lines_.push_back(child("recognition.criterion", Outcome::not_applicable, subject(), "recognition.not_compared",
                         {criterion_arg(criterion), by}, rules_.criteria.source_text(criterion)));
  lines_.back().rule = "recognition." + std::string{criterion_name(criterion)};
}

void Ledger::line(Criterion criterion, const Decision& decision, const EasedDemands& eased, bool spared) {
  const Reading& reading = decision.readings[criterion];
  const Setting& setting = eased.demands.settings[criterion];
  const bool overlooked =
      std::find(decision.overlooked.begin(), decision.overlooked.end(), criterion) != decision.overlooked.end();
  Finding out = child("recognition.criterion", outcome_of(decision.differences[criterion], setting, overlooked),
                      subject(), reading.message, reading.args, rules_.criteria.source_text(criterion));
  out.rule = "recognition." + std::string{criterion_name(criterion)};
  if (eased.waived[criterion]) {
    const Agreement& by = *eased.by[criterion];
    out.findings.push_back(child("recognition.demand", Outcome::not_applicable, by.id, "recognition.demand.waived",
                                 {by.title}, by.ground));
  } else {
    demand(out, criterion, eased);
  }
  facts(out, criterion);
  if (criterion == Criterion::outcomes) outcomes(out, decision.outcomes);
  if (spared) {
    out.findings.push_back(child("recognition.workload.spared", Outcome::pass, subject(), "recognition.workload.spared",
                                 {}, rules_.criteria.source_text(criterion)));
  }
  if (overlooked && setting.weight > 0) {
    out.findings.push_back(child("recognition.tolerance", Outcome::pass, rules_.policy.id, "recognition.tolerance",
                                 {std::to_string(setting.weight), std::to_string(eased.demands.tolerance)}));
  }
  for (const Change& change : decision.changes) {
    if (change.criterion != criterion) continue;
    const bool is_word = rules_.criteria.scales[criterion].size() > 1;
    const bool is_level = criterion == Criterion::level;
    const char* message = is_word                           ? "recognition.change.scale"
                          : is_level && setting.full_at < 0 ? "recognition.change.level"
                          : is_level                        ? "recognition.change.level_equal"
                                                            : "recognition.change.percent";
    out.findings.push_back(child("recognition.change", Outcome::not_applicable, subject(), message,
                                 {is_word    ? "@recognition.value." + change.needed
                                  : is_level ? fmt::format("{:g}", -setting.full_at)
                                             : change.needed,
                                  verdict_arg(change.verdict)}));
  }
  lines_.push_back(std::move(out));
}

void Ledger::demand(Finding& line, Criterion criterion, const EasedDemands& eased) const {
  const Setting& s = eased.demands.settings[criterion];
  const std::string source = s.ground.empty() ? rules_.policy.id + ", " + rules_.policy.version : s.ground;
  if (s.weight == 0) {
    line.findings.push_back(child("recognition.demand", Outcome::not_applicable, rules_.policy.id,
                                  "recognition.demand.no_weight", {}, source));
    return;
  }
  const bool has_band = s.compensable_at < s.full_at && !s.compensate_by.empty();
  const bool is_level = criterion == Criterion::level;
  const bool is_word = rules_.criteria.scales[criterion].size() > 1;
  const char* level = s.full_at < 0
                          ? (has_band ? "recognition.demand.level_band" : "recognition.demand.level")
                          : (has_band ? "recognition.demand.level_equal_band" : "recognition.demand.level_equal");
  const char* message = is_level  ? level
                        : is_word ? (has_band ? "recognition.demand.scale_band" : "recognition.demand.scale")
                                  : (has_band ? "recognition.demand.percent_band" : "recognition.demand.percent");
  std::vector<std::string> args{value_arg(rules_.criteria, criterion, is_level ? -s.full_at : s.full_at),
                                value_arg(rules_.criteria, criterion, is_level ? -s.compensable_at : s.compensable_at),
                                means_arg(s.compensate_by)};
  line.findings.push_back(
      child("recognition.demand", Outcome::not_applicable, rules_.policy.id, message, std::move(args), source));
  if (eased.by[criterion] != nullptr) {
    line.findings.push_back(child("recognition.demand.eased", Outcome::pass, eased.by[criterion]->id,
                                  "recognition.demand.eased", {eased.by[criterion]->title},
                                  eased.by[criterion]->ground));
  }
}

void Ledger::unchecked(Finding& line, const char* message, const Ground& ground) const {
  if (ground.is_seen() || own_.system == nullptr) return;
  line.findings.push_back(child("recognition.fact", Outcome::warn, own_.system->id, message, {own_.system->name},
                                ground_text(rules_.countries, ground)));
}

void Ledger::facts(Finding& line, Criterion criterion) const {
  if (criterion == Criterion::level) {
    if (own_.system == nullptr) {
      const framework::Organisation& body = in_.definition.awarding_body;
      line.findings.push_back(child("recognition.fact", Outcome::unknown, subject(), "recognition.fact.no_system",
                                    {body.country + (body.region.empty() ? "" : " " + body.region)}));
    } else if (own_.level.how == LevelReading::How::mapped) {
      line.findings.push_back(child("recognition.fact", Outcome::pass, own_.system->id, "recognition.fact.mapped",
                                    {own_.level.national, own_.system->framework, std::to_string(*own_.level.eqf)},
                                    ground_text(rules_.countries, own_.system->eqf.ground)));
      unchecked(line, "recognition.fact.levels", own_.system->eqf.ground);
      if (own_.level.differs) {
        line.findings.push_back(
            child("recognition.fact", Outcome::warn, subject(), "recognition.fact.level_differs",
                  {std::to_string(in_.definition.level.eqf.value_or(0)), std::to_string(*own_.level.eqf)}));
      }
    } else if (own_.level.how == LevelReading::How::stated) {
      line.findings.push_back(child("recognition.fact", Outcome::pass, subject(), "recognition.fact.level_stated",
                                    {in_.definition.level.ground}));
    }
  }
  if (criterion == Criterion::workload && own_.hours_by_fact) {
    if (own_.system == nullptr) return;
    const CreditHours& hours = own_.system->credit_hours;
    line.findings.push_back(
        child("recognition.fact", Outcome::pass, own_.system->id, "recognition.fact.hours",
              {own_.system->name,
               hours.typical ? fmt::format("{:g}", *hours.typical) : fmt::format("{:g}-{:g}", hours.least, hours.most)},
              ground_text(rules_.countries, hours.ground)));
    unchecked(line, "recognition.fact.hours_unchecked", hours.ground);
  }
  if (criterion == Criterion::quality && own_.quality.message == std::string_view{"recognition.quality.listed"} &&
      own_.system != nullptr) {
    // The register itself was not asked: the list of bodies is a fact of data/countries.
    line.findings.push_back(child("recognition.fact", Outcome::warn, own_.system->id, "recognition.fact.quality_body",
                                  {own_.system->name}, "data/countries"));
  }
}

void Ledger::outcomes(Finding& line, const OutcomeComparison& comparison) const {
  const Matching& m = rules_.policy.matching;
  for (const OutcomeMatch& match : comparison.matches) {
    const Outcome outcome = match.degree >= m.covered  ? Outcome::pass
                            : match.degree >= m.partly ? Outcome::warn
                                                       : Outcome::fail;
    Finding one = child("recognition.outcome", outcome, match.wanted->id, how_message(match.how),
                        {match.wanted->title.any(), match.given ? match.given->title.any() : std::string{"–"},
                         fmt::format("{:.0f}", 100 * match.degree)},
                        match.skill);
    if (match.correction != nullptr) {
      one.args.push_back(match.correction->by);
      one.args.push_back(match.correction->reason);
    }
    if (match.essential) {
      one.findings.push_back(
          child("recognition.outcome.essential", outcome, match.wanted->id, "recognition.match.essential", {}));
    }
    line.findings.push_back(std::move(one));
  }
}

Report Ledger::report(const Decision& decision) {
  const std::string name{verdict_name(decision.verdict)};
  std::string message = "recognition.verdict." + name;
  std::vector<std::string> args;
  Outcome outcome = Outcome::warn;
  std::vector<Criterion> substantial;
  for (const Criterion criterion : k_all_criteria) {
    if (decision.differences[criterion] == Difference::substantial) substantial.push_back(criterion);
  }
  const std::string credits = decision.credits ? fmt::format("{:g}", decision.credits->points) : std::string{};
  switch (decision.verdict) {
    case Verdict::full:
      outcome = Outcome::pass;
      if (!credits.empty()) message += "_credits";
      args = {credits};
      break;
    case Verdict::partial: args = {credits.empty() ? "–" : credits}; break;
    case Verdict::conditional:
      if (!credits.empty()) message += "_credits";
      args = {means_arg(decision.compensate_by), credits};
      break;
    case Verdict::refused:
      outcome = Outcome::fail;
      if (substantial.empty()) message += "_unseen";
      args = {criteria_arg(substantial)};
      break;
    case Verdict::undecided:
      outcome = Outcome::unknown;
      if (decision.missing.empty()) message += "_policy";
      args = {criteria_arg(decision.missing)};
      break;
  }
  Finding top = child("recognition.verdict", outcome, subject(), "", std::move(args), k_convention);
  top.message = std::move(message);
  top.findings = std::move(lines_);
  lines_.clear();
  // What rests on a fact that nobody compared with its document is no plain pass.
  for (Finding& line : top.findings) {
    for (const Finding& fact : line.findings) {
      if (fact.rule != "recognition.fact" || fact.outcome != Outcome::warn) continue;
      if (line.outcome == Outcome::pass) line.outcome = Outcome::warn;
      if (top.outcome == Outcome::pass) top.outcome = Outcome::warn;
    }
  }
  Report out;
  out.add(std::move(top));
  return out;
}

}  // namespace credex::recognition
