#include "service/wallets.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.h"
#include "base/encoding.h"
#include "base/uri.h"
#include "crypto/random.h"
#include "proof/jws.h"
#include "service/holder_gate.h"
#include "service/keys.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {

Error wallet_error(const char* code, std::string message) {
  return Error{.code = std::string{"oauth."} + code, .message = std::move(message)};
}

namespace {

constexpr std::chrono::hours k_offer_life{24};
constexpr std::chrono::seconds k_offer_code_life{60};
constexpr std::chrono::seconds k_token_life{600};
constexpr std::int64_t k_most_tries = 10;

std::string code_of_offer(const Platform& platform, const std::string& id) {
  return derived_token(platform.secret, "wallet offer " + id);
}
std::string hash_of_tx_code(const Platform& platform, const std::string& id, const std::string& code) {
  return derived_token(platform.secret, "wallet tx_code " + id + " " + code);
}

bool is_for(const WalletIssuer& issuer, const store::WalletGrant& grant) {
  return !issuer.organisation || issuer.organisation->id == grant.organisation_id;
}

/// Codes and tokens go a day after they have expired.
void forget_old(store::Tx& tx, const Platform& platform) {
  tx.execute("DELETE FROM wallet_grant WHERE expires < ?1", {store::cell_from(platform.now() - k_offer_life)});
}

/// Turns an open code into an access token.
AccessToken give_token(store::Tx& tx, const Platform& platform, store::WalletGrant grant, const std::string& dpop_key) {
  AccessToken out{.value = new_token(), .life = k_token_life};
  grant.token_hash = token_hash(out.value);
  grant.dpop_key = dpop_key;
  grant.state = store::GrantState::exchanged;
  grant.expires = platform.now() + k_token_life;
  store::update(tx, grant);
  out.grant = std::move(grant);
  return out;
}

}  // namespace

Result<WalletIssuer> wallet_issuer(Platform& platform, const std::string& slug) {
  if (slug.empty()) return WalletIssuer{.id = platform.settings.public_url, .name = "CREDEX"};
  auto organisation = store::reading(
      *platform.database, [&](store::Tx& tx) { return store::find_one<store::Organisation>(tx, "slug = ?1", {slug}); });
  if (!organisation) return not_found("this organisation");
  return WalletIssuer{.id = platform.url("/o/" + slug),
                      .path = "/o/" + slug,
                      .name = organisation->name,
                      .organisation = std::move(organisation)};
}

namespace {

std::string_view algorithm_of_type(const std::string& name) {
  for (const crypto::KeyType type : {crypto::KeyType::ed25519, crypto::KeyType::p256, crypto::KeyType::p384}) {
    if (name == crypto::key_type_name(type)) return crypto::algorithm_name(crypto::default_algorithm(type));
  }
  return crypto::algorithm_name(crypto::Algorithm::es256);
}

}  // namespace

std::vector<std::string> signing_algorithms(Platform& platform, const WalletIssuer& issuer) {
  std::string sql = "SELECT DISTINCT type FROM signing_key WHERE state = 'active'";
  std::vector<store::Cell> cells;
  if (issuer.organisation) {
    sql += " AND organisation_id = ?1";
    cells.emplace_back(issuer.organisation->id);
  }
  std::vector<std::string> out;
  for (const auto& row : store::reading(*platform.database, [&](store::Tx& tx) { return tx.query(sql, cells); }))
    out.emplace_back(algorithm_of_type(row.text(0)));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Result<std::string> sign_as_issuer(Platform& platform, const WalletIssuer& issuer, const std::string& type,
                                   const std::string& payload) {
  if (!issuer.organisation) return wallet_error("server_error", "the platform as a whole has no key");
  const auto key =
      store::reading(*platform.database, [&](store::Tx& tx) { return active_key(tx, issuer.organisation->id); });
  if (!key) return wallet_error("server_error", "this organisation has no key");
  auto signer = platform.keys->signer(*key);
  if (!signer) return std::move(signer).error();
  json::Arena arena;
  const json::Value header = json::Value::object(arena, 3);
  header.append(arena, "typ", json::Value::string(type));
  header.append(arena, "kid", arena.string(key->did + "#" + (*signer)->public_key().multikey()));
  header.append(arena, "jwk", (*signer)->public_key().jwk(arena));
  return proof::sign_compact(header, payload, **signer);
}

Result<WalletOffer> make_offer(Platform& platform, const Actor& actor, const std::string& award_id, TxCode code) {
  return transact(*platform.database, [&](store::Tx& tx) -> Result<WalletOffer> {
    const auto award = store::find_one<store::Award>(tx, "id = ?1", {award_id});
    const bool is_own = award && actor.person && award->person_id == actor.person->id && may(actor, "own.collection");
    if (!award || (!is_own && !may(actor, "award.issue", award->organisation_id))) return not_found("this award");
    if (award->status != store::AwardStatus::valid)
      return conflict("this award is suspended or revoked", "only a valid one goes into a wallet");
    if (is_own) {
      if (auto own = demand_holder_of_award(tx, platform, *award, actor.person->id, HolderUse::show); !own)
        return std::move(own).error();
    }
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {award->organisation_id});
    if (!organisation) return not_found("this organisation");
    WalletOffer out{.id = new_id(platform.now()), .slug = organisation->slug};
    store::WalletGrant grant{.id = out.id,
                             .kind = store::GrantKind::offer,
                             .organisation_id = award->organisation_id,
                             .award_id = award->id,
                             .person_id = is_own ? actor.person->id : award->person_id,
                             .code_hash = token_hash(code_of_offer(platform, out.id)),
                             .state = store::GrantState::open,
                             .created = platform.now(),
                             .expires = platform.now() + k_offer_life};
    if (code == TxCode::six_digits) {
      const Bytes random = crypto::random_bytes(8);
      std::uint64_t number = 0;
      for (const std::uint8_t byte : random) number = number << 8 | byte;
      out.tx_code = fmt::format("{:06}", number % 1'000'000);
      grant.tx_code_hash = hash_of_tx_code(platform, out.id, out.tx_code);
    }
    forget_old(tx, platform);
    store::insert(tx, grant);
    audit(tx, platform, actor, "wallet.offer", award->organisation_id, award->id);
    return out;
  });
}

std::string offer_link(const Platform& platform, const WalletOffer& offer) {
  return "openid-credential-offer://?credential_offer_uri=" +
         percent_encoded(platform.url("/o/" + offer.slug + "/oid4vci/offers/" + offer.id));
}

Result<OpenOffer> offer_of(Platform& platform, const WalletIssuer& issuer, const std::string& id) {
  auto grant = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::WalletGrant>(tx, "id = ?1 AND kind = 'offer'", {id});
  });
  if (!grant || !is_for(issuer, *grant) || grant->state != store::GrantState::open || grant->expires < platform.now())
    return wallet_error("invalid_request", "this offer is not known, was taken up or has expired");
  OpenOffer out{.code = code_of_offer(platform, id)};
  out.grant = std::move(*grant);
  return out;
}

Result<AccessToken> exchange_offer(Platform& platform, const WalletIssuer& issuer, const std::string& code,
                                   const std::string& tx_code, const std::string& dpop_key) {
  // A wrong transaction code is counted, so it must not take the transaction back.
  std::optional<Error> wrong;
  auto out = transact(*platform.database, [&](store::Tx& tx) -> Result<AccessToken> {
    wrong.reset();
    auto grant = store::find_one<store::WalletGrant>(tx, "code_hash = ?1 AND kind = 'offer'", {token_hash(code)});
    if (!grant || !is_for(issuer, *grant) || grant->state != store::GrantState::open)
      return wallet_error("invalid_grant", "this pre-authorised code is not known, or was used already");
    if (grant->expires < platform.now()) return wallet_error("invalid_grant", "the offer has expired");
    if (grant->tx_code_hash.empty() && !tx_code.empty())
      return wallet_error("invalid_request", "a transaction code came, and none was asked for");
    if (!grant->tx_code_hash.empty() && tx_code.empty())
      return wallet_error("invalid_request", "the transaction code is missing");
    if (!grant->tx_code_hash.empty() &&
        !crypto::equal_secrets(grant->tx_code_hash, hash_of_tx_code(platform, grant->id, tx_code))) {
      const bool is_last = ++grant->tries >= k_most_tries;
      if (is_last) grant->state = store::GrantState::ended;
      store::update(tx, *grant);
      wrong = wallet_error("invalid_grant",
                           is_last ? "the transaction code is wrong for the tenth time: the offer has ended"
                                   : "the transaction code is wrong");
      return AccessToken{};
    }
    return give_token(tx, platform, std::move(*grant), dpop_key);
  });
  if (wrong) return std::move(*wrong);
  return out;
}

Result<std::string> push_request(Platform& platform, const WalletIssuer& issuer, const PushedRequest& request) {
  if (request.client_id.empty() || request.client_id.size() > 500)
    return wallet_error("invalid_request", "client_id is missing or too long");
  // A browser is sent there: nothing that it would run, and no plain text over the network.
  const std::string& to = request.redirect_uri;
  const std::string scheme = to.substr(0, to.find(':'));
  const bool is_loopback =
      to.starts_with("http://127.0.0.1") || to.starts_with("http://[::1]") || to.starts_with("http://localhost");
  const bool runs =
      scheme == "javascript" || scheme == "data" || scheme == "file" || scheme == "blob" || scheme == "vbscript";
  if (!is_absolute_iri(to) || to.size() > 2000 || runs || to.find('#') != std::string::npos ||
      (scheme == "http" && !is_loopback))
    return wallet_error("invalid_request", "redirect_uri is no https address and no address of an app");
  if (request.challenge.size() != 43)
    return wallet_error("invalid_request", "code_challenge is missing: PKCE with S256 is needed");
  const std::string uri = "urn:ietf:params:oauth:request_uri:" + new_token();
  const Instant now = platform.now();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<std::string> {
    forget_old(tx, platform);
    store::insert(tx, store::WalletGrant{.id = new_id(now),
                                         .kind = store::GrantKind::authorization,
                                         .organisation_id = issuer.organisation ? issuer.organisation->id : "",
                                         .code_hash = token_hash(uri),
                                         .client_id = request.client_id,
                                         .redirect_uri = request.redirect_uri,
                                         .challenge = request.challenge,
                                         .client_state = request.state.substr(0, 2000),
                                         .configuration = request.configuration,
                                         .dpop_key = request.dpop_key,
                                         .state = store::GrantState::asked,
                                         .created = now,
                                         .expires = now + k_request_life});
    return uri;
  });
}

namespace {

Result<store::WalletGrant> asked_grant(store::Tx& tx, const Platform& platform, const WalletIssuer& issuer,
                                       const std::string& client_id, const std::string& request_uri) {
  auto grant = store::find_one<store::WalletGrant>(tx, "code_hash = ?1 AND state = 'asked'", {token_hash(request_uri)});
  if (!grant || !is_for(issuer, *grant) || grant->client_id != client_id || grant->expires < platform.now())
    return Error{.code = "service.not_found",
                 .message = "this request of a wallet is not known, or is too old",
                 .remedy = "begin again in the wallet"};
  return std::move(*grant);
}

}  // namespace

Result<store::WalletGrant> pushed_request(Platform& platform, const WalletIssuer& issuer, const std::string& client_id,
                                          const std::string& request_uri) {
  return store::reading(*platform.database,
                        [&](store::Tx& tx) { return asked_grant(tx, platform, issuer, client_id, request_uri); });
}

std::vector<store::Award> awards_for_wallet(Platform& platform, const Actor& actor, const WalletIssuer& issuer) {
  if (!actor.person) return {};
  return store::reading(*platform.database, [&](store::Tx& tx) {
    const std::string where = "person_id = ?1 AND status = 'valid'";
    if (!issuer.organisation)
      return store::find<store::Award>(tx, where + " ORDER BY id DESC LIMIT 100", {actor.person->id});
    return store::find<store::Award>(tx, where + " AND organisation_id = ?2 ORDER BY id DESC LIMIT 100",
                                     {actor.person->id, issuer.organisation->id});
  });
}

Result<std::string> consent(Platform& platform, const Actor& actor, const WalletIssuer& issuer,
                            const std::string& client_id, const std::string& request_uri, const std::string& award_id) {
  if (auto allowed = demand(actor, "own.collection"); !allowed) return std::move(allowed).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<std::string> {
    auto grant = asked_grant(tx, platform, issuer, client_id, request_uri);
    if (!grant) return std::move(grant).error();
    std::string to = grant->redirect_uri + (grant->redirect_uri.find('?') == std::string::npos ? "?" : "&");
    const auto finish = [&] {
      if (!grant->client_state.empty()) to += "&state=" + percent_encoded(grant->client_state);
      to += "&iss=" + percent_encoded(issuer.id);
      store::update(tx, *grant);
    };
    if (award_id.empty()) {
      grant->state = store::GrantState::ended;
      to += "error=access_denied";
      finish();
      return to;
    }
    const auto award = store::find_one<store::Award>(tx, "id = ?1 AND person_id = ?2 AND status = 'valid'",
                                                     {award_id, actor.person->id});
    if (!award || (issuer.organisation && award->organisation_id != issuer.organisation->id))
      return not_found("this award");
    if (auto own = demand_holder_of_award(tx, platform, *award, actor.person->id, HolderUse::show); !own)
      return std::move(own).error();
    const std::string code = new_token();
    grant->award_id = award->id;
    grant->person_id = actor.person->id;
    grant->code_hash = token_hash(code);
    grant->state = store::GrantState::open;
    grant->expires = platform.now() + k_offer_code_life;
    to += "code=" + code;
    finish();
    audit(tx, platform, actor, "wallet.consent", award->organisation_id, award->id, client_id);
    return to;
  });
}

Result<AccessToken> exchange_code(Platform& platform, const WalletIssuer& issuer, const std::string& code,
                                  const std::string& verifier, const std::string& client_id,
                                  const std::string& redirect_uri, const std::string& dpop_key) {
  // A code that comes twice ends what came of it the first time (RFC 6749, section 4.1.2), so nothing is taken back.
  std::optional<Error> wrong;
  auto out = transact(*platform.database, [&](store::Tx& tx) -> Result<AccessToken> {
    wrong.reset();
    auto grant =
        store::find_one<store::WalletGrant>(tx, "code_hash = ?1 AND kind = 'authorization'", {token_hash(code)});
    if (!grant || !is_for(issuer, *grant) || grant->state == store::GrantState::asked)
      return wallet_error("invalid_grant", "this code is not known");
    if (grant->state != store::GrantState::open) {
      grant->state = store::GrantState::ended;
      store::update(tx, *grant);
      wrong = wallet_error("invalid_grant", "this code was used already");
      return AccessToken{};
    }
    if (grant->expires < platform.now()) return wallet_error("invalid_grant", "the code has expired");
    if (grant->client_id != client_id || grant->redirect_uri != redirect_uri)
      return wallet_error("invalid_grant", "client_id or redirect_uri are not those of the request");
    if (!crypto::equal_secrets(grant->challenge, base64url(sha256(verifier))))
      return wallet_error("invalid_grant", "code_verifier does not belong to the request");
    if (!grant->dpop_key.empty() && grant->dpop_key != dpop_key)
      return wallet_error("invalid_dpop_proof", "the proof is by another key than the request's (dpop_jkt)");
    return give_token(tx, platform, std::move(*grant), dpop_key);
  });
  if (wrong) return std::move(*wrong);
  return out;
}

Result<store::WalletGrant> grant_of_token(Platform& platform, const WalletIssuer& issuer, const std::string& token,
                                          const std::string& dpop_key) {
  auto grant = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find_one<store::WalletGrant>(tx, "token_hash = ?1 AND state = 'exchanged'", {token_hash(token)});
  });
  if (!grant || !is_for(issuer, *grant)) return wallet_error("invalid_token", "this access token is not known");
  if (grant->expires < platform.now()) return wallet_error("invalid_token", "the access token has expired");
  if (grant->dpop_key != dpop_key)
    return wallet_error("invalid_token", grant->dpop_key.empty() ? "the access token is not bound to a key"
                                                                 : "the access token is bound to another key");
  return std::move(*grant);
}

}  // namespace credex::service
