#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/translate.h"
#include "cocreation/policy.h"
#include "cocreation/practice.h"
#include "document/brief.h"
#include "service/assessments.h"
#include "service/practices.h"
#include "web/desk.h"
#include "web/framework_view.h"
#include "web/label_view.h"
#include "web/recognition_view.h"
#include "web/skill_view.h"

namespace credex::web {
namespace {

using assessment::IndicatorScore;
using service::AssessmentView;
using service::FrameworkLine;

const assessment::Rubric& rubric() { return assessment::Rubric::built_in(); }

std::string band_words(const Visit& visit, const std::string& band) {
  if (band == "not in line") return visit.t("not in line");
  if (band == "beginning") return visit.t("beginning");
  if (band == "emerging") return visit.t("emerging");
  if (band == "in part in line") return visit.t("in part in line");
  if (band == "in line") return visit.t("in line");
  return band == "leading" ? visit.t("leading") : band;
}
std::string hundred(double share) { return fmt::format("{:.0f}", share * 100); }

View framework_line(const Visit& visit, const FrameworkLine& line) {
  View out;
  out.set("slug", line.framework.slug).set("title", line.framework.title).flag("fictional", line.framework.fictional);
  if (!line.framework.country.empty()) out.set("country", country_name(visit.language, line.framework.country));
  if (line.newest && line.newest->result.total) {
    out.set("score", hundred(*line.newest->result.total))
        .set("band", band_words(visit, line.newest->result.standing.band));
    out.set("published", format_date(visit.language, date_of(*line.newest->run.published)));
    std::vector<View> cells;
    for (const assessment::PartScore& part : line.newest->result.parts) {
      if (part.group != "principles") continue;
      View cell;
      if (part.score)
        cell.set("score", hundred(*part.score)).set("shade", std::to_string(std::lround(*part.score * 10)));
      else
        cell.set("score", "?").set("shade", "none");
      cells.push_back(std::move(cell));
    }
    out.set("cells", cells);
  }
  return out;
}

http::Response list_page(Visit& visit, const Error* problem) {
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  const auto frameworks = service::assessed_frameworks(visit.platform);
  std::vector<View> list;
  std::vector<cocreation::AssessedFramework> assessed;
  for (const FrameworkLine& line : frameworks) {
    list.push_back(framework_line(visit, line));
    if (line.newest)
      assessed.push_back({line.framework.slug, line.framework.title, line.framework.country, "", &line.newest->result});
  }
  view.set("frameworks", list)
      .set("rubric", rubric().version)
      .set("indicator_count", std::to_string(rubric().indicators.size()));
  std::vector<View> heads;
  for (const assessment::Part& part : rubric().group("principles")->parts) {
    View one;
    one.set("title", part.title);
    heads.push_back(std::move(one));
  }
  view.set("heads", heads);
  std::vector<View> gaps;
  for (const cocreation::FrameworkGap& gap : cocreation::gaps_between(rubric(), assessed)) {
    if (gaps.size() >= 8) break;
    View one;
    one.set("title", gap.indicator->title).set("low", gap.low->title).set("high", gap.high->title);
    one.set("low_value", fmt::format("{:g}", gap.low_value)).set("high_value", fmt::format("{:g}", gap.high_value));
    gaps.push_back(std::move(one));
  }
  view.set("gaps", gaps);
  std::vector<View> own;
  for (const service::OwnRun& one : service::own_assessments(visit.platform, visit.actor())) {
    View item;
    item.set("id", one.run.id).set("title", one.framework.title);
    own.push_back(std::move(item));
  }
  view.set("own", own);
  const bool may_lead = service::may(visit.actor(), "assessment.lead");
  view.flag("may_lead", may_lead);
  view.set("countries", country_choices(visit, visit.field("country")))
      .set("sectors", sector_choices(visit, visit.field("sector")));
  for (const char* name : {"title", "region", "about", "link"})
    view.set(std::string{"given_"} + name, problem ? visit.field(name) : "");
  return framework_page(visit, "assessments", "assessments", visit.t("Assessments"), std::move(view),
                        problem ? status_of(*problem) : 200);
}
http::Response assessments_list(Visit& visit) { return list_page(visit, nullptr); }

http::Response assessments_add(Visit& visit) {
  auto made = service::add_framework(visit.platform, visit.actor(),
                                     {.title = visit.field("title"),
                                      .kind = visit.field("kind"),
                                      .country = visit.field("country"),
                                      .region = visit.field("region"),
                                      .sector = visit.field("sector"),
                                      .about = visit.field("about"),
                                      .link = visit.field("link"),
                                      .target = visit.field("target")});
  if (!made) return list_page(visit, &made.error());
  auto run = service::open_assessment(visit.platform, visit.actor(), made->slug);
  if (!run) return list_page(visit, &run.error());
  return http::see_other("/assessments/" + run->id);
}

View indicator_view(const Visit& visit, const IndicatorScore& score) {
  View out;
  const assessment::Indicator& i = *score.indicator;
  out.set("id", i.id)
      .set("title", i.title)
      .set("demand", i.demand)
      .set("source", rubric().citation(i))
      .flag("critical", i.critical);
  out.flag("has_score", score.value.has_value());
  if (score.value) {
    out.set("value", fmt::format("{:g}", *score.value)).set("shade", std::to_string(std::lround(*score.value * 2.5)));
    out.set("step", i.scale[static_cast<std::size_t>(*score.value)]);
  } else {
    out.set("value", score.state == IndicatorScore::State::not_applicable ? "–" : "?").set("shade", "none");
    out.set("step", score.state == IndicatorScore::State::not_applicable ? visit.t("does not apply here")
                                                                         : visit.t("no evidence"));
  }
  out.set("how", score.state == IndicatorScore::State::moderated  ? visit.t("agreed on after talking")
                 : score.state == IndicatorScore::State::measured ? visit.t("from the catalogue's data")
                                                                  : "");
  if (score.measure) {
    out.set("measure", visit.t("{0} of {1} in the catalogue",
                               {std::to_string(score.measure->count), std::to_string(score.measure->of)}));
    out.set("measure_link", score.measure->link);
  }
  if (score.raters > 0)
    out.set("raters", visit.tn("{0} assessor", "{0} assessors", static_cast<std::size_t>(score.raters)));
  std::vector<View> evidence;
  for (const assessment::Evidence& one : score.evidence) {
    View item;
    // Where it lies may be a shelf; only web addresses become links.
    const bool is_address = one.link.starts_with("https://") || one.link.starts_with("http://");
    item.set("text", one.text.empty() ? one.link : one.text).set("link", is_address ? one.link : "");
    if (!is_address && !one.text.empty()) item.set("place", one.link);
    evidence.push_back(std::move(item));
  }
  out.set("evidence", evidence);
  return out;
}

/// What the report says, for the page and for comparing.
void add_result(const Visit& visit, View& view, const AssessmentView& a, const AssessmentView* other) {
  const assessment::Assessment& r = a.result;
  view.set("title", a.framework.title)
      .set("slug", a.framework.slug)
      .set("about", a.framework.about)
      .set("link", a.framework.link);
  view.flag("fictional", a.framework.fictional).set("rubric", a.run.rubric);
  if (!a.framework.country.empty())
    view.set("country", country_name(visit.language, a.framework.country)).set("country_code", a.framework.country);
  view.set("region", a.framework.region);
  if (a.run.published) view.set("published", format_date(visit.language, date_of(*a.run.published)));
  if (r.total) {
    view.set("score", hundred(*r.total)).set("band", band_words(visit, r.standing.band));
    view.set("low", hundred(r.range.low))
        .set("high", hundred(r.range.high))
        .flag("ranged", r.range.high - r.range.low > 0.005);
    if (r.sampling)
      view.set("sample_low", hundred(r.sampling->low))
          .set("sample_high", hundred(r.sampling->high))
          .flag("sampled", true);
  }
  if (r.alpha) view.set("alpha", number_text(*r.alpha));
  view.set("assessors", visit.tn("{0} assessor", "{0} assessors", r.assessors))
      .set("radar", radar(visit, r, other ? &other->result : nullptr));
  std::vector<View> caps;
  for (const std::string& id : r.standing.caps) {
    View one;
    one.set("title", rubric().find(id)->title).set("id", id);
    caps.push_back(std::move(one));
  }
  view.set("caps", caps);
  std::vector<View> groups;
  for (const assessment::GroupScore& group : r.groups) {
    View one;
    one.set("title", group.title)
        .set("weight", percent_text(group.weight))
        .set("group_score", group.score ? hundred(*group.score) : "?");
    std::vector<View> parts;
    for (const assessment::PartScore& part : r.parts) {
      if (part.group != group.id) continue;
      View item;
      item.set("title", part.title).set("part_score", part.score ? hundred(*part.score) : "?");
      item.set("shade", part.score ? std::to_string(std::lround(*part.score * 10)) : "none");
      if (part.range.high - part.range.low > 0.005)
        item.set("range", hundred(part.range.low) + "–" + hundred(part.range.high));
      if (other) {
        for (const assessment::PartScore& there : other->result.parts) {
          if (there.group == part.group && there.id == part.id)
            item.set("there", there.score ? hundred(*there.score) : "?")
                .set("there_shade", there.score ? std::to_string(std::lround(*there.score * 10)) : "none");
        }
      }
      std::vector<View> indicators;
      for (const IndicatorScore& score : r.indicators) {
        if (score.indicator->group == part.group && score.indicator->part == part.id)
          indicators.push_back(indicator_view(visit, score));
      }
      item.set("indicators", indicators);
      parts.push_back(std::move(item));
    }
    one.set("parts", parts);
    groups.push_back(std::move(one));
  }
  view.set("groups", groups);
}

std::vector<View> recommendation_views(Visit& visit, const AssessmentView& a, std::size_t most) {
  std::vector<cocreation::Practice> practices;
  for (service::PracticeView& one : service::published_practices(visit.platform))
    practices.push_back(std::move(one.practice));
  std::vector<View> out;
  for (const assessment::Recommendation& one : a.result.recommendations) {
    if (out.size() >= most) break;
    View item;
    item.set("place", std::to_string(out.size() + 1)).set("id", one.indicator->id).set("title", one.indicator->title);
    item.set("words", one.indicator->recommendation).set("effort", effort_words(visit, one.indicator->effort));
    item.set("effect", effect_words(visit, one.indicator->effect)).set("value", fmt::format("{:g}", one.value));
    item.set("gain", fmt::format("{:.1f}", one.gain * 100)).set("source", rubric().citation(*one.indicator));
    std::vector<View> helped;
    const std::vector<std::string> wanted{one.indicator->id};
    for (const cocreation::PracticeHit& hit : cocreation::practices_for(practices, wanted)) {
      if (helped.size() >= 3) break;
      View practice;
      practice.set("slug", hit.practice->id).set("title", hit.practice->title);
      helped.push_back(std::move(practice));
    }
    item.set("helped", helped);
    out.push_back(std::move(item));
  }
  return out;
}

http::Response show_report(Visit& visit, const AssessmentView& found);

http::Response report(Visit& visit) {
  const auto found = service::published_assessment(visit.platform, visit.part(0));
  if (found) return show_report(visit, *found);
  {
    // A framework without a published assessment is there all the same.
    const auto framework = service::framework_by_slug(visit.platform, visit.part(0));
    if (!framework) return error_page(visit, framework.error());
    View view;
    view.set("title", framework->title).set("slug", framework->slug).set("about", framework->about);
    view.flag("may_lead", service::may(visit.actor(), "assessment.lead")).flag("unassessed", true);
    return framework_page(visit, "assessments", "assessment", framework->title, std::move(view));
  }
}

/// One published assessment, at its permanent address or as the newest of its framework.
http::Response show_report(Visit& visit, const AssessmentView& found) {
  const std::string& slug = found.framework.slug;
  View view;
  view.set("url", visit.platform.url("/assessments/" + found.run.id));
  std::optional<AssessmentView> other;
  const std::string& with = visit.request.query.get("with");
  std::vector<View> choices;
  for (const FrameworkLine& line : service::assessed_frameworks(visit.platform)) {
    if (!line.newest || line.framework.slug == slug) continue;
    View one;
    one.set("value", line.framework.slug)
        .set("words", line.framework.title)
        .flag("chosen", line.framework.slug == with);
    choices.push_back(std::move(one));
    if (line.framework.slug == with) other = *line.newest;
  }
  const auto history = service::assessment_history(visit.platform, slug);
  std::vector<View> times;
  for (const AssessmentView& one : history) {
    View item;
    item.set("id", one.run.id).set("published", format_date(visit.language, date_of(*one.run.published)));
    item.set("score", one.result.total ? hundred(*one.result.total) : "?")
        .set("band", band_words(visit, one.result.standing.band));
    item.flag("here", one.run.id == found.run.id);
    times.push_back(std::move(item));
    if (one.run.id == with) other = one;
  }
  if (history.size() > 1) view.set("history", times);
  add_result(visit, view, found, other ? &*other : nullptr);
  view.set("choices", choices);
  if (other) {
    view.set("other", other->framework.title);
    std::vector<View> apart;
    for (const assessment::Difference& one : assessment::differences(rubric(), found.result, other->result)) {
      View item;
      item.set("title", one.indicator->title)
          .set("first", fmt::format("{:g}", one.first))
          .set("second", fmt::format("{:g}", one.second));
      apart.push_back(std::move(item));
    }
    view.set("apart", apart);
  }
  view.set("recommendations", recommendation_views(visit, found, 12));
  view.set("lines", report_view(visit, found.result.report.findings));
  view.flag("may_lead", service::may(visit.actor(), "assessment.lead"));
  return framework_page(visit, "assessments", "assessment", found.framework.title, std::move(view));
}

http::Response report_pdf(Visit& visit) {
  const auto found = service::published_assessment(visit.platform, visit.part(0));
  if (!found) return error_page(visit, found.error());
  const assessment::Assessment& r = found->result;
  document::Brief out{.title = found->framework.title,
                      .subtitle = visit.t("Assessment against the guidelines of the European Union"),
                      .foot = visit.platform.url("/frameworks/" + found->framework.slug)};
  std::vector<std::string> standing;
  if (r.total)
    standing.push_back(hundred(*r.total) + " " + visit.t("of 100") + ": " + band_words(visit, r.standing.band));
  if (r.total && r.range.high - r.range.low > 0.005)
    standing.push_back(visit.t("possible, by what has no evidence") + ": " + hundred(r.range.low) + "–" +
                       hundred(r.range.high));
  if (r.alpha)
    standing.push_back(visit.t("Agreement of the assessors (Krippendorff's alpha): {0}", {number_text(*r.alpha)}));
  if (found->framework.fictional) standing.push_back(visit.t("A demonstration: this framework is invented."));
  out.sections.push_back({.heading = visit.t("Standing"), .paragraphs = standing});
  for (const assessment::GroupScore& group : r.groups) {
    document::Brief::Section section{.heading = group.title, .table = {{visit.t("Part"), visit.t("of 100")}}};
    for (const assessment::PartScore& part : r.parts) {
      if (part.group == group.id) section.table.push_back({part.title, part.score ? hundred(*part.score) : "?"});
    }
    out.sections.push_back(std::move(section));
  }
  document::Brief::Section steps{.heading = visit.t("What would help most for its effort")};
  for (const assessment::Recommendation& one : r.recommendations) {
    if (steps.points.size() >= 12) break;
    steps.points.push_back(fmt::format("{} ({}, {}; {})", one.indicator->recommendation,
                                       effort_words(visit, one.indicator->effort),
                                       effect_words(visit, one.indicator->effect), rubric().citation(*one.indicator)));
  }
  out.sections.push_back(std::move(steps));
  auto pdf = document::brief_pdf(out);
  if (!pdf) return error_page(visit, pdf.error());
  return as_file(std::move(*pdf), "application/pdf", found->framework.slug + "-assessment.pdf");
}

http::Response report_json(Visit& visit) {
  const auto found = service::published_assessment(visit.platform, visit.part(0));
  if (!found) return error_page(visit, found.error());
  json::Arena arena;
  return as_file(
      json::write_pretty(assessment::assessment_value(arena, rubric(), found->local, found->result, visit.language)),
      "application/json", found->framework.slug + "-assessment.json");
}

http::Response assessments_open(Visit& visit) {
  auto run = service::open_assessment(visit.platform, visit.actor(), visit.part(0));
  if (!run) return error_page(visit, run.error());
  return http::see_other("/assessments/" + run->id);
}

/// What the visitor rated, as the form shows it.
void add_own(const Visit& visit, View& item, const AssessmentView& a, const IndicatorScore& score,
             const Error* problem) {
  const assessment::Rating* own = nullptr;
  for (const assessment::Rating& one : a.own) {
    if (one.indicator == score.indicator->id) own = &one;
  }
  const bool is_failed = problem && visit.field("indicator") == score.indicator->id;
  std::string value = is_failed                                      ? visit.field("value")
                      : own == nullptr                               ? ""
                      : own->kind == assessment::Rating::Kind::value ? std::to_string(own->value)
                                                                     : std::string{assessment::kind_name(own->kind)};
  std::vector<View> steps;
  for (std::size_t step = 0; step < 5; ++step) {
    View one;
    one.set("value", std::to_string(step))
        .set("words", score.indicator->scale[step])
        .flag("chosen", value == std::to_string(step));
    steps.push_back(std::move(one));
  }
  item.set("steps", steps).flag("is_na", value == "not_applicable").flag("is_unknown", value == "no_evidence");
  item.flag("rated", own != nullptr).set("own_reason", is_failed ? visit.field("reason") : own ? own->reason : "");
  std::vector<assessment::Evidence> evidence = own ? own->evidence : std::vector<assessment::Evidence>{};
  if (is_failed) evidence = evidence_written(visit, evidence);
  evidence.emplace_back();  // one more may be named
  std::vector<View> pieces;
  for (const assessment::Evidence& one : evidence) {
    View piece;
    piece.set("n", std::to_string(pieces.size() + 1)).set("own_text", one.text).set("own_link", one.link);
    pieces.push_back(std::move(piece));
  }
  item.set("pieces", pieces);
  std::string expected;
  for (const std::string& one : score.indicator->evidence) expected += (expected.empty() ? "" : "; ") + one;
  item.set("expected", expected).set("question", score.indicator->question);
  if (is_failed) item.set("failed", error_view(visit, *problem));
}

http::Response workbench(Visit& visit, const Error* problem) {
  const auto a = service::assessment_view(visit.platform, visit.actor(), visit.part(0));
  if (a && a->run.state == store::AssessmentState::published && !problem) return show_report(visit, *a);
  if (!visit.signed_in()) return to_sign_in(visit);
  if (!a) return error_page(visit, a.error());
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  add_result(visit, view, *a, nullptr);
  view.flag("may_lead", a->may_lead).flag("may_rate", !a->own_assessor.empty());
  view.set("rated_count", std::to_string(a->own.size()))
      .set("indicator_count", std::to_string(rubric().indicators.size()));
  std::vector<View> assessors;
  for (const auto& one : a->assessors) {
    View item;
    item.set("name", one.name.empty() ? visit.t("somebody without a name yet") : one.name);
    if (!one.constituency.empty())
      item.set("constituency", message(visit, "cocreation.constituency." + one.constituency));
    assessors.push_back(std::move(item));
  }
  view.set("assessor_list", assessors).set("constituencies", constituency_choices(visit, ""));
  std::vector<View> to_rate;
  std::vector<View> to_moderate;
  for (const IndicatorScore& score : a->result.indicators) {
    View item = indicator_view(visit, score);
    if (!a->own_assessor.empty()) {
      add_own(visit, item, *a, score, problem);
      to_rate.push_back(item);
    }
    if (score.needs_moderation) {
      item.set("spread", fmt::format("{}–{}", score.least, score.most));
      to_moderate.push_back(std::move(item));
    }
  }
  view.set("to_rate", to_rate).set("to_moderate", to_moderate);
  return framework_page(visit, "assessments", "assessment_work", a->framework.title, std::move(view),
                        problem ? status_of(*problem) : 200);
}
http::Response work(Visit& visit) { return workbench(visit, nullptr); }

http::Response assessments_act(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const std::string& what = visit.field("what");
  const std::string& run = visit.part(0);
  Result<void> done;
  if (what == "rate") {
    service::RatingFacts facts{
        .indicator = visit.field("indicator"), .value = visit.field("value"), .reason = visit.field("reason")};
    std::vector<assessment::Evidence> kept;
    if (const auto a = service::assessment_view(visit.platform, visit.actor(), run)) {
      const auto own = std::ranges::find(a->own, facts.indicator, &assessment::Rating::indicator);
      if (own != a->own.end()) kept = own->evidence;
    }
    facts.evidence = evidence_written(visit, kept);
    done = service::rate_indicator(visit.platform, visit.actor(), run, facts);
  } else if (what == "assessor") {
    auto added = service::add_assessor(visit.platform, visit.actor(), run, visit.field("email"), visit.field("name"),
                                       visit.field("constituency"));
    if (!added) done = std::move(added).error();
  } else if (what == "moderate") {
    done = service::moderate(visit.platform, visit.actor(), run, visit.field("indicator"), visit.field("value"),
                             visit.field("reason"));
  } else if (what == "publish") {
    done = service::publish_assessment(visit.platform, visit.actor(), run);
  } else {
    done = service::not_found("this page");
  }
  if (!done) return workbench(visit, &done.error());
  return http::see_other("/assessments/" + run +
                         (visit.field("indicator").empty() ? "" : "#" + visit.field("indicator")));
}

}  // namespace

void add_assessments(Site& site, http::Router& router) {
  site.get(router, "/assessments", assessments_list);
  site.post(router, "/assessments", assessments_add);
  site.get(router, "/assessments/{}", work);
  site.post(router, "/assessments/{}", assessments_act);
  site.get(router, "/frameworks/{}/report.pdf", report_pdf);
  site.get(router, "/frameworks/{}/data.json", report_json);
  site.get(router, "/frameworks/{}", report);
  site.post(router, "/frameworks/{}", assessments_open);
}

}  // namespace credex::web
