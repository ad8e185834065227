#include "credential/dcql.h"

#include <algorithm>

namespace credex::credential {
namespace {

using json::Value;

constexpr const char* k_dcql_source = "OpenID4VP 1.0, section 6";

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

const std::vector<std::string>& presentation_formats() {
  static const std::vector<std::string> k_formats{"dc+sd-jwt", "ldp_vc", "jwt_vc_json"};
  return k_formats;
}

namespace {

Value attestation_claims(json::Arena& arena, const Wanted& wanted) {
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
  return claims;
}

Value badge_claims(json::Arena& arena, const Wanted& wanted) {
  const Value claims = Value::array(arena, 4);
  const auto of = [&](std::initializer_list<const char*> path, const std::string& value) {
    claims.push(arena, claim(arena, path_of(arena, path), value));
  };
  of({"credentialSubject", "achievement", "name"}, "");
  if (!wanted.definition.empty()) of({"credentialSubject", "achievement", "id"}, wanted.definition);
  if (!wanted.skill.empty()) of({"credentialSubject", "achievement", "alignment", nullptr, "targetUrl"}, wanted.skill);
  if (wanted.name) of({"credentialSubject", "identifier", nullptr, "identityHash"}, "");
  return claims;
}

Value credential_query(json::Arena& arena, const Wanted& wanted, const std::string& format) {
  const Value meta = Value::object(arena, 1);
  const bool is_attestation = format == "dc+sd-jwt";
  if (is_attestation) {
    meta.append(arena, "vct_values", json::texts(arena, wanted.types));
  } else {
    // Fully expanded (appendix B.1.2), and as they stand for who reads a JWT without its context.
    const Value types = Value::array(arena, 2);
    types.push(arena, json::texts(arena, {"https://www.w3.org/2018/credentials#VerifiableCredential",
                                          "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"}));
    types.push(arena, json::texts(arena, {"VerifiableCredential", "OpenBadgeCredential"}));
    meta.append(arena, "type_values", types);
  }
  const Value out = Value::object(arena, 5);
  out.append(arena, "id", arena.string(is_attestation ? "micro-credential" : "micro-credential_" + format));
  out.append(arena, "format", arena.string(format));
  out.append(arena, "meta", meta);
  out.append(arena, "claims", is_attestation ? attestation_claims(arena, wanted) : badge_claims(arena, wanted));
  return out;
}

std::string_view short_name(std::string_view type) { return type.substr(type.find_last_of("#/") + 1); }

/// Whether one of the alternatives is met: by "vct", or by all of a list of types, expanded or not.
bool is_of_type(const Value& meta, const Value& claims) {
  const Value attestations = meta.get("vct_values");
  for (const Value& type : attestations.items()) {
    if (type.is_string(claims.text("vct"))) return true;
  }
  const std::vector<Value> own = json::as_list(claims.get("type"));
  const Value alternatives = meta.get("type_values");
  for (const Value& alternative : alternatives.items()) {
    const auto wanted = alternative.items();
    if (std::all_of(wanted.begin(), wanted.end(), [&](const Value& type) {
          return std::any_of(own.begin(), own.end(), [&](const Value& mine) {
            return type.is_string() && mine.is_string() && short_name(type.as_string()) == short_name(mine.as_string());
          });
        }))
      return true;
  }
  return attestations.empty() && alternatives.empty();
}

}  // namespace

Value dcql_query(json::Arena& arena, const Wanted& wanted) {
  const Value credentials = Value::array(arena, wanted.formats.size());
  const Value options = Value::array(arena, wanted.formats.size());
  for (const std::string& format : wanted.formats) {
    const Value one = credential_query(arena, wanted, format);
    credentials.push(arena, one);
    const Value option = Value::array(arena, 1);
    option.push(arena, one.get("id"));
    options.push(arena, option);
  }
  const Value out = Value::object(arena, 2);
  out.append(arena, "credentials", credentials);
  if (wanted.formats.size() > 1) {
    const Value any = Value::object(arena, 1);
    any.append(arena, "options", options);
    const Value sets = Value::array(arena, 1);
    sets.push(arena, any);
    out.append(arena, "credential_sets", sets);
  }
  return out;
}

const Value* query_for(const Value& query, std::string_view presented) {
  const std::string_view format = presented.starts_with('{')                      ? "ldp_vc"
                                  : presented.find('~') != std::string_view::npos ? "dc+sd-jwt"
                                                                                  : "jwt_vc_json";
  const Value* all = query.find("credentials");
  if (all == nullptr) return nullptr;
  for (const Value& one : all->items()) {
    if (one.text("format") == format) return &one;
  }
  return nullptr;
}

Finding check_answer(const Value& query, const Value& claims) {
  Finding out = make_finding("request", Outcome::not_applicable, std::string{query.text("id")}, "request.answered", {},
                             k_dcql_source);
  const bool is_type = is_of_type(query.get("meta"), claims);
  const bool is_attestation = claims.find("vct") != nullptr;
  out.add(make_finding("request.type", is_type ? Outcome::pass : Outcome::fail, is_attestation ? "/vct" : "/type",
                       is_type ? "request.type" : "request.other_type",
                       {is_attestation ? std::string{claims.text("vct")} : json::write(claims.get("type"))},
                       k_dcql_source));
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
                         is_there ? "request.claim" : "request.claim_missing", {words}, k_dcql_source));
  }
  if (out.outcome == Outcome::fail) out.message = "request.not_answered";
  return out;
}

}  // namespace credex::credential
