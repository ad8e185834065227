#include <algorithm>

#include "base/translate.h"
#include "base/uri.h"
#include "service/stakeholders.h"
#include "web/desk.h"
#include "web/framework_view.h"
#include "web/label_view.h"
#include "web/recognition_view.h"
#include "web/skill_view.h"

namespace credex::web {
namespace {

const cocreation::EngagementRules& rules() { return cocreation::EngagementRules::built_in(); }

std::vector<View> step_choices(const std::vector<std::string>& chosen) {
  std::vector<View> out;
  for (const cocreation::Step& step : rules().steps) {
    View one;
    one.set("value", step.id).set("words", step.title);
    one.flag("chosen", std::find(chosen.begin(), chosen.end(), step.id) != chosen.end());
    out.push_back(std::move(one));
  }
  return out;
}

/// The task that a form asks about.
cocreation::Task task_of(const Visit& visit) {
  const auto& query = visit.request.query;
  cocreation::Task out{.title = query.get("title").substr(0, 200),
                       .steps = query.list("step"),
                       .country = query.get("country").substr(0, 2),
                       .sector = query.get("sector").substr(0, 60)};
  if (out.title.empty()) out.title = visit.t("Whom to involve, how and when");
  return out;
}

/// The map where the visitor may see it, else nobody: guidelines are public, people are not.
std::vector<cocreation::Stakeholder> map_for(Visit& visit) {
  auto map = service::stakeholder_map(visit.platform, visit.actor());
  return map ? service::as_values(*map) : std::vector<cocreation::Stakeholder>{};
}

http::Response engagement_show(Visit& visit) {
  const cocreation::Task task = task_of(visit);
  const auto map = map_for(visit);
  const auto plan = cocreation::plan(rules(), map, task);
  if (!plan) return error_page(visit, service::not_found("this step"));
  const bool may_manage = service::may(visit.actor(), "engagement.manage");
  View view;
  view.set("title", task.title).flag("may_manage", may_manage);
  view.set("steps_choice", step_choices(task.steps))
      .set("countries", country_choices(visit, task.country))
      .set("sectors", sector_choices(visit, task.sector));
  view.set("given_title", visit.request.query.get("title"));
  std::vector<View> steps;
  for (const cocreation::PlannedStep& step : plan->steps) {
    View one;
    one.set("id", step.step->id).set("title", step.step->title).set("question", step.step->question);
    std::vector<View> groups;
    for (const cocreation::PlannedGroup& group : step.groups) {
      View item;
      item.set("title", group.group->title).set("who", group.group->in_sector).set("why", group.at->why);
      item.set("weight", message(visit, "cocreation.weight." + std::string{cocreation::weight_name(group.at->weight)}));
      std::string names;
      for (const cocreation::Stakeholder* who : group.who) {
        if (!names.empty()) names += ", ";
        names += who->name;
      }
      item.set("names", names)
          .flag("gap", may_manage && group.who.empty() && group.at->weight >= cocreation::Weight::contributes);
      groups.push_back(std::move(item));
    }
    std::vector<View> methods;
    for (const auto& [at, method] : step.methods) {
      View item;
      item.set("title", method->title).set("when", at->when).set("use", method->use).set("people", method->people);
      item.set("duration", method->duration)
          .set("output", method->output)
          .set("care", method->care)
          .set("source", method->source);
      methods.push_back(std::move(item));
    }
    std::vector<View> sources;
    for (const std::string& words : step.step->sources) {
      View item;
      item.set("words", words);
      sources.push_back(std::move(item));
    }
    one.set("groups", groups).set("methods", methods).set("sources", sources).set("output", step.step->output);
    steps.push_back(std::move(one));
  }
  view.set("steps", steps);
  std::string query = visit.request.query.all.empty() ? "" : "?";
  for (const auto& [key, value] : visit.request.query.all) {
    if (key != "lang") query += (query.size() > 1 ? "&" : "") + key + "=" + percent_encoded(value);
  }
  view.set("query", query);
  return framework_page(visit, "engagement", "engagement", task.title, std::move(view));
}

http::Response guidelines(Visit& visit) {
  const cocreation::Task task = task_of(visit);
  const auto plan = cocreation::plan(rules(), {}, task);
  if (!plan) return error_page(visit, service::not_found("this step"));
  return as_file(service::engagement_guidelines(rules(), *plan, task, visit.language), "text/markdown; charset=utf-8",
                 "engagement-guidelines.md");
}

std::string quadrant_words(const Visit& visit, cocreation::Quadrant quadrant) {
  switch (quadrant) {
    case cocreation::Quadrant::involve_closely: return visit.t("involve closely");
    case cocreation::Quadrant::keep_satisfied: return visit.t("keep satisfied");
    case cocreation::Quadrant::keep_informed: return visit.t("keep informed");
    case cocreation::Quadrant::watch: break;
  }
  return visit.t("watch");
}

std::string size_words(const Visit& visit, const std::string& size) {
  return size.empty() ? "" : message(visit, "cocreation.size." + size);
}

http::Response map_page(Visit& visit, const Error* problem) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const auto map = service::stakeholder_map(visit.platform, visit.actor());
  if (!map) return error_page(visit, map.error());
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  const auto values = service::as_values(*map);
  std::vector<GridPoint> points;
  std::vector<View> list;
  for (std::size_t i = 0; i < map->size(); ++i) {
    const store::MapStakeholder& one = (*map)[i];
    points.push_back({one.name, static_cast<int>(one.interest), static_cast<int>(one.influence)});
    View item;
    item.set("id", one.id).set("name", one.name).set("role", one.role);
    if (const auto* group = rules().group(one.grp)) item.set("group", group->title);
    item.set("interest", std::to_string(one.interest)).set("influence", std::to_string(one.influence));
    item.set("quadrant", quadrant_words(visit, cocreation::quadrant_of(values[i])));
    if (!one.country.empty()) item.set("country", country_name(visit.language, one.country));
    if (!one.sector.empty()) item.set("sector", sector_name(visit, one.sector));
    item.set("size", size_words(visit, one.size)).set("contact", one.contact);
    list.push_back(std::move(item));
  }
  view.set("grid", stakeholder_grid(visit, points)).set("stakeholders", list);
  std::vector<View> groups;
  for (const cocreation::StakeholderGroup& one : rules().groups) {
    View item;
    item.set("value", one.id).set("words", one.title).flag("chosen", visit.field("group") == one.id);
    groups.push_back(std::move(item));
  }
  std::vector<View> methods;
  for (const cocreation::Method& one : rules().methods) {
    View item;
    item.set("value", one.id).set("words", one.title);
    methods.push_back(std::move(item));
  }
  view.set("groups", groups).set("methods", methods).set("steps_choice", step_choices({}));
  view.set("countries", country_choices(visit, visit.field("country")))
      .set("sectors", sector_choices(visit, visit.field("sector")));
  view.set("sizes", message_choices(visit, "cocreation.size", cocreation::k_sizes, visit.field("size")));
  for (const char* name : {"name", "role", "contact", "words"})
    view.set(std::string{"given_"} + name, problem ? visit.field(name) : "");
  view.set("today", to_string(date_of(visit.platform.now())));
  std::vector<View> coverages;
  if (const auto all = service::coverage_of_steps(visit.platform, visit.actor())) {
    for (const cocreation::Coverage& one : *all) {
      View item;
      item.set("heard", std::to_string(one.heard)).set("listed", std::to_string(one.listed));
      const auto share = [](const std::optional<double>& value) { return value ? number_text(*value) : "–"; };
      item.set("by_country", share(one.by_country))
          .set("by_sector", share(one.by_sector))
          .set("by_size", share(one.by_size));
      item.set("title", one.report.findings.empty() ? "" : one.report.findings.front().args.front());
      View lines;
      lines.set("lines", report_view(visit, one.report.findings));
      item.set("report", render("report", visit.language, lines));
      coverages.push_back(std::move(item));
    }
  }
  view.set("coverages", coverages);
  return framework_page(visit, "engagement", "engagement_map", visit.t("Map of stakeholders"), std::move(view),
                        problem ? status_of(*problem) : 200);
}
http::Response map(Visit& visit) { return map_page(visit, nullptr); }

http::Response change_map(Visit& visit) {
  const std::string& what = visit.field("what");
  Result<void> done;
  if (what == "remove") {
    done = service::remove_stakeholder(visit.platform, visit.actor(), visit.field("id"));
  } else if (what == "involve") {
    done = service::note_involvement(visit.platform, visit.actor(), visit.field("id"), visit.field("step"),
                                     visit.field("method"), visit.field("day"), visit.field("answered") == "yes");
  } else {
    auto put = service::put_stakeholder(visit.platform, visit.actor(),
                                        {.name = visit.field("name"),
                                         .is_person = visit.field("is_person") == "yes",
                                         .group = visit.field("group"),
                                         .role = visit.field("role"),
                                         .interest = visit.field("interest"),
                                         .influence = visit.field("influence"),
                                         .country = visit.field("country"),
                                         .sector = visit.field("sector"),
                                         .size = visit.field("size"),
                                         .contact = visit.field("contact"),
                                         .has_consent = visit.field("consent") == "yes",
                                         .words = visit.field("words")});
    if (!put) done = std::move(put).error();
  }
  if (!done) return map_page(visit, &done.error());
  return http::see_other("/engagement/map");
}

}  // namespace

void add_engagement(Site& site, http::Router& router) {
  site.get(router, "/engagement", engagement_show);
  site.get(router, "/engagement/guidelines.md", guidelines);
  site.get(router, "/engagement/map", map);
  site.post(router, "/engagement/map", change_map);
}

}  // namespace credex::web
