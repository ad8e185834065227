#include "web/definition_form.h"

#include <algorithm>
#include <map>

#include "base/translate.h"
#include "framework/vocabulary.h"
#include "skills/esco_index.h"
#include "web/desk.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

using json::Value;

/// ESCO concepts that the form offers: label to URI (data/esco-cci.json).
const std::map<std::string, std::string>& esco(const char* kind) {
  static const auto k_all = [] {
    std::map<std::string, std::map<std::string, std::string>> out;
    const skills::EscoIndex& part = skills::EscoIndex::built_in();
    for (skills::ConceptId c = 0; c < part.size(); ++c) {
      if (part.is_skill(c)) out["skills"].emplace(part.label(c), part.uri(c));
      if (part.kind(c) == skills::ConceptKind::occupation) out["occupations"].emplace(part.label(c), part.uri(c));
    }
    return out;
  }();
  static const std::map<std::string, std::string> k_none;
  const auto it = k_all.find(kind);
  return it == k_all.end() ? k_none : it->second;
}

/// What a person wrote for an ESCO concept: its label as offered, or a URI.
Value concept_value(json::Arena& arena, const char* kind, const std::string& written) {
  Value out = Value::object(arena, 2);
  const auto it = esco(kind).find(written);
  if (it != esco(kind).end()) {
    out.append(arena, "uri", arena.string(it->second));
    out.append(arena, "label", arena.string(written));
    return out;
  }
  // "label <uri>" is how the form writes a concept that it does not offer.
  const auto open = written.rfind('<');
  if (open != std::string::npos && written.ends_with('>')) {
    out.append(arena, "uri", arena.string(written.substr(open + 1, written.size() - open - 2)));
    std::string label = written.substr(0, open);
    while (label.ends_with(' ')) label.pop_back();
    if (!label.empty()) out.append(arena, "label", arena.string(label));
    return out;
  }
  out.append(arena, "uri", arena.string(written));
  return out;
}

std::string concept_text(const framework::Concept& c, const char* kind) {
  const std::string& label = c.label.any();
  const auto it = esco(kind).find(label);
  if (it != esco(kind).end() && it->second == c.uri) return label;
  return label.empty() ? c.uri : label + " <" + c.uri + ">";
}

class Builder {
 public:
  explicit Builder(const http::Fields& fields) : fields_{fields} {}

  std::string json() {
    Value root = Value::object(arena_, 24);
    text(root, "title", "title");
    text(root, "description", "description");
    strings(root, "language", "language");
    plain(root, "sector", "sector");
    strings(root, "field", "field");
    outcomes(root);
    Value workload = Value::object(arena_);
    number(workload, "hours", "workload.hours");
    number(workload, "ects", "workload.ects");
    keep(root, "workload", workload);
    level(root);
    assessments(root);
    Value participation = Value::object(arena_);
    plain(participation, "mode", "participation.mode");
    if (!fields_.get("participation.prior_learning").empty())
      participation.append(arena_, "prior_learning",
                           Value::boolean(fields_.get("participation.prior_learning") == "yes"));
    plain(participation, "prior_learning_route", "participation.prior_learning_route");
    keep(root, "participation", participation);
    quality(root);
    text(root, "prerequisites", "prerequisites");
    text(root, "grading", "grading");
    Value stack = Value::object(arena_);
    plain(stack, "option", "stackability.option");
    plain(stack, "into", "stackability.into");
    plain(stack, "rule", "stackability.rule");
    keep(root, "stackability", stack);
    concepts(root, "occupations", "occupations", "occupations");
    text(root, "further_information", "further_information");
    plain(root, "homepage", "homepage");
    // "id" is set by whoever keeps it; the reader wants one.
    root.append(arena_, "id", Value::string("https://draft.example/mc"));
    return json::write(root);
  }

 private:
  void keep(Value to, const char* key, Value object) {
    if (!object.empty()) to.append(arena_, key, object);
  }
  void plain(Value to, const char* key, const std::string& field) {
    const std::string& value = fields_.get(field);
    if (!value.empty()) to.append(arena_, key, Value::string(value));
  }
  void number(Value to, const char* key, const std::string& field) {
    std::string value = fields_.get(field);
    std::replace(value.begin(), value.end(), ',', '.');
    if (value.empty()) return;
    char* end = nullptr;
    const double parsed = std::strtod(value.c_str(), &end);
    // What is no number goes on as text, so that the reader names it.
    to.append(arena_, key, *end == 0 ? Value::real(parsed) : arena_.string(value));
  }
  void text(Value to, const char* key, const std::string& field) {
    Value by_language = Value::object(arena_);
    for (const auto& [name, value] : fields_.all) {
      if (!value.empty() && name.size() > field.size() + 1 && name.starts_with(field) && name[field.size()] == '@')
        by_language.set(arena_, std::string_view{name}.substr(field.size() + 1), Value::string(value));
    }
    keep(to, key, by_language);
  }
  void strings(Value to, const char* key, const std::string& field) {
    Value list = Value::array(arena_);
    for (const std::string& value : fields_.list(field)) {
      if (!value.empty()) list.push(arena_, arena_.string(value));
    }
    if (!list.empty()) to.append(arena_, key, list);
  }
  void concepts(Value to, const char* key, const std::string& field, const char* kind) {
    Value list = Value::array(arena_);
    for (const std::string& value : fields_.list(field)) {
      if (!value.empty()) list.push(arena_, concept_value(arena_, kind, value));
    }
    if (!list.empty()) to.append(arena_, key, list);
  }

  /// How many numbered parts of `group` the form has.
  std::size_t count(const std::string& group) const {
    std::size_t out = 0;
    for (const auto& [name, value] : fields_.all) {
      if (name.starts_with(group + ".")) {
        const auto number = static_cast<std::size_t>(std::strtoul(name.c_str() + group.size() + 1, nullptr, 10));
        if (number < 60) out = std::max(out, number + 1);
      }
    }
    return out;
  }

  void outcomes(Value root) {
    Value list = Value::array(arena_);
    for (std::size_t i = 0; i < count("learning_outcomes"); ++i) {
      const std::string at = "learning_outcomes." + std::to_string(i) + ".";
      Value one = Value::object(arena_, 6);
      text(one, "title", at + "title");
      if (one.empty()) continue;
      plain(one, "id", at + "id");
      plain(one, "type", at + "type");
      concepts(one, "esco", at + "esco", "skills");
      strings(one, "assessed_by", at + "assessed_by");
      list.push(arena_, one);
    }
    if (!list.empty()) root.append(arena_, "learning_outcomes", list);
  }

  void level(Value root) {
    if (fields_.has("level.none")) {
      root.append(arena_, "level", Value::string("not applicable"));
      return;
    }
    Value out = Value::object(arena_);
    if (!fields_.get("level.eqf").empty())
      out.append(arena_, "eqf", Value::integer(std::atoi(fields_.get("level.eqf").c_str())));
    plain(out, "national", "level.national");
    plain(out, "framework", "level.framework");
    plain(out, "ground", "level.ground");
    keep(root, "level", out);
  }

  void assessments(Value root) {
    Value list = Value::array(arena_);
    for (std::size_t i = 0; i < count("assessment"); ++i) {
      const std::string at = "assessment." + std::to_string(i) + ".";
      Value one = Value::object(arena_, 6);
      plain(one, "type", at + "type");
      plain(one, "criteria", at + "criteria");
      if (one.empty()) continue;
      one.append(arena_, "id", arena_.string("a" + std::to_string(i + 1)));
      number(one, "weight", at + "weight");
      plain(one, "supervision", at + "supervision");
      list.push(arena_, one);
    }
    if (!list.empty()) root.append(arena_, "assessment", list);
  }

  void quality(Value root) {
    Value list = Value::array(arena_);
    for (std::size_t i = 0; i < count("quality_assurance"); ++i) {
      const std::string at = "quality_assurance." + std::to_string(i) + ".";
      Value one = Value::object(arena_, 6);
      for (const char* key : {"type", "by", "by_country", "scope", "valid_until", "decision_url", "deqar_report"})
        plain(one, key, at + key);
      if (!one.empty()) list.push(arena_, one);
    }
    if (!list.empty()) root.append(arena_, "quality_assurance", list);
  }

  const http::Fields& fields_;
  json::Arena arena_;
};

/// One field in each language, side by side.
std::vector<View> texts(const Visit& visit, const std::string& name, const framework::LangText& text,
                        const std::vector<std::string>& languages) {
  std::vector<View> out;
  for (const std::string& language : languages) {
    View one;
    std::string value;
    for (const auto& [tag, words] : text.entries) {
      if (tag == language) value = words;
    }
    std::string field = name;
    field += "@" + language;
    one.set("field", field).set("lang", language).set("value", value);
    one.set("language", language_name(visit.language, language));
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<View> option_list(const Visit& visit, const std::vector<std::pair<std::string, std::string>>& all,
                              const std::string& chosen) {
  std::vector<View> out;
  for (const auto& [value, words] : all) {
    View one;
    one.set("value", value).set("words", visit.t(words)).flag("chosen", value == chosen);
    out.push_back(std::move(one));
  }
  return out;
}

std::string key_of(const framework::Concept& c) { return c.uri.empty() ? c.label.any() : c.uri; }

}  // namespace

std::string definition_json(const http::Fields& fields) { return Builder{fields}.json(); }

std::vector<std::string> form_languages(const http::Fields& fields, const framework::MicroCredential& definition) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& code) {
    if (code.size() == 2 && std::ranges::find(out, code) == out.end() && out.size() < 4) out.push_back(code);
  };
  for (const std::string& code : fields.list("form_language")) add(code);
  for (const auto& [code, words] : definition.title.entries) add(code);
  if (out.empty()) add("en");
  return out;
}

View definition_form(const Visit& visit, const framework::MicroCredential& d,
                     const std::vector<std::string>& languages) {
  View out;
  std::vector<View> shown;
  for (const std::string& code : languages) {
    View one;
    one.set("code", code).set("name", language_name(visit.language, code));
    shown.push_back(std::move(one));
  }
  out.set("form_languages", shown);
  out.set("title", texts(visit, "title", d.title, languages));
  out.set("description", texts(visit, "description", d.description, languages));
  out.set("prerequisites", texts(visit, "prerequisites", d.prerequisites, languages));
  out.set("grading", texts(visit, "grading", d.grading, languages));
  out.set("further_information", texts(visit, "further_information", d.further_information, languages));
  std::vector<std::pair<std::string, std::string>> sector_list;
  for (const Sector& sector : sectors()) sector_list.emplace_back(sector.id, sector.title);
  out.set("sectors", option_list(visit, sector_list, d.sector));
  std::vector<View> language_list;
  for (const auto& entry : framework::controlled_list("language").entries) {
    if (entry.key.size() != 2) continue;
    View one;
    one.set("value", entry.key).set("words", language_name(visit.language, entry.key));
    one.flag("chosen", std::ranges::find(d.languages, entry.key) != d.languages.end());
    language_list.push_back(std::move(one));
  }
  out.set("languages", language_list);
  out.set("fields", choices(visit, "isced-f", d.fields.empty() ? "" : key_of(d.fields.front())));

  std::vector<View> outcomes;
  const std::size_t outcome_count = std::max<std::size_t>(d.outcomes.size() + 1, 3);
  for (std::size_t i = 0; i < outcome_count; ++i) {
    const framework::LearningOutcome outcome = i < d.outcomes.size() ? d.outcomes[i] : framework::LearningOutcome{};
    const std::string at = "learning_outcomes." + std::to_string(i) + ".";
    View one;
    one.set("number", std::to_string(i + 1)).set("at", at).set("id", outcome.id);
    one.set("texts", texts(visit, at + "title", outcome.title, languages));
    one.set("types", choices(visit, "outcome-type", key_of(outcome.type)));
    std::vector<View> skills;
    for (std::size_t s = 0; s < std::max<std::size_t>(outcome.esco_skills.size() + 1, 2); ++s) {
      View skill;
      skill.set("field", at + "esco").set("skill_id", at + "esco." + std::to_string(s));
      skill.set("value", s < outcome.esco_skills.size() ? concept_text(outcome.esco_skills[s], "skills") : "");
      skills.push_back(std::move(skill));
    }
    one.set("skills", skills);
    std::vector<View> assessed;
    for (std::size_t a = 0; a < std::max<std::size_t>(d.assessments.size(), 1); ++a) {
      const std::string id =
          a < d.assessments.size() && !d.assessments[a].id.empty() ? d.assessments[a].id : "a" + std::to_string(a + 1);
      View by;
      by.set("value", "a" + std::to_string(a + 1)).set("n", std::to_string(a + 1)).set("field", at + "assessed_by");
      by.flag("chosen", std::ranges::find(outcome.assessed_by, id) != outcome.assessed_by.end());
      assessed.push_back(std::move(by));
    }
    one.set("assessed", assessed);
    outcomes.push_back(std::move(one));
  }
  out.set("outcomes", outcomes);

  const auto number = [](double value) {
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
  };
  if (d.workload.hours) out.set("hours", number(d.workload.hours->count));
  if (d.workload.ects) out.set("ects", number(d.workload.ects->points));
  std::vector<std::pair<std::string, std::string>> levels;
  for (int level = 1; level <= 8; ++level) levels.emplace_back(std::to_string(level), "EQF " + std::to_string(level));
  out.set("levels", option_list(visit, levels, d.level.eqf ? std::to_string(*d.level.eqf) : ""));
  out.set("national", d.level.national).set("ground", d.level.ground).flag("no_level", d.level.not_applicable);
  out.set("framework", d.level.framework);

  std::vector<View> assessments;
  for (std::size_t i = 0; i < std::max<std::size_t>(d.assessments.size() + 1, 2); ++i) {
    const framework::Assessment assessment = i < d.assessments.size() ? d.assessments[i] : framework::Assessment{};
    View one;
    one.set("number", std::to_string(i + 1)).set("at", "assessment." + std::to_string(i) + ".");
    one.set("types", choices(visit, "assessment", key_of(assessment.type)));
    one.set("supervisions", choices(visit, "supervision", key_of(assessment.supervision)));
    one.set("criteria", assessment.criteria).set("weight", assessment.weight ? number(*assessment.weight) : "");
    assessments.push_back(std::move(one));
  }
  out.set("assessments", assessments);
  out.set("modes", choices(visit, "mode", key_of(d.participation.mode)));
  out.flag("prior_yes", d.participation.prior_learning && *d.participation.prior_learning);
  out.flag("prior_no", d.participation.prior_learning && !*d.participation.prior_learning);
  out.set("prior_learning_route", d.participation.prior_learning_route);
  std::vector<View> quality;
  for (std::size_t i = 0; i < std::max<std::size_t>(d.quality_assurance.size(), 1); ++i) {
    const auto q = i < d.quality_assurance.size() ? d.quality_assurance[i] : framework::QualityAssurance{};
    View one;
    one.set("number", std::to_string(i + 1)).set("at", "quality_assurance." + std::to_string(i) + ".");
    one.set("types", choices(visit, "quality-assurance", key_of(q.type))).set("by", q.by).set("scope", q.scope);
    one.set("countries", country_choices(visit, q.by_country));
    one.set("decision_url", q.decision_url).set("deqar_report", q.deqar_report);
    one.set("valid_until", q.valid_until ? to_string(*q.valid_until) : "");
    quality.push_back(std::move(one));
  }
  out.set("quality", quality);
  out.set("stack_options",
          option_list(visit,
                      {{"stand-alone, independent micro-credential", "stand-alone"},
                       {"integrated, stackable towards another credential", "stackable towards another credential"}},
                      d.stackability.option));
  out.set("stack_into", d.stackability.into).set("stack_rule", d.stackability.rule);
  std::vector<View> occupations;
  for (std::size_t i = 0; i < std::max<std::size_t>(d.occupations.size() + 1, 2); ++i) {
    View one;
    one.set("occupation_id", "occupation." + std::to_string(i));
    one.set("value", i < d.occupations.size() ? concept_text(d.occupations[i], "occupations") : "");
    occupations.push_back(std::move(one));
  }
  out.set("occupations", occupations).set("homepage", d.homepage);
  for (const char* kind : {"skills", "occupations"}) {
    out.set(std::string{"offered_"} + kind, offered_concepts(kind));
  }
  return out;
}

std::vector<View> offered_concepts(const char* kind) {
  std::vector<View> out;
  for (const auto& [label, uri] : esco(kind)) {
    View one;
    one.set("label", label);
    out.push_back(std::move(one));
  }
  return out;
}

std::string concept_uri(const char* kind, const std::string& written) {
  if (written.empty()) return {};
  json::Arena arena;
  return std::string{concept_value(arena, kind, written).text("uri")};
}

}  // namespace credex::web
