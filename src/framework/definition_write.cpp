#include "base/json.h"
#include "framework/definition_file.h"

namespace credex::framework {
namespace {

using json::Value;

/// Builds the values; what is empty is left out. The arena copies all text.
class Writer {
 public:
  explicit Writer(json::Arena& arena) : arena_{arena} {}

  Value definition(const MicroCredential& d) {
    const Value out = Value::object(arena_, 20);
    text(out, "id", d.id);
    text(out, "version", d.version);
    lang_text(out, "title", d.title);
    lang_text(out, "description", d.description);
    texts(out, "language", d.languages);
    text(out, "sector", d.sector);
    const Value fields = Value::array(arena_, d.fields.size());
    for (const Concept& field : d.fields) fields.push(arena_, word(field));
    put(out, "field", fields);
    put(out, "awarding_body", organisation(d.awarding_body));
    list(out, "learning_outcomes", d.outcomes, [&](const LearningOutcome& o) { return outcome(o); });
    put(out, "workload", workload(d.workload));
    if (d.level.not_applicable) {
      text(out, "level", "not applicable");
    } else {
      put(out, "level", level(d.level));
    }
    list(out, "assessment", d.assessments, [&](const Assessment& a) { return assessment(a); });
    const Value participation = Value::object(arena_, 3);
    concept_(participation, "mode", d.participation.mode);
    if (d.participation.prior_learning)
      participation.append(arena_, "prior_learning", Value::boolean(*d.participation.prior_learning));
    text(participation, "prior_learning_route", d.participation.prior_learning_route);
    put(out, "participation", participation);
    list(out, "quality_assurance", d.quality_assurance, [&](const QualityAssurance& q) { return quality(q); });
    lang_text(out, "prerequisites", d.prerequisites);
    lang_text(out, "grading", d.grading);
    const Value stack = Value::object(arena_, 4);
    text(stack, "option", d.stackability.option);
    text(stack, "into", d.stackability.into);
    text(stack, "into_url", d.stackability.into_url);
    text(stack, "rule", d.stackability.rule);
    put(out, "stackability", stack);
    list(out, "occupations", d.occupations, [&](const Concept& c) { return labelled(c); });
    lang_text(out, "further_information", d.further_information);
    text(out, "homepage", d.homepage);
    return out;
  }

 private:
  void put(const Value& into, const char* key, Value value) {
    if (!value.empty()) into.append(arena_, key, value);
  }
  void text(const Value& into, const char* key, std::string_view words) {
    if (!words.empty()) into.append(arena_, key, arena_.string(words));
  }
  void lang_text(const Value& into, const char* key, const LangText& words) {
    const Value out = Value::object(arena_, words.entries.size());
    for (const auto& [tag, said] : words.entries) out.append(arena_, arena_.copy(tag), arena_.string(said));
    put(into, key, out);
  }
  void texts(const Value& into, const char* key, const std::vector<std::string>& all) {
    const Value out = Value::array(arena_, all.size());
    for (const std::string& one : all) out.push(arena_, arena_.string(one));
    put(into, key, out);
  }
  static Value number(double value) {
    const auto whole = static_cast<std::int64_t>(value);
    return static_cast<double>(whole) == value ? Value::integer(whole) : Value::real(value);
  }
  template <class T, class Body>
  void list(const Value& into, const char* key, const std::vector<T>& all, Body&& body) {
    const Value out = Value::array(arena_, all.size());
    for (const T& one : all) out.push(arena_, body(one));
    put(into, key, out);
  }
  Value word(const Concept& value) { return arena_.string(value.uri.empty() ? value.label.any() : value.uri); }
  void concept_(const Value& into, const char* key, const Concept& value) { put(into, key, word(value)); }
  Value labelled(const Concept& value) {
    const Value out = Value::object(arena_, 2);
    text(out, "uri", value.uri);
    lang_text(out, "label", value.label);
    return out;
  }

  Value organisation(const Organisation& o) {
    const Value out = Value::object(arena_, 10);
    text(out, "id", o.id);
    lang_text(out, "legal_name", o.legal_name);
    for (const auto& [key, value] : {std::pair{"kind", &o.kind},
                                     {"country", &o.country},
                                     {"region", &o.region},
                                     {"registration", &o.registration},
                                     {"vat", &o.vat},
                                     {"eidas_identifier", &o.eidas_identifier},
                                     {"deqar", &o.deqar},
                                     {"homepage", &o.homepage},
                                     {"email", &o.email}}) {
      text(out, key, *value);
    }
    return out;
  }

  Value outcome(const LearningOutcome& o) {
    const Value out = Value::object(arena_, 6);
    text(out, "id", o.id);
    lang_text(out, "title", o.title);
    concept_(out, "type", o.type);
    concept_(out, "reuse_level", o.reuse_level);
    list(out, "esco", o.esco_skills, [&](const Concept& c) { return labelled(c); });
    texts(out, "assessed_by", o.assessed_by);
    return out;
  }

  Value workload(const Workload& w) {
    const Value out = Value::object(arena_, 3);
    if (w.hours) out.append(arena_, "hours", number(w.hours->count));
    if (w.ects) out.append(arena_, "ects", number(w.ects->points));
    const Value parts = Value::object(arena_, w.parts.size());
    for (const WorkloadPart& part : w.parts) parts.append(arena_, arena_.copy(part.what), number(part.hours.count));
    put(out, "parts", parts);
    return out;
  }

  Value level(const Level& l) {
    const Value out = Value::object(arena_, 5);
    if (l.eqf) out.append(arena_, "eqf", Value::integer(*l.eqf));
    text(out, "qf_ehea", l.qf_ehea);
    text(out, "framework", l.framework);
    text(out, "national", l.national);
    text(out, "ground", l.ground);
    return out;
  }

  Value assessment(const Assessment& a) {
    const Value out = Value::object(arena_, 6);
    text(out, "id", a.id);
    lang_text(out, "title", a.title);
    concept_(out, "type", a.type);
    concept_(out, "supervision", a.supervision);
    if (a.weight) out.append(arena_, "weight", number(*a.weight));
    text(out, "criteria", a.criteria);
    return out;
  }

  Value quality(const QualityAssurance& q) {
    const Value out = Value::object(arena_, 8);
    concept_(out, "type", q.type);
    text(out, "by", q.by);
    text(out, "by_country", q.by_country);
    text(out, "scope", q.scope);
    if (q.valid_until) text(out, "valid_until", to_string(*q.valid_until));
    text(out, "decision_url", q.decision_url);
    text(out, "deqar_report", q.deqar_report);
    const Value levels = Value::array(arena_, q.limit_eqf.size());
    for (const int eqf : q.limit_eqf) levels.push(arena_, Value::integer(eqf));
    put(out, "limit_eqf", levels);
    texts(out, "limit_fields", q.limit_fields);
    return out;
  }

  json::Arena& arena_;
};

// Kept bodies are compared with new ones line by line, so their form stays as it is; what else is written as YAML goes
// through base/yaml_write.h. Double-quoted YAML is JSON's string, whatever is in it.
bool is_group(const Value& value) {
  return value.is_object() || (value.is_array() && !value.empty() && value.items()[0].is_object());
}

/// A list of single values on one line, groups below their key; a list's groups begin with a dash.
void write_yaml(std::string& out, const Value& value, std::size_t depth) {
  for (const json::Member& member : value.members()) {
    std::string key;
    json::append_string(key, member.key);
    const bool is_plain = key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", 1) == key.size() - 1 && key.size() > 2;
    out += std::string(depth * 2, ' ') + (is_plain ? std::string{member.key} : key) + ":";
    if (!is_group(member.value)) {
      out += " " + json::write(member.value) + "\n";
      continue;
    }
    out += "\n";
    if (member.value.is_object()) write_yaml(out, member.value, depth + 1);
    for (const Value& item : member.value.items()) {
      const std::size_t from = out.size();
      write_yaml(out, item, depth + 2);
      if (out.size() > from) out[from + (depth + 1) * 2] = '-';
    }
  }
}

}  // namespace

Value definition_value(json::Arena& arena, const MicroCredential& definition) {
  return Writer{arena}.definition(definition);
}

std::string write_definition(const MicroCredential& definition) {
  json::Arena arena;
  std::string out;
  write_yaml(out, definition_value(arena, definition), 0);
  return out.empty() ? "{}\n" : out;
}

}  // namespace credex::framework
