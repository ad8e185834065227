#include "service/oauth.h"

#include <algorithm>

#include "base/digest.h"
#include "base/uri.h"
#include "crypto/random.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::chrono::minutes k_oauth_code_life{5};
constexpr std::chrono::minutes k_access_life{60};
constexpr std::chrono::hours k_refresh_life{24 * 90};
constexpr std::chrono::hours k_unused_life{24 * 30};
constexpr std::size_t k_max_uris = 10;

Error oauth_error(const char* code, std::string message) {
  return Error{.code = std::string{"oauth."} + code, .message = std::move(message)};
}

std::vector<std::string> scopes_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto space = text.find(' ');
    if (space != 0) out.emplace_back(text.substr(0, space));
    text = space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
  }
  return out;
}

bool has_word(std::string_view words, std::string_view word) {
  const auto all = scopes_of(words);
  return std::ranges::find(all, word) != all.end();
}

/// https, or http on this machine for programs without a server (RFC 8252, section 7.3); no fragment.
bool is_good_redirect(const std::string& uri) {
  const bool is_loopback =
      uri.starts_with("http://127.0.0.1") || uri.starts_with("http://localhost") || uri.starts_with("http://[::1]");
  return (uri.starts_with("https://") || is_loopback) && uri.size() <= 1000 && is_wellformed_iri(uri) &&
         uri.find_first_of("# ") == std::string::npos;
}

/// The scopes that are known here, of those asked for; all that the client has where it asks for none.
std::string granted_scopes(const store::OAuthClient& client, const std::string& asked) {
  std::string out;
  for (const std::string& scope : scopes_of(asked.empty() ? client.scopes : asked)) {
    if (has_word(client.scopes, scope) && !has_word(out, scope)) out += (out.empty() ? "" : " ") + scope;
  }
  return out;
}

std::string with_parameters(const std::string& uri, const std::vector<std::pair<std::string, std::string>>& all) {
  std::string out = uri;
  for (const auto& [name, value] : all) {
    if (value.empty()) continue;
    out += (out.find('?') == std::string::npos ? "?" : "&") + name + "=" + percent_encoded(value);
  }
  return out;
}

Result<store::OAuthClient> authenticated(store::Tx& tx, const OAuthCaller& caller) {
  auto client = store::find_one<store::OAuthClient>(tx, "id = ?1", {caller.client_id});
  if (!client ||
      (!client->secret_hash.empty() && !crypto::equal_secrets(client->secret_hash, token_hash(caller.secret))))
    return oauth_error("invalid_client", "the client is not known, or its secret is wrong");
  return std::move(*client);
}

/// New tokens for a grant, which is kept with them.
OAuthTokens renew(store::Tx& tx, const Platform& platform, store::OAuthGrant& grant) {
  OAuthTokens out{.access = new_token(), .scope = grant.scopes};
  out.expires_in = std::chrono::duration_cast<std::chrono::seconds>(k_access_life).count();
  grant.access_hash = token_hash(out.access);
  grant.access_expires = platform.now() + k_access_life;
  grant.used_hash = grant.refresh_hash;
  grant.state = store::OAuthState::active;
  grant.expires = *grant.access_expires;
  if (has_word(grant.scopes, "offline_access")) {
    out.refresh = new_token();
    grant.refresh_hash = token_hash(out.refresh);
    grant.expires = platform.now() + k_refresh_life;
  }
  store::update(tx, grant);
  return out;
}

void end(store::Tx& tx, store::OAuthGrant& grant) {
  grant.state = store::OAuthState::ended;
  grant.access_hash.clear();
  grant.refresh_hash.clear();
  store::update(tx, grant);
}

}  // namespace

Result<NewOAuthClient> register_client(Platform& platform, const OAuthClientFacts& facts) {
  if (facts.name.empty() || facts.name.size() > 200)
    return oauth_error("invalid_client_metadata", "client_name is wanted, of at most 200 characters");
  if (facts.redirect_uris.empty() || facts.redirect_uris.size() > k_max_uris)
    return oauth_error("invalid_redirect_uri", "one to ten redirect_uris are wanted");
  std::string uris;
  for (const std::string& uri : facts.redirect_uris) {
    if (!is_good_redirect(uri))
      return oauth_error("invalid_redirect_uri", "'" + uri.substr(0, 100) + "' is not https without a fragment");
    uris += (uris.empty() ? "" : " ") + uri;
  }
  if (!facts.uri.empty() && !facts.uri.starts_with("https://") && !facts.uri.starts_with("http://"))
    return oauth_error("invalid_client_metadata", "client_uri is no web address");
  if (!facts.auth_method.empty() && facts.auth_method != "client_secret_basic" &&
      facts.auth_method != "client_secret_post" && facts.auth_method != "none")
    return oauth_error("invalid_client_metadata", "token_endpoint_auth_method is not known here");
  std::string scopes;
  for (const OAuthScope& scope : k_oauth_scopes) {
    if (facts.scopes.empty() || has_word(facts.scopes, scope.name))
      scopes += (scopes.empty() ? "" : " ") + std::string{scope.name};
  }
  if (scopes.empty()) return oauth_error("invalid_client_metadata", "none of these scopes is known here");
  NewOAuthClient out;
  if (facts.auth_method != "none") out.secret = new_token();
  out.record = {.id = new_id(platform.now()),
                .name = facts.name,
                .uri = facts.uri.substr(0, 500),
                .redirect_uris = uris,
                .secret_hash = out.secret.empty() ? "" : token_hash(out.secret),
                .scopes = scopes,
                .created = platform.now()};
  platform.database->write([&](store::Tx& tx) {
    tx.execute(
        "DELETE FROM oauth_client WHERE created < ?1 AND NOT EXISTS (SELECT 1 FROM oauth_grant WHERE "
        "oauth_grant.client_id = oauth_client.id)",
        {store::cell_from(platform.now() - k_unused_life)});
    store::insert(tx, out.record);
  });
  return out;
}

Result<OAuthAsked> look_at_request(Platform& platform, const OAuthRequest& request) {
  auto client = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::OAuthClient>(tx, "id = ?1", {request.client_id});
  });
  if (!client) return oauth_error("invalid_client", "this program is not registered here");
  if (!has_word(client->redirect_uris, request.redirect_uri))
    return oauth_error("invalid_request", "the address to go back to is not one of the program's");
  OAuthAsked out{.client = std::move(*client)};
  const std::string granted = granted_scopes(out.client, request.scope);
  for (const OAuthScope& scope : k_oauth_scopes) {
    if (has_word(granted, scope.name)) out.scopes.push_back(scope);
  }
  return out;
}

Result<std::string> answer_request(Platform& platform, const Actor& actor, const OAuthRequest& request, bool yes) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return std::move(allowed).error();
  auto asked = look_at_request(platform, request);
  if (!asked) return std::move(asked).error();
  const auto back = [&](const char* error) {
    return with_parameters(request.redirect_uri, {{"error", error}, {"state", request.state}});
  };
  if (request.response_type != "code") return back("unsupported_response_type");
  constexpr std::size_t k_challenge = 43;  // base64url of SHA-256
  if (request.challenge_method != "S256" || request.challenge.size() != k_challenge) return back("invalid_request");
  if (asked->scopes.empty()) return back("invalid_scope");
  if (!yes) return back("access_denied");
  const std::string code = new_token();
  const Instant now = platform.now();
  const std::string scopes = granted_scopes(asked->client, request.scope);
  platform.database->write([&](store::Tx& tx) {
    tx.execute("DELETE FROM oauth_grant WHERE expires < ?1", {store::cell_from(now)});
    store::OAuthGrant grant{.id = new_id(now),
                            .client_id = asked->client.id,
                            .person_id = actor.person->id,
                            .scopes = scopes,
                            .redirect_uri = request.redirect_uri,
                            .challenge = request.challenge,
                            .code_hash = token_hash(code),
                            .created = now,
                            .expires = now + k_oauth_code_life};
    store::insert(tx, grant);
    audit(tx, platform, actor, "oauth.grant", "", grant.id, asked->client.name);
  });
  return with_parameters(request.redirect_uri, {{"code", code}, {"scope", scopes}, {"state", request.state}});
}

Result<OAuthTokens> tokens_for_code(Platform& platform, const OAuthCaller& caller, const std::string& code,
                                    const std::string& redirect_uri, const std::string& verifier) {
  // Not transact(): that a code came twice is kept though the answer is an error.
  std::optional<Result<OAuthTokens>> out;
  platform.database->write([&](store::Tx& tx) {
    auto client = authenticated(tx, caller);
    if (!client) return void(out.emplace(std::move(client).error()));
    auto grant =
        store::find_one<store::OAuthGrant>(tx, "code_hash = ?1 AND client_id = ?2", {token_hash(code), client->id});
    if (!grant) return void(out.emplace(oauth_error("invalid_grant", "the code is not known")));
    if (grant->state != store::OAuthState::code) {
      end(tx, *grant);
      return void(out.emplace(oauth_error("invalid_grant", "the code was used already; what it gave has ended")));
    }
    if (grant->expires < platform.now()) return void(out.emplace(oauth_error("invalid_grant", "the code has expired")));
    if (grant->redirect_uri != redirect_uri)
      return void(out.emplace(oauth_error("invalid_grant", "redirect_uri is another than before")));
    if (!crypto::equal_secrets(grant->challenge, base64url(sha256(verifier))))
      return void(out.emplace(oauth_error("invalid_grant", "code_verifier does not fit the challenge")));
    out.emplace(renew(tx, platform, *grant));
  });
  return std::move(*out);
}

Result<OAuthTokens> refreshed_tokens(Platform& platform, const OAuthCaller& caller, const std::string& refresh) {
  std::optional<Result<OAuthTokens>> out;
  platform.database->write([&](store::Tx& tx) {
    auto client = authenticated(tx, caller);
    if (!client) return void(out.emplace(std::move(client).error()));
    const std::string hash = token_hash(refresh);
    auto stolen = store::find_one<store::OAuthGrant>(tx, "used_hash = ?1 AND client_id = ?2", {hash, client->id});
    if (stolen) {
      end(tx, *stolen);
      return void(out.emplace(oauth_error("invalid_grant", "the refresh token was used already; the grant has ended")));
    }
    auto grant = store::find_one<store::OAuthGrant>(tx, "refresh_hash = ?1 AND client_id = ?2", {hash, client->id});
    if (!grant || grant->state != store::OAuthState::active || grant->expires < platform.now())
      return void(out.emplace(oauth_error("invalid_grant", "the refresh token is not known, or has ended")));
    out.emplace(renew(tx, platform, *grant));
  });
  return std::move(*out);
}

Result<void> revoke_token(Platform& platform, const OAuthCaller& caller, const std::string& token) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto client = authenticated(tx, caller);
    if (!client) return std::move(client).error();
    auto grant = store::find_one<store::OAuthGrant>(tx, "(access_hash = ?1 OR refresh_hash = ?1) AND client_id = ?2",
                                                    {token_hash(token), client->id});
    if (grant) end(tx, *grant);
    return {};
  });
}

Result<Actor> actor_of_token(Platform& platform, std::string_view token, std::string_view scope) {
  return store::reading(*platform.database, [&](store::Tx& tx) -> Result<Actor> {
    auto grant = store::find_one<store::OAuthGrant>(tx, "access_hash = ?1 AND state = 'active'", {token_hash(token)});
    if (token.empty() || !grant || !grant->access_expires || *grant->access_expires < platform.now())
      return Error{.code = "service.signed_out",
                   .message = "the access token is not known, or has ended",
                   .remedy = "refresh it, or ask the person again"};
    if (!has_word(grant->scopes, scope))
      return Error{.code = "service.forbidden",
                   .message = "the access token is not for " + std::string{scope},
                   .remedy = "ask the person for it"};
    auto person = store::find_one<store::Person>(tx, "id = ?1", {grant->person_id});
    if (!person) return not_found("this person");
    // As a key of the person's own: it has no roles.
    Actor out;
    out.person = std::move(*person);
    out.api_key = store::ApiKey{.id = "oauth-" + grant->id, .person_id = grant->person_id, .scopes = "own"};
    return out;
  });
}

std::vector<OAuthGrantView> grants_of(Platform& platform, const Actor& actor) {
  if (!actor.person) return {};
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<OAuthGrantView> out;
    for (store::OAuthGrant& grant :
         store::find<store::OAuthGrant>(tx, "person_id = ?1 AND state = 'active' AND expires > ?2 ORDER BY id DESC",
                                        {actor.person->id, store::cell_from(platform.now())})) {
      auto client = store::find_one<store::OAuthClient>(tx, "id = ?1", {grant.client_id});
      out.push_back({.record = std::move(grant), .client = client ? client->name : ""});
    }
    return out;
  });
}

Result<void> end_grant(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto grant = store::find_one<store::OAuthGrant>(tx, "id = ?1 AND person_id = ?2", {id, actor.person->id});
    if (!grant) return not_found("this leave");
    end(tx, *grant);
    audit(tx, platform, actor, "oauth.end", "", id);
    return {};
  });
}

}  // namespace credex::service
