// The table of the API's operations, each with what answers it.
#include <algorithm>

#include "framework/definition_file.h"
#include "framework/standard_check.h"
#include "protocol/api.h"
#include "service/award_row.h"
#include "service/awards.h"
#include "service/catalogue.h"
#include "service/check.h"
#include "service/definitions.h"
#include "service/jobs.h"
#include "service/organisations.h"

namespace credex::protocol {
namespace {

using json::Value;

constexpr std::size_t k_page = 50;

/// The organisation of the call's key.
const std::string& organisation_of(const Call& call) {
  static const std::string k_none;
  return call.actor.api_key ? call.actor.api_key->organisation_id : k_none;
}

Value lang_value(json::Arena& arena, const framework::LangText& text) {
  Value out = Value::object(arena);
  for (const auto& [language, words] : text.entries) out.append(arena, arena.copy(language), arena.string(words));
  return out;
}

http::Response verify(Call& call) {
  auto report = call.platform.checker->check(call.request.body, call.platform.now());
  if (!report) return problem(report.error());
  return http::json_response(report_json(*report));
}

http::Response check_definition(Call& call) {
  auto reading = framework::read_definition(call.request.body);
  if (!reading) return problem(reading.error());
  if (!reading->problems.empty()) return problem(reading->problems.front());
  return http::json_response(report_json(
      framework::check_standard({.definition = reading->definition, .today = date_of(call.platform.now())})));
}

http::Response catalogue(Call& call) {
  service::CatalogueQuery query{.text = call.request.query.get("q").substr(0, 200), .count = k_page};
  for (std::size_t i = 0; i < service::k_facets; ++i) {
    const auto facet = static_cast<service::Facet>(i);
    const auto values = call.request.query.list(service::facet_name(facet));
    if (!values.empty()) query.chosen[facet] = values;
  }
  query.from = static_cast<std::size_t>(std::max(0, std::atoi(call.request.query.get("cursor").c_str())));
  const auto found = call.platform.catalogue->search(query);
  json::Arena arena;
  Value out = Value::object(arena);
  out.append(arena, "total", Value::integer(static_cast<std::int64_t>(found->total)));
  Value items = Value::array(arena);
  for (const auto& entry : found->entries) {
    Value one = Value::object(arena, 10);
    one.append(arena, "id", Value::string(entry.id));
    one.append(arena, "url", arena.string(call.platform.url("/mc/" + entry.id)));
    one.append(arena, "title", lang_value(arena, entry.title));
    one.append(arena, "organisation", Value::string(entry.provider));
    one.append(arena, "country", Value::string(entry.country));
    one.append(arena, "sector", Value::string(entry.sector));
    if (entry.ects > 0) one.append(arena, "ects", Value::real(entry.ects));
    if (entry.hours > 0) one.append(arena, "hours", Value::real(entry.hours));
    if (!entry.level.empty()) one.append(arena, "eqf", Value::string(entry.level));
    items.push(arena, one);
  }
  out.append(arena, "items", items);
  Value facets = Value::object(arena);
  for (std::size_t i = 0; i < service::k_facets; ++i) {
    Value values = Value::array(arena);
    for (const auto& value : found->facets[i]) {
      Value one = Value::object(arena);
      one.append(arena, "value", Value::string(value.value));
      one.append(arena, "label", Value::string(value.label));
      one.append(arena, "count", Value::integer(static_cast<std::int64_t>(value.count)));
      values.push(arena, one);
    }
    facets.append(arena, service::facet_name(static_cast<service::Facet>(i)), values);
  }
  out.append(arena, "facets", facets);
  if (query.from + k_page < found->total) out.append(arena, "next", arena.string(std::to_string(query.from + k_page)));
  return answer(out);
}

Value definition_value(json::Arena& arena, const service::DefinitionView& view) {
  Value out = Value::object(arena, 10);
  out.append(arena, "id", Value::string(view.record.id));
  out.append(arena, "uri", Value::string(view.record.uri));
  out.append(arena, "version", Value::integer(view.version.number));
  out.append(arena, "state", Value::string(store::name_of(view.version.state)));
  out.append(arena, "title", lang_value(arena, view.content.title));
  out.append(arena, "definition", Value::string(view.version.body));
  Value problems = Value::array(arena);
  for (const Error& error : view.problems) problems.push(arena, arena.string(error.to_string()));
  out.append(arena, "problems", problems);
  return out;
}

http::Response with_definition(Result<service::DefinitionView> view, int status = 200) {
  if (!view) return problem(view.error());
  json::Arena arena;
  return answer(definition_value(arena, *view), status);
}

http::Response list_definitions(Call& call) {
  if (auto allowed = service::demand(call.actor, "definition.see", organisation_of(call)); !allowed)
    return problem(allowed.error());
  json::Arena arena;
  Value items = Value::array(arena);
  for (const auto& line : service::definitions_of(call.platform, organisation_of(call))) {
    Value one = Value::object(arena);
    one.append(arena, "id", arena.string(line.record.id));
    one.append(arena, "uri", arena.string(line.record.uri));
    one.append(arena, "title", arena.string(line.record.title));
    one.append(arena, "state", Value::string(store::name_of(line.state)));
    one.append(arena, "published_version", Value::integer(line.record.published_version));
    items.push(arena, one);
  }
  Value out = Value::object(arena);
  out.append(arena, "items", items);
  return answer(out);
}

http::Response draft(Call& call) {
  return with_definition(service::draft_definition(call.platform, call.actor, organisation_of(call), call.request.body),
                         201);
}

http::Response change(Call& call) {
  return with_definition(
      service::change_draft(call.platform, call.actor, call.request.parts[0], call.request.body, ""));
}

http::Response one_definition(Call& call) {
  return with_definition(service::definition_view(call.platform, call.actor, call.request.parts[0],
                                                  std::atoll(call.request.query.get("version").c_str())));
}

http::Response move(Call& call, Result<void> (*step)(service::Platform&, const service::Actor&, const std::string&)) {
  if (auto done = step(call.platform, call.actor, call.request.parts[0]); !done) return problem(done.error());
  return one_definition(call);
}

Value award_value(json::Arena& arena, const service::Platform& platform, const store::Award& award, bool whole) {
  Value out = Value::object(arena, 16);
  out.append(arena, "id", Value::string(award.id));
  out.append(arena, "uri", Value::string(award.uri));
  out.append(arena, "definition", Value::string(award.definition_id));
  out.append(arena, "version", Value::integer(award.version));
  out.append(arena, "learner", Value::string(award.learner_name));
  out.append(arena, "email", Value::string(award.learner_email));
  out.append(arena, "status", Value::string(store::name_of(award.status)));
  if (!award.status_reason.empty()) out.append(arena, "reason", Value::string(award.status_reason));
  out.append(arena, "issued", arena.string(to_string(award.issued)));
  out.append(arena, "claimed", award.claimed ? arena.string(to_string(*award.claimed)) : Value{});
  if (!award.replaces.empty()) out.append(arena, "replaces", Value::string(award.replaces));
  if (!award.replaced_by.empty()) out.append(arena, "replaced_by", Value::string(award.replaced_by));
  out.append(arena, "check_url", arena.string(service::check_link(platform, award.id)));
  if (whole) {
    if (!award.claimed)
      out.append(arena, "claim_url", arena.string(service::claim_link(platform, award, service::ClaimWay::code)));
    out.append(arena, "credential", Value::string(award.credential));
  }
  return out;
}

http::Response with_award(const Call& call, Result<store::Award> award, int status) {
  if (!award) return problem(award.error());
  json::Arena arena;
  return answer(award_value(arena, call.platform, *award, true), status);
}

service::LearnerFacts facts_of(const Call& call) {
  return {.given_name = call.text("given_name"),
          .family_name = call.text("family_name"),
          .full_name = call.text("full_name"),
          .email = call.text("email"),
          .date_of_birth = call.text("date_of_birth"),
          .identifier = call.text("identifier"),
          .grade = call.text("grade"),
          .awarded_on = call.text("awarded_on"),
          .valid_until = call.text("valid_until"),
          .evidence = call.text("evidence")};
}

std::vector<FieldInfo> learner_fields() {
  return {{"given_name", "string", "the learner's given name"},
          {"family_name", "string", "the learner's family name"},
          {"full_name", "string", "or the whole name in one"},
          {"email", "string", "where the claim link goes"},
          {"date_of_birth", "string", "YYYY-MM-DD"},
          {"identifier", "string", "your number for the learner"},
          {"grade", "string", "the grade as it is to be shown"},
          {"awarded_on", "string", "YYYY-MM-DD; today where it is absent"},
          {"valid_until", "string", "YYYY-MM-DD"},
          {"evidence", "string", "web address of the work"}};
}

http::Response issue(Call& call) {
  const auto format = call.text("format") == "elm" ? credential::Format::elm : credential::Format::open_badge;
  return with_award(
      call, service::issue_award(call.platform, call.actor, call.text("definition"), facts_of(call), format), 201);
}

Value job_value(json::Arena& arena, const store::Job& job) {
  Value out = Value::object(arena, 10);
  out.append(arena, "id", arena.string(job.id));
  out.append(arena, "kind", arena.string(job.kind));
  out.append(arena, "state", Value::string(store::name_of(job.state)));
  out.append(arena, "total", Value::integer(job.total));
  out.append(arena, "done", Value::integer(job.done));
  out.append(arena, "failed", Value::integer(job.failed));
  if (!job.error.empty()) out.append(arena, "error", arena.string(job.error));
  return out;
}

http::Response issue_many(Call& call) {
  auto job =
      service::prepare_cohort(call.platform, call.actor, call.text("definition"), "api.csv", call.text("csv"),
                              call.text("format") == "elm" ? credential::Format::elm : credential::Format::open_badge);
  if (!job) return problem(job.error());
  auto started = service::start_cohort(call.platform, call.actor, job->id);
  if (!started) return problem(started.error());
  json::Arena arena;
  return answer(job_value(arena, *started), 202);
}

http::Response list_awards(Call& call) {
  const auto& query = call.request.query;
  auto awards = service::awards_of(call.platform, call.actor, organisation_of(call),
                                   {.text = query.get("q"),
                                    .definition_id = query.get("definition"),
                                    .batch_id = query.get("batch"),
                                    .state = query.get("state"),
                                    .before = query.get("cursor"),
                                    .count = static_cast<std::int64_t>(k_page)});
  if (!awards) return problem(awards.error());
  json::Arena arena;
  Value items = Value::array(arena);
  for (const auto& award : *awards) items.push(arena, award_value(arena, call.platform, award, false));
  Value out = Value::object(arena);
  out.append(arena, "items", items);
  if (awards->size() == k_page) out.append(arena, "next", arena.string(awards->back().id));
  return answer(out);
}

http::Response one_award(Call& call) {
  return with_award(call, service::award_of(call.platform, call.actor, call.request.parts[0]), 200);
}

http::Response set_status(Call& call) {
  const auto status = store::enum_from<store::AwardStatus>(call.text("status"));
  if (!status)
    return problem(
        service::invalid("'" + call.text("status") + "' is no status", "/status", "give valid, suspended or revoked"));
  auto done = service::set_status(call.platform, call.actor, {call.request.parts[0]}, *status, call.text("reason"));
  if (!done) return problem(done.error());
  return one_award(call);
}

http::Response reissue(Call& call) {
  return with_award(
      call,
      service::reissue_award(call.platform, call.actor, call.request.parts[0], facts_of(call), call.text("reason")),
      201);
}

http::Response remind(Call& call) {
  auto count = service::remind(call.platform, call.actor, {call.request.parts[0]});
  if (!count) return problem(count.error());
  json::Arena arena;
  Value out = Value::object(arena);
  out.append(arena, "reminded", Value::integer(static_cast<std::int64_t>(*count)));
  return answer(out);
}

http::Response one_job(Call& call) {
  auto job = service::job_of(call.platform, call.actor, call.request.parts[0]);
  if (!job) return problem(job.error());
  json::Arena arena;
  Value out = job_value(arena, *job);
  Value problems = Value::array(arena);
  for (const auto& row : service::job_rows(call.platform, job->id, store::RowState::failed, -1, 500)) {
    for (const auto& bad : service::problems_from_json(row.output)) {
      Value one = Value::object(arena);
      one.append(arena, "row", Value::integer(static_cast<std::int64_t>(bad.row)));
      one.append(arena, "column", arena.string(bad.column));
      one.append(arena, "value", arena.string(bad.value));
      one.append(arena, "message", arena.string(bad.message));
      one.append(arena, "allowed", arena.string(bad.allowed));
      problems.push(arena, one);
    }
  }
  out.append(arena, "problems", problems);
  return answer(out);
}

http::Response audit(Call& call) {
  auto lines =
      service::audit_log(call.platform, call.actor, organisation_of(call),
                         std::atoll(call.request.query.get("cursor").c_str()), static_cast<std::int64_t>(k_page));
  if (!lines) return problem(lines.error());
  json::Arena arena;
  Value items = Value::array(arena);
  for (const auto& line : *lines) {
    Value one = Value::object(arena, 8);
    one.append(arena, "number", Value::integer(line.number));
    one.append(arena, "at", arena.string(to_string(line.at)));
    one.append(arena, "who", arena.string(line.who));
    one.append(arena, "action", arena.string(line.action));
    one.append(arena, "subject", arena.string(line.subject));
    one.append(arena, "detail", arena.string(line.detail));
    items.push(arena, one);
  }
  Value out = Value::object(arena);
  out.append(arena, "items", items);
  if (lines->size() == k_page) out.append(arena, "next", arena.string(std::to_string(lines->back().number)));
  return answer(out);
}

}  // namespace

void add_open_operations(std::vector<Operation>& to) {
  to.push_back({.method = "POST",
                .path = "/verify",
                .summary = "Judges a credential in any form that is known; the same report as credex verify --json.",
                .raw_body = "the credential as it came: JSON, JWT, picture, bundle",
                .answer = verify});
  to.push_back({.method = "POST",
                .path = "/check-definition",
                .summary = "Holds a definition against the standard elements of the Recommendation.",
                .raw_body = "the definition, YAML or JSON",
                .answer = check_definition});
  std::vector<FieldInfo> query{{"q", "string", "words to be found"}, {"cursor", "string", "of the page before"}};
  for (std::size_t i = 0; i < service::k_facets; ++i)
    query.push_back(
        {service::facet_name(static_cast<service::Facet>(i)).data(), "string", "narrows; may come more than once"});
  to.push_back({.method = "GET",
                .path = "/catalogue",
                .summary = "Published micro-credentials, with counts by facet.",
                .query = query,
                .answer = catalogue});
}

void add_definition_operations(std::vector<Operation>& to) {
  to.push_back({.method = "GET",
                .path = "/definitions",
                .summary = "The organisation's micro-credentials in every state.",
                .scope = "read",
                .answer = list_definitions});
  to.push_back({.method = "POST",
                .path = "/definitions",
                .summary = "A first draft.",
                .scope = "define",
                .raw_body = "the definition, YAML or JSON",
                .good_status = 201,
                .answer = draft});
  to.push_back({.method = "GET",
                .path = "/definitions/{id}",
                .summary = "One, in its newest version or another.",
                .scope = "read",
                .query = {{"version", "integer", "its number"}},
                .answer = one_definition});
  to.push_back({.method = "PUT",
                .path = "/definitions/{id}",
                .summary = "Writes the draft anew; of a published version begins the next.",
                .scope = "define",
                .raw_body = "the definition, YAML or JSON",
                .answer = change});
  to.push_back({.method = "POST",
                .path = "/definitions/{id}/submit",
                .summary = "Sends the draft to review.",
                .scope = "define",
                .answer = [](Call& call) { return move(call, service::submit_definition); }});
  to.push_back({.method = "POST",
                .path = "/definitions/{id}/publish",
                .summary = "Publishes what is under review.",
                .scope = "publish",
                .answer = [](Call& call) { return move(call, service::publish_definition); }});
}

void add_award_operations(std::vector<Operation>& to) {
  std::vector<FieldInfo> one = learner_fields();
  one.insert(one.begin(), {"definition", "string", "id of a published definition", true});
  one.push_back({"format", "string", "ob3 (Open Badge, where it is absent) or elm (European Digital Credential)"});
  to.push_back({.method = "POST",
                .path = "/awards",
                .summary = "Issues to one learner.",
                .scope = "issue",
                .fields = one,
                .good_status = 201,
                .answer = issue});
  to.push_back({.method = "POST",
                .path = "/awards/batch",
                .summary = "Issues to a class as a job; bad rows are told by the job and stop nothing.",
                .scope = "issue",
                .fields = {{"definition", "string", "id of a published definition", true},
                           {"csv", "string", "a sheet as text; headings as in docs/definition.md", true},
                           {"format", "string", "ob3 or elm"}},
                .good_status = 202,
                .answer = issue_many});
  to.push_back({.method = "GET",
                .path = "/awards",
                .summary = "The organisation's awards, newest first.",
                .scope = "read",
                .query = {{"q", "string", "in a name or address"},
                          {"state", "string", "unclaimed, claimed, valid, suspended or revoked"},
                          {"definition", "string", "of this definition"},
                          {"batch", "string", "of this job"},
                          {"cursor", "string", "of the page before"}},
                .answer = list_awards});
  to.push_back({.method = "GET",
                .path = "/awards/{id}",
                .summary = "One award with its signed credential.",
                .scope = "read",
                .answer = one_award});
  to.push_back({.method = "POST",
                .path = "/awards/{id}/status",
                .summary = "Suspends, revokes, or makes valid again; the learner is told.",
                .scope = "status",
                .fields = {{"status", "string", "valid, suspended or revoked", true},
                           {"reason", "string", "which the learner reads", true}},
                .answer = set_status});
  std::vector<FieldInfo> again = learner_fields();
  again.push_back({"reason", "string", "what was wrong or what changed", true});
  to.push_back({.method = "POST",
                .path = "/awards/{id}/reissue",
                .summary = "Issues again with other facts; the old one is revoked and both know of each other.",
                .scope = "issue",
                .fields = again,
                .good_status = 201,
                .answer = reissue});
  to.push_back({.method = "POST",
                .path = "/awards/{id}/remind",
                .summary = "Sends the claim link again.",
                .scope = "issue",
                .answer = remind});
  to.push_back({.method = "GET",
                .path = "/jobs/{id}",
                .summary = "How far a job is, and the rows that could not be issued.",
                .scope = "read",
                .answer = one_job});
  to.push_back({.method = "GET",
                .path = "/audit",
                .summary = "The organisation's part of the hash-chained log, newest first.",
                .scope = "audit",
                .query = {{"cursor", "string", "of the page before"}},
                .answer = audit});
}

}  // namespace credex::protocol
