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
  template <class Each>
  static void columns(Each&& each) {
    using T = Organisation;
    each("id", &T::id);
    each("slug", &T::slug);
    each("name", &T::name);
    each("kind", &T::kind);
    each("country", &T::country);
    each("region", &T::region);
    each("homepage", &T::homepage);
    each("email", &T::email);
    each("registration", &T::registration);
    each("eidas", &T::eidas);
    each("two_person", &T::two_person);
    each("created", &T::created);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = SigningKey;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("location", &T::location);
    each("secret", &T::secret);
    each("public_jwk", &T::public_jwk);
    each("did", &T::did);
    each("type", &T::type);
    each("state", &T::state);
    each("created", &T::created);
    each("retired", &T::retired);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = Mandate;
    each("id", &T::id);
    each("provider_id", &T::provider_id);
    each("sealer_id", &T::sealer_id);
    each("state", &T::state);
    each("limits", &T::limits);
    each("note", &T::note);
    each("created", &T::created);
    each("answered", &T::answered);
    each("ended", &T::ended);
  }
};

struct Person {
  std::string id{};
  std::string name{};
  std::string language{};  ///< BCP 47, of mails and certificates
  Instant created{};

  static constexpr const char* k_table = "person";
  template <class Each>
  static void columns(Each&& each) {
    using T = Person;
    each("id", &T::id);
    each("name", &T::name);
    each("language", &T::language);
    each("created", &T::created);
  }
};

/// A person may have several; each belongs to one person.
struct EmailAddress {
  std::string address{};  ///< lower case
  std::string person_id{};
  bool is_primary = false;
  Instant added{};

  static constexpr const char* k_table = "email_address";
  template <class Each>
  static void columns(Each&& each) {
    using T = EmailAddress;
    each("address", &T::address);
    each("person_id", &T::person_id);
    each("is_primary", &T::is_primary);
    each("added", &T::added);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = Membership;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("person_id", &T::person_id);
    each("role", &T::role);
    each("added", &T::added);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = WebSession;
    each("token_hash", &T::token_hash);
    each("person_id", &T::person_id);
    each("csrf", &T::csrf);
    each("created", &T::created);
    each("last_seen", &T::last_seen);
    each("expires", &T::expires);
    each("how", &T::how);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = SignInLink;
    each("token_hash", &T::token_hash);
    each("email", &T::email);
    each("purpose", &T::purpose);
    each("person_id", &T::person_id);
    each("forward", &T::forward);
    each("created", &T::created);
    each("expires", &T::expires);
    each("used", &T::used);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = Passkey;
    each("id", &T::id);
    each("person_id", &T::person_id);
    each("public_jwk", &T::public_jwk);
    each("sign_count", &T::sign_count);
    each("label", &T::label);
    each("created", &T::created);
    each("last_used", &T::last_used);
  }
};

/// A value that is good once: a WebAuthn challenge, an OpenID state.
struct Challenge {
  std::string value{};
  std::string purpose{};
  std::string data{};
  Instant expires{};

  static constexpr const char* k_table = "challenge";
  template <class Each>
  static void columns(Each&& each) {
    using T = Challenge;
    each("value", &T::value);
    each("purpose", &T::purpose);
    each("data", &T::data);
    each("expires", &T::expires);
  }
};

/// A subject of an OpenID provider: id is "issuer subject".
struct OutsideIdentity {
  std::string id{};
  std::string person_id{};
  Instant added{};

  static constexpr const char* k_table = "outside_identity";
  template <class Each>
  static void columns(Each&& each) {
    using T = OutsideIdentity;
    each("id", &T::id);
    each("person_id", &T::person_id);
    each("added", &T::added);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = Definition;
    each("id", &T::id);
    each("organisation_id", &T::organisation_id);
    each("uri", &T::uri);
    each("published_version", &T::published_version);
    each("newest_version", &T::newest_version);
    each("title", &T::title);
    each("summary", &T::summary);
    each("created", &T::created);
    each("changed", &T::changed);
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
  template <class Each>
  static void columns(Each&& each) {
    using T = DefinitionVersion;
    each("id", &T::id);
    each("definition_id", &T::definition_id);
    each("number", &T::number);
    each("state", &T::state);
    each("body", &T::body);
    each("artwork", &T::artwork);
    each("author_id", &T::author_id);
    each("reviewer_id", &T::reviewer_id);
    each("note", &T::note);
    each("created", &T::created);
    each("changed", &T::changed);
    each("published", &T::published);
  }
};

}  // namespace credex::store
