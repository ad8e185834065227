#include "protocol/api.h"

#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "service/awards.h"
#include "service/keys.h"
#include "service/own_documents.h"
#include "store/award_records.h"

namespace credex::protocol {
namespace {

using json::Value;

constexpr std::size_t k_max_api_body = std::size_t{32} * 1024 * 1024;

int status_of(const Error& error) {
  const std::string& code = error.code;
  if (code == "service.signed_out") return 401;
  if (code == "service.forbidden" || code == "service.unconfirmed") return 403;
  if (code == "service.not_found") return 404;
  if (code == "service.conflict" || code == "service.needs_release" || code == "service.mandate" ||
      code == "service.holder_differs" || code == "service.holder_open")
    return 409;
  if (code == "service.too_many") return 429;
  if (code.starts_with("json.")) return 400;
  return 422;
}

std::string bearer(const http::Request& request) {
  const auto header = request.header("authorization");
  constexpr std::string_view k_bearer = "Bearer ";
  return header.starts_with(k_bearer) ? std::string{header.substr(k_bearer.size())} : std::string{};
}

/// "/awards/{id}" as the router writes it.
std::string pattern_of(std::string path) {
  for (std::size_t at = 0; (at = path.find('{', at)) != std::string::npos; ++at) {
    const auto end = path.find('}', at);
    path.replace(at, end - at + 1, "{}");
  }
  return "/api/v1" + path;
}

}  // namespace

http::Response problem(const Error& error, int status) {
  json::Arena arena;
  Value out = Value::object(arena, 8);
  out.append(arena, "type", arena.string("https://credex.example/problems/" + error.code));
  out.append(arena, "title", arena.string(error.message));
  out.append(arena, "status", Value::integer(status));
  out.append(arena, "code", arena.string(error.code));
  if (!error.where.empty()) out.append(arena, "where", arena.string(error.where));
  if (!error.remedy.empty()) out.append(arena, "detail", arena.string(error.remedy));
  return http::text(json::write_pretty(out), status, "application/problem+json");
}

http::Response problem(const Error& error) { return problem(error, status_of(error)); }

http::Response answer(Value value, int status) { return http::json_response(json::write_pretty(value), status); }

Api::Api(service::Platform& platform, std::size_t rate) : platform_{platform} {
  if (rate > 0) {
    const std::chrono::milliseconds refill{std::max<std::int64_t>(1, 1000 / static_cast<std::int64_t>(rate))};
    limit_ = std::make_unique<http::RateLimit>(static_cast<double>(4 * rate), refill);
  }
  add_open_operations(operations_);
  add_definition_operations(operations_);
  add_award_operations(operations_);
  add_own_operations(operations_);
  add_recognition_operations(operations_);
  add_skill_operations(operations_);
}

void Api::add_routes(http::Router& router) {
  for (const Operation& operation : operations_) {
    router.add(
        operation.method, pattern_of(operation.path),
        [this, &operation](const http::Request& request) { return run(request, operation); }, k_max_api_body);
  }
  router.add("GET", "/api/openapi.json", [this](const http::Request&) { return http::json_response(openapi()); });
  router.add("GET", "/api", [this](const http::Request&) { return http::html(page()); });
  const auto own = [this](const http::Request& request) {
    auto document = service::own_document(platform_, request.path);
    if (!document) return problem(document.error());
    // Who asks for JSON alone is answered so: libraries read no other media type.
    const std::string_view accept = request.header("accept");
    const bool is_json_asked = document->type == "application/vc" && accept.find("json") != std::string_view::npos &&
                               accept.find("application/vc") == std::string_view::npos;
    auto out = http::text(std::move(document->body), 200, is_json_asked ? "application/ld+json" : document->type);
    out.with("Vary", "Accept");
    out.with("Access-Control-Allow-Origin", "*").with("Cache-Control", "public, max-age=300");
    return out;
  };
  router.add("GET", "/status/{}/{}", own);
  router.add("GET", "/o/{}/did.json", [this, own](const http::Request& request) {
    if (!request.query.has("versionTime")) return own(request);
    auto at = parse_instant(request.query.get("versionTime"));
    if (!at) return problem(at.error(), 400);
    auto document = service::did_document(platform_, request.parts[0], *at);
    if (!document) return problem(document.error());
    return http::text(std::move(*document), 200, "application/did+ld+json");
  });
  router.add("GET", "/o/{}/did-history.json", own);
  router.add("GET", service::k_attestation_type_path, own);
}

http::Response Api::run(const http::Request& request, const Operation& operation) {
  if (const auto wait = limit_ ? limit_->take(request.client) : std::chrono::seconds{0}; wait.count() > 0) {
    auto out =
        problem({.code = "service.too_many", .message = "too many calls at once", .remedy = "wait and try again"});
    out.with("Retry-After", std::to_string(wait.count()));
    return out;
  }
  Call call{.platform = platform_, .request = request};
  if (const std::string key = bearer(request); !key.empty()) {
    auto actor = service::actor_of_key(platform_, key);
    if (!actor) return problem(actor.error());
    call.actor = std::move(*actor);
  } else if (*operation.scope != 0) {
    auto out =
        problem({.code = "service.signed_out",
                 .message = "this needs an API key",
                 .remedy = "send one as 'Authorization: Bearer KEY'; an organisation's administrator makes it, or you "
                           "under My account for what is yours"});
    out.with("WWW-Authenticate", "Bearer");
    return out;
  }
  if (!operation.fields.empty()) {
    const bool may_be_absent = std::none_of(operation.fields.begin(), operation.fields.end(),
                                            [](const FieldInfo& field) { return field.required; });
    auto body = json::parse(request.body.empty() && may_be_absent ? "{}" : request.body);
    if (!body) return problem(body.error());
    if (!body->root.is_object())
      return problem({.code = "api.body", .message = "the body is no JSON object", .remedy = "see /api"}, 400);
    call.body = std::move(*body);
    for (const json::Member& member : call.body.root.members()) {
      bool known = false;
      for (const FieldInfo& field : operation.fields) known = known || member.key == field.name;
      if (!known)
        return problem({.code = "api.field",
                        .message = "there is no field '" + std::string{member.key} + "'",
                        .where = "/" + std::string{member.key},
                        .remedy = "see /api for the fields that there are"},
                       400);
    }
    for (const FieldInfo& field : operation.fields) {
      if (field.required && call.body.root.get(field.name).is_null())
        return problem({.code = "api.field",
                        .message = "the field '" + std::string{field.name} + "' is missing",
                        .where = "/" + std::string{field.name},
                        .remedy = field.words},
                       400);
    }
  }
  return once(call, operation);
}

http::Response Api::once(Call& call, const Operation& operation) {
  const std::string key{call.request.header("idempotency-key")};
  if (key.empty() || std::string_view{operation.method} == "GET" || !call.actor.api_key) return operation.answer(call);
  // The same key and the same request: the answer that was given; another request under the key is refused.
  const std::string id = call.actor.api_key->id + " " + key.substr(0, 200);
  const std::string hash = hex(sha256(call.request.method + "\n" + call.request.path + "\n" + call.request.body));
  const auto kept = store::reading(
      *platform_.database, [&](store::Tx& tx) { return store::find_one<store::Idempotency>(tx, "id = ?1", {id}); });
  if (kept) {
    if (kept->request_hash != hash)
      return problem({.code = "api.idempotency",
                      .message = "this Idempotency-Key came with another request before",
                      .remedy = "use a new key for a new request"},
                     422);
    auto out = http::json_response(kept->body, static_cast<int>(kept->status));
    out.with("Idempotent-Replay", "true");
    return out;
  }
  http::Response out = operation.answer(call);
  if (out.status < 500) {
    try {
      platform_.database->write([&](store::Tx& tx) {
        tx.execute("DELETE FROM idempotency WHERE created < ?1",
                   {store::cell_from(platform_.now() - std::chrono::hours{48})});
        store::insert(
            tx,
            store::Idempotency{
                .id = id, .request_hash = hash, .status = out.status, .body = out.body, .created = platform_.now()});
      });
    } catch (const store::Failure& failure) {
      // The same request at the same time has kept its answer first.
      if (failure.kind() != store::Failure::Kind::duplicate) throw;
    }
  }
  return out;
}

namespace {

Value field_schema(json::Arena& arena, const FieldInfo& field) {
  Value out = Value::object(arena);
  out.append(arena, "type", Value::string(field.type));
  out.append(arena, "description", Value::string(field.words));
  return out;
}

Value parameter(json::Arena& arena, std::string_view name, const char* in, const char* words, const char* type) {
  Value out = Value::object(arena);
  out.append(arena, "name", arena.string(name));
  out.append(arena, "in", Value::string(in));
  out.append(arena, "required", Value::boolean(std::string_view{in} == "path"));
  out.append(arena, "description", Value::string(words));
  Value schema = Value::object(arena);
  schema.append(arena, "type", Value::string(type));
  out.append(arena, "schema", schema);
  return out;
}

Value content(json::Arena& arena, const char* type, Value schema) {
  Value media = Value::object(arena);
  media.append(arena, "schema", schema);
  Value out = Value::object(arena);
  out.append(arena, type, media);
  return out;
}

Value operation_value(json::Arena& arena, const Operation& operation) {
  Value out = Value::object(arena);
  std::string id = operation.method + std::string{operation.path};
  for (char& c : id) c = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ? c : '_';
  out.append(arena, "operationId", arena.string(id));
  out.append(arena, "summary", Value::string(operation.summary));
  Value parameters = Value::array(arena);
  const std::string_view path = operation.path;
  for (std::size_t at = 0; (at = path.find('{', at)) != std::string_view::npos; ++at)
    parameters.push(
        arena, parameter(arena, path.substr(at + 1, path.find('}', at) - at - 1), "path", "its identifier", "string"));
  for (const FieldInfo& field : operation.query)
    parameters.push(arena, parameter(arena, field.name, "query", field.words, field.type));
  if (*operation.scope != 0 && std::string_view{operation.method} != "GET")
    parameters.push(arena, parameter(arena, "Idempotency-Key", "header",
                                     "a key of your own: the same request under it is done once", "string"));
  if (!parameters.empty()) out.append(arena, "parameters", parameters);
  if (!operation.fields.empty() || operation.raw_body) {
    Value body = Value::object(arena);
    body.append(arena, "required", Value::boolean(true));
    if (operation.raw_body) {
      Value schema = Value::object(arena);
      schema.append(arena, "type", Value::string("string"));
      schema.append(arena, "description", Value::string(operation.raw_body));
      body.append(arena, "content", content(arena, "application/octet-stream", schema));
    } else {
      Value schema = Value::object(arena);
      Value properties = Value::object(arena);
      Value required = Value::array(arena);
      for (const FieldInfo& field : operation.fields) {
        properties.append(arena, field.name, field_schema(arena, field));
        if (field.required) required.push(arena, Value::string(field.name));
      }
      schema.append(arena, "type", Value::string("object"));
      schema.append(arena, "properties", properties);
      if (!required.empty()) schema.append(arena, "required", required);
      schema.append(arena, "additionalProperties", Value::boolean(false));
      body.append(arena, "content", content(arena, "application/json", schema));
    }
    out.append(arena, "requestBody", body);
  }
  Value responses = Value::object(arena);
  Value good = Value::object(arena);
  good.append(arena, "description", Value::string("done"));
  Value any = Value::object(arena);
  any.append(arena, "type", Value::string("object"));
  if (operation.good_status != 204) good.append(arena, "content", content(arena, "application/json", any));
  responses.append(arena, arena.copy(std::to_string(operation.good_status)), good);
  Value reference = Value::object(arena);
  reference.append(arena, "$ref", Value::string("#/components/responses/Problem"));
  responses.append(arena, "default", reference);
  out.append(arena, "responses", responses);
  if (*operation.scope != 0) {
    Value need = Value::object(arena);
    Value scopes = Value::array(arena);
    scopes.push(arena, Value::string(operation.scope));
    need.append(arena, "key", scopes);
    Value security = Value::array(arena);
    security.push(arena, need);
    out.append(arena, "security", security);
  }
  return out;
}

}  // namespace

std::string Api::openapi() const {
  json::Arena arena;
  Value out = Value::object(arena);
  out.append(arena, "openapi", Value::string("3.1.0"));
  Value info = Value::object(arena);
  info.append(arena, "title", Value::string("CREDEX"));
  info.append(arena, "version", Value::string("1"));
  info.append(arena, "description",
              Value::string("Micro-credentials of the cultural and creative industries: define, issue, check."));
  out.append(arena, "info", info);
  Value server = Value::object(arena);
  server.append(arena, "url", arena.string(platform_.url("/api/v1")));
  Value servers = Value::array(arena);
  servers.push(arena, server);
  out.append(arena, "servers", servers);
  Value paths = Value::object(arena, 32);
  for (const Operation& operation : operations_) {
    Value* known = paths.find(operation.path);
    Value item = known ? *known : Value::object(arena);
    if (!known) paths.append(arena, operation.path, item);
    item.append(arena, arena.copy(ascii_lower(operation.method)), operation_value(arena, operation));
  }
  out.append(arena, "paths", paths);
  auto components = json::parse_into(arena, R"json({"securitySchemes":{"key":{"type":"http","scheme":"bearer",
    "description":"an API key of an organisation, or of a person for what is under /me"}},"responses":{"Problem":{"description":"why it could not be done (RFC 9457)",
    "content":{"application/problem+json":{"schema":{"type":"object","properties":{"type":{"type":"string"},
    "title":{"type":"string"},"status":{"type":"integer"},"code":{"type":"string"},"where":{"type":"string"},
    "detail":{"type":"string"}}}}}}}})json");
  assert(components && "it is written above");
  out.append(arena, "components", *components);
  return json::write_pretty(out);
}

std::string Api::page() const {
  std::string out =
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\"><title>API · CREDEX</title><link rel=\"stylesheet\" "
      "href=\"/static/credex.css\"></head><body><header class=\"top\"><a class=\"brand\" "
      "href=\"/\">CREDEX</a></header><main><h1>For programs</h1><p class=\"lead\">JSON over HTTP under "
      "<code>/api/v1</code>. Keys are made by an organisation's administrator, or by a person for their own collection "
      "(under My account), and sent as <code>Authorization: Bearer "
      "KEY</code>. Errors are problem documents (RFC 9457). An <code>Idempotency-Key</code> makes a call safe to "
      "repeat. "
      "Lists give a <code>next</code> cursor. The description for tools: <a "
      "href=\"/api/openapi.json\">/api/openapi.json</a> (OpenAPI 3.1).</p>";
  out +=
      "<h2 id=\"webhooks\">Webhooks</h2><p>Under <em>Webhooks</em> an administrator names an address and what it is "
      "told "
      "of. It gets a POST of <code>{\"type\", \"timestamp\", \"data\"}</code> with the headers "
      "<code>webhook-id</code>, "
      "<code>webhook-timestamp</code> and <code>webhook-signature</code>, as the specification Standard Webhooks has "
      "them: <code>v1,</code> and base64 of HMAC-SHA256 over <code>id.timestamp.body</code>, the key being the base64 "
      "behind <code>whsec_</code>. Answer 2xx; what fails is tried again after 5 seconds, then ever later for three "
      "days. "
      "A message that comes twice has the same id. Redirects are not followed.</p>";
  for (const Operation& operation : operations_) {
    out += "<h2><code>" + std::string{operation.method} + " " + operation.path + "</code></h2><p>" + operation.summary +
           (*operation.scope != 0 ? " Scope: <code>" + std::string{operation.scope} + "</code>." : "") + "</p>";
    if (operation.raw_body) out += "<p>Body: " + std::string{operation.raw_body} + ".</p>";
    if (operation.query.empty() && operation.fields.empty()) continue;
    out +=
        "<div class=\"scroll\" "
        "tabindex=\"0\"><table><thead><tr><th>Field</th><th>In</th><th>Type</th><th>What</th></tr></thead><tbody>";
    for (const auto* list : {&operation.query, &operation.fields}) {
      for (const FieldInfo& field : *list) {
        out += "<tr><td><code>" + std::string{field.name} + "</code>" + (field.required ? " *" : "") + "</td><td>" +
               (list == &operation.query ? "query" : "body") + "</td><td>" + field.type + "</td><td>" + field.words +
               "</td></tr>";
      }
    }
    out += "</tbody></table></div>";
  }
  return out + "</main></body></html>\n";
}

}  // namespace credex::protocol
