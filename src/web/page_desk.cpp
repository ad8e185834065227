#include <algorithm>

#include "base/translate.h"
#include "framework/vocabulary.h"
#include "service/confirmed.h"
#include "service/definitions.h"
#include "service/jobs.h"
#include "web/desk.h"

namespace credex::web {

Desk desk_of(const Visit& visit, std::string_view action) {
  Desk out;
  auto organisation = service::organisation_by_slug(visit.platform, visit.part(0));
  if (!organisation) {
    out.refusal = error_page(visit, organisation.error());
    return out;
  }
  out.organisation = std::move(*organisation);
  if (auto allowed = service::demand(visit.actor(), action, out.organisation.id); !allowed)
    out.refusal = error_page(visit, allowed.error());
  return out;
}

http::Response desk_page(const Visit& visit, const Desk& desk, const std::string& tab, const std::string& name,
                         const std::string& title, View view, int status) {
  struct Tab {
    const char* id;
    const char* words;
    const char* path;
    const char* action;
  };
  constexpr Tab k_tabs[] = {{"definitions", "Micro-credentials", "", "definition.see"},
                            {"awards", "Awards", "/awards", "award.see"},
                            {"jobs", "Batches", "/jobs", "award.see"},
                            {"recognition", "Recognition", "/recognition", "recognition.see"},
                            {"validation", "Validation", "/validation", "recognition.see"},
                            {"policy", "Recognition policy", "/policy", "recognition.rules"},
                            {"agreements", "Agreements", "/agreements", "recognition.rules"},
                            {"stacks", "Stacks", "/stacks", "stack.see"},
                            {"talent", "Talent", "/talent", "talent.search"},
                            {"people", "People", "/people", "organisation.people"},
                            {"confirmation", "Confirmation", "/confirmation", "confirmation.ask"},
                            {"keys", "Keys", "/keys", "organisation.keys"},
                            {"mandates", "Seals", "/mandates", "organisation.keys"},
                            {"api", "API keys", "/api-keys", "organisation.api"},
                            {"webhooks", "Webhooks", "/webhooks", "organisation.api"},
                            {"lti", "Learning systems", "/learning-systems", "organisation.api"},
                            {"audit", "Log", "/log", "organisation.audit"},
                            {"settings", "Settings", "/settings", "organisation.edit"}};
  std::vector<View> tabs;
  for (const Tab& one : k_tabs) {
    if (!service::may(visit.actor(), one.action, desk.organisation.id)) continue;
    View item;
    item.set("words", visit.t(one.words)).set("url", "/desk/" + desk.organisation.slug + one.path);
    item.flag("current", tab == one.id);
    tabs.push_back(std::move(item));
  }
  view.set("tabs", tabs).set("organisation", desk.organisation.name).set("slug", desk.organisation.slug);
  view.flag("is_unconfirmed", !service::is_confirmed_now(visit.platform, desk.organisation.slug));
  view.flag("may_ask_to_be", service::may(visit.actor(), "confirmation.ask", desk.organisation.id));
  return page(visit, name, title + " · " + desk.organisation.name, std::move(view), status);
}

service::LearnerFacts learner_of(const Visit& visit) {
  return service::learner_facts([&](std::string_view name) { return visit.field(name); });
}

std::vector<View> choices(const Visit& visit, std::string_view list, const std::string& chosen) {
  std::vector<View> out;
  for (const auto& entry : framework::controlled_list(list).entries) {
    View one;
    one.set("value", entry.key).set("words", visit.t(entry.label));
    one.flag("chosen", !chosen.empty() && (entry.key == chosen || entry.uri == chosen || entry.label == chosen));
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<View> country_choices(const Visit& visit, const std::string& chosen) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& entry : framework::controlled_list("country").entries) {
    if (entry.key.size() == 2) all.emplace_back(country_name(visit.language, entry.key), entry.key);
  }
  std::ranges::sort(all);
  std::vector<View> out;
  for (const auto& [name, code] : all) {
    View one;
    one.set("value", code).set("words", name).flag("chosen", code == chosen);
    out.push_back(std::move(one));
  }
  return out;
}

namespace {

http::Response desks(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const auto mine = service::organisations_of(visit.platform, visit.actor());
  if (mine.size() == 1) return http::see_other("/desk/" + mine.front().slug);
  View view;
  std::vector<View> list;
  for (const auto& organisation : mine) {
    View one;
    one.set("name", organisation.name).set("slug", organisation.slug);
    list.push_back(std::move(one));
  }
  view.set("desks", list);
  return page(visit, "desks", visit.t("My organisations"), std::move(view));
}

View settings_form(const Visit& visit, const service::OrganisationFacts& facts) {
  View view;
  view.set("name", facts.name).set("region", facts.region).set("homepage", facts.homepage).set("email", facts.email);
  view.set("registration", facts.registration).set("eidas", facts.eidas).flag("two_person", facts.two_person);
  view.set("countries", country_choices(visit, facts.country));
  std::vector<View> kinds;
  for (const auto kind : store::Names<store::OrganisationKind>::k_names) {
    View one;
    one.set("value", kind).set("words", visit.words(kind)).flag("chosen", kind == facts.kind);
    kinds.push_back(std::move(one));
  }
  view.set("kinds", kinds);
  return view;
}

service::OrganisationFacts facts_of(const Visit& visit) {
  return {.name = visit.field("name"),
          .kind = visit.field("kind"),
          .country = visit.field("country"),
          .region = visit.field("region"),
          .homepage = visit.field("homepage"),
          .email = visit.field("email"),
          .registration = visit.field("registration"),
          .eidas = visit.field("eidas"),
          .two_person = visit.form.fields.has("two_person")};
}

http::Response found_form(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  View view = settings_form(visit, {.kind = "educator"});
  view.flag("fresh", true);
  return page(visit, "organisation_form", visit.t("A new organisation"), std::move(view));
}

http::Response found(Visit& visit) {
  const auto facts = facts_of(visit);
  auto made = service::found_organisation(visit.platform, visit.actor(), facts);
  if (!made) {
    if (made.error().code == "service.signed_out") return to_sign_in(visit);
    View view = settings_form(visit, facts);
    view.flag("fresh", true).set("problem", error_view(visit, made.error()));
    return page(visit, "organisation_form", visit.t("A new organisation"), std::move(view), status_of(made.error()));
  }
  return http::see_other("/desk/" + made->slug);
}

http::Response settings(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.edit");
  if (desk.refusal) return std::move(*desk.refusal);
  const store::Organisation& o = desk.organisation;
  View view = settings_form(visit, {.name = o.name,
                                    .kind = std::string{store::name_of(o.kind)},
                                    .country = o.country,
                                    .region = o.region,
                                    .homepage = o.homepage,
                                    .email = o.email,
                                    .registration = o.registration,
                                    .eidas = o.eidas,
                                    .two_person = o.two_person});
  view.flag("saved", visit.request.query.has("saved"));
  return desk_page(visit, desk, "settings", "organisation_form", visit.t("Settings"), std::move(view));
}

http::Response desk_change(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.edit");
  if (desk.refusal) return std::move(*desk.refusal);
  const auto facts = facts_of(visit);
  auto done = service::change_organisation(visit.platform, visit.actor(), desk.organisation.id, facts);
  if (done) return http::see_other("/desk/" + desk.organisation.slug + "/settings?saved=1");
  View view = settings_form(visit, facts);
  view.set("problem", error_view(visit, done.error()));
  return desk_page(visit, desk, "settings", "organisation_form", visit.t("Settings"), std::move(view),
                   status_of(done.error()));
}

http::Response people(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.people");
  if (desk.refusal) return std::move(*desk.refusal);
  View view;
  const auto roles_with = [&](const std::vector<store::Role>& have) {
    std::vector<View> out;
    for (const store::Role role : {store::Role::designer, store::Role::reviewer, store::Role::signer,
                                   store::Role::recognition_officer, store::Role::administrator}) {
      View one;
      one.set("role", store::name_of(role)).set("words", visit.words(store::name_of(role)));
      one.flag("chosen", std::ranges::find(have, role) != have.end());
      out.push_back(std::move(one));
    }
    return out;
  };
  std::vector<View> members;
  for (const auto& member : service::members_of(visit.platform, desk.organisation.id)) {
    View one;
    one.set("name", member.person.name).set("email", member.email).set("roles", roles_with(member.roles));
    members.push_back(std::move(one));
  }
  view.set("members", members).set("roles", roles_with({store::Role::designer}));
  return desk_page(visit, desk, "people", "people", visit.t("People"), std::move(view));
}

http::Response set_roles(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.people");
  if (desk.refusal) return std::move(*desk.refusal);
  std::vector<store::Role> roles;
  for (const std::string& word : visit.form.fields.list("role")) {
    if (const auto role = store::enum_from<store::Role>(word)) roles.push_back(*role);
  }
  auto done = service::set_roles(visit.platform, visit.actor(), desk.organisation.id, visit.field("email"), roles);
  if (!done) return error_page(visit, done.error());
  return http::see_other("/desk/" + desk.organisation.slug + "/people");
}

View api_keys_view(const Visit& visit, const Desk& desk) {
  View view;
  std::vector<View> list;
  for (const auto& key : service::api_keys_of(visit.platform, desk.organisation.id)) {
    View one;
    one.set("name", key.name).set("scopes", key.scopes).set("id", key.id);
    one.set("since", format_time(visit.language, key.created)).flag("revoked", key.revoked.has_value());
    if (key.last_used) one.set("used", format_time(visit.language, *key.last_used));
    list.push_back(std::move(one));
  }
  std::vector<View> scopes;
  for (const std::string& scope : service::api_scopes()) {
    View one;
    one.set("scope", scope);
    scopes.push_back(std::move(one));
  }
  view.set("keys", list).set("scopes", scopes);
  return view;
}

http::Response api_keys(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.api");
  if (desk.refusal) return std::move(*desk.refusal);
  return desk_page(visit, desk, "api", "api_keys", visit.t("API keys"), api_keys_view(visit, desk));
}

http::Response make_api_key(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.api");
  if (desk.refusal) return std::move(*desk.refusal);
  if (visit.form.fields.has("revoke")) {
    auto done = service::revoke_api_key(visit.platform, visit.actor(), desk.organisation.id, visit.field("revoke"));
    if (!done) return error_page(visit, done.error());
    return http::see_other("/desk/" + desk.organisation.slug + "/api-keys");
  }
  auto made = service::make_api_key(visit.platform, visit.actor(), desk.organisation.id, visit.field("name"),
                                    visit.form.fields.list("scope"));
  View view = api_keys_view(visit, desk);
  if (!made) {
    view.set("problem", error_view(visit, made.error()));
    return desk_page(visit, desk, "api", "api_keys", visit.t("API keys"), std::move(view), status_of(made.error()));
  }
  view.set("secret", made->secret);
  return desk_page(visit, desk, "api", "api_keys", visit.t("API keys"), std::move(view));
}

http::Response log(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.audit");
  if (desk.refusal) return std::move(*desk.refusal);
  constexpr std::int64_t k_count = 100;
  auto lines = service::audit_log(visit.platform, visit.actor(), desk.organisation.id,
                                  std::atoll(visit.request.query.get("before").c_str()), k_count);
  if (!lines) return error_page(visit, lines.error());
  View view;
  std::vector<View> list;
  for (const auto& line : *lines) {
    View one;
    one.set("at", format_time(visit.language, line.at)).set("who", line.who).set("action", line.action);
    one.set("subject", line.subject).set("detail", line.detail);
    list.push_back(std::move(one));
  }
  view.set("lines", list);
  if (lines->size() == static_cast<std::size_t>(k_count)) view.set("older", std::to_string(lines->back().number));
  return desk_page(visit, desk, "audit", "log", visit.t("Log"), std::move(view));
}

http::Response jobs(Visit& visit) {
  Desk desk = desk_of(visit, "award.see");
  if (desk.refusal) return std::move(*desk.refusal);
  View view;
  std::vector<View> list;
  for (const auto& job : service::jobs_of(visit.platform, desk.organisation.id)) {
    View one;
    one.set("id", job.id).set("title", job.title).set("at", format_time(visit.language, job.created));
    one.set("state", visit.words(store::name_of(job.state))).set("done", std::to_string(job.done));
    one.set("total", std::to_string(job.total)).set("failed", job.failed > 0 ? std::to_string(job.failed) : "");
    list.push_back(std::move(one));
  }
  view.set("jobs", list);
  return desk_page(visit, desk, "jobs", "jobs", visit.t("Batches"), std::move(view));
}

}  // namespace

void add_desk(Site& site, http::Router& router) {
  site.get(router, "/desk", desks);
  site.get(router, "/desk-new", found_form);
  site.post(router, "/desk-new", found);
  site.get(router, "/desk/{}/settings", settings);
  site.post(router, "/desk/{}/settings", desk_change);
  site.get(router, "/desk/{}/people", people);
  site.post(router, "/desk/{}/people", set_roles);
  site.get(router, "/desk/{}/api-keys", api_keys);
  site.post(router, "/desk/{}/api-keys", make_api_key);
  site.get(router, "/desk/{}/log", log);
  site.get(router, "/desk/{}/jobs", jobs);
}

}  // namespace credex::web
