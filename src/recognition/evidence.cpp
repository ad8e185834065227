#include "recognition/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "framework/mandate.h"
#include "framework/vocabulary.h"

namespace credex::recognition {
namespace {

using framework::MicroCredential;
using framework::QualityAssurance;

constexpr std::array<std::string_view, 9> k_authenticity{"unknown", "forged",  "revoked", "suspended", "expired",
                                                         "none",    "limited", "some",    "secure"};

// Places on the scales of data/recognition/criteria.yaml.
constexpr double k_weak = 1;
constexpr double k_substantial = 2;
constexpr double k_strong = 3;

bool contains_word(const std::string& text, const std::string& word) {
  if (word.empty()) return false;
  const auto at = text.find(word);
  if (at == std::string::npos) return false;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const bool before = at == 0 || !is_letter(text[at - 1]);
  const bool after = at + word.size() == text.size() || !is_letter(text[at + word.size()]);
  return before && after;
}

/// Whether `by` names the body: its whole name, what stands before a bracket, or a short name in brackets.
bool names_body(const std::string& by, const std::string& body) {
  if (contains_word(by, body)) return true;
  const auto open = body.find(" (");
  if (open == std::string::npos) return false;
  if (contains_word(by, body.substr(0, open))) return true;
  const auto close = body.find_first_of(",)", open);
  const std::string inner = body.substr(open + 2, close - open - 2);
  return inner.size() >= 3 && inner.find(' ') == std::string::npos && contains_word(by, inner);
}

/// The listed body of the countries' registers that it names; null where there is none.
const QualityBody* listed_body(const QualityAssurance& q, const Countries& countries, const System* system,
                               const std::string& region) {
  const auto of = [&](const std::vector<QualityBody>& bodies) -> const QualityBody* {
    for (const QualityBody& body : bodies) {
      if (body.listed != "unknown" && names_body(q.by, body.name)) return &body;
    }
    return nullptr;
  };
  if (const Region* found = countries.region(region); found != nullptr) {
    if (const QualityBody* body = of(found->quality_bodies); body != nullptr) return body;
  }
  for (const System& one : countries.systems()) {
    const bool is_its_country = q.by_country.empty() ? &one == system : one.country == q.by_country;
    if (!is_its_country) continue;
    if (const QualityBody* body = of(one.quality_bodies); body != nullptr) return body;
  }
  return nullptr;
}

// EQF Recommendation 2017/C 189/03, Annex IV: external assurance by bodies that are themselves reviewed counts most; it
// has to be in force and to reach the level and field. 2022/C 243/02, Annex II, principle 1: it rests on the provider.
Reading one_quality(const QualityAssurance& q, const MicroCredential& d, Date on, const Countries& countries,
                    const System* system, std::optional<int> eqf) {
  const std::string by = q.by.empty() ? (q.type.label.empty() ? q.type.uri : q.type.label.any()) : q.by;
  const bool is_internal = q.by.empty() || q.by == d.awarding_body.legal_name.any();
  if (is_internal) return {.value = k_weak, .message = "recognition.quality.internal", .args = {by}};
  if (q.valid_until && *q.valid_until < on)
    return {.value = k_weak, .message = "recognition.quality.lapsed", .args = {by, to_string(*q.valid_until)}};
  const bool level_covered =
      q.limit_eqf.empty() || !eqf || std::find(q.limit_eqf.begin(), q.limit_eqf.end(), *eqf) != q.limit_eqf.end();
  if (!level_covered || !framework::covers_fields(q.limit_fields, d.fields))
    return {.value = k_weak, .message = "recognition.quality.beyond", .args = {by}};
  if (!q.deqar_report.empty())
    return {.value = k_strong, .message = "recognition.quality.deqar", .args = {by, q.deqar_report}};
  if (const QualityBody* body = listed_body(q, countries, system, d.awarding_body.region); body != nullptr)
    return {.value = k_strong, .message = "recognition.quality.listed", .args = {by, body->listed}};
  if (!q.decision_url.empty())
    return {.value = k_strong, .message = "recognition.quality.decision", .args = {by, q.decision_url}};
  return {.value = k_substantial, .message = "recognition.quality.named", .args = {by}};
}

Reading quality(const MicroCredential& d, Date on, const Countries& countries, const System* system,
                std::optional<int> eqf) {
  Reading best{.message = "recognition.quality.missing"};
  for (const QualityAssurance& q : d.quality_assurance) {
    Reading one = one_quality(q, d, on, countries, system, eqf);
    if (!best.value || *one.value > *best.value) best = std::move(one);
  }
  return best;
}

bool is_attendance(const framework::Assessment& a) {
  const framework::ListEntry* entry =
      framework::controlled_list("assessment").find(a.type.uri.empty() ? a.type.label.any() : a.type.uri);
  return entry != nullptr && entry->key == "level of attendance";
}

bool is_assessed(const MicroCredential& d, const framework::LearningOutcome& outcome) {
  return std::any_of(outcome.assessed_by.begin(), outcome.assessed_by.end(), [&](const std::string& id) {
    return std::any_of(d.assessments.begin(), d.assessments.end(),
                       [&](const framework::Assessment& a) { return a.id == id && !is_attendance(a); });
  });
}

/// How many outcomes are assessed. Where none says by what, the assessments are of all of them.
std::size_t assessed_outcomes(const MicroCredential& d) {
  const bool is_linked = std::any_of(d.outcomes.begin(), d.outcomes.end(),
                                     [](const framework::LearningOutcome& o) { return !o.assessed_by.empty(); });
  const bool is_tested = std::any_of(d.assessments.begin(), d.assessments.end(),
                                     [](const framework::Assessment& a) { return !is_attendance(a); });
  if (!is_linked) return is_tested ? d.outcomes.size() : 0;
  return static_cast<std::size_t>(std::count_if(
      d.outcomes.begin(), d.outcomes.end(), [&](const framework::LearningOutcome& o) { return is_assessed(d, o); }));
}

// 2022/C 243/02, Definitions: outcomes "assessed against transparent criteria"; presence alone is no assessment.
Reading assessment(const MicroCredential& d) {
  if (d.assessments.empty()) return {.message = "recognition.assessment.missing"};
  if (std::all_of(d.assessments.begin(), d.assessments.end(), is_attendance))
    return {.value = 0, .message = "recognition.assessment.attendance"};
  const std::size_t assessed = assessed_outcomes(d);
  if (assessed < d.outcomes.size())
    return {.value = 1,
            .message = "recognition.assessment.partial",
            .args = {std::to_string(assessed), std::to_string(d.outcomes.size())}};
  const bool has_criteria = std::any_of(d.assessments.begin(), d.assessments.end(), [](const framework::Assessment& a) {
    return !a.criteria.empty() && !is_attendance(a);
  });
  return has_criteria ? Reading{.value = 3, .message = "recognition.assessment.criteria"}
                      : Reading{.value = 2, .message = "recognition.assessment.assessed"};
}

// 2022/C 243/02, Annex I, optional elements: supervision and identity verification during assessment.
Reading identification(const MicroCredential& d) {
  Reading best{.message = "recognition.identification.missing"};
  const auto& list = framework::controlled_list("supervision");
  for (const framework::Assessment& a : d.assessments) {
    const framework::ListEntry* entry =
        list.find(a.supervision.uri.empty() ? a.supervision.label.any() : a.supervision.uri);
    if (entry == nullptr) continue;
    const bool is_unsupervised = entry->key.starts_with("unsupervised");
    const bool is_verified = !is_unsupervised && entry->key.find("with identity") != std::string::npos;
    Reading one = is_verified       ? Reading{.value = 2, .message = "recognition.identification.verified"}
                  : is_unsupervised ? Reading{.value = 0, .message = "recognition.identification.none"}
                                    : Reading{.value = 1, .message = "recognition.identification.supervised"};
    if (!best.value || *one.value > *best.value) best = std::move(one);
  }
  if (best.value && *best.value > 0) return best;
  // Micro-evaluator: not asked of learning on site, where people know whom they assess, unless each assessment is said
  // to be without supervision.
  const bool all_said =
      !d.assessments.empty() && std::all_of(d.assessments.begin(), d.assessments.end(),
                                            [&](const framework::Assessment& a) { return !a.supervision.empty(); });
  const framework::Concept& mode = d.participation.mode;
  const framework::ListEntry* entry =
      framework::controlled_list("mode").find(mode.uri.empty() ? mode.label.any() : mode.uri);
  if (!all_said && entry != nullptr && (entry->key == "presential" || entry->key == "workbased"))
    return {.not_applicable = true, .message = "recognition.identification.on_site"};
  return best;
}

void hours(Profile& out, const MicroCredential& d) {
  if (d.workload.ects && d.workload.ects->points > 0) out.ects = d.workload.ects->points;
  if (d.workload.hours && d.workload.hours->count > 0) {
    out.least_hours = out.most_hours = d.workload.hours->count;
  } else if (out.ects) {
    // ECTS Users' Guide 2015: 25 to 30 hours a credit, unless the country fixes one number.
    const CreditHours fact = out.system ? out.system->credit_hours : CreditHours{};
    out.least_hours = *out.ects * fact.typical.value_or(fact.least);
    out.most_hours = *out.ects * fact.typical.value_or(fact.most);
    out.hours_by_fact = true;
  }
}

}  // namespace

std::string_view authenticity_name(Authenticity authenticity) {
  return k_authenticity[static_cast<std::size_t>(authenticity)];
}

Authenticity authenticity_from(std::string_view name) {
  const auto* const it = std::find(k_authenticity.begin(), k_authenticity.end(), name);
  return it == k_authenticity.end() ? Authenticity::unknown : static_cast<Authenticity>(it - k_authenticity.begin());
}

Profile profile_of(const MicroCredential& d, Date on, const Countries& countries) {
  Profile out;
  out.definition = &d;
  out.system = countries.system_of(d.awarding_body.country, d.awarding_body.region);
  out.level = read_level(out.system, d.level.eqf, d.level.national);
  if (!out.level.eqf && !d.level.qf_ehea.empty()) {
    // Bologna: the cycles of the QF-EHEA stand at EQF 5 to 8 (2017/C 189/03, Annex II, note).
    for (const auto& [cycle, eqf] : {std::pair{"short", 5}, {"first", 6}, {"second", 7}, {"third", 8}}) {
      if (d.level.qf_ehea.find(cycle) != std::string::npos) out.level.eqf = eqf;
    }
    if (out.level.eqf) out.level.how = LevelReading::How::stated;
  }
  out.level_not_applicable = d.level.not_applicable && !out.level.eqf;
  hours(out, d);
  out.quality = quality(d, on, countries, out.system, out.level.eqf);
  out.assessment = assessment(d);
  out.identification = identification(d);
  if (!d.outcomes.empty()) {
    const double share = 100.0 * static_cast<double>(assessed_outcomes(d)) / static_cast<double>(d.outcomes.size());
    out.outcomes = {.value = share, .message = "recognition.outcomes.assessed", .args = {fmt::format("{:.0f}", share)}};
  } else {
    out.outcomes.message = "recognition.outcomes.missing";
  }
  return out;
}

}  // namespace credex::recognition
