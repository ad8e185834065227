#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/translate.h"
#include "document/brief.h"
#include "service/open_data.h"
#include "service/policy_briefs.h"
#include "web/charts.h"
#include "web/desk.h"
#include "web/framework_view.h"
#include "web/recognition_view.h"
#include "web/skill_view.h"

namespace credex::web {
namespace {

constexpr std::string_view k_addressees[] = {"member_state", "region", "sector_body", "union"};

std::string figure(const Visit& visit, const service::PolicyIndicator& one, double value) {
  return one.is_share ? percent_text(value) : format_number(visit.language, value);
}

std::vector<View> indicator_views(const Visit& visit, const std::vector<service::PolicyIndicator>& all) {
  std::vector<View> out;
  for (const service::PolicyIndicator& one : all) {
    View item;
    item.set("id", one.id).set("words", message(visit, "cocreation.policy_indicator." + one.id));
    item.set("figure", one.value ? figure(visit, one, *one.value) : visit.t("not known"));
    std::vector<View> targets;
    for (const service::PolicyIndicator::Target& target : one.targets) {
      View aim;
      aim.set("id", target.id)
          .set("year", std::to_string(target.year))
          .set("aim", figure(visit, one, target.value))
          .set("source", target.source);
      aim.flag("reached", one.value && *one.value >= target.value);
      targets.push_back(std::move(aim));
    }
    item.set("targets", targets);
    out.push_back(std::move(item));
  }
  return out;
}

std::vector<View> brief_lines(const Visit& visit, const std::vector<store::PolicyBrief>& all) {
  std::vector<View> out;
  for (const store::PolicyBrief& one : all) {
    View item;
    item.set("slug", one.slug).set("title", one.title).set("made", format_date(visit.language, date_of(one.made)));
    item.set("addressee", message(visit, "cocreation.addressee." + one.addressee));
    out.push_back(std::move(item));
  }
  return out;
}

void add_brief_form(const Visit& visit, View& view) {
  view.flag("may_write", static_cast<bool>(service::demand_anywhere(visit.actor(), "policy.write")));
  view.set("addressees", message_choices(visit, "cocreation.addressee", k_addressees, visit.field("addressee")));
  view.set("countries", country_choices(visit, visit.field("country")))
      .set("sectors", sector_choices(visit, visit.field("sector")));
  for (const char* name : {"title", "words"}) view.set(std::string{"given_"} + name, visit.field(name));
}

http::Response europe_page(Visit& visit, const Error* problem) {
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  std::map<std::string, std::pair<double, int>> scores;
  for (const service::FrameworkLine& line : service::assessed_frameworks(visit.platform)) {
    if (!line.newest || !line.newest->result.total || line.framework.country.empty()) continue;
    auto& [sum, n] = scores[line.framework.country];
    sum += *line.newest->result.total;
    ++n;
  }
  std::map<std::string, double> shares;
  std::vector<View> countries;
  for (const auto& [country, score] : scores) {
    shares[country] = score.first / score.second;
    View one;
    one.set("code", country)
        .set("words", country_name(visit.language, country))
        .set("score", fmt::format("{:.0f}", shares[country] * 100));
    one.set("count", std::to_string(score.second));
    countries.push_back(std::move(one));
  }
  view.set("map",
           shaded_map(
               visit,
               visit.t("Map of Europe: the mean score of each country's assessed frameworks; the table says the same"),
               shares));
  view.set("country_list", countries)
      .set("indicators", indicator_views(visit, service::policy_indicators(visit.platform)));
  view.flag("may_target", static_cast<bool>(service::demand_anywhere(visit.actor(), "policy.target")));
  view.set("briefs", brief_lines(visit, service::briefs(visit.platform)));
  add_brief_form(visit, view);
  return framework_page(visit, "europe", "europe", visit.t("Europe"), std::move(view),
                        problem ? status_of(*problem) : 200);
}
http::Response policy_europe(Visit& visit) { return europe_page(visit, nullptr); }

http::Response policy_act(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const std::string& what = visit.field("what");
  if (what == "brief") {
    auto made = service::write_brief(visit.platform, visit.actor(),
                                     {visit.field("title"), visit.field("addressee"), visit.field("country"),
                                      visit.field("sector"), visit.field("words")});
    if (!made) return europe_page(visit, &made.error());
    return http::see_other("/policy/" + made->slug);
  }
  auto done = what == "remove_target"
                  ? service::remove_target(visit.platform, visit.actor(), visit.field("id"))
                  : service::set_target(visit.platform, visit.actor(), visit.field("indicator"), visit.field("year"),
                                        visit.field("value"), visit.field("source"));
  if (!done) return europe_page(visit, &done.error());
  return http::see_other("/europe");
}

http::Response country(Visit& visit) {
  const std::string& code = visit.part(0);
  const std::string name = country_name(visit.language, code);
  if (code.size() != 2 || name == code) return error_page(visit, service::not_found("this country"));
  const service::CountryPicture picture = service::country_picture(visit.platform, code);
  View view;
  view.set("name", name).set("code", code).set("definitions", std::to_string(picture.definitions));
  std::vector<View> frameworks;
  for (const service::FrameworkLine& line : picture.frameworks) {
    View one;
    one.set("slug", line.framework.slug).set("title", line.framework.title);
    if (line.newest && line.newest->result.total)
      one.set("score", fmt::format("{:.0f}", *line.newest->result.total * 100));
    frameworks.push_back(std::move(one));
  }
  std::vector<View> receptions;
  for (const cocreation::Reception& one : picture.receptions) {
    View item;
    item.set("from", one.from)
        .set("by", one.by)
        .set("accepted", std::to_string(one.accepted))
        .set("all", std::to_string(one.definitions));
    if (!one.stop.empty()) item.set("stop", message(visit, "recognition.criterion." + one.stop));
    receptions.push_back(std::move(item));
  }
  std::vector<View> practices;
  for (const service::PracticeView& one : picture.practices) {
    View item;
    item.set("slug", one.practice.id).set("title", one.practice.title);
    practices.push_back(std::move(item));
  }
  view.set("frameworks", frameworks).set("receptions", receptions).set("practices", practices);
  view.set("briefs", brief_lines(visit, picture.briefs)).set("indicators", indicator_views(visit, picture.indicators));
  const auto basis = service::policy_basis(visit.platform, code, "", "");
  std::vector<View> recommendations;
  for (const cocreation::PolicyRecommendation& one :
       cocreation::recommend(assessment::Rubric::built_in(), cocreation::Addressee::member_state, basis->input)) {
    if (recommendations.size() >= 5) break;
    View item;
    item.set("words",
             one.text.empty() ? message_text({.message = one.key, .args = one.args}, visit.language) : one.text);
    std::vector<View> figures;
    for (const cocreation::Figure& f : one.figures) {
      View line;
      line.set("words", message_text({.message = f.what, .args = f.args}, visit.language)).set("link", f.link);
      figures.push_back(std::move(line));
    }
    item.set("figures", figures);
    recommendations.push_back(std::move(item));
  }
  view.set("recommendations", recommendations);
  return framework_page(visit, "europe", "country", name, std::move(view));
}

http::Response policy_brief(Visit& visit) {
  const auto found = service::brief_view(visit.platform, visit.part(0), visit.language);
  if (!found) return error_page(visit, found.error());
  View view;
  view.set("slug", found->record.slug).set("title", found->record.title).set("words", found->words);
  view.set("made", format_date(visit.language, date_of(found->record.made)));
  view.set("addressee", message(visit, "cocreation.addressee." + found->record.addressee));
  if (!found->record.country.empty())
    view.set("country", country_name(visit.language, found->record.country)).set("code", found->record.country);
  view.set("url", visit.platform.url("/policy/" + found->record.slug));
  std::vector<View> list;
  for (const service::KeptRecommendation& one : found->recommendations) {
    View item;
    item.set("place", std::to_string(list.size() + 1))
        .set("advice", one.words)
        .set("ask", one.ask)
        .set("source", one.source);
    item.set("effort", effort_words(visit, one.effort)).set("effect", effect_words(visit, one.effect));
    for (const auto& [name, kept] : {std::pair{"figures", &one.figures}, {"practices", &one.practices}}) {
      std::vector<View> lines;
      for (const service::KeptFigure& f : *kept) {
        View line;
        line.set("what", f.words).set("link", f.link);
        lines.push_back(std::move(line));
      }
      item.set(name, lines);
    }
    list.push_back(std::move(item));
  }
  view.set("recommendations", list);
  return framework_page(visit, "europe", "policy_brief", found->record.title, std::move(view));
}

http::Response brief_file(Visit& visit) {
  const auto found = service::brief_view(visit.platform, visit.part(0), visit.language);
  if (!found) return error_page(visit, found.error());
  if (visit.request.path.ends_with(".md"))
    return as_file(service::brief_markdown(visit.platform, *found, visit.language), "text/markdown; charset=utf-8",
                   found->record.slug + ".md");
  document::Brief out{.title = found->record.title,
                      .subtitle = message(visit, "cocreation.addressee." + found->record.addressee) + ", " +
                                  format_date(visit.language, date_of(found->record.made)),
                      .foot = visit.platform.url("/policy/" + found->record.slug)};
  if (!found->words.empty()) out.sections.push_back({.paragraphs = {found->words}});
  int n = 0;
  for (const service::KeptRecommendation& one : found->recommendations) {
    document::Brief::Section section{.heading = fmt::format("{}. {}", ++n, one.words)};
    for (const service::KeptFigure& f : one.figures) section.points.push_back(f.words);
    for (const service::KeptFigure& f : one.practices)
      section.points.push_back(visit.t("What helped others: {0}", {f.words}));
    section.points.push_back(visit.t("Source: {0}", {one.source}));
    out.sections.push_back(std::move(section));
  }
  auto pdf = document::brief_pdf(out);
  if (!pdf) return error_page(visit, pdf.error());
  return as_file(std::move(*pdf), "application/pdf", found->record.slug + ".pdf");
}

http::Response open_data(Visit& visit) {
  View view;
  std::vector<View> tables;
  for (const service::OpenTable& one : service::open_tables()) {
    View item;
    item.set("id", one.id).set("title", one.title).set("description", one.description);
    std::vector<View> columns;
    for (const service::OpenColumn& column : one.columns) {
      View line;
      line.set("name", column.name).set("meaning", column.meaning);
      columns.push_back(std::move(line));
    }
    item.set("columns", columns);
    tables.push_back(std::move(item));
  }
  view.set("tables", tables)
      .set("licence", visit.platform.settings.open_data_licence)
      .set("publisher", visit.platform.settings.publisher);
  return framework_page(visit, "open-data", "open_data", visit.t("Open data"), std::move(view));
}

http::Response open_file(const std::string& body, const char* type) {
  auto out = http::text(body, 200, type);
  // For programs of others too.
  out.with("Access-Control-Allow-Origin", "*");
  out.with("Cache-Control", "public, max-age=300");
  return out;
}

http::Response catalogue_jsonld(Visit& visit) {
  return open_file(service::dcat_jsonld(visit.platform), "application/ld+json");
}
http::Response catalogue_turtle(Visit& visit) {
  auto made = service::dcat_turtle(visit.platform);
  return made ? open_file(*made, "text/turtle; charset=utf-8") : error_page(visit, made.error());
}
http::Response table(Visit& visit) {
  const auto made = service::open_table(visit.platform, visit.part(0));
  if (!made) return error_page(visit, made.error());
  const std::string& path = visit.request.path;
  if (path.ends_with(".csv")) return open_file(service::table_csv(*made), "text/csv; charset=utf-8");
  if (path.ends_with(".jsonld")) return open_file(service::table_jsonld(visit.platform, *made), "application/ld+json");
  auto dump = service::table_nquads(visit.platform, *made);
  return dump ? open_file(*dump, "application/n-quads") : error_page(visit, dump.error());
}
/// The landing page of one dataset.
http::Response dataset(Visit& visit) { return http::see_other("/open-data#" + visit.part(0)); }

}  // namespace

void add_policy(Site& site, http::Router& router) {
  site.get(router, "/europe", policy_europe);
  site.post(router, "/europe", policy_act);
  site.get(router, "/countries/{}", country);
  site.get(router, "/policy/{}.pdf", brief_file);
  site.get(router, "/policy/{}.md", brief_file);
  site.get(router, "/policy/{}", policy_brief);
  site.get(router, "/open-data", open_data);
  site.get(router, "/open-data/terms", open_data);
  site.get(router, "/open-data.jsonld", catalogue_jsonld);
  site.get(router, "/open-data.ttl", catalogue_turtle);
  site.get(router, "/open-data/{}.csv", table);
  site.get(router, "/open-data/{}.jsonld", table);
  site.get(router, "/open-data/{}.nq", table);
  site.get(router, "/open-data/{}", dataset);
}

}  // namespace credex::web
