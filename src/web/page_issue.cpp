#include "base/translate.h"
#include "document/qr.h"
#include "service/award_row.h"
#include "service/awards.h"
#include "service/jobs.h"
#include "web/desk.h"
#include "web/label_view.h"

namespace credex::web {
namespace {

constexpr std::size_t k_max_sheet = std::size_t{32} * 1024 * 1024;

credential::Format format_of(const Visit& visit) {
  return credential::format_from(visit.field("format")).value_or(credential::Format::open_badge);
}

http::Response issue_page(Visit& visit, const Desk& desk, const std::string& id, View view, int status = 200) {
  auto definition = service::published_definition(visit.platform, id);
  if (!definition || definition->record.organisation_id != desk.organisation.id)
    return error_page(visit, service::not_found("this micro-credential, published,"));
  View label = label_of(visit, definition->content, nullptr);
  label.set("outcomes", std::vector<View>{});
  view.set("label", label_html(visit, label)).set("id", id);
  view.set("today", to_string(date_of(visit.platform.now())));
  view.flag("elm", !desk.organisation.eidas.empty());
  auto seal = service::seal_of(visit.platform, id);
  if (!seal) view.set("unsealed", error_view(visit, seal.error()));
  if (seal && *seal) {
    view.set("sealer", (*seal)->sealer.name).set("mandate", (*seal)->record.id);
    view.flag("elm", !(*seal)->sealer.eidas.empty());
  }
  view.flag("two_person", desk.organisation.two_person);
  for (const auto& [name, value] : visit.form.fields.all) view.set("old_" + name, value);
  return desk_page(visit, desk, "definitions", "issue", visit.t("Issue"), std::move(view), status);
}

http::Response issue_form(Visit& visit) {
  Desk desk = desk_of(visit, "award.issue");
  if (desk.refusal) return std::move(*desk.refusal);
  return issue_page(visit, desk, visit.part(1), {});
}

http::Response issue_one(Visit& visit) {
  Desk desk = desk_of(visit, "award.issue");
  if (desk.refusal) return std::move(*desk.refusal);
  auto award = service::issue_award(visit.platform, visit.actor(), visit.part(1), learner_of(visit), format_of(visit));
  if (award) return http::see_other("/desk/" + desk.organisation.slug + "/awards/" + award->id);
  if (award.error().code == "service.needs_release")
    return http::see_other("/desk/" + desk.organisation.slug + "/jobs/" + award.error().where);
  View view;
  view.set("problem", error_view(visit, award.error()));
  return issue_page(visit, desk, visit.part(1), std::move(view), status_of(award.error()));
}

http::Response upload(Visit& visit) {
  Desk desk = desk_of(visit, "award.issue");
  if (desk.refusal) return std::move(*desk.refusal);
  Result<store::Job> job = service::invalid("no sheet came", "file", "choose a CSV or XLSX file");
  if (!visit.form.files.empty()) {
    const http::Upload& file = visit.form.files.front();
    job = service::prepare_cohort(visit.platform, visit.actor(), visit.part(1), file.name, file.content,
                                  format_of(visit));
  }
  if (job) return http::see_other("/desk/" + desk.organisation.slug + "/jobs/" + job->id);
  View view;
  view.set("sheet_problem", error_view(visit, job.error()));
  return issue_page(visit, desk, visit.part(1), std::move(view), status_of(job.error()));
}

std::vector<View> problems_view(const Visit& visit, const std::vector<credential::CellProblem>& problems) {
  std::vector<View> out;
  for (const auto& problem : problems) {
    View line;
    line.set("row", std::to_string(problem.row)).set("column", problem.column).set("value", problem.value);
    line.set("message", visit.t(problem.message)).set("allowed", visit.t(problem.allowed));
    out.push_back(std::move(line));
  }
  return out;
}

http::Response preview(Visit& visit, const Desk& desk, const store::Job& job) {
  auto found = service::preview_cohort(visit.platform, visit.actor(), job.id);
  if (!found) return error_page(visit, found.error());
  View view;
  view.set("id", job.id).set("file", job.title).set("title", found->definition.content.title.in(visit.language));
  view.set("good",
           visit.tn("{0} row is good", "{0} rows are good", found->good - std::min(found->good, found->already)));
  if (found->already > 0)
    view.set("already", visit.tn("{0} was issued before and is left out", "{0} were issued before and are left out",
                                 found->already));
  if (found->bad > 0) view.set("bad", visit.tn("{0} row cannot be issued", "{0} rows cannot be issued", found->bad));
  view.flag("can_start", found->good > found->already);
  std::vector<View> said;
  for (const std::string& line : found->recognised) {
    View one;
    one.set("line", line);
    said.push_back(std::move(one));
  }
  view.set("recognised", said);
  std::vector<View> columns;
  const auto names = credential::AwardSheet::column_names();
  for (std::size_t i = 0; i < found->headings.size() && i < 200; ++i) {
    View one;
    one.set("heading", found->headings[i]).set("number", std::to_string(i));
    std::vector<View> options;
    for (const std::string& name : names) {
      View option;
      option.set("value", name).set("words", visit.words(name)).flag("chosen", name == found->columns[i]);
      options.push_back(std::move(option));
    }
    one.set("options", options).flag("unused", found->columns[i].empty());
    columns.push_back(std::move(one));
  }
  view.set("columns", columns);
  std::vector<View> sample;
  for (const auto& row : found->sample) {
    View one;
    one.set("number", std::to_string(row.row.number)).set("name", row.award.learner.name());
    one.set("email", row.award.learner.email).set("date", format_date(visit.language, row.award.awarded_on));
    one.set("grade", row.award.grade);
    sample.push_back(std::move(one));
  }
  view.set("sample", sample).set("problems", problems_view(visit, found->problems));
  view.flag("two_person", desk.organisation.two_person);
  return desk_page(visit, desk, "jobs", "cohort_preview", visit.t("Before anything is signed"), std::move(view));
}

http::Response job_page(Visit& visit) {
  Desk desk = desk_of(visit, "award.see");
  if (desk.refusal) return std::move(*desk.refusal);
  auto job = service::job_of(visit.platform, visit.actor(), visit.part(1));
  if (!job || job->organisation_id != desk.organisation.id) return error_page(visit, service::not_found("this batch"));
  if (job->state == store::JobState::prepared) return preview(visit, desk, *job);
  View view;
  view.set("id", job->id).set("title", job->title).set("slug", desk.organisation.slug);
  view.set("done", std::to_string(job->done))
      .set("total", std::to_string(job->total - std::min(job->failed, job->total)));
  view.set("state", visit.words(store::name_of(job->state))).set("error", job->error);
  const bool going = job->state == store::JobState::waiting || job->state == store::JobState::running;
  view.flag("going", going).flag("asked", job->state == store::JobState::asked);
  view.flag("may_release", job->person_id != visit.actor().name() &&
                               service::may(visit.actor(), "award.release", desk.organisation.id));
  view.flag("done_all", job->state == store::JobState::done);
  if (job->failed > 0) {
    view.set("failed",
             visit.tn("{0} row was not issued", "{0} rows were not issued", static_cast<std::size_t>(job->failed)));
    std::vector<credential::CellProblem> problems;
    for (const auto& row : service::job_rows(visit.platform, job->id, store::RowState::failed, -1, 200)) {
      for (auto& problem : service::problems_from_json(row.output)) problems.push_back(std::move(problem));
    }
    view.set("problems", problems_view(visit, problems));
  }
  if (visit.partial()) return piece(visit, "job_progress", view);
  View whole;
  whole.set("progress", render("job_progress", visit.language, [&] {
              if (visit.session) view.set("csrf", visit.session->csrf);
              return view;
            }()));
  whole.set("title", job->title).set("id", job->id).flag("going", going);
  auto out = desk_page(visit, desk, "jobs", "job", job->title, std::move(whole));
  // Without script the page asks again by itself.
  if (going) out.with("Refresh", "3");
  return out;
}

http::Response job_action(Visit& visit) {
  Desk desk = desk_of(visit, "award.see");
  if (desk.refusal) return std::move(*desk.refusal);
  const std::string& id = visit.part(1);
  const std::string& action = visit.part(2);
  Result<void> done;
  if (action == "columns") {
    std::map<std::string, std::string> columns;
    for (const auto& [name, value] : visit.form.fields.all) {
      if (!name.starts_with("heading.")) continue;
      columns[value] = visit.field("column." + name.substr(8));
    }
    done = service::map_cohort(visit.platform, visit.actor(), id, columns);
  } else if (action == "start") {
    auto started = service::start_cohort(visit.platform, visit.actor(), id);
    if (!started) done = std::move(started).error();
  } else if (action == "release") {
    done = service::release_job(visit.platform, visit.actor(), id);
  } else if (action == "cancel") {
    done = service::cancel_job(visit.platform, visit.actor(), id);
  } else {
    done = service::not_found("this step");
  }
  if (!done) return error_page(visit, done.error());
  return http::see_other("/desk/" + desk.organisation.slug + "/jobs/" + id);
}

http::Response failed_sheet(Visit& visit) {
  Desk desk = desk_of(visit, "award.see");
  if (desk.refusal) return std::move(*desk.refusal);
  auto job = service::job_of(visit.platform, visit.actor(), visit.part(1));
  if (!job || job->organisation_id != desk.organisation.id) return error_page(visit, service::not_found("this batch"));
  auto out = http::text("\xEF\xBB\xBF" + service::failed_rows_csv(visit.platform, *job, visit.language), 200,
                        "text/csv; charset=utf-8");
  out.with("Content-Disposition", "attachment; filename=\"not-issued.csv\"");
  return out;
}

}  // namespace

void add_issuing(Site& site, http::Router& router) {
  site.get(router, "/desk/{}/issue/{}", issue_form);
  site.post(router, "/desk/{}/issue/{}/one", issue_one);
  site.post(router, "/desk/{}/issue/{}/sheet", upload, k_max_sheet);
  site.get(router, "/desk/{}/jobs/{}", job_page);
  site.get(router, "/desk/{}/jobs/{}/not-issued.csv", failed_sheet);
  site.post(router, "/desk/{}/jobs/{}/{}", job_action);
}

}  // namespace credex::web
