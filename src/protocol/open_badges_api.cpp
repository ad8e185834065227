#include "protocol/open_badges_api.h"

#include <algorithm>

#include "base/uri.h"
#include "credential/contents.h"
#include "credential/open_badge.h"
#include "protocol/oauth.h"
#include "service/collection.h"
#include "service/holder_gate.h"
#include "service/oauth.h"

namespace credex::protocol {
namespace {

using json::Value;
using service::Platform;

constexpr const char* k_base = "/ims/ob/v3p0";
constexpr std::string_view k_scope = "https://purl.imsglobal.org/spec/ob/v3p0/scope/";
constexpr const char* k_context = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
constexpr std::size_t k_max_badge = std::size_t{8} * 1024 * 1024;
constexpr std::int64_t k_max_page = 200;

/// Imsx_StatusInfo (Open Badges 3.0, section B.3.1).
http::Response status_info(int status, const std::string& words) {
  const char* const minor = status == 401   ? "unauthorisedrequest"
                            : status == 403 ? "forbidden"
                            : status == 404 ? "unknownobject"
                            : status >= 500 ? "internal_server_error"
                                            : "invaliddata";
  json::Arena arena;
  const Value field = Value::object(arena, 2);
  field.append(arena, "imsx_codeMinorFieldName", Value::string("TargetEndSystem"));
  field.append(arena, "imsx_codeMinorFieldValue", Value::string(minor));
  const Value fields = Value::array(arena, 1);
  fields.push(arena, field);
  const Value code = Value::object(arena, 1);
  code.append(arena, "imsx_codeMinorField", fields);
  const Value out = Value::object(arena, 4);
  out.append(arena, "imsx_codeMajor", Value::string("failure"));
  out.append(arena, "imsx_severity", Value::string("error"));
  out.append(arena, "imsx_description", arena.string(words));
  out.append(arena, "imsx_codeMinor", code);
  http::Response response = json_answer(out, status);
  if (status == 401) response.with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
  return response;
}
http::Response status_info(const Error& error) {
  const int status = error.code == "service.signed_out"  ? 401
                     : error.code == "service.forbidden" ? 403
                     : error.code == "service.not_found" ? 404
                     : error.code.starts_with("store.")  ? 500
                                                         : 400;
  return status_info(status, error.to_string());
}

Result<service::Actor> actor_of(Platform& platform, const http::Request& request, std::string_view scope) {
  const std::string_view header = request.header("authorization");
  const std::string_view token = header.starts_with("Bearer ") ? header.substr(7) : std::string_view{};
  return service::actor_of_token(platform, token, std::string{k_scope} + std::string{scope});
}

http::Response discovery(Platform& platform, const http::Request& /*request*/) {
  json::Arena arena;
  const auto url = [&](const char* path) { return arena.string(platform.url(path)); };
  const Value scopes = Value::object(arena, 5);
  for (const service::OAuthScope& scope : service::k_oauth_scopes) {
    std::string words{scope.words};
    scopes.append(arena, scope.name, arena.string(words));
  }
  const Value code = Value::object(arena, 4);
  code.append(arena, "authorizationUrl", url("/oauth/authorize"));
  code.append(arena, "tokenUrl", url("/oauth/token"));
  code.append(arena, "refreshUrl", url("/oauth/token"));
  code.append(arena, "scopes", scopes);
  const Value flows = Value::object(arena, 1);
  flows.append(arena, "authorizationCode", code);
  const Value scheme = Value::object(arena, 4);
  scheme.append(arena, "type", Value::string("oauth2"));
  scheme.append(arena, "description", Value::string("OAuth 2.0 authorization code grant with PKCE (S256)"));
  scheme.append(arena, "x-imssf-registrationUrl", url("/oauth/register"));
  scheme.append(arena, "flows", flows);
  const Value schemes = Value::object(arena, 1);
  schemes.append(arena, "OAuth2ACG", scheme);
  const Value components = Value::object(arena, 2);
  components.append(arena, "securitySchemes", schemes);
  components.append(arena, "schemas", Value::object(arena, 0));
  const Value info = Value::object(arena, 5);
  info.append(arena, "title", Value::string("CREDEX: Open Badges 3.0"));
  info.append(arena, "version", Value::string("3.0"));
  info.append(arena, "termsOfService", url("/words"));
  info.append(arena, "x-imssf-privacyPolicyUrl", url("/words"));
  const Value server = Value::object(arena, 1);
  server.append(arena, "url", arena.string(platform.url(k_base)));
  const Value servers = Value::array(arena, 1);
  servers.push(arena, server);
  const Value paths = Value::object(arena, 2);
  for (const auto& [path, operations] :
       {std::pair{"/credentials", std::vector<std::pair<const char*, const char*>>{{"get", "getCredentials"},
                                                                                   {"post", "upsertCredential"}}},
        {"/profile", {{"get", "getProfile"}, {"put", "putProfile"}}}}) {
    const Value methods = Value::object(arena, 2);
    for (const auto& [method, name] : operations) {
      const Value operation = Value::object(arena, 1);
      operation.append(arena, "operationId", Value::string(name));
      methods.append(arena, method, operation);
    }
    paths.append(arena, path, methods);
  }
  const Value out = Value::object(arena, 5);
  out.append(arena, "openapi", Value::string("3.0.1"));
  out.append(arena, "info", info);
  out.append(arena, "servers", servers);
  out.append(arena, "paths", paths);
  out.append(arena, "components", components);
  return http::json_response(json::write_pretty(out));
}

/// The badges of a collection, as documents or as compact tokens.
struct Badge {
  const store::Holding* holding = nullptr;
  bool is_token = false;
};
bool is_badge(const std::string& credential, bool& is_token) {
  auto document = credential::document_of(credential);
  if (!document || !credential::is_open_badge(document->root)) return false;
  is_token = !credential.empty() && credential[0] != '{';
  // Baked pictures and the like are handed over as what is in them.
  return true;
}

std::int64_t number_of(const http::Request& request, const char* name, std::int64_t otherwise) {
  const std::string& text = request.query.get(name);
  return text.empty() ? otherwise : std::atoll(text.c_str());
}

http::Response get_credentials(Platform& platform, const http::Request& request) {
  auto actor = actor_of(platform, request, "credential.readonly");
  if (!actor) return status_info(actor.error());
  const std::int64_t limit = number_of(request, "limit", k_max_page);
  const std::int64_t offset = number_of(request, "offset", 0);
  if (limit < 1 || offset < 0) return status_info(400, "limit is a positive number, offset is none below zero");
  Instant since{};
  if (request.query.has("since")) {
    auto read = parse_instant(request.query.get("since"));
    if (!read) return status_info(400, "since is no date and time");
    since = *read;
  }
  // What is about somebody else is given to no other program as this person's.
  auto holdings = service::holdings_of(platform, *actor);
  const auto standings = service::holder_standings(platform, *actor);
  std::erase_if(holdings, [&](const store::Holding& one) {
    const auto standing = standings.find(one.id);
    return standing == standings.end() || !standing->second.may(service::HolderUse::show);
  });
  std::ranges::sort(holdings, {}, &store::Holding::id);
  std::vector<Badge> badges;
  for (const store::Holding& one : holdings) {
    Badge badge{.holding = &one};
    if (one.added >= since && is_badge(one.credential, badge.is_token)) badges.push_back(badge);
  }
  const auto total = static_cast<std::int64_t>(badges.size());
  const std::int64_t count = std::min(limit, k_max_page);
  json::Arena arena;
  const Value documents = Value::array(arena, 8);
  const Value tokens = Value::array(arena, 8);
  for (std::int64_t i = offset; i < std::min(total, offset + count); ++i) {
    const Badge& badge = badges[static_cast<std::size_t>(i)];
    if (badge.is_token) {
      tokens.push(arena, arena.string(badge.holding->credential));
      continue;
    }
    auto document = json::parse_into(arena, badge.holding->credential);
    if (document) documents.push(arena, *document);
  }
  const Value out = Value::object(arena, 2);
  if (!documents.empty()) out.append(arena, "credential", documents);
  if (!tokens.empty()) out.append(arena, "compactJwsString", tokens);
  http::Response response = no_store(http::text(json::write(out), 200, "application/json"));
  response.with("X-Total-Count", std::to_string(total));
  const auto page = [&](std::int64_t at, const char* relation) {
    std::string url = platform.url(std::string{k_base} + "/credentials?limit=" + std::to_string(count) +
                                   "&offset=" + std::to_string(at));
    if (request.query.has("since")) url += "&since=" + percent_encoded(request.query.get("since"));
    return "<" + url + ">; rel=\"" + relation + "\"";
  };
  std::string link;
  if (offset + count < total) link += page(offset + count, "next") + ", ";
  if (offset > 0) link += page(std::max<std::int64_t>(0, offset - count), "prev") + ", ";
  link += page(total == 0 ? 0 : (total - 1) / count * count, "last") + ", " + page(0, "first");
  response.with("Link", link);
  return response;
}

http::Response upsert_credential(Platform& platform, const http::Request& request) {
  auto actor = actor_of(platform, request, "credential.upsert");
  if (!actor) return status_info(actor.error());
  bool is_token = false;
  if (!is_badge(request.body, is_token))
    return status_info(400, "the body is no Open Badge 3.0: send an AchievementCredential as JSON, or a compact JWS");
  auto placed = service::place_holding(platform, *actor, request.body, "Open Badges API");
  if (!placed) return status_info(placed.error());
  return no_store(
      http::text(placed->holding.credential, placed->is_new ? 201 : 200, is_token ? "text/plain" : "application/json"));
}

Value profile_value(json::Arena& arena, const service::Profile& profile) {
  const Value out = Value::object(arena, 6);
  out.append(arena, "@context", json::texts(arena, {"https://www.w3.org/ns/credentials/v2", k_context}));
  out.append(arena, "id", arena.string("urn:credex:person:" + profile.person.id));
  out.append(arena, "type", json::texts(arena, {"Profile"}));
  if (!profile.person.name.empty()) out.append(arena, "name", arena.string(profile.person.name));
  for (const store::EmailAddress& address : profile.addresses) {
    if (address.is_primary) out.append(arena, "email", arena.string(address.address));
  }
  return out;
}

http::Response get_profile(Platform& platform, const http::Request& request) {
  auto actor = actor_of(platform, request, "profile.readonly");
  if (!actor) return status_info(actor.error());
  json::Arena arena;
  return json_answer(profile_value(arena, service::profile_of(platform, *actor)));
}

http::Response put_profile(Platform& platform, const http::Request& request) {
  auto actor = actor_of(platform, request, "profile.update");
  if (!actor) return status_info(actor.error());
  auto body = json::parse(request.body);
  if (!body || body->root.text("name").empty()) return status_info(400, "the body is no Profile with a name");
  // The person let the program do this; keys of theirs may not.
  actor->api_key.reset();
  const service::Profile before = service::profile_of(platform, *actor);
  auto done = service::change_profile(platform, *actor, std::string{body->root.text("name")}, before.person.language);
  if (!done) return status_info(done.error());
  actor->person->name = body->root.text("name");
  json::Arena arena;
  return json_answer(profile_value(arena, service::profile_of(platform, *actor)));
}

http::Response register_client(Platform& platform, const http::Request& request) {
  auto body = json::parse(request.body);
  if (!body || !body->root.is_object())
    return oauth_error({.code = "oauth.invalid_client_metadata", .message = "the body is no JSON object"});
  const Value& root = body->root;
  service::OAuthClientFacts facts{.name = std::string{root.text("client_name")},
                                  .uri = std::string{root.text("client_uri")},
                                  .scopes = std::string{root.text("scope")},
                                  .auth_method = std::string{root.text("token_endpoint_auth_method")}};
  for (const Value& uri : root.get("redirect_uris").items()) facts.redirect_uris.emplace_back(uri.as_string());
  auto made = service::register_client(platform, facts);
  if (!made) return oauth_error(made.error());
  json::Arena arena;
  const Value out = root.clone(arena);
  out.set(arena, "client_id", arena.string(made->record.id));
  if (!made->secret.empty()) {
    out.set(arena, "client_secret", arena.string(made->secret));
    out.set(arena, "client_secret_expires_at", Value::integer(0));
  }
  out.set(arena, "client_id_issued_at", Value::integer(unix_seconds(made->record.created)));
  out.set(arena, "scope", arena.string(made->record.scopes));
  out.set(arena, "grant_types", json::texts(arena, {"authorization_code", "refresh_token"}));
  out.set(arena, "response_types", json::texts(arena, {"code"}));
  out.set(arena, "token_endpoint_auth_method",
          arena.string(facts.auth_method.empty() ? "client_secret_basic" : facts.auth_method));
  return json_answer(out, 201);
}

/// By HTTP Basic (RFC 6749, section 2.3.1), else by the fields of the form.
service::OAuthCaller caller_of(const http::Request& request, const http::Fields& form) {
  const std::string_view header = request.header("authorization");
  if (header.starts_with("Basic ")) {
    auto bytes = from_base64(header.substr(6));
    const std::string both = bytes ? std::string{as_text(*bytes)} : "";
    const auto colon = both.find(':');
    if (colon != std::string::npos)
      return {.client_id = percent_decoded(both.substr(0, colon), Plus::is_space),
              .secret = percent_decoded(both.substr(colon + 1), Plus::is_space)};
  }
  return {.client_id = form.get("client_id"), .secret = form.get("client_secret")};
}

http::Response token(Platform& platform, const http::Request& request) {
  auto form = form_fields(request);
  if (!form) return oauth_error(form.error());
  const service::OAuthCaller caller = caller_of(request, *form);
  const std::string& kind = form->get("grant_type");
  Result<service::OAuthTokens> tokens =
      Error{.code = "oauth.unsupported_grant_type", .message = "authorization_code or refresh_token is wanted"};
  if (kind == "authorization_code")
    tokens = service::tokens_for_code(platform, caller, form->get("code"), form->get("redirect_uri"),
                                      form->get("code_verifier"));
  if (kind == "refresh_token") tokens = service::refreshed_tokens(platform, caller, form->get("refresh_token"));
  if (!tokens) return oauth_error(tokens.error());
  json::Arena arena;
  const Value out = Value::object(arena, 5);
  out.append(arena, "access_token", arena.string(tokens->access));
  out.append(arena, "token_type", Value::string("Bearer"));
  out.append(arena, "expires_in", Value::integer(tokens->expires_in));
  if (!tokens->refresh.empty()) out.append(arena, "refresh_token", arena.string(tokens->refresh));
  out.append(arena, "scope", arena.string(tokens->scope));
  return json_answer(out);
}

http::Response revoke(Platform& platform, const http::Request& request) {
  auto form = form_fields(request);
  if (!form) return oauth_error(form.error());
  auto done = service::revoke_token(platform, caller_of(request, *form), form->get("token"));
  if (!done) return oauth_error(done.error());
  return no_store(http::text("", 200));
}

}  // namespace

void add_open_badges_api(Platform& platform, http::Router& router) {
  using Answer = http::Response (*)(Platform&, const http::Request&);
  struct Route {
    const char* method;
    const char* path;
    Answer answer;
    std::size_t max_body;
  };
  constexpr std::size_t k_small = std::size_t{64} * 1024;
  for (const Route& route : {Route{"GET", "/ims/ob/v3p0/discovery", discovery, k_small},
                             {"GET", "/ims/ob/v3p0/credentials", get_credentials, k_small},
                             {"POST", "/ims/ob/v3p0/credentials", upsert_credential, k_max_badge},
                             {"GET", "/ims/ob/v3p0/profile", get_profile, k_small},
                             {"PUT", "/ims/ob/v3p0/profile", put_profile, k_small},
                             {"POST", "/oauth/register", register_client, k_small},
                             {"POST", "/oauth/token", token, k_small},
                             {"POST", "/oauth/revoke", revoke, k_small}}) {
    router.add(
        route.method, route.path,
        [&platform, answer = route.answer](const http::Request& request) { return answer(platform, request); },
        route.max_body);
  }
}

}  // namespace credex::protocol
