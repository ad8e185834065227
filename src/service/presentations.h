#pragma once

#include <optional>
#include <string>

#include "credential/dcql.h"
#include "service/actor.h"
#include "service/check.h"
#include "store/wallet_records.h"

namespace credex::service {

/// Asking wallets for micro-credentials (OpenID4VP 1.0). What wallets do wrong has the protocol's own code behind
/// "oauth.".

/// What is asked for, and how the answer comes.
struct Ask {
  credential::Wanted wanted{};    ///< types are filled in; without formats any that goes into the request
  std::string organisation_id{};  ///< who asks; empty: a visitor
  bool encrypted = true;          ///< direct_post.jwt
};
struct Asked {
  std::string id{};
  std::string token{};       ///< the secret of the asker's address
  std::string wallet_uri{};  ///< "openid4vp://?client_id=...&request_uri=...", for a QR code or a link
};
/// The link that opens a wallet with a request by reference.
std::string wallet_link(const Platform& platform, const store::PresentationRequest& request);
/// Anyone asks as a visitor, a member of an organisation in its name. Answers are kept for an hour.
Result<Asked> ask_wallet(Platform& platform, const Actor& actor, const Ask& ask);

/// The request for the asker, by the secret of its address. Error "service.not_found".
Result<store::PresentationRequest> presentation_of(Platform& platform, const std::string& id, const std::string& token);
/// The same for the holder's browser, which comes back with a response_code.
Result<store::PresentationRequest> presentation_by_code(Platform& platform, const std::string& response_code);
/// What came, judged again now for people to read.
struct CheckedAnswer {
  std::string text{};
  CheckedCredential checked{};
};
std::vector<CheckedAnswer> checked_answers(Platform& platform, const store::PresentationRequest& request);
/// The page of the asker, by the secret.
std::string presentation_page(const Platform& platform, const std::string& id, const std::string& token);

/// The signed request object that a wallet fetches (section 5; RFC 9101). `wallet_nonce` is the wallet's, where it sent
/// one. Error where the client_id is a redirect_uri: that request stands whole in its link.
struct RequestObject {
  std::string body{};
  std::string type{};
};
Result<RequestObject> request_object(Platform& platform, const std::string& id, const std::string& wallet_nonce);

/// What a wallet posts (section 8.2): vp_token and state, or response, or an error.
struct WalletAnswer {
  std::string vp_token{};
  std::string state{};
  std::string response{};  ///< a JWE
  std::string error{};
};
/// Judges it and keeps the judgement; gives the address that the holder's browser may be sent to.
Result<std::string> take_answer(Platform& platform, const std::string& id, const WalletAnswer& answer);

/// The host of the platform's own address.
std::string own_host(const Platform& platform);

}  // namespace credex::service
