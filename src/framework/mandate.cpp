#include "framework/mandate.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/definition_file.h"
#include "framework/vocabulary.h"

namespace credex::framework {
namespace {

using json::Value;

std::string field_name(const std::string& uri) {
  const ListEntry* entry = controlled_list("isced-f").find(uri);
  return entry ? entry->label : uri;
}

/// "3 to 5" where nothing between is left out, else "3, 5 and 7".
std::string levels_text(std::vector<int> levels) {
  std::ranges::sort(levels);
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  const auto span = static_cast<std::size_t>(levels.back() - levels.front()) + 1;
  if (levels.size() > 2 && span == levels.size()) return fmt::format("{} to {}", levels.front(), levels.back());
  std::string out;
  for (std::size_t i = 0; i < levels.size(); ++i)
    out += (i == 0 ? "" : i + 1 == levels.size() ? " and " : ", ") + std::to_string(levels[i]);
  return out;
}

/// Organisations are read and written by the rules of definitions.
Value organisation_value(json::Arena& arena, const Organisation& organisation) {
  return definition_value(arena, {.awarding_body = organisation}).get("awarding_body");
}
Organisation organisation_of(json::Arena& arena, const Value& value) {
  const Value root = Value::object(arena, 1);
  root.append(arena, "awarding_body", value);
  return definition_of(root).definition.awarding_body;
}

Error bad(std::string message, std::string where) {
  return Error{.code = "framework.mandate",
               .message = std::move(message),
               .where = std::move(where),
               .remedy = "docs/mandates.md says what a mandate holds"};
}

}  // namespace

bool covers_fields(const std::vector<std::string>& limits, const std::vector<Concept>& fields) {
  return limits.empty() || fields.empty() || std::ranges::any_of(fields, [&](const Concept& field) {
           return std::ranges::any_of(limits, [&](const std::string& limit) { return field.uri.starts_with(limit); });
         });
}

std::vector<std::string> beyond_mandate(const Mandate& m, const MicroCredential& d, Date on) {
  std::vector<std::string> out;
  if (!m.eqf.empty()) {
    if (!d.level.eqf) {
      out.emplace_back("a micro-credential without an EQF level");
    } else if (std::ranges::find(m.eqf, *d.level.eqf) == m.eqf.end()) {
      out.push_back("EQF level " + std::to_string(*d.level.eqf));
    }
  }
  if (!m.fields.empty() && d.fields.empty()) out.emplace_back("a micro-credential without a field");
  if (!covers_fields(m.fields, d.fields))
    out.push_back("the field " + (d.fields[0].label.empty() ? d.fields[0].uri : d.fields[0].label.any()));
  if (m.most && (!d.workload.ects || *d.workload.ects > *m.most)) {
    out.push_back(d.workload.ects ? fmt::format("{:g} ECTS credits", d.workload.ects->points)
                                  : std::string{"a micro-credential without ECTS credits"});
  }
  if (m.from && on < *m.from) out.push_back("awards before " + to_string(*m.from));
  if (m.until && on > *m.until) out.push_back("awards after " + to_string(*m.until));
  return out;
}

std::string mandate_limits(const Mandate& m) {
  std::string out;
  const auto add = [&](const std::string& words) { out += (out.empty() ? "" : "; ") + words; };
  if (!m.eqf.empty()) add((m.eqf.size() == 1 ? "EQF level " : "EQF levels ") + levels_text(m.eqf));
  std::string fields;
  for (const std::string& field : m.fields) fields += (fields.empty() ? "" : ", ") + field_name(field);
  if (!fields.empty()) add(fields);
  if (m.most) add(fmt::format("at most {:g} ECTS", m.most->points));
  if (m.from) add("from " + to_string(*m.from));
  if (m.until) add("until " + to_string(*m.until));
  return out.empty() ? "no limits stated" : out;
}

std::string mandate_statement(const Mandate& m) {
  return fmt::format("{0} seals this for {1}, who taught it, under a mandate{2}. Assessed by {3}. Limits: {4}.{5}",
                     m.sealed_by.legal_name.any(), m.given_by.legal_name.any(), m.id.empty() ? "" : " (" + m.id + ")",
                     m.assessor().legal_name.any(), mandate_limits(m), m.ground.empty() ? "" : " Ground: " + m.ground);
}

Value mandate_value(json::Arena& arena, const Mandate& m) {
  const Value out = Value::object(arena, 10);
  const auto text = [&](const char* key, std::string_view words) {
    if (!words.empty()) out.append(arena, key, arena.string(words));
  };
  text("id", m.id);
  out.append(arena, "given_by", organisation_value(arena, m.given_by));
  out.append(arena, "sealed_by", organisation_value(arena, m.sealed_by));
  text("assessed_by", m.sealer_assesses ? "sealer" : "provider");
  const Value levels = Value::array(arena, m.eqf.size());
  for (const int level : m.eqf) levels.push(arena, Value::integer(level));
  if (!levels.empty()) out.append(arena, "eqf", levels);
  if (!m.fields.empty()) out.append(arena, "field", json::texts(arena, m.fields));
  if (m.most) text("most_ects", fmt::format("{:g}", m.most->points));
  text("from", m.from ? to_string(*m.from) : "");
  text("until", m.until ? to_string(*m.until) : "");
  text("ground", m.ground);
  return out;
}

Result<Mandate> mandate_of(const Value& value) {
  if (!value.is_object()) return bad("a mandate is a group of keys", "/mandate");
  json::Arena arena;
  Mandate out{.id = std::string{value.text("id")},
              .given_by = organisation_of(arena, value.get("given_by")),
              .sealed_by = organisation_of(arena, value.get("sealed_by")),
              .sealer_assesses = value.text("assessed_by") == "sealer",
              .ground = std::string{value.text("ground")}};
  if (out.given_by.legal_name.empty()) return bad("who gave the mandate is not named", "/given_by/legal_name");
  if (out.sealed_by.legal_name.empty()) return bad("who seals is not named", "/sealed_by/legal_name");
  for (const Value& level : json::as_list(value.get("eqf"))) {
    const int number = level.is_number() ? static_cast<int>(level.as_number()) : 0;
    if (number < 1 || number > 8) return bad("a level of the EQF is a number from 1 to 8", "/eqf");
    out.eqf.push_back(number);
  }
  for (const Value& field : json::as_list(value.get("field"))) {
    const ListEntry* entry = controlled_list("isced-f").find(field.as_string());
    if (entry == nullptr) return bad("'" + std::string{field.as_string()} + "' is no field of ISCED-F", "/field");
    out.fields.push_back(entry->uri);
  }
  if (const Value most = value.get("most_ects"); !most.is_null()) {
    const std::string text = most.is_string() ? std::string{most.as_string()} : json::write(most);
    char* end = nullptr;
    const double points = std::strtod(text.c_str(), &end);
    if (text.empty() || *end != '\0' || !(points > 0) || points > 1000)
      return bad("'" + text + "' is no number of ECTS credits", "/most_ects");
    out.most = Ects{points};
  }
  for (const auto& [key, date] : {std::pair{"from", &out.from}, {"until", &out.until}}) {
    const std::string_view text = value.text(key);
    if (text.empty()) continue;
    auto read = parse_date(text);
    if (!read) return bad("'" + std::string{text} + "' is no date", std::string{"/"} + key);
    *date = *read;
  }
  if (out.from && out.until && *out.until < *out.from) return bad("it ends before it begins", "/until");
  return out;
}

}  // namespace credex::framework
