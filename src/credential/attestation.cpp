// The SD-JWT VC form of an award.
#include "credential/attestation.h"

#include <algorithm>

#include "base/translate.h"
#include "framework/definition_file.h"

namespace credex::credential {
namespace {

using json::Value;

constexpr const char* k_attestation_source = "draft-ietf-oauth-sd-jwt-vc, section 2.2";

/// A claim, and what it is called for people.
struct Claim {
  const char* name;
  const char* label;
  bool withholdable;
};
// The learner: names of OpenID Connect where it has them.
constexpr Claim k_learner[] = {{"name", "Name", true},
                               {"given_name", "Given name", true},
                               {"family_name", "Family name", true},
                               {"birthdate", "Date of birth", true},
                               {"email", "E-mail address", true},
                               {"learner_number", "Number at the school", true},
                               {"national_id", "National identifier", true},
                               {"national_id_country", "Country of that identifier", true}};
constexpr Claim k_award[] = {{"awarded_on", "Awarded on", false},
                             {"grade", "Grade", true},
                             {"evidence", "Evidence", true},
                             {"mandate", "Mandate to seal", false}};
// Keys of docs/definition.md; two are called otherwise here, where they would not say what they are of.
constexpr Claim k_elements[] = {{"definition", "Address of the micro-credential", false},
                                {"definition_version", "Version", false},
                                {"title", "Title", false},
                                {"description", "Description", false},
                                {"language", "Language", false},
                                {"sector", "Sector", false},
                                {"field", "Field", false},
                                {"awarding_body", "Awarding body", false},
                                {"learning_outcomes", "Learning outcomes", false},
                                {"workload", "Workload", false},
                                {"level", "Level", false},
                                {"assessment", "Assessment", false},
                                {"participation", "Form of participation", false},
                                {"quality_assurance", "Quality assurance", false},
                                {"prerequisites", "Prerequisites", false},
                                {"grading", "Grading", false},
                                {"stackability", "Stackability", false},
                                {"occupations", "Occupations", false},
                                {"further_information", "Further information", false},
                                {"homepage", "Homepage", false}};
constexpr std::string_view k_registered[] = {"iss", "sub",           "iat", "nbf", "exp",
                                             "vct", "vct#integrity", "jti", "cnf", "status"};

std::string_view claim_of(std::string_view key) {
  if (key == "id") return "definition";
  return key == "version" ? "definition_version" : key;
}
std::string_view key_of(std::string_view claim) {
  if (claim == "definition") return "id";
  return claim == "definition_version" ? "version" : claim;
}

std::optional<Instant> instant_of(const Value& number) {
  if (!number.is_number() || std::abs(number.as_number()) > 1e12) return std::nullopt;
  return Instant{std::chrono::seconds{static_cast<std::int64_t>(number.as_number())}};
}

}  // namespace

Result<Value> attestation_claims(json::Arena& arena, const framework::MicroCredential& definition, const Award& award,
                                 const std::string& issuer, const std::string& type) {
  const auto missing = [](const char* what, const char* key) {
    return Error{.code = "credential.attestation",
                 .message = std::string{"an attestation needs "} + what,
                 .remedy = std::string{"add "} + key + " to the definition or the sheet"};
  };
  if (definition.title.empty()) return missing("a title", "title");
  if (!award.learner.is_identified()) return missing("the learner", "given_name and family_name, or email");
  const Value out = Value::object(arena, 40);
  const auto put = [&](const char* name, std::string_view text) {
    if (!text.empty()) out.append(arena, name, arena.string(text));
  };
  put("iss", issuer);
  out.append(arena, "iat", Value::integer(unix_seconds(award.issued)));
  out.append(arena, "nbf", Value::integer(unix_seconds(award.valid_from)));
  if (award.valid_until) out.append(arena, "exp", Value::integer(unix_seconds(*award.valid_until)));
  put("vct", type);
  put("jti", award.id);
  for (const StatusEntry& entry : award.status) {
    if (entry.purpose != "token") continue;
    const Value place = Value::object(arena, 2);
    place.append(arena, "idx", Value::integer(static_cast<std::int64_t>(entry.index)));
    place.append(arena, "uri", arena.string(entry.list_url));
    const Value status = Value::object(arena, 1);
    status.append(arena, "status_list", place);
    out.append(arena, "status", status);
  }
  if (!award.holder_key.empty()) {
    auto key = json::parse_into(arena, arena.copy(award.holder_key));
    if (!key) return std::move(key).error();
    const Value confirmation = Value::object(arena, 1);
    confirmation.append(arena, "jwk", *key);
    out.append(arena, "cnf", confirmation);
  }
  const Learner& l = award.learner;
  put("name", l.name());
  put("given_name", l.given_name);
  put("family_name", l.family_name);
  put("birthdate", l.date_of_birth ? to_string(*l.date_of_birth) : "");
  put("email", l.email);
  put("learner_number", l.identifier);
  put("national_id", l.national_id);
  put("national_id_country", l.national_id_country);
  put("awarded_on", to_string(award.awarded_on));
  put("grade", award.grade);
  put("evidence", award.evidence_url);
  if (award.mandate) out.append(arena, "mandate", framework::mandate_value(arena, *award.mandate));
  const Value elements = framework::definition_value(arena, definition);
  for (const json::Member& member : elements.members()) out.append(arena, claim_of(member.key), member.value);
  return out;
}

std::vector<std::string> withholdable_claims(const Value& claims) {
  std::vector<std::string> out;
  const auto add = [&](const auto& list) {
    for (const Claim& claim : list) {
      if (claim.withholdable && claims.find(claim.name) != nullptr) out.push_back(std::string{"/"} + claim.name);
    }
  };
  add(k_learner);
  add(k_award);
  const std::size_t outcomes = claims.get("learning_outcomes").size();
  for (std::size_t i = 0; i < outcomes; ++i) out.push_back("/learning_outcomes/" + std::to_string(i));
  return out;
}

bool is_attestation(const Value& claims) { return claims.find("vct") != nullptr && claims.find("@context") == nullptr; }

Result<Contents> award_from_attestation(const Value& claims) {
  const auto refused = [](std::string message) {
    return Error{.code = "credential.attestation",
                 .message = std::move(message),
                 .remedy = "other attestations can be verified, but hold no micro-credential that is known here"};
  };
  if (!is_attestation(claims)) return refused("this is no attestation (SD-JWT VC)");
  json::Arena arena;
  const Value definition = Value::object(arena, claims.size());
  Contents out;
  for (const json::Member& member : claims.members()) {
    const auto is_of = [&](const auto& list) {
      return std::any_of(std::begin(list), std::end(list), [&](const Claim& c) { return member.key == c.name; });
    };
    if (is_of(k_elements)) {
      definition.append(arena, key_of(member.key), member.value);
    } else if (!is_of(k_learner) && !is_of(k_award) &&
               std::find(std::begin(k_registered), std::end(k_registered), member.key) == std::end(k_registered)) {
      out.losses.push_back({.rule = "convert.loss",
                            .outcome = Outcome::warn,
                            .subject = json::pointer_step(member.key),
                            .message = "convert.no_place",
                            .args = {std::string{member.key}},
                            .source = "SD-JWT VC"});
    }
  }
  if (definition.find("title") == nullptr || definition.find("awarding_body") == nullptr)
    return refused("this attestation is of another kind: it has no title and awarding body of a micro-credential");
  framework::DefinitionReading reading = framework::definition_of(definition);
  for (const Error& problem : reading.problems) {
    out.losses.push_back({.rule = "convert.loss",
                          .outcome = Outcome::warn,
                          .subject = problem.where,
                          .message = "convert.unreadable",
                          .args = {problem.message},
                          .source = "SD-JWT VC"});
  }
  out.definition = std::move(reading.definition);
  Award& award = out.award;
  award.id = claims.text("jti");
  Learner& l = award.learner;
  l.id = claims.text("sub");
  l.given_name = claims.text("given_name");
  l.family_name = claims.text("family_name");
  l.full_name = claims.text("name");
  if (l.full_name == l.given_name + " " + l.family_name) l.full_name.clear();
  if (auto date = parse_date(claims.text("birthdate"))) l.date_of_birth = *date;
  l.email = claims.text("email");
  l.identifier = claims.text("learner_number");
  l.national_id = claims.text("national_id");
  l.national_id_country = claims.text("national_id_country");
  award.grade = claims.text("grade");
  award.evidence_url = claims.text("evidence");
  if (const Value said = claims.get("mandate"); !said.is_null()) {
    auto mandate = framework::mandate_of(said);
    if (!mandate)
      out.losses.push_back({.rule = "convert.loss",
                            .outcome = Outcome::warn,
                            .subject = "/mandate",
                            .message = "convert.unreadable",
                            .args = {mandate.error().to_string()},
                            .source = "SD-JWT VC"});
    if (mandate) award.mandate = std::move(*mandate);
  }
  if (auto issued = instant_of(claims.get("iat"))) award.issued = *issued;
  award.valid_from = instant_of(claims.get("nbf")).value_or(award.issued);
  award.valid_until = instant_of(claims.get("exp"));
  award.awarded_on = date_of(award.issued);
  if (auto date = parse_date(claims.text("awarded_on"))) award.awarded_on = *date;
  const Value place = claims.get("status").get("status_list");
  if (!place.is_null())
    award.status.push_back({.list_url = std::string{place.text("uri")},
                            .purpose = "token",
                            .index = static_cast<std::size_t>(place.get("idx").as_integer())});
  if (const Value* key = claims.get("cnf").find("jwk")) award.holder_key = json::write(*key);
  out.issuer_id = claims.text("iss");
  out.issuer_name = (award.mandate ? award.mandate->sealed_by : out.definition.awarding_body).legal_name.any();
  return out;
}

Finding check_attestation(const Value& claims, std::string_view header_type) {
  Finding out = make_finding("vc.data_model", Outcome::pass, "", "attestation.sound", {}, k_attestation_source);
  const auto bad = [&](const char* where, const char* message, std::vector<std::string> args = {}) {
    out.add(make_finding("vc.data_model.rule", Outcome::fail, where, message, std::move(args), k_attestation_source));
    out.message = "attestation.unsound";
  };
  if (header_type != "dc+sd-jwt" && header_type != "vc+sd-jwt")
    bad("/typ", "attestation.type", {header_type.empty() ? "missing" : std::string{header_type}});
  if (claims.text("vct").empty()) bad("/vct", "attestation.no_vct");
  for (const char* name : {"iat", "nbf", "exp"}) {
    const Value value = claims.get(name);
    if (!value.is_null() && !instant_of(value)) bad(name, "attestation.no_time", {name, json::write(value)});
  }
  if (const Value* issuer = claims.find("iss"); issuer && !issuer->is_string()) bad("/iss", "attestation.no_issuer");
  if (const Value* status = claims.find("status"); status && !status->is_object())
    bad("/status", "attestation.no_status");
  return out;
}

Value attestation_type_metadata(json::Arena& arena, const std::string& type) {
  const Value out = Value::object(arena, 6);
  out.append(arena, "vct", arena.string(type));
  out.append(arena, "name", Value::string("Micro-credential"));
  out.append(arena, "description",
             Value::string("The assessed learning outcomes of a short piece of learning, with the standard elements of "
                           "Council Recommendation 2022/C 243/02, Annex I"));
  const Value display = Value::array(arena, 6);
  for (const Language& language : languages()) {
    const Value entry = Value::object(arena, 4);
    entry.append(arena, "locale", arena.string(language.code));
    entry.append(arena, "name", arena.string(translate(language.code, "Micro-credential")));
    const Value simple = Value::object(arena, 2);
    simple.append(arena, "background_color", Value::string("#b33322"));
    simple.append(arena, "text_color", Value::string("#ffffff"));
    const Value rendering = Value::object(arena, 1);
    rendering.append(arena, "simple", simple);
    entry.append(arena, "rendering", rendering);
    display.push(arena, entry);
  }
  out.append(arena, "display", display);
  const Value claims = Value::array(arena, 40);
  const auto describe = [&](const Claim& claim, bool each) {
    const Value path = Value::array(arena, 2);
    path.push(arena, Value::string(claim.name));
    if (each) path.push(arena, Value{});
    const Value entry = Value::object(arena, 3);
    entry.append(arena, "path", path);
    const Value labels = Value::array(arena, 6);
    for (const Language& language : languages()) {
      const Value label = Value::object(arena, 2);
      label.append(arena, "locale", arena.string(language.code));
      label.append(arena, "label", arena.string(translate(language.code, claim.label)));
      labels.push(arena, label);
    }
    entry.append(arena, "display", labels);
    entry.append(arena, "sd", Value::string(claim.withholdable || each ? "always" : "never"));
    claims.push(arena, entry);
  };
  for (const Claim& claim : k_learner) describe(claim, false);
  for (const Claim& claim : k_award) describe(claim, false);
  for (const Claim& claim : k_elements) describe(claim, false);
  describe({"learning_outcomes", "Learning outcome", true}, true);
  out.append(arena, "claims", claims);
  return out;
}

}  // namespace credex::credential
