#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json.h"
#include "framework/definition_file.h"

namespace credex::framework {
namespace {

// Double-quoted YAML is JSON's string, whatever is in it.
std::string quoted(std::string_view text) {
  std::string out;
  json::append_string(out, text);
  return out;
}

class Writer {
 public:
  void line(int depth, std::string_view key, const std::string& value) {
    out_ += fmt::format("{:{}}{}: {}\n", "", depth * 2, key, value);
  }
  void text(int depth, std::string_view key, std::string_view value) {
    if (!value.empty()) line(depth, key, quoted(value));
  }
  void lang_text(int depth, std::string_view key, const LangText& value) {
    if (value.empty()) return;
    line(depth, key, "");
    for (const auto& [tag, words] : value.entries) line(depth + 1, tag, quoted(words));
  }
  void number(int depth, std::string_view key, std::optional<double> value) {
    if (value) line(depth, key, fmt::format("{:g}", *value));
  }
  void concept_(int depth, std::string_view key, const Concept& value) {
    text(depth, key, value.uri.empty() ? value.label.any() : value.uri);
  }
  /// Begins a list item: what was written since `from` gets its first line marked.
  template <class Body>
  void item(int depth, Body&& body) {
    const std::size_t from = out_.size();
    body();
    if (out_.size() > from) out_[from + static_cast<std::size_t>(depth) * 2 - 2] = '-';
  }
  std::string take() { return std::move(out_); }
  void open(std::string_view key) { out_ += std::string{key} + ":\n"; }

 private:
  std::string out_;
};

}  // namespace

std::string write_definition(const MicroCredential& d) {
  Writer w;
  w.text(0, "id", d.id);
  w.text(0, "version", d.version);
  w.lang_text(0, "title", d.title);
  w.lang_text(0, "description", d.description);
  if (!d.languages.empty()) {
    std::string all;
    for (const std::string& tag : d.languages) (all += all.empty() ? "[" : ", ") += tag;
    w.line(0, "language", all + "]");
  }
  w.text(0, "sector", d.sector);
  if (!d.fields.empty()) w.open("field");
  for (const Concept& field : d.fields) w.item(1, [&] { w.concept_(1, "uri", field); });
  const Organisation& o = d.awarding_body;
  w.open("awarding_body");
  w.text(1, "id", o.id);
  w.lang_text(1, "legal_name", o.legal_name);
  for (const auto& [key, value] : {std::pair{"kind", &o.kind},
                                   {"country", &o.country},
                                   {"region", &o.region},
                                   {"registration", &o.registration},
                                   {"vat", &o.vat},
                                   {"eidas_identifier", &o.eidas_identifier},
                                   {"homepage", &o.homepage},
                                   {"email", &o.email}}) {
    w.text(1, key, *value);
  }
  if (!d.outcomes.empty()) w.open("learning_outcomes");
  for (const LearningOutcome& outcome : d.outcomes) {
    w.item(1, [&] {
      w.text(1, "id", outcome.id);
      w.lang_text(1, "title", outcome.title);
      w.concept_(1, "type", outcome.type);
      w.concept_(1, "reuse_level", outcome.reuse_level);
      if (!outcome.esco_skills.empty()) w.line(1, "esco", "");
      for (const Concept& skill : outcome.esco_skills) {
        w.item(2, [&] {
          w.text(2, "uri", skill.uri);
          w.lang_text(2, "label", skill.label);
        });
      }
      if (!outcome.assessed_by.empty()) {
        std::string all;
        for (const std::string& id : outcome.assessed_by) (all += all.empty() ? "[" : ", ") += quoted(id);
        w.line(1, "assessed_by", all + "]");
      }
    });
  }
  if (d.workload != Workload{}) {
    w.open("workload");
    if (d.workload.hours) w.number(1, "hours", d.workload.hours->count);
    if (d.workload.ects) w.number(1, "ects", d.workload.ects->points);
    if (!d.workload.parts.empty()) w.line(1, "parts", "");
    for (const WorkloadPart& part : d.workload.parts) w.number(2, quoted(part.what), part.hours.count);
  }
  if (d.level.not_applicable) w.text(0, "level", "not applicable");
  if (!d.level.not_applicable && d.level != Level{}) {
    w.open("level");
    if (d.level.eqf) w.number(1, "eqf", *d.level.eqf);
    w.text(1, "qf_ehea", d.level.qf_ehea);
    w.text(1, "framework", d.level.framework);
    w.text(1, "national", d.level.national);
    w.text(1, "ground", d.level.ground);
  }
  if (!d.assessments.empty()) w.open("assessment");
  for (const Assessment& a : d.assessments) {
    w.item(1, [&] {
      w.text(1, "id", a.id);
      w.lang_text(1, "title", a.title);
      w.concept_(1, "type", a.type);
      w.concept_(1, "supervision", a.supervision);
      w.number(1, "weight", a.weight);
      w.text(1, "criteria", a.criteria);
    });
  }
  if (d.participation != Participation{}) {
    w.open("participation");
    w.concept_(1, "mode", d.participation.mode);
    if (d.participation.prior_learning) w.line(1, "prior_learning", *d.participation.prior_learning ? "true" : "false");
    w.text(1, "prior_learning_route", d.participation.prior_learning_route);
  }
  if (!d.quality_assurance.empty()) w.open("quality_assurance");
  for (const QualityAssurance& q : d.quality_assurance) {
    w.item(1, [&] {
      w.concept_(1, "type", q.type);
      w.text(1, "by", q.by);
      w.text(1, "by_country", q.by_country);
      w.text(1, "scope", q.scope);
      if (q.valid_until) w.text(1, "valid_until", to_string(*q.valid_until));
      w.text(1, "decision_url", q.decision_url);
      if (!q.limit_eqf.empty()) w.line(1, "limit_eqf", fmt::format("[{}]", fmt::join(q.limit_eqf, ", ")));
      if (!q.limit_fields.empty()) w.line(1, "limit_fields", "");
      for (const std::string& field : q.limit_fields) w.item(2, [&] { w.text(2, "uri", field); });
    });
  }
  w.lang_text(0, "prerequisites", d.prerequisites);
  w.lang_text(0, "grading", d.grading);
  if (d.stackability != Stackability{}) {
    w.open("stackability");
    w.text(1, "option", d.stackability.option);
    w.text(1, "into", d.stackability.into);
    w.text(1, "into_url", d.stackability.into_url);
    w.text(1, "rule", d.stackability.rule);
  }
  if (!d.occupations.empty()) w.open("occupations");
  for (const Concept& occupation : d.occupations) {
    w.item(1, [&] {
      w.text(1, "uri", occupation.uri);
      w.lang_text(1, "label", occupation.label);
    });
  }
  w.lang_text(0, "further_information", d.further_information);
  w.text(0, "homepage", d.homepage);
  return w.take();
}

}  // namespace credex::framework
