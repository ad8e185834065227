#include "credential/dcql.h"

#include <algorithm>

namespace credex::credential {
namespace {

using json::Value;

constexpr const char* k_source = "OpenID4VP 1.0, section 6";

/// A claims path pointer: names, null for every item of a list.
Value path_of(json::Arena& arena, std::initializer_list<const char*> steps) {
  const Value out = Value::array(arena, steps.size());
  for (const char* step : steps) out.push(arena, step ? Value::string(step) : Value{});
  return out;
}

Value claim(json::Arena& arena, Value path, const std::string& value) {
  const Value out = Value::object(arena, 2);
  out.append(arena, "path", path);
  if (!value.empty()) {
    const Value values = Value::array(arena, 1);
    values.push(arena, arena.string(value));
    out.append(arena, "values", values);
  }
  return out;
}

/// What a path leads to (section 7.1): nothing where a step does not fit.
std::vector<Value> selected(const Value& claims, const Value& path) {
  std::vector<Value> at{claims};
  for (const Value& step : path.items()) {
    std::vector<Value> next;
    for (const Value& here : at) {
      if (step.is_string() && here.is_object()) {
        if (const Value* found = here.find(step.as_string())) next.push_back(*found);
      } else if (step.is_null() && here.is_array()) {
        next.insert(next.end(), here.items().begin(), here.items().end());
      } else if (step.kind() == json::Kind::integer && here.is_array() && step.as_integer() >= 0 &&
                 static_cast<std::size_t>(step.as_integer()) < here.size()) {
        next.push_back(here.items()[static_cast<std::size_t>(step.as_integer())]);
      }
    }
    at = std::move(next);
  }
  return at;
}

}  // namespace

Value dcql_query(json::Arena& arena, const Wanted& wanted) {
  const Value types = Value::array(arena, wanted.types.size());
  for (const std::string& type : wanted.types) types.push(arena, arena.string(type));
  const Value meta = Value::object(arena, 1);
  meta.append(arena, "vct_values", types);
  const Value claims = Value::array(arena, 4);
  claims.push(arena, claim(arena, path_of(arena, {"title"}), ""));
  if (!wanted.definition.empty()) claims.push(arena, claim(arena, path_of(arena, {"definition"}), wanted.definition));
  if (!wanted.skill.empty()) {
    claims.push(arena,
                claim(arena, path_of(arena, {"learning_outcomes", nullptr, "esco", nullptr, "uri"}), wanted.skill));
  } else {
    claims.push(arena, claim(arena, path_of(arena, {"learning_outcomes", nullptr}), ""));
  }
  if (wanted.name) claims.push(arena, claim(arena, path_of(arena, {"name"}), ""));
  const Value credential = Value::object(arena, 5);
  credential.append(arena, "id", Value::string("micro-credential"));
  credential.append(arena, "format", Value::string("dc+sd-jwt"));
  credential.append(arena, "meta", meta);
  credential.append(arena, "claims", claims);
  const Value credentials = Value::array(arena, 1);
  credentials.push(arena, credential);
  const Value out = Value::object(arena, 1);
  out.append(arena, "credentials", credentials);
  return out;
}

Finding check_answer(const Value& query, const Value& claims) {
  Finding out =
      make_finding("request", Outcome::not_applicable, std::string{query.text("id")}, "request.answered", {}, k_source);
  const auto types = query.get("meta").get("vct_values").items();
  const bool is_type = types.empty() || std::any_of(types.begin(), types.end(), [&](const Value& type) {
                         return type.is_string(claims.text("vct"));
                       });
  out.add(make_finding("request.type", is_type ? Outcome::pass : Outcome::fail, "/vct",
                       is_type ? "request.type" : "request.other_type", {std::string{claims.text("vct")}}, k_source));
  const Value wanted = query.get("claims");
  for (const Value& one : wanted.items()) {
    const auto found = selected(claims, one.get("path"));
    const auto values = one.get("values").items();
    const bool is_there =
        !found.empty() && (values.empty() || std::any_of(found.begin(), found.end(), [&](const Value& value) {
                             return std::any_of(values.begin(), values.end(),
                                                [&](const Value& asked) { return json::equal(value, asked); });
                           }));
    std::string words;
    for (const Value& step : one.get("path").items())
      words += (words.empty() ? "" : " / ") + (step.is_string() ? std::string{step.as_string()} : json::write(step));
    out.add(make_finding("request.claim", is_there ? Outcome::pass : Outcome::fail, "",
                         is_there ? "request.claim" : "request.claim_missing", {words}, k_source));
  }
  if (out.outcome == Outcome::fail) out.message = "request.not_answered";
  return out;
}

}  // namespace credex::credential
