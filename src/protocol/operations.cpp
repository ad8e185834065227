// The operations of organisations: definitions, awards, jobs, the log.
#include <algorithm>

#include "protocol/api.h"
#include "protocol/openid4vci.h"
#include "protocol/values.h"
#include "service/award_row.h"
#include "service/awards.h"
#include "service/definitions.h"
#include "service/jobs.h"
#include "service/mail.h"
#include "service/organisations.h"

namespace credex::protocol {
namespace {

using json::Value;

/// The organisation of the call's key.
const std::string& organisation_of(const Call& call) {
  static const std::string k_none;
  return call.actor.api_key ? call.actor.api_key->organisation_id : k_none;
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
  return answer_list(service::definitions_of(call.platform, organisation_of(call)),
                     [&](json::Arena& arena, const auto& line) {
                       Value one = Value::object(arena);
                       one.append(arena, "id", arena.string(line.record.id));
                       one.append(arena, "uri", arena.string(line.record.uri));
                       one.append(arena, "title", arena.string(line.record.title));
                       one.append(arena, "state", Value::string(store::name_of(line.state)));
                       one.append(arena, "published_version", Value::integer(line.record.published_version));
                       return one;
                     });
}

http::Response draft(Call& call) {
  return with_definition(service::draft_definition(call.platform, call.actor, organisation_of(call), call.request.body),
                         201);
}

http::Response change(Call& call) {
  return with_definition(service::change_draft(call.platform, call.actor, call.request.parts[0], call.request.body));
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
  return service::learner_facts([&](std::string_view name) { return call.text(name); });
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

/// The format that a call asks for; Open Badges where it asks for none.
Result<credential::Format> format_of(const Call& call) {
  const std::string name = call.text("format");
  const auto format = credential::format_from(name.empty() ? "ob3" : name);
  if (!format || *format == credential::Format::open_badge_jwt)
    return service::invalid("'" + name + "' is no format that is issued here", "format", "give ob3, elm or sd-jwt");
  return *format;
}

http::Response issue(Call& call) {
  auto format = format_of(call);
  if (!format) return problem(format.error());
  return with_award(
      call, service::issue_award(call.platform, call.actor, call.text("definition"), facts_of(call), *format), 201);
}

http::Response offer_award(Call& call) {
  const Value code = call.body.root.get("tx_code");
  const bool without = code.is_boolean() && !code.as_boolean();
  auto offer = service::make_offer(call.platform, call.actor, call.request.parts[0],
                                   without ? service::TxCode::none : service::TxCode::six_digits);
  if (!offer) return problem(offer.error());
  const Value by_value = call.body.root.get("by_value");
  auto link = by_value.is_boolean() && by_value.as_boolean()
                  ? offer_link_by_value(call.platform, *offer)
                  : Result<std::string>{service::offer_link(call.platform, *offer)};
  if (!link) return problem(link.error());
  json::Arena arena;
  Value out = Value::object(arena, 2);
  out.append(arena, "offer_uri", arena.string(*link));
  if (!offer->tx_code.empty()) out.append(arena, "tx_code", arena.string(offer->tx_code));
  return answer(out, 201);
}

http::Response issue_many(Call& call) {
  auto format = format_of(call);
  if (!format) return problem(format.error());
  auto job =
      service::prepare_cohort(call.platform, call.actor, call.text("definition"), "api.csv", call.text("csv"), *format);
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
  Value out = list_value(arena, *awards, [&](json::Arena& to, const store::Award& award) {
    return award_value(to, call.platform, award, false);
  });
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

http::Response cancel(Call& call) {
  if (auto done = service::cancel_job(call.platform, call.actor, call.request.parts[0]); !done)
    return problem(done.error());
  return one_job(call);
}

http::Response award_mails(Call& call) {
  auto award = service::award_of(call.platform, call.actor, call.request.parts[0]);
  if (!award) return problem(award.error());
  return answer_list(service::mails_about(call.platform, award->id), [&](json::Arena& arena, const auto& mail) {
    Value one = Value::object(arena, 8);
    one.append(arena, "id", arena.string(mail.id));
    one.append(arena, "to", arena.string(mail.recipient));
    one.append(arena, "subject", arena.string(mail.subject));
    one.append(arena, "state", Value::string(store::name_of(mail.state)));
    one.append(arena, "attempts", Value::integer(mail.attempts));
    if (!mail.error.empty()) one.append(arena, "error", arena.string(mail.error));
    if (mail.sent) one.append(arena, "sent", arena.string(to_string(*mail.sent)));
    return one;
  });
}

http::Response mail_again(Call& call) {
  if (auto done = service::send_again(call.platform, call.actor, call.request.parts[0]); !done)
    return problem(done.error());
  json::Arena arena;
  Value out = Value::object(arena);
  out.append(arena, "state", Value::string(store::name_of(store::MailState::waiting)));
  return answer(out);
}

http::Response audit(Call& call) {
  auto lines =
      service::audit_log(call.platform, call.actor, organisation_of(call),
                         std::atoll(call.request.query.get("cursor").c_str()), static_cast<std::int64_t>(k_page));
  if (!lines) return problem(lines.error());
  json::Arena arena;
  Value out = list_value(arena, *lines, [](json::Arena& to, const auto& line) {
    Value one = Value::object(to, 8);
    one.append(to, "number", Value::integer(line.number));
    one.append(to, "at", to.string(to_string(line.at)));
    one.append(to, "who", to.string(line.who));
    one.append(to, "action", to.string(line.action));
    one.append(to, "subject", to.string(line.subject));
    one.append(to, "detail", to.string(line.detail));
    return one;
  });
  if (lines->size() == k_page) out.append(arena, "next", arena.string(std::to_string(lines->back().number)));
  return answer(out);
}

}  // namespace

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
  one.push_back({"format", "string",
                 "ob3 (Open Badge, where it is absent), elm (European Digital Credential) or sd-jwt (SD-JWT VC)"});
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
                           {"format", "string", "ob3, elm or sd-jwt"}},
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
  to.push_back({.method = "POST",
                .path = "/awards/{id}/offer",
                .summary =
                    "Offers an award to its holder's wallet (OpenID4VCI): by the organisation, or by the holder with "
                    "a key of theirs.",
                .scope = "issue",
                .fields = {{"tx_code", "boolean", "false: no code of six digits that the holder types into the wallet"},
                           {"by_value", "boolean", "true: the link holds the offer itself, not an address of it"}},
                .good_status = 201,
                .answer = offer_award});
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
  to.push_back({.method = "POST",
                .path = "/jobs/{id}/cancel",
                .summary = "Stops a job; what it has issued stays.",
                .scope = "issue",
                .answer = cancel});
  to.push_back({.method = "GET",
                .path = "/awards/{id}/mails",
                .summary = "The mails about an award and what became of each.",
                .scope = "read",
                .answer = award_mails});
  to.push_back({.method = "POST",
                .path = "/mails/{id}/again",
                .summary = "Puts a mail back in the queue.",
                .scope = "issue",
                .answer = mail_again});
  to.push_back({.method = "GET",
                .path = "/audit",
                .summary = "The organisation's part of the hash-chained log, newest first.",
                .scope = "audit",
                .query = {{"cursor", "string", "of the page before"}},
                .answer = audit});
}

}  // namespace credex::protocol
