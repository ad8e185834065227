#include "service/id_token.h"

#include <algorithm>

#include "crypto/key.h"
#include "proof/jws.h"

namespace credex::service {

Result<json::Document> fetched_json(Platform& platform, const FetchRequest& request) {
  auto fetched = platform.fetch(request);
  if (!fetched) return std::move(fetched).error();
  return json::parse(fetched->body, {.max_bytes = 1 << 20});
}

Result<json::Document> verified_id_token(Platform& platform, std::string_view token, const IdTokenWanted& wanted) {
  const auto refused = [&](const char* message) {
    return Error{.code = "service.openid", .message = message, .remedy = wanted.remedy};
  };
  auto jws = proof::CompactJws::parse(token);
  if (!jws) return refused("the token is no JWT");
  const json::Value& head = jws->header.root;
  const auto algorithm = crypto::algorithm_from(head.text("alg"));
  if (!algorithm || head.find("crit") != nullptr) return refused("the token is signed in a way that is not taken");
  auto keys = fetched_json(platform, {.url = wanted.keys_url});
  if (!keys) return std::move(keys).error();
  const auto all = keys->root.get("keys").items();
  const bool is_signed = std::any_of(all.begin(), all.end(), [&](const json::Value& jwk) {
    if (!head.text("kid").empty() && jwk.text("kid") != head.text("kid")) return false;
    auto key = crypto::PublicKey::from_jwk(jwk);
    return key && key->verify(*algorithm, as_bytes(jws->signing_input), jws->signature);
  });
  if (!is_signed) return refused("none of the provider's keys has signed the token");
  auto claims = json::parse(as_text(jws->payload));
  if (!claims) return claims;
  const json::Value& root = claims->root;
  if (root.text("iss") != wanted.issuer) return refused("the token is of another provider");
  const auto audience = json::as_list(root.get("aud"));
  if (std::none_of(audience.begin(), audience.end(),
                   [&](const json::Value& one) { return one.is_string(wanted.client); }))
    return refused("the token is for another client");
  if ((audience.size() > 1 || root.find("azp") != nullptr) && root.text("azp") != wanted.client)
    return refused("the token is for another client");
  const auto now = static_cast<double>(unix_seconds(platform.now()));
  constexpr double k_leeway = 60;
  if (!root.get("exp").is_number() || root.get("exp").as_number() < now) return refused("the token has expired");
  if (root.get("iat").is_number() && root.get("iat").as_number() > now + k_leeway)
    return refused("the token is of a time to come");
  if (wanted.nonce.empty() || root.text("nonce") != wanted.nonce) return refused("the token answers another sign-in");
  return claims;
}

}  // namespace credex::service
