#include <algorithm>

#include "base/encoding.h"
#include "base/translate.h"
#include "base/uri.h"
#include "service/catalogue.h"
#include "service/demand.h"
#include "service/person_skills.h"
#include "skills/search.h"
#include "skills/sectors.h"
#include "skills/tag.h"
#include "web/desk.h"
#include "web/label_view.h"
#include "web/skill_view.h"

namespace credex::web {
namespace {

constexpr std::size_t k_most_text = std::size_t{1200} * 1024;

std::optional<skills::ConceptKind> kind_asked(const std::string& word) {
  if (word == "skill") return skills::ConceptKind::skill;
  if (word == "occupation") return skills::ConceptKind::occupation;
  return std::nullopt;
}

std::vector<View> hit_views(const Visit& visit, const std::vector<skills::Hit>& hits) {
  const skills::EscoIndex& esco = *visit.platform.esco;
  std::vector<View> out;
  for (const skills::Hit& hit : hits) {
    View one = concept_view(visit, hit.found);
    if (hit.through) {
      one.set("through", esco.label(*hit.through, visit.language));
    } else if (hit.label != esco.label(hit.found, visit.language)) {
      one.set("other", hit.label);
    }
    out.push_back(std::move(one));
  }
  return out;
}

http::Response search(Visit& visit) {
  View view;
  const std::string asked = visit.request.query.get("q").substr(0, 200);
  const std::string& kind = visit.request.query.get("kind");
  view.set("q", asked).flag("asked", !asked.empty());
  view.flag("kind_skill", kind == "skill").flag("kind_occupation", kind == "occupation");
  if (!asked.empty())
    view.set("hits",
             hit_views(visit, skills::search(*visit.platform.esco, asked, {.kind = kind_asked(kind), .most = 40})));
  view.set("version", visit.platform.esco->version());
  view.set("skills",
           format_number(visit.language, static_cast<double>(visit.platform.esco->count(skills::ConceptKind::skill))));
  view.set(
      "occupations",
      format_number(visit.language, static_cast<double>(visit.platform.esco->count(skills::ConceptKind::occupation))));
  if (visit.partial()) return piece(visit, "skill_hits", view);
  return page(visit, "skills", visit.t("Skills"), std::move(view));
}

/// What is offered while somebody types a skill or an occupation.
http::Response options(Visit& visit) {
  const auto kind = kind_asked(visit.request.query.get("kind")).value_or(skills::ConceptKind::skill);
  // The field's own name says what was typed.
  std::string typed;
  for (const char* name : {"q", "skill", "occupation", "required", "wished", "skills"}) {
    if (typed.empty()) typed = visit.request.query.get(name);
  }
  // Of a field with a line for each, the last line.
  typed = typed.substr(typed.find_last_of('\n') + 1);
  View view;
  view.set("hits", hit_views(visit, skills::search(*visit.platform.esco, typed, {.kind = kind, .most = 12})));
  return piece(visit, "skill_options", view);
}

void add_list(const Visit& visit, View& view, const char* name, std::span<const std::uint32_t> list) {
  std::vector<View> out;
  for (const std::uint32_t one : list) out.push_back(concept_view(visit, one));
  view.set(name, out);
}

http::Response concept_page(Visit& visit) {
  const skills::EscoIndex& esco = *visit.platform.esco;
  const auto found = esco.find(visit.request.query.get("uri"));
  if (!found) return error_page(visit, service::not_found("this skill"));
  View view = concept_view(visit, *found);
  view.set("description", esco.description(*found, visit.language)).set("code", esco.code(*found));
  std::string others;
  for (const std::string_view other : esco.other_labels(*found, visit.language))
    others += (others.empty() ? "" : " · ") + std::string{other};
  view.set("others", others);
  add_list(visit, view, "broader", esco.broader(*found));
  add_list(visit, view, "narrower",
           esco.narrower(*found).subspan(0, std::min<std::size_t>(esco.narrower(*found).size(), 60)));
  add_list(visit, view, "related", esco.related(*found));
  view.flag("retired", esco.row(*found).is_retired != 0);
  add_list(visit, view, "replaced", esco.replaced_by(*found));
  for (const auto& [name, needs] : {std::pair{"needs", esco.needs(*found)}, {"needed_by", esco.needed_by(*found)}}) {
    std::vector<View> list;
    for (const skills::Need& need : needs) {
      if (list.size() == 60) break;
      View one = concept_view(visit, need.other);
      one.flag("essential", need.is_essential);
      list.push_back(std::move(one));
    }
    view.set(name, list);
  }
  const std::array<skills::ConceptId, 1> self{*found};
  if (esco.is_skill(*found)) {
    std::vector<View> touched;
    for (View& one : transition_views(visit, self)) touched.push_back(std::move(one));
    view.set("transitions", touched);
  }
  std::vector<View> offers;
  for (const stacking::Candidate& one : service::catalogue_candidates(visit.platform)) {
    if (std::find(one.outcomes.begin(), one.outcomes.end(), std::string{esco.uri(*found)}) == one.outcomes.end())
      continue;
    View offer;
    offer.set("title", one.title).set("url", one.definition).set("by", one.issuer_name);
    offers.push_back(std::move(offer));
  }
  view.set("offers", offers);
  return page(visit, "skill", std::string{esco.label(*found, visit.language)}, std::move(view));
}

/// The text with the places that suggestions come from marked.
std::string marked_text(const std::string& text, const std::vector<skills::Tag>& tags) {
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (const skills::Tag& tag : tags) {
    for (const skills::TagEvidence& one : tag.evidence) places.emplace_back(one.begin, one.end);
  }
  std::sort(places.begin(), places.end());
  std::string out;
  std::size_t at = 0;
  for (const auto& [begin, end] : places) {
    if (end <= at) continue;
    const std::size_t from = std::max(begin, at);
    out += escaped(std::string_view{text}.substr(at, from - at)) + "<mark>" +
           escaped(std::string_view{text}.substr(from, end - from)) + "</mark>";
    at = end;
  }
  return out + escaped(std::string_view{text}.substr(at));
}

http::Response tag(Visit& visit) {
  const std::string& text = visit.field("text");
  View view;
  view.set("text", text);
  auto tags = skills::tag(*visit.platform.esco, text);
  if (!tags) {
    view.set("problem", error_view(visit, tags.error()));
    return page(visit, "skill_tags", visit.t("Skills in a text"), std::move(view), 422);
  }
  std::vector<View> list;
  for (const skills::Tag& one : *tags) {
    View item = concept_view(visit, one.skill);
    item.set("percent", std::to_string(static_cast<int>(one.score * 100)));
    std::vector<View> evidence;
    for (const skills::TagEvidence& place : one.evidence) {
      View where;
      where.set("words", text.substr(place.begin, place.end - place.begin));
      evidence.push_back(std::move(where));
    }
    item.set("evidence", evidence);
    list.push_back(std::move(item));
  }
  view.set("tags", list).set("marked", text.size() <= 20'000 ? marked_text(text, *tags) : "").flag("done", true);
  return page(visit, "skill_tags", visit.t("Skills in a text"), std::move(view));
}

http::Response tag_form(Visit& visit) { return page(visit, "skill_tags", visit.t("Skills in a text"), {}); }

http::Response sector_list(Visit& visit) {
  View view;
  std::vector<View> list;
  for (const skills::Sector& one : skills::sectors()) {
    View item;
    item.set("id", one.id).set("title", visit.t(one.title));
    std::string nace;
    for (const skills::NaceClass& line : one.nace) nace += (nace.empty() ? "" : ", ") + line.code;
    item.set("nace", nace);
    item.set("occupations", std::to_string(one.occupations_in(*visit.platform.esco).size()));
    list.push_back(std::move(item));
  }
  view.set("sectors", list);
  return page(visit, "sectors", visit.t("The sector's skills"), std::move(view));
}

std::string count_words(const Visit& visit, const std::optional<std::int64_t>& count, std::int64_t k) {
  if (!count) return visit.t("fewer than {0}", {std::to_string(k)});
  return format_number(visit.language, static_cast<double>(*count));
}

http::Response sector(Visit& visit) {
  std::string id = visit.part(0);
  const bool as_csv = id.ends_with(".csv");
  if (as_csv) id.resize(id.size() - 4);
  const skills::Sector* found = skills::sector(id);
  if (found == nullptr && id != "all") return error_page(visit, service::not_found("this sector"));
  const std::string country = visit.request.query.get("country").substr(0, 2);
  const auto picture = service::sector_picture(visit.platform, found == nullptr ? "" : id, country);
  if (as_csv)
    return as_file(service::picture_csv(visit.platform, picture, visit.language), "text/csv; charset=utf-8",
                   "skills-" + id + ".csv");
  View view;
  view.set("id", id).set("title", found == nullptr ? visit.t("All of the sector") : visit.t(found->title));
  view.set("countries", country_choices(visit, country)).set("country", country);
  view.set("k", std::to_string(picture.k));
  view.set("definitions", format_number(visit.language, static_cast<double>(picture.definitions)));
  view.set("awards", count_words(visit, picture.awards, picture.k));
  view.set("roles", format_number(visit.language, static_cast<double>(picture.roles)));
  std::int64_t most = 1;
  for (const service::SkillLine& one : picture.skills) most = std::max({most, one.demand(), one.taught});
  std::vector<View> lines;
  for (const service::SkillLine& one : picture.skills) {
    if (lines.size() == 60) break;
    View item = concept_view(visit, one.skill);
    item.set("taught", std::to_string(one.taught)).set("demand", std::to_string(one.demand()));
    item.set("taught_width", std::to_string(100 * one.taught / most))
        .set("demand_width", std::to_string(100 * one.demand() / most));
    item.set("awards", count_words(visit, one.awards, picture.k)).flag("gap", one.demand() > 0 && one.taught == 0);
    lines.push_back(std::move(item));
  }
  view.set("lines", lines);
  std::vector<View> time;
  std::int64_t most_awards = 1;
  std::int64_t most_roles = 1;
  for (const service::TimeLine& one : picture.time) {
    most_awards = std::max(most_awards, one.awards.value_or(0));
    most_roles = std::max(most_roles, one.roles);
  }
  for (const service::TimeLine& one : picture.time) {
    View item;
    item.set("awards_width", std::to_string(100 * one.awards.value_or(0) / most_awards));
    item.set("roles_width", std::to_string(100 * one.roles / most_roles));
    item.set("quarter", one.quarter)
        .set("awards", count_words(visit, one.awards, picture.k))
        .set("roles", std::to_string(one.roles));
    time.push_back(std::move(item));
  }
  std::vector<View> places;
  for (const service::CountryLine& one : picture.countries) {
    View item;
    item.set("name", one.country.empty() ? visit.t("not said") : country_name(visit.language, one.country));
    item.set("definitions", std::to_string(one.definitions)).set("awards", count_words(visit, one.awards, picture.k));
    item.set("demand", std::to_string(one.demand));
    places.push_back(std::move(item));
  }
  view.set("time", time).set("places", places);
  if (found != nullptr) {
    std::vector<View> marks;
    for (const skills::MarkingSkill& one : skills::marking_skills(*visit.platform.esco, *found))
      marks.push_back(concept_view(visit, one.skill));
    view.set("marks", marks);
    add_list(visit, view, "occupations", found->occupations_in(*visit.platform.esco));
    std::vector<View> nace;
    for (const skills::NaceClass& one : found->nace) {
      View item;
      item.set("code", one.code).set("title", one.title);
      nace.push_back(std::move(item));
    }
    view.set("nace", nace);
  }
  return page(visit, "sector", visit.t("The sector's skills"), std::move(view));
}

}  // namespace

void add_skills(Site& site, http::Router& router) {
  site.get(router, "/skills", search);
  site.get(router, "/skills/options", options);
  site.get(router, "/skills/concept", concept_page);
  site.get(router, "/skills/text", tag_form);
  site.post(router, "/skills/text", tag, k_most_text);
  site.get(router, "/sectors", sector_list);
  site.get(router, "/sectors/{}", sector);
}

}  // namespace credex::web
