#include "base/encoding.h"
#include "base/translate.h"
#include "base/uri.h"
#include "credential/elm.h"
#include "credential/open_badge.h"
#include "framework/definition_file.h"
#include "framework/standard_check.h"
#include "service/confirmations.h"
#include "service/confirmed.h"
#include "service/definitions.h"
#include "service/issuer_face.h"
#include "service/organisations.h"
#include "service/outcome_endorsements.h"
#include "web/label_view.h"
#include "web/site.h"
#include "web/skill_view.h"
#include "web/standing_view.h"

namespace credex::web {
namespace {

using service::CatalogueQuery;
using service::Facet;

constexpr std::size_t k_page_size = 20;
constexpr std::size_t k_max_page = 5000;

const char* facet_title(Facet facet) {
  switch (facet) {
    case Facet::sector: return "Sector";
    case Facet::country: return "Country";
    case Facet::language: return "Language";
    case Facet::level: return "Level";
    case Facet::size: return "Size in ECTS";
    case Facet::participation: return "Form of participation";
    case Facet::assessment: return "Assessment";
    case Facet::quality: return "Quality assurance";
    case Facet::skill: return "Skill";
    case Facet::stack: return "Stacks into";
    case Facet::provider: return "Organisation";
  }
  return "";
}

std::string value_words(const Visit& visit, Facet facet, const service::FacetValue& value) {
  switch (facet) {
    case Facet::sector: return sector_name(visit, value.value);
    case Facet::country: return country_name(visit.language, value.value);
    case Facet::language: return language_name(visit.language, value.value);
    case Facet::skill:
    case Facet::stack:
    case Facet::level: return value.label;
    case Facet::provider: return provider_name(visit, value.value, value.label);
    default: return visit.t(value.label);
  }
}

CatalogueQuery query_of(const http::Request& request) {
  CatalogueQuery out{.text = utf8_prefix(request.query.get("q"), 200), .count = k_page_size};
  for (std::size_t i = 0; i < service::k_facets; ++i) {
    const auto facet = static_cast<Facet>(i);
    for (std::string& value : request.query.list(service::facet_name(facet))) {
      if (!value.empty()) out.chosen[facet].push_back(std::move(value));
    }
  }
  const auto wanted = static_cast<std::size_t>(std::max(0, std::atoi(request.query.get("page").c_str()) - 1));
  out.from = std::min(wanted, k_max_page) * k_page_size;
  return out;
}

/// The address of a query: with one value put in or taken out, or on another page.
std::string url_of(const CatalogueQuery& query, std::optional<Facet> facet = {}, const std::string& value = {},
                   std::size_t at_page = 1) {
  std::string out;
  const auto add = [&](std::string_view name, const std::string& text) {
    out += (out.empty() ? "?" : "&") + std::string{name} + "=" + percent_encoded(text);
  };
  if (!query.text.empty()) add("q", query.text);
  bool taken_out = false;
  for (const auto& [chosen, values] : query.chosen) {
    for (const std::string& one : values) {
      if (facet == chosen && one == value) {
        taken_out = true;
        continue;
      }
      add(service::facet_name(chosen), one);
    }
  }
  if (facet && !taken_out) add(service::facet_name(*facet), value);
  if (at_page > 1) add("page", std::to_string(at_page));
  return "/catalogue" + out;
}

http::Response catalogue(Visit& visit) {
  const CatalogueQuery query = query_of(visit.request);
  const auto found = visit.platform.catalogue->search(query);
  View view;
  view.set("q", query.text);
  view.set("total", visit.tn("{0} micro-credential", "{0} micro-credentials", found->total));
  view.set("labels", labels_of(visit, found->entries));
  std::vector<View> facets;
  std::vector<View> hidden;
  for (std::size_t i = 0; i < service::k_facets; ++i) {
    const auto facet = static_cast<Facet>(i);
    if (found->facets[i].empty()) continue;
    std::vector<View> values;
    bool any = false;
    for (const auto& value : found->facets[i]) {
      View line;
      line.set("words", value_words(visit, facet, value))
          .set("count", format_number(visit.language, static_cast<double>(value.count)));
      line.set("url", url_of(query, facet, value.value)).flag("chosen", value.chosen);
      any = any || value.chosen;
      values.push_back(std::move(line));
      if (value.chosen) {
        View field;
        field.set("name", service::facet_name(facet)).set("value", value.value);
        hidden.push_back(std::move(field));
      }
    }
    View one;
    one.set("title", visit.t(facet_title(facet))).set("values", values).flag("open", any || i < 4);
    facets.push_back(std::move(one));
  }
  view.set("facets", facets).set("hidden", hidden);
  const std::size_t at = query.from / k_page_size + 1;
  if (at > 1) view.set("previous", url_of(query, {}, {}, at - 1));
  if (query.from + k_page_size < found->total) view.set("next", url_of(query, {}, {}, at + 1));
  if (!query.chosen.empty() || !query.text.empty()) view.flag("narrowed", true);
  return page(visit, "catalogue", visit.t("Catalogue"), std::move(view));
}

http::Response feed(Visit& visit) {
  CatalogueQuery query = query_of(visit.request);
  query.count = 50;
  const auto found = visit.platform.catalogue->search(query);
  std::string out =
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>" +
      escaped(visit.platform.url("/catalogue.atom")) + "</id><title>CREDEX</title><link rel=\"self\" href=\"" +
      escaped(visit.platform.url("/catalogue.atom")) + "\"/><updated>" +
      to_string(found->entries.empty() ? visit.platform.now() : found->entries.front().published) + "</updated>";
  for (const auto& entry : found->entries) {
    const std::string url = escaped(visit.platform.url("/mc/" + entry.id));
    out += "<entry><id>" + url + "</id><title>";
    out += escaped(entry.title.in(visit.language));
    out += "</title><link href=\"" + url + "\"/><updated>" + to_string(entry.published);
    out += "</updated><author><name>" + escaped(provider_name(visit, entry.provider_slug, entry.provider)) +
           "</name></author><summary>";
    out += escaped(size_line(visit, entry.ects, entry.hours, entry.level));
    out += "</summary></entry>";
  }
  return http::text(out + "</feed>\n", 200, "application/atom+xml; charset=utf-8");
}

/// The definition for machines: as asked for by Accept or by the address's ending.
Result<http::Response> for_machines(const service::DefinitionView& view, std::string_view kind) {
  json::Arena arena;
  if (kind == "yaml")
    return http::text(framework::write_definition(view.content), 200, "application/yaml; charset=utf-8");
  auto made = kind == "elm" ? credential::elm_specification(arena, view.content)
                            : credential::open_badge_achievement(arena, view.content);
  if (!made) return std::move(made).error();
  return http::text(json::write_pretty(*made), 200, "application/ld+json; charset=utf-8");
}

/// Who has endorsed it, and in whose name the visitor may.
void add_endorsements(const Visit& visit, View& view, const std::string& definition_id) {
  std::vector<View> given;
  for (const service::OutcomeEndorsementView& one :
       service::endorsements_of_definition(visit.platform, definition_id)) {
    View item;
    item.set("id", one.record.id)
        .set("definition_id", definition_id)
        .set("organisation", one.organisation)
        .set("slug", one.slug)
        .set("kind", visit.words(one.kind));
    item.set("words", one.record.words).set("given", to_string(date_of(one.record.given)));
    item.flag("mine", service::may(visit.actor(), "talent.search", one.record.organisation_id));
    given.push_back(std::move(item));
  }
  std::vector<View> may;
  for (const auto& [organisation, is_given] : service::endorsers(visit.platform, visit.actor(), definition_id)) {
    if (is_given) continue;
    View item;
    item.set("value", organisation.id).set("words", organisation.name);
    may.push_back(std::move(item));
  }
  view.set("endorsements", given).set("endorsers", may);
}

http::Response definition_page(Visit& visit, const service::DefinitionView& found) {
  View view;
  View label = label_of(visit, found.content, nullptr);
  label.flag("big", true).flag("main", true);
  const bool is_confirmed = service::is_confirmed_now(visit.platform, found.organisation.slug);
  const credential::Face face = is_confirmed ? credential::Face::vouched : credential::Face::self_asserted;
  if (!is_confirmed) {
    const framework::Organisation& body = found.content.awarding_body;
    const std::string country = country_name(visit.language, body.country);
    label.set("by", service::said_name(visit.language, body.legal_name.in(visit.language), face) +
                        (country.empty() ? "" : ", " + country));
  }
  label.set("facts", size_line(visit, found.content.workload.ects ? found.content.workload.ects->points : 0,
                               found.content.workload.hours ? found.content.workload.hours->count : 0,
                               found.content.level.eqf ? std::to_string(*found.content.level.eqf) : ""));
  view.set("label", label_html(visit, label));
  view.set("id", found.record.id).set("uri", found.record.uri);
  view.set("description", found.content.description.in(visit.language));
  std::vector<View> outcomes;
  for (const auto& outcome : found.content.outcomes) {
    View line;
    line.set("text", outcome.title.in(visit.language)).set("type", visit.t(outcome.type.label.in(visit.language)));
    std::vector<View> skills;
    for (const auto& skill : outcome.esco_skills) {
      View one;
      one.set("label", skill.label.in(visit.language)).set("uri", skill.uri);
      one.set("url", "/catalogue?skill=" + percent_encoded(skill.uri));
      skills.push_back(std::move(one));
    }
    line.set("skills", skills);
    outcomes.push_back(std::move(line));
  }
  view.set("outcomes", outcomes);
  view.set("elements", elements_of(visit, found.content, face));
  view.set("homepage", found.content.homepage);
  view.set("slug", found.organisation.slug);
  view.set("organisation", service::said_name(visit.language, found.organisation.name, face));
  const Report report =
      framework::check_standard({.definition = found.content, .today = date_of(visit.platform.now())});
  view.set("lines", report_view(visit, report.findings));
  view.set("version", std::to_string(found.version.number));
  if (found.version.published) view.set("published", format_time(visit.language, *found.version.published));
  view.flag("superseded", found.version.state == store::VersionState::superseded);
  add_endorsements(visit, view, found.record.id);
  std::vector<skills::ConceptId> known;
  for (const auto& outcome : found.content.outcomes) {
    for (const auto& skill : outcome.esco_skills) {
      if (const auto in_esco = visit.platform.esco->find(skill.uri)) known.push_back(*in_esco);
    }
  }
  if (!known.empty()) view.set("transitions", transition_views(visit, known));
  const auto versions = service::versions_of(visit.platform, {}, found.record.id);
  std::vector<View> lines;
  for (const auto& version : versions) {
    View line;
    line.set("number", std::to_string(version.number)).set("id", found.record.id);
    line.flag("current", version.number == found.version.number);
    lines.push_back(std::move(line));
  }
  if (lines.size() > 1) view.set("versions", lines);
  auto out = page(visit, "definition", found.content.title.in(visit.language), std::move(view));
  out.with("Vary", "Accept");
  const std::string base = found.record.uri;
  out.with("Link", "<" + base + ".elm.jsonld>; rel=\"alternate\"; type=\"application/ld+json\", <" + base +
                       ".ob3.json>; rel=\"alternate\"; type=\"application/ld+json\"");
  return out;
}

http::Response definition(Visit& visit) {
  std::string id = visit.part(0);
  std::string kind;
  for (const auto& [ending, name] : {std::pair{".elm.jsonld", "elm"}, {".ob3.json", "ob3"}, {".yaml", "yaml"}}) {
    if (!id.ends_with(ending)) continue;
    id.resize(id.size() - std::string_view{ending}.size());
    kind = name;
  }
  const auto accept = visit.request.header("accept");
  if (kind.empty() && accept.find("text/html") == std::string_view::npos) {
    if (accept.find("ld+json") != std::string_view::npos) kind = "elm";
    if (accept.find("application/json") != std::string_view::npos || accept.find("openbadge") != std::string_view::npos)
      kind = "ob3";
    if (accept.find("yaml") != std::string_view::npos) kind = "yaml";
  }
  const std::int64_t number = std::atoll(visit.request.query.get("version").c_str());
  // Outsiders see what is published; nothing else has a public address.
  auto found = service::definition_view(visit.platform, {}, id, number);
  if (!found) return error_page(visit, found.error());
  if (kind.empty()) return definition_page(visit, *found);
  auto out = for_machines(*found, kind);
  if (!out) return error_page(visit, out.error());
  out->with("Vary", "Accept");
  return std::move(*out);
}

http::Response organisation(Visit& visit) {
  auto found = service::organisation_by_slug(visit.platform, visit.part(0));
  if (!found) return error_page(visit, found.error());
  View view;
  view.set("shown_name", provider_name(visit, found->slug, found->name));
  view.set("country", country_name(visit.language, found->country));
  view.set("homepage", found->homepage).set("email", found->email).set("registration", found->registration);
  view.set("kind", visit.words(store::name_of(found->kind)));
  fill_standing(visit, *found, view);
  const auto offers = visit.platform.catalogue->search({.chosen = {{Facet::provider, {found->slug}}}, .count = 50});
  view.set("labels", labels_of(visit, offers->entries));
  return page(visit, "organisation", found->name, std::move(view));
}

/// Who vouches for it, for programs.
http::Response organisation_standing(Visit& visit) {
  auto found = service::organisation_by_slug(visit.platform, visit.part(0));
  if (!found) return error_page(visit, found.error());
  return http::json_response(
      service::confirmation_document(visit.platform, *found, service::standing_of(visit.platform, found->id)));
}

http::Response catalogue_endorse(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const std::string& id = visit.part(0);
  Result<void> done;
  if (visit.field("what") == "withdraw") {
    done = service::withdraw_endorsement(visit.platform, visit.actor(), visit.field("endorsement"));
  } else if (auto given = service::endorse_outcomes(visit.platform, visit.actor(), visit.field("organisation"), id,
                                                    visit.field("words"));
             !given) {
    return error_page(visit, given.error());
  }
  if (!done) return error_page(visit, done.error());
  return http::see_other("/mc/" + id + "#endorsements");
}

http::Response endorsement(Visit& visit) {
  auto found = service::endorsement_document(visit.platform, visit.part(0));
  if (!found) return error_page(visit, found.error());
  return http::text(found->statement, 200, "application/vc+ld+json; charset=utf-8");
}

}  // namespace

void add_catalogue(Site& site, http::Router& router) {
  site.post(router, "/mc/{}/endorse", catalogue_endorse);
  site.get(router, "/endorsements/{}", endorsement);
  site.get(router, "/catalogue", catalogue);
  site.get(router, "/catalogue.atom", feed);
  site.get(router, "/mc/{}", definition);
  site.get(router, "/o/{}", organisation);
  site.get(router, "/o/{}/confirmation.json", organisation_standing);
}

}  // namespace credex::web
