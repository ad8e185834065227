#pragma once

#include <string>

#include "http/router.h"
#include "service/wallets.h"

namespace credex::protocol {

/// OpenID for Verifiable Credential Issuance 1.0: metadata, offers, tokens (RFC 6749, PKCE, PAR, DPoP), nonces,
/// credentials, deferred ones and notifications, for each organisation (/o/SLUG) and for the platform as a whole.
/// Errors leave as the protocols say: {"error", "error_description"}.
class Issuance {
 public:
  explicit Issuance(service::Platform& platform) : platform_{platform} {}
  void add_routes(http::Router& router);

  /// Credential Issuer Metadata (section 12.2.4) and Authorization Server Metadata (RFC 8414), as JSON.
  json::Value issuer_metadata(json::Arena& arena, const service::WalletIssuer& issuer) const;
  json::Value server_metadata(json::Arena& arena, const service::WalletIssuer& issuer) const;

 private:
  using Endpoint = http::Response (Issuance::*)(const http::Request&, const service::WalletIssuer&);
  void add(http::Router& router, const char* method, const std::string& name, Endpoint endpoint);

  http::Response metadata(const http::Request& request, const service::WalletIssuer& issuer);
  http::Response server(const http::Request& request, const service::WalletIssuer& issuer);
  http::Response offer(const http::Request& request, const service::WalletIssuer& issuer);
  http::Response push(const http::Request& request, const service::WalletIssuer& issuer);
  http::Response token(const http::Request& request, const service::WalletIssuer& issuer);
  http::Response nonce(const http::Request& request, const service::WalletIssuer& issuer);
  http::Response credential(const http::Request& request, const service::WalletIssuer& issuer);
  http::Response deferred(const http::Request& request, const service::WalletIssuer& issuer);
  http::Response notification(const http::Request& request, const service::WalletIssuer& issuer);

  /// The grant of the request's access token, and of its DPoP proof where it is bound to one.
  Result<store::WalletGrant> authorised(const http::Request& request, const service::WalletIssuer& issuer);
  /// The thumbprint of the request's DPoP proof; empty where none came.
  Result<std::string> dpop_of(const http::Request& request, std::string_view access_token);
  /// Who the wallet is: by its attestation where it shows one and wallet providers are known here, else as it says.
  Result<std::string> client_of(const http::Request& request, const service::WalletIssuer& issuer,
                                const std::string& said);
  /// The keys to issue for, each shown to be the wallet's.
  Result<std::vector<proof::KeyProof>> keys_of(const json::Value& body, const service::WalletIssuer& issuer);

  service::Platform& platform_;
};

/// The Credential Offer of an offer that can still be taken up (section 4.1.1), as JSON.
json::Value credential_offer(json::Arena& arena, const service::WalletIssuer& issuer, const service::OpenOffer& open);
/// The link that opens a wallet with the offer itself in it (section 4.1.2), for wallets that cannot ask for it first;
/// its pre-authorised code is in the link. service::offer_link gives it by reference.
Result<std::string> offer_link_by_value(service::Platform& platform, const service::WalletOffer& offer);

/// The name of an award's format as a wallet asks for it: "micro-credential_dc+sd-jwt" and so on; nothing for others.
std::optional<credential::Format> format_of_configuration(std::string_view id);
std::vector<std::string> configuration_ids();
inline constexpr const char* k_pre_authorized = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

}  // namespace credex::protocol
