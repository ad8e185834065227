#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/translate.h"
#include "cocreation/engagement.h"
#include "service/assessments.h"
#include "service/practices.h"
#include "web/desk.h"
#include "web/framework_view.h"
#include "web/label_view.h"
#include "web/recognition_view.h"
#include "web/skill_view.h"

namespace credex::web {
namespace {

using cocreation::Practice;
using service::PracticeView;

constexpr std::string_view k_evidence[] = {"none", "satisfaction", "before_after", "compared", "replicated"};
constexpr std::string_view k_providers[] = {"formal", "non_formal", "employer", "authority"};

View practice_line(const Visit& visit, const Practice& p) {
  View out;
  out.set("slug", p.id)
      .set("title", p.title)
      .set("effect", p.effect)
      .set("matter", message(visit, "cocreation.matter." + p.matter));
  out.set("evidence",
          message(visit, "cocreation.evidence." + std::string{cocreation::effect_evidence_name(p.evidence)}));
  if (!p.context.country.empty()) out.set("country", country_name(visit.language, p.context.country));
  if (!p.context.sector.empty()) out.set("sector", sector_name(visit, p.context.sector));
  return out;
}

std::vector<View> framework_choices(Visit& visit, const std::string& chosen) {
  std::vector<View> out;
  for (const service::FrameworkLine& line : service::assessed_frameworks(visit.platform)) {
    View one;
    one.set("value", line.framework.slug)
        .set("words", line.framework.title)
        .flag("chosen", line.framework.slug == chosen);
    out.push_back(std::move(one));
  }
  return out;
}

http::Response practices_list(Visit& visit) {
  const auto& query = visit.request.query;
  std::vector<Practice> all;
  for (PracticeView& one : service::published_practices(visit.platform)) {
    if (query.get("matter").empty() || one.practice.matter == query.get("matter"))
      all.push_back(std::move(one.practice));
  }
  // By words, or by an assessed framework: what its weak indicators ask for, then by likeness of place.
  std::vector<cocreation::PracticeHit> hits;
  View view;
  if (const std::string& framework = query.get("for"); !framework.empty()) {
    if (const auto found = service::published_assessment(visit.platform, framework)) {
      std::vector<std::string> weak;
      for (const assessment::Recommendation& one : found->result.recommendations) weak.push_back(one.indicator->id);
      hits = cocreation::practices_for(all, weak);
      const cocreation::Context there{
          .country = found->framework.country, .region = found->framework.region, .sector = found->framework.sector};
      std::stable_sort(hits.begin(), hits.end(), [&](const auto& a, const auto& b) {
        const auto near = [&](const Practice* p) { return cocreation::likeness(p->context, there).value_or(0); };
        return a.score + near(a.practice) > b.score + near(b.practice);
      });
      view.set("for_title", found->framework.title);
    }
  } else if (const std::string& indicator = query.get("indicator"); !indicator.empty()) {
    hits = cocreation::practices_for(all, std::vector<std::string>{indicator});
    view.set("for_title", indicator);
  } else {
    hits = cocreation::search_practices(all, query.get("q").substr(0, 200));
  }
  std::vector<View> items;
  items.reserve(hits.size());
  for (const cocreation::PracticeHit& hit : hits) items.push_back(practice_line(visit, *hit.practice));
  view.set("q", query.get("q"))
      .set("practices", items)
      .set("count", visit.tn("{0} practice", "{0} practices", items.size()));
  view.set("matters", message_choices(visit, "cocreation.matter", cocreation::k_matters, query.get("matter")));
  view.set("frameworks", framework_choices(visit, query.get("for")));
  if (const auto queue = service::practice_queue(visit.platform, visit.actor())) {
    std::vector<View> waiting;
    for (const PracticeView& one : *queue) waiting.push_back(practice_line(visit, one.practice));
    view.set("waiting", waiting);
  }
  return framework_page(visit, "practices", "practices", visit.t("Best practices"), std::move(view));
}

http::Response practices_new_page(Visit& visit, const Error* problem) {
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  view.set("matters", message_choices(visit, "cocreation.matter", cocreation::k_matters, visit.field("matter")));
  view.set("evidences", message_choices(visit, "cocreation.evidence", k_evidence, visit.field("evidence")));
  view.set("providers", message_choices(visit, "cocreation.provider", k_providers, visit.field("provider")));
  view.set("sizes", message_choices(visit, "cocreation.size", cocreation::k_sizes, visit.field("size")));
  view.set("countries", country_choices(visit, visit.field("country")))
      .set("sectors", sector_choices(visit, visit.field("sector")));
  for (const char* name :
       {"title", "done", "effect", "evidence_link", "cost", "conditions", "indicators", "source", "submitter", "email"})
    view.set(std::string{"given_"} + name, visit.field(name));
  if (!problem && visit.session) view.set("given_submitter", visit.actor().person->name);
  return framework_page(visit, "practices", "practice_new", visit.t("Hand in a practice"), std::move(view),
                        problem ? status_of(*problem) : 200);
}
http::Response practices_new_form(Visit& visit) { return practices_new_page(visit, nullptr); }

std::vector<std::string> split(const std::string& text, std::string_view separators) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : text + separators[0]) {
    if (separators.find(c) == std::string_view::npos) {
      word += c;
      continue;
    }
    if (const std::string_view kept = trimmed(word, " \t\r"); !kept.empty()) out.emplace_back(kept);
    word.clear();
  }
  return out;
}

http::Response submit(Visit& visit) {
  Practice made{
      .title = visit.field("title"),
      .matter = visit.field("matter"),
      .language = visit.language,
      .context = {.country = visit.field("country"),
                  .sector = visit.field("sector"),
                  .provider = visit.field("provider"),
                  .size = visit.field("size")},
      .done = visit.field("done"),
      .effect = visit.field("effect"),
      .evidence = cocreation::effect_evidence_of(visit.field("evidence")).value_or(cocreation::EffectEvidence::none),
      .evidence_link = visit.field("evidence_link"),
      .cost = visit.field("cost"),
      .indicators = split(visit.field("indicators"), " ,;\n"),
      .source = visit.field("source")};
  for (std::string& line : split(visit.field("conditions"), "\n")) made.conditions.push_back({.text = std::move(line)});
  auto entry = service::submit_practice(visit.platform, visit.actor(), std::move(made), visit.field("submitter"),
                                        visit.field("email"));
  if (!entry) return practices_new_page(visit, &entry.error());
  View view;
  view.set("title", entry->title);
  return framework_page(visit, "practices", "practice_thanks", visit.t("Thank you"), std::move(view));
}

http::Response practice_page(Visit& visit, const Error* problem) {
  const auto found = service::practice_view(visit.platform, visit.actor(), visit.part(0));
  if (!found) return error_page(visit, found.error());
  const Practice& p = found->practice;
  View view = practice_line(visit, p);
  if (problem) view.set("problem", error_view(visit, *problem));
  view.set("done", p.done)
      .set("cost", p.cost)
      .set("evidence_link", p.evidence_link)
      .set("source", p.source)
      .set("contact", p.contact);
  view.flag("fictional", p.is_fictional);
  if (!p.context.provider.empty()) view.set("provider", message(visit, "cocreation.provider." + p.context.provider));
  if (!p.context.size.empty()) view.set("size", message(visit, "cocreation.size." + p.context.size));
  if (p.cost_hours) view.set("cost_hours", format_number(visit.language, *p.cost_hours));
  std::vector<View> conditions;
  for (const cocreation::Condition& one : p.conditions) {
    View item;
    item.set("text", one.text).set("indicator", one.indicator).set("at_least", fmt::format("{:g}", one.at_least));
    conditions.push_back(std::move(item));
  }
  view.set("conditions", conditions);
  std::vector<View> indicators;
  for (const std::string& id : p.indicators) {
    View item;
    item.set("id", id);
    if (const auto* known = assessment::Rubric::built_in().find(id)) item.set("title", known->title);
    indicators.push_back(std::move(item));
  }
  view.set("indicators", indicators);
  const std::string& there = visit.request.query.get("there");
  view.set("frameworks", framework_choices(visit, there));
  if (!there.empty()) {
    const auto transfer = service::transfer_of(visit.platform, p, there, {});
    if (transfer) {
      view.set("transfer", fmt::format("{:.0f}", transfer->score * 100)).set("known", percent_text(transfer->known));
      view.set("lines", report_view(visit, transfer->report.findings));
    }
  }
  view.flag("waiting", found->record.state == store::PracticeState::submitted);
  view.flag("declined", found->record.state == store::PracticeState::declined);
  const bool may_review = static_cast<bool>(service::demand_anywhere(visit.actor(), "practice.review"));
  view.flag("may_review", may_review && found->record.state == store::PracticeState::submitted);
  if (may_review) view.set("submitter", found->record.submitter);
  std::vector<View> reviews;
  for (const store::PracticeReview& one : found->reviews) {
    View item;
    item.set("words", one.words).flag("publish", one.publish);
    reviews.push_back(std::move(item));
  }
  if (may_review || found->record.state != store::PracticeState::published) view.set("reviews", reviews);
  view.set("review_count", std::to_string(found->reviews.size()));
  return framework_page(visit, "practices", "practice", p.title, std::move(view), problem ? status_of(*problem) : 200);
}
http::Response practice(Visit& visit) { return practice_page(visit, nullptr); }

http::Response review(Visit& visit) {
  auto done = service::review_practice(visit.platform, visit.actor(), visit.part(0), visit.field("what") == "publish",
                                       visit.field("words"));
  if (!done) return practice_page(visit, &done.error());
  return http::see_other("/practices/" + visit.part(0));
}

}  // namespace

void add_practices(Site& site, http::Router& router) {
  site.get(router, "/practices", practices_list);
  site.get(router, "/practices/new", practices_new_form);
  site.post(router, "/practices/new", submit);
  site.get(router, "/practices/{}", practice);
  site.post(router, "/practices/{}", review);
}

}  // namespace credex::web
