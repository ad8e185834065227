#include <algorithm>

#include "base/translate.h"
#include "framework/vocabulary.h"
#include "service/mandates.h"
#include "service/organisations.h"
#include "web/desk.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

std::string limits_of(const Visit& visit, const framework::Mandate& m) {
  std::string out;
  const auto add = [&](const std::string& words) { out += (out.empty() ? "" : " · ") + words; };
  std::string levels;
  for (const int level : m.eqf) levels += (levels.empty() ? "" : ", ") + std::to_string(level);
  if (!levels.empty()) add("EQF " + levels);
  std::string fields;
  for (const std::string& field : m.fields) {
    const auto* entry = framework::controlled_list("isced-f").find(field);
    fields += (fields.empty() ? "" : ", ") + (entry ? visit.t(entry->label) : field);
  }
  if (!fields.empty()) add(fields);
  if (m.most) add(visit.t("at most {0} ECTS", {format_number(visit.language, m.most->points)}));
  if (m.from) add(visit.t("from {0}", {format_date(visit.language, *m.from)}));
  if (m.until) add(visit.t("until {0}", {format_date(visit.language, *m.until)}));
  return out;
}

View mandate_view(const Visit& visit, const service::MandateView& mandate) {
  View out;
  out.set("id", mandate.record.id).set("provider", mandate.provider.name).set("sealer", mandate.sealer.name);
  out.set("provider_slug", mandate.provider.slug).set("sealer_slug", mandate.sealer.slug);
  out.set("assessor", mandate.content.sealer_assesses ? mandate.sealer.name : mandate.provider.name);
  out.set("limits", limits_of(visit, mandate.content)).set("ground", mandate.content.ground);
  out.set("note", mandate.record.note);
  out.set("state", visit.words(store::name_of(mandate.record.state)));
  const bool in_force = mandate.record.state == store::MandateState::active;
  const bool over = in_force && mandate.content.until && *mandate.content.until < date_of(visit.platform.now());
  out.set("mark", mark_svg(in_force && !over                                    ? Outcome::pass
                           : mandate.record.state == store::MandateState::asked ? Outcome::unknown
                                                                                : Outcome::warn));
  out.flag("over", over).flag("in_force", in_force).flag("asked", mandate.record.state == store::MandateState::asked);
  if (mandate.record.answered) out.set("since", format_time(visit.language, *mandate.record.answered));
  if (mandate.record.ended) out.set("ended", format_time(visit.language, *mandate.record.ended));
  return out;
}

http::Response mandates(Visit& visit, const Desk& desk, View view, int status = 200) {
  auto all = service::mandates_of(visit.platform, visit.actor(), desk.organisation.id);
  if (!all) return error_page(visit, all.error());
  std::vector<View> given;
  std::vector<View> taken;
  for (const auto& mandate : *all) {
    View one = mandate_view(visit, mandate);
    const std::int64_t awards = service::awards_under(visit.platform, mandate.record.id);
    if (mandate.record.answered)
      one.set("awards", visit.tn("{0} award sealed", "{0} awards sealed", static_cast<std::size_t>(awards)));
    const bool is_sealer = mandate.record.sealer_id == desk.organisation.id;
    one.flag("may_answer", is_sealer && mandate.record.state == store::MandateState::asked);
    one.flag("may_withdraw", mandate.record.state == store::MandateState::active ||
                                 (!is_sealer && mandate.record.state == store::MandateState::asked));
    (is_sealer ? taken : given).push_back(std::move(one));
  }
  view.set("given", given).set("taken", taken);
  std::vector<View> sealers;
  for (const auto& organisation : service::all_organisations(visit.platform)) {
    if (organisation.id == desk.organisation.id || organisation.kind == store::OrganisationKind::employer) continue;
    View one;
    one.set("slug", organisation.slug).set("name", organisation.name);
    one.set("kind", visit.words(store::name_of(organisation.kind)));
    one.flag("chosen", visit.field("sealer") == organisation.slug);
    sealers.push_back(std::move(one));
  }
  view.set("sealers", sealers);
  const auto chosen_levels = visit.form.fields.list("eqf");
  std::vector<View> levels;
  for (int level = 1; level <= 8; ++level) {
    View one;
    one.set("level", std::to_string(level));
    one.flag("chosen", std::ranges::find(chosen_levels, std::to_string(level)) != chosen_levels.end());
    levels.push_back(std::move(one));
  }
  view.set("levels", levels).set("fields", choices(visit, "isced-f", visit.field("field")));
  view.flag("sealer_assesses", visit.field("assessed_by") == "sealer");
  for (const char* name : {"most_ects", "from", "until", "ground"})
    view.set(std::string{"old_"} + name, visit.field(name));
  return desk_page(visit, desk, "mandates", "mandates", visit.t("Seals"), std::move(view), status);
}

http::Response mandates_list(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.keys");
  if (desk.refusal) return std::move(*desk.refusal);
  return mandates(visit, desk, {});
}

http::Response mandates_ask(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.keys");
  if (desk.refusal) return std::move(*desk.refusal);
  std::vector<std::string> fields;
  for (std::string& field : visit.form.fields.list("field")) {
    if (!field.empty()) fields.push_back(std::move(field));
  }
  auto made = service::ask_for_seal(visit.platform, visit.actor(), desk.organisation.id,
                                    {.sealer = visit.field("sealer"),
                                     .assessed_by = visit.field("assessed_by"),
                                     .eqf = visit.form.fields.list("eqf"),
                                     .fields = fields,
                                     .most_ects = visit.field("most_ects"),
                                     .from = visit.field("from"),
                                     .until = visit.field("until"),
                                     .ground = visit.field("ground")});
  if (made) return http::see_other("/desk/" + desk.organisation.slug + "/mandates");
  View view;
  view.set("problem", error_view(visit, made.error()));
  return mandates(visit, desk, std::move(view), status_of(made.error()));
}

http::Response mandates_answer(Visit& visit) {
  Desk desk = desk_of(visit, "organisation.keys");
  if (desk.refusal) return std::move(*desk.refusal);
  const std::string& what = visit.field("do");
  auto done = what == "withdraw"
                  ? service::withdraw_mandate(visit.platform, visit.actor(), visit.part(1), visit.field("note"))
                  : service::answer_mandate(visit.platform, visit.actor(), visit.part(1), what == "accept",
                                            visit.field("note"));
  if (done) return http::see_other("/desk/" + desk.organisation.slug + "/mandates");
  View view;
  view.set("problem", error_view(visit, done.error()));
  return mandates(visit, desk, std::move(view), status_of(done.error()));
}

/// What credentials name: for people, and as JSON for programs.
http::Response mandates_shown(Visit& visit) {
  std::string id = visit.part(0);
  bool is_json = visit.request.header("accept").find("json") != std::string_view::npos &&
                 visit.request.header("accept").find("text/html") == std::string_view::npos;
  if (id.ends_with(".json")) {
    id.resize(id.size() - 5);
    is_json = true;
  }
  auto found = service::mandate_view(visit.platform, id);
  if (!found) return error_page(visit, found.error());
  auto out = is_json ? http::json_response(service::mandate_document(*found))
                     : page(visit, "mandate", visit.t("Mandate to seal"), mandate_view(visit, *found));
  out.with("Vary", "Accept");
  return out;
}

}  // namespace

void add_mandates(Site& site, http::Router& router) {
  site.get(router, "/desk/{}/mandates", mandates_list);
  site.post(router, "/desk/{}/mandates", mandates_ask);
  site.post(router, "/desk/{}/mandates/{}", mandates_answer);
  site.get(router, "/mandates/{}", mandates_shown);
}

}  // namespace credex::web
