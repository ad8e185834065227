#include "protocol/openid4vci.h"

#include <algorithm>

#include "base/text.h"
#include "base/uri.h"
#include "proof/jwe.h"
#include "protocol/api.h"
#include "protocol/oauth.h"

namespace credex::protocol {
namespace {

using json::Value;
using service::wallet_error;
using service::WalletIssuer;

constexpr std::size_t k_max_wallet_body = std::size_t{256} * 1024;

Result<json::Document> json_body(const http::Request& request, const char* code) {
  auto body = json::parse(request.body, {.max_bytes = k_max_wallet_body, .max_depth = 32});
  if (!body) return wallet_error(code, "the body is no JSON: " + body.error().message);
  if (!body->root.is_object()) return wallet_error(code, "the body is no JSON object");
  return body;
}

/// What a wallet asks for, by scope or by authorization_details; empty where it says nothing.
Result<std::string> wanted_configuration(const http::Fields& fields) {
  std::string wanted = fields.get("scope");
  if (const std::string& text = fields.get("authorization_details"); !text.empty()) {
    auto details = json::parse(text, {.max_bytes = 16 * 1024, .max_depth = 16});
    const auto items = details ? details->root.items() : std::span<Value>{};
    if (items.size() != 1 || items[0].text("type") != "openid_credential")
      return wallet_error("invalid_authorization_details", "one openid_credential at a time");
    wanted = items[0].text("credential_configuration_id");
    if (!format_of_configuration(wanted))
      return wallet_error("invalid_authorization_details", "this credential_configuration_id is not known");
    return "details:" + wanted;
  }
  if (!wanted.empty() && !format_of_configuration(wanted))
    return wallet_error("invalid_scope", "this scope is not known");
  return wanted;
}
std::string_view configuration_id(std::string_view kept) {
  return kept.starts_with("details:") ? kept.substr(8) : kept;
}

}  // namespace

void Issuance::add_routes(http::Router& router) {
  const auto well_known = [&](const char* name, Endpoint endpoint) {
    const auto answer = [this, endpoint](const http::Request& request) {
      auto issuer = service::wallet_issuer(platform_, request.parts.empty() ? "" : request.parts[0]);
      return issuer ? (this->*endpoint)(request, *issuer) : problem(issuer.error());
    };
    const std::string step = std::string{"/.well-known/"} + name;
    // RFC 8414, section 3.1 puts the well-known step before the issuer's path; earlier drafts put it behind.
    for (const std::string& path : {step, step + "/o/{}", "/o/{}" + step}) router.add("GET", path, answer);
  };
  well_known("openid-credential-issuer", &Issuance::metadata);
  well_known("oauth-authorization-server", &Issuance::server);
  add(router, "GET", "/offers/{}", &Issuance::offer);
  add(router, "POST", "/par", &Issuance::push);
  add(router, "POST", "/token", &Issuance::token);
  add(router, "POST", "/nonce", &Issuance::nonce);
  add(router, "POST", "/credential", &Issuance::credential);
  add(router, "POST", "/deferred", &Issuance::deferred);
  add(router, "POST", "/notification", &Issuance::notification);
}

void Issuance::add(http::Router& router, const char* method, const std::string& name, Endpoint endpoint) {
  for (const bool has_slug : {false, true}) {
    router.add(
        method, (has_slug ? "/o/{}/oid4vci" : "/oid4vci") + name,
        [this, endpoint, has_slug](const http::Request& request) {
          auto issuer = service::wallet_issuer(platform_, has_slug ? request.parts[0] : "");
          return issuer ? (this->*endpoint)(request, *issuer) : problem(issuer.error());
        },
        k_max_wallet_body);
  }
}

Value credential_offer(json::Arena& arena, const WalletIssuer& issuer, const service::OpenOffer& open) {
  const Value code = Value::object(arena, 2);
  code.append(arena, "pre-authorized_code", arena.string(open.code));
  if (!open.grant.tx_code_hash.empty()) {
    const Value tx = Value::object(arena, 3);
    tx.append(arena, "input_mode", Value::string("numeric"));
    tx.append(arena, "length", Value::integer(6));
    tx.append(arena, "description", Value::string("The six digits shown beside the code"));
    code.append(arena, "tx_code", tx);
  }
  const Value grants = Value::object(arena, 1);
  grants.append(arena, k_pre_authorized, code);
  const Value out = Value::object(arena, 3);
  out.append(arena, "credential_issuer", arena.string(issuer.id));
  out.append(arena, "credential_configuration_ids", json::texts(arena, configuration_ids()));
  out.append(arena, "grants", grants);
  return out;
}

Result<std::string> offer_link_by_value(service::Platform& platform, const service::WalletOffer& offer) {
  auto issuer = service::wallet_issuer(platform, offer.slug);
  if (!issuer) return std::move(issuer).error();
  auto open = service::offer_of(platform, *issuer, offer.id);
  if (!open) return std::move(open).error();
  json::Arena arena;
  return "openid-credential-offer://?credential_offer=" +
         percent_encoded(json::write(credential_offer(arena, *issuer, *open)));
}

http::Response Issuance::offer(const http::Request& request, const WalletIssuer& issuer) {
  auto open = service::offer_of(platform_, issuer, request.parts.back());
  if (!open) {
    auto response = oauth_error(open.error());
    response.status = 404;
    return response;
  }
  json::Arena arena;
  auto response = json_answer(credential_offer(arena, issuer, *open));
  response.with("Access-Control-Allow-Origin", "*");
  return response;
}

Result<std::string> Issuance::dpop_of(const http::Request& request, std::string_view access_token) {
  const auto count = std::count_if(request.headers.begin(), request.headers.end(),
                                   [](const auto& header) { return header.first == "dpop"; });
  if (count == 0) return std::string{};
  if (count > 1) return wallet_error("invalid_dpop_proof", "more than one DPoP proof came");
  auto proof = proof::check_dpop(request.header("dpop"), request.method, platform_.url(request.path), access_token,
                                 platform_.now());
  if (!proof) return std::move(proof).error();
  if (auto first = service::note_dpop(platform_, *proof); !first) return std::move(first).error();
  return std::move(proof->thumbprint);
}

Result<std::string> Issuance::client_of(const http::Request& request, const WalletIssuer& issuer,
                                        const std::string& said) {
  const std::string_view attestation = request.header("oauth-client-attestation");
  const std::string_view possession = request.header("oauth-client-attestation-pop");
  const bool is_high = platform_.settings.high_assurance;
  if (platform_.wallet_providers.empty() || (attestation.empty() && possession.empty())) {
    if (is_high)
      return wallet_error("invalid_client", "a wallet shows here who made it (OAuth-Client-Attestation and its PoP)");
    return said;
  }
  auto client =
      proof::check_client_attestation(attestation, possession, issuer.id, platform_.wallet_providers, platform_.now());
  if (!client) return std::move(client).error();
  if (!said.empty() && said != client->client_id)
    return wallet_error("invalid_client", "client_id is not the one of the wallet attestation");
  if (auto stands = service::demand_standing(platform_, client->status, "invalid_client"); !stands)
    return std::move(stands).error();
  if (auto first = service::note_possession(platform_, *client); !first) return std::move(first).error();
  return std::move(client->client_id);
}

http::Response Issuance::push(const http::Request& request, const WalletIssuer& issuer) {
  auto fields = form_fields(request);
  if (!fields) return oauth_error(fields.error());
  if (!fields->get("request_uri").empty())
    return oauth_error(wallet_error("invalid_request", "request_uri does not belong here"));
  if (fields->get("response_type") != "code")
    return oauth_error(wallet_error("unsupported_response_type", "response_type is not code"));
  if (fields->get("code_challenge_method") != "S256")
    return oauth_error(wallet_error("invalid_request", "code_challenge_method is not S256"));
  auto wanted = wanted_configuration(*fields);
  if (!wanted) return oauth_error(wanted.error());
  auto client = client_of(request, issuer, fields->get("client_id"));
  if (!client) return oauth_error(client.error());
  auto dpop = dpop_of(request, "");
  if (!dpop) return oauth_error(dpop.error());
  auto uri = service::push_request(platform_, issuer,
                                   {.client_id = std::move(*client),
                                    .redirect_uri = fields->get("redirect_uri"),
                                    .challenge = fields->get("code_challenge"),
                                    .state = fields->get("state"),
                                    .configuration = std::move(*wanted),
                                    .dpop_key = dpop->empty() ? fields->get("dpop_jkt") : *dpop});
  if (!uri) return oauth_error(uri.error());
  json::Arena arena;
  const Value out = Value::object(arena, 2);
  out.append(arena, "request_uri", arena.string(*uri));
  out.append(arena, "expires_in", Value::integer(service::k_request_life.count()));
  return json_answer(out, 201);
}

http::Response Issuance::token(const http::Request& request, const WalletIssuer& issuer) {
  auto fields = form_fields(request);
  if (!fields) return oauth_error(fields.error());
  auto client = client_of(request, issuer, fields->get("client_id"));
  if (!client) return oauth_error(client.error());
  auto dpop = dpop_of(request, "");
  if (!dpop) return oauth_error(dpop.error());
  if (dpop->empty() && platform_.settings.high_assurance)
    return oauth_error(wallet_error("invalid_dpop_proof", "tokens are bound to a key here: send a DPoP proof"));
  const std::string& kind = fields->get("grant_type");
  Result<service::AccessToken> token = wallet_error("unsupported_grant_type", "this grant_type is not known here");
  if (kind == k_pre_authorized) {
    token =
        service::exchange_offer(platform_, issuer, fields->get("pre-authorized_code"), fields->get("tx_code"), *dpop);
  } else if (kind == "authorization_code") {
    token = service::exchange_code(platform_, issuer, fields->get("code"), fields->get("code_verifier"), *client,
                                   fields->get("redirect_uri"), *dpop);
  }
  if (!token) return oauth_error(token.error());
  json::Arena arena;
  const Value out = Value::object(arena, 4);
  out.append(arena, "access_token", arena.string(token->value));
  out.append(arena, "token_type", Value::string(dpop->empty() ? "Bearer" : "DPoP"));
  out.append(arena, "expires_in", Value::integer(token->life.count()));
  if (token->grant.configuration.starts_with("details:")) {
    const std::string_view id = configuration_id(token->grant.configuration);
    const Value one = Value::object(arena, 3);
    one.append(arena, "type", Value::string("openid_credential"));
    one.append(arena, "credential_configuration_id", arena.string(id));
    one.append(arena, "credential_identifiers", json::texts(arena, std::array{id}));
    const Value all = Value::array(arena, 1);
    all.push(arena, one);
    out.append(arena, "authorization_details", all);
  }
  return json_answer(out);
}

http::Response Issuance::nonce(const http::Request&, const WalletIssuer&) {
  json::Arena arena;
  const Value out = Value::object(arena, 1);
  out.append(arena, "c_nonce", arena.string(service::new_nonce(platform_)));
  return json_answer(out);
}

Result<store::WalletGrant> Issuance::authorised(const http::Request& request, const WalletIssuer& issuer) {
  const std::string_view header = request.header("authorization");
  const auto space = header.find(' ');
  const std::string scheme = ascii_lower(header.substr(0, space));
  if (space == std::string_view::npos || (scheme != "dpop" && scheme != "bearer"))
    return wallet_error("invalid_token", "there is no access token");
  const std::string token{header.substr(space + 1)};
  auto dpop = dpop_of(request, token);
  if (!dpop) return std::move(dpop).error();
  if ((scheme == "dpop") == dpop->empty())
    return wallet_error("invalid_token",
                        "a token bound to a key comes with the scheme DPoP and a proof, others with Bearer");
  return service::grant_of_token(platform_, issuer, token, *dpop);
}

namespace {

/// The proofs of a request: {"proofs": {"jwt": [...]}}, or the single "proof" of earlier drafts.
struct Proofs {
  std::string type{};
  std::vector<std::string> texts{};
};
Result<Proofs> proofs_of(const Value& body) {
  Proofs out;
  const Value proofs = body.get("proofs");
  if (proofs.is_object()) {
    if (proofs.size() == 1) out.type = proofs.members()[0].key;
    if (out.type != "jwt" && out.type != "attestation")
      return wallet_error("invalid_proof", "proofs of one type are wanted: jwt or attestation");
    const Value list = proofs.get(out.type);
    for (const Value& item : list.items()) {
      if (!item.is_string()) return wallet_error("invalid_proof", "a proof is no text");
      out.texts.emplace_back(item.as_string());
    }
  } else if (const Value proof = body.get("proof"); proof.is_object()) {
    out.type = proof.text("proof_type");
    if (const std::string_view text = proof.text(out.type); out.type == "jwt" || out.type == "attestation")
      out.texts.emplace_back(text);
  }
  if (out.texts.empty()) return wallet_error("invalid_proof", "a proof of the holder's key is wanted (proofs: jwt)");
  if (out.texts.size() > service::k_wallet_batch)
    return wallet_error("invalid_proof", "more proofs came than batch_size allows");
  if (out.type == "attestation" && out.texts.size() != 1)
    return wallet_error("invalid_proof", "one key attestation is wanted, which holds all keys");
  return out;
}

/// Encrypts the answer where the request asks for it (section 10).
Result<http::Response> answered(const Value& body, const Value& out, int status) {
  const Value asked = body.get("credential_response_encryption");
  if (asked.is_null()) return json_answer(out, status);
  const auto refused = [](const std::string& words) { return wallet_error("invalid_encryption_parameters", words); };
  const Value jwk = asked.get("jwk");
  if (const std::string_view alg = jwk.text("alg").empty() ? asked.text("alg") : jwk.text("alg"); alg != "ECDH-ES")
    return refused("only ECDH-ES is known here");
  auto key = crypto::PublicKey::from_jwk(jwk);
  if (!key) return refused(key.error().message);
  if (asked.find("zip") != nullptr) return refused("compression is not known here");
  auto sealed = proof::encrypt_jwe(json::write(out), *key, jwk.text("kid"), asked.text("enc"));
  if (!sealed) return refused(sealed.error().message);
  return no_store(http::text(std::move(*sealed), status, "application/jwt"));
}

Result<http::Response> issued(const Value& body, const service::WalletIssue& issue) {
  json::Arena arena;
  const Value out = Value::object(arena, 2);
  if (!issue.transaction.empty()) {
    out.append(arena, "transaction_id", arena.string(issue.transaction));
    out.append(arena, "interval", Value::integer(5));
    return answered(body, out, 202);
  }
  const Value credentials = Value::array(arena, issue.credentials.size());
  for (const std::string& text : issue.credentials) {
    const Value one = Value::object(arena, 1);
    Value value = arena.string(text);
    if (text.starts_with('{')) {
      auto parsed = json::parse_into(arena, text);
      if (parsed) value = *parsed;
    }
    one.append(arena, "credential", value);
    credentials.push(arena, one);
  }
  out.append(arena, "credentials", credentials);
  out.append(arena, "notification_id", arena.string(issue.notification));
  return answered(body, out, 200);
}

}  // namespace

Result<std::vector<proof::KeyProof>> Issuance::keys_of(const Value& body, const WalletIssuer& issuer) {
  auto proofs = proofs_of(body);
  if (!proofs) return std::move(proofs).error();
  const auto attested = [&](const std::string& text, proof::AttestationUse use) {
    auto keys = proof::check_key_attestation(text, use, platform_.wallet_providers, platform_.now());
    if (!keys) return keys;
    auto stands = service::demand_standing(platform_, keys->status, "invalid_proof");
    return stands ? std::move(keys) : std::move(stands).error();
  };
  std::vector<proof::KeyProof> out;
  if (proofs->type == "attestation") {
    if (platform_.wallet_providers.empty())
      return wallet_error("invalid_proof", "no provider of wallets is known here: prove the key by jwt");
    auto keys = attested(proofs->texts[0], proof::AttestationUse::alone);
    if (!keys) return std::move(keys).error();
    out = std::move(keys->keys);
  } else {
    for (const std::string& text : proofs->texts) {
      auto key = proof::check_key_proof(text, issuer.id, platform_.now());
      if (!key) return std::move(key).error();
      out.push_back(std::move(*key));
    }
    const proof::KeyProof own = out[0];
    if (platform_.settings.high_assurance && own.attestation.empty())
      return wallet_error("invalid_proof",
                          "an attestation of the key is wanted (key_attestation, or proofs: attestation)");
    // What vouches for one key with others is for all of them (appendix F.1).
    if (!own.attestation.empty() && !platform_.wallet_providers.empty()) {
      if (out.size() != 1) return wallet_error("invalid_proof", "a proof with a key attestation comes alone");
      auto keys = attested(own.attestation, proof::AttestationUse::beside);
      if (!keys) return std::move(keys).error();
      out = std::move(keys->keys);
      const auto same = std::ranges::find(out, own.jwk, &proof::KeyProof::jwk);
      if (same == out.end())
        return wallet_error("invalid_proof", "the key attestation is not about the key of the proof");
      same->did = own.did;
      for (proof::KeyProof& key : out) key.nonce = own.nonce;
    }
  }
  if (out.size() > service::k_wallet_batch)
    return wallet_error("invalid_proof", "more keys came than batch_size allows");
  for (auto key = out.begin(); key != out.end(); ++key) {
    if (std::any_of(out.begin(), key, [&](const proof::KeyProof& other) { return other.jwk == key->jwk; }))
      return wallet_error("invalid_proof", "two proofs are of the same key");
  }
  return out;
}

http::Response Issuance::credential(const http::Request& request, const WalletIssuer& issuer) {
  auto grant = authorised(request, issuer);
  if (!grant) return oauth_error(grant.error());
  auto body = json_body(request, "invalid_credential_request");
  if (!body) return oauth_error(body.error());
  const Value& root = body->root;
  const bool by_identifier = root.find("credential_identifier") != nullptr;
  if (by_identifier == (root.find("credential_configuration_id") != nullptr))
    return oauth_error(wallet_error("invalid_credential_request",
                                    "credential_identifier or credential_configuration_id is wanted, one of them"));
  const std::string id{root.text(by_identifier ? "credential_identifier" : "credential_configuration_id")};
  const auto format = format_of_configuration(id);
  const std::string_view granted = configuration_id(grant->configuration);
  if (!format || (!granted.empty() && granted != id))
    return oauth_error(
        wallet_error(by_identifier ? "unknown_credential_identifier" : "unknown_credential_configuration",
                     "this credential was not granted"));
  // What could not be answered in the end is not issued: the encryption is looked at first.
  json::Arena arena;
  if (auto possible = answered(root, Value::object(arena), 200); !possible) return oauth_error(possible.error());
  auto keys = keys_of(root, issuer);
  if (!keys) return oauth_error(keys.error());
  auto issue = service::issue_to_wallet(platform_, *grant, *format, *keys);
  if (!issue) return oauth_error(issue.error());
  auto response = issued(root, *issue);
  return response ? std::move(*response) : oauth_error(response.error());
}

http::Response Issuance::deferred(const http::Request& request, const WalletIssuer& issuer) {
  auto grant = authorised(request, issuer);
  if (!grant) return oauth_error(grant.error());
  auto body = json_body(request, "invalid_transaction_id");
  if (!body) return oauth_error(body.error());
  auto issue = service::issue_deferred(platform_, *grant, std::string{body->root.text("transaction_id")});
  if (!issue) return oauth_error(issue.error());
  auto response = issued(body->root, *issue);
  return response ? std::move(*response) : oauth_error(response.error());
}

http::Response Issuance::notification(const http::Request& request, const WalletIssuer& issuer) {
  auto grant = authorised(request, issuer);
  if (!grant) return oauth_error(grant.error());
  auto body = json_body(request, "invalid_notification_request");
  if (!body) return oauth_error(body.error());
  auto noted = service::note_event(platform_, *grant, std::string{body->root.text("notification_id")},
                                   std::string{body->root.text("event")});
  if (!noted) return oauth_error(noted.error());
  http::Response out = no_store({});
  out.status = 204;
  return out;
}

}  // namespace credex::protocol
