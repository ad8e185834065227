#include "service/openid.h"

#include <algorithm>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/json.h"
#include "base/uri.h"
#include "service/id_token.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

Error sign_in_refused(std::string message) {
  return Error{
      .code = "service.openid", .message = std::move(message), .remedy = "try again, or sign in with a link by mail"};
}

Result<json::Document> configuration(Platform& platform) {
  if (platform.settings.openid_issuer.empty()) return sign_in_refused("no OpenID provider is set up here");
  auto document =
      fetched_json(platform, {.url = platform.settings.openid_issuer + "/.well-known/openid-configuration"});
  if (!document) return document;
  if (document->root.text("issuer") != platform.settings.openid_issuer)
    return sign_in_refused("the provider calls itself " + std::string{document->root.text("issuer")});
  return document;
}

std::string own_address(const Platform& platform) { return platform.url("/sign-in/openid/back"); }

/// Says who we are at the token endpoint: by HTTP Basic, which every provider takes (RFC 6749, section 2.3.1), unless
/// it says that it takes the secret in the body alone; without a secret by our id.
void authenticate(const Platform& platform, const json::Value& about, FetchRequest& request) {
  const std::string client = percent_encoded(platform.settings.openid_client);
  const std::string secret = percent_encoded(platform.settings.openid_secret);
  const auto methods = json::as_list(about.get("token_endpoint_auth_methods_supported"));
  const auto takes = [&](std::string_view method) {
    return std::any_of(methods.begin(), methods.end(), [&](const json::Value& one) { return one.is_string(method); });
  };
  if (secret.empty()) {
    request.body += "&client_id=" + client;
  } else if (!methods.empty() && !takes("client_secret_basic") && takes("client_secret_post")) {
    request.body += "&client_id=" + client + "&client_secret=" + secret;
  } else {
    request.headers.emplace_back("Authorization", "Basic " + base64(as_bytes(client + ":" + secret)));
  }
}

/// What the provider says of the person: in the ID token, else at its userinfo endpoint (OpenID Connect Core 1.0,
/// section 5.3 and 5.4). Null where the token says it.
Result<json::Document> person_claims(Platform& platform, const json::Value& about, const json::Value& answer,
                                     const json::Value& token) {
  if (!token.text("email").empty() || about.text("userinfo_endpoint").empty() || answer.text("access_token").empty())
    return json::Document{};
  auto claims =
      fetched_json(platform, {.url = std::string{about.text("userinfo_endpoint")},
                              .accept = "application/json",
                              .headers = {{"Authorization", "Bearer " + std::string{answer.text("access_token")}}}});
  if (claims && claims->root.text("sub") != token.text("sub"))
    return sign_in_refused("the provider speaks of another person than the token");
  return claims;
}

}  // namespace

Result<std::string> begin_openid(Platform& platform, const std::string& forward) {
  auto about = configuration(platform);
  if (!about) return std::move(about).error();
  const std::string state = new_token();
  const std::string verifier = new_token() + new_token();
  const std::string nonce = new_token();
  json::Arena arena;
  json::Value data = json::Value::object(arena);
  data.append(arena, "verifier", json::Value::string(verifier));
  data.append(arena, "nonce", json::Value::string(nonce));
  data.append(arena, "forward", json::Value::string(forward));
  platform.database->write([&](store::Tx& tx) {
    store::insert(tx, store::Challenge{.value = state,
                                       .purpose = "openid",
                                       .data = json::write(data),
                                       .expires = platform.now() + std::chrono::minutes{10}});
  });
  const Sha256 hash = sha256(verifier);
  std::string out{about->root.text("authorization_endpoint")};
  out += out.find('?') == std::string::npos ? "?" : "&";
  return out + "response_type=code&scope=openid%20email%20profile&client_id=" +
         percent_encoded(platform.settings.openid_client) + "&redirect_uri=" + percent_encoded(own_address(platform)) +
         "&state=" + state + "&nonce=" + nonce + "&code_challenge_method=S256&code_challenge=" + base64url(hash);
}

Result<SignedIn> finish_openid(Platform& platform, const std::string& state, const std::string& code,
                               const std::string& language) {
  auto asked = store::writing(*platform.database, [&](store::Tx& tx) {
    auto found = store::find_one<store::Challenge>(tx, "value = ?1 AND purpose = 'openid'", {state});
    tx.execute("DELETE FROM challenge WHERE value = ?1", {state});
    return found;
  });
  if (!asked || asked->expires < platform.now()) return sign_in_refused("the sign-in took too long, or was used twice");
  auto data = json::parse(asked->data);
  if (!data) return std::move(data).error();
  auto about = configuration(platform);
  if (!about) return std::move(about).error();
  FetchRequest request{.url = std::string{about->root.text("token_endpoint")},
                       .body = "grant_type=authorization_code&code=" + percent_encoded(code) +
                               "&redirect_uri=" + percent_encoded(own_address(platform)) +
                               "&code_verifier=" + std::string{data->root.text("verifier")},
                       .content_type = "application/x-www-form-urlencoded",
                       .accept = "application/json"};
  authenticate(platform, about->root, request);
  auto answer = fetched_json(platform, request);
  if (!answer) return std::move(answer).error();
  auto claims = verified_id_token(platform, answer->root.text("id_token"),
                                  {.keys_url = std::string{about->root.text("jwks_uri")},
                                   .issuer = platform.settings.openid_issuer,
                                   .client = platform.settings.openid_client,
                                   .nonce = std::string{data->root.text("nonce")},
                                   .remedy = sign_in_refused("").remedy});
  if (!claims) return std::move(claims).error();
  const json::Value& root = claims->root;
  const std::string subject = platform.settings.openid_issuer + " " + std::string{root.text("sub")};
  auto about_person = person_claims(platform, about->root, answer->root, root);
  if (!about_person) return std::move(about_person).error();
  const json::Value& said = about_person->root.is_null() ? root : about_person->root;
  const bool verified = said.get("email_verified").as_boolean();
  auto email = email_from(said.text("email"));
  auto person = transact(*platform.database, [&](store::Tx& tx) -> Result<std::string> {
    if (auto known = store::find_one<store::OutsideIdentity>(tx, "id = ?1", {subject})) return known->person_id;
    if (!email || !verified) return sign_in_refused("the provider does not say that your e-mail address is verified");
    store::Person made = person_of_email(tx, platform, *email, language);
    if (made.name.empty() && !said.text("name").empty()) {
      made.name = utf8_prefix(said.text("name"), 200);
      store::update(tx, made);
    }
    store::insert(tx, store::OutsideIdentity{.id = subject, .person_id = made.id, .added = platform.now()});
    return made.id;
  });
  if (!person) return std::move(person).error();
  SignedIn out = begin_session(platform, *person, "openid");
  out.forward = data->root.text("forward");
  return out;
}

}  // namespace credex::service
