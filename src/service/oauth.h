#pragma once

#include <string>
#include <vector>

#include "service/actor.h"
#include "store/connection_records.h"

namespace credex::service {

/// OAuth 2.0 for programs that act for a person: dynamic registration (RFC 7591), the authorization code grant with
/// PKCE (RFC 6749, RFC 7636), refresh tokens that change with each use, revocation (RFC 7009). Errors
/// "oauth.invalid_client", "oauth.invalid_grant", ... are those of the RFCs.

/// What a program may ask for, and what that is called for people.
struct OAuthScope {
  std::string_view name;   ///< as programs say it
  std::string_view words;  ///< English, for the page of consent
};
inline constexpr OAuthScope k_oauth_scopes[] = {
    {"https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.readonly", "read the badges in your collection"},
    {"https://purl.imsglobal.org/spec/ob/v3p0/scope/credential.upsert", "put badges into your collection"},
    {"https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.readonly", "read your name and address"},
    {"https://purl.imsglobal.org/spec/ob/v3p0/scope/profile.update", "change your name"},
    {"offline_access", "do so until you take it back"}};

struct OAuthClientFacts {
  std::string name{};
  std::string uri{};
  std::vector<std::string> redirect_uris{};
  std::string scopes{};       ///< separated by spaces; empty: all
  std::string auth_method{};  ///< "client_secret_basic" (also where empty), "client_secret_post", "none"
};
struct NewOAuthClient {
  store::OAuthClient record{};
  std::string secret{};  ///< empty for a public client
};
/// Anybody's program registers itself; it can do nothing before a person lets it. Programs that nobody let within 30
/// days are forgotten.
Result<NewOAuthClient> register_client(Platform& platform, const OAuthClientFacts& facts);

/// An authorization request, as the browser brings it.
struct OAuthRequest {
  std::string response_type{};
  std::string client_id{};
  std::string redirect_uri{};
  std::string scope{};
  std::string state{};
  std::string challenge{};
  std::string challenge_method{};
};
/// Who asks for what. An Error "oauth.invalid_client" or "oauth.invalid_request" is for the page: nobody is sent to an
/// address that is not the program's own.
struct OAuthAsked {
  store::OAuthClient client{};
  std::vector<OAuthScope> scopes{};
};
Result<OAuthAsked> look_at_request(Platform& platform, const OAuthRequest& request);
/// Where the browser goes with the person's answer: with a code, or with the error.
Result<std::string> answer_request(Platform& platform, const Actor& actor, const OAuthRequest& request, bool yes);

struct OAuthTokens {
  std::string access{};
  std::string refresh{};  ///< empty where offline_access was not asked for
  std::int64_t expires_in = 0;
  std::string scope{};
};
/// A program that shows who it is.
struct OAuthCaller {
  std::string client_id{};
  std::string secret{};
};
/// A code that comes a second time ends what the first gave.
Result<OAuthTokens> tokens_for_code(Platform& platform, const OAuthCaller& caller, const std::string& code,
                                    const std::string& redirect_uri, const std::string& verifier);
/// A refresh token that comes a second time ends the grant.
Result<OAuthTokens> refreshed_tokens(Platform& platform, const OAuthCaller& caller, const std::string& refresh);
/// Ends what the token belongs to; one that is not known is no error (RFC 7009, section 2.2).
Result<void> revoke_token(Platform& platform, const OAuthCaller& caller, const std::string& token);

/// Who is behind an access token, and whether it is good for `scope`. Errors "service.signed_out", "service.forbidden".
Result<Actor> actor_of_token(Platform& platform, std::string_view token, std::string_view scope);

/// What a person lets programs do, for their account.
struct OAuthGrantView {
  store::OAuthGrant record{};
  std::string client{};
};
std::vector<OAuthGrantView> grants_of(Platform& platform, const Actor& actor);
Result<void> end_grant(Platform& platform, const Actor& actor, const std::string& id);

}  // namespace credex::service
