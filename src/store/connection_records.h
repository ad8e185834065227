#pragma once

#include <string>

#include "store/table.h"

namespace credex::store {

enum class WebhookState : std::uint8_t { active, ended };
template <>
struct Names<WebhookState> {
  static constexpr std::string_view k_names[] = {"active", "ended"};
};

/// An address that is told of an organisation's events.
struct Webhook {
  std::string id{};
  std::string organisation_id{};
  std::string url{};
  std::string events{};         ///< by word, separated by spaces
  std::string secret{};         ///< "whsec_" and base64
  std::string former_secret{};  ///< signs too, until `former_until`
  std::optional<Instant> former_until{};
  WebhookState state = WebhookState::active;
  Instant created{};

  static constexpr const char* k_table = "webhook";
  static auto columns() {
    using T = Webhook;
    return std::tuple{column("id", &T::id),
                      column("organisation_id", &T::organisation_id),
                      column("url", &T::url),
                      column("events", &T::events),
                      column("secret", &T::secret),
                      column("former_secret", &T::former_secret),
                      column("former_until", &T::former_until),
                      column("state", &T::state),
                      column("created", &T::created)};
  }
};

enum class DeliveryState : std::uint8_t { waiting, sent, failed };
template <>
struct Names<DeliveryState> {
  static constexpr std::string_view k_names[] = {"waiting", "sent", "failed"};
};

/// One event on its way to one address.
struct WebhookDelivery {
  std::string id{};
  std::string webhook_id{};
  std::string event{};
  std::string body{};
  DeliveryState state = DeliveryState::waiting;
  std::int64_t attempts = 0;
  Instant due{};
  std::int64_t status = 0;  ///< of the last answer; 0: there was none
  std::string error{};
  Instant created{};
  std::optional<Instant> sent{};

  static constexpr const char* k_table = "webhook_delivery";
  static auto columns() {
    using T = WebhookDelivery;
    return std::tuple{column("id", &T::id),       column("webhook_id", &T::webhook_id),
                      column("event", &T::event), column("body", &T::body),
                      column("state", &T::state), column("attempts", &T::attempts),
                      column("due", &T::due),     column("status", &T::status),
                      column("error", &T::error), column("created", &T::created),
                      column("sent", &T::sent)};
  }
};

/// A learning system that may launch us: one registration of this tool there (LTI 1.3, section 3.1.3).
struct LtiPlatform {
  std::string id{};
  std::string organisation_id{};
  std::string name{};
  std::string issuer{};
  std::string client_id{};
  std::string deployment_id{};  ///< empty: any of this client
  std::string auth_url{};
  std::string token_url{};
  std::string keys_url{};
  Instant created{};

  static constexpr const char* k_table = "lti_platform";
  static auto columns() {
    using T = LtiPlatform;
    return std::tuple{column("id", &T::id),
                      column("organisation_id", &T::organisation_id),
                      column("name", &T::name),
                      column("issuer", &T::issuer),
                      column("client_id", &T::client_id),
                      column("deployment_id", &T::deployment_id),
                      column("auth_url", &T::auth_url),
                      column("token_url", &T::token_url),
                      column("keys_url", &T::keys_url),
                      column("created", &T::created)};
  }
};

/// A link in a course there, and the micro-credential that it awards.
struct LtiCourse {
  std::string id{};
  std::string platform_id{};
  std::string organisation_id{};
  std::string deployment_id{};
  std::string resource_link_id{};
  std::string context_id{};
  std::string title{};          ///< of the course
  std::string definition_id{};  ///< empty: none was chosen yet
  std::int64_t threshold = 50;  ///< per cent of the grade from which it is awarded
  bool automatic = false;       ///< looked at again and again
  std::string members_url{};    ///< Names and Role Provisioning Services
  std::string item_url{};       ///< the link's own line item (Assignment and Grade Services)
  std::string items_url{};
  std::string award_item_url{};  ///< the line item in which awards are shown there
  std::optional<Instant> due{};  ///< when it is looked at next
  std::string error{};           ///< what went wrong the last time
  Instant created{};

  static constexpr const char* k_table = "lti_course";
  static auto columns() {
    using T = LtiCourse;
    return std::tuple{column("id", &T::id),
                      column("platform_id", &T::platform_id),
                      column("organisation_id", &T::organisation_id),
                      column("deployment_id", &T::deployment_id),
                      column("resource_link_id", &T::resource_link_id),
                      column("context_id", &T::context_id),
                      column("title", &T::title),
                      column("definition_id", &T::definition_id),
                      column("threshold", &T::threshold),
                      column("automatic", &T::automatic),
                      column("members_url", &T::members_url),
                      column("item_url", &T::item_url),
                      column("items_url", &T::items_url),
                      column("award_item_url", &T::award_item_url),
                      column("due", &T::due),
                      column("error", &T::error),
                      column("created", &T::created)};
  }
};

/// Who was awarded through a course: the platform's name for the person.
struct LtiAward {
  std::string course_id{};
  std::string subject{};
  std::string award_id{};
  Instant created{};

  static constexpr const char* k_table = "lti_award";
  static auto columns() {
    using T = LtiAward;
    return std::tuple{column("course_id", &T::course_id), column("subject", &T::subject),
                      column("award_id", &T::award_id), column("created", &T::created)};
  }
};

/// A program that may ask people for leave (RFC 7591).
struct OAuthClient {
  std::string id{};
  std::string name{};
  std::string uri{};
  std::string redirect_uris{};  ///< separated by spaces
  std::string secret_hash{};    ///< empty: it has none, and shows that it asked by PKCE alone
  std::string scopes{};         ///< separated by spaces
  Instant created{};

  static constexpr const char* k_table = "oauth_client";
  static auto columns() {
    using T = OAuthClient;
    return std::tuple{column("id", &T::id),
                      column("name", &T::name),
                      column("uri", &T::uri),
                      column("redirect_uris", &T::redirect_uris),
                      column("secret_hash", &T::secret_hash),
                      column("scopes", &T::scopes),
                      column("created", &T::created)};
  }
};

enum class OAuthState : std::uint8_t { code, active, ended };
template <>
struct Names<OAuthState> {
  static constexpr std::string_view k_names[] = {"code", "active", "ended"};
};

/// What a person lets a program do.
struct OAuthGrant {
  std::string id{};
  std::string client_id{};
  std::string person_id{};
  std::string scopes{};
  std::string redirect_uri{};
  std::string challenge{};  ///< PKCE, S256
  std::string code_hash{};
  std::string access_hash{};
  std::optional<Instant> access_expires{};
  std::string refresh_hash{};
  std::string used_hash{};  ///< the refresh token before: whoever shows it again has stolen it, or was stolen from
  OAuthState state = OAuthState::code;
  Instant created{};
  Instant expires{};  ///< of the code, then of the refresh token

  static constexpr const char* k_table = "oauth_grant";
  static auto columns() {
    using T = OAuthGrant;
    return std::tuple{column("id", &T::id),
                      column("client_id", &T::client_id),
                      column("person_id", &T::person_id),
                      column("scopes", &T::scopes),
                      column("redirect_uri", &T::redirect_uri),
                      column("challenge", &T::challenge),
                      column("code_hash", &T::code_hash),
                      column("access_hash", &T::access_hash),
                      column("access_expires", &T::access_expires),
                      column("refresh_hash", &T::refresh_hash),
                      column("used_hash", &T::used_hash),
                      column("state", &T::state),
                      column("created", &T::created),
                      column("expires", &T::expires)};
  }
};

}  // namespace credex::store
