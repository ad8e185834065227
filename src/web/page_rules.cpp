// What a body states: its policy and its agreements.
#include <algorithm>

#include "base/yaml.h"
#include "framework/vocabulary.h"
#include "service/organisations.h"
#include "service/stacks.h"
#include "web/desk.h"
#include "web/recognition_view.h"

namespace credex::web {
namespace {

using json::Value;
using recognition::Criterion;

/// The form as the text that publish_policy() reads: what differs from nothing is all said, so that a version stands
/// by itself.
std::string policy_text(const Visit& visit) {
  json::Arena arena;
  const Value out = Value::object(arena, 6);
  const auto text = [&](const Value& into, const std::string& key, const std::string& field) {
    if (!visit.field(field).empty()) into.append(arena, arena.copy(key), arena.string(visit.field(field)));
  };
  text(out, "from", "from");
  text(out, "title", "title");
  const Value purposes = Value::object(arena, recognition::k_purposes);
  for (const recognition::Purpose purpose : recognition::k_all_purposes) {
    const std::string prefix = std::string{recognition::purpose_name(purpose)} + ".";
    const Value demands = Value::object(arena, 4);
    for (const char* key : {"tolerance", "least_eqf", "least_hours"}) text(demands, key, prefix + key);
    const Value criteria = Value::object(arena, recognition::k_criteria);
    for (const Criterion criterion : recognition::k_all_criteria) {
      const std::string name{recognition::criterion_name(criterion)};
      const Value setting = Value::object(arena, 5);
      for (const char* key : {"full_at", "compensable_at", "weight"}) text(setting, key, prefix + name + "." + key);
      setting.append(arena, "disqualifying", Value::boolean(visit.form.fields.has(prefix + name + ".disqualifying")));
      criteria.append(arena, arena.copy(name), setting);
    }
    demands.append(arena, "criteria", criteria);
    purposes.append(arena, arena.copy(recognition::purpose_name(purpose)), demands);
  }
  out.append(arena, "purposes", purposes);
  const Value deadlines = Value::object(arena, 4);
  for (const char* key : {"decide_days", "answer_days", "hearing_days", "appeal_days"}) text(deadlines, key, key);
  out.append(arena, "deadlines", deadlines);
  if (!visit.field("appeal_to").empty()) {
    const Value appeal = Value::object(arena, 1);
    text(appeal, "to", "appeal_to");
    out.append(arena, "appeal", appeal);
  }
  if (!visit.field("automatic").empty()) {
    if (auto rules = parse_yaml(visit.field("automatic")))
      out.append(arena, "automatic", rules->document.root.clone(arena));
  }
  return json::write(out);
}

http::Response policy_page(Visit& visit, const Desk& desk, const View& problem, int status = 200) {
  const auto versions = service::policies_of(visit.platform, desk.organisation.id);
  recognition::Policy shown{.body = {.name = desk.organisation.name,
                                     .country = desk.organisation.country,
                                     .region = desk.organisation.region}};
  const auto& criteria = recognition::Criteria::built_in();
  shown.demands = criteria.demands;
  shown.deadlines = criteria.deadlines;
  std::string automatic;
  if (!versions.empty()) {
    shown = versions.front().content;
    if (auto kept = json::parse(versions.front().record.content)) {
      const Value rules = kept->root.get("automatic");
      if (!rules.is_null()) automatic = json::write_pretty(rules);
    }
  }
  // What was sent and refused is shown again, so that nothing is lost.
  if (status != 200) {
    automatic = visit.field("automatic");
    YamlReader reader{"", "", nullptr};
    auto sent = json::parse(policy_text(visit));
    if (sent) {
      for (const json::Member& member : sent->root.get("purposes").members())
        read_demands(reader, member.value, "", criteria, shown.of(*recognition::purpose_of(member.key)));
      read_deadlines(reader, sent->root.get("deadlines"), "", shown.deadlines);
    }
  }
  View view = policy_view(visit, shown);
  if (status != 200) view.set("problem", problem);
  view.set("versions", versions_view(visit, versions)).set("automatic_text", automatic);
  view.set("today", to_string(date_of(visit.platform.now())));
  view.flag("may_edit", service::may(visit.actor(), "recognition.rules", desk.organisation.id));
  return desk_page(visit, desk, "policy", "policy_desk", visit.t("Recognition policy"), std::move(view), status);
}

http::Response policy(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.rules");
  if (desk.refusal) return std::move(*desk.refusal);
  return policy_page(visit, desk, {});
}

http::Response publish(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.rules");
  if (desk.refusal) return std::move(*desk.refusal);
  // Broken automatic rules would be lost in silence if they were only left out.
  if (!visit.field("automatic").empty()) {
    if (auto rules = parse_yaml(visit.field("automatic")); !rules)
      return policy_page(visit, desk, error_view(visit, rules.error()), status_of(rules.error()));
  }
  auto made = service::publish_policy(visit.platform, visit.actor(), desk.organisation.id, policy_text(visit));
  if (!made) return policy_page(visit, desk, error_view(visit, made.error()), status_of(made.error()));
  return http::see_other("/desk/" + desk.organisation.slug + "/policy");
}

http::Response agreements_page(Visit& visit, const Desk& desk, const View& problem, int status = 200) {
  auto all = service::agreements_of(visit.platform, visit.actor(), desk.organisation.id);
  if (!all) return error_page(visit, all.error());
  View view;
  if (status != 200) view.set("problem", problem);
  std::vector<View> shown;
  const bool may_sign = service::may(visit.actor(), "recognition.sign", desk.organisation.id);
  for (const auto& agreement : *all) {
    View one = agreement_view(visit, agreement);
    const bool has_signed = std::ranges::any_of(agreement.parties, [&](const auto& party) {
      return party.organisation.id == desk.organisation.id && party.record.signed_at;
    });
    one.set("desk", desk.organisation.slug);
    one.flag("may_sign", may_sign && !has_signed && agreement.record.state == store::AgreementState::proposed);
    one.flag("may_end", may_sign && agreement.record.state != store::AgreementState::ended);
    shown.push_back(std::move(one));
  }
  view.set("agreements", shown);
  std::vector<View> others;
  for (const auto& organisation : service::all_organisations(visit.platform)) {
    if (organisation.id == desk.organisation.id || organisation.kind == store::OrganisationKind::employer) continue;
    View one;
    const auto chosen = visit.form.fields.list("party");
    one.set("slug", organisation.slug)
        .set("name", organisation.name)
        .set("place", system_name(visit, organisation.country));
    one.flag("chosen", std::ranges::find(chosen, organisation.slug) != chosen.end());
    others.push_back(std::move(one));
  }
  view.set("others", others);
  std::vector<View> criteria;
  for (const Criterion criterion : recognition::k_all_criteria) {
    if (criterion == Criterion::verification) continue;
    View one;
    const std::string name{recognition::criterion_name(criterion)};
    const auto chosen = visit.form.fields.list("waives");
    one.set("value", name).set("words", message(visit, "recognition.criterion." + name));
    one.flag("chosen", std::ranges::find(chosen, name) != chosen.end());
    criteria.push_back(std::move(one));
  }
  view.set("criteria", criteria);
  for (const char* name : {"title", "from", "until", "ground", "most_ects"})
    view.set(std::string{"old_"} + name, visit.field(name));
  return desk_page(visit, desk, "agreements", "agreements_desk", visit.t("Agreements"), std::move(view), status);
}

http::Response agreements(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.rules");
  if (desk.refusal) return std::move(*desk.refusal);
  return agreements_page(visit, desk, {});
}

std::string agreement_text(const Visit& visit) {
  json::Arena arena;
  const Value out = Value::object(arena, 7);
  for (const char* key : {"title", "from", "until", "ground", "effect"}) {
    if (!visit.field(key).empty()) out.append(arena, key, arena.string(visit.field(key)));
  }
  if (visit.field("effect") == "eased")
    out.append(arena, "waives", json::texts(arena, visit.form.fields.list("waives")));
  if (!visit.field("most_ects").empty()) {
    const Value scope = Value::object(arena, 1);
    scope.append(arena, "most_ects", arena.string(visit.field("most_ects")));
    out.append(arena, "scope", scope);
  }
  return json::write(out);
}

http::Response propose(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.rules");
  if (desk.refusal) return std::move(*desk.refusal);
  auto made = service::propose_agreement(visit.platform, visit.actor(), desk.organisation.id,
                                         visit.form.fields.list("party"), agreement_text(visit));
  if (!made) return agreements_page(visit, desk, error_view(visit, made.error()), status_of(made.error()));
  return http::see_other("/desk/" + desk.organisation.slug + "/agreements");
}

http::Response act_on_agreement(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.sign");
  if (desk.refusal) return std::move(*desk.refusal);
  auto done = visit.field("do") == "sign"
                  ? service::sign_agreement(visit.platform, visit.actor(), desk.organisation.id, visit.part(1))
                  : service::end_agreement(visit.platform, visit.actor(), desk.organisation.id, visit.part(1),
                                           visit.field("reason"));
  if (!done) return agreements_page(visit, desk, error_view(visit, done.error()), status_of(done.error()));
  return http::see_other("/desk/" + desk.organisation.slug + "/agreements");
}

}  // namespace

void add_rules(Site& site, http::Router& router) {
  site.get(router, "/desk/{}/policy", policy);
  site.post(router, "/desk/{}/policy", publish);
  site.get(router, "/desk/{}/agreements", agreements);
  site.post(router, "/desk/{}/agreements", propose);
  site.post(router, "/desk/{}/agreements/{}", act_on_agreement);
}

}  // namespace credex::web
