#include "service/talent_search.h"

#include <algorithm>

#include "service/mail.h"
#include "service/person_skills.h"
#include "service/talent.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using json::Value;

/// Verifies what a profile rests on anew and keeps what changed; whether something did.
bool refresh(Platform& platform, const store::Talent& before) {
  const auto old = profile_from(before.searched, before.number);
  if (!old) return false;
  TalentFacts facts{
      .country = old->country, .mobile_to = old->mobile_to, .is_remote = old->is_remote, .languages = old->languages};
  if (old->available_from) facts.available_from = to_string(*old->available_from);
  const std::string searched = searched_of(facts, skills_of(platform, before.person_id).held);
  const bool is_changed = searched != before.searched;
  platform.database->write([&](store::Tx& tx) {
    auto record =
        store::find_one<store::Talent>(tx, "person_id = ?1 AND changed = ?2", {before.person_id, before.changed});
    if (!record || !record->searchable) return;  // the person was quicker
    record->checked = platform.now();
    if (is_changed) {
      record->searched = searched;
      record->changed = next_talent_change(tx);
    }
    store::update(tx, *record);
  });
  return is_changed;
}

std::string role_text(const RoleFacts& f) {
  json::Arena arena;
  const Value out = Value::object(arena);
  const auto text = [&](const char* key, const std::string& words) {
    if (!words.empty()) out.append(arena, key, arena.string(words));
  };
  text("title", f.title);
  text("occupation", f.occupation);
  out.append(arena, "required", json::texts(arena, f.required));
  out.append(arena, "wished", json::texts(arena, f.wished));
  const Value languages = Value::array(arena);
  for (const skills::LanguageSkill& one : f.languages) {
    const Value language = Value::object(arena, 2);
    language.append(arena, "code", arena.string(one.code));
    language.append(arena, "level", Value::string(skills::language_level_name(std::max(1, one.level))));
    languages.push(arena, language);
  }
  out.append(arena, "languages", languages);
  if (!f.country.empty()) out.append(arena, "countries", json::texts(arena, std::vector<std::string>{f.country}));
  text("by", f.by);
  out.append(arena, "remote", Value::boolean(f.is_remote));
  out.append(arena, "accept_declared", Value::boolean(f.accept_declared));
  return json::write(out);
}

/// The organisation of a role, where the actor may search for it.
Result<RoleView> role_behind(store::Tx& tx, const Platform& platform, const Actor& actor, const std::string& id) {
  auto record = store::find_one<store::JobRole>(tx, "id = ?1", {id});
  if (!record) return not_found("this role");
  if (auto allowed = demand(actor, "talent.search", record->organisation_id); !allowed)
    return std::move(allowed).error();
  auto role = skills::read_role(record->content, "role", *platform.esco);
  if (!role) return std::move(role).error();
  return RoleView{std::move(*record), std::move(*role)};
}

}  // namespace

TalentPool::TalentPool(std::shared_ptr<const skills::EscoIndex> esco) : esco_{std::move(esco)}, index_{*esco_} {}
TalentPool::~TalentPool() = default;

void TalentPool::catch_up(Platform& platform) {
  const std::lock_guard one_at_a_time{updating_};
  std::int64_t seen = 0;
  {
    const std::shared_lock guard{mutex_};
    seen = seen_;
  }
  struct Change {
    std::int64_t number = 0;
    std::int64_t changed = 0;
    std::string searched{};
  };
  const auto changes = store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<Change> out;
    for (const char* sql : {"SELECT number, changed, searched FROM talent WHERE changed > ?1",
                            "SELECT number, changed, '' FROM talent_gone WHERE changed > ?1"}) {
      for (const store::Row& row : tx.query(sql, {seen})) out.push_back({row.integer(0), row.integer(1), row.text(2)});
    }
    return out;
  });
  if (changes.empty()) return;
  const std::unique_lock guard{mutex_};
  for (const Change& one : changes) {
    seen_ = std::max(seen_, one.changed);
    const auto number = static_cast<skills::ProfileNumber>(one.number);
    auto profile = one.searched.empty() ? Result<skills::TalentProfile>{not_found("this profile")}
                                        : profile_from(one.searched, one.number);
    if (!profile || !index_.put(*profile)) index_.remove(number);
  }
  if (changes.size() > 10'000) index_.settle();
}

skills::TalentResult TalentPool::search(Platform& platform, const skills::Role& role, std::size_t most) {
  catch_up(platform);
  const std::shared_lock guard{mutex_};
  return index_.search(role, date_of(platform.now()), most);
}

std::size_t TalentPool::size(Platform& platform) {
  catch_up(platform);
  const std::shared_lock guard{mutex_};
  return index_.size();
}

bool TalentPool::contains(Platform& platform, std::int64_t number) {
  catch_up(platform);
  const std::shared_lock guard{mutex_};
  return index_.contains(static_cast<skills::ProfileNumber>(number));
}

Result<TalentFinding> search_talent(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                    const skills::Role& role, Blind blind, std::size_t most) {
  if (auto allowed = demand(actor, "talent.search", organisation_id); !allowed) return std::move(allowed).error();
  const auto row_of = [&](std::int64_t number) {
    return store::reading(*platform.database,
                          [&](store::Tx& tx) { return store::find_one<store::Talent>(tx, "number = ?1", {number}); });
  };
  // Whoever is shown is verified now; where that changes somebody, the search is made again, which may bring others in.
  skills::TalentResult result;
  for (int round = 0; round < 3; ++round) {
    result = platform.talent->search(platform, role, most);
    bool is_changed = false;
    for (const skills::TalentHit& hit : result.hits) {
      const auto record = row_of(hit.profile);
      if (record && record->searchable && platform.now() - record->checked > std::chrono::minutes{1})
        is_changed = refresh(platform, *record) || is_changed;
    }
    if (!is_changed) break;
  }
  TalentFinding out{.matched = result.matched, .searched = platform.talent->size(platform), .unknown = result.unknown};
  for (skills::TalentHit& hit : result.hits) {
    const auto record = row_of(hit.profile);
    if (!record || !record->searchable) continue;
    FoundTalent one{.hit = std::move(hit), .slug = record->slug};
    auto page = open_talent(platform, record->slug, {.is_employer = true});
    if (page && blind == Blind::no) {
      one.name = page->name;
      one.headline = page->facts.headline;
    }
    if (page) one.country = page->facts.country;
    one.is_asked = store::reading(*platform.database, [&](store::Tx& tx) {
      return store::count(tx, "contact_request WHERE organisation_id = ?1 AND person_id = ?2",
                          {organisation_id, record->person_id}) > 0;
    });
    out.found.push_back(std::move(one));
  }
  return out;
}

Result<store::JobRole> add_role(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                const RoleFacts& facts) {
  if (auto allowed = demand(actor, "talent.search", organisation_id); !allowed) return std::move(allowed).error();
  if (facts.title.size() > 200) return invalid("the title is too long", "title", "write up to 200 characters");
  const std::string text = role_text(facts);
  auto role = skills::read_role(text, "role", *platform.esco);
  if (!role) return std::move(role).error();
  for (const auto* list : {&role->required, &role->wished}) {
    for (const skills::RoleSkill& one : *list) {
      if (!platform.esco->find(one.uri))
        return invalid("this is no skill that is known here", "required", "choose one of the list");
    }
  }
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::JobRole> {
    store::JobRole record{.id = new_id(platform.now()),
                          .organisation_id = organisation_id,
                          .title = role->title,
                          .content = text,
                          .sector = facts.sector,
                          .country = facts.country,
                          .added = platform.now()};
    store::insert(tx, record);
    audit(tx, platform, actor, "role.add", organisation_id, record.id);
    return record;
  });
}

Result<void> close_role(Platform& platform, const Actor& actor, const std::string& id) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto role = role_behind(tx, platform, actor, id);
    if (!role) return std::move(role).error();
    role->record.state = store::RoleState::closed;
    role->record.ended = platform.now();
    store::update(tx, role->record);
    audit(tx, platform, actor, "role.close", role->record.organisation_id, id);
    return {};
  });
}

std::vector<RoleView> roles_of(Platform& platform, const std::string& organisation_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<RoleView> out;
    for (store::JobRole& record :
         store::find<store::JobRole>(tx, "organisation_id = ?1 ORDER BY state DESC, id DESC", {organisation_id})) {
      if (auto role = skills::read_role(record.content, "role", *platform.esco))
        out.push_back({std::move(record), std::move(*role)});
    }
    return out;
  });
}

Result<RoleView> role_of(Platform& platform, const Actor& actor, const std::string& id) {
  return store::reading(*platform.database, [&](store::Tx& tx) { return role_behind(tx, platform, actor, id); });
}

Result<void> ask_contact(Platform& platform, const Actor& actor, const std::string& role_id, const std::string& slug,
                         const std::string& words) {
  if (words.size() < 10 || words.size() > 2000)
    return invalid("the words are too short or too long", "words", "write between 10 and 2,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto role = role_behind(tx, platform, actor, role_id);
    if (!role) return std::move(role).error();
    const auto talent = store::find_one<store::Talent>(tx, "slug = ?1 AND searchable = 1", {slug});
    if (!talent) return not_found("this profile");
    if (store::count(tx, "contact_request WHERE role_id = ?1 AND person_id = ?2", {role_id, talent->person_id}) > 0)
      return conflict("they were asked for this role already", "wait for their answer");
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {role->record.organisation_id});
    store::insert(tx, store::ContactRequest{.id = new_id(platform.now()),
                                            .organisation_id = role->record.organisation_id,
                                            .role_id = role_id,
                                            .person_id = talent->person_id,
                                            .number = talent->number,
                                            .words = words,
                                            .asked = platform.now()});
    const About about{
        .organisation_id = role->record.organisation_id,
        .regards = role_id,
        .words = {organisation ? organisation->name : "", role->record.title, platform.url("/me/talent")}};
    tell_person(
        tx, platform, talent->person_id, about, "{0} would like to get in touch",
        "{0} has found your profile for \"{1}\". They do not have your address; you decide whether they get it: {2}");
    audit(tx, platform, actor, "contact.ask", role->record.organisation_id, role_id);
    return {};
  });
}

namespace {

ContactView contact_view(store::Tx& tx, store::ContactRequest record) {
  ContactView out{.record = std::move(record)};
  if (const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {out.record.organisation_id})) {
    out.organisation = organisation->name;
    out.slug = organisation->slug;
  }
  if (const auto role = store::find_one<store::JobRole>(tx, "id = ?1", {out.record.role_id})) out.role = role->title;
  if (out.record.state == store::ContactState::accepted) {
    if (const auto person = store::find_one<store::Person>(tx, "id = ?1", {out.record.person_id}))
      out.name = person->name;
    if (const auto address = store::find_one<store::EmailAddress>(
            tx, "person_id = ?1 ORDER BY is_primary DESC, added LIMIT 1", {out.record.person_id}))
      out.address = address->address;
  }
  return out;
}

}  // namespace

std::vector<ContactView> contacts_of_person(Platform& platform, const Actor& actor) {
  if (!actor.person) return {};
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<ContactView> out;
    for (store::ContactRequest& one :
         store::find<store::ContactRequest>(tx, "person_id = ?1 ORDER BY id DESC LIMIT 100", {actor.person->id}))
      out.push_back(contact_view(tx, std::move(one)));
    return out;
  });
}

Result<std::vector<ContactView>> contacts_of_organisation(Platform& platform, const Actor& actor,
                                                          const std::string& organisation_id) {
  if (auto allowed = demand(actor, "talent.search", organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<ContactView> out;
    for (store::ContactRequest& one :
         store::find<store::ContactRequest>(tx, "organisation_id = ?1 ORDER BY id DESC LIMIT 200", {organisation_id}))
      out.push_back(contact_view(tx, std::move(one)));
    return out;
  });
}

Result<void> answer_contact(Platform& platform, const Actor& actor, const std::string& id, bool accept,
                            const std::string& reply) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  if (reply.size() > 2000) return invalid("the words are too long", "reply", "write up to 2,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = store::find_one<store::ContactRequest>(tx, "id = ?1 AND person_id = ?2", {id, actor.person->id});
    if (!record) return not_found("this request");
    if (record->state != store::ContactState::asked)
      return conflict("this was answered already", "nothing more is needed");
    record->state = accept ? store::ContactState::accepted : store::ContactState::declined;
    record->reply = reply;
    record->answered = platform.now();
    store::update(tx, *record);
    const auto role = store::find_one<store::JobRole>(tx, "id = ?1", {record->role_id});
    const About about{
        .organisation_id = record->organisation_id, .regards = record->role_id, .words = {role ? role->title : ""}};
    tell_members(tx, platform, {Role::designer, Role::administrator}, about, "An answer for \"{0}\"",
                 "Somebody whom you asked about \"{0}\" has answered. The role's page shows it.");
    audit(tx, platform, actor, accept ? "contact.accept" : "contact.decline", record->organisation_id, id);
    return {};
  });
}

std::size_t recheck_talent(Platform& platform, std::size_t most) {
  const auto due = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::Talent>(
        tx, "searchable = 1 AND checked < ?1 ORDER BY checked LIMIT ?2",
        {store::cell_from(platform.now() - std::chrono::hours{24}), static_cast<std::int64_t>(most)});
  });
  for (const store::Talent& one : due) refresh(platform, one);
  return due.size();
}

}  // namespace credex::service
