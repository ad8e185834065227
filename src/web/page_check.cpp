#include "base/translate.h"
#include "document/qr.h"
#include "service/awards.h"
#include "service/brought.h"
#include "service/check.h"
#include "service/jobs.h"
#include "web/brought.h"
#include "web/check_view.h"
#include "web/label_view.h"
#include "web/site.h"

namespace credex::web {
namespace {

constexpr std::size_t k_max_upload = std::size_t{64} * 1024 * 1024;

/// What each part of a check means, for somebody who has never seen one.
struct Meaning {
  const char* rule;
  const char* title;
  const char* words;
};
constexpr Meaning k_meanings[] = {
    {"integrity", "Is it unchanged?",
     "The file carries a signature, a kind of seal over every letter. If one letter were changed, the seal would "
     "break."},
    {"issuer", "Who issued it?",
     "The seal shows which key made it. This line says whose key that is, as far as it could be learnt. A name alone "
     "proves nothing; whether you trust the organisation is yours to judge."},
    {"mandate", "Was it allowed to?",
     "Where the credential says what its issuer is accredited for, level, field and date are compared with that."},
    {"validity", "Is it in date?", "Some credentials are good for a while only, as with first aid. Most have no end."},
    {"status", "Was it taken back?",
     "Issuers publish a list of what they have revoked or suspended. It was asked for just now."},
    {"holder", "Does its holder show it?",
     "An attestation can be bound to a key in its holder's wallet. Who shows it proves to have that key; a stolen copy "
     "cannot."},
    {"disclosure", "Is everything shown?",
     "The holder chooses what to show, fact by fact. What is kept back is not seen here; that does not make it false."},
    {"request", "Is it what was asked for?", "What the wallet showed is held against the question."},
    {"related", "Is what it points at the same?",
     "A credential can point at files and pages, with a fingerprint of each as its issuer saw it. They were fetched "
     "just "
     "now and compared."},
    {"vc", "Is the file well made?", "Whether it is written as the standards of digital credentials ask."},
    {"shapes", "Does it fit the European model?",
     "European Digital Credentials have a published form; this compares it piece by piece."},
    {"standard", "Does it say enough?",
     "The European Recommendation lists what every micro-credential should tell, such as outcomes, workload and "
     "assessment. Something missing does not make it false, but harder to judge."}};

/// A line for each part. What is in a presentation is told part by part too, below its own line.
void add_parts(const Visit& visit, const std::vector<Finding>& findings, bool is_inner, std::vector<View>& out) {
  for (const Finding& finding : findings) {
    View part;
    part.set("mark", mark_svg(finding.outcome)).set("words", message_text(finding, visit.language));
    part.set("outcome", visit.t(outcome_name(finding.outcome))).flag("inner", is_inner);
    for (const Meaning& meaning : k_meanings) {
      const std::string_view rule = meaning.rule;
      if (finding.rule != rule && !finding.rule.starts_with(std::string{rule} + ".")) continue;
      part.set("title", visit.t(meaning.title)).set("means", visit.t(meaning.words));
    }
    if (!is_inner) {
      View below;
      below.set("lines", report_view(visit, {finding}));
      part.set("tree", render("report", visit.language, below));
    }
    out.push_back(std::move(part));
    if (finding.rule == "presentation.credential") add_parts(visit, finding.findings, true, out);
  }
}

std::vector<View> parts_of(const Visit& visit, const Report& report) {
  std::vector<View> out;
  add_parts(visit, report.findings, false, out);
  return out;
}

http::Response result(Visit& visit, const std::string& bytes) {
  auto checked = service::check_credential(visit.platform, bytes);
  if (!checked) {
    View view;
    view.set("problem", error_view(visit, checked.error()));
    return page(visit, "check", visit.t("Check a credential"), std::move(view), 422);
  }
  return result_page(visit, *checked, bytes);
}

http::Response check_form(Visit& visit) { return page(visit, "check", visit.t("Check a credential"), {}); }

http::Response check(Visit& visit) {
  if (visit.form.files.size() > 1) {
    std::vector<service::NamedFile> files;
    for (const http::Upload& upload : visit.form.files) {
      auto brought = service::read_brought(visit.platform, upload.content);
      if (!brought || brought->credentials.empty()) {
        files.push_back({.name = upload.name, .content = upload.content});
        continue;
      }
      for (credential::BroughtCredential& one : brought->credentials)
        files.push_back(
            {.name = one.name.empty() ? upload.name : upload.name + ": " + one.name, .content = std::move(one.bytes)});
    }
    auto job = service::start_check(visit.platform, visit.actor(), files);
    if (!job) return error_page(visit, job.error());
    return http::see_other("/check/job/" + job->id);
  }
  const auto refused = [&](const Error& error) {
    View view;
    view.set("problem", error_view(visit, error)).set("text", visit.field("text"));
    return page(visit, "check", visit.t("Check a credential"), std::move(view), status_of(error));
  };
  auto brought = brought_by_form(visit);
  if (!brought) return refused(brought.error());
  if (brought->credentials.size() == 1 && brought->findings.empty())
    return result(visit, brought->credentials.front().bytes);
  auto checked = service::check_brought(visit.platform, *brought);
  if (!checked) return refused(checked.error());
  if (brought->credentials.size() > 1) return brought_page(visit, *checked, *brought);
  return result_page(visit, checked->whole, brought->credentials.empty() ? "" : brought->credentials.front().bytes);
}

http::Response check_award(Visit& visit) {
  auto bytes = service::public_award(visit.platform, visit.part(0));
  if (!bytes) return error_page(visit, bytes.error());
  return result(visit, *bytes);
}

http::Response check_job(Visit& visit) {
  auto job = service::job_of(visit.platform, visit.actor(), visit.part(0));
  if (!job || job->kind != "check") return error_page(visit, service::not_found("this check"));
  View view;
  view.set("id", job->id).set("done", std::to_string(job->done)).set("total", std::to_string(job->total));
  view.flag("going", !job->finished);
  std::vector<View> rows;
  constexpr Outcome k_marks[] = {Outcome::pass, Outcome::warn, Outcome::fail, Outcome::unknown};
  constexpr std::string_view k_standings[] = {"sound", "caution", "fails", "unknown"};
  for (const store::JobRow& row : service::job_rows(visit.platform, job->id, store::RowState::done, 0, 500)) {
    auto input = json::parse(row.input);
    auto output = json::parse(row.output);
    if (!input || !output) continue;
    View line;
    line.set("name", input->root.text("name"));
    line.set("title", output->root.text("title")).set("learner", output->root.text("learner"));
    service::CheckedCredential checked{.verdict = std::string{output->root.text("verdict")},
                                       .names_claim = output->root.get("namesClaim").as_boolean()};
    for (const json::Value& arg : output->root.get("args").items()) checked.verdict_args.emplace_back(arg.as_string());
    // Of a job that an older program did, the issuer is a name alone.
    if (checked.verdict_args.empty()) checked.verdict_args.emplace_back(output->root.text("issuer"));
    const bool is_read = output->root.text("standing") != "unreadable";
    line.set("verdict", is_read ? service::verdict_text(visit.language, checked)
                                : translate_error(visit.language, checked.verdict));
    std::string mark = mark_svg(Outcome::fail);
    for (std::size_t i = 0; i < std::size(k_standings); ++i) {
      if (output->root.text("standing") == k_standings[i]) mark = mark_svg(k_marks[i]);
    }
    line.set("mark", mark);
    rows.push_back(std::move(line));
  }
  view.set("rows", rows);
  if (visit.partial()) return piece(visit, "check_job_rows", view);
  View whole;
  whole.set("progress", render("check_job_rows", visit.language, view));
  whole.flag("going", !job->finished).set("id", job->id);
  auto out = page(visit, "check_job", visit.t("Check of many"), std::move(whole));
  if (!job->finished) out.with("Refresh", "3");
  return out;
}

}  // namespace

http::Response result_page(const Visit& visit, const service::CheckedCredential& checked, const std::string& bytes) {
  View view;
  View label;
  if (checked.contents) {
    label = label_of(visit, checked.contents->definition, &checked.contents->award);
    label.set("holder", checked.contents->award.learner.name());
    label.set("grade", checked.contents->award.grade);
    view.set("elements", elements_of(visit, checked.contents->definition,
                                     body_face(checked.who, checked.contents->definition.awarding_body)));
  } else if (auto statement = statement_label(visit, bytes)) {
    label = std::move(statement->label);
    view.set("elements", statement->elements);
  } else {
    label.set("title", visit.t("A credential of a kind that is not known here"));
  }
  label.flag("big", true);
  add_seal(visit, label, checked);
  view.set("label", label_html(visit, label));
  view.set("parts", parts_of(visit, checked.report));
  view.set("raw", bytes.size() < 200'000 && is_utf8(bytes) ? bytes : "");
  view.set("at", format_time(visit.language, visit.platform.now()));
  return page(visit, "check_result", visit.t("Result of the check"), std::move(view));
}

void add_check(Site& site, http::Router& router) {
  site.get(router, "/check", check_form);
  site.post(router, "/check", check, k_max_upload);
  site.get(router, "/check/award/{}", check_award);
  site.get(router, "/check/job/{}", check_job);
}

}  // namespace credex::web
