#include <fmt/format.h>

#include "credential/elm.h"

namespace credex::credential {
namespace {

using framework::LangText;

class Losses {
 public:
  explicit Losses(Target target)
      : source_{target == Target::elm ? "European Learning Model v3, EDC-generic-full" : "Open Badges 3.0"} {}

  void add(const char* message, std::string where, std::vector<std::string> args = {}) {
    out_.push_back({.rule = "convert.loss",
                    .outcome = Outcome::warn,
                    .subject = std::move(where),
                    .message = message,
                    .args = std::move(args),
                    .source = source_});
  }
  void languages(const LangText& text, const std::string& where) {
    if (text.entries.size() < 2) return;
    std::string others;
    for (const auto& [tag, words] : text.entries) {
      if (&words != &text.any()) (others += others.empty() ? "" : ", ") += tag;
    }
    add("convert.languages", where, {others});
  }
  std::vector<Finding> take() { return std::move(out_); }

 private:
  const char* source_;
  std::vector<Finding> out_;
};

}  // namespace

std::vector<Finding> losses_to(Target target, const framework::MicroCredential& d, const Award& award) {
  Losses out{target};
  if (target == Target::elm) {
    if (!award.status.empty()) out.add("convert.elm_status", "/award/status");
    for (const framework::QualityAssurance& q : d.quality_assurance) {
      if (q.type.uri.empty()) out.add("convert.elm_quality_type", "/quality_assurance", {q.type.label.any()});
    }
    return out.take();
  }
  out.languages(d.title, "/title");
  out.languages(d.description, "/description");
  out.languages(d.prerequisites, "/prerequisites");
  out.languages(d.awarding_body.legal_name, "/awarding_body/legal_name");
  for (std::size_t i = 0; i < d.outcomes.size(); ++i) {
    const std::string where = "/learning_outcomes/" + std::to_string(i);
    out.languages(d.outcomes[i].title, where + "/title");
    if (!d.outcomes[i].type.empty()) out.add("convert.no_place", where + "/type", {"type"});
    if (!d.outcomes[i].reuse_level.empty()) out.add("convert.no_place", where + "/reuse_level", {"reuse_level"});
    if (!d.outcomes[i].assessed_by.empty()) out.add("convert.no_place", where + "/assessed_by", {"assessed_by"});
  }
  if (d.languages.size() > 1) out.add("convert.one_language", "/language", {d.languages[0]});
  if (!d.workload.parts.empty()) out.add("convert.no_place", "/workload/parts", {"parts"});
  if (!d.level.framework.empty() || !d.level.ground.empty() || !d.level.qf_ehea.empty())
    out.add("convert.no_place", "/level", {"framework, ground, qf_ehea"});
  for (const framework::Assessment& a : d.assessments) {
    if (a.type.uri.empty()) out.add("convert.only_words", "/assessment", {a.type.label.any()});
    if (!a.supervision.empty() || a.weight || !a.title.empty())
      out.add("convert.only_words", "/assessment", {"supervision, weight, title"});
  }
  for (const framework::QualityAssurance& q : d.quality_assurance) {
    if (q.valid_until || !q.by_country.empty() || !q.decision_url.empty() || !q.deqar_report.empty() ||
        !q.limit_eqf.empty() || !q.limit_fields.empty()) {
      out.add("convert.no_place", "/quality_assurance",
              {"valid_until, by_country, decision_url, deqar_report, limits"});
    }
    if (q.type.uri.empty()) out.add("convert.no_place", "/quality_assurance/type", {q.type.label.any()});
  }
  if (!d.prerequisites.empty()) out.add("convert.only_words", "/prerequisites", {"prerequisites"});
  if (!d.stackability.into.empty() || !d.stackability.rule.empty())
    out.add("convert.only_words", "/stackability", {"stackability"});
  if (d.participation.prior_learning || !d.participation.prior_learning_route.empty())
    out.add("convert.no_place", "/participation", {"prior_learning"});
  if (d.participation.mode.uri.empty() && !d.participation.mode.empty())
    out.add("convert.no_place", "/participation/mode", {d.participation.mode.label.any()});
  if (!d.further_information.empty()) out.add("convert.no_place", "/further_information", {"further_information"});
  if (!d.awarding_body.kind.empty()) out.add("convert.no_place", "/awarding_body/kind", {"kind"});
  return out.take();
}

}  // namespace credex::credential
