#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/translate.h"
#include "service/organisations.h"
#include "service/pilots.h"
#include "web/framework_view.h"
#include "web/label_view.h"
#include "web/recognition_view.h"

namespace credex::web {
namespace {

using service::PilotView;

std::string phase_words(const Visit& visit, cocreation::Phase phase) {
  return phase == cocreation::Phase::before  ? visit.t("before")
         : phase == cocreation::Phase::after ? visit.t("after")
                                             : visit.t("follow-up");
}

http::Response pilots_list(Visit& visit) {
  View view;
  std::vector<View> items;
  for (const PilotView& one : service::pilots(visit.platform)) {
    View item;
    item.set("slug", one.record.slug).set("title", one.record.title).set("organisation", one.organisation);
    item.set("model", message(visit, "cocreation.model." + one.pilot.model)).set("about", one.pilot.about);
    item.flag("evaluated", one.record.state == store::PilotState::evaluated);
    items.push_back(std::move(item));
  }
  view.set("pilots", items);
  view.flag("may_open", static_cast<bool>(service::demand_anywhere(visit.actor(), "pilot.lead")));
  return framework_page(visit, "pilots", "pilots", visit.t("Pilots"), std::move(view));
}

constexpr const char* k_example = R"(id: my-pilot
title: A residency in place of a course
model: residency
about: What is tried, for whom, and how it is compared.
instruments:
- {id: skill, title: "How far can you do it, 0 to 10?", most: 10}
- {id: job, title: "Do you work in the trade?", yes_no: true}
cohorts:
- {id: residents, title: Residents}
- {id: usual, title: The usual course, comparison: true}
hypotheses:
- {id: h1, text: Residents grow more than by the usual course., kind: difference, instrument: skill, at_least: 0.2}
- {id: h2, text: At least three in four complete., kind: completion, at_least: 0.6}
costs:
- {what: Studio, amount: 6000}
)";

http::Response pilots_new_page(Visit& visit, const Error* problem) {
  if (!visit.signed_in()) return to_sign_in(visit);
  if (auto allowed = service::demand_anywhere(visit.actor(), "pilot.lead"); !allowed)
    return error_page(visit, allowed.error());
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  std::vector<View> organisations;
  for (const store::Organisation& one : service::organisations_of(visit.platform, visit.actor())) {
    View item;
    item.set("value", one.id).set("words", one.name).flag("chosen", visit.field("organisation") == one.id);
    organisations.push_back(std::move(item));
  }
  view.set("organisations", organisations).set("design", problem ? visit.field("design") : k_example);
  return framework_page(visit, "pilots", "pilot_new", visit.t("Open a pilot"), std::move(view),
                        problem ? status_of(*problem) : 200);
}
http::Response pilots_new_form(Visit& visit) { return pilots_new_page(visit, nullptr); }
http::Response pilots_open(Visit& visit) {
  auto made = service::open_pilot(visit.platform, visit.actor(), visit.field("organisation"), visit.field("design"));
  if (!made) return pilots_new_page(visit, &made.error());
  return http::see_other("/pilots/" + made->slug);
}

std::string share_text(const Visit& visit, const cocreation::Share& one) {
  if (!one.count) return visit.t("too few to tell");
  return fmt::format("{} ({}, {}–{})", percent_text(*one.share),
                     visit.t("{0} of {1}", {std::to_string(*one.count), std::to_string(*one.of)}),
                     percent_text(one.interval->low), percent_text(one.interval->high));
}

std::string title_of(const cocreation::Pilot& pilot, const std::string& cohort) {
  const cocreation::Cohort* found = pilot.cohort(cohort);
  return found ? found->title : cohort;
}

void add_evaluation(const Visit& visit, View& view, const cocreation::Pilot& pilot, const cocreation::Evaluation& e) {
  std::vector<View> breakdowns;
  for (const cocreation::Breakdown& breakdown : e.breakdowns) {
    View one;
    one.set("title", breakdown.matter == "cohort"       ? visit.t("By cohort")
                     : breakdown.matter == "comparison" ? visit.t("For comparison")
                                                        : visit.t("By {0}", {breakdown.matter}));
    std::vector<View> rows;
    for (std::size_t i = 0; i < breakdown.completion.size(); ++i) {
      View row;
      row.set("what", title_of(pilot, breakdown.completion[i].what))
          .set("completed", share_text(visit, breakdown.completion[i]));
      row.set("attained", share_text(visit, breakdown.attainment[i]));
      rows.push_back(std::move(row));
    }
    one.set("rows", rows);
    breakdowns.push_back(std::move(one));
  }
  view.set("breakdowns", breakdowns);
  std::vector<Effect> effects;
  std::vector<View> changes;
  for (const cocreation::Change& one : e.changes) {
    const cocreation::Instrument* instrument = pilot.instrument(one.instrument);
    View row;
    row.set("what", (instrument ? instrument->title : one.instrument) + " · " + title_of(pilot, one.cohort) + " · " +
                        phase_words(visit, one.phase));
    row.flag("known", one.n > 0);
    if (one.n > 0) {
      row.set("n", std::to_string(one.n)).set("before", number_text(one.before)).set("after", number_text(one.after));
      if (one.effect) {
        row.set("g", fmt::format("{:.2f} ({:.2f}, {:.2f})", one.effect->g, one.effect->g_interval.low,
                                 one.effect->g_interval.high));
        effects.push_back({title_of(pilot, one.cohort) + ", " + one.instrument, one.effect->g,
                           one.effect->g_interval.low, one.effect->g_interval.high});
      }
    }
    changes.push_back(std::move(row));
  }
  for (const cocreation::Contrast& one : e.contrasts) {
    if (one.share_difference) {
      View row;
      row.set("what", one.instrument + " · " + visit.t("against the usual way, difference of shares") + " · " +
                          phase_words(visit, one.phase))
          .flag("known", true);
      row.set("n", fmt::format("{} / {}", one.n_pilot, one.n_comparison));
      row.set("g", fmt::format("{:+.0f} % ({:+.0f}, {:+.0f})", *one.share_difference * 100,
                               one.share_interval.low * 100, one.share_interval.high * 100));
      changes.push_back(std::move(row));
    }
    if (!one.effect) continue;
    View row;
    row.set("what", one.instrument + " · " + visit.t("against the usual way") + " · " + phase_words(visit, one.phase))
        .flag("known", true);
    row.set("n", fmt::format("{} / {}", one.n_pilot, one.n_comparison));
    row.set("g", fmt::format("{:.2f} ({:.2f}, {:.2f})", one.effect->g, one.effect->g_interval.low,
                             one.effect->g_interval.high));
    changes.push_back(std::move(row));
    effects.push_back({visit.t("against the usual way") + ", " + one.instrument, one.effect->g,
                       one.effect->g_interval.low, one.effect->g_interval.high});
  }
  view.set("changes", changes);
  if (!effects.empty()) view.set("forest", forest(visit, effects));
  if (e.cost_per_award)
    view.set("cost", format_number(visit.language, std::round(*e.cost_per_award * 100) / 100) + " " + pilot.currency);
  view.set("advice", message(visit, "cocreation.advice." + std::string{cocreation::advice_name(e.advice)}));
  view.set("lines", report_view(visit, e.report.findings));
  view.flag("has_evaluation", true);
}

http::Response pilot_page(Visit& visit, const Error* problem, const std::vector<service::Enrolled>& enrolled = {}) {
  const auto found = service::pilot_view(visit.platform, visit.actor(), visit.part(0));
  if (!found) return error_page(visit, found.error());
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  view.set("slug", found->record.slug).set("title", found->record.title).set("organisation", found->organisation);
  view.set("about", found->pilot.about).set("model", message(visit, "cocreation.model." + found->pilot.model));
  view.flag("may_lead", found->may_lead).flag("open", found->record.state == store::PilotState::open);
  std::vector<View> hypotheses;
  for (const cocreation::Hypothesis& one : found->pilot.hypotheses) {
    View item;
    item.set("text", one.text).set("at_least", fmt::format("{:g}", one.at_least));
    hypotheses.push_back(std::move(item));
  }
  std::vector<View> instruments;
  for (const cocreation::Instrument& one : found->pilot.instruments) {
    View item;
    item.set("title", one.title)
        .set("least", fmt::format("{:g}", one.least))
        .set("most", fmt::format("{:g}", one.most));
    instruments.push_back(std::move(item));
  }
  std::vector<View> cohorts;
  for (const cocreation::Cohort& one : found->pilot.cohorts) {
    View item;
    item.set("value", one.id).set("words", one.title).flag("comparison", one.is_comparison);
    cohorts.push_back(std::move(item));
  }
  view.set("hypotheses", hypotheses).set("instruments", instruments).set("cohorts", cohorts);
  if (found->may_lead) {
    std::vector<View> people;
    for (const store::PilotParticipant& one : found->participants) {
      View item;
      item.set("code", one.code).set("cohort", title_of(found->pilot, one.cohort));
      item.flag("consented", one.consent && !one.withdrawn).flag("withdrawn", one.withdrawn.has_value());
      item.flag("completed", one.completed).flag("attained", one.attained);
      const auto answers = found->answers.find(one.id);
      item.set("answers", std::to_string(answers == found->answers.end() ? 0 : answers->second));
      people.push_back(std::move(item));
    }
    view.set("people", people);
  }
  std::vector<View> links;
  for (const service::Enrolled& one : enrolled) {
    View item;
    item.set("code", one.code).set("link", one.link);
    links.push_back(std::move(item));
  }
  view.set("links", links);
  if (found->record.state == store::PilotState::evaluated) {
    if (const auto e = service::evaluation_of(visit.platform, visit.actor(), visit.part(0)))
      add_evaluation(visit, view, found->pilot, *e);
  }
  return framework_page(visit, "pilots", "pilot", found->record.title, std::move(view),
                        problem ? status_of(*problem) : 200);
}
http::Response pilot(Visit& visit) { return pilot_page(visit, nullptr); }

http::Response pilots_act(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const std::string& slug = visit.part(0);
  const std::string& what = visit.field("what");
  if (what == "enrol") {
    auto made = service::enrol(visit.platform, visit.actor(), slug, visit.field("cohort"), visit.field("codes"));
    return made ? pilot_page(visit, nullptr, *made) : pilot_page(visit, &made.error());
  }
  Result<void> done;
  if (what == "note") {
    done = service::note_attainment(visit.platform, visit.actor(), slug,
                                    {visit.field("code"), visit.field("completed") == "yes",
                                     visit.field("attained") == "yes", visit.field("groups")});
  } else if (auto evaluated = service::evaluate_pilot(visit.platform, visit.actor(), slug); !evaluated) {
    done = std::move(evaluated).error();
  }
  if (!done) return pilot_page(visit, &done.error());
  return http::see_other("/pilots/" + slug);
}

http::Response pilots_data(Visit& visit) {
  const auto found = service::pilot_view(visit.platform, {}, visit.part(0));
  if (!found) return error_page(visit, found.error());
  const auto e = service::evaluation_of(visit.platform, {}, visit.part(0));
  if (!e) return error_page(visit, e.error());
  json::Arena arena;
  return as_file(json::write_pretty(cocreation::evaluation_value(arena, found->pilot, *e, visit.language)),
                 "application/json", found->record.slug + ".json");
}

http::Response survey_page(Visit& visit, const Error* problem, bool thanks) {
  const auto survey = service::open_survey(visit.platform, visit.part(0));
  if (!survey) return error_page(visit, survey.error());
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  view.set("title", survey->pilot.title).set("about", survey->design.about).set("token", visit.part(0));
  view.flag("consented", survey->participant.consent && !survey->participant.withdrawn);
  view.flag("withdrawn", survey->participant.withdrawn.has_value()).flag("thanks", thanks);
  view.flag("open", survey->pilot.state == store::PilotState::open);
  std::vector<View> phases;
  for (const cocreation::Phase phase :
       {cocreation::Phase::before, cocreation::Phase::after, cocreation::Phase::follow_up}) {
    View one;
    const std::string name{cocreation::phase_name(phase)};
    one.set("phase", name).set("words", phase_words(visit, phase));
    std::vector<View> questions;
    for (const cocreation::Instrument& instrument : survey->design.instruments) {
      View item;
      item.set("id", instrument.id).set("title", instrument.title).flag("yes_no", instrument.is_yes_no);
      item.set("least", fmt::format("{:g}", instrument.least)).set("most", fmt::format("{:g}", instrument.most));
      for (const store::PilotAnswer& answer : survey->answers) {
        if (answer.instrument != instrument.id || answer.phase != name) continue;
        item.set("value", fmt::format("{:g}", answer.value))
            .flag("is_yes", answer.value == 1)
            .flag("is_no", answer.value == 0);
      }
      questions.push_back(std::move(item));
    }
    one.set("questions", questions);
    phases.push_back(std::move(one));
  }
  view.set("phases", phases);
  http::Response out = page(visit, "survey", survey->pilot.title, std::move(view), problem ? status_of(*problem) : 200);
  out.with("Referrer-Policy", "no-referrer");
  return out;
}
http::Response survey(Visit& visit) { return survey_page(visit, nullptr, false); }

http::Response pilots_answer(Visit& visit) {
  const std::string& token = visit.part(0);
  const std::string& what = visit.field("what");
  Result<void> done;
  if (what == "consent") {
    done = service::consent_to_pilot(visit.platform, token);
  } else if (what == "withdraw") {
    done = service::withdraw_from_pilot(visit.platform, token);
  } else {
    std::map<std::string, std::string> answers;
    if (const auto known = service::open_survey(visit.platform, token)) {
      for (const cocreation::Instrument& one : known->design.instruments)
        answers[one.id] = visit.field("answer." + one.id);
    }
    done = service::answer_survey(visit.platform, token, visit.field("phase"), answers);
  }
  if (!done) return survey_page(visit, &done.error(), false);
  return survey_page(visit, nullptr, what == "answer");
}

}  // namespace

void add_pilots(Site& site, http::Router& router) {
  site.get(router, "/pilots", pilots_list);
  site.get(router, "/pilots/new", pilots_new_form);
  site.post(router, "/pilots/new", pilots_open);
  site.get(router, "/pilots/{}/data.json", pilots_data);
  site.get(router, "/pilots/{}", pilot);
  site.post(router, "/pilots/{}", pilots_act);
  site.get(router, "/survey/{}", survey);
  site.post(router, "/survey/{}", pilots_answer);
}

}  // namespace credex::web
