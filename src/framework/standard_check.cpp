// One function a standard element, in the order of Annex I of Council Recommendation 2022/C 243/02.
#include "framework/standard_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "framework/vocabulary.h"

namespace credex::framework {
namespace {

constexpr const char* k_annex = "Council Recommendation 2022/C 243/02, Annex I";
constexpr const char* k_ects_guide = "ECTS Users' Guide 2015: 25 to 30 hours a credit";

Finding element(const MicroCredential& d, const char* name, Outcome outcome, const char* state,
                std::vector<std::string> args = {}) {
  const std::string rule = std::string{"mc."} + name;
  return {.rule = rule,
          .outcome = outcome,
          .subject = d.id,
          .message = rule + "." + state,
          .args = std::move(args),
          .source = k_annex};
}

std::string decimal(double number) { return fmt::format("{:g}", number); }

std::string words(const Concept& c) { return c.label.empty() ? c.uri : c.label.any(); }

// Mandatory: identification of the learner.
Finding learner(const StandardCheckInput& in) {
  if (!in.award) return element(in.definition, "learner", Outcome::not_applicable, "of_award");
  return in.award->learner_identified ? element(in.definition, "learner", Outcome::pass, "ok")
                                      : element(in.definition, "learner", Outcome::fail, "missing");
}

// Mandatory: title of the micro-credential.
Finding title(const MicroCredential& d) {
  if (d.title.empty()) return element(d, "title", Outcome::fail, "missing");
  const std::string& text = d.title.any();
  if (text.size() > 300) return element(d, "title", Outcome::warn, "long", {std::to_string(text.size())});
  return element(d, "title", Outcome::pass, "ok", {text});
}

// Mandatory: country or region of the issuer.
Finding country(const MicroCredential& d) {
  if (d.awarding_body.country.empty() && d.awarding_body.region.empty())
    return element(d, "country", Outcome::fail, "missing", {d.awarding_body.legal_name.any()});
  return element(d, "country", Outcome::pass, "ok",
                 {d.awarding_body.country + (d.awarding_body.region.empty() ? "" : " " + d.awarding_body.region)});
}

// Mandatory: awarding body. It must be possible to tell who it is (Annex II, principle 9, authentic).
Finding awarding_body(const MicroCredential& d) {
  if (d.awarding_body.legal_name.empty()) return element(d, "awarding_body", Outcome::fail, "missing");
  const Organisation& o = d.awarding_body;
  if (o.id.empty() && o.registration.empty() && o.vat.empty() && o.eidas_identifier.empty() && o.homepage.empty()) {
    return element(d, "awarding_body", Outcome::warn, "not_traceable", {o.legal_name.any()});
  }
  return element(d, "awarding_body", Outcome::pass, "ok", {o.legal_name.any()});
}

// Mandatory: date of issuing.
Finding date_of_issue(const StandardCheckInput& in) {
  if (!in.award) return element(in.definition, "date_of_issue", Outcome::not_applicable, "of_award");
  return in.award->has_issue_date ? element(in.definition, "date_of_issue", Outcome::pass, "ok")
                                  : element(in.definition, "date_of_issue", Outcome::fail, "missing");
}

// Mandatory: learning outcomes.
Finding learning_outcomes(const MicroCredential& d) {
  if (d.outcomes.empty()) return element(d, "outcomes", Outcome::fail, "missing");
  Finding out = element(d, "outcomes", Outcome::pass, "ok", {std::to_string(d.outcomes.size())});
  if (d.outcomes.size() > 20)
    out.add(element(d, "outcomes", Outcome::warn, "many", {std::to_string(d.outcomes.size())}));
  std::size_t without_esco = 0;
  for (const LearningOutcome& outcome : d.outcomes) {
    if (outcome.esco_skills.empty()) ++without_esco;
    for (const std::string& id : outcome.assessed_by) {
      const bool known =
          std::any_of(d.assessments.begin(), d.assessments.end(), [&](const Assessment& a) { return a.id == id; });
      if (!known) out.add(element(d, "outcomes", Outcome::fail, "unknown_assessment", {outcome.title.any(), id}));
    }
  }
  // Comparable outcomes are the Recommendation's aim, not its demand (Annex II, principle 2).
  if (without_esco == d.outcomes.size()) out.add(element(d, "outcomes", Outcome::warn, "no_esco"));
  return out;
}

// Mandatory: notional workload needed to achieve the outcomes, in ECTS wherever possible.
Finding workload(const MicroCredential& d) {
  const Workload& w = d.workload;
  if (!w.hours && !w.ects) return element(d, "workload", Outcome::fail, "missing");
  const std::string hours = w.hours ? decimal(w.hours->count) : "";
  const std::string ects = w.ects ? decimal(w.ects->points) : "";
  if ((w.hours && !(w.hours->count > 0)) || (w.ects && !(w.ects->points > 0)))
    return element(d, "workload", Outcome::fail, "not_positive", {w.hours ? hours : ects});
  Finding out = element(d, "workload", Outcome::pass,
                        w.hours && w.ects ? "ok"
                        : w.hours         ? "ok_hours"
                                          : "ok_ects",
                        {w.hours ? hours : ects, ects});
  if (!w.ects) out.add(element(d, "workload", Outcome::warn, "no_ects", {hours}));
  if (w.hours && w.ects) {
    const double ratio = w.hours->count / w.ects->points;
    if (ratio < 25 - 1e-9 || ratio > 30 + 1e-9) {
      Finding odd = element(d, "workload", Outcome::warn, "ratio", {decimal(std::round(ratio * 10) / 10), hours, ects});
      odd.source = k_ects_guide;
      out.add(std::move(odd));
    }
  }
  // "A small volume of learning" has no upper limit in the Recommendation; a year's work is none.
  if ((w.ects && w.ects->points >= 60) || (w.hours && w.hours->count >= 1500))
    out.add(element(d, "workload", Outcome::warn, "large", {ects.empty() ? hours : ects}));
  double sum = 0;
  for (const WorkloadPart& part : w.parts) sum += part.hours.count;
  if (w.hours && !w.parts.empty() && std::fabs(sum - w.hours->count) > 0.5)
    out.add(element(d, "workload", Outcome::warn, "parts", {decimal(sum), hours}));
  return out;
}

// Mandatory where applicable: level (and cycle) of the learning experience (EQF, QF-EHEA).
Finding level(const MicroCredential& d) {
  const Level& l = d.level;
  if (l.not_applicable) return element(d, "level", Outcome::not_applicable, "not_applicable");
  if (!l.eqf && l.qf_ehea.empty() && l.national.empty()) return element(d, "level", Outcome::fail, "missing");
  if (l.eqf && (*l.eqf < 1 || *l.eqf > 8)) return element(d, "level", Outcome::fail, "range", {std::to_string(*l.eqf)});
  if (!l.eqf && l.qf_ehea.empty() && l.framework.empty())
    return element(d, "level", Outcome::fail, "no_framework", {l.national});
  Finding out = element(d, "level", Outcome::pass, "ok",
                        {l.eqf               ? "EQF " + std::to_string(*l.eqf)
                         : l.qf_ehea.empty() ? l.national
                                             : l.qf_ehea});
  if (!l.eqf) out.add(element(d, "level", Outcome::warn, "no_eqf", {l.national.empty() ? l.qf_ehea : l.national}));
  if (l.eqf && l.national.empty() && l.ground.empty() && l.framework.empty())
    out.add(element(d, "level", Outcome::warn, "no_ground"));
  return out;
}

// Mandatory: type of assessment. Attendance alone is none: outcomes are assessed (definition, point 5(a)).
Finding assessment(const MicroCredential& d) {
  if (d.assessments.empty()) return element(d, "assessment", Outcome::fail, "missing");
  Finding out = element(d, "assessment", Outcome::pass, "ok", {std::to_string(d.assessments.size())});
  const ControlledList& list = controlled_list("assessment");
  bool only_attendance = true;
  double weights = 0;
  bool all_weighted = true;
  for (const Assessment& a : d.assessments) {
    const std::string what = words(a.type);
    const ListEntry* entry = list.find(a.type.uri.empty() ? what : a.type.uri);
    if (a.type.empty()) {
      out.add(element(d, "assessment", Outcome::fail, "no_type", {a.title.empty() ? a.id : a.title.any()}));
    } else if (entry == nullptr) {
      out.add(element(d, "assessment", Outcome::warn, "not_in_list", {what}));
    }
    only_attendance = only_attendance && entry != nullptr && entry->label == "level of attendance";
    if (a.weight) weights += *a.weight;
    all_weighted = all_weighted && a.weight;
    if (a.criteria.empty())
      out.add(element(d, "assessment", Outcome::warn, "no_criteria", {a.title.empty() ? what : a.title.any()}));
  }
  if (only_attendance) out.add(element(d, "assessment", Outcome::fail, "attendance"));
  if (all_weighted && std::fabs(weights - 100) > 0.5)
    out.add(element(d, "assessment", Outcome::warn, "weights", {decimal(weights)}));
  const bool maps = std::any_of(d.outcomes.begin(), d.outcomes.end(),
                                [](const LearningOutcome& o) { return !o.assessed_by.empty(); });
  for (const LearningOutcome& outcome : d.outcomes) {
    if (maps && outcome.assessed_by.empty())
      out.add(element(d, "assessment", Outcome::warn, "outcome_not_assessed", {outcome.title.any()}));
  }
  return out;
}

// Mandatory: form of participation in the learning activity.
Finding participation(const MicroCredential& d) {
  const Concept& mode = d.participation.mode;
  if (mode.empty()) return element(d, "participation", Outcome::fail, "missing");
  if (controlled_list("mode").find(mode.uri.empty() ? words(mode) : mode.uri) == nullptr)
    return element(d, "participation", Outcome::warn, "not_in_list", {words(mode)});
  return element(d, "participation", Outcome::pass, "ok", {words(mode)});
}

// Mandatory: type of quality assurance used to underpin the micro-credential.
Finding quality_assurance(const StandardCheckInput& in) {
  const MicroCredential& d = in.definition;
  if (d.quality_assurance.empty()) return element(d, "quality_assurance", Outcome::fail, "missing");
  Finding out = element(d, "quality_assurance", Outcome::pass, "ok", {words(d.quality_assurance[0].type)});
  for (const QualityAssurance& q : d.quality_assurance) {
    if (q.type.empty()) {
      out.add(element(d, "quality_assurance", Outcome::fail, "no_type", {q.by}));
    } else if (controlled_list("quality-assurance").find(q.type.uri.empty() ? words(q.type) : q.type.uri) == nullptr) {
      out.add(element(d, "quality_assurance", Outcome::warn, "not_in_list", {words(q.type)}));
    }
    if (q.by.empty()) out.add(element(d, "quality_assurance", Outcome::warn, "no_body"));
    if (in.today && q.valid_until && midnight(*q.valid_until) < midnight(*in.today)) {
      out.add(element(d, "quality_assurance", Outcome::warn, "run_out", {q.by, to_string(*q.valid_until)}));
    }
  }
  return out;
}

Finding optional(const MicroCredential& d, const char* name, bool there, std::vector<std::string> args = {}) {
  return there ? element(d, name, Outcome::pass, "ok", std::move(args))
               : element(d, name, Outcome::not_applicable, "absent");
}

// Optional: supervision and identity verification during assessment.
Finding supervision(const MicroCredential& d) {
  const auto with = std::count_if(d.assessments.begin(), d.assessments.end(),
                                  [](const Assessment& a) { return !a.supervision.empty(); });
  Finding out = optional(d, "supervision", with > 0, {std::to_string(with)});
  for (const Assessment& a : d.assessments) {
    if (!a.supervision.empty() &&
        controlled_list("supervision").find(a.supervision.uri.empty() ? words(a.supervision) : a.supervision.uri) ==
            nullptr) {
      out.add(element(d, "supervision", Outcome::warn, "not_in_list", {words(a.supervision)}));
    }
  }
  return out;
}

}  // namespace

Report check_standard(const StandardCheckInput& in) {
  const MicroCredential& d = in.definition;
  Report out;
  for (Finding& finding : std::vector<Finding>{
           learner(in), title(d), country(d), awarding_body(d), date_of_issue(in), learning_outcomes(d), workload(d),
           level(d), assessment(d), participation(d), quality_assurance(in),
           optional(d, "prerequisites", !d.prerequisites.empty()), supervision(d),
           optional(d, "grade", !d.grading.empty()),
           optional(d, "stackability", !d.stackability.option.empty() || !d.stackability.into.empty(),
                    {d.stackability.option}),
           optional(d, "further_information", !d.further_information.empty() || !d.homepage.empty())}) {
    out.add(std::move(finding));
  }
  return out;
}

}  // namespace credex::framework
