// The operations that need no key: check, many checks, the catalogue.
#include <algorithm>

#include "framework/definition_file.h"
#include "framework/standard_check.h"
#include "protocol/api.h"
#include "protocol/values.h"
#include "service/brought.h"
#include "service/catalogue.h"
#include "service/check.h"
#include "service/confirmed.h"
#include "service/issuer_face.h"
#include "service/jobs.h"
#include "service/presentations.h"

namespace credex::protocol {
namespace {

using json::Value;

constexpr std::int64_t k_max_files = 500;

http::Response verify(Call& call) {
  auto report = service::verify_brought(call.platform, call.request.body);
  if (!report) return problem(report.error());
  return http::json_response(service::judged_json(*report));
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
    one.append(arena, "confirmed", Value::boolean(service::is_confirmed_now(call.platform, entry.provider_slug)));
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

http::Response check_many(Call& call) {
  std::vector<service::NamedFile> files;
  for (const Value& file : call.body.root.get("files").items()) {
    const bool binary = !file.get("base64").is_null();
    std::string content{file.text(binary ? "base64" : "content")};
    const std::string where = "/files/" + std::to_string(files.size());
    if (binary) {
      auto bytes = from_base64(content);
      if (!bytes) return problem(service::invalid(bytes.error().message, where + "/base64", "send it as base64"));
      content = as_text(*bytes);
    }
    if (content.empty())
      return problem(service::invalid("this file is empty", where, "give its content, or base64 where it is no text"));
    files.push_back({.name = std::string{file.text("name")}, .content = std::move(content)});
  }
  if (files.size() > static_cast<std::size_t>(k_max_files))
    return problem(service::invalid(std::to_string(files.size()) + " files came at once", "/files",
                                    "send at most " + std::to_string(k_max_files)));
  auto job = service::start_check(call.platform, call.actor, files);
  if (!job) return problem(job.error());
  json::Arena arena;
  return answer(job_value(arena, *job), 202);
}

http::Response checked_many(Call& call) {
  auto job = service::job_of(call.platform, call.actor, call.request.parts[0]);
  if (!job || job->kind != "check") return problem(service::not_found("this check"));
  json::Arena arena;
  Value out = job_value(arena, *job);
  Value items = Value::array(arena);
  for (const auto& row : service::job_rows(call.platform, job->id, store::RowState::done, 0, k_max_files)) {
    auto input = json::parse(row.input);
    auto output = json::parse_into(arena, row.output);
    if (!input || !output) continue;
    Value one = Value::object(arena, 6);
    one.append(arena, "name", arena.string(input->root.text("name")));
    for (const json::Member& member : output->members()) one.append(arena, member.key, member.value);
    items.push(arena, one);
  }
  out.append(arena, "items", items);
  return answer(out);
}

http::Response ask_wallet(Call& call) {
  const Value name = call.body.root.get("name");
  std::vector<std::string> formats;
  if (const std::string format = call.text("format"); !format.empty()) formats.push_back(format);
  auto asked = service::ask_wallet(call.platform, call.actor,
                                   {.wanted = {.definition = call.text("definition"),
                                               .skill = call.text("skill"),
                                               .name = name.is_boolean() && name.as_boolean(),
                                               .formats = std::move(formats)},
                                    .organisation_id = call.actor.api_key ? call.actor.api_key->organisation_id : "",
                                    .encrypted = call.text("response_mode") != "direct_post"});
  if (!asked) return problem(asked.error());
  json::Arena arena;
  Value out = Value::object(arena, 4);
  out.append(arena, "id", Value::string(asked->id));
  out.append(arena, "token", Value::string(asked->token));
  out.append(arena, "wallet_uri", Value::string(asked->wallet_uri));
  out.append(arena, "page", arena.string(service::presentation_page(call.platform, asked->id, asked->token)));
  return answer(out, 201);
}

http::Response asked_wallet(Call& call) {
  auto request = service::presentation_of(call.platform, call.request.parts[0], call.request.query.get("token"));
  if (!request) return problem(request.error());
  json::Arena arena;
  Value out = Value::object(arena, 4);
  out.append(arena, "state", Value::string(store::name_of(request->state)));
  if (request->state == store::PresentationState::answered) {
    auto presentations = json::parse_into(arena, request->answer);
    auto report = json::parse_into(arena, request->report);
    if (presentations) out.append(arena, "presentations", *presentations);
    if (report) out.append(arena, "report", *report);
  }
  return answer(out);
}

}  // namespace

void add_open_operations(std::vector<Operation>& to) {
  to.push_back({.method = "POST",
                .path = "/verify",
                .summary = "Judges a credential in any form that is known; the report of credex verify --json, and in "
                           "issuer who issued it, as far as somebody vouches for that.",
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
  to.push_back({.method = "POST",
                .path = "/checks",
                .summary = "Checks up to 500 credentials as a job.",
                .fields = {{"files", "array",
                            "objects with name and content, or base64 in its place where it is no text", true}},
                .good_status = 202,
                .answer = check_many});
  to.push_back(
      {.method = "POST",
       .path = "/presentations",
       .summary = "Asks a wallet for a micro-credential (OpenID4VP): as a visitor, or as the key's organisation.",
       .fields = {{"skill", "string", "ESCO URI that a learning outcome must be tied to"},
                  {"definition", "string", "address of the micro-credential"},
                  {"name", "boolean", "true: ask for the holder's name too"},
                  {"format", "string", "dc+sd-jwt, ldp_vc or jwt_vc_json; absent: any"},
                  {"response_mode", "string", "direct_post.jwt (encrypted, where it is absent) or direct_post"}},
       .good_status = 201,
       .answer = ask_wallet});
  to.push_back({.method = "GET",
                .path = "/presentations/{id}",
                .summary = "Whether the wallet has answered, what it showed, and the judgement of it; for an hour.",
                .query = {{"token", "string", "the secret that came with the id"}},
                .answer = asked_wallet});
  to.push_back({.method = "GET",
                .path = "/checks/{id}",
                .summary = "How far these checks are, and what each file is.",
                .answer = checked_many});
}

}  // namespace credex::protocol
