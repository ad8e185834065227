#include "service/award_row.h"

namespace credex::service {
namespace {

using credential::AwardRow;
using credential::CellProblem;
using json::Value;

void put(json::Arena& arena, Value object, std::string_view key, const std::string& text) {
  if (!text.empty()) object.append(arena, key, Value::string(text));
}

std::optional<Date> date_in(const Value& object, std::string_view key) {
  const auto text = object.text(key);
  if (text.empty()) return std::nullopt;
  auto date = parse_date(text);
  if (!date) return std::nullopt;
  return *date;
}

}  // namespace

std::string row_json(const AwardRow& row) {
  json::Arena arena;
  Value out = Value::object(arena, 16);
  const credential::Award& award = row.award;
  const credential::Learner& learner = award.learner;
  out.append(arena, "row", Value::integer(static_cast<std::int64_t>(row.row.number)));
  put(arena, out, "id", award.id);
  put(arena, out, "learner_id", learner.id);
  put(arena, out, "given_name", learner.given_name);
  put(arena, out, "family_name", learner.family_name);
  put(arena, out, "full_name", learner.full_name);
  put(arena, out, "email", learner.email);
  put(arena, out, "identifier", learner.identifier);
  put(arena, out, "national_id", learner.national_id);
  put(arena, out, "national_id_country", learner.national_id_country);
  if (learner.date_of_birth) out.append(arena, "date_of_birth", arena.string(to_string(*learner.date_of_birth)));
  out.append(arena, "awarded_on", arena.string(to_string(award.awarded_on)));
  out.append(arena, "valid_from", arena.string(to_string(award.valid_from)));
  if (award.valid_until) out.append(arena, "valid_until", arena.string(to_string(*award.valid_until)));
  put(arena, out, "grade", award.grade);
  put(arena, out, "evidence_url", award.evidence_url);
  if (row.ects) out.append(arena, "ects", Value::real(row.ects->points));
  if (row.hours) out.append(arena, "hours", Value::real(row.hours->count));
  return json::write(out);
}

Result<AwardRow> row_from_json(std::string_view text) {
  auto parsed = json::parse(text);
  if (!parsed) return std::move(parsed).error();
  const Value& in = parsed->root;
  const auto words = [&](const char* key) { return std::string{in.text(key)}; };
  AwardRow out;
  out.row.number = static_cast<std::size_t>(in.get("row").as_integer());
  credential::Award& award = out.award;
  award.id = words("id");
  award.learner = {.id = words("learner_id"),
                   .given_name = words("given_name"),
                   .family_name = words("family_name"),
                   .full_name = words("full_name"),
                   .date_of_birth = date_in(in, "date_of_birth"),
                   .email = words("email"),
                   .identifier = words("identifier"),
                   .national_id = words("national_id"),
                   .national_id_country = words("national_id_country")};
  award.awarded_on = date_in(in, "awarded_on").value_or(Date{});
  if (auto from = parse_instant(in.text("valid_from"))) award.valid_from = *from;
  if (!in.text("valid_until").empty()) {
    if (auto until = parse_instant(in.text("valid_until"))) award.valid_until = *until;
  }
  award.grade = words("grade");
  award.evidence_url = words("evidence_url");
  if (in.find("ects")) out.ects = framework::Ects{in.get("ects").as_number()};
  if (in.find("hours")) out.hours = framework::Hours{in.get("hours").as_number()};
  return out;
}

std::string problems_json(const std::vector<CellProblem>& problems) {
  json::Arena arena;
  Value out = Value::array(arena);
  for (const CellProblem& problem : problems) {
    Value item = Value::object(arena, 5);
    item.append(arena, "row", Value::integer(static_cast<std::int64_t>(problem.row)));
    item.append(arena, "column", Value::string(problem.column));
    item.append(arena, "value", Value::string(problem.value));
    item.append(arena, "message", Value::string(problem.message));
    item.append(arena, "allowed", Value::string(problem.allowed));
    out.push(arena, item);
  }
  return json::write(out);
}

std::vector<CellProblem> problems_from_json(std::string_view text) {
  std::vector<CellProblem> out;
  auto parsed = json::parse(text);
  if (!parsed) return out;
  for (const Value& item : parsed->root.items()) {
    out.push_back({.row = static_cast<std::size_t>(item.get("row").as_integer()),
                   .column = std::string{item.text("column")},
                   .value = std::string{item.text("value")},
                   .message = std::string{item.text("message")},
                   .allowed = std::string{item.text("allowed")}});
  }
  return out;
}

}  // namespace credex::service
