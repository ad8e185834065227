#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "credential/issue.h"
#include "proof/holder_proof.h"
#include "service/actor.h"
#include "service/definitions.h"
#include "store/wallet_records.h"

namespace credex::service {

/// Awards into wallets (OpenID4VCI 1.0). Errors of what wallets ask have the protocol's own code behind "oauth.", such
/// as "oauth.invalid_grant" (RFC 6749, section 5.2; RFC 9449; OpenID4VCI, sections 6.3 and 8.3.1).

Error wallet_error(const char* code, std::string message);

/// Whom a wallet talks to: an organisation at /o/SLUG, or the platform as a whole.
struct WalletIssuer {
  std::string id{};    ///< the Credential Issuer Identifier, an address
  std::string path{};  ///< of its endpoints
  std::string name{};
  std::optional<store::Organisation> organisation{};
};
/// Error "service.not_found" where no organisation is called `slug`; empty is the platform.
Result<WalletIssuer> wallet_issuer(Platform& platform, const std::string& slug);
/// The key types that an issuer signs with, for its metadata.
std::vector<std::string> signing_algorithms(Platform& platform, const WalletIssuer& issuer);
/// A signature of the organisation's over `payload`, a JWT of this type (signed metadata). Error where it has no key.
Result<std::string> sign_as_issuer(Platform& platform, const WalletIssuer& issuer, const std::string& type,
                                   const std::string& payload);

/// An offer of an award to whatever wallet its holder has.
struct WalletOffer {
  std::string id{};
  std::string slug{};     ///< of the organisation
  std::string tx_code{};  ///< six digits that the holder types into the wallet; empty where none was wanted
};
enum class TxCode : std::uint8_t { none, six_digits };
/// Offers an award: the holder does, or the organisation for them. Good for a day, once. Errors: not theirs, not valid.
Result<WalletOffer> make_offer(Platform& platform, const Actor& actor, const std::string& award_id, TxCode code);
/// The link that opens a wallet with an offer by reference (section 4.1).
std::string offer_link(const Platform& platform, const WalletOffer& offer);

/// An offer that can still be taken up; its pre-authorised code with it.
struct OpenOffer {
  store::WalletGrant grant{};
  std::string code{};
};
Result<OpenOffer> offer_of(Platform& platform, const WalletIssuer& issuer, const std::string& id);

struct AccessToken {
  std::string value{};
  std::chrono::seconds life{};
  store::WalletGrant grant{};
};
/// The token for a pre-authorised code. After ten wrong transaction codes the offer has ended.
Result<AccessToken> exchange_offer(Platform& platform, const WalletIssuer& issuer, const std::string& code,
                                   const std::string& tx_code, const std::string& dpop_key);

/// What a wallet pushes before it sends its holder (RFC 9126).
struct PushedRequest {
  std::string client_id{};
  std::string redirect_uri{};
  std::string challenge{};  ///< S256 (RFC 7636)
  std::string state{};
  std::string configuration{};
  std::string dpop_key{};
};
inline constexpr std::chrono::seconds k_request_life{600};
/// Keeps the request; gives its request_uri.
Result<std::string> push_request(Platform& platform, const WalletIssuer& issuer, const PushedRequest& request);
/// The request that a holder's browser brings.
Result<store::WalletGrant> pushed_request(Platform& platform, const WalletIssuer& issuer, const std::string& client_id,
                                          const std::string& request_uri);
/// The holder's awards of that issuer which can go into a wallet.
std::vector<store::Award> awards_for_wallet(Platform& platform, const Actor& actor, const WalletIssuer& issuer);
/// The holder consents to hand over that award (or refuses: empty): the address to send the browser to.
Result<std::string> consent(Platform& platform, const Actor& actor, const WalletIssuer& issuer,
                            const std::string& client_id, const std::string& request_uri, const std::string& award_id);
Result<AccessToken> exchange_code(Platform& platform, const WalletIssuer& issuer, const std::string& code,
                                  const std::string& verifier, const std::string& client_id,
                                  const std::string& redirect_uri, const std::string& dpop_key);

/// The grant of an access token, by the key that it is bound to (empty: none). Error "oauth.invalid_token".
Result<store::WalletGrant> grant_of_token(Platform& platform, const WalletIssuer& issuer, const std::string& token,
                                          const std::string& dpop_key);

/// A nonce that a proof must carry; good for five minutes, once.
std::string new_nonce(Platform& platform);
/// Notes that a DPoP proof came. Error "oauth.invalid_dpop_proof" where it came before.
Result<void> note_dpop(Platform& platform, const proof::Dpop& dpop);
/// The same of a wallet attestation's proof of possession. Error "oauth.invalid_client".
Result<void> note_possession(Platform& platform, const proof::ClientAttestation& client);

/// Asks the list of a wallet's provider whether what it vouched for stands. Error `code` of the protocol where it was
/// withdrawn, or where that cannot be learned.
Result<void> demand_standing(Platform& platform, const proof::StatusPlace& place, const char* code);

struct WalletIssue {
  std::vector<std::string> credentials{};
  std::string notification{};
  std::string transaction{};  ///< where the key cannot sign just now: to be asked for again with this
};
inline constexpr std::size_t k_wallet_batch = 20;
/// Signs a copy for each key.
Result<WalletIssue> issue_to_wallet(Platform& platform, const store::WalletGrant& grant, credential::Format format,
                                    const std::vector<proof::KeyProof>& keys);
Result<WalletIssue> issue_deferred(Platform& platform, const store::WalletGrant& grant, const std::string& transaction);
/// What the wallet tells of what it got: credential_accepted, credential_failure, credential_deleted.
Result<void> note_event(Platform& platform, const store::WalletGrant& grant, const std::string& notification,
                        const std::string& event);

/// The places in status lists of an award's copies, for who changes its status.
std::vector<store::WalletCopy> copies_of(store::Tx& tx, const std::string& award_id);

}  // namespace credex::service
