#include <algorithm>
#include <cmath>

#include "base/translate.h"
#include "recognition/matrix_value.h"
#include "service/agreements.h"
#include "service/organisations.h"
#include "service/overview.h"
#include "service/policies.h"
#include "web/charts.h"
#include "web/document_form.h"
#include "web/label_view.h"
#include "web/recognition_view.h"

namespace credex::web {
namespace {

using recognition::Purpose;

Purpose purpose_asked(const Visit& visit) {
  const std::string& word = visit.request.is_get() ? visit.request.query.get("purpose") : visit.field("purpose");
  return recognition::purpose_of(word).value_or(Purpose::credit);
}

std::vector<View> stops_view(const Visit& visit, const recognition::Cell& cell) {
  std::vector<View> out;
  for (const recognition::Criterion criterion : recognition::k_all_criteria) {
    if (cell.stops[criterion] == 0) continue;
    View one;
    one.set("name", message(visit, "recognition.criterion." + std::string{recognition::criterion_name(criterion)}));
    one.set("count", format_number(visit.language, cell.stops[criterion]));
    one.set("alone", format_number(visit.language, cell.stops_alone[criterion]));
    const double all = std::max<double>(1, cell.definitions);
    one.set("width", std::to_string(static_cast<int>(100.0 * cell.stops[criterion] / all)));
    out.push_back(std::move(one));
  }
  return out;
}

/// The matrix as a table that is read and looked at: a row a body, a column a place.
void add_matrix(const Visit& visit, View& view, const service::MatrixView& m, const recognition::Matrix& shown) {
  std::vector<View> origins;
  for (const std::string& origin : shown.origins) {
    View one;
    one.set("id", origin).set("name", system_name(visit, origin));
    origins.push_back(std::move(one));
  }
  std::vector<View> rows;
  for (std::size_t body = 0; body < shown.bodies.size(); ++body) {
    View row;
    row.set("name", m.policies[body].body.name).set("place", shown.places[body]);
    row.set("url", m.policies[body].id);
    std::vector<View> cells;
    for (std::size_t origin = 0; origin < shown.origins.size(); ++origin) {
      const recognition::Cell& cell = shown.at(body, origin);
      View one;
      const bool home = shown.origins[origin] == shown.places[body];
      one.flag("home", home).flag("any", cell.definitions > 0);
      const int percent =
          cell.definitions > 0 ? static_cast<int>(std::lround(100.0 * cell.accepted() / cell.definitions)) : 0;
      one.set("percent", std::to_string(percent)).set("shade", std::to_string(percent / 10));
      one.set("title", visit.t("{0} from {1}: {2} of {3} accepted",
                               {m.policies[body].body.name, system_name(visit, shown.origins[origin]),
                                std::to_string(cell.accepted()), std::to_string(cell.definitions)}));
      cells.push_back(std::move(one));
    }
    row.set("cells", cells);
    rows.push_back(std::move(row));
  }
  view.set("origins", origins).set("rows", rows);
  const recognition::Cell across = shown.across();
  view.set("accepted", format_number(visit.language, across.accepted()));
  view.set("all", format_number(visit.language, across.definitions));
  view.set("percent",
           across.definitions > 0
               ? format_number(visit.language, std::round(1000.0 * across.accepted() / across.definitions) / 10)
               : "0");
  view.set("stops", stops_view(visit, across));
  view.set("map", europe_map(visit, shown));
}

void add_choices(const Visit& visit, View& view, const service::MatrixView& m) {
  std::vector<View> bodies;
  for (const recognition::Policy& policy : m.policies) {
    View one;
    one.set("id", policy.body.id).set("name", policy.body.name);
    one.flag("chosen", visit.field("body") == policy.body.id)
        .flag("chosen_other", visit.field("other") == policy.body.id);
    bodies.push_back(std::move(one));
  }
  view.set("bodies", bodies).set("purposes", purpose_choices(visit, m.purpose));
  std::vector<View> settings;
  const auto& criteria = recognition::Criteria::built_in();
  for (const recognition::Criterion criterion :
       {recognition::Criterion::quality, recognition::Criterion::assessment, recognition::Criterion::identification}) {
    for (const std::string& value : criteria.scales[criterion]) {
      const std::string name{recognition::criterion_name(criterion)};
      View one;
      one.set("value", name + "=" + value).flag("chosen", visit.field("setting") == name + "=" + value);
      one.set("words",
              message(visit, "recognition.criterion." + name) + ": " + message(visit, "recognition.value." + value));
      settings.push_back(std::move(one));
    }
  }
  view.set("settings", settings);
}

std::vector<View> recognition_changes_view(const Visit& visit, const service::MatrixView& m,
                                           const std::vector<recognition::ChangeSet>& sets) {
  std::vector<View> out;
  for (const recognition::ChangeSet& set : sets) {
    View one;
    one.set("words", message_text(recognition::change_finding(set.changes[0], m.policies,
                                                              recognition::Criteria::built_in(), set.opens),
                                  visit.language));
    out.push_back(std::move(one));
  }
  return out;
}

void add_best(const Visit& visit, View& view, const service::MatrixView& m) {
  const auto best = visit.platform.overview->best(visit.platform, m.purpose, 3);
  view.set("singles", recognition_changes_view(visit, m, best->singles));
  if (best->set.changes.size() < 2) return;
  std::vector<View> set;
  for (const recognition::RuleChange& change : best->set.changes) {
    View one;
    one.set("words", message_text(recognition::change_finding(change, m.policies, recognition::Criteria::built_in()),
                                  visit.language));
    set.push_back(std::move(one));
  }
  view.set("best_set", set).set("set_opens", format_number(visit.language, static_cast<double>(best->set.opens)));
  view.flag("set_proven", best->set.is_proven);
  view.set("set_bound", format_number(visit.language, static_cast<double>(best->set.bound)));
}

http::Response recognition_overview(Visit& visit) {
  const auto m = visit.platform.overview->matrix(visit.platform, purpose_asked(visit));
  View view;
  add_matrix(visit, view, *m, m->matrix);
  add_choices(visit, view, *m);
  add_best(visit, view, *m);
  view.set("purpose", recognition::purpose_name(m->purpose));
  view.set("agreements", agreements_view(visit, service::agreements_in_force(visit.platform)));
  return page(visit, "recognition", visit.t("Mutual recognition"), std::move(view));
}

/// The form's one change as the text that what_if() reads.
std::string change_text(const Visit& visit, const service::MatrixView& m) {
  json::Arena arena;
  const json::Value out = json::Value::object(arena, 2);
  const std::string& setting = visit.field("setting");
  const auto equals = setting.find('=');
  if (visit.field("what") == "agree") {
    const json::Value agreement = json::Value::object(arena, 5);
    agreement.append(arena, "id", json::Value::string("urn:credex:what-if"));
    agreement.append(arena, "title", json::Value::string("What if"));
    agreement.append(arena, "effect", json::Value::string("automatic"));
    const json::Value parties = json::Value::array(arena, 2);
    for (const char* name : {"body", "other"}) {
      const json::Value party = json::Value::object(arena, 3);
      party.append(arena, "id", arena.string(visit.field(name)));
      party.append(arena, "name", arena.string(visit.field(name)));
      for (const recognition::Policy& policy : m.policies) {
        if (policy.body.id == visit.field(name)) party.append(arena, "place", arena.string(place_of(policy.body)));
      }
      parties.push(arena, party);
    }
    agreement.append(arena, "parties", parties);
    const json::Value list = json::Value::array(arena, 1);
    list.push(arena, agreement);
    out.append(arena, "agreements", list);
  } else if (equals != std::string::npos) {
    const json::Value value = json::Value::object(arena, 1);
    value.append(arena, "full_at", arena.string(setting.substr(equals + 1)));
    const json::Value criteria = json::Value::object(arena, 1);
    criteria.append(arena, arena.copy(setting.substr(0, equals)), value);
    const json::Value demands = json::Value::object(arena, 1);
    demands.append(arena, "criteria", criteria);
    const json::Value purposes = json::Value::object(arena, 1);
    purposes.append(arena, recognition::purpose_name(purpose_asked(visit)), demands);
    const json::Value policy = json::Value::object(arena, 2);
    policy.append(arena, "body", arena.string(visit.field("body")));
    policy.append(arena, "purposes", purposes);
    const json::Value list = json::Value::array(arena, 1);
    list.push(arena, policy);
    out.append(arena, "policies", list);
  }
  return json::write(out);
}

http::Response what_if(Visit& visit) {
  const Purpose purpose = purpose_asked(visit);
  const auto m = visit.platform.overview->matrix(visit.platform, purpose);
  auto changed = service::what_if(visit.platform, purpose, change_text(visit, *m));
  View view;
  add_choices(visit, view, *m);
  add_best(visit, view, *m);
  view.set("purpose", recognition::purpose_name(purpose));
  view.set("agreements", agreements_view(visit, service::agreements_in_force(visit.platform)));
  if (!changed) {
    add_matrix(visit, view, *m, m->matrix);
    view.set("problem", error_view(visit, changed.error()));
    return page(visit, "recognition", visit.t("Mutual recognition"), std::move(view), status_of(changed.error()));
  }
  add_matrix(visit, view, *changed->before, changed->after);
  const std::uint32_t before = changed->before->matrix.across().accepted();
  const std::uint32_t after = changed->after.across().accepted();
  view.flag("is_what_if", true).set("before", format_number(visit.language, before));
  view.set("gain", format_number(visit.language, static_cast<double>(after) - before));
  return page(visit, "recognition", visit.t("Mutual recognition"), std::move(view));
}

http::Response recognition_policy(Visit& visit) {
  std::string slug = visit.part(0);
  const bool is_json = slug.ends_with(".json");
  const bool is_yaml = slug.ends_with(".yaml");
  if (is_json || is_yaml) slug.resize(slug.size() - 5);
  auto organisation = service::organisation_by_slug(visit.platform, slug);
  if (!organisation) return error_page(visit, organisation.error());
  const auto versions = service::policies_of(visit.platform, organisation->id);
  const std::string& wanted = visit.request.query.get("version");
  const Date today = date_of(visit.platform.now());
  const service::PolicyView* shown = nullptr;
  for (const auto& one : versions) {
    if (wanted.empty() ? one.content.in_force(today) : one.content.version == wanted) {
      shown = &one;
      break;
    }
  }
  if (shown == nullptr) return error_page(visit, service::not_found("this policy"));
  if (is_json) return http::json_response(shown->record.content);
  if (is_yaml) return yaml_file(shown->record.content, slug + "-policy-" + shown->content.version + ".yaml");
  View view = policy_view(visit, shown->content);
  view.set("slug", slug).set("versions", versions_view(visit, versions));
  std::vector<View> others;
  for (const auto& one : service::policies_in_force(visit.platform)) {
    if (one.organisation.id == organisation->id) continue;
    View other;
    other.set("slug", one.organisation.slug).set("name", one.organisation.name);
    others.push_back(std::move(other));
  }
  view.set("others", others);
  return page(visit, "policy", visit.t("Recognition policy") + " · " + organisation->name, std::move(view));
}

http::Response recognition_compare(Visit& visit) {
  auto one = service::policy_in_force(visit.platform, visit.request.query.get("one"));
  auto other = service::policy_in_force(visit.platform, visit.request.query.get("other"));
  if (!one) return error_page(visit, one.error());
  if (!other) return error_page(visit, other.error());
  View view;
  view.set("one", one->organisation.name).set("other", other->organisation.name);
  std::vector<View> lines;
  std::size_t differing = 0;
  for (const auto& line :
       recognition::compare_policies(one->content, other->content, recognition::Criteria::built_in())) {
    View item;
    item.set("key", policy_key(visit, line.key))
        .set("one", policy_value(visit, line.one))
        .set("other", policy_value(visit, line.other));
    item.flag("differs", line.differs);
    if (line.differs) ++differing;
    lines.push_back(std::move(item));
  }
  view.set("lines", lines).set("count", visit.tn("{0} line differs", "{0} lines differ", differing));
  return page(visit, "policy_compare", visit.t("Two policies beside each other"), std::move(view));
}

http::Response agreement(Visit& visit) {
  std::string id = visit.part(0);
  const bool is_json = id.ends_with(".json");
  const bool is_yaml = id.ends_with(".yaml");
  if (is_json || is_yaml) id.resize(id.size() - 5);
  auto found = service::agreement_view(visit.platform, id);
  if (!found) return error_page(visit, found.error());
  if (is_json) return http::json_response(service::agreement_document(*found));
  if (is_yaml) return yaml_file(found->record.content, "agreement-" + id + ".yaml");
  return page(visit, "agreement", found->content.title, agreement_view(visit, *found));
}

/// What a party signed, by itself.
http::Response agreement_statement(Visit& visit) {
  auto found = service::agreement_view(visit.platform, visit.part(0));
  if (!found) return error_page(visit, found.error());
  for (const auto& party : found->parties) {
    if (party.organisation.slug == visit.part(1)) return http::json_response(party.record.statement);
  }
  return error_page(visit, service::not_found("this statement"));
}

}  // namespace

void add_recognition(Site& site, http::Router& router) {
  site.get(router, "/recognition", recognition_overview);
  site.post(router, "/recognition/what-if", what_if);
  site.get(router, "/recognition/policies/{}", recognition_policy);
  site.get(router, "/recognition/compare", recognition_compare);
  site.get(router, "/agreements/{}", agreement);
  site.get(router, "/agreements/{}/{}", agreement_statement);
}

}  // namespace credex::web
