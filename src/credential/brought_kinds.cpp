// What people bring that is no credential, and credentials that are of other worlds: each named for what it is.
#include "credential/brought_kinds.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "base/uri.h"
#include "proof/node.h"

namespace credex::credential {
namespace {

using json::Value;
using proof::has_type;

bool has_context(const Value& document, std::string_view part) {
  const auto contexts = json::as_list(document.get("@context"));
  return std::ranges::any_of(
      contexts, [&](const Value& one) { return one.is_string() && one.as_string().find(part) != std::string::npos; });
}

bool has_any_type(const Value& document, std::initializer_list<std::string_view> types) {
  return std::ranges::any_of(types, [&](std::string_view type) { return has_type(document, type); });
}

/// ": “name”", cut where it is long; nothing where there is none. Pages translate what stands before it.
std::string named(const Value& document) {
  for (const char* key : {"name", "title", "prefLabel", "legalName"}) {
    Value value = document.get(key);
    if (value.is_object() && !value.empty()) value = value.members()[0].value;
    if (value.is_array() && !value.empty()) value = value.items()[0];
    const std::string text{value.is_string() ? value.as_string() : std::string_view{}};
    if (text.empty()) continue;
    constexpr std::size_t k_longest = 100;
    return ": \"" + utf8_prefix(text, k_longest) + "\"";
  }
  return {};
}

/// Open Badges before version 2 (0.5: 2011, 1.0: 2013, 1.1: 2015), by what they must have.
std::optional<Error> old_badge(const Value& d) {
  const Value badge = d.get("badge");
  if (badge.is_object() && badge.get("issuer").is_object() && badge.get("issuer").find("origin") != nullptr)
    return no_credential("this is a badge of Open Badges 0.5, a form of 2011 that is not judged here" + named(badge),
                         "ask its issuer for an Open Badge 3.0");
  const Value verify = d.get("verify");
  if (verify.is_object() && d.find("recipient") != nullptr && !badge.is_null() && d.find("verification") == nullptr) {
    const bool is_1_1 = has_context(d, "openbadges/v1");
    if (is_1_1) return std::nullopt;
    const std::string url{verify.text("url")};
    return no_credential(
        "this is a badge of Open Badges 1.0, a form of 2013 that is not judged here, and true only as far as its "
        "issuer's server still says the same" +
            (url.empty() ? std::string{} : ": " + url),
        "look there, or ask its issuer for an Open Badge 3.0");
  }
  return std::nullopt;
}

}  // namespace

Error no_credential(std::string message, std::string remedy) {
  return Error{.code = "credential.form", .message = std::move(message), .remedy = std::move(remedy)};
}

std::optional<Error> other_kind(const Value& d) {
  if (!d.is_object()) return std::nullopt;
  // What is awarded to somebody is judged as what it is.
  const bool is_awarded = d.find("credentialSubject") != nullptr || d.find("proof") != nullptr;
  if (!is_awarded) {
    if (auto badge = old_badge(d)) return badge;
    if (d.find("signature") != nullptr && (has_context(d, "blockcerts") || d.get("signature").find("merkleRoot")))
      return no_credential(
          "this is a Blockcerts certificate of version 1 or 2, for which an entry in a blockchain vouches that is not "
          "asked here" +
              named(d.get("badge")),
          "let its issuer's page or a verifier of Blockcerts judge it");
    if (has_any_type(d, {"BadgeClass"}))
      return no_credential(
          "this is the description of a badge (an Open Badges BadgeClass), awarded to nobody" + named(d),
          "bring the badge itself, the Assertion that somebody holds");
    if (has_any_type(d, {"Achievement"}))
      return no_credential("this is the description of an achievement (Open Badges 3.0), awarded to nobody" + named(d),
                           "bring the credential that somebody holds");
    if (has_any_type(d, {"Profile", "Issuer", "IssuerOrg"}))
      return no_credential("this is the profile of an issuer (Open Badges), and no credential" + named(d),
                           "bring a badge that it issued");
    if (has_any_type(d, {"Endorsement", "RevocationList", "CryptographicKey"}))
      return no_credential("this is a part of Open Badges 2, and no badge: " + json::write(d.get("type")),
                           "bring the badge itself, the Assertion that somebody holds");
    if (has_any_type(d, {"Accreditation"}))
      return no_credential("this is an accreditation, which says what an organisation may award" + named(d),
                           "bring the credential that a learner holds");
    if (has_any_type(d, {"LearningAchievementSpecification", "LearningOpportunity", "Qualification"}))
      return no_credential("this is the description of a learning achievement, awarded to nobody" + named(d),
                           "bring the credential that somebody holds");
  }
  const std::string_view id = d.text("id");
  const bool has_methods = d.find("verificationMethod") != nullptr || d.find("authentication") != nullptr ||
                           d.find("assertionMethod") != nullptr;
  if (id.starts_with("did:") && d.find("credentialSubject") == nullptr && (has_methods || has_context(d, "/did/v1")))
    return no_credential("this is a DID document, which lists somebody's keys, and no credential: " + std::string{id},
                         "bring a credential that was signed with one of its keys");
  if (d.find("keys") != nullptr && d.get("keys").is_array())
    return no_credential("this is a set of keys (JWKS), and no credential", "bring a credential");
  if (d.find("kty") != nullptr)
    return no_credential(d.find("d") != nullptr ? "this is a private key: whoever has it can sign in its owner's name"
                                                : "this is a public key, and no credential",
                         d.find("d") != nullptr ? "keep it to yourself, and bring a credential" : "bring a credential");
  if (d.find("credential_issuer") != nullptr && d.find("credential_configuration_ids") != nullptr)
    return no_credential("this is the offer of a credential to a wallet (OpenID4VCI), not the credential",
                         "open it in a wallet, and bring what the wallet then holds");
  if (d.find("credential_issuer") != nullptr || d.find("credential_configurations_supported") != nullptr)
    return no_credential("this says what an issuer can give to wallets (OpenID4VCI metadata), and is no credential",
                         "bring a credential");
  if (d.find("transaction_id") != nullptr && d.find("credentials") == nullptr && d.find("credential") == nullptr)
    return no_credential("the issuer's answer to the wallet holds no credential yet (OpenID4VCI, deferred)",
                         "let the wallet ask again, and bring what it then gets");
  if (d.find("dcql_query") != nullptr || d.find("presentation_definition") != nullptr ||
      (d.find("client_id") != nullptr && d.find("response_type") != nullptr))
    return no_credential("this is a verifier's question to a wallet (OpenID4VP), and no credential",
                         "answer it with a wallet");
  const bool is_context = d.find("@context") != nullptr && d.size() == 1 && !d.get("@context").is_string();
  if (is_context)
    return no_credential("this is a JSON-LD context, which says what words mean, and no credential",
                         "bring a credential that uses it");
  if (d.find("openapi") != nullptr || d.find("$schema") != nullptr)
    return no_credential("this describes data (a schema), and is no credential", "bring a credential");
  const bool is_definition = d.find("learning_outcomes") != nullptr && d.find("awarding_body") != nullptr;
  if (is_definition)
    return no_credential("this is the definition of a micro-credential, awarded to nobody" + named(d),
                         "bring a credential that somebody holds; to judge a definition, check it in the design");
  return std::nullopt;
}

std::optional<Error> wallet_link(std::string_view text) {
  const auto colon = text.find(':');
  const std::string scheme = ascii_lower(text.substr(0, colon == std::string_view::npos ? 0 : colon));
  const auto says = [&](std::string_view name) {
    return text.find(std::string{"?"}.append(name) + "=") != std::string_view::npos ||
           text.find(std::string{"&"}.append(name) + "=") != std::string_view::npos;
  };
  const bool offers = scheme == "openid-credential-offer" || scheme == "openid-initiate-issuance" ||
                      scheme == "haip-vci" || says("credential_offer") || says("credential_offer_uri");
  if (offers)
    return no_credential("this is the offer of a credential to a wallet (OpenID4VCI), not the credential",
                         "open it in a wallet, and bring what the wallet then holds");
  if (scheme == "dccrequest" || says("vc_request_url"))
    return no_credential(
        "this is the offer of a credential to a wallet (Digital Credentials Consortium), not the credential",
        "open it in a wallet, and bring what the wallet then holds");
  const bool asks =
      scheme == "openid4vp" || scheme == "openid-vc" || scheme == "openid" || scheme == "haip" || scheme == "haip-vp" ||
      scheme == "eudi-openid4vp" || scheme == "mdoc-openid4vp" ||
      (says("client_id") && (says("request_uri") || says("dcql_query") || says("presentation_definition")));
  if (asks)
    return no_credential("this is a verifier's question to a wallet (OpenID4VP), and no credential",
                         "answer it with a wallet");
  if (scheme == "didcomm" || says("oob") || says("_oob"))
    return no_credential("this is an invitation to a wallet (DIDComm), and no credential", "open it in a wallet");
  if (scheme == "mdoc" || scheme == "credman")
    return no_credential("this opens a talk with a wallet, and is no credential", "open it with a wallet");
  return std::nullopt;
}

std::optional<Finding> foreign_network(const Value& d) {
  const auto answer = [](const char* message, std::vector<std::string> args, const char* source) {
    return make_finding("brought.network", Outcome::unknown, "", message, std::move(args), source);
  };
  const auto proofs = json::as_list(d.get("proof"));
  const bool anchored = std::ranges::any_of(
      proofs, [](const Value& proof) { return proof.text("type").find("MerkleProof20") != std::string::npos; });
  if (anchored || has_context(d, "blockcerts")) return answer("brought.blockcerts", {}, "Blockcerts");
  const Value issuer = d.get("issuer");
  const std::string_view by = issuer.is_string() ? issuer.as_string() : issuer.text("id");
  if (by.starts_with("did:velocity:") || has_context(d, "velocitynetwork.foundation") ||
      d.find("vnfProtocolVersion") != nullptr || d.get("credentialSubject").find("vnfProtocolVersion") != nullptr)
    return answer("brought.velocity", {}, "Velocity Network");
  return std::nullopt;
}

}  // namespace credex::credential
