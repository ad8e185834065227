// Skills for programs: search, a concept, texts, gaps, ways that close them, talent for an organisation, the sector's
// picture.
#include <cmath>

#include "protocol/api.h"
#include "protocol/values.h"
#include "service/demand.h"
#include "service/person_skills.h"
#include "service/talent_search.h"
#include "skills/search.h"
#include "skills/sectors.h"
#include "skills/tag.h"
#include "skills/value.h"
#include "stacking/bridge.h"

namespace credex::protocol {
namespace {

using json::Value;

std::string language_of(const Call& call) {
  const std::string asked = call.request.query.get("lang").substr(0, 5);
  return asked.empty() ? "en" : asked;
}

http::Response search(Call& call) {
  const skills::EscoIndex& esco = *call.platform.esco;
  skills::SearchOptions options{.most = k_page};
  const std::string& kind = call.request.query.get("kind");
  if (kind == "skill") options.kind = skills::ConceptKind::skill;
  if (kind == "occupation") options.kind = skills::ConceptKind::occupation;
  if (!call.request.query.get("lang").empty() && esco.language(language_of(call)) != nullptr)
    options.language = language_of(call);
  json::Arena arena;
  const Value out = Value::object(arena, 2);
  out.append(arena, "version", arena.string(esco.version()));
  out.append(
      arena, "items",
      skills::hits_value(arena, esco, skills::search(esco, call.request.query.get("q"), options), language_of(call)));
  return answer(out);
}

http::Response one_concept(Call& call) {
  const auto found = call.platform.esco->find(call.request.query.get("uri"));
  if (!found) return problem(service::not_found("this skill"));
  json::Arena arena;
  return answer(skills::whole_concept_value(arena, *call.platform.esco, *found, language_of(call)));
}

http::Response tag(Call& call) {
  const std::string text = call.text("text");
  auto tags = skills::tag(*call.platform.esco, text, {.language = call.text("language")});
  if (!tags) return problem(tags.error());
  json::Arena arena;
  const Value out = Value::object(arena, 1);
  out.append(arena, "items", skills::tags_value(arena, *call.platform.esco, text, *tags, language_of(call)));
  return answer(out);
}

/// A gap of whoever the caller describes: nothing is kept.
http::Response gap(Call& call) {
  const skills::EscoIndex& esco = *call.platform.esco;
  auto person = skills::read_person(json::write(call.body.root.get("person")), "person");
  if (!person) return problem(person.error());
  if (!person->credentials.empty())
    return problem(
        service::invalid("files are not read here", "/person/credentials", "state skills with their evidence"));
  skills::Target target;
  for (const Value& one : json::as_list(call.body.root.get("occupation"))) {
    const auto found = esco.find(one.as_string());
    if (!found || esco.kind(*found) != skills::ConceptKind::occupation)
      return problem(service::not_found("this occupation"));
    skills::join(target, skills::target_of(esco, *found, language_of(call)));
  }
  if (call.body.root.get("role").is_object()) {
    auto role = skills::read_role(json::write(call.body.root.get("role")), "role", esco);
    if (!role) return problem(role.error());
    skills::join(target, skills::target_of(esco, *role));
  }
  const auto held = skills::strongest(std::move(person->skills));
  const Date today = date_of(call.platform.now());
  const skills::SkillLevels levels{esco, held, today};
  json::Arena arena;
  if (target.needs.empty()) {
    auto fits = levels.fits();
    if (fits.size() > k_page) fits.resize(k_page);
    const Value out = Value::object(arena, 1);
    out.append(arena, "items", skills::fits_value(arena, esco, fits, language_of(call)));
    return answer(out);
  }
  const skills::Gap found = skills::gap(esco, held, target, today, {}, language_of(call));
  const Value out = skills::gap_value(arena, esco, found, target, held, language_of(call));
  const auto candidates = service::catalogue_candidates(call.platform);
  const stacking::BridgeOptions options{.aim = stacking::aim_of(call.text("aim")).value_or(stacking::Aim::credits)};
  const stacking::Bridge bridge = stacking::bridge(esco, levels, target, candidates, options, language_of(call));
  out.append(arena, "bridge", stacking::bridge_value(arena, esco, bridge, language_of(call)));
  return answer(out);
}

http::Response talent(Call& call) {
  if (!call.actor.api_key) return problem(service::not_found("an organisation of this key"));
  auto role = skills::read_role(json::write(call.body.root.get("role")), "role", *call.platform.esco);
  if (!role) return problem(role.error());
  const Value names = call.body.root.get("names");
  const bool blind = !(names.is_boolean() && names.as_boolean());
  auto found = service::search_talent(call.platform, call.actor, call.actor.api_key->organisation_id, *role,
                                      blind ? service::Blind::yes : service::Blind::no, k_page);
  if (!found) return problem(found.error());
  json::Arena arena;
  const Value out = Value::object(arena, 4);
  out.append(arena, "matched", Value::integer(static_cast<std::int64_t>(found->matched)));
  out.append(arena, "searched", Value::integer(static_cast<std::int64_t>(found->searched)));
  const Value items = Value::array(arena, found->found.size());
  for (const service::FoundTalent& one : found->found) {
    const Value item = Value::object(arena, 6);
    item.append(arena, "profile", arena.string(one.slug));
    item.append(arena, "score", Value::real(std::round(one.hit.score * 1000) / 1000));
    if (!one.name.empty()) item.append(arena, "name", arena.string(one.name));
    if (!one.country.empty()) item.append(arena, "country", arena.string(one.country));
    item.append(arena, "reasons", skills::reasons_value(arena, *call.platform.esco, *role, one.hit, language_of(call)));
    items.push(arena, item);
  }
  out.append(arena, "items", items);
  out.append(arena, "unknown", json::texts(arena, found->unknown));
  return answer(out);
}

Value count_value(const std::optional<std::int64_t>& count) { return count ? Value::integer(*count) : Value{}; }

http::Response picture(Call& call) {
  const std::string& sector = call.request.query.get("sector");
  if (!sector.empty() && skills::sector(sector) == nullptr) return problem(service::not_found("this sector"));
  const auto found = service::sector_picture(call.platform, sector, call.request.query.get("country").substr(0, 2));
  json::Arena arena;
  const Value out = Value::object(arena, 7);
  out.append(arena, "least_group", Value::integer(found.k));
  out.append(arena, "definitions", Value::integer(found.definitions));
  out.append(arena, "awards", count_value(found.awards));
  out.append(arena, "roles", Value::integer(found.roles));
  const Value items = Value::array(arena, found.skills.size());
  for (const service::SkillLine& one : found.skills) {
    const Value line = skills::concept_value(arena, *call.platform.esco, one.skill, language_of(call));
    line.append(arena, "taught", Value::integer(one.taught));
    line.append(arena, "awards", count_value(one.awards));
    line.append(arena, "roles", Value::integer(one.roles));
    line.append(arena, "missing", Value::integer(one.missing));
    items.push(arena, line);
  }
  out.append(arena, "items", items);
  return answer(out);
}

}  // namespace

void add_skill_operations(std::vector<Operation>& to) {
  const FieldInfo language{"lang", "string", "language of labels; of a search also of the labels that are searched"};
  to.push_back({.method = "GET",
                .path = "/skills",
                .summary = "Skills and occupations of ESCO by any label, with typing errors, and by what lies below.",
                .query = {{"q", "string", "words", true},
                          {"kind", "string", "skill or occupation; both where it is absent"},
                          language},
                .answer = search});
  to.push_back({.method = "GET",
                .path = "/skills/concept",
                .summary = "A skill, group or occupation with labels, hierarchy, relations and needs.",
                .query = {{"uri", "string", "its address in ESCO", true}, language},
                .answer = one_concept});
  to.push_back({.method = "POST",
                .path = "/skills/tag",
                .summary = "The skills that a text speaks of, each with its place in the text. Nothing is kept.",
                .query = {language},
                .fields = {{"text", "string", "a description, an advertisement, a CV; at most 1 MB", true},
                           {"language", "string", "of the text; told from it where it is absent"}},
                .answer = tag});
  to.push_back({.method = "POST",
                .path = "/gap",
                .summary =
                    "A person's skills against occupations or a role, and the shortest way to close the gap with the "
                    "catalogue; without either, the occupations that fit best. Nothing is kept.",
                .query = {language},
                .fields = {{"person", "object", "as a person file (docs/skills.md)", true},
                           {"occupation", "string", "ESCO address, or a list of them"},
                           {"role", "object", "as a role file (docs/skills.md)"},
                           {"aim", "string", "credits (where it is absent), cost, distance or presence"}},
                .answer = gap});
  to.push_back(
      {.method = "POST",
       .path = "/talent/search",
       .summary =
           "Consenting people for a role, ranked with reasons; each is verified anew. Without names unless asked for.",
       .scope = "talent",
       .query = {language},
       .fields = {{"role", "object", "as a role file (docs/skills.md)", true},
                  {"names", "boolean", "with the names that people show to employers"}},
       .answer = talent});
  to.push_back({.method = "GET",
                .path = "/skills/sector",
                .summary = "What is taught, awarded and asked for. Numbers about few people are null.",
                .query = {{"sector", "string", "sub-sector; all where it is absent"},
                          {"country", "string", "ISO 3166-1 alpha-2"},
                          language},
                .answer = picture});
}

}  // namespace credex::protocol
