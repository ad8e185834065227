// Copies of awards in wallets: nonces, signing, what wallets tell of them.
#include <algorithm>

#include "credential/contents.h"
#include "crypto/random.h"
#include "proof/token_status_list.h"
#include "service/awards.h"
#include "service/tokens.h"
#include "service/transact.h"
#include "service/wallets.h"

namespace credex::service {
namespace {

constexpr std::chrono::seconds k_nonce_life{300};

/// Notes a value that comes once, until it would be too old anyway. False where it came before.
bool note_once(store::Tx& tx, const Platform& platform, const std::string& value, const char* purpose,
               std::chrono::seconds life) {
  if (store::count(tx, "challenge WHERE value = ?1", {value}) > 0) return false;
  tx.execute("DELETE FROM challenge WHERE expires < ?1", {store::cell_from(platform.now())});
  store::insert(tx, store::Challenge{.value = value, .purpose = purpose, .expires = platform.now() + life});
  return true;
}

/// Runs a transaction whose insertion of a value that comes once may meet the same value at the same time.
template <class F>
auto once(Platform& platform, const char* code, const char* words, F&& work)
    -> decltype(work(std::declval<store::Tx&>())) {
  try {
    return transact(*platform.database, std::forward<F>(work));
  } catch (const store::Failure& failure) {
    if (failure.kind() != store::Failure::Kind::duplicate) throw;
    return wallet_error(code, words);
  }
}

/// Whether a nonce is one of ours and not too old.
bool is_our_nonce(const Platform& platform, const std::string& nonce) {
  const auto dot = nonce.find('.');
  if (dot > 60) return false;  // there is none, or it is none of ours
  const std::string words = nonce.substr(0, dot);
  if (!crypto::equal_secrets(nonce.substr(dot + 1), derived_token(platform.secret, "wallet nonce " + words)))
    return false;
  const auto dash = words.find('-');
  const Instant made{std::chrono::milliseconds{std::strtoll(words.substr(0, dash).c_str(), nullptr, 10)}};
  return platform.now() - made < k_nonce_life;
}

/// The award as it goes into a wallet: its facts and definition, bound to the holder's key.
Result<std::string> sign_copy(const Platform& platform, const SigningDesk& desk, const store::Award& award,
                              const store::WalletCopy& copy, credential::CredentialMaker& maker) {
  auto contents = credential::contents_of(award.credential);
  if (!contents) return std::move(contents).error();
  framework::MicroCredential definition = desk.definition.content;
  // A row of a sheet may have had a workload of its own.
  definition.workload.ects = contents->definition.workload.ects;
  definition.workload.hours = contents->definition.workload.hours;
  credential::Award facts = std::move(contents->award);
  facts.id = award.uri;
  facts.issued = std::chrono::floor<std::chrono::seconds>(platform.now());
  facts.status.clear();
  facts.mandate.reset();
  if (desk.mandate) facts.mandate = desk.mandate->content;
  const auto index = static_cast<std::size_t>(copy.list_index);
  if (copy.format == credential::format_name(credential::Format::sd_jwt)) {
    facts.holder_key = copy.holder_jwk;
    facts.learner.id.clear();
    facts.status.push_back({platform.url("/status/" + copy.list_id + "/token"), "token", index});
  } else {
    facts.holder_key.clear();
    facts.learner.id = copy.holder_did;
    for (const char* purpose : {"revocation", "suspension"})
      facts.status.push_back({platform.url("/status/" + copy.list_id + "/" + purpose), purpose, index});
  }
  return maker.make(definition, facts);
}

Result<store::Award> award_to_give(store::Tx& tx, const store::WalletGrant& grant) {
  auto award = store::find_one<store::Award>(tx, "id = ?1", {grant.award_id});
  if (!award) return wallet_error("credential_request_denied", "the award is not there any more");
  if (award->status != store::AwardStatus::valid)
    return wallet_error("credential_request_denied", "the award is " + std::string{store::name_of(award->status)});
  return std::move(*award);
}

}  // namespace

std::string new_nonce(Platform& platform) {
  const std::string words = std::to_string(platform.now().time_since_epoch().count()) + "-" + new_token().substr(0, 16);
  return words + "." + derived_token(platform.secret, "wallet nonce " + words);
}

namespace {

/// Notes that what `proof` names came; an error `code` of the protocol where it came before.
Result<void> note_first(Platform& platform, const std::string& proof, const char* kind, const char* code) {
  constexpr const char* k_words = "this proof came before";
  return once(platform, code, k_words, [&](store::Tx& tx) -> Result<void> {
    if (!note_once(tx, platform, proof, kind, 2 * k_nonce_life)) return wallet_error(code, k_words);
    return {};
  });
}

}  // namespace

Result<void> note_dpop(Platform& platform, const proof::Dpop& dpop) {
  return note_first(platform, "dpop " + dpop.thumbprint + " " + dpop.id, "dpop", "invalid_dpop_proof");
}

Result<void> note_possession(Platform& platform, const proof::ClientAttestation& client) {
  return note_first(platform, "wallet " + client.thumbprint + " " + client.id, "wallet client", "invalid_client");
}

Result<void> demand_standing(Platform& platform, const proof::StatusPlace& place, const char* code) {
  if (place.uri.empty()) return {};
  const auto unknown = [&](const std::string& why) {
    return wallet_error(code, "it could not be learned whether the attestation was withdrawn (" + why + ")");
  };
  auto fetched = platform.fetch({.url = place.uri, .accept = "application/statuslist+jwt"});
  if (!fetched) return unknown(fetched.error().message);
  proof::KeyResolver keys{offline_fetch()};
  auto token = proof::read_status_list_token(fetched->body, place.uri, "", keys);
  if (!token) return unknown(token.error().message);
  const auto& certificate = token->check.certificate;
  if (token->check.state != proof::SignatureState::good || !certificate ||
      crypto::check_chain(*certificate, {}, platform.wallet_providers, platform.now()).state !=
          crypto::ChainState::trusted)
    return unknown("the list there is not signed by a provider that is trusted here");
  if (token->expires && *token->expires < platform.now()) return unknown("the list there has expired");
  if (place.index >= token->list.size()) return unknown("the list there has no such entry");
  if (token->list.get(place.index) != proof::TokenStatusList::k_valid)
    return wallet_error(code, "the wallet's provider has withdrawn the attestation");
  return {};
}

Result<WalletIssue> issue_to_wallet(Platform& platform, const store::WalletGrant& grant, credential::Format format,
                                    const std::vector<proof::KeyProof>& keys) {
  constexpr const char* k_used = "the nonce was used already, or is too old";
  std::vector<std::string> nonces;
  for (const proof::KeyProof& key : keys) {
    if (!is_our_nonce(platform, key.nonce)) return wallet_error("invalid_nonce", k_used);
    if (std::find(nonces.begin(), nonces.end(), key.nonce) == nonces.end()) nonces.push_back(key.nonce);
  }
  // First: the nonce is used up and places in the status list are taken.
  std::optional<store::Award> award;
  auto desk = once(platform, "invalid_nonce", k_used, [&](store::Tx& tx) -> Result<SigningDesk> {
    for (const std::string& nonce : nonces) {
      if (!note_once(tx, platform, nonce, "wallet nonce", k_nonce_life)) return wallet_error("invalid_nonce", k_used);
    }
    auto given = award_to_give(tx, grant);
    if (!given) return std::move(given).error();
    award = std::move(*given);
    return open_desk(tx, platform, award->definition_id, award->version, static_cast<std::int64_t>(keys.size()),
                     &*award);
  });
  const bool is_key_away = !desk && desk.error().code.starts_with("crypto.");
  if (!desk && !is_key_away) return std::move(desk).error();
  const Instant now = platform.now();
  WalletIssue out{.notification = new_token()};
  std::vector<store::WalletCopy> copies;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    copies.push_back({.id = new_id(now),
                      .grant_id = grant.id,
                      .notification_id = out.notification,
                      .award_id = grant.award_id,
                      .format = std::string{credential::format_name(format)},
                      .holder_jwk = keys[i].jwk,
                      .holder_did = keys[i].did,
                      .list_id = desk ? desk->list_id : "",
                      .list_index = desk ? desk->first_index + static_cast<std::int64_t>(i) : 0,
                      .created = now});
  }
  // Then signing, which holds nobody up; a token that is away may be there later.
  bool later = is_key_away;
  if (desk) {
    thread_local rdf::jsonld::Processor processor;
    auto maker = maker_for(platform, *desk, format, processor);
    for (const store::WalletCopy& copy : copies) {
      auto made = sign_copy(platform, *desk, *award, copy, maker);
      if (!made && !made.error().code.starts_with("crypto.")) return std::move(made).error();
      later = later || !made;
      if (made) out.credentials.push_back(std::move(*made));
    }
  }
  if (later) {
    out.credentials.clear();
    out.transaction = new_token();
  }
  platform.database->write([&](store::Tx& tx) {
    for (store::WalletCopy& copy : copies) {
      if (later) copy.transaction_hash = token_hash(out.transaction);
      if (!later) copy.holder_jwk.clear();
      store::insert(tx, copy);
    }
  });
  return out;
}

Result<WalletIssue> issue_deferred(Platform& platform, const store::WalletGrant& grant,
                                   const std::string& transaction) {
  thread_local rdf::jsonld::Processor processor;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<WalletIssue> {
    auto copies = store::find<store::WalletCopy>(tx, "transaction_hash = ?1 AND grant_id = ?2 ORDER BY id",
                                                 {token_hash(transaction), grant.id});
    if (copies.empty()) return wallet_error("invalid_transaction_id", "this transaction is not known, or has ended");
    auto award = award_to_give(tx, grant);
    if (!award) return std::move(award).error();
    const auto format = credential::format_from(copies[0].format).value_or(credential::Format::sd_jwt);
    auto desk = open_desk(tx, platform, award->definition_id, award->version, static_cast<std::int64_t>(copies.size()),
                          &*award);
    if (!desk && desk.error().code.starts_with("crypto."))
      return wallet_error("issuance_pending", "the key is still away");
    if (!desk) return std::move(desk).error();
    auto maker = maker_for(platform, *desk, format, processor);
    WalletIssue out{.notification = copies[0].notification_id};
    for (std::size_t i = 0; i < copies.size(); ++i) {
      copies[i].list_id = desk->list_id;
      copies[i].list_index = desk->first_index + static_cast<std::int64_t>(i);
      auto made = sign_copy(platform, *desk, *award, copies[i], maker);
      if (!made && made.error().code.starts_with("crypto."))
        return wallet_error("issuance_pending", "the key is still away");
      if (!made) return std::move(made).error();
      out.credentials.push_back(std::move(*made));
      copies[i].transaction_hash.clear();
      copies[i].holder_jwk.clear();
      store::update(tx, copies[i]);
    }
    return out;
  });
}

Result<void> note_event(Platform& platform, const store::WalletGrant& grant, const std::string& notification,
                        const std::string& event) {
  if (event != "credential_accepted" && event != "credential_failure" && event != "credential_deleted")
    return wallet_error("invalid_notification_request", "the event is not known");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    const auto changed = tx.execute("UPDATE wallet_copy SET event = ?3 WHERE notification_id = ?1 AND grant_id = ?2",
                                    {notification, grant.id, event});
    if (changed == 0) return wallet_error("invalid_notification_id", "this notification_id is not known");
    return {};
  });
}

std::vector<store::WalletCopy> copies_of(store::Tx& tx, const std::string& award_id) {
  return store::find<store::WalletCopy>(tx, "award_id = ?1 AND list_id <> ''", {award_id});
}

}  // namespace credex::service
