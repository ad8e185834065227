#include "service/organisations.h"

#include <algorithm>
#include <limits>
#include <map>

#include "base/text.h"
#include "base/translate.h"
#include "framework/vocabulary.h"
#include "service/confirmations.h"
#include "service/keys.h"
#include "service/lists.h"
#include "service/mail.h"
#include "service/sign_in.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "store/audit.h"

namespace credex::service {
namespace {

Result<store::Organisation> judged(store::Organisation out, const OrganisationFacts& facts) {
  if (facts.name.empty() || facts.name.size() > 200)
    return invalid("an organisation needs a name of at most 200 characters", "name", "write its legal name");
  const auto kind = store::enum_from<store::OrganisationKind>(facts.kind);
  if (!kind) return invalid("'" + facts.kind + "' is no kind of organisation", "kind", "choose one of the list");
  if (!framework::controlled_list("country").find(facts.country) || facts.country.size() != 2)
    return invalid("'" + facts.country + "' is no country", "country", "choose one of the list");
  for (const std::string* url : {&facts.homepage}) {
    if (!url->empty() && !url->starts_with("https://") && !url->starts_with("http://"))
      return invalid("'" + url->substr(0, 80) + "' is no web address", "homepage", "begin with https://");
  }
  if (!facts.email.empty()) {
    auto email = email_from(facts.email);
    if (!email) return std::move(email).error();
    out.email = *email;
  } else {
    out.email.clear();
  }
  out.name = facts.name;
  out.kind = *kind;
  out.country = facts.country;
  out.region = facts.region;
  out.homepage = facts.homepage;
  out.registration = facts.registration;
  out.eidas = facts.eidas;
  out.two_person = facts.two_person;
  return out;
}

void add_role(store::Tx& tx, const Platform& platform, const std::string& organisation, const std::string& person,
              Role role) {
  const Instant now = platform.now();
  store::insert(
      tx, store::Membership{
              .id = new_id(now), .organisation_id = organisation, .person_id = person, .role = role, .added = now});
}

}  // namespace

Result<store::Organisation> found_organisation(Platform& platform, const Actor& actor, const OrganisationFacts& facts) {
  if (auto allowed = demand(actor, "organisation.found"); !allowed) return std::move(allowed).error();
  if (!platform.settings.open_registration && !may(actor, "platform.organisations"))
    return Error{.code = "service.forbidden",
                 .message = "on this platform its operator founds organisations",
                 .remedy = "ask the operator"};
  const Instant now = platform.now();
  auto organisation = judged({.id = new_id(now), .slug = slug_from(facts.name), .created = now}, facts);
  if (!organisation) return organisation;
  if (auto free = demand_free_name(platform, actor, facts.name, facts.country); !free) return std::move(free).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::Organisation> {
    store::Organisation made = *organisation;
    made.slug = free_slug(tx, "organisation", organisation->slug);
    store::insert(tx, made);
    if (auto key = make_key(tx, platform, made, {}); !key) return std::move(key).error();
    for (const Role role : {Role::administrator, Role::designer, Role::reviewer, Role::signer})
      add_role(tx, platform, made.id, actor.person->id, role);
    audit(tx, platform, actor, "organisation.found", made.id, made.id, made.name);
    return made;
  });
}

Result<void> change_organisation(Platform& platform, const Actor& actor, const std::string& id,
                                 const OrganisationFacts& facts) {
  if (auto allowed = demand(actor, "organisation.edit", id); !allowed) return allowed;
  const auto was = store::reading(
      *platform.database, [&](store::Tx& tx) { return store::find_one<store::Organisation>(tx, "id = ?1", {id}); });
  if (!was) return not_found("this organisation");
  // Whoever has a name already keeps it; a new one must be free.
  if (was->name != facts.name || was->country != facts.country) {
    if (auto free = demand_free_name(platform, actor, facts.name, facts.country, id); !free) return free;
  }
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto known = store::find_one<store::Organisation>(tx, "id = ?1", {id});
    if (!known) return not_found("this organisation");
    auto changed = judged(*known, facts);
    if (!changed) return std::move(changed).error();
    if (auto same = demand_as_confirmed(tx, platform, *known, *changed); !same) return same;
    store::update(tx, *changed);
    audit(tx, platform, actor, "organisation.edit", id, id, changed->name);
    return {};
  });
}

Result<store::Organisation> organisation_by_slug(Platform& platform, const std::string& slug) {
  auto found = store::reading(
      *platform.database, [&](store::Tx& tx) { return store::find_one<store::Organisation>(tx, "slug = ?1", {slug}); });
  if (!found) return not_found("this organisation");
  return std::move(*found);
}

std::vector<store::Organisation> organisations_of(Platform& platform, const Actor& actor) {
  if (!actor.person) return {};
  auto out = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::Organisation>(
        tx, "id IN (SELECT organisation_id FROM membership WHERE person_id = ?1) ORDER BY id", {actor.person->id});
  });
  sort_by_words(out, &store::Organisation::name);
  return out;
}

std::vector<store::Organisation> all_organisations(Platform& platform) {
  auto out = store::reading(*platform.database,
                            [&](store::Tx& tx) { return store::find<store::Organisation>(tx, "1 = 1 ORDER BY id"); });
  sort_by_words(out, &store::Organisation::name);
  return out;
}

std::vector<Member> members_of(Platform& platform, const std::string& organisation_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::map<std::string, Member> people;
    for (const auto& membership : store::find<store::Membership>(tx, "organisation_id = ?1", {organisation_id})) {
      Member& member = people[membership.person_id];
      if (member.roles.empty()) {
        if (auto person = store::find_one<store::Person>(tx, "id = ?1", {membership.person_id}))
          member.person = std::move(*person);
        if (auto email = store::find_one<store::EmailAddress>(
                tx, "person_id = ?1 ORDER BY is_primary DESC, added LIMIT 1", {membership.person_id}))
          member.email = email->address;
      }
      member.roles.push_back(membership.role);
    }
    std::vector<Member> out;
    for (auto& [id, member] : people) {
      std::ranges::sort(member.roles);
      out.push_back(std::move(member));
    }
    return out;
  });
}

Result<void> set_roles(Platform& platform, const Actor& actor, const std::string& organisation_id,
                       const std::string& email, const std::vector<Role>& roles) {
  if (auto allowed = demand(actor, "organisation.people", organisation_id); !allowed) return allowed;
  auto address = email_from(email);
  if (!address) return std::move(address).error();
  for (const Role role : roles) {
    if (role == Role::facilitator || role == Role::operator_)
      return invalid("this role is the platform's, not an organisation's", "roles", "choose one of the list");
  }
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!organisation) return not_found("this organisation");
    const std::string language = actor.person ? actor.person->language : "en";
    const store::Person person = person_of_email(tx, platform, *address, language);
    const bool fresh =
        store::count(tx, "membership WHERE organisation_id = ?1 AND person_id = ?2", {organisation_id, person.id}) == 0;
    tx.execute("DELETE FROM membership WHERE organisation_id = ?1 AND person_id = ?2", {organisation_id, person.id});
    std::string said;
    for (const Role role : roles) {
      add_role(tx, platform, organisation_id, person.id, role);
      said += (said.empty() ? "" : ", ") + std::string{store::name_of(role)};
    }
    if (store::count(tx, "membership WHERE organisation_id = ?1 AND role = 'administrator'", {organisation_id}) == 0)
      return conflict("an organisation keeps at least one administrator", "make somebody else administrator first");
    if (fresh && !roles.empty()) {
      queue_mail(tx, platform,
                 {.to = *address,
                  .subject = translate(person.language, "You work for {0} on CREDEX now", {organisation->name}),
                  .body = translate(person.language, "{0} has added you. Sign in with this address:\n\n{1}",
                                    {organisation->name, platform.url("/sign-in")}),
                  .regards = person.id,
                  .organisation = organisation_id});
    }
    audit(tx, platform, actor, "organisation.people", organisation_id, person.id, said);
    return {};
  });
}

Result<void> grant_platform_role(Platform& platform, const std::string& email, const std::string& role, bool give) {
  auto address = email_from(email);
  if (!address) return std::move(address).error();
  const auto wanted = store::enum_from<Role>(role);
  if (!wanted || (*wanted != Role::operator_ && *wanted != Role::facilitator))
    return Error{.code = "app.argument",
                 .message = "'" + role + "' is no role of the platform",
                 .remedy = "give operator or facilitator"};
  platform.database->write([&](store::Tx& tx) {
    const store::Person person = person_of_email(tx, platform, *address, "en");
    tx.execute("DELETE FROM membership WHERE organisation_id = '' AND person_id = ?1 AND role = ?2",
               {person.id, std::string{store::name_of(*wanted)}});
    if (give) add_role(tx, platform, "", person.id, *wanted);
    audit(tx, platform, {}, give ? "platform.grant" : "platform.take_back", "", person.id, role);
  });
  return {};
}

std::vector<std::string> api_scopes() {
  std::vector<std::string> out;
  for (const Permission& permission : permissions()) {
    if (!permission.scope.empty() && !permission.signed_in && std::ranges::find(out, permission.scope) == out.end())
      out.push_back(permission.scope);
  }
  return out;
}

namespace {

NewApiKey new_api_key(const Platform& platform, const std::string& name, const std::string& scopes) {
  NewApiKey out{.secret = "credex_" + new_token()};
  const Instant now = platform.now();
  out.record = {.id = new_id(now), .name = name, .hash = token_hash(out.secret), .scopes = scopes, .created = now};
  return out;
}

Result<void> good_key_name(const std::string& name) {
  if (!name.empty() && name.size() <= 100) return {};
  return invalid("an API key needs a name of at most 100 characters", "name", "say what uses it");
}

}  // namespace

Result<NewApiKey> make_own_key(Platform& platform, const Actor& actor, const std::string& name) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return std::move(allowed).error();
  if (auto good = good_key_name(name); !good) return std::move(good).error();
  NewApiKey out = new_api_key(platform, name, "own");
  out.record.person_id = actor.person->id;
  platform.database->write([&](store::Tx& tx) {
    store::insert(tx, out.record);
    audit(tx, platform, actor, "api_key.make", "", out.record.id, "own");
  });
  return out;
}

Result<void> revoke_own_key(Platform& platform, const Actor& actor, const std::string& key_id) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (tx.execute("DELETE FROM api_key WHERE id = ?1 AND person_id = ?2", {key_id, actor.person->id}) == 0)
      return not_found("this API key");
    audit(tx, platform, actor, "api_key.revoke", "", key_id);
    return {};
  });
}

Result<NewApiKey> make_api_key(Platform& platform, const Actor& actor, const std::string& organisation_id,
                               const std::string& name, const std::vector<std::string>& scopes) {
  if (auto allowed = demand(actor, "organisation.api", organisation_id); !allowed) return std::move(allowed).error();
  if (auto good = good_key_name(name); !good) return std::move(good).error();
  const auto known = api_scopes();
  std::string words;
  for (const std::string& scope : scopes) {
    if (std::ranges::find(known, scope) == known.end())
      return invalid("'" + scope + "' is no scope", "scopes", "choose of the list");
    words += (words.empty() ? "" : " ") + scope;
  }
  if (words.empty()) return invalid("a key without a scope opens nothing", "scopes", "choose at least one");
  NewApiKey out = new_api_key(platform, name, words);
  out.record.organisation_id = organisation_id;
  platform.database->write([&](store::Tx& tx) {
    store::insert(tx, out.record);
    audit(tx, platform, actor, "api_key.make", organisation_id, out.record.id, words);
  });
  return out;
}

Result<void> revoke_api_key(Platform& platform, const Actor& actor, const std::string& organisation_id,
                            const std::string& key_id) {
  if (auto allowed = demand(actor, "organisation.api", organisation_id); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (tx.execute("UPDATE api_key SET revoked = ?3 WHERE id = ?1 AND organisation_id = ?2 AND revoked IS NULL",
                   {key_id, organisation_id, store::cell_from(platform.now())}) == 0)
      return not_found("this API key");
    audit(tx, platform, actor, "api_key.revoke", organisation_id, key_id);
    return {};
  });
}

std::vector<store::ApiKey> api_keys_of(Platform& platform, const std::string& organisation_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::ApiKey>(tx, "organisation_id = ?1 ORDER BY id DESC", {organisation_id});
  });
}

Result<std::vector<AuditLine>> audit_log(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                         std::int64_t before, std::int64_t count) {
  const char* action = organisation_id.empty() ? "platform.audit" : "organisation.audit";
  if (auto allowed = demand(actor, action, organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) {
    const std::int64_t upper = before > 0 ? before : std::numeric_limits<std::int64_t>::max();
    const auto entries =
        organisation_id.empty()
            ? store::find<store::AuditEntry>(tx, "number < ?1 ORDER BY number DESC LIMIT ?2", {upper, count})
            : store::find<store::AuditEntry>(tx, "organisation_id = ?3 AND number < ?1 ORDER BY number DESC LIMIT ?2",
                                             {upper, count, organisation_id});
    std::map<std::string, std::string> names;
    std::vector<AuditLine> out;
    for (const store::AuditEntry& entry : entries) {
      auto [it, fresh] = names.try_emplace(entry.actor, entry.actor);
      if (fresh) {
        const auto email =
            store::find_one<store::EmailAddress>(tx, "person_id = ?1 ORDER BY is_primary DESC LIMIT 1", {entry.actor});
        if (email) it->second = email->address;
      }
      out.push_back({.number = entry.number,
                     .at = entry.at,
                     .who = it->second,
                     .action = entry.action,
                     .subject = entry.subject,
                     .detail = entry.detail});
    }
    return out;
  });
}

Figures count_figures(Platform& platform) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return Figures{.organisations = store::count(tx, "organisation"),
                   .definitions = store::count(tx, "definition WHERE published_version > 0"),
                   .awards = store::count(tx, "award"),
                   .people = store::count(tx, "person")};
  });
}

Figures figures(Platform& platform) {
  constexpr std::chrono::seconds k_life{30};
  const Instant now = platform.now();
  {
    const std::scoped_lock lock{platform.figures.mutex};
    if (platform.figures.kept && platform.figures.counted + k_life > now) return *platform.figures.kept;
    // Others are content with the old ones while this one counts.
    if (platform.figures.kept) platform.figures.counted = now;
  }
  const Figures counted = count_figures(platform);
  const std::scoped_lock lock{platform.figures.mutex};
  platform.figures.kept = counted;
  platform.figures.counted = now;
  return counted;
}

}  // namespace credex::service
