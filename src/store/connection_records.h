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
  template <class Each>
  static void columns(Each&& each) {
    using T = Webhook;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("url", &T::url);
    each("events", &T::events);
    each("secret", &T::secret);
    each("former_secret", &T::former_secret);
    each("former_until", &T::former_until);
    each("state", &T::state);
    each("created", &T::created);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = WebhookDelivery;
    each("id", &T::id);
    each("webhook_id", &T::webhook_id);
    each("event", &T::event);
    each("body", &T::body);
    each("state", &T::state);
    each("attempts", &T::attempts);
    each("due", &T::due);
    each("status", &T::status);
    each("error", &T::error);
    each("created", &T::created);
    each("sent", &T::sent);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = LtiPlatform;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("name", &T::name);
    each("issuer", &T::issuer);
    each("client_id", &T::client_id);
    each("deployment_id", &T::deployment_id);
    each("auth_url", &T::auth_url);
    each("token_url", &T::token_url);
    each("keys_url", &T::keys_url);
    each("created", &T::created);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = LtiCourse;
    each("id", &T::id);
    each("platform_id", &T::platform_id);
    each("organisation_id", &T::organisation_id);
    each("deployment_id", &T::deployment_id);
    each("resource_link_id", &T::resource_link_id);
    each("context_id", &T::context_id);
    each("title", &T::title);
    each("definition_id", &T::definition_id);
    each("threshold", &T::threshold);
    each("automatic", &T::automatic);
    each("members_url", &T::members_url);
    each("item_url", &T::item_url);
    each("items_url", &T::items_url);
    each("award_item_url", &T::award_item_url);
    each("due", &T::due);
    each("error", &T::error);
    each("created", &T::created);
  }
};

/// Who was awarded through a course: the platform's name for the person.
struct LtiAward {
  std::string course_id{};
  std::string subject{};
  std::string award_id{};
  Instant created{};

  static constexpr const char* k_table = "lti_award";
  template <class Each>
  static void columns(Each&& each) {
    using T = LtiAward;
    each("course_id", &T::course_id);
    each("subject", &T::subject);
    each("award_id", &T::award_id);
    each("created", &T::created);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = OAuthClient;
    each("id", &T::id);
    each("name", &T::name);
    each("uri", &T::uri);
    each("redirect_uris", &T::redirect_uris);
    each("secret_hash", &T::secret_hash);
    each("scopes", &T::scopes);
    each("created", &T::created);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = OAuthGrant;
    each("id", &T::id);
    each("client_id", &T::client_id);
    each("person_id", &T::person_id);
    each("scopes", &T::scopes);
    each("redirect_uri", &T::redirect_uri);
    each("challenge", &T::challenge);
    each("code_hash", &T::code_hash);
    each("access_hash", &T::access_hash);
    each("access_expires", &T::access_expires);
    each("refresh_hash", &T::refresh_hash);
    each("used_hash", &T::used_hash);
    each("state", &T::state);
    each("created", &T::created);
    each("expires", &T::expires);
  }
};

}  // namespace credex::store
