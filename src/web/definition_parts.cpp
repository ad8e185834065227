#include "web/definition_parts.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "base/text.h"
#include "base/time.h"
#include "base/translate.h"
#include "framework/definition_keys.h"
#include "framework/vocabulary.h"
#include "skills/esco_index.h"
#include "web/definition_form.h"
#include "web/desk.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

using json::Value;

constexpr Part k_what[] = {
    {"title", Control::words, "Title"},
    {"description", Control::long_words, "In a few sentences"},
    {"sector", Control::choice, "Sector", "", true},
    {"field", Control::several, "Field of education (ISCED-F)", "", true},
    {"language", Control::boxes, "Languages of teaching"},
};
constexpr Part k_outcome[] = {
    {"title", Control::long_words, "The learner can ..."},
    {"type", Control::choice, "Kind", "", true},
    {"reuse_level", Control::choice, "How far it carries", "One occupation, one sector, several sectors, or any work.",
     true},
    {"esco", Control::offered, "ESCO skill", "", true},
    {"assessed_by", Control::references, "Assessed by assessment"},
};
constexpr Part k_size[] = {
    {"workload.hours", Control::number, "Hours of work in all", "Teaching, own work and assessment together.", true},
    {"workload.ects", Control::number, "ECTS", "A credit is 25 to 30 hours.", true},
    {"workload.parts", Control::parts, "Of which", "What the hours go into, such as taught, own work, assessment."},
    {"level.eqf", Control::choice, "Level", "", true},
    {"level.national", Control::line, "National level", "", true},
    {"level.framework", Control::choice, "National framework", "", true},
    {"level.qf_ehea", Control::line, "Cycle of higher education (QF-EHEA)",
     "Such as first cycle; only where it is of higher education.", true},
    {"level.ground", Control::line, "On which ground"},
    {"level.none", Control::none, "A level does not apply"},
};
constexpr Part k_assessment[] = {
    {"title", Control::words, "Title"},
    {"type", Control::choice, "Type", "", true},
    {"weight", Control::number, "Weight in per cent", "", true},
    {"supervision", Control::choice, "Supervision and identity check", "", true},
    {"criteria", Control::text, "Criteria, open and clear"},
};
constexpr Part k_participation[] = {
    {"participation.mode", Control::choice, "Form of participation"},
    {"participation.prior_learning", Control::yes_no, "Can what was learnt before be validated instead?"},
    {"participation.prior_learning_route", Control::line, "How"},
    {"prerequisites", Control::long_words, "Prerequisites"},
    {"grading", Control::words, "Grading"},
};
constexpr Part k_quality[] = {
    {"type", Control::choice, "Type", "", true},
    {"by", Control::line, "Agency or body", "", true},
    {"by_country", Control::choice, "Its country", "", true},
    {"scope", Control::line, "What it covers", "", true},
    {"valid_until", Control::day, "Valid until", "", true},
    {"decision_url", Control::address, "Link to the decision", "", true},
    {"deqar_report", Control::line, "Number of the report in DEQAR", "", true},
    {"limit_eqf", Control::boxes, "Only for these levels", "None ticked: it covers all levels."},
    {"limit_fields", Control::offered, "Only for this field (ISCED-F)",
     "Its number, such as 0215. None: it covers all fields.", true},
};
constexpr Part k_leads[] = {
    {"stackability.option", Control::choice, "Stackability", "", true},
    {"stackability.into", Control::line, "Into", "", true},
    {"stackability.into_url", Control::address, "Web page of what it leads into", "", true},
    {"stackability.rule", Control::line, "By which rule"},
    {"occupations", Control::offered, "Occupation (ESCO)", "", true},
    {"homepage", Control::address, "Web page"},
    {"further_information", Control::long_words, "Further information"},
};
constexpr PartList k_sections[] = {
    {"", k_what},          {"learning_outcomes", k_outcome, 3}, {"", k_size},  {"assessment", k_assessment, 2},
    {"", k_participation}, {"quality_assurance", k_quality, 1}, {"", k_leads},
};

/// ESCO concepts that the form offers: label to URI (data/esco-cci.json).
const std::map<std::string, std::string>& esco(std::string_view kind) {
  static const auto k_all = [] {
    std::map<std::string, std::map<std::string, std::string>, std::less<>> out;
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
Value concept_value(json::Arena& arena, std::string_view kind, const std::string& written) {
  const Value out = Value::object(arena, 2);
  const auto it = esco(kind).find(written);
  if (it != esco(kind).end()) {
    out.append(arena, "uri", arena.string(it->second));
    out.append(arena, "label", arena.string(written));
    return out;
  }
  // "label <uri>" is how the form writes a concept that it does not offer.
  const auto open = written.rfind('<');
  if (open != std::string::npos && written.ends_with('>')) {
    out.append(arena, "uri", arena.string(std::string_view{written}.substr(open + 1, written.size() - open - 2)));
    const std::string_view label = trimmed(std::string_view{written}.substr(0, open));
    if (!label.empty()) out.append(arena, "label", arena.string(label));
    return out;
  }
  out.append(arena, "uri", arena.string(written));
  return out;
}

std::string scalar(const Value& value) {
  if (value.is_null() || value.is_object() || value.is_array()) return {};
  return value.is_string() ? std::string{value.as_string()} : json::write(value);
}

std::string concept_text(const Value& value, std::string_view kind) {
  const std::string uri = value.is_object() ? scalar(value.get("uri")) : scalar(value);
  std::string label;
  for (const auto& [tag, words] : texts_of(value.is_object() ? value.get("label") : Value{}, "en")) {
    if (label.empty() || tag == "en") label = words;
  }
  if (label.empty()) return uri;
  const auto it = esco(kind).find(label);
  return it != esco(kind).end() && it->second == uri ? label : label + " <" + uri + ">";
}

/// "skills" or "occupations" where the items at `path` are concepts of ESCO; empty elsewhere.
std::string_view esco_kind(const std::string& path) {
  if (path == "learning_outcomes.esco") return "skills";
  return path == "occupations" ? "occupations" : "";
}

}  // namespace

std::span<const PartList> definition_sections() { return k_sections; }

std::string path_of(const PartList& list, const Part& part) {
  return (*list.path ? std::string{list.path} + "." : "") + part.key;
}

Value as_group(json::Arena& arena, std::string_view path, const Value& value) {
  if (value.is_object()) return value;
  const Value out = Value::object(arena);
  constexpr std::pair<std::string_view, std::string_view> k_plain[] = {
      {"learning_outcomes", "title"}, {"assessment", "type"}, {"participation", "mode"}, {"stackability", "option"}};
  for (const auto& [group, key] : k_plain) {
    if (group == path && !value.is_null()) out.append(arena, key, value);
  }
  return out;
}

std::vector<Value> items_of(const Value& value) {
  if (value.is_array()) return {value.items().begin(), value.items().end()};
  return value.is_null() ? std::vector<Value>{} : std::vector<Value>{value};
}

std::string shown_of(const std::string& path, Control control, const Value& value) {
  if (!esco_kind(path).empty()) return concept_text(value, esco_kind(path));
  if (control == Control::yes_no && value.is_boolean()) return value.as_boolean() ? "yes" : "no";
  const Value plain = value.is_object() ? (value.find("uri") ? value.get("uri") : value.get("type")) : value;
  std::string out = scalar(plain);
  // The national framework is kept as its address, which no other name stands for.
  const std::string_view list = framework::list_of_key(path);
  if (list.empty() || list == "national-framework") return out;
  const framework::ListEntry* entry = framework::controlled_list(list).find(out);
  return entry ? entry->key : out;
}

std::string as_sent(Control control, std::string_view text) {
  std::string out;
  const bool one_line = control == Control::words || control == Control::line || control == Control::address ||
                        control == Control::number || control == Control::offered || control == Control::parts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\0') {
      out += "\xEF\xBF\xBD";  // no page can carry it
    } else if (text[i] != '\r' && text[i] != '\n') {
      out += text[i];
    } else {
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      if (!one_line) out += '\n';
    }
  }
  if (control == Control::address || control == Control::number) return std::string{trimmed(out, " \t\f")};
  if (control == Control::day && !parse_date(out)) return {};
  return out;
}

Value value_of(json::Arena& arena, const std::string& path, Control control, const std::string& written) {
  if (!esco_kind(path).empty()) return concept_value(arena, esco_kind(path), written);
  if (control == Control::yes_no && (written == "yes" || written == "no")) return Value::boolean(written == "yes");
  const bool level = framework::list_of_key(path) == "eqf";
  if (control == Control::number || control == Control::parts || level) {
    std::string text{trimmed(written)};
    std::ranges::replace(text, ',', '.');
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec == std::errc{} && read.ptr == text.data() + text.size() && std::isfinite(number)) {
      const bool whole = std::fabs(number) < 1e15 && number == std::floor(number);
      return whole ? Value::integer(static_cast<std::int64_t>(number)) : Value::real(number);
    }
  }
  return arena.string(written);
}

std::vector<std::pair<std::string, std::string>> texts_of(const Value& value, std::string_view plain_language) {
  std::vector<std::pair<std::string, std::string>> out;
  if (!value.is_object()) {
    if (std::string text = scalar(value); !text.empty()) out.emplace_back(plain_language, std::move(text));
    return out;
  }
  for (const json::Member& member : value.members()) out.emplace_back(std::string{member.key}, scalar(member.value));
  return out;
}

std::vector<std::pair<std::string, std::string>> options_of(const Visit& visit, const std::string& path) {
  std::vector<std::pair<std::string, std::string>> out;
  const std::string_view list = framework::list_of_key(path);
  if (path == "sector") {
    for (const Sector& sector : sectors()) out.emplace_back(sector.id, visit.t(sector.title));
  } else if (path == "stackability.option") {
    out.emplace_back("stand-alone, independent micro-credential", visit.t("stand-alone"));
    out.emplace_back("integrated, stackable towards another credential",
                     visit.t("stackable towards another credential"));
  } else if (list == "language") {
    for (const auto& entry : framework::controlled_list(list).entries) {
      if (entry.key.size() == 2) out.emplace_back(entry.key, language_name(visit.language, entry.key));
    }
  } else if (list == "country") {
    for (const auto& entry : framework::controlled_list(list).entries) {
      if (entry.key.size() == 2) out.emplace_back(entry.key, country_name(visit.language, entry.key));
    }
    std::ranges::sort(out, {}, &std::pair<std::string, std::string>::second);
  } else {
    for (const auto& entry : framework::controlled_list(list).entries) {
      if (list == "eqf")
        out.emplace_back(entry.key, "EQF " + entry.key);
      else if (list == "isced-f")
        out.emplace_back(entry.key, entry.key + " " + visit.t(entry.label));
      else if (list == "national-framework")
        out.emplace_back(entry.uri, country_name(visit.language, entry.key) + ": " + visit.t(entry.label));
      else
        out.emplace_back(entry.key, visit.t(entry.label));
    }
    // The third kind of outcome of the EQF (2017/C 189/03, Annex II), which the European list of ESCO's has no URI for.
    if (list == "outcome-type") out.emplace_back("responsibility and autonomy", visit.t("responsibility and autonomy"));
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
