#include <fmt/format.h>

#include <algorithm>

#include "base/translate.h"
#include "document/brief.h"
#include "service/consultations.h"
#include "service/sector_framework.h"
#include "web/framework_view.h"
#include "web/label_view.h"
#include "web/recognition_view.h"

namespace credex::web {
namespace {

using cocreation::ClauseKind;
using service::ProposalView;

constexpr std::string_view k_kind_names[] = {"definition", "level", "competence_area", "sector_template",
                                             "quality_rule"};

std::vector<View> kind_choices(const Visit& visit, std::string_view chosen) {
  std::vector<View> out;
  for (const std::string_view name : k_kind_names) {
    View one;
    one.set("value", name)
        .set("words", clause_kind_words(visit, *cocreation::clause_kind_of(name)))
        .flag("chosen", name == chosen);
    out.push_back(std::move(one));
  }
  return out;
}

View clause_view(const cocreation::Clause& clause) {
  View out;
  out.set("id", clause.id).set("title", clause.title).set("text", clause.text);
  std::vector<View> sources;
  for (const std::string& source : clause.sources) {
    View one;
    one.set("words", source);
    sources.push_back(std::move(one));
  }
  out.set("sources", sources);
  return out;
}

std::vector<View> chapter_views(const Visit& visit, const cocreation::Work& work) {
  std::vector<View> out;
  int number = 0;
  for (std::size_t k = 0; k < cocreation::k_clause_kinds; ++k) {
    View chapter;
    std::vector<View> clauses;
    for (const cocreation::Clause& one : work.clauses) {
      if (one.kind != static_cast<ClauseKind>(k)) continue;
      View item = clause_view(one);
      item.set("number", fmt::format("{}.{}", number + 1, clauses.size() + 1));
      clauses.push_back(std::move(item));
    }
    if (clauses.empty()) continue;
    chapter.set("number", std::to_string(++number))
        .set("title", clause_kind_words(visit, static_cast<ClauseKind>(k)))
        .set("kind", k_kind_names[k])
        .set("count", std::to_string(clauses.size()))
        .set("clauses", clauses);
    out.push_back(std::move(chapter));
  }
  return out;
}

http::Response framework_show(Visit& visit, const std::string& number, const Error* problem = nullptr) {
  const auto work = service::framework_version(visit.platform, number);
  if (!work) return error_page(visit, work.error());
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  view.set("title", work->title).set("version", work->version).set("purpose", work->purpose);
  view.set("url", service::framework_url(visit.platform, *work));
  if (const auto day = parse_date(work->date)) view.set("date", format_date(visit.language, *day));
  view.set("chapters", chapter_views(visit, *work));
  std::vector<View> versions;
  std::string later;
  for (const service::VersionLine& line : service::framework_versions(visit.platform)) {
    View one;
    one.set("number", line.number).set("why", line.why).flag("here", line.number == work->version);
    if (const auto day = parse_date(line.date)) one.set("date", format_date(visit.language, *day));
    if (!versions.empty()) one.set("later", later);
    later = line.number;
    versions.push_back(std::move(one));
  }
  view.set("versions", versions);
  view.flag("may_decide", service::may(visit.actor(), "framework.decide"));
  view.set("accepted", std::to_string(service::proposals(visit.platform, store::ProposalState::accepted).size()));
  return framework_page(visit, "framework", "framework", work->title, std::move(view),
                        problem ? status_of(*problem) : 200);
}

http::Response newest(Visit& visit) { return framework_show(visit, ""); }
http::Response version(Visit& visit) { return framework_show(visit, visit.part(0)); }

http::Response framework_publish(Visit& visit) {
  auto made = service::publish_framework(visit.platform, visit.actor(), visit.field("number"), visit.field("why"));
  if (!made) return framework_show(visit, "", &made.error());
  return http::see_other("/framework/" + made->version);
}

http::Response changes(Visit& visit) {
  const auto before = service::framework_version(visit.platform, visit.part(0));
  const auto after = service::framework_version(visit.platform, visit.part(1));
  if (!before || !after) return error_page(visit, before ? after.error() : before.error());
  std::vector<View> list;
  for (const cocreation::ClauseChange& one : cocreation::changes_between(*before, *after)) {
    View item;
    const cocreation::Clause& clause = one.after ? *one.after : *one.before;
    item.set("id", clause.id).set("title", clause.title);
    item.flag("added", one.kind == cocreation::ClauseChange::Kind::added)
        .flag("removed", one.kind == cocreation::ClauseChange::Kind::removed);
    item.set("diff",
             diff_html(cocreation::diff_words(one.before ? one.before->text : "", one.after ? one.after->text : "")));
    list.push_back(std::move(item));
  }
  View view;
  view.set("before", before->version).set("after", after->version).set("changes", list);
  return framework_page(visit, "framework", "framework_changes", visit.t("What changed"), std::move(view));
}

View proposal_item(const Visit& visit, const ProposalView& one) {
  View out;
  out.set("id", one.record.id).set("title", one.title).set("reason", one.record.reason).set("proposer", one.proposer);
  out.set("clause", one.record.clause).flag("removes", one.record.removes).set("answer", one.record.answer);
  out.set("touches", touched_words(visit, one.touched)).set("in_version", one.record.version);
  using State = store::ProposalState;
  const State state = one.record.state;
  out.flag("open", state == State::proposed);
  out.set("state", state == State::proposed    ? visit.t("proposed")
                   : state == State::consulted ? visit.t("being consulted on")
                   : state == State::accepted  ? visit.t("accepted, for the next version")
                   : state == State::declined  ? visit.t("declined")
                   : state == State::published ? visit.t("published")
                                               : visit.t("withdrawn"));
  out.flag("own", visit.session && visit.actor().person->id == one.record.person_id);
  return out;
}

http::Response clause_page(Visit& visit, const Error* problem) {
  const auto work = service::framework_version(visit.platform);
  if (!work) return error_page(visit, work.error());
  const cocreation::Clause* clause = work->find(visit.part(0));
  if (!clause) return error_page(visit, service::not_found("this clause"));
  View view = clause_view(*clause);
  if (problem) view.set("problem", error_view(visit, *problem));
  view.set("version", work->version).set("kind", clause_kind_words(visit, clause->kind));
  if (!clause->about.empty())
    view.set("touches", touched_words(visit, service::touched_by(visit.platform, clause->about)));
  std::string sources;
  for (const std::string& one : clause->sources) sources += one + "\n";
  view.set("given_title", problem ? visit.field("title") : clause->title)
      .set("given_text", problem ? visit.field("text") : clause->text)
      .set("given_sources", problem ? visit.field("sources") : sources)
      .set("given_reason", problem ? visit.field("reason") : "");
  view.flag("signed_in", visit.signed_in());
  std::vector<View> trace;
  for (const service::ClauseTrace& one : service::trace_of_clause(visit.platform, clause->id)) {
    View item;
    item.set("words", one.remark.words.empty() ? one.remark.proposed : one.remark.words)
        .set("answer", one.remark.answer);
    item.set("constituency", message(visit, "cocreation.constituency." + one.constituency));
    item.set("fate", message(visit, "cocreation.fate." + one.remark.fate)).set("in_version", one.remark.version);
    item.set("slug", one.consultation).set("consultation", one.consultation_title);
    trace.push_back(std::move(item));
  }
  view.set("trace", trace);
  std::vector<View> proposals;
  for (const ProposalView& one : service::proposals(visit.platform)) {
    if (one.record.clause == clause->id) proposals.push_back(proposal_item(visit, one));
  }
  view.set("proposals", proposals);
  return framework_page(visit, "framework", "framework_clause", clause->title, std::move(view),
                        problem ? status_of(*problem) : 200);
}
http::Response clause(Visit& visit) { return clause_page(visit, nullptr); }

http::Response proposals_page(Visit& visit, const Error* problem) {
  View view;
  if (problem) view.set("problem", error_view(visit, *problem));
  std::vector<View> list;
  for (const ProposalView& one : service::proposals(visit.platform)) list.push_back(proposal_item(visit, one));
  view.set("proposals", list).set("kinds", kind_choices(visit, visit.field("kind")));
  view.flag("may_decide", service::may(visit.actor(), "framework.decide")).flag("signed_in", visit.signed_in());
  for (const char* name : {"title", "text", "sources", "reason"})
    view.set(std::string{"given_"} + name, problem ? visit.field(name) : "");
  return framework_page(visit, "framework", "framework_proposals", visit.t("Proposals"), std::move(view),
                        problem ? status_of(*problem) : 200);
}
http::Response proposals(Visit& visit) { return proposals_page(visit, nullptr); }

http::Response framework_propose(Visit& visit) {
  const std::string& what = visit.field("what");
  if (what == "withdraw" || what == "decline") {
    auto done = what == "withdraw" ? service::withdraw_proposal(visit.platform, visit.actor(), visit.field("id"))
                                   : service::decline_proposal(visit.platform, visit.actor(), visit.field("id"),
                                                               visit.field("answer"));
    if (!done) return proposals_page(visit, &done.error());
    return http::see_other("/framework/proposals");
  }
  auto made = service::propose_change(visit.platform, visit.actor(),
                                      {.kind = visit.field("kind"),
                                       .title = visit.field("title"),
                                       .text = visit.field("text"),
                                       .sources = visit.field("sources"),
                                       .reason = visit.field("reason")});
  if (!made) return proposals_page(visit, &made.error());
  return http::see_other("/framework/proposals");
}

http::Response propose_for_clause(Visit& visit) {
  auto made = service::propose_change(visit.platform, visit.actor(),
                                      {.clause = visit.part(0),
                                       .removes = visit.field("what") == "remove",
                                       .title = visit.field("title"),
                                       .text = visit.field("text"),
                                       .sources = visit.field("sources"),
                                       .reason = visit.field("reason")});
  if (!made) return clause_page(visit, &made.error());
  return http::see_other("/framework/clause/" + visit.part(0) + "#proposals");
}

http::Response book(Visit& visit) {
  const auto work = service::framework_version(visit.platform, visit.part(0));
  if (!work) return error_page(visit, work.error());
  return as_file(cocreation::work_book(*work, service::framework_url(visit.platform, *work)),
                 "text/markdown; charset=utf-8", "sector-framework-" + work->version + ".md");
}

http::Response book_pdf(Visit& visit) {
  const auto work = service::framework_version(visit.platform, visit.part(0));
  if (!work) return error_page(visit, work.error());
  const std::string url = service::framework_url(visit.platform, *work);
  document::Brief out{
      .title = work->title,
      .subtitle = visit.t("Version {0}", {work->version}) + (work->date.empty() ? "" : ", " + work->date),
      .foot = visit.t("Cite as: {0}", {work->title + ", " + work->version + ", " + url})};
  out.sections.push_back({.paragraphs = {work->purpose}});
  int chapter = 0;
  for (std::size_t k = 0; k < cocreation::k_clause_kinds; ++k) {
    int number = 0;
    for (const cocreation::Clause& one : work->clauses) {
      if (one.kind != static_cast<ClauseKind>(k)) continue;
      if (number == 0)
        out.sections.push_back(
            {.heading = fmt::format("{}. {}", ++chapter, clause_kind_words(visit, static_cast<ClauseKind>(k)))});
      document::Brief::Section section{.heading = fmt::format("{}.{} {}", chapter, ++number, one.title),
                                       .paragraphs = {one.text}};
      std::string sources;
      for (const std::string& source : one.sources) sources += (sources.empty() ? "" : "; ") + source;
      if (!sources.empty()) section.paragraphs.push_back(visit.t("Sources:") + " " + sources);
      out.sections.push_back(std::move(section));
    }
  }
  auto pdf = document::brief_pdf(out);
  if (!pdf) return error_page(visit, pdf.error());
  return as_file(std::move(*pdf), "application/pdf", "sector-framework-" + work->version + ".pdf");
}

http::Response framework_data(Visit& visit) {
  const auto work = service::framework_version(visit.platform, visit.part(0));
  if (!work) return error_page(visit, work.error());
  json::Arena arena;
  if (visit.request.path.ends_with(".jsonld"))
    return as_file(
        json::write_pretty(cocreation::work_linked_data(arena, *work, service::framework_url(visit.platform, *work))),
        "application/ld+json", "sector-framework-" + work->version + ".jsonld");
  return as_file(json::write_pretty(cocreation::work_value(arena, *work)), "application/json",
                 "sector-framework-" + work->version + ".json");
}

}  // namespace

void add_framework(Site& site, http::Router& router) {
  site.get(router, "/framework", newest);
  site.post(router, "/framework", framework_publish);
  site.get(router, "/framework/proposals", proposals);
  site.post(router, "/framework/proposals", framework_propose);
  site.get(router, "/framework/clause/{}", clause);
  site.post(router, "/framework/clause/{}", propose_for_clause);
  site.get(router, "/framework/{}/book.md", book);
  site.get(router, "/framework/{}/book.pdf", book_pdf);
  site.get(router, "/framework/{}/data.json", framework_data);
  site.get(router, "/framework/{}/data.jsonld", framework_data);
  site.get(router, "/framework/{}/to/{}", changes);
  site.get(router, "/framework/{}", version);
}

}  // namespace credex::web
