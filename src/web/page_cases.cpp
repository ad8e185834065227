#include <algorithm>
#include <cmath>

#include "base/translate.h"
#include "credential/contents.h"
#include "recognition/decision_value.h"
#include "service/case_holder.h"
#include "service/catalogue.h"
#include "service/check.h"
#include "service/collection.h"
#include "service/holding_faces.h"
#include "web/desk.h"
#include "web/label_view.h"
#include "web/recognition_view.h"

namespace credex::web {
namespace {

// The applicant's side.

http::Response application_form(Visit& visit, View view = {}, int status = 200) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const auto old = [&](const char* name) {
    return visit.request.is_get() ? visit.request.query.get(name) : visit.field(name);
  };
  std::vector<View> holdings;
  const auto held = service::holdings_of(visit.platform, visit.actor());
  const auto faces = service::faces_of(visit.platform, held);
  for (const auto& holding : held) {
    // A decision is no micro-credential that could be recognised again.
    if (holding.source == "recognition") continue;
    View one;
    one.set("id", holding.id).set("title", holding.title);
    one.set("issuer", service::issuer_line(visit.language, holding, faces.at(holding.id)));
    one.flag("chosen", old("holding") == holding.id);
    holdings.push_back(std::move(one));
  }
  std::vector<View> bodies;
  for (const auto& body : service::recognising_bodies(visit.platform)) {
    View one;
    one.set("slug", body.slug).set("name", body.name).set("place", system_name(visit, body.country));
    one.flag("chosen", old("body") == body.slug);
    std::vector<View> targets;
    for (const auto& line : service::definitions_of(visit.platform, body.id)) {
      auto definition = service::published_definition(visit.platform, line.record.id);
      if (!definition) continue;
      View target;
      target.set("id", line.record.id).set("title", definition->content.title.in(visit.language));
      target.flag("chosen", old("target") == line.record.id);
      targets.push_back(std::move(target));
    }
    one.set("targets", targets);
    bodies.push_back(std::move(one));
  }
  view.set("holdings", holdings).set("bodies", bodies);
  view.set("purposes",
           purpose_choices(visit, recognition::purpose_of(old("purpose")).value_or(recognition::Purpose::credit)));
  return page(visit, "recognition_apply", visit.t("Apply for recognition"), std::move(view), status);
}

http::Response apply_form(Visit& visit) { return application_form(visit); }

http::Response apply(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto made = service::apply_for_recognition(visit.platform, visit.actor(),
                                             {.body = visit.field("body"),
                                              .holding = visit.field("holding"),
                                              .purpose = visit.field("purpose"),
                                              .target = visit.field("target")});
  if (made) return http::see_other("/recognition/cases/" + made->record.id);
  View view;
  view.set("problem", error_view(visit, made.error()));
  return application_form(visit, std::move(view), status_of(made.error()));
}

http::Response own_list(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto cases = service::own_cases(visit.platform, visit.actor());
  if (!cases) return error_page(visit, cases.error());
  View view;
  std::vector<View> lines;
  for (const auto& one : *cases) lines.push_back(case_line(visit, one));
  view.set("cases", lines);
  return page(visit, "recognition_cases", visit.t("My applications for recognition"), std::move(view));
}

/// The ledger of what the rules come to, with the outcomes one by one.
void add_ledger(const Visit& visit, View& view, const service::PreparedCase& prepared) {
  const Finding* top = prepared.decision.report.find("recognition.verdict");
  if (top == nullptr) return;
  view.set("rules_say", message_text(*top, visit.language)).set("rules_mark", mark_svg(top->outcome));
  view.set("ledger", report_view(visit, top->findings));
  std::vector<View> matches;
  for (const recognition::OutcomeMatch& match : prepared.decision.outcomes.matches) {
    View one;
    one.set("wanted_id", match.wanted->id).set("wanted", match.wanted->title.in(visit.language));
    one.set("given", match.given ? match.given->title.in(visit.language) : "");
    one.set("percent", std::to_string(std::lround(100 * match.degree)));
    one.flag("by_person", match.how == recognition::OutcomeMatch::How::person);
    one.flag("by_text", match.how == recognition::OutcomeMatch::How::text);
    matches.push_back(std::move(one));
  }
  view.set("matches", matches);
}

http::Response own_page(Visit& visit, const View& problem = {}, int status = 200) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto found = service::own_case(visit.platform, visit.actor(), visit.part(0));
  if (!found) return error_page(visit, found.error());
  View view = case_page_view(visit, *found);
  if (status != 200) view.set("problem", problem);
  if (auto prepared = service::prepare_case(visit.platform, found->record)) add_ledger(visit, view, **prepared);
  return page(visit, "recognition_case", found->record.title, std::move(view), status);
}

http::Response own_shown(Visit& visit) { return own_page(visit); }

http::Response own_acted(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  const std::string& what = visit.field("do");
  const std::string& id = visit.part(0);
  Result<void> done = what == "withdraw" ? service::withdraw_case(visit.platform, visit.actor(), id)
                      : what == "appeal"
                          ? service::appeal_case(visit.platform, visit.actor(), id, visit.field("words"))
                          : service::answer_case(visit.platform, visit.actor(), id, visit.field("words"));
  if (done) return http::see_other("/recognition/cases/" + id);
  return own_page(visit, error_view(visit, done.error()), status_of(done.error()));
}

http::Response own_statement(Visit& visit) {
  if (!visit.signed_in()) return to_sign_in(visit);
  auto found = service::own_case(visit.platform, visit.actor(), visit.part(0));
  if (!found || found->record.statement.empty()) return error_page(visit, service::not_found("this statement"));
  return as_file(found->record.statement, "application/json", "recognition-" + found->record.id + ".json");
}

/// What a statement names as its address: whether it stands, without anything of the person.
http::Response statement(Visit& visit) {
  const std::string& asked = visit.part(0);
  const auto dash = asked.find('-');
  auto record = service::statement_record(visit.platform, asked.substr(0, dash));
  if (!record) return error_page(visit, record.error());
  const bool is_newest = record->statement.find("/recognition/statements/" + asked + "\"") != std::string::npos;
  View view;
  view.set("verdict", is_newest ? message(visit, "recognition.result." + record->verdict) : "");
  view.flag("stands", is_newest);
  if (record->decided) view.set("decided", format_date(visit.language, date_of(*record->decided)));
  return page(visit, "recognition_statement", visit.t("A recognition statement"), std::move(view));
}

// The officers' side.

http::Response cases_queue(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.see");
  if (desk.refusal) return std::move(*desk.refusal);
  auto cases = service::case_queue(visit.platform, visit.actor(), desk.organisation.id);
  if (!cases) return error_page(visit, cases.error());
  View view;
  std::vector<View> open;
  std::vector<View> waiting;
  std::vector<View> closed;
  for (const auto& one : *cases) {
    View line = case_line(visit, one);
    line.set("slug", desk.organisation.slug);
    const store::CaseState state = one.record.state;
    if (state == store::CaseState::submitted || state == store::CaseState::appealed) {
      open.push_back(std::move(line));
    } else if (state == store::CaseState::asked || state == store::CaseState::hearing) {
      waiting.push_back(std::move(line));
    } else {
      closed.push_back(std::move(line));
    }
  }
  view.set("open_cases", open).set("waiting_cases", waiting).set("closed_cases", closed);
  return desk_page(visit, desk, "recognition", "case_queue", visit.t("Recognition"), std::move(view));
}

/// The award's holder beside the applicant.
void add_case_holder(const Visit& visit, View& shown, const store::RecognitionCase& record) {
  const service::CaseHolderView holder = service::case_holder(visit.platform, record);
  std::string addresses;
  for (const std::string& one : holder.addresses) (addresses += addresses.empty() ? "" : ", ") += one;
  View below;
  below.set("lines", report_view(visit, holder.finding.findings));
  shown.set("holder_words", message_text(holder.finding, visit.language));
  shown.set("holder_report", render("report", visit.language, below));
  shown.set("award_holder", holder.named).set("award_birth", holder.birth).set("award_id", holder.award_id);
  shown.set("awarded_on", holder.awarded_on).set("award_grade", holder.grade);
  shown.set("applicant_birth", holder.applicant_birth).set("addresses", addresses);
  shown.flag("birth_unseen", !holder.applicant_birth.empty() && !holder.birth_is_seen);
  shown.set("claim", holder.claim).set("former_name", holder.former_name).set("evidence", holder.evidence);
  // Who has given no name is still somebody.
  const bool is_nameless = holder.record.confirmed && holder.confirmed_by.empty();
  shown.set("confirmed_by", is_nameless ? visit.t("An officer") : holder.confirmed_by);
  shown.set("confirmed_words", holder.record.words);
  shown.flag("needs_word", holder.needs_word).flag("holder_chosen", visit.field("holder") == "yes");
  shown.set("old_holder_words", visit.field("holder_words"));
}

http::Response officer_page(Visit& visit, const Desk& desk, const View& problem, int status = 200) {
  auto found = service::officer_case(visit.platform, visit.actor(), visit.part(1));
  if (!found || found->record.organisation_id != desk.organisation.id)
    return error_page(visit, service::not_found("this application"));
  View shown = case_page_view(visit, *found);
  if (status != 200) shown.set("problem", problem);
  auto prepared = service::prepare_case(visit.platform, found->record);
  if (prepared) {
    add_ledger(visit, shown, **prepared);
    const recognition::Decision& own = (*prepared)->decision;
    std::vector<View> verdicts;
    const std::string old =
        visit.request.is_get() ? std::string{recognition::verdict_name(own.verdict)} : visit.field("verdict");
    for (const auto verdict : {recognition::Verdict::full, recognition::Verdict::partial,
                               recognition::Verdict::conditional, recognition::Verdict::refused}) {
      const std::string name{recognition::verdict_name(verdict)};
      View one;
      one.set("value", name).set("words", message(visit, "recognition.result." + name)).flag("chosen", old == name);
      verdicts.push_back(std::move(one));
    }
    shown.set("verdicts", verdicts);
    shown.set("old_credits", !visit.request.is_get() ? visit.field("credits")
                             : own.credits           ? format_number("en", own.credits->points)
                                                     : std::string{});
    std::vector<View> givens;
    for (const framework::LearningOutcome& outcome : (*prepared)->given.outcomes) {
      View one;
      one.set("id", outcome.id).set("title", outcome.title.in(visit.language));
      givens.push_back(std::move(one));
    }
    shown.set("givens", givens);
    shown.set("elements", elements_of(visit, (*prepared)->given,
                                      found->face ? body_face(service::vouching_from(*found->face),
                                                              (*prepared)->given.awarding_body)
                                                  : credential::Face::self_asserted));
    if ((*prepared)->target) shown.set("target", (*prepared)->target->title.in(visit.language));
  } else {
    shown.set("unprepared", error_view(visit, prepared.error()));
  }
  add_case_holder(visit, shown, found->record);
  shown.set("old_reason", visit.field("reason")).set("old_words", visit.field("words"));
  std::vector<View> precedents;
  for (const auto& one : service::precedents_of(visit.platform, found->record)) {
    View item;
    item.set("id", one.id).set("title", one.title).set("issuer", one.issuer).set("slug", desk.organisation.slug);
    item.set("purpose", message(visit, "recognition.purpose." + one.purpose));
    item.set("verdict", message(visit, "recognition.result." + one.verdict));
    item.set("percent", std::to_string(std::lround(100 * one.likeness))).set("reason", one.reason);
    precedents.push_back(std::move(item));
  }
  shown.set("precedents", precedents);
  shown.flag("may_act", service::may(visit.actor(), "recognition.decide", desk.organisation.id));
  return desk_page(visit, desk, "recognition", "case_desk", found->record.title, std::move(shown), status);
}

http::Response officer_shown(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.see");
  if (desk.refusal) return std::move(*desk.refusal);
  return officer_page(visit, desk, {});
}

http::Response officer_acted(Visit& visit) {
  Desk desk = desk_of(visit, "recognition.decide");
  if (desk.refusal) return std::move(*desk.refusal);
  const std::string& what = visit.field("do");
  const std::string& id = visit.part(1);
  const service::Actor actor = visit.actor();
  const service::Ruling ruling{visit.field("verdict"), visit.field("credits"), visit.field("reason"),
                               visit.field("holder"), visit.field("holder_words")};
  Result<void> done = what == "ask"      ? service::ask_applicant(visit.platform, actor, id, visit.field("words"))
                      : what == "intend" ? service::intend_decision(visit.platform, actor, id, ruling)
                      : what == "correct"
                          ? service::correct_match(visit.platform, actor, id,
                                                   {.wanted = visit.field("wanted"),
                                                    .given = visit.field("given"),
                                                    .degree = std::atoi(visit.field("percent").c_str()) / 100.0,
                                                    .reason = visit.field("reason")})
                          : service::decide_case(visit.platform, actor, id, ruling);
  if (done) return http::see_other("/desk/" + desk.organisation.slug + "/recognition/" + id);
  return officer_page(visit, desk, error_view(visit, done.error()), status_of(done.error()));
}

}  // namespace

void add_cases(Site& site, http::Router& router) {
  site.get(router, "/recognition/apply", apply_form);
  site.post(router, "/recognition/apply", apply);
  site.get(router, "/recognition/cases", own_list);
  site.get(router, "/recognition/cases/{}", own_shown);
  site.post(router, "/recognition/cases/{}", own_acted);
  site.get(router, "/recognition/cases/{}/statement.json", own_statement);
  site.get(router, "/recognition/statements/{}", statement);
  site.get(router, "/desk/{}/recognition", cases_queue);
  site.get(router, "/desk/{}/recognition/{}", officer_shown);
  site.post(router, "/desk/{}/recognition/{}", officer_acted);
}

}  // namespace credex::web
