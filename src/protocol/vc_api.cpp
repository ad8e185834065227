#include "protocol/vc_api.h"

#include <algorithm>

#include "base/json.h"
#include "credential/contents.h"
#include "proof/node.h"
#include "protocol/api.h"
#include "service/check.h"
#include "service/sign_in.h"
#include "service/vc_api.h"

namespace credex::protocol {
namespace {

using json::Value;
using service::Platform;

constexpr std::size_t k_max_vc_body = std::size_t{4} * 1024 * 1024;

/// Problems as RFC 9457 has them, which VC Data Model 2.0, section 7.2, asks for.
Value problems_value(json::Arena& arena, const std::vector<service::Problem>& problems) {
  const Value out = Value::array(arena, problems.size());
  for (const service::Problem& problem : problems) {
    const Value one = Value::object(arena, 4);
    one.append(arena, "type", arena.string(problem.type));
    one.append(arena, "title", arena.string(problem.title));
    one.append(arena, "detail", arena.string(problem.detail));
    if (!problem.place.empty()) one.append(arena, "pointer", arena.string(problem.place));
    out.push(arena, one);
  }
  return out;
}

http::Response refused_by(const Error& error) {
  const int status = error.code == "service.signed_out"  ? 401
                     : error.code == "service.forbidden" ? 403
                     : error.code == "service.not_found" ? 404
                     : error.code.starts_with("crypto.") ? 500
                                                         : 400;
  json::Arena arena;
  const Value out = Value::object(arena, 2);
  out.append(arena, "verified", Value::boolean(false));
  out.append(arena, "errors", problems_value(arena, {service::problem_of(error)}));
  return http::json_response(json::write_pretty(out), status);
}
http::Response refused(std::string message, std::string remedy) {
  return refused_by({.code = "api.body", .message = std::move(message), .remedy = std::move(remedy)});
}

Result<service::Actor> actor_of(Platform& platform, const http::Request& request) {
  const std::string_view header = request.header("authorization");
  if (!header.starts_with("Bearer ")) return service::Actor{};
  return service::actor_of_key(platform, std::string{header.substr(7)});
}

Result<json::Document> body_of(const http::Request& request) {
  auto body = json::parse(request.body);
  if (body && !body->root.is_object())
    return Error{.code = "api.body", .message = "the body is no JSON object", .remedy = "send an object"};
  return body;
}

std::vector<std::string> texts_of(const Value& options, std::string_view name) {
  std::vector<std::string> out;
  for (const Value& one : json::as_list(options.get(name))) out.emplace_back(one.as_string());
  return out;
}

http::Response issue(Platform& platform, const http::Request& request) {
  auto actor = actor_of(platform, request);
  if (!actor) return refused_by(actor.error());
  auto body = body_of(request);
  if (!body) return refused_by(body.error());
  const Value options = body->root.get("options");
  auto made = service::issue_credential(platform, *actor, body->root.get("credential"),
                                        {.cryptosuite = std::string{options.text("cryptosuite")},
                                         .status = texts_of(options, "statusPurpose"),
                                         .mandatory = texts_of(options, "mandatoryPointers")});
  if (!made) return refused_by(made.error());
  return http::json_response(std::move(*made), 201);
}

http::Response derive(Platform& platform, const http::Request& request) {
  auto body = body_of(request);
  if (!body) return refused_by(body.error());
  const Value credential = body->root.get("verifiableCredential");
  if (!credential.is_object()) return refused("there is no verifiableCredential", "send one");
  auto shown =
      service::derive_credential(platform, credential, texts_of(body->root.get("options"), "selectivePointers"));
  if (!shown) return refused_by(shown.error());
  return http::json_response(std::move(*shown), 201);
}

/// Whether a text is a token: a JWT, or an SD-JWT. JSON in a text is none (VC-API: a map, or an envelope).
bool is_token(std::string_view text) { return text.starts_with("ey") && text.find('.') != std::string_view::npos; }

/// The token in an envelope (VC Data Model 2.0, section 4.13: EnvelopedVerifiableCredential), or the thing itself as
/// text.
std::string text_of(const Value& value) {
  if (value.is_string()) return std::string{value.as_string()};
  return json::write(value);
}
std::string token_in(const Value& value) {
  const std::string_view text = value.is_string() ? value.as_string() : value.text("id");
  if (value.is_string()) return std::string{text};
  return credential::enveloped(text).value_or("");
}

/// What the caller asks to be looked at; what it does not name is told as a warning.
Result<service::VcChecks> checks_of(const Value& options) {
  const auto named = json::as_list(options.get("checks"));
  if (named.empty()) return service::VcChecks{};
  service::VcChecks out{.proof = false, .status = false, .validity = false};
  for (const Value& one : named) {
    const std::string_view name = one.is_string() ? one.as_string() : std::string_view{};
    if (name == "proof") {
      out.proof = true;
    } else if (name == "credentialStatus" || name == "status") {
      out.status = true;
    } else if (name == "validity") {
      out.validity = true;
    } else {
      return Error{.code = "api.body",
                   .message = "the check " + json::write(one).substr(0, 100) + " is not known here",
                   .where = "/options/checks",
                   .remedy = "those there are: proof, credentialStatus, validity"};
    }
  }
  return out;
}
Value checks_value(json::Arena& arena, const service::VcChecks& checks) {
  std::vector<std::string> out;
  if (checks.proof) out.emplace_back("proof");
  if (checks.status) out.emplace_back("credentialStatus");
  if (checks.validity) out.emplace_back("validity");
  return json::texts(arena, out);
}

/// A presentation answers one challenge, for one domain (VC Data Integrity 1.0, section 2.1), or a nonce and an
/// audience (RFC 7519; RFC 9901, section 4.3).
void demand_purpose(const Value& thing, const Value& options, std::vector<service::Problem>& errors) {
  const std::string token = token_in(thing);
  json::Arena arena;
  const auto said = token.empty() ? std::vector<Value>{} : credential::purposes_of_token(arena, token);
  for (const auto& [name, claim] : {std::pair{"challenge", "nonce"}, std::pair{"domain", "aud"}}) {
    const std::string_view wanted = options.text(name);
    if (wanted.empty()) continue;
    const auto sources = token.empty() ? json::as_list(thing.get("proof")) : said;
    const bool all = !sources.empty() && std::all_of(sources.begin(), sources.end(), [&](const Value& source) {
      const auto values = json::as_list(source.get(token.empty() ? name : claim));
      return std::any_of(values.begin(), values.end(), [&](const Value& one) { return one.is_string(wanted); });
    });
    if (!all) {
      errors.push_back({.type = "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR",
                        .title = "It is for another request",
                        .detail = std::string{"the presentation is for another "} + name});
    }
  }
}

http::Response verified(Platform& platform, const Value& thing, const Value& options, bool is_presentation) {
  if (thing.is_string() && !is_token(thing.as_string()))
    return refused("a text that is no token stands where an object is wanted", "send the object itself, not its text");
  if (!thing.is_object() && !thing.is_string())
    return refused(is_presentation ? "there is no verifiablePresentation" : "there is no verifiableCredential",
                   "send one");
  const bool says_presentation =
      proof::has_type(thing, "VerifiablePresentation") || proof::has_type(thing, "EnvelopedVerifiablePresentation");
  if (thing.is_object() && says_presentation != is_presentation)
    return refused(is_presentation ? "this is no VerifiablePresentation" : "this is no VerifiableCredential",
                   "credentials and presentations have an address each");
  const auto checks = checks_of(options);
  if (!checks) return refused_by(checks.error());
  const std::string text = text_of(thing);
  const auto report = platform.checker->check(text, platform.now());
  if (!report) return refused_by(report.error());
  service::VcVerdict verdict = service::vc_verdict(*report, *checks);
  auto document = credential::document_of(token_in(thing).empty() ? text : token_in(thing));
  if (!document) return refused_by(document.error());
  if (credential::is_presentation(document->root) != is_presentation)
    return refused(
        is_presentation ? "the token holds no VerifiablePresentation" : "the token holds no VerifiableCredential",
        "credentials and presentations have an address each");
  if (is_presentation) demand_purpose(thing, options, verdict.errors);
  json::Arena arena;
  const bool is_good = verdict.errors.empty();
  const Value out = Value::object(arena, 8);
  out.append(arena, "verified", Value::boolean(is_good));
  out.append(arena, "checks", checks_value(arena, *checks));
  out.append(arena, "warnings", problems_value(arena, verdict.warnings));
  out.append(arena, "errors", problems_value(arena, verdict.errors));
  // VC Data Model 2.0, section 7.1: what was secured, and by whose key, once that is known.
  if (is_good) {
    const Value secured = document->root.clone(arena);
    secured.erase("proof");
    out.append(arena, "document", secured);
    out.append(arena, "mediaType", Value::string(is_presentation ? "application/vp" : "application/vc"));
    if (!verdict.controllers.empty()) out.append(arena, "controller", arena.string(verdict.controllers.front()));
  }
  if (auto whole = json::parse_into(arena, report_json(*report))) out.append(arena, "report", *whole);
  return http::json_response(json::write_pretty(out), is_good ? 200 : 400);
}

http::Response verify_credential(Platform& platform, const http::Request& request) {
  auto body = body_of(request);
  if (!body) return refused_by(body.error());
  return verified(platform, body->root.get("verifiableCredential"), body->root.get("options"), false);
}

http::Response verify_presentation(Platform& platform, const http::Request& request) {
  auto body = body_of(request);
  if (!body) return refused_by(body.error());
  return verified(platform, body->root.get("verifiablePresentation"), body->root.get("options"), true);
}

http::Response set_status(Platform& platform, const http::Request& request) {
  auto actor = actor_of(platform, request);
  if (!actor) return refused_by(actor.error());
  auto body = body_of(request);
  if (!body) return refused_by(body.error());
  const Value& root = body->root;
  const auto entries = json::as_list(root.get("credentialStatus"));
  if (root.text("credentialId").empty() || entries.empty())
    return refused("credentialId or credentialStatus is not there", "send both");
  for (const Value& entry : entries) {
    const std::string_view purpose = entry.text("statusPurpose");
    const Value status = root.find("status") ? root.get("status") : entry.get("status");
    const bool value = status.is_boolean() ? status.as_boolean() : status.is_string("1");
    if (!status.is_boolean() && !status.is_string("0") && !status.is_string("1"))
      return refused("a status is neither true nor false", "send true or false");
    auto set = service::set_credential_status(platform, *actor, std::string{root.text("credentialId")},
                                              std::string{purpose.empty() ? "revocation" : purpose}, value);
    if (!set) return refused_by(set.error());
  }
  return http::json_response("{}", 200);
}

}  // namespace

void add_vc_api(Platform& platform, http::Router& router) {
  using Answer = http::Response (*)(Platform&, const http::Request&);
  for (const auto& [path, answer] : {std::pair<const char*, Answer>{"/vc-api/credentials/issue", issue},
                                     {"/vc-api/credentials/derive", derive},
                                     {"/vc-api/credentials/verify", verify_credential},
                                     {"/vc-api/presentations/verify", verify_presentation},
                                     {"/vc-api/credentials/status", set_status}}) {
    router.add(
        "POST", path, [&platform, answer = answer](const http::Request& request) { return answer(platform, request); },
        k_max_vc_body);
  }
}

}  // namespace credex::protocol
