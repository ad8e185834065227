#include <algorithm>
#include <cmath>

#include "base/translate.h"
#include "service/person_skills.h"
#include "service/works.h"
#include "web/brought.h"
#include "web/desk.h"
#include "web/label_view.h"
#include "web/skill_view.h"

namespace credex::web {
namespace {

constexpr std::size_t k_most_file = std::size_t{64} * 1024 * 1024;

std::string percent(double share) { return std::to_string(static_cast<int>(std::lround(share * 100))); }

void add_held(const Visit& visit, View& view, const service::PersonSkills& person) {
  std::vector<View> held;
  std::vector<skills::ConceptId> known;
  for (const skills::HeldSkill& one : person.held) {
    held.push_back(held_view(visit, one));
    if (const auto found = visit.platform.esco->find(one.uri)) known.push_back(*found);
  }
  std::vector<View> uncounted;
  for (const service::UncountedHolding& one : person.uncounted) {
    View item;
    item.set("id", one.id).set("title", one.title);
    uncounted.push_back(std::move(item));
  }
  view.set("held", held).set("uncounted", uncounted).set("transitions", transition_views(visit, known));
}

http::Response own_skills(Visit& visit, const Error* problem) {
  auto outlook = service::own_outlook(visit.platform, visit.actor());
  if (!outlook) return error_page(visit, outlook.error());
  const skills::EscoIndex& esco = *visit.platform.esco;
  View view;
  if (problem != nullptr) view.set("problem", error_view(visit, *problem));
  add_held(visit, view, outlook->person);
  std::vector<View> fits;
  for (const skills::Fit& one : outlook->fits) {
    if (one.fit <= 0) continue;
    View item = concept_view(visit, one.occupation);
    item.set("percent", percent(static_cast<double>(one.fit))).set("width", percent(static_cast<double>(one.fit)));
    fits.push_back(std::move(item));
  }
  std::vector<View> next;
  for (const auto& one : outlook->next) {
    View item;
    item.set("title", one.title).set("url", one.definition).set("opened", std::to_string(one.opening.opened));
    std::vector<View> changes;
    for (const skills::Opening::Change& change : one.opening.changes) {
      View to;
      to.set("label", esco.label(change.occupation, visit.language));
      to.set("before", percent(static_cast<double>(change.before)))
          .set("after", percent(static_cast<double>(change.after)));
      changes.push_back(std::move(to));
    }
    item.set("changes", changes);
    next.push_back(std::move(item));
  }
  view.set("fits", fits).set("next", next);
  return page(visit, "own_skills", visit.t("My skills"), std::move(view),
              problem != nullptr ? status_of(*problem) : 200);
}

http::Response show_skills(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  return own_skills(visit, nullptr);
}

http::Response change_skills(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const std::string& skill = visit.field("skill");
  Result<void> done;
  if (visit.field("what") == "forget") {
    done = service::forget_skill(visit.platform, visit.actor(), skill);
  } else {
    const auto found = skill_written(visit, skill);
    done = service::declare_skill(visit.platform, visit.actor(),
                                  found ? std::string{visit.platform.esco->uri(*found)} : skill);
  }
  if (!done) return own_skills(visit, &done.error());
  return http::see_other("/me/skills");
}

void add_bridge(const Visit& visit, View& view, const service::GapView& found) {
  const skills::EscoIndex& esco = *visit.platform.esco;
  const stacking::Bridge& bridge = found.bridge;
  std::vector<View> steps;
  for (const stacking::BridgeStep& step : bridge.steps) {
    View one;
    one.set("title", step.take->title).set("url", step.take->definition).set("by", step.take->issuer_name);
    one.set("place", country_name(visit.language, step.take->country))
        .set("ects", format_number(visit.language, step.take->ects));
    std::string brings;
    for (const skills::ConceptId skill : step.brings)
      brings += (brings.empty() ? "" : ", ") + std::string{esco.label(skill, visit.language)};
    one.set("brings", brings);
    steps.push_back(std::move(one));
  }
  std::vector<View> unoffered;
  for (const skills::ConceptId skill : bridge.unoffered) unoffered.push_back(concept_view(visit, skill));
  view.set("steps", steps).set("unoffered", unoffered);
  view.set("unoffered_count", std::to_string(unoffered.size()));
  view.set("open", std::to_string(bridge.open.size())).set("ects", format_number(visit.language, bridge.ects));
  view.set("brought", std::to_string(bridge.open.size() - bridge.unoffered.size() - bridge.left.size()));
  view.set("count", std::to_string(steps.size())).flag("proven", bridge.is_proven);
}

http::Response gap(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const auto& query = visit.request.query;
  View view;
  const std::string& asked = query.get("occupation");
  view.set("asked", asked);
  const std::string& aim = query.get("aim");
  for (const char* one : {"credits", "distance", "presence"}) view.flag(std::string{"aim_"} + one, aim == one);
  view.flag("online", query.get("online") == "yes").set("teaching", query.get("teaching"));
  view.set("countries", country_choices(visit, query.get("country")));
  if (asked.empty()) return page(visit, "gap", visit.t("What is missing"), std::move(view));
  const auto occupation = occupation_written(visit, asked);
  if (!occupation) {
    view.set("problem",
             error_view(visit, service::invalid("'" + asked.substr(0, 80) + "' is no occupation that is known here",
                                                "occupation", "choose one of the list")));
    return page(visit, "gap", visit.t("What is missing"), std::move(view), 422);
  }
  const std::string country = query.get("country").substr(0, 2);
  stacking::BridgeOptions options{.aim = stacking::aim_of(aim).value_or(stacking::Aim::credits),
                                  .near_country = country};
  if (!country.empty() && options.aim != stacking::Aim::distance) options.countries = {country};
  if (!query.get("teaching").empty()) options.languages = {query.get("teaching").substr(0, 2)};
  options.online_only = query.get("online") == "yes";
  auto found = service::own_gap(visit.platform, visit.actor(), {std::string{visit.platform.esco->uri(*occupation)}},
                                options, visit.language);
  if (!found) return error_page(visit, found.error());
  const skills::Gap& result = (*found)->gap;
  view.set("title", (*found)->target.title).set("asked", (*found)->target.title);
  view.set("essential", percent(result.essential)).set("fit", percent(result.fit));
  view.set("picture", gap_picture(visit, result, (*found)->person.held));
  std::vector<View> rows;
  for (const skills::GapRow& row : result.rows) {
    View one = concept_view(visit, row.wanted);
    one.flag("essential", row.is_essential).flag("missing", row.is_missing());
    one.set("percent", percent(row.met()));
    if (row.held) {
      one.set("has", held_view(visit, (*found)->person.held[*row.held]));
      one.flag("other", row.relation != skills::Relation::same);
    }
    rows.push_back(std::move(one));
  }
  view.set("rows", rows);
  add_bridge(visit, view, **found);
  return page(visit, "gap", visit.t("What is missing"), std::move(view));
}

View work_view(const Visit& visit, const service::WorkView& work) {
  const store::Work& w = work.work;
  View out = work_facts(w);
  out.set("audience", audience_words(visit, w.audience));
  std::vector<View> said;
  for (const store::WorkWord& word : work.words) {
    View one;
    one.set("name", word.name).set("relation", word.relation).set("words", word.words).set("email", word.email);
    one.flag("asked", word.state == store::WordState::asked).flag("declined", word.state == store::WordState::declined);
    one.flag("holds", work.holds(word)).flag("earlier", word.state == store::WordState::given && !work.holds(word));
    said.push_back(std::move(one));
  }
  out.set("said", said);
  return out;
}

http::Response works_page(Visit& visit, const Error* problem) {
  View view;
  if (problem != nullptr) view.set("problem", error_view(visit, *problem));
  std::vector<View> works;
  for (const service::WorkView& one : service::works_of(visit.platform, visit.actor().person->id))
    works.push_back(work_view(visit, one));
  view.set("works", works).set("audiences", audience_choices(visit, visit.field("audience")));
  for (const char* name :
       {"title", "kind", "part", "client", "made_on", "rights", "authors", "words", "link", "skills"})
    view.set(std::string{"given_"} + name, problem != nullptr ? visit.field(name) : "");
  return page(visit, "works", visit.t("My works"), std::move(view), problem != nullptr ? status_of(*problem) : 200);
}

http::Response works(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  return works_page(visit, nullptr);
}

http::Response add_work(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto skills = skills_written(visit, visit.form.fields.list("skills"), "skills");
  if (!skills) return works_page(visit, &skills.error());
  service::WorkFacts facts{.title = visit.field("title"),
                           .kind = visit.field("kind"),
                           .part = visit.field("part"),
                           .client = visit.field("client"),
                           .made_on = visit.field("made_on"),
                           .rights = visit.field("rights"),
                           .authors = visit.field("authors"),
                           .words = visit.field("words"),
                           .link = visit.field("link"),
                           .skills = std::move(*skills)};
  if (!visit.field("audience").empty()) facts.audience = visit.field("audience");
  if (!visit.form.files.empty()) {
    facts.file_name = visit.form.files.front().name;
    facts.file = visit.form.files.front().content;
  }
  auto added = service::add_work(visit.platform, visit.actor(), facts);
  if (!added) return works_page(visit, &added.error());
  return http::see_other("/me/works");
}

http::Response change_work(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const std::string& id = visit.part(0);
  Result<void> done =
      visit.field("what") == "remove"
          ? service::remove_work(visit.platform, visit.actor(), id)
          : service::ask_word(visit.platform, visit.actor(), id, visit.field("email"), visit.field("relation"));
  if (!done) return works_page(visit, &done.error());
  return http::see_other("/me/works");
}

http::Response confirm_page(Visit& visit, const Error* problem, bool done) {
  auto request = service::look_at_word(visit.platform, visit.part(0));
  if (!request) return error_page(visit, request.error());
  View view = work_view(visit, {.work = request->work});
  if (problem != nullptr) view.set("problem", error_view(visit, *problem));
  view.set("person", request->person).set("relation", request->word.relation).flag("done", done);
  view.flag("answered", request->word.state != store::WordState::asked);
  std::vector<View> shown;
  for (const skills::ConceptId skill : known_skills(visit, request->work.skills))
    shown.push_back(concept_view(visit, skill));
  view.set("skills", shown);
  return page(visit, "work_confirm", visit.t("Confirm a work"), std::move(view),
              problem != nullptr ? status_of(*problem) : 200);
}

http::Response look_at_work(Visit& visit) { return confirm_page(visit, nullptr, false); }

http::Response answer_work(Visit& visit) {
  auto done = service::answer_word(visit.platform, visit.part(0), visit.field("name"), visit.field("words"),
                                   visit.field("what") == "give");
  if (!done) return confirm_page(visit, &done.error(), false);
  return confirm_page(visit, nullptr, true);
}

}  // namespace

void add_own_skills(Site& site, http::Router& router) {
  site.get(router, "/me/skills", show_skills);
  site.post(router, "/me/skills", change_skills);
  site.get(router, "/me/gap", gap);
  site.get(router, "/me/works", works);
  site.post(router, "/me/works", add_work, k_most_file);
  site.post(router, "/me/works/{}", change_work);
  site.get(router, "/work/confirm/{}", look_at_work);
  site.post(router, "/work/confirm/{}", answer_work);
}

}  // namespace credex::web
