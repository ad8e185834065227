// What an issuer tells wallets about itself: Credential Issuer Metadata and Authorization Server Metadata.
#include <algorithm>

#include "base/translate.h"
#include "credential/attestation.h"
#include "protocol/openid4vci.h"
#include "service/awards.h"

namespace credex::protocol {
namespace {

using json::Value;
using service::WalletIssuer;

constexpr const char* k_proof_algorithms[] = {"ES256", "ES384", "EdDSA"};
constexpr const char* k_encryptions[] = {"A128GCM", "A256GCM"};

struct Configuration {
  credential::Format format;
  const char* id;
  const char* name;  ///< of the format, in the registry of OpenID4VCI (appendix A)
};
constexpr Configuration k_configurations[] = {
    {credential::Format::sd_jwt, "micro-credential_dc+sd-jwt", "dc+sd-jwt"},
    {credential::Format::open_badge, "micro-credential_ldp_vc", "ldp_vc"},
    {credential::Format::open_badge_jwt, "micro-credential_jwt_vc_json", "jwt_vc_json"}};

/// {"name", "locale", ...} in each language.
Value display_of(json::Arena& arena, const char* words) {
  const Value out = Value::array(arena, 6);
  for (const Language& language : languages()) {
    const Value one = Value::object(arena, 4);
    one.append(arena, "name", arena.string(translate(language.code, words)));
    one.append(arena, "locale", arena.string(language.code));
    out.push(arena, one);
  }
  return out;
}

Value claims_of(json::Arena& arena) {
  const Value out = Value::array(arena, 32);
  const Value type = credential::attestation_type_metadata(arena, "");
  const Value described = type.get("claims");
  for (const Value& claim : described.items()) {
    const Value one = Value::object(arena, 2);
    one.append(arena, "path", claim.get("path"));
    const Value display = Value::array(arena, 6);
    const Value labels = claim.get("display");
    for (const Value& label : labels.items()) {
      const Value name = Value::object(arena, 2);
      name.append(arena, "name", label.get("label"));
      name.append(arena, "locale", label.get("locale"));
      display.push(arena, name);
    }
    one.append(arena, "display", display);
    out.push(arena, one);
  }
  return out;
}

std::string suite_of(std::string_view algorithm) {
  return algorithm == "EdDSA" ? "eddsa-rdfc-2022" : "ecdsa-rdfc-2019";
}

}  // namespace

std::optional<credential::Format> format_of_configuration(std::string_view id) {
  for (const Configuration& configuration : k_configurations) {
    if (id == configuration.id) return configuration.format;
  }
  return std::nullopt;
}

std::vector<std::string> configuration_ids() {
  std::vector<std::string> out;
  for (const Configuration& configuration : k_configurations) out.emplace_back(configuration.id);
  return out;
}

Value Issuance::issuer_metadata(json::Arena& arena, const WalletIssuer& issuer) const {
  const auto endpoint = [&](const char* name) { return arena.string(platform_.url(issuer.path + "/oid4vci/" + name)); };
  const Value out = Value::object(arena, 12);
  out.append(arena, "credential_issuer", arena.string(issuer.id));
  out.append(arena, "credential_endpoint", endpoint("credential"));
  out.append(arena, "nonce_endpoint", endpoint("nonce"));
  out.append(arena, "deferred_credential_endpoint", endpoint("deferred"));
  out.append(arena, "notification_endpoint", endpoint("notification"));
  const Value encryption = Value::object(arena, 3);
  encryption.append(arena, "alg_values_supported", json::texts(arena, std::array{"ECDH-ES"}));
  encryption.append(arena, "enc_values_supported", json::texts(arena, k_encryptions));
  encryption.append(arena, "encryption_required", Value::boolean(false));
  out.append(arena, "credential_response_encryption", encryption);
  const Value batch = Value::object(arena, 1);
  batch.append(arena, "batch_size", Value::integer(static_cast<std::int64_t>(service::k_wallet_batch)));
  out.append(arena, "batch_credential_issuance", batch);
  const Value display = Value::array(arena, 1);
  const Value name = Value::object(arena, 1);
  name.append(arena, "name", arena.string(issuer.name));
  display.push(arena, name);
  out.append(arena, "display", display);
  std::vector<std::string> algorithms = service::signing_algorithms(platform_, issuer);
  const Value configurations = Value::object(arena, 3);
  for (const Configuration& configuration : k_configurations) {
    const Value one = Value::object(arena, 8);
    one.append(arena, "format", Value::string(configuration.name));
    one.append(arena, "scope", Value::string(configuration.id));
    const bool is_attestation = configuration.format == credential::Format::sd_jwt;
    if (is_attestation) {
      one.append(arena, "vct", arena.string(service::attestation_type(platform_)));
      one.append(arena, "cryptographic_binding_methods_supported", json::texts(arena, std::array{"jwk"}));
    } else {
      const Value definition = Value::object(arena, 2);
      if (configuration.format == credential::Format::open_badge)
        definition.append(arena, "@context",
                          json::texts(arena, std::array{"https://www.w3.org/ns/credentials/v2",
                                                        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"}));
      definition.append(arena, "type", json::texts(arena, std::array{"VerifiableCredential", "OpenBadgeCredential"}));
      one.append(arena, "credential_definition", definition);
      one.append(arena, "cryptographic_binding_methods_supported",
                 json::texts(arena, std::array{"jwk", "did:jwk", "did:key"}));
    }
    const Value signing = Value::array(arena, 2);
    for (const std::string& algorithm : algorithms)
      signing.push(arena, arena.string(configuration.format == credential::Format::open_badge ? suite_of(algorithm)
                                                                                              : algorithm));
    one.append(arena, "credential_signing_alg_values_supported", signing);
    const Value proofs = Value::object(arena, 2);
    const auto accept = [&](const char* type, bool attested) {
      const Value about = Value::object(arena, 2);
      about.append(arena, "proof_signing_alg_values_supported", json::texts(arena, k_proof_algorithms));
      if (attested) about.append(arena, "key_attestations_required", Value::object(arena));
      proofs.append(arena, type, about);
    };
    accept("jwt", platform_.settings.high_assurance);
    if (!platform_.wallet_providers.empty()) accept("attestation", true);
    one.append(arena, "proof_types_supported", proofs);
    const Value about = Value::object(arena, 2);
    about.append(arena, "display", display_of(arena, "Micro-credential"));
    if (is_attestation) about.append(arena, "claims", claims_of(arena));
    one.append(arena, "credential_metadata", about);
    configurations.append(arena, configuration.id, one);
  }
  out.append(arena, "credential_configurations_supported", configurations);
  return out;
}

http::Response Issuance::metadata(const http::Request& request, const WalletIssuer& issuer) {
  json::Arena arena;
  const Value out = issuer_metadata(arena, issuer);
  // Signed where a wallet asks for it (section 12.2.3).
  if (request.header("accept").find("application/jwt") != std::string_view::npos) {
    out.append(arena, "sub", arena.string(issuer.id));
    out.append(arena, "iss", arena.string(issuer.id));
    out.append(arena, "iat", Value::integer(unix_seconds(platform_.now())));
    auto token = service::sign_as_issuer(platform_, issuer, "openidvci-issuer-metadata+jwt", json::write(out));
    if (token) return http::text(std::move(*token), 200, "application/jwt");
    out.erase("sub");
    out.erase("iss");
    out.erase("iat");
  }
  auto response = http::json_response(json::write_pretty(out));
  response.with("Access-Control-Allow-Origin", "*");
  return response;
}

Value Issuance::server_metadata(json::Arena& arena, const WalletIssuer& issuer) const {
  const auto endpoint = [&](const char* name) { return arena.string(platform_.url(issuer.path + "/oid4vci/" + name)); };
  const Value out = Value::object(arena, 16);
  out.append(arena, "issuer", arena.string(issuer.id));
  out.append(arena, "authorization_endpoint", endpoint("authorize"));
  out.append(arena, "token_endpoint", endpoint("token"));
  out.append(arena, "pushed_authorization_request_endpoint", endpoint("par"));
  out.append(arena, "require_pushed_authorization_requests", Value::boolean(true));
  out.append(arena, "response_types_supported", json::texts(arena, std::array{"code"}));
  out.append(arena, "response_modes_supported", json::texts(arena, std::array{"query"}));
  out.append(arena, "grant_types_supported", json::texts(arena, std::array{"authorization_code", k_pre_authorized}));
  out.append(arena, "code_challenge_methods_supported", json::texts(arena, std::array{"S256"}));
  const Value methods = Value::array(arena, 2);
  if (!platform_.settings.high_assurance) methods.push(arena, Value::string("none"));
  if (!platform_.wallet_providers.empty()) {
    methods.push(arena, Value::string("attest_jwt_client_auth"));
    for (const char* name :
         {"client_attestation_signing_alg_values_supported", "client_attestation_pop_signing_alg_values_supported"})
      out.append(arena, name, json::texts(arena, k_proof_algorithms));
  }
  out.append(arena, "token_endpoint_auth_methods_supported", methods);
  out.append(arena, "dpop_signing_alg_values_supported", json::texts(arena, k_proof_algorithms));
  out.append(arena, "authorization_details_types_supported", json::texts(arena, std::array{"openid_credential"}));
  out.append(arena, "pre-authorized_grant_anonymous_access_supported",
             Value::boolean(!platform_.settings.high_assurance));
  out.append(arena, "authorization_response_iss_parameter_supported", Value::boolean(true));
  out.append(arena, "scopes_supported", json::texts(arena, configuration_ids()));
  return out;
}

http::Response Issuance::server(const http::Request&, const WalletIssuer& issuer) {
  json::Arena arena;
  auto response = http::json_response(json::write_pretty(server_metadata(arena, issuer)));
  response.with("Access-Control-Allow-Origin", "*");
  return response;
}

}  // namespace credex::protocol
