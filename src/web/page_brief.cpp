// The policy brief: what the matrix says, in words, with its method; as a page and as PDF.
#include <algorithm>
#include <cmath>

#include "base/translate.h"
#include "document/brief.h"
#include "recognition/matrix_value.h"
#include "service/overview.h"
#include "web/recognition_view.h"
#include "web/site.h"

namespace credex::web {
namespace {

using document::Brief;
using recognition::Cell;

std::string percent_of(const Visit& visit, double part, double all) {
  return all > 0 ? format_number(visit.language, std::round(1000 * part / all) / 10) + " %" : "–";
}

Brief::Section figures_section(const Visit& visit, const service::MatrixView& m) {
  const Cell across = m.matrix.across();
  Brief::Section out{.heading = visit.t("What the figures say")};
  out.paragraphs.push_back(visit.t(
      "Of what comes from another country or community, {0} would be recognised in full: {1} of {2} pairs of a "
      "micro-credential and a body. {3} more would be recognised in part or on a condition, {4} refused, and {5} "
      "could not be decided because something is not stated.",
      {percent_of(visit, across.accepted(), across.definitions), std::to_string(across.accepted()),
       std::to_string(across.definitions),
       std::to_string(across.verdicts[static_cast<std::size_t>(recognition::Verdict::partial)] +
                      across.verdicts[static_cast<std::size_t>(recognition::Verdict::conditional)]),
       std::to_string(across.verdicts[static_cast<std::size_t>(recognition::Verdict::refused)]),
       std::to_string(across.verdicts[static_cast<std::size_t>(recognition::Verdict::undecided)])}));
  std::vector<std::string> head{visit.t("Who recognises")};
  for (const std::string& origin : m.matrix.origins) head.push_back(origin);
  out.table.push_back(head);
  for (std::size_t body = 0; body < m.matrix.bodies.size(); ++body) {
    std::vector<std::string> row{m.policies[body].body.name + " (" + m.matrix.places[body] + ")"};
    for (std::size_t origin = 0; origin < m.matrix.origins.size(); ++origin) {
      const Cell& cell = m.matrix.at(body, origin);
      row.push_back(cell.definitions > 0 ? percent_of(visit, cell.accepted(), cell.definitions) : "–");
    }
    out.table.push_back(std::move(row));
  }
  return out;
}

Brief::Section stops_section(const Visit& visit, const service::MatrixView& m) {
  const Cell across = m.matrix.across();
  Brief::Section out{.heading = visit.t("What stops the rest")};
  out.table.push_back({visit.t("Criterion"), visit.t("stops"), visit.t("alone")});
  for (const recognition::Criterion criterion : recognition::k_all_criteria) {
    if (across.stops[criterion] == 0) continue;
    out.table.push_back({message(visit, "recognition.criterion." + std::string{recognition::criterion_name(criterion)}),
                         std::to_string(across.stops[criterion]), std::to_string(across.stops_alone[criterion])});
  }
  return out;
}

Brief::Section steps_section(const Visit& visit, const service::MatrixView& m, const recognition::BestChanges& best) {
  const auto& criteria = recognition::Criteria::built_in();
  Brief::Section out{.heading = visit.t("What would open most")};
  for (const recognition::ChangeSet& one : best.singles) {
    if (out.points.size() >= 5) break;
    out.points.push_back(
        message_text(recognition::change_finding(one.changes[0], m.policies, criteria, one.opens), visit.language));
  }
  if (best.set.changes.size() > 1) {
    std::string together;
    for (const recognition::RuleChange& change : best.set.changes)
      together += (together.empty() ? "" : " ") +
                  message_text(recognition::change_finding(change, m.policies, criteria), visit.language);
    out.paragraphs.push_back(
        visit.t("Three changes together would open {0} more: {1}", {std::to_string(best.set.opens), together}));
    out.paragraphs.push_back(best.set.is_proven
                                 ? visit.t("No other three open more; every combination was looked at or ruled out.")
                                 : visit.t("It is not proven that no other three open more; none opens more than {0}.",
                                           {std::to_string(best.set.bound)}));
  }
  if (out.points.empty()) out.paragraphs.push_back(visit.t("No single change would open anything."));
  return out;
}

Brief brief_of(Visit& visit, const service::MatrixView& m) {
  const auto best = visit.platform.overview->best(visit.platform, m.purpose, 3);
  const std::string purpose =
      message(visit, "recognition.purpose." + std::string{recognition::purpose_name(m.purpose)});
  Brief out{
      .title = visit.t("Mutual recognition of micro-credentials"),
      .subtitle = visit.t("Policy brief for {0}, made on {1} of {2} published micro-credentials, {3} policies in force "
                          "and {4} agreements.",
                          {purpose, format_date(visit.language, m.on), std::to_string(m.pool->definitions.size()),
                           std::to_string(m.policies.size()), std::to_string(m.agreements.size())})};
  out.sections.push_back(figures_section(visit, m));
  out.sections.push_back(stops_section(visit, m));
  out.sections.push_back(steps_section(visit, m, *best));
  Brief::Section method{.heading = visit.t("Method")};
  method.paragraphs.push_back(visit.t(
      "Each published micro-credential is decided by each body's policy in force, without a module to compare it "
      "with, as if an award of it were authentic, on the day of this brief. Pairs within one country or community "
      "are left out of the sums. A micro-credential counts once for each body, whatever the number of its awards. "
      "A criterion stops a pair where it differs, and alone where nothing else does."));
  method.paragraphs.push_back(
      visit.t("A change is one step less in one criterion of one body, or an agreement of two bodies to accept without "
              "comparing. Each single change is reckoned exactly; sets of three are found by branch and bound. Figures "
              "of this brief say nothing about what bodies will decide in a case."));
  out.sections.push_back(std::move(method));
  out.foot = visit.t(
      "The same figures as data: {0}",
      {visit.platform.url("/api/v1/recognition/matrix?purpose=" + std::string{recognition::purpose_name(m.purpose)})});
  return out;
}

recognition::Purpose purpose_of(const Visit& visit) {
  return recognition::purpose_of(visit.request.query.get("purpose")).value_or(recognition::Purpose::credit);
}

http::Response brief(Visit& visit) {
  const auto m = visit.platform.overview->matrix(visit.platform, purpose_of(visit));
  const Brief made = brief_of(visit, *m);
  View view;
  view.set("title", made.title).set("subtitle", made.subtitle).set("foot", made.foot);
  view.set("purpose", recognition::purpose_name(m->purpose));
  std::vector<View> sections;
  for (const Brief::Section& section : made.sections) {
    View one;
    one.set("heading", section.heading);
    const auto list = [](const std::vector<std::string>& words) {
      std::vector<View> items;
      items.reserve(words.size());
      for (const std::string& word : words) items.push_back(std::move(View{}.set("words", word)));
      return items;
    };
    one.set("paragraphs", list(section.paragraphs)).set("points", list(section.points));
    std::vector<View> rows;
    for (std::size_t r = 1; r < section.table.size(); ++r) {
      View row;
      row.set("name", section.table[r][0]);
      row.set("cells", list({section.table[r].begin() + 1, section.table[r].end()}));
      rows.push_back(std::move(row));
    }
    if (!section.table.empty()) {
      one.set("head", section.table[0][0]).set("columns", list({section.table[0].begin() + 1, section.table[0].end()}));
    }
    one.set("rows", rows);
    sections.push_back(std::move(one));
  }
  view.set("sections", sections);
  return page(visit, "brief", made.title, std::move(view));
}

http::Response brief_pdf(Visit& visit) {
  const auto m = visit.platform.overview->matrix(visit.platform, purpose_of(visit));
  auto pdf = document::brief_pdf(brief_of(visit, *m));
  if (!pdf) return error_page(visit, pdf.error());
  return as_file(std::move(*pdf), "application/pdf", "mutual-recognition.pdf");
}

}  // namespace

void add_brief(Site& site, http::Router& router) {
  site.get(router, "/recognition/brief", brief);
  site.get(router, "/recognition/brief.pdf", brief_pdf);
}

}  // namespace credex::web
