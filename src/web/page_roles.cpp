#include <algorithm>
#include <cmath>

#include "base/translate.h"
#include "service/demand.h"
#include "service/talent_search.h"
#include "skills/tag.h"
#include "web/desk.h"
#include "web/label_view.h"
#include "web/skill_view.h"

namespace credex::web {
namespace {

http::Response talent_desk(Visit& visit, const Desk& desk, const Error* problem) {
  View view;
  if (problem != nullptr) view.set("problem", error_view(visit, *problem));
  std::vector<View> roles;
  for (const service::RoleView& one : service::roles_of(visit.platform, desk.organisation.id)) {
    View item;
    item.set("id", one.record.id).set("title", one.record.title).set("added", to_string(date_of(one.record.added)));
    item.flag("closed", one.record.state == store::RoleState::closed);
    item.set("required", std::to_string(one.role.required.size()))
        .set("wished", std::to_string(one.role.wished.size()));
    roles.push_back(std::move(item));
  }
  std::vector<View> missing;
  for (const store::MissingSkill& one : service::missing_of(visit.platform, desk.organisation.id)) {
    View item;
    const auto known = visit.platform.esco->find(one.uri);
    item.set("id", one.id)
        .set("label", known ? visit.platform.esco->label(*known, visit.language) : std::string_view{one.label});
    item.set("people", std::to_string(one.people)).set("words", one.words);
    missing.push_back(std::move(item));
  }
  std::vector<View> contacts;
  if (auto all = service::contacts_of_organisation(visit.platform, visit.actor(), desk.organisation.id)) {
    for (const service::ContactView& one : *all) {
      View item;
      item.set("role", one.role).set("name", one.name).set("address", one.address).set("reply", one.record.reply);
      item.flag("asked", one.record.state == store::ContactState::asked)
          .flag("declined", one.record.state == store::ContactState::declined);
      contacts.push_back(std::move(item));
    }
  }
  view.set("roles", roles).set("missing", missing).set("contacts", contacts);
  view.set("sectors", sector_choices(visit, visit.field("sector")))
      .set("countries",
           country_choices(visit, problem != nullptr ? visit.field("country") : desk.organisation.country));
  for (const char* name :
       {"title", "occupation", "required", "wished", "language", "by", "text", "skill", "people", "words"})
    view.set(std::string{"given_"} + name, problem != nullptr ? visit.field(name) : "");
  view.flag("remote", problem != nullptr && visit.field("remote") == "yes");
  view.flag("accept_declared", problem != nullptr && visit.field("accept_declared") == "yes");
  std::vector<View> levels;
  for (const char* level : {"A1", "A2", "B1", "B2", "C1", "C2"}) {
    View one;
    one.set("value", level);
    one.flag("chosen", visit.field("level").empty() ? std::string_view{level} == "B1" : visit.field("level") == level);
    levels.push_back(std::move(one));
  }
  view.set("levels", levels);
  return desk_page(visit, desk, "talent", "talent_desk", visit.t("Talent"), std::move(view),
                   problem != nullptr ? status_of(*problem) : 200);
}

http::Response roles_show(Visit& visit) {
  const Desk desk = desk_of(visit, "talent.search");
  if (desk.refusal) return *desk.refusal;
  return talent_desk(visit, desk, nullptr);
}

/// What a role's form says: an occupation, a text, or skills by hand.
Result<service::RoleFacts> role_written(const Visit& visit) {
  service::RoleFacts out{.title = visit.field("title"),
                         .country = visit.field("country"),
                         .sector = visit.field("sector"),
                         .by = visit.field("by"),
                         .is_remote = visit.field("remote") == "yes",
                         .accept_declared = visit.field("accept_declared") == "yes"};
  auto required = skills_written(visit, visit.form.fields.list("required"), "required");
  if (!required) return std::move(required).error();
  auto wished = skills_written(visit, visit.form.fields.list("wished"), "wished");
  if (!wished) return std::move(wished).error();
  out.required = std::move(*required);
  out.wished = std::move(*wished);
  if (!visit.field("occupation").empty()) {
    const auto occupation = occupation_written(visit, visit.field("occupation"));
    if (!occupation)
      return service::invalid("'" + visit.field("occupation").substr(0, 80) + "' is no occupation that is known here",
                              "occupation", "choose one of the list");
    out.occupation = visit.platform.esco->uri(*occupation);
  }
  if (!visit.field("text").empty()) {
    auto tags = skills::tag(*visit.platform.esco, visit.field("text"), {.most = 20});
    if (!tags) return std::move(tags).error();
    for (const skills::Tag& one : *tags) {
      std::string uri{visit.platform.esco->uri(one.skill)};
      const bool known = std::ranges::find(out.required, uri) != out.required.end() ||
                         std::ranges::find(out.wished, uri) != out.wished.end();
      if (!known) out.wished.push_back(std::move(uri));
    }
  }
  if (!visit.field("language").empty())
    out.languages.push_back(
        {visit.field("language").substr(0, 2), skills::language_level_of(visit.field("level")).value_or(1)});
  return out;
}

http::Response roles_add(Visit& visit) {
  const Desk desk = desk_of(visit, "talent.search");
  if (desk.refusal) return *desk.refusal;
  const std::string& what = visit.field("what");
  if (what == "missing") {
    const auto skill = skill_written(visit, visit.field("skill"));
    auto posted =
        service::post_missing(visit.platform, visit.actor(), desk.organisation.id,
                              {.uri = skill ? std::string{visit.platform.esco->uri(*skill)} : visit.field("skill"),
                               .sector = visit.field("sector"),
                               .country = visit.field("country"),
                               .people = visit.field("people"),
                               .words = visit.field("words")});
    if (!posted) return talent_desk(visit, desk, &posted.error());
    return http::see_other("/desk/" + desk.organisation.slug + "/talent");
  }
  if (what == "end_missing") {
    if (auto done = service::end_missing(visit.platform, visit.actor(), visit.field("id")); !done)
      return talent_desk(visit, desk, &done.error());
    return http::see_other("/desk/" + desk.organisation.slug + "/talent");
  }
  auto facts = role_written(visit);
  if (!facts) return talent_desk(visit, desk, &facts.error());
  auto role = service::add_role(visit.platform, visit.actor(), desk.organisation.id, *facts);
  if (!role) return talent_desk(visit, desk, &role.error());
  return http::see_other("/desk/" + desk.organisation.slug + "/roles/" + role->id);
}

View found_view(const Visit& visit, const skills::Role& role, const service::FoundTalent& found, std::size_t place) {
  View out;
  out.set("place", std::to_string(place))
      .set("slug", found.slug)
      .set("name", found.name)
      .set("headline", found.headline);
  out.set("percent", std::to_string(static_cast<int>(std::lround(found.hit.score * 100))))
      .flag("is_asked", found.is_asked);
  if (!found.country.empty()) out.set("country", country_name(visit.language, found.country));
  std::vector<View> reasons;
  for (const Finding& one : skills::talent_report(*visit.platform.esco, role, found.hit, visit.language).findings) {
    View line;
    line.set("words", message_text(one, visit.language));
    line.flag("good", one.outcome == Outcome::pass)
        .flag("part", one.outcome == Outcome::warn)
        .flag("none", one.outcome == Outcome::not_applicable);
    reasons.push_back(std::move(line));
  }
  out.set("reasons", reasons);
  return out;
}

http::Response role_page(Visit& visit, const Error* problem) {
  const Desk desk = desk_of(visit, "talent.search");
  if (desk.refusal) return *desk.refusal;
  auto role = service::role_of(visit.platform, visit.actor(), visit.part(1));
  if (!role || role->record.organisation_id != desk.organisation.id)
    return error_page(visit, service::not_found("this role"));
  View view;
  if (problem != nullptr) view.set("problem", error_view(visit, *problem));
  view.set("id", role->record.id)
      .set("title", role->record.title)
      .flag("closed", role->record.state == store::RoleState::closed);
  for (const auto& [name, list] : {std::pair{"required", &role->role.required}, {"wished", &role->role.wished}}) {
    std::vector<View> wanted;
    for (const skills::RoleSkill& one : *list) {
      if (const auto known = visit.platform.esco->find(one.uri)) wanted.push_back(concept_view(visit, *known));
    }
    view.set(name, wanted);
  }
  const bool named = visit.request.query.get("names") == "yes";
  view.flag("named", named);
  auto found = service::search_talent(visit.platform, visit.actor(), desk.organisation.id, role->role,
                                      named ? service::Blind::no : service::Blind::yes);
  if (!found) return error_page(visit, found.error());
  std::vector<View> people;
  for (const service::FoundTalent& one : found->found)
    people.push_back(found_view(visit, role->role, one, people.size() + 1));
  view.set("people", people)
      .set("matched", std::to_string(found->matched))
      .set("searched", std::to_string(found->searched));
  return desk_page(visit, desk, "talent", "role", role->record.title, std::move(view),
                   problem != nullptr ? status_of(*problem) : 200);
}

http::Response role(Visit& visit) { return role_page(visit, nullptr); }

http::Response change_role(Visit& visit) {
  const Desk desk = desk_of(visit, "talent.search");
  if (desk.refusal) return *desk.refusal;
  const std::string& id = visit.part(1);
  Result<void> done =
      visit.field("what") == "close"
          ? service::close_role(visit.platform, visit.actor(), id)
          : service::ask_contact(visit.platform, visit.actor(), id, visit.field("profile"), visit.field("words"));
  if (!done) return role_page(visit, &done.error());
  return http::see_other("/desk/" + desk.organisation.slug + "/roles/" + id);
}

}  // namespace

void add_roles(Site& site, http::Router& router) {
  site.get(router, "/desk/{}/talent", roles_show);
  site.post(router, "/desk/{}/talent", roles_add, std::size_t{1200} * 1024);
  site.get(router, "/desk/{}/roles/{}", role);
  site.post(router, "/desk/{}/roles/{}", change_role);
}

}  // namespace credex::web
