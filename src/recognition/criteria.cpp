#include "recognition/criteria.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/embedded.h"
#include "recognition/document_fields.h"

namespace credex::recognition {
namespace {

constexpr std::array<std::string_view, k_criteria> k_criterion_names{
    "verification", "quality", "level", "outcomes", "workload", "assessment", "identification"};
constexpr std::array<std::string_view, k_purposes> k_purpose_names{"employment", "study", "credit", "practice"};

/// A value on the scale: one of its names, or a number where the scale is levels or per cent.
std::optional<double> scale_value(YamlReader& in, const json::Value& object, const std::string& at, const char* key,
                                  Criterion criterion, const Criteria& criteria) {
  const std::vector<std::string>& scale = criteria.scales[criterion];
  if (scale.size() < 2) {
    return criterion == Criterion::level ? in.number(object, at, key, -7, 7) : in.number(object, at, key, 0, 100);
  }
  const std::string written = in.text(object, at, key);
  if (written.empty()) return std::nullopt;
  const auto found = std::find(scale.begin(), scale.end(), written);
  if (found != scale.end()) return static_cast<double>(found - scale.begin());
  in.problem(at + "/" + key, "\"" + written + "\" is not on the scale of " + std::string{criterion_name(criterion)},
             "use one of: " + comma_separated(scale));
  return std::nullopt;
}

void read_source_texts(Criteria& criteria) {
  for (const Criterion criterion : k_all_criteria) {
    std::string& text = criteria.source_texts[criterion];
    for (const CriterionSource& source : criteria.sources[criterion]) {
      if (!text.empty()) text += "; ";
      text += source.document + (source.section.empty() ? "" : ", " + source.section);
    }
  }
}

}  // namespace

std::string_view criterion_name(Criterion criterion) { return k_criterion_names[static_cast<std::size_t>(criterion)]; }
std::string_view purpose_name(Purpose purpose) { return k_purpose_names[static_cast<std::size_t>(purpose)]; }

std::optional<Criterion> criterion_of(std::string_view name) {
  for (const Criterion criterion : k_all_criteria) {
    if (criterion_name(criterion) == name) return criterion;
  }
  return std::nullopt;
}

std::optional<Purpose> purpose_of(std::string_view name) {
  for (const Purpose purpose : k_all_purposes) {
    if (purpose_name(purpose) == name) return purpose;
  }
  return std::nullopt;
}

std::string Criteria::value_text(Criterion criterion, double value) const {
  const std::vector<std::string>& scale = scales[criterion];
  const auto place = static_cast<std::size_t>(value < 0 ? 0 : value);
  if (scale.size() > 1 && place < scale.size()) return scale[place];
  return fmt::format("{:g}", value);
}

void read_setting(YamlReader& in, const json::Value& value, const std::string& at, Criterion criterion,
                  const Criteria& criteria, Setting& setting) {
  in.known(value, at, key_names(Group::setting));
  const auto full = scale_value(in, value, at, "full_at", criterion, criteria);
  const auto compensable = scale_value(in, value, at, "compensable_at", criterion, criteria);
  if (full) setting.full_at = *full;
  if (compensable) {
    setting.compensable_at = *compensable;
  } else if (full) {
    setting.compensable_at = std::min(setting.compensable_at, *full);
  }
  if (const auto weight = in.whole(value, at, "weight", 0, 100)) setting.weight = *weight;
  setting.disqualifying = in.flag(value, at, "disqualifying", setting.disqualifying);
  if (!value.get("compensate_by").is_null()) setting.compensate_by = in.texts(value, at, "compensate_by");
  if (std::string ground = in.text(value, at, "ground"); !ground.empty()) setting.ground = std::move(ground);
  if (setting.compensable_at > setting.full_at) {
    in.problem(at,
               fmt::format("compensable_at ({}) lies above full_at ({})",
                           criteria.value_text(criterion, setting.compensable_at),
                           criteria.value_text(criterion, setting.full_at)),
               "what can be made good lies below what needs no making good");
  }
  if (setting.disqualifying && setting.weight == 0) {
    in.problem(at, "a criterion of weight 0 counts for nothing and cannot disqualify",
               "give it a weight, or set disqualifying to false");
  }
  for (const std::string& means : setting.compensate_by) {
    if (std::find(criteria.means.begin(), criteria.means.end(), means) == criteria.means.end())
      in.problem(at + "/compensate_by", "\"" + means + "\" is not known here",
                 "use one of: " + comma_separated(criteria.means));
  }
}

void read_demands(YamlReader& in, const json::Value& value, const std::string& at, const Criteria& criteria,
                  Demands& demands) {
  in.known(value, at, key_names(Group::demands));
  if (const auto tolerance = in.whole(value, at, "tolerance", 0, 1000)) demands.tolerance = *tolerance;
  if (const auto eqf = in.whole(value, at, "least_eqf", 1, 8)) demands.least_eqf = *eqf;
  if (const auto hours = in.number(value, at, "least_hours", 1, 10'000)) demands.least_hours = *hours;
  if (std::string note = in.text(value, at, "note"); !note.empty()) demands.note = std::move(note);
  const json::Value settings = value.get("criteria");
  if (!in.is_group(value, at, "criteria")) return;
  for (const json::Member& member : settings.members()) {
    const std::string here = at + "/criteria" + json::pointer_step(member.key);
    const auto criterion = criterion_of(member.key);
    if (!criterion) {
      in.problem(here, "\"" + std::string{member.key} + "\" is no criterion",
                 "use one of: verification, quality, level, outcomes, workload, assessment, identification");
      continue;
    }
    read_setting(in, member.value, here, *criterion, criteria, demands.settings[*criterion]);
  }
}

void read_matching(YamlReader& in, const json::Value& value, const std::string& at, Matching& m) {
  if (value.is_null()) return;
  in.known(value, at, key_names(Group::matching));
  for (const auto& [key, into] : {std::pair{"same", &m.same},
                                  {"broader", &m.broader},
                                  {"narrower", &m.narrower},
                                  {"related", &m.related},
                                  {"text_from", &m.text_from},
                                  {"text_full", &m.text_full},
                                  {"covered", &m.covered},
                                  {"partly", &m.partly}}) {
    if (const auto number = in.number(value, at, key, 0, 1)) *into = *number;
  }
  if (m.partly > m.covered) in.problem(at, "\"partly\" lies above \"covered\"", "exchange them");
  if (m.text_from > m.text_full) in.problem(at, "\"text_from\" lies above \"text_full\"", "exchange them");
}

void read_deadlines(YamlReader& in, const json::Value& value, const std::string& at, Deadlines& d) {
  if (value.is_null()) return;
  in.known(value, at, key_names(Group::deadlines));
  for (const auto& [key, into] : {std::pair{"decide_days", &d.decide_days},
                                  {"answer_days", &d.answer_days},
                                  {"hearing_days", &d.hearing_days},
                                  {"appeal_days", &d.appeal_days}}) {
    if (const auto days = in.whole(value, at, key, 1, 730)) *into = *days;
  }
}

Result<Criteria> Criteria::read(std::string_view text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error().at(name);
  YamlReader in{name, "recognition.criteria", &*yaml};
  const json::Value root = yaml->document.root;
  in.known(root, "", {"version", "criteria", "purposes", "means", "matching", "deadlines"});
  Criteria out;
  out.version = in.text(root, "", "version");
  out.means = in.texts(root, "", "means");
  for (const auto& [value, at] : in.list(root, "", "criteria")) {
    in.known(value, at, {"id", "scale", "sources"});
    const auto criterion = criterion_of(value.text("id"));
    if (!criterion) {
      in.problem(at, "\"" + std::string{value.text("id")} + "\" is no criterion", "the seven stand in the code");
      continue;
    }
    out.scales[*criterion] = in.texts(value, at, "scale");
    for (const auto& [source, here] : in.list(value, at, "sources")) {
      in.known(source, here, {"document", "section", "url", "check"});
      out.sources[*criterion].push_back({.document = in.needed_text(source, here, "document"),
                                         .section = in.text(source, here, "section"),
                                         .url = in.uri(source, here, "url"),
                                         .check = in.needed_text(source, here, "check")});
    }
    if (out.sources[*criterion].empty()) in.problem(at, "a criterion without a source", "name where it comes from");
  }
  for (const auto& [value, at] : in.list(root, "", "purposes")) {
    const auto purpose = purpose_of(value.text("id"));
    if (!purpose) {
      in.problem(at, "\"" + std::string{value.text("id")} + "\" is no purpose",
                 "use employment, study, credit, practice");
      continue;
    }
    value.erase("id");  // the list's own: a policy names the purpose as its key
    read_demands(in, value, at, out, out.demands[static_cast<std::size_t>(*purpose)]);
  }
  read_matching(in, root.get("matching"), "/matching", out.matching);
  read_deadlines(in, root.get("deadlines"), "/deadlines", out.deadlines);
  if (!in.is_good()) return in.error();
  read_source_texts(out);
  return out;
}

const Criteria& Criteria::built_in() {
  static const Criteria k_criteria_file = [] {
    auto read =
        Criteria::read(embedded_file("recognition/criteria.yaml").value_or(""), "data/recognition/criteria.yaml");
    return read ? std::move(*read) : Criteria{};  // a test reads the file: the build would be wrong, not the input
  }();
  return k_criteria_file;
}

}  // namespace credex::recognition
