// What is kept of wallets: a struct a table of data/migrations/0002-wallets.sql.
#pragma once

#include <string>

#include "store/table.h"

namespace credex::store {

/// How a wallet came to ask: by an offer that it was given, or by sending its holder here to sign in.
enum class GrantKind : std::uint8_t { offer, authorization };
template <>
struct Names<GrantKind> {
  static constexpr std::string_view k_names[] = {"offer", "authorization"};
};

/// How far it is. `asked`: a wallet has pushed its request; `open`: there is a code to be exchanged; `exchanged`: there
/// is an access token; `ended`: nothing more comes of it.
enum class GrantState : std::uint8_t { asked, open, exchanged, ended };
template <>
struct Names<GrantState> {
  static constexpr std::string_view k_names[] = {"asked", "open", "exchanged", "ended"};
};

struct WalletGrant {
  std::string id{};
  GrantKind kind = GrantKind::offer;
  std::string organisation_id{};
  std::string award_id{};
  std::string person_id{};     ///< who offered or consented, where it is the holder
  std::string code_hash{};     ///< of the pre-authorised code, the request_uri, then the authorisation code
  std::string tx_code_hash{};  ///< empty where none is asked for
  std::int64_t tries = 0;      ///< wrong transaction codes
  std::string client_id{};
  std::string redirect_uri{};
  std::string challenge{};  ///< PKCE, S256
  std::string client_state{};
  std::string configuration{};  ///< what the wallet asked for; empty: any
  std::string dpop_key{};       ///< thumbprint of the key that the token is bound to
  std::string token_hash{};
  GrantState state = GrantState::open;
  Instant created{};
  Instant expires{};  ///< of the code, then of the token

  static constexpr const char* k_table = "wallet_grant";
  template <class Each>
  static void columns(Each&& each) {
    using T = WalletGrant;
    each("id", &T::id);
    each("kind", &T::kind);
    each("organisation_id", &T::organisation_id);
    each("award_id", &T::award_id);
    each("person_id", &T::person_id);
    each("code_hash", &T::code_hash);
    each("tx_code_hash", &T::tx_code_hash);
    each("tries", &T::tries);
    each("client_id", &T::client_id);
    each("redirect_uri", &T::redirect_uri);
    each("challenge", &T::challenge);
    each("client_state", &T::client_state);
    each("configuration", &T::configuration);
    each("dpop_key", &T::dpop_key);
    each("token_hash", &T::token_hash);
    each("state", &T::state);
    each("created", &T::created);
    each("expires", &T::expires);
  }
};

/// A copy of an award in a wallet, bound to a key of its holder's, with a place of its own in a status list. The copy
/// itself is not kept.
struct WalletCopy {
  std::string id{};
  std::string grant_id{};
  std::string notification_id{};
  std::string award_id{};
  std::string format{};
  std::string holder_jwk{};  ///< kept until it is signed, for one that is deferred
  std::string holder_did{};
  std::string list_id{};
  std::int64_t list_index = 0;
  std::string transaction_hash{};  ///< of one that is still to be signed; empty once it is
  std::string event{};             ///< what the wallet told of it
  Instant created{};

  static constexpr const char* k_table = "wallet_copy";
  template <class Each>
  static void columns(Each&& each) {
    using T = WalletCopy;
    each("id", &T::id);
    each("grant_id", &T::grant_id);
    each("notification_id", &T::notification_id);
    each("award_id", &T::award_id);
    each("format", &T::format);
    each("holder_jwk", &T::holder_jwk);
    each("holder_did", &T::holder_did);
    each("list_id", &T::list_id);
    each("list_index", &T::list_index);
    each("transaction_hash", &T::transaction_hash);
    each("event", &T::event);
    each("created", &T::created);
  }
};

/// `asked`: nothing came yet; `answered`: something came, and was judged; `refused`: the wallet said no.
enum class PresentationState : std::uint8_t { asked, answered, refused };
template <>
struct Names<PresentationState> {
  static constexpr std::string_view k_names[] = {"asked", "answered", "refused"};
};

/// What a wallet is asked for (OpenID4VP), and what came.
struct PresentationRequest {
  std::string id{};
  std::string token_hash{};       ///< of the secret in the asker's address
  std::string organisation_id{};  ///< who asks; empty: a visitor
  std::string client_id{};        ///< the Client Identifier that the wallet sees, with its prefix
  std::string nonce{};
  std::string query{};          ///< DCQL
  bool encrypted = false;       ///< direct_post.jwt
  std::string secret{};         ///< private JWK that the answer is encrypted to
  std::string response_code{};  ///< hash; shows that the browser which comes back is the holder's
  PresentationState state = PresentationState::asked;
  std::string answer{};  ///< the presentations, JSON
  std::string report{};  ///< their judgement, JSON
  Instant created{};
  Instant expires{};

  static constexpr const char* k_table = "presentation_request";
  template <class Each>
  static void columns(Each&& each) {
    using T = PresentationRequest;
    each("id", &T::id);
    each("token_hash", &T::token_hash);
    each("organisation_id", &T::organisation_id);
    each("client_id", &T::client_id);
    each("nonce", &T::nonce);
    each("query", &T::query);
    each("encrypted", &T::encrypted);
    each("secret", &T::secret);
    each("response_code", &T::response_code);
    each("state", &T::state);
    each("answer", &T::answer);
    each("report", &T::report);
    each("created", &T::created);
    each("expires", &T::expires);
  }
};

/// A credential that the VC-API issued with a status.
struct IssuedCredential {
  std::string uri{};
  std::string organisation_id{};
  std::string list_id{};
  std::int64_t list_index = 0;
  Instant created{};

  static constexpr const char* k_table = "issued_credential";
  template <class Each>
  static void columns(Each&& each) {
    using T = IssuedCredential;
    each("uri", &T::uri);
    each("organisation_id", &T::organisation_id);
    each("list_id", &T::list_id);
    each("list_index", &T::list_index);
    each("created", &T::created);
  }
};

}  // namespace credex::store
