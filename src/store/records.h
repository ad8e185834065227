// What is kept: a struct a table of data/migrations. Long because each says its columns.
#pragma once

#include <string>

#include "store/table.h"

namespace credex::store {

/// Who issues, employs, recognises or co-ordinates.
enum class OrganisationKind : std::uint8_t { educator, employer, authority, sector_body };
template <>
struct Names<OrganisationKind> {
  static constexpr std::string_view k_names[] = {"educator", "employer", "authority", "sector_body"};
};

struct Organisation {
  std::string id{};
  std::string slug{};  ///< its part of addresses
  std::string name{};
  OrganisationKind kind = OrganisationKind::educator;
  std::string country{};  ///< ISO 3166-1 alpha-2
  std::string region{};
  std::string homepage{};
  std::string email{};
  std::string registration{};
  std::string eidas{};      ///< eIDAS legal identifier
  bool two_person = false;  ///< a second person releases what is to be signed
  Instant created{};

  static constexpr const char* k_table = "organisation";
  static auto columns() {
    using T = Organisation;
    return std::tuple{column("id", &T::id),
                      column("slug", &T::slug),
                      column("name", &T::name),
                      column("kind", &T::kind),
                      column("country", &T::country),
                      column("region", &T::region),
                      column("homepage", &T::homepage),
                      column("email", &T::email),
                      column("registration", &T::registration),
                      column("eidas", &T::eidas),
                      column("two_person", &T::two_person),
                      column("created", &T::created)};
  }
};

enum class KeyState : std::uint8_t { active, retired };
template <>
struct Names<KeyState> {
  static constexpr std::string_view k_names[] = {"active", "retired"};
};

/// An organisation's key. Retired keys still vouch for what they signed.
struct SigningKey {
  std::string id{};
  std::string organisation_id{};
  std::string location{};    ///< "software", or a pkcs11: URI
  std::string secret{};      ///< PEM of a software key
  std::string public_jwk{};  ///< JSON
  std::string did{};         ///< whom its signatures name
  std::string type{};
  KeyState state = KeyState::active;
  Instant created{};
  std::optional<Instant> retired{};

  static constexpr const char* k_table = "signing_key";
  static auto columns() {
    using T = SigningKey;
    return std::tuple{column("id", &T::id),
                      column("organisation_id", &T::organisation_id),
                      column("location", &T::location),
                      column("secret", &T::secret),
                      column("public_jwk", &T::public_jwk),
                      column("did", &T::did),
                      column("type", &T::type),
                      column("state", &T::state),
                      column("created", &T::created),
                      column("retired", &T::retired)};
  }
};

enum class MandateState : std::uint8_t { asked, active, declined, withdrawn };
template <>
struct Names<MandateState> {
  static constexpr std::string_view k_names[] = {"asked", "active", "declined", "withdrawn"};
};

/// Leave that `provider_id` gives `sealer_id` to seal for it.
struct Mandate {
  std::string id{};
  std::string provider_id{};
  std::string sealer_id{};
  MandateState state = MandateState::asked;
  std::string limits{};  ///< JSON, as framework/mandate.h writes it
  std::string note{};    ///< the last words on it: why it was declined or withdrawn
  Instant created{};
  std::optional<Instant> answered{};
  std::optional<Instant> ended{};

  static constexpr const char* k_table = "mandate";
  static auto columns() {
    using T = Mandate;
    return std::tuple{
        column("id", &T::id),           column("provider_id", &T::provider_id), column("sealer_id", &T::sealer_id),
        column("state", &T::state),     column("limits", &T::limits),           column("note", &T::note),
        column("created", &T::created), column("answered", &T::answered),       column("ended", &T::ended)};
  }
};

struct Person {
  std::string id{};
  std::string name{};
  std::string language{};  ///< BCP 47, of mails and certificates
  Instant created{};

  static constexpr const char* k_table = "person";
  static auto columns() {
    using T = Person;
    return std::tuple{column("id", &T::id), column("name", &T::name), column("language", &T::language),
                      column("created", &T::created)};
  }
};

/// A person may have several; each belongs to one person.
struct EmailAddress {
  std::string address{};  ///< lower case
  std::string person_id{};
  bool is_primary = false;
  Instant added{};

  static constexpr const char* k_table = "email_address";
  static auto columns() {
    using T = EmailAddress;
    return std::tuple{column("address", &T::address), column("person_id", &T::person_id),
                      column("is_primary", &T::is_primary), column("added", &T::added)};
  }
};

/// What a person may be in an organisation; facilitator and operator are of the platform (no organisation).
enum class Role : std::uint8_t {
  designer,
  reviewer,
  signer,
  recognition_officer,
  administrator,
  facilitator,
  operator_
};
template <>
struct Names<Role> {
  static constexpr std::string_view k_names[] = {"designer",      "reviewer",    "signer",  "recognition_officer",
                                                 "administrator", "facilitator", "operator"};
};

struct Membership {
  std::string id{};
  std::string organisation_id{};  ///< empty for the platform's own roles
  std::string person_id{};
  Role role = Role::designer;
  Instant added{};

  static constexpr const char* k_table = "membership";
  static auto columns() {
    using T = Membership;
    return std::tuple{column("id", &T::id), column("organisation_id", &T::organisation_id),
                      column("person_id", &T::person_id), column("role", &T::role), column("added", &T::added)};
  }
};

struct WebSession {
  std::string token_hash{};
  std::string person_id{};
  std::string csrf{};
  Instant created{};
  Instant last_seen{};
  Instant expires{};
  std::string how{};  ///< link, passkey, openid, demonstration

  static constexpr const char* k_table = "web_session";
  static auto columns() {
    using T = WebSession;
    return std::tuple{column("token_hash", &T::token_hash),
                      column("person_id", &T::person_id),
                      column("csrf", &T::csrf),
                      column("created", &T::created),
                      column("last_seen", &T::last_seen),
                      column("expires", &T::expires),
                      column("how", &T::how)};
  }
};

/// A link that went out by mail. `purpose` is sign_in, or add_address for a further address of `person_id`.
struct SignInLink {
  std::string token_hash{};
  std::string email{};
  std::string purpose{};
  std::string person_id{};
  std::string forward{};  ///< where to go then
  Instant created{};
  Instant expires{};
  std::optional<Instant> used{};

  static constexpr const char* k_table = "sign_in_link";
  static auto columns() {
    using T = SignInLink;
    return std::tuple{column("token_hash", &T::token_hash), column("email", &T::email),
                      column("purpose", &T::purpose),       column("person_id", &T::person_id),
                      column("forward", &T::forward),       column("created", &T::created),
                      column("expires", &T::expires),       column("used", &T::used)};
  }
};

struct Passkey {
  std::string id{};  ///< the credential id, base64url
  std::string person_id{};
  std::string public_jwk{};
  std::int64_t sign_count = 0;
  std::string label{};
  Instant created{};
  std::optional<Instant> last_used{};

  static constexpr const char* k_table = "passkey";
  static auto columns() {
    using T = Passkey;
    return std::tuple{column("id", &T::id),
                      column("person_id", &T::person_id),
                      column("public_jwk", &T::public_jwk),
                      column("sign_count", &T::sign_count),
                      column("label", &T::label),
                      column("created", &T::created),
                      column("last_used", &T::last_used)};
  }
};

/// A value that is good once: a WebAuthn challenge, an OpenID state.
struct Challenge {
  std::string value{};
  std::string purpose{};
  std::string data{};
  Instant expires{};

  static constexpr const char* k_table = "challenge";
  static auto columns() {
    using T = Challenge;
    return std::tuple{column("value", &T::value), column("purpose", &T::purpose), column("data", &T::data),
                      column("expires", &T::expires)};
  }
};

/// A subject of an OpenID provider: id is "issuer subject".
struct OutsideIdentity {
  std::string id{};
  std::string person_id{};
  Instant added{};

  static constexpr const char* k_table = "outside_identity";
  static auto columns() {
    using T = OutsideIdentity;
    return std::tuple{column("id", &T::id), column("person_id", &T::person_id), column("added", &T::added)};
  }
};

struct Definition {
  std::string id{};
  std::string organisation_id{};
  std::string uri{};                   ///< permanent
  std::int64_t published_version = 0;  ///< 0 where none is published
  std::int64_t newest_version = 1;
  std::string title{};    ///< of the newest version, for lists
  std::string summary{};  ///< of the published version, JSON, for the catalogue
  Instant created{};
  Instant changed{};

  static constexpr const char* k_table = "definition";
  static auto columns() {
    using T = Definition;
    return std::tuple{column("id", &T::id),
                      column("organisation_id", &T::organisation_id),
                      column("uri", &T::uri),
                      column("published_version", &T::published_version),
                      column("newest_version", &T::newest_version),
                      column("title", &T::title),
                      column("summary", &T::summary),
                      column("created", &T::created),
                      column("changed", &T::changed)};
  }
};

enum class VersionState : std::uint8_t { draft, review, published, superseded };
template <>
struct Names<VersionState> {
  static constexpr std::string_view k_names[] = {"draft", "review", "published", "superseded"};
};

struct DefinitionVersion {
  std::string id{};
  std::string definition_id{};
  std::int64_t number = 1;
  VersionState state = VersionState::draft;
  std::string body{};     ///< YAML, as framework/definition_file.h reads it
  std::string artwork{};  ///< what the badge picture is made of, JSON; empty is the sign
  std::string author_id{};
  std::string reviewer_id{};
  std::string note{};  ///< the reviewer's last words
  Instant created{};
  Instant changed{};
  std::optional<Instant> published{};

  static constexpr const char* k_table = "definition_version";
  static auto columns() {
    using T = DefinitionVersion;
    return std::tuple{column("id", &T::id),
                      column("definition_id", &T::definition_id),
                      column("number", &T::number),
                      column("state", &T::state),
                      column("body", &T::body),
                      column("artwork", &T::artwork),
                      column("author_id", &T::author_id),
                      column("reviewer_id", &T::reviewer_id),
                      column("note", &T::note),
                      column("created", &T::created),
                      column("changed", &T::changed),
                      column("published", &T::published)};
  }
};

}  // namespace credex::store
