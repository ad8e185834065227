#include "service/presentations.h"

#include <algorithm>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/uri.h"
#include "credential/contents.h"
#include "proof/jwe.h"
#include "proof/jws.h"
#include "proof/node.h"
#include "proof/sd_jwt.h"
#include "service/awards.h"
#include "service/check.h"
#include "service/keys.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "service/wallets.h"

namespace credex::service {
namespace {

using json::Value;

constexpr std::chrono::minutes k_life{60};
constexpr std::size_t k_most_presentations = 8;
constexpr std::size_t k_max_answer = std::size_t{1} << 20;
constexpr const char* k_x509 = "x509_san_dns:";
constexpr const char* k_did = "decentralized_identifier:";
constexpr const char* k_redirect = "redirect_uri:";

std::string response_uri(const Platform& platform, const std::string& id) {
  return platform.url("/oid4vp/responses/" + id);
}

/// What we can read and how answers are encrypted to us.
Value client_metadata(json::Arena& arena, const store::PresentationRequest& request, const Value& query) {
  const Value algorithms = json::texts(arena, {"ES256", "ES384", "EdDSA"});
  const Value formats = Value::object(arena, 3);
  const Value asked = query.get("credentials");
  for (const Value& one : asked.items()) {
    const std::string_view format = one.text("format");
    const Value about = Value::object(arena, 2);
    if (format == "dc+sd-jwt") {
      about.append(arena, "sd-jwt_alg_values", algorithms);
      about.append(arena, "kb-jwt_alg_values", algorithms);
    } else if (format == "ldp_vc") {
      about.append(arena, "proof_type_values", json::texts(arena, {"DataIntegrityProof"}));
      about.append(arena, "cryptosuite_values",
                   json::texts(arena, {"eddsa-rdfc-2022", "ecdsa-rdfc-2019", "eddsa-jcs-2022", "ecdsa-jcs-2019"}));
    } else {
      about.append(arena, "alg_values", algorithms);
    }
    formats.append(arena, format, about);
  }
  const Value out = Value::object(arena, 4);
  out.append(arena, "client_name", Value::string("CREDEX"));
  out.append(arena, "vp_formats_supported", formats);
  if (!request.encrypted) return out;
  auto secret = crypto::PrivateKey::from_file_bytes(request.secret, "");
  if (!secret) return out;
  out.append(arena, "jwks", proof::jwk_set(arena, (*secret)->public_key(), "enc", "ECDH-ES"));
  out.append(arena, "encrypted_response_enc_values_supported", json::texts(arena, {"A128GCM", "A256GCM"}));
  return out;
}

/// The request itself (section 5.1), without what a JWT adds.
Value parameters(json::Arena& arena, const Platform& platform, const store::PresentationRequest& request) {
  const Value out = Value::object(arena, 14);
  const auto put = [&](const char* name, std::string_view text) { out.append(arena, name, arena.string(text)); };
  put("response_type", "vp_token");
  put("response_mode", request.encrypted ? "direct_post.jwt" : "direct_post");
  put("client_id", request.client_id);
  put("response_uri", response_uri(platform, request.id));
  put("nonce", request.nonce);
  put("state", request.id);
  const auto query = json::parse_into(arena, arena.copy(request.query));
  if (query) out.append(arena, "dcql_query", *query);
  out.append(arena, "client_metadata", client_metadata(arena, request, query ? *query : Value{}));
  return out;
}

std::optional<store::PresentationRequest> request_of(store::Tx& tx, const Platform& platform, const std::string& id) {
  auto found = store::find_one<store::PresentationRequest>(tx, "id = ?1", {id});
  if (!found || found->expires < platform.now()) return std::nullopt;
  return found;
}

/// vp_token and state out of an encrypted answer.
Result<WalletAnswer> opened(const store::PresentationRequest& request, const WalletAnswer& answer) {
  if (!request.encrypted) return answer;
  if (answer.response.empty()) return wallet_error("invalid_request", "the answer must be encrypted (response)");
  auto key = crypto::PrivateKey::from_file_bytes(request.secret, "");
  if (!key) return std::move(key).error();
  auto text = proof::decrypt_jwe(answer.response, **key);
  if (!text) return wallet_error("invalid_request", text.error().message);
  auto payload = json::parse(*text, {.max_bytes = k_max_answer, .max_depth = 64});
  if (!payload) return wallet_error("invalid_request", "the encrypted answer is no JSON");
  const Value& root = payload->root;
  return WalletAnswer{.vp_token = root.find("vp_token") ? json::write(root.get("vp_token")) : "",
                      .state = std::string{root.text("state")},
                      .error = std::string{root.text("error")}};
}

Error unknown_request() {
  return Error{.code = "service.not_found",
               .message = "this request is not known, or is older than an hour",
               .remedy = "ask again"};
}

/// Holds what came against what was asked: the claims of an attestation, or each credential of a presentation.
void hold_against(Report& report, const Value& query, const std::string& text) {
  auto document = credential::document_of(text);
  json::Arena arena;
  const Value nothing = Value::object(arena);
  if (!document || !credential::is_presentation(document->root)) {
    report.add(credential::check_answer(query, document ? document->root : nothing));
    return;
  }
  const auto held = credential::presented_credentials(document->root);
  for (const std::string& one : held) {
    auto credential = credential::document_of(one);
    report.add(credential::check_answer(query, credential ? credential->root : nothing));
  }
  if (held.empty()) report.add(credential::check_answer(query, nothing));
}

}  // namespace

std::string own_host(const Platform& platform) {
  const std::string& url = platform.settings.public_url;
  const auto parts = split_uri(url);
  const std::string authority{parts.authority.value_or("")};
  return authority.substr(0, authority.find(':'));
}

std::string wallet_link(const Platform& platform, const store::PresentationRequest& request) {
  if (!request.client_id.starts_with(k_redirect)) {
    return "openid4vp://?client_id=" + percent_encoded(request.client_id) +
           "&request_uri=" + percent_encoded(platform.url("/oid4vp/requests/" + request.id)) +
           "&request_uri_method=post";
  }
  // Who has no key can sign no request object: everything stands in the link.
  json::Arena arena;
  std::string out = "openid4vp://";
  const Value all = parameters(arena, platform, request);
  for (const json::Member& member : all.members()) {
    out +=
        (out.ends_with('/') ? "?" : "&") + std::string{member.key} + "=" +
        percent_encoded(member.value.is_string() ? std::string{member.value.as_string()} : json::write(member.value));
  }
  return out;
}

std::string presentation_page(const Platform& platform, const std::string& id, const std::string& token) {
  return platform.url("/check/wallet/" + id + "/" + token);
}

Result<Asked> ask_wallet(Platform& platform, const Actor& actor, const Ask& ask) {
  if (auto allowed = demand(actor, "credential.check"); !allowed) return std::move(allowed).error();
  if (!ask.organisation_id.empty()) {
    const bool is_key = actor.api_key && actor.api_key->organisation_id == ask.organisation_id;
    if (!is_key && !actor.belongs_to(ask.organisation_id)) return not_found("this organisation");
  }
  for (const std::string* uri : {&ask.wanted.definition, &ask.wanted.skill}) {
    if (!uri->empty() && (!is_absolute_iri(*uri) || uri->size() > 500))
      return invalid("'" + *uri + "' is no web address or URI", uri == &ask.wanted.skill ? "skill" : "definition",
                     "write it whole, as ESCO or the catalogue gives it");
  }
  const Instant now = platform.now();
  store::PresentationRequest out{.id = new_id(now),
                                 .organisation_id = ask.organisation_id,
                                 .nonce = new_token(),
                                 .encrypted = ask.encrypted,
                                 .created = now,
                                 .expires = now + k_life};
  const std::string token = new_token();
  out.token_hash = token_hash(token);
  if (ask.encrypted) {
    auto key = crypto::PrivateKey::generate(crypto::KeyType::p256);
    if (!key) return std::move(key).error();
    out.secret = (*key)->pem();
  }
  for (const std::string& format : ask.wanted.formats) {
    const auto& known = credential::presentation_formats();
    if (std::find(known.begin(), known.end(), format) == known.end())
      return invalid("'" + format + "' is no format that can be asked for", "format",
                     "dc+sd-jwt, ldp_vc or jwt_vc_json; leave it out for any");
  }
  credential::Wanted wanted = ask.wanted;
  wanted.types = {attestation_type(platform)};
  if (wanted.types[0] != credential::k_attestation_type) wanted.types.emplace_back(credential::k_attestation_type);
  return transact(*platform.database, [&](store::Tx& tx) -> Result<Asked> {
    tx.execute("DELETE FROM presentation_request WHERE expires < ?1", {store::cell_from(now)});
    const auto key = ask.organisation_id.empty() ? std::nullopt : active_key(tx, ask.organisation_id);
    out.client_id = platform.request_signer ? k_x509 + own_host(platform)
                    : key                   ? k_did + key->did
                                            : k_redirect + response_uri(platform, out.id);
    // In a link that must go into a code there is no room for a key to encrypt to, nor for every format.
    const bool is_whole = out.client_id.starts_with(k_redirect);
    if (is_whole) out.encrypted = false;
    if (wanted.formats.empty())
      wanted.formats = is_whole ? std::vector<std::string>{"dc+sd-jwt"} : credential::presentation_formats();
    json::Arena arena;
    out.query = json::write(credential::dcql_query(arena, wanted));
    store::insert(tx, out);
    if (!ask.organisation_id.empty()) audit(tx, platform, actor, "wallet.ask", ask.organisation_id, out.id);
    return Asked{.id = out.id, .token = token, .wallet_uri = wallet_link(platform, out)};
  });
}

Result<store::PresentationRequest> presentation_of(Platform& platform, const std::string& id,
                                                   const std::string& token) {
  auto found = store::reading(*platform.database, [&](store::Tx& tx) { return request_of(tx, platform, id); });
  if (!found || found->token_hash != token_hash(token)) return unknown_request();
  return std::move(*found);
}

Result<store::PresentationRequest> presentation_by_code(Platform& platform, const std::string& response_code) {
  auto found = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::PresentationRequest>(tx, "response_code = ?1", {token_hash(response_code)});
  });
  if (!found || found->expires < platform.now()) return unknown_request();
  return std::move(*found);
}

std::vector<CheckedAnswer> checked_answers(Platform& platform, const store::PresentationRequest& request) {
  std::vector<CheckedAnswer> out;
  auto answer = json::parse(request.answer);
  auto query = json::parse(request.query);
  if (!answer || !query) return out;
  for (const Value& one : answer->root.items()) {
    const std::string text{one.as_string()};
    auto checked =
        check_credential(platform, text,
                         proof::ExpectedBinding{
                             .audience = request.client_id, .nonce = request.nonce, .max_age = std::chrono::hours{2}});
    if (!checked) continue;
    if (const Value* asked = credential::query_for(query->root, text)) hold_against(checked->report, *asked, text);
    out.push_back({.text = text, .checked = std::move(*checked)});
  }
  return out;
}

Result<RequestObject> request_object(Platform& platform, const std::string& id, const std::string& wallet_nonce) {
  std::optional<store::SigningKey> key;
  const auto request = store::reading(*platform.database, [&](store::Tx& tx) {
    auto found = request_of(tx, platform, id);
    if (found && !found->organisation_id.empty()) key = active_key(tx, found->organisation_id);
    return found;
  });
  if (!request || request->state != store::PresentationState::asked)
    return wallet_error("invalid_request", "this request is not known, was answered or has expired");
  json::Arena arena;
  const Value out = parameters(arena, platform, *request);
  if (request->client_id.starts_with(k_redirect))
    return wallet_error("invalid_request", "this request came whole in its link");
  const auto put = [&](const char* name, std::string_view text) { out.append(arena, name, arena.string(text)); };
  put("aud", "https://self-issued.me/v2");
  out.append(arena, "iat", Value::integer(unix_seconds(platform.now())));
  out.append(arena, "exp", Value::integer(unix_seconds(request->expires)));
  if (!wallet_nonce.empty()) put("wallet_nonce", wallet_nonce.substr(0, 500));
  const Value header = Value::object(arena, 3);
  header.append(arena, "typ", Value::string("oauth-authz-req+jwt"));
  std::shared_ptr<const crypto::Signer> signer = platform.request_signer;
  if (request->client_id.starts_with(k_x509)) {
    if (!signer) return wallet_error("server_error", "the certificate is not there any more");
    const Value chain = Value::array(arena, 2);
    for (const Bytes& certificate : signer->certificates()) chain.push(arena, arena.string(base64(certificate)));
    header.append(arena, "x5c", chain);
  } else {
    if (!key) return wallet_error("server_error", "the organisation has no key");
    auto opened_key = platform.keys->signer(*key);
    if (!opened_key) return std::move(opened_key).error();
    signer = *opened_key;
    header.append(arena, "kid", arena.string(key->did + "#" + signer->public_key().multikey()));
  }
  auto token = proof::sign_compact(header, json::write(out), *signer);
  if (!token) return std::move(token).error();
  return RequestObject{std::move(*token), "application/oauth-authz-req+jwt"};
}

Result<std::string> take_answer(Platform& platform, const std::string& id, const WalletAnswer& came) {
  const auto request = store::reading(*platform.database, [&](store::Tx& tx) { return request_of(tx, platform, id); });
  if (!request) return wallet_error("invalid_request", "this request is not known, or has expired");
  if (request->state != store::PresentationState::asked)
    return wallet_error("invalid_request", "this request was answered already");
  auto answer = came.error.empty() ? opened(*request, came) : Result<WalletAnswer>{came};
  if (!answer) return std::move(answer).error();
  if (answer->error.empty() && answer->state != id)
    return wallet_error("invalid_request", "the answer is to another request (state)");
  store::PresentationRequest kept = *request;
  kept.state = store::PresentationState::refused;
  kept.report = utf8_prefix(answer->error, 200);
  if (answer->error.empty()) {
    auto tokens = json::parse(answer->vp_token, {.max_bytes = k_max_answer, .max_depth = 64});
    if (!tokens || !tokens->root.is_object()) return wallet_error("invalid_request", "vp_token is no JSON object");
    auto query = json::parse(kept.query);
    if (!query) return std::move(query).error();
    Report report;
    json::Arena arena;
    const Value presentations = Value::array(arena, 1);
    for (const json::Member& member : tokens->root.members()) {
      for (const Value& one : json::as_list(member.value)) {
        if ((!one.is_string() && !one.is_object()) || presentations.size() == k_most_presentations)
          return wallet_error("invalid_request", "a presentation is neither text nor object, or there are too many");
        const std::string text = one.is_string() ? std::string{one.as_string()} : json::write(one);
        const Value* asked = credential::query_for(query->root, text);
        if (asked == nullptr || member.key != asked->text("id"))
          return wallet_error("invalid_request",
                              "nobody asked for " + std::string{member.key.substr(0, 60)} + " in this format");
        // The universal verifier, with the holder's binding to this very request.
        auto judged = platform.checker->check(text, platform.now(),
                                              proof::ExpectedBinding{.audience = kept.client_id, .nonce = kept.nonce});
        if (!judged) return wallet_error("invalid_request", judged.error().message);
        for (Finding& finding : judged->findings) report.add(std::move(finding));
        hold_against(report, *asked, text);
        presentations.push(arena, arena.string(text));
      }
    }
    if (presentations.empty()) return wallet_error("invalid_request", "there is no presentation in vp_token");
    kept.state = store::PresentationState::answered;
    kept.answer = json::write(presentations);
    kept.report = report_json(report);
  }
  const std::string code = new_token();
  kept.response_code = token_hash(code);
  kept.secret.clear();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<std::string> {
    const auto now = request_of(tx, platform, id);
    if (!now || now->state != store::PresentationState::asked)
      return wallet_error("invalid_request", "this request was answered already");
    store::update(tx, kept);
    return platform.url("/check/wallet/done?response_code=" + code);
  });
}

}  // namespace credex::service
