#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/uri.h"
#include "base/yaml.h"
#include "framework/definition_file.h"
#include "framework/definition_keys.h"
#include "framework/vocabulary.h"

namespace credex::framework {
namespace {

using json::Value;

bool is_language_tag(std::string_view tag) {
  return tag.size() >= 2 && tag.size() <= 35 && std::all_of(tag.begin(), tag.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
         });
}

class Reader {
 public:
  /// `lines` may be null: then problems name no line.
  Reader(const YamlDocument* lines, DefinitionReading& out) : lines_{lines}, out_{out} {}

  void read(const Value& root) {
    MicroCredential& d = out_.definition;
    if (const std::string_view tag = root.text("text_language"); !tag.empty()) text_language_ = tag;
    known(root, "", "");
    d.id = uri(root, "", "id");
    d.version = scalar(root, "", "version");
    d.title = lang_text(root, "", "title");
    d.description = lang_text(root, "", "description");
    for (const auto& [value, at] : list(root, "", "language")) {
      const std::string tag = text_of(value, at);
      if (!is_language_tag(tag)) {
        problem(at, "\"" + tag + "\" is no language tag", "write it like en, de or pt-BR");
      } else {
        d.languages.push_back(tag);
      }
    }
    d.sector = scalar(root, "", "sector");
    for (const auto& [value, at] : list(root, "", "field"))
      d.fields.push_back(entry(value, at, list_of_key("field"), ListRule::must_be_there));
    organisation(root);
    for (const auto& [value, at] : list(root, "", "learning_outcomes")) outcome(value, at);
    workload(root);
    level(root);
    for (const auto& [value, at] : list(root, "", "assessment")) assessment(value, at);
    participation(root);
    for (const auto& [value, at] : list(root, "", "quality_assurance")) quality(value, at);
    d.prerequisites = lang_text(root, "", "prerequisites");
    d.grading = lang_text(root, "", "grading");
    stackability(root);
    for (const auto& [value, at] : list(root, "", "occupations")) d.occupations.push_back(esco(value, at));
    d.further_information = lang_text(root, "", "further_information");
    d.homepage = uri(root, "", "homepage");
  }

 private:
  enum class ListRule : std::uint8_t { may_be_words, must_be_there };

  void problem(const std::string& at, std::string message, std::string remedy) {
    const int line = lines_ ? lines_->line_of(at) : 0;
    out_.problems.push_back({.code = "framework.definition.value",
                             .message = std::move(message),
                             .where = (line > 0 ? "line " + std::to_string(line) + ", " : "") + (at.empty() ? "/" : at),
                             .remedy = std::move(remedy)});
  }

  // A misspelt key would be a value lost in silence.
  void known(const Value& object, const std::string& at, std::string_view group) {
    const std::vector<std::string_view> keys = keys_in(group);
    for (const json::Member& member : object.members()) {
      if (std::find(keys.begin(), keys.end(), member.key) != keys.end()) continue;
      std::string all;
      for (const std::string_view key : keys) (all += all.empty() ? "" : ", ") += key;
      problem(at + json::pointer_step(member.key), "the key \"" + std::string{member.key} + "\" is not known here",
              "use one of: " + all);
    }
  }

  std::string text_of(const Value& value, const std::string& at) {
    if (value.is_null()) return {};
    if (value.is_string()) return std::string{value.as_string()};
    if (value.is_array() || value.is_object()) {
      problem(at, "this is a list or a group of keys where a text is wanted", "write one text");
      return {};
    }
    return json::write(value);
  }
  std::string scalar(const Value& object, const std::string& at, std::string_view key) {
    return text_of(object.get(key), at + json::pointer_step(key));
  }

  std::string uri(const Value& object, const std::string& at, std::string_view key) {
    std::string out = scalar(object, at, key);
    if (out.empty() || is_wellformed_iri(out)) return out;
    problem(at + json::pointer_step(key), "\"" + out + "\" is no web address or URI",
            "write it whole, like https://school.example/mc/1");
    return {};
  }

  std::optional<double> number(const Value& object, const std::string& at, std::string_view key) {
    return number_of(object.get(key), at + json::pointer_step(key));
  }
  std::optional<double> number_of(const Value& value, const std::string& at) {
    if (value.is_null()) return std::nullopt;
    if (value.is_number() && std::isfinite(value.as_number())) return value.as_number();
    if (value.is_string()) {
      std::string text{value.as_string()};
      std::replace(text.begin(), text.end(), ',', '.');
      double out = 0;
      const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
      if (read.ec == std::errc{} && read.ptr == text.data() + text.size() && std::isfinite(out)) return out;
    }
    problem(at, "\"" + (value.is_string() ? std::string{value.as_string()} : json::write(value)) + "\" is no number",
            "write a number like 2.5");
    return std::nullopt;
  }
  /// A level: a number without a part after the point, small enough to be one.
  std::optional<int> whole(const Value& value, const std::string& at) {
    const auto out = number_of(value, at);
    if (!out) return std::nullopt;
    if (*out == std::floor(*out) && std::fabs(*out) < 1000) return static_cast<int>(*out);
    problem(at, json::write(Value::real(*out)) + " is no level", "write a whole number from 1 to 8");
    return std::nullopt;
  }

  /// The items of a list with their pointers; a single value counts as a list of one.
  std::vector<std::pair<Value, std::string>> list(const Value& object, const std::string& at, std::string_view key) {
    std::vector<std::pair<Value, std::string>> out;
    const Value value = object.get(key);
    const std::string here = at + json::pointer_step(key);
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) out.emplace_back(value.items()[i], here + "/" + std::to_string(i));
    } else if (!value.is_null()) {
      out.emplace_back(value, here);
    }
    return out;
  }

  LangText lang_text(const Value& object, const std::string& at, std::string_view key) {
    return lang_text_of(object.get(key), at + json::pointer_step(key));
  }
  LangText lang_text_of(const Value& value, const std::string& at) {
    LangText out;
    if (value.is_object()) {
      for (const json::Member& member : value.members()) {
        const std::string here = at + json::pointer_step(member.key);
        if (!is_language_tag(member.key))
          problem(here, "\"" + std::string{member.key} + "\" is no language tag", "write it like en, de or pt-BR");
        if (std::string text = text_of(member.value, here); !text.empty()) out.set(member.key, std::move(text));
      }
    } else if (std::string text = text_of(value, at); !text.empty()) {
      out.set(text_language_, std::move(text));
    }
    return out;
  }

  Concept entry(const Value& value, const std::string& at, std::string_view list_name, ListRule rule) {
    const Value key = value.is_object() ? (value.find("uri") ? value.get("uri") : value.get("type")) : value;
    const std::string text = text_of(key, at);
    if (text.empty()) return {};
    const ControlledList& controlled = controlled_list(list_name);
    if (const ListEntry* found = controlled.find(text)) {
      Concept out{.uri = found->uri};
      out.label.set("en", found->label);
      return out;
    }
    if (rule == ListRule::must_be_there) {
      std::string some;
      for (std::size_t i = 0; i < controlled.entries.size() && i < 8; ++i)
        (some += i == 0 ? "" : ", ") += controlled.entries[i].key;
      problem(at, "\"" + text + "\" is not in the list " + std::string{list_name},
              "use one of: " + some + (controlled.entries.size() > 8 ? ", ..." : ""));
    }
    Concept out;
    if (is_absolute_iri(text)) {
      out.uri = text;
    } else {
      out.label.set(text_language_, text);
    }
    return out;
  }

  Concept esco(const Value& value, const std::string& at) {
    Concept out;
    if (value.is_object()) {
      known(value, at, "occupations");
      out.uri = uri(value, at, "uri");
      out.label = lang_text(value, at, "label");
    } else {
      out.uri = text_of(value, at);
    }
    if (!out.uri.starts_with("http://data.europa.eu/esco/")) {
      problem(at, "\"" + out.uri + "\" is no ESCO URI",
              "take it from the ESCO portal; it begins http://data.europa.eu/esco/");
    }
    return out;
  }

  void organisation(const Value& root) {
    const Value value = root.get("awarding_body");
    if (value.is_null()) return;
    const std::string at = "/awarding_body";
    if (!value.is_object())
      return problem(at, "the awarding body is no group of keys", "write legal_name, country, ... below it");
    known(value, at, "awarding_body");
    Organisation& o = out_.definition.awarding_body;
    o.id = uri(value, at, "id");
    o.legal_name = lang_text(value, at, "legal_name");
    o.kind = scalar(value, at, "kind");
    o.country = scalar(value, at, "country");
    if (!o.country.empty() && controlled_list("country").find(o.country) == nullptr) {
      problem(at + "/country", "\"" + o.country + "\" is no country code",
              "write two letters, like IT or FI (ISO 3166-1)");
      o.country.clear();
    }
    o.region = scalar(value, at, "region");
    o.registration = scalar(value, at, "registration");
    o.vat = scalar(value, at, "vat");
    o.eidas_identifier = scalar(value, at, "eidas_identifier");
    o.deqar = deqar(value, at, "deqar", "DEQARINST");
    o.homepage = uri(value, at, "homepage");
    o.email = scalar(value, at, "email");
  }

  void outcome(const Value& value, const std::string& at) {
    LearningOutcome out;
    if (value.is_object()) {
      known(value, at, "learning_outcomes");
      out.id = scalar(value, at, "id");
      out.title = lang_text(value, at, "title");
      out.type = entry(value.get("type"), at + "/type", list_of_key("learning_outcomes.type"), ListRule::may_be_words);
      out.reuse_level = entry(value.get("reuse_level"), at + "/reuse_level",
                              list_of_key("learning_outcomes.reuse_level"), ListRule::must_be_there);
      for (const auto& [skill, place] : list(value, at, "esco")) out.esco_skills.push_back(esco(skill, place));
      for (const auto& [id, place] : list(value, at, "assessed_by")) out.assessed_by.push_back(text_of(id, place));
    } else {
      out.title = lang_text_of(value, at);
    }
    if (out.title.empty())
      problem(at, "the learning outcome has no title", "say in one sentence what the learner can do");
    out_.definition.outcomes.push_back(std::move(out));
  }

  void workload(const Value& root) {
    const Value value = root.get("workload");
    const std::string at = "/workload";
    if (value.is_null()) return;
    if (!value.is_object()) return problem(at, "the workload is no group of keys", "write hours and ects below it");
    known(value, at, "workload");
    Workload& w = out_.definition.workload;
    if (const auto hours = number(value, at, "hours")) w.hours = Hours{*hours};
    if (const auto ects = number(value, at, "ects")) w.ects = Ects{*ects};
    if (const Value parts = value.get("parts"); !parts.is_null() && !parts.is_object())
      problem(at + "/parts", "the parts of the workload are no group of keys", "write each as name: hours");
    for (const json::Member& part : value.get("parts").members()) {
      if (const auto hours = number(value.get("parts"), at + "/parts", part.key))
        w.parts.push_back({std::string{part.key}, Hours{*hours}});
    }
  }

  void level(const Value& root) {
    const Value value = root.get("level");
    const std::string at = "/level";
    if (value.is_null()) return;
    Level& l = out_.definition.level;
    if (value.is_string("not applicable")) {
      l.not_applicable = true;
      return;
    }
    if (!value.is_object())
      return problem(at, "the level is no group of keys",
                     "write eqf, national and ground below it, or \"not applicable\"");
    known(value, at, "level");
    if (!value.get("eqf").is_null()) l.eqf = whole(value.get("eqf"), at + "/eqf");
    l.qf_ehea = scalar(value, at, "qf_ehea");
    l.framework = uri(value, at, "framework");
    l.national = scalar(value, at, "national");
    l.ground = scalar(value, at, "ground");
  }

  void assessment(const Value& value, const std::string& at) {
    Assessment out;
    if (value.is_object()) {
      known(value, at, "assessment");
      out.id = scalar(value, at, "id");
      out.title = lang_text(value, at, "title");
      out.type = entry(value.get("type"), at + "/type", list_of_key("assessment.type"), ListRule::may_be_words);
      out.supervision = entry(value.get("supervision"), at + "/supervision", list_of_key("assessment.supervision"),
                              ListRule::may_be_words);
      out.weight = number(value, at, "weight");
      out.criteria = scalar(value, at, "criteria");
    } else {
      out.type = entry(value, at, list_of_key("assessment.type"), ListRule::may_be_words);
    }
    out_.definition.assessments.push_back(std::move(out));
  }

  void participation(const Value& root) {
    const Value value = root.get("participation");
    const std::string at = "/participation";
    Participation& p = out_.definition.participation;
    if (!value.is_object()) {
      p.mode = entry(value, at, list_of_key("participation.mode"), ListRule::may_be_words);
      return;
    }
    known(value, at, "participation");
    p.mode = entry(value.get("mode"), at + "/mode", list_of_key("participation.mode"), ListRule::may_be_words);
    if (const Value flag = value.get("prior_learning"); flag.is_boolean()) {
      p.prior_learning = flag.as_boolean();
    } else if (!flag.is_null()) {
      problem(at + "/prior_learning", json::write(flag) + " is neither true nor false", "write true or false");
    }
    p.prior_learning_route = scalar(value, at, "prior_learning_route");
  }

  void quality(const Value& value, const std::string& at) {
    QualityAssurance out;
    if (!value.is_object())
      return problem(at, "quality assurance is no group of keys", "write type, by and scope below it");
    known(value, at, "quality_assurance");
    out.type = entry(value.get("type"), at + "/type", list_of_key("quality_assurance.type"), ListRule::may_be_words);
    out.by = scalar(value, at, "by");
    out.by_country = scalar(value, at, "by_country");
    out.scope = scalar(value, at, "scope");
    if (const std::string until = scalar(value, at, "valid_until"); !until.empty()) {
      if (auto date = parse_date(until)) {
        out.valid_until = *date;
      } else {
        problem(at + "/valid_until", date.error().message, date.error().remedy);
      }
    }
    out.decision_url = uri(value, at, "decision_url");
    out.deqar_report = deqar(value, at, "deqar_report", "");
    for (const auto& [item, place] : list(value, at, "limit_eqf")) {
      if (const auto eqf = whole(item, place)) out.limit_eqf.push_back(*eqf);
    }
    for (const auto& [item, place] : list(value, at, "limit_fields")) {
      const Concept field = entry(item, place, list_of_key("quality_assurance.limit_fields"), ListRule::must_be_there);
      if (!field.uri.empty()) out.limit_fields.push_back(field.uri);
    }
    out_.definition.quality_assurance.push_back(std::move(out));
  }

  /// A number of DEQAR, after its prefix; the whole address https://data.deqar.eu/report/... is taken too.
  std::string deqar(const Value& value, const std::string& at, std::string_view key, std::string_view prefix) {
    std::string text = scalar(value, at, key);
    if (const auto slash = text.rfind('/'); text.starts_with("https://data.deqar.eu/") && slash != std::string::npos)
      text = std::string{prefix} + text.substr(slash + 1);
    const std::string_view number = std::string_view{text}.substr(text.starts_with(prefix) ? prefix.size() : 0);
    const bool is_number = !number.empty() && number.size() <= 12 &&
                           number.find_first_not_of("0123456789") == std::string_view::npos && text.starts_with(prefix);
    if (text.empty() || is_number) return text;
    problem(at + json::pointer_step(key), "\"" + text + "\" is no number of DEQAR",
            prefix.empty() ? "write the report's number, like 48198" : "write it like DEQARINST0382");
    return {};
  }

  void stackability(const Value& root) {
    const Value value = root.get("stackability");
    const std::string at = "/stackability";
    if (value.is_null()) return;
    Stackability& s = out_.definition.stackability;
    if (!value.is_object()) {
      s.option = text_of(value, at);
      return;
    }
    known(value, at, "stackability");
    s.option = scalar(value, at, "option");
    s.into = scalar(value, at, "into");
    s.into_url = uri(value, at, "into_url");
    s.rule = scalar(value, at, "rule");
  }

  const YamlDocument* lines_;
  DefinitionReading& out_;
  std::string text_language_ = "en";
};

}  // namespace

Result<DefinitionReading> read_definition(std::string_view text) {
  auto yaml = parse_yaml(text);
  if (!yaml) return std::move(yaml).error();
  if (!yaml->document.root.is_object()) {
    return Error{.code = "framework.definition.form",
                 .message = "a definition is a group of keys (id, title, awarding_body, ...)",
                 .remedy = "begin from one of the examples in examples/"};
  }
  DefinitionReading out;
  Reader{&*yaml, out}.read(yaml->document.root);
  return out;
}

DefinitionReading definition_of(const Value& root) {
  DefinitionReading out;
  Reader{nullptr, out}.read(root);
  return out;
}

bool looks_like_definition(std::string_view text) {
  if (text.find("@context") != std::string_view::npos || text.find("\"payload\"") != std::string_view::npos)
    return false;
  for (const std::string_view key : {"learning_outcomes", "awarding_body", "title", "workload"}) {
    if (text.find(key) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace credex::framework
