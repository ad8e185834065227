#include "service/talent.h"

#include <algorithm>
#include <cctype>

#include "base/json.h"
#include "service/holder_gate.h"
#include "service/holding_faces.h"
#include "service/talent_search.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;

bool is_country(const std::string& text) {
  return text.size() == 2 && std::isupper(static_cast<unsigned char>(text[0])) != 0 &&
         std::isupper(static_cast<unsigned char>(text[1])) != 0;
}

Value languages_value(json::Arena& arena, const std::vector<skills::LanguageSkill>& list) {
  const Value languages = Value::array(arena);
  for (const skills::LanguageSkill& one : list) {
    const Value language = Value::object(arena, 2);
    language.append(arena, "code", arena.string(one.code));
    language.append(arena, "level", Value::integer(one.level));
    languages.push(arena, language);
  }
  return languages;
}

std::string content_of(const TalentFacts& f) {
  json::Arena arena;
  const Value out = Value::object(arena, 8);
  out.append(arena, "headline", arena.string(f.headline));
  const Value about = Value::object(arena);
  for (const auto& [language, text] : f.about.entries) about.append(arena, arena.copy(language), arena.string(text));
  out.append(arena, "about", about);
  out.append(arena, "country", arena.string(f.country));
  out.append(arena, "mobile_to", json::texts(arena, f.mobile_to));
  out.append(arena, "remote", Value::boolean(f.is_remote));
  out.append(arena, "available_from", arena.string(f.available_from));
  out.append(arena, "languages", languages_value(arena, f.languages));
  return json::write(out);
}

std::string visible_of(const TalentFacts& f) {
  json::Arena arena;
  const Value out = Value::object(arena);
  for (const auto& [field, audience] : f.visible) out.append(arena, arena.copy(field), arena.string(audience));
  return json::write(out);
}

std::vector<std::string> texts_in(const Value& list) {
  std::vector<std::string> out;
  for (const Value& one : list.items()) out.emplace_back(one.as_string());
  return out;
}

std::vector<skills::LanguageSkill> languages_in(const Value& list) {
  std::vector<skills::LanguageSkill> out;
  for (const Value& one : list.items())
    out.push_back({std::string{one.text("code")}, static_cast<int>(one.get("level").as_integer())});
  return out;
}

TalentFacts facts_from(const store::Talent& record) {
  TalentFacts out{.searchable = record.searchable};
  if (auto content = json::parse(record.content)) {
    const Value& root = content->root;
    out.headline = root.text("headline");
    for (const json::Member& one : root.get("about").members())
      out.about.set(one.key, std::string{one.value.as_string()});
    out.country = root.text("country");
    out.mobile_to = texts_in(root.get("mobile_to"));
    out.is_remote = root.get("remote").as_boolean();
    out.available_from = root.text("available_from");
    out.languages = languages_in(root.get("languages"));
  }
  if (auto visible = json::parse(record.visible)) {
    for (const json::Member& one : visible->root.members()) out.visible[std::string{one.key}] = one.value.as_string();
  }
  return out;
}

Result<void> check_facts(const TalentFacts& f) {
  if (f.headline.size() > 200) return invalid("the headline is too long", "headline", "write up to 200 characters");
  for (const auto& [language, text] : f.about.entries) {
    if (text.size() > 4000) return invalid("this is too long", "about", "write up to 4,000 characters");
  }
  if (!f.country.empty() && !is_country(f.country))
    return invalid("'" + f.country + "' is no country", "country", "choose one of the list");
  for (const std::string& one : f.mobile_to) {
    if (!is_country(one)) return invalid("'" + one + "' is no country", "mobile_to", "choose one of the list");
  }
  if (f.mobile_to.size() > 60 || f.languages.size() > 20)
    return invalid("these are too many", "languages", "keep those that matter most");
  if (!f.available_from.empty() && !parse_date(f.available_from))
    return invalid("'" + f.available_from + "' is no day", "available_from", "write it like 2027-03-31");
  for (const auto& [field, audience] : f.visible) {
    if (std::ranges::find(k_talent_fields, field) == std::end(k_talent_fields) || !is_audience(audience))
      return invalid("'" + audience + "' is nothing that can be chosen", field, "choose of the list");
  }
  return {};
}

bool may_see(const std::string& audience, const store::Talent& record, const Viewer& viewer) {
  if (viewer.is_self || audience == "everyone") return true;
  if (audience == "employers") return viewer.is_employer;
  return audience == "link" && !viewer.key.empty() && viewer.key == record.link_key;
}

}  // namespace

bool is_audience(std::string_view word) { return std::ranges::find(k_audiences, word) != std::end(k_audiences); }

std::int64_t next_talent_change(store::Tx& tx) {
  if (tx.execute("UPDATE setting SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = 'talent_change'") ==
      0)
    tx.execute("INSERT INTO setting (name, value) VALUES ('talent_change', '1')");
  return std::stoll(tx.query("SELECT value FROM setting WHERE name = 'talent_change'")[0].text(0));
}

std::string searched_of(const TalentFacts& f, const std::vector<skills::HeldSkill>& held) {
  json::Arena arena;
  const Value out = Value::object(arena, 6);
  const Value list = Value::array(arena, held.size());
  for (const skills::HeldSkill& one : held) {
    const Value skill = Value::object(arena, 4);
    skill.append(arena, "uri", arena.string(one.uri));
    skill.append(arena, "evidence", Value::string(skills::evidence_name(one.evidence)));
    if (one.on) skill.append(arena, "on", arena.string(to_string(*one.on)));
    if (one.eqf) skill.append(arena, "eqf", Value::integer(*one.eqf));
    list.push(arena, skill);
  }
  out.append(arena, "skills", list);
  out.append(arena, "languages", languages_value(arena, f.languages));
  out.append(arena, "country", arena.string(f.country));
  out.append(arena, "mobile_to", json::texts(arena, f.mobile_to));
  out.append(arena, "remote", Value::boolean(f.is_remote));
  out.append(arena, "available_from", arena.string(f.available_from));
  return json::write(out);
}

Result<skills::TalentProfile> profile_from(const std::string& searched, std::int64_t number) {
  auto document = json::parse(searched);
  if (!document) return std::move(document).error();
  const Value& root = document->root;
  skills::TalentProfile out{.number = static_cast<skills::ProfileNumber>(number),
                            .languages = languages_in(root.get("languages")),
                            .country = std::string{root.text("country")},
                            .mobile_to = texts_in(root.get("mobile_to")),
                            .is_remote = root.get("remote").as_boolean()};
  if (auto day = parse_date(root.text("available_from"))) out.available_from = *day;
  for (const Value& one : root.get("skills").items()) {
    skills::HeldSkill skill{.uri = std::string{one.text("uri")}};
    skill.evidence = skills::evidence_of(one.text("evidence")).value_or(skills::EvidenceKind::declared);
    if (auto day = parse_date(one.text("on"))) skill.on = *day;
    if (one.find("eqf") != nullptr) skill.eqf = static_cast<int>(one.get("eqf").as_integer());
    out.skills.push_back(std::move(skill));
  }
  return out;
}

Result<OwnTalent> own_talent(Platform& platform, const Actor& actor) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return std::move(allowed).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<OwnTalent> {
    auto record = store::find_one<store::Talent>(tx, "person_id = ?1", {actor.person->id});
    if (!record) {
      // The change's number serves as the profile's: both only grow.
      const std::int64_t number = next_talent_change(tx);
      record = store::Talent{.person_id = actor.person->id,
                             .number = number,
                             .slug = new_token().substr(0, 16),
                             .link_key = new_token(),
                             .content = "{}",
                             .visible = "{}",
                             .checked = platform.now(),
                             .changed = number};
      store::insert(tx, *record);
    }
    return OwnTalent{*record, facts_from(*record)};
  });
}

Result<void> change_talent(Platform& platform, const Actor& actor, const TalentFacts& facts) {
  auto own = own_talent(platform, actor);
  if (!own) return std::move(own).error();
  if (auto good = check_facts(facts); !good) return good;
  // Outside the transaction: issuers elsewhere may be asked.
  const std::string searched = facts.searchable ? searched_of(facts, skills_of(platform, actor.person->id).held) : "";
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    store::Talent record = own->record;
    record.content = content_of(facts);
    record.visible = visible_of(facts);
    record.searchable = facts.searchable;
    record.searched = searched;
    record.checked = platform.now();
    record.changed = next_talent_change(tx);
    store::update(tx, record);
    audit(tx, platform, actor, facts.searchable ? "talent.searchable" : "talent.change", "", actor.person->id);
    return {};
  });
}

Result<void> renew_talent_link(Platform& platform, const Actor& actor) {
  auto own = own_talent(platform, actor);
  if (!own) return std::move(own).error();
  platform.database->write([&](store::Tx& tx) {
    tx.execute("UPDATE talent SET link_key = ?2 WHERE person_id = ?1", {actor.person->id, new_token()});
    audit(tx, platform, actor, "talent.link", "", actor.person->id);
  });
  return {};
}

void leave_talent(store::Tx& tx, const std::string& person_id) {
  const auto record = store::find_one<store::Talent>(tx, "person_id = ?1", {person_id});
  if (!record) return;
  store::insert(tx, store::TalentGone{.number = record->number, .changed = next_talent_change(tx)});
  tx.execute("DELETE FROM talent WHERE person_id = ?1", {person_id});
}

Viewer viewer_of(const Actor& actor, const std::string& key) {
  return {.key = key, .is_employer = actor.person.has_value() && !actor.memberships.empty()};
}

Result<TalentPage> open_talent(Platform& platform, const std::string& slug, const Viewer& given) {
  struct Found {
    store::Talent record{};
    std::string name{};
    std::vector<store::Holding> holdings{};
  };
  auto found = store::reading(*platform.database, [&](store::Tx& tx) -> Result<Found> {
    auto record = store::find_one<store::Talent>(tx, "slug = ?1", {slug});
    if (!record) return not_found("this page");
    const auto person = store::find_one<store::Person>(tx, "id = ?1", {record->person_id});
    if (!person) return not_found("this page");
    return Found{*record, person->name,
                 usable(tx, platform, record->person_id,
                        store::find<store::Holding>(tx, "person_id = ?1 ORDER BY id DESC", {record->person_id}),
                        HolderUse::show)};
  });
  if (!found) return std::move(found).error();
  TalentPage out{.record = found->record};
  const TalentFacts all = facts_from(found->record);
  for (const std::string_view field : k_talent_fields) {
    const auto audience = all.visible.find(std::string{field});
    if (audience != all.visible.end() && may_see(audience->second, out.record, given))
      out.shown[std::string{field}] = true;
    if (given.is_self) out.shown[std::string{field}] = true;
  }
  for (WorkView& work : works_of(platform, out.record.person_id)) {
    if (may_see(work.work.audience, out.record, given)) out.works.push_back(std::move(work));
  }
  if (out.shown.empty() && out.works.empty()) return not_found("this page");
  if (out.shows("name")) out.name = found->name;
  out.facts.headline = all.headline;
  if (out.shows("about")) out.facts.about = all.about;
  if (out.shows("place")) out.facts.country = all.country;
  if (out.shows("mobility")) {
    out.facts.mobile_to = all.mobile_to;
    out.facts.is_remote = all.is_remote;
  }
  if (out.shows("availability")) out.facts.available_from = all.available_from;
  if (out.shows("languages")) out.facts.languages = all.languages;
  if (out.shows("credentials")) {
    out.credentials = std::move(found->holdings);
    out.faces = faces_of(platform, out.credentials);
  }
  if (out.shows("skills")) {
    out.skills = skills_of(platform, out.record.person_id).held;
    // What rests on a work or credential that is not shown stands without its title.
    for (skills::HeldSkill& one : out.skills) {
      const bool is_work =
          one.evidence == skills::EvidenceKind::shown || one.evidence == skills::EvidenceKind::confirmed;
      const bool is_shown = is_work ? std::any_of(out.works.begin(), out.works.end(),
                                                  [&](const WorkView& work) { return work.work.id == one.source_id; })
                                    : out.shows("credentials");
      if (!is_shown) one.source.clear();
    }
  }
  return out;
}

}  // namespace credex::service
