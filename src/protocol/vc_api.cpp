#include "protocol/vc_api.h"

#include <algorithm>

#include "base/json.h"
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

http::Response refused(const std::vector<std::string>& errors, int status = 400) {
  json::Arena arena;
  const Value out = Value::object(arena, 2);
  out.append(arena, "verified", Value::boolean(false));
  out.append(arena, "errors", json::texts(arena, errors));
  return http::json_response(json::write_pretty(out), status);
}
http::Response refused_by(const Error& error) {
  const int status = error.code == "service.signed_out"  ? 401
                     : error.code == "service.forbidden" ? 403
                     : error.code == "service.not_found" ? 404
                     : error.code.starts_with("crypto.") ? 500
                                                         : 400;
  return refused(std::vector<std::string>{error.to_string()}, status);
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

http::Response derive(Platform& /*platform*/, const http::Request& request) {
  auto body = body_of(request);
  if (!body) return refused_by(body.error());
  const Value credential = body->root.get("verifiableCredential");
  if (!credential.is_object()) return refused({"there is no verifiableCredential"});
  auto shown = service::derive_credential(credential, texts_of(body->root.get("options"), "selectivePointers"));
  if (!shown) return refused_by(shown.error());
  return http::json_response(std::move(*shown), 201);
}

/// The text that the verifier reads: the member as it came, which for an envelope or a JWT is a token.
std::string text_of(const Value& value) {
  return value.is_string() ? std::string{value.as_string()} : json::write(value);
}

http::Response verified(Platform& platform, const Value& thing, const Value& options, bool is_presentation) {
  if (!thing.is_object() && !thing.is_string())
    return refused({is_presentation ? "there is no verifiablePresentation" : "there is no verifiableCredential"});
  const bool says_presentation =
      proof::has_type(thing, "VerifiablePresentation") || proof::has_type(thing, "EnvelopedVerifiablePresentation");
  if (thing.is_object() && says_presentation != is_presentation)
    return refused({is_presentation ? "this is no VerifiablePresentation" : "this is no VerifiableCredential"});
  const auto report = platform.checker->check(text_of(thing), platform.now());
  if (!report) return refused_by(report.error());
  std::vector<std::string> errors = service::objections(*report);
  // A presentation answers one challenge, for one domain (VC Data Integrity 1.0, section 2.1).
  if (is_presentation) {
    for (const char* name : {"challenge", "domain"}) {
      const std::string_view wanted = options.text(name);
      if (wanted.empty()) continue;
      const auto proofs = json::as_list(thing.get("proof"));
      if (proofs.empty() || !std::all_of(proofs.begin(), proofs.end(), [&](const Value& proof) {
            const auto said = json::as_list(proof.get(name));
            return std::any_of(said.begin(), said.end(), [&](const Value& one) { return one.is_string(wanted); });
          }))
        errors.push_back(std::string{"the presentation is for another "} + name);
    }
  }
  json::Arena arena;
  const Value out = Value::object(arena, 5);
  out.append(arena, "verified", Value::boolean(errors.empty()));
  out.append(arena, "checks", json::texts(arena, {"proof"}));
  out.append(arena, "warnings", Value::array(arena));
  out.append(arena, "errors", json::texts(arena, errors));
  if (auto whole = json::parse_into(arena, report_json(*report))) out.append(arena, "report", *whole);
  return http::json_response(json::write_pretty(out), errors.empty() ? 200 : 400);
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
    return refused({"credentialId and credentialStatus are wanted"});
  for (const Value& entry : entries) {
    const std::string_view purpose = entry.text("statusPurpose");
    const Value status = root.find("status") ? root.get("status") : entry.get("status");
    const bool value = status.is_boolean() ? status.as_boolean() : status.is_string("1");
    if (!status.is_boolean() && !status.is_string("0") && !status.is_string("1"))
      return refused({"a status is true or false"});
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
