#include "service/keys.h"

#include "base/encoding.h"
#include "base/hash.h"
#include "crypto/pkcs11.h"
#include "crypto/x509.h"
#include "proof/data_integrity.h"
#include "proof/did.h"
#include "proof/jws.h"
#include "proof/status_list.h"
#include "proof/token_status_list.h"
#include "service/confirmations.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr int k_certificate_days = 3 * 365;

}  // namespace

Result<std::shared_ptr<const crypto::Signer>> Keys::signer(const store::SigningKey& key) {
  const std::scoped_lock lock{mutex_};
  Open& known = open_[key.id];
  if (known.signer && known.secret == key.secret) return known.signer;
  if (key.location == "software") {
    auto made = crypto::PrivateKey::from_file_bytes(key.secret, "");
    if (!made) return std::move(made).error();
    known.signer = std::move(*made);
  } else {
    auto made = crypto::open_pkcs11(key.location);
    if (!made) return std::move(made).error();
    known.signer = std::move(*made);
  }
  known.secret = key.secret;
  return known.signer;
}

std::string did_web_of(const Platform& platform, const std::string& slug) {
  std::string host = platform.settings.public_url.substr(platform.settings.public_url.find("://") + 3);
  std::string path;
  if (const auto slash = host.find('/'); slash != std::string::npos) {
    path = host.substr(slash);
    host = host.substr(0, slash);
  }
  if (const auto colon = host.find(':'); colon != std::string::npos) host.replace(colon, 1, "%3A");
  for (char& c : path) c = c == '/' ? ':' : c;
  return "did:web:" + host + path + ":o:" + slug;
}

crypto::CertificateName certificate_name_of(const store::Organisation& organisation) {
  const std::string name = utf8_prefix(organisation.name, 60);
  return {.common_name = name, .organisation = name, .country = organisation.country, .identifier = organisation.eidas};
}

Result<std::string> software_secret(const crypto::PrivateKey& key, const store::Organisation& organisation,
                                    Instant now) {
  auto certificate = crypto::self_signed_certificate(key, certificate_name_of(organisation), now, k_certificate_days);
  if (!certificate) return std::move(certificate).error();
  return key.pem() + crypto::certificate_pem(certificate->der);
}

Result<store::SigningKey> make_key(store::Tx& tx, Platform& platform, const store::Organisation& organisation,
                                   const NewKey& wanted) {
  const Instant now = platform.now();
  store::SigningKey out{.id = new_id(now), .organisation_id = organisation.id, .created = now};
  std::optional<crypto::PublicKey> key;
  if (wanted.pkcs11.empty()) {
    const auto type = wanted.type == "p256" ? crypto::KeyType::p256 : crypto::KeyType::ed25519;
    auto made = crypto::PrivateKey::generate(type);
    if (!made) return std::move(made).error();
    out.location = "software";
    auto secret = software_secret(**made, organisation, now);
    if (!secret) return std::move(secret).error();
    out.secret = std::move(*secret);
    key = (*made)->public_key();
  } else {
    if (!wanted.pkcs11.starts_with("pkcs11:"))
      return invalid("'" + wanted.pkcs11 + "' names no key in a token", "pkcs11", "begin with pkcs11: (RFC 7512)");
    std::string uri = wanted.pkcs11;
    if (uri.find("module-path=") == std::string::npos && !platform.settings.pkcs11_module.empty())
      uri += std::string{uri.find('?') == std::string::npos ? "?" : "&"} +
             "module-path=" + platform.settings.pkcs11_module;
    auto opened = crypto::open_pkcs11(uri);
    if (!opened) return std::move(opened).error();
    out.location = uri;
    key = (*opened)->public_key();
  }
  if (!proof::rdfc_suite_of(key->type()))
    return invalid("a key of this kind does not sign badges", "pkcs11", "take a key of type Ed25519, P-256 or P-384");
  json::Arena arena;
  out.public_jwk = json::write(key->jwk(arena));
  out.type = crypto::key_type_name(key->type());
  out.did = platform.settings.names_issuers() ? did_web_of(platform, organisation.slug) : proof::did_key(*key);
  tx.execute("UPDATE signing_key SET state = 'retired', retired = ?2 WHERE organisation_id = ?1 AND state = 'active'",
             {organisation.id, store::cell_from(now)});
  store::insert(tx, out);
  note_vouching_changed(tx);
  return out;
}

Result<store::SigningKey> rotate_key(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                     const NewKey& wanted) {
  if (auto allowed = demand(actor, "organisation.keys", organisation_id); !allowed) return std::move(allowed).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<store::SigningKey> {
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!organisation) return not_found("this organisation");
    auto key = make_key(tx, platform, *organisation, wanted);
    if (key) audit(tx, platform, actor, "key.rotate", organisation_id, key->id, key->type);
    return key;
  });
}

std::optional<store::SigningKey> active_key(store::Tx& tx, const std::string& organisation_id) {
  return store::find_one<store::SigningKey>(tx, "organisation_id = ?1 AND state = 'active' ORDER BY id DESC LIMIT 1",
                                            {organisation_id});
}

std::vector<store::SigningKey> keys_of(Platform& platform, const std::string& organisation_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::SigningKey>(tx, "organisation_id = ?1 ORDER BY id DESC", {organisation_id});
  });
}

namespace {

Result<crypto::PublicKey> public_key_of(const store::SigningKey& key) {
  auto jwk = json::parse(key.public_jwk);
  if (!jwk) return std::move(jwk).error();
  return crypto::PublicKey::from_jwk(jwk->root);
}

/// A key as a verification method of the DID (Controlled Identifiers 1.0, section 2.2.2).
json::Value method_of(json::Arena& arena, const std::string& did, const crypto::PublicKey& key) {
  const std::string multikey = key.multikey();
  const json::Value out = json::Value::object(arena, 4);
  out.append(arena, "id", arena.string(did + "#" + multikey));
  out.append(arena, "type", json::Value::string("Multikey"));
  out.append(arena, "controller", arena.string(did));
  out.append(arena, "publicKeyMultibase", arena.string(multikey));
  return out;
}

}  // namespace

Result<std::string> did_document(Platform& platform, const std::string& slug, std::optional<Instant> at) {
  const auto keys = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::SigningKey>(
        tx, "organisation_id = (SELECT id FROM organisation WHERE slug = ?1) ORDER BY id DESC", {slug});
  });
  if (keys.empty()) return not_found("this organisation");
  const std::string did = did_web_of(platform, slug);
  json::Arena arena;
  json::Value out = json::Value::object(arena);
  json::Value contexts = json::Value::array(arena);
  contexts.push(arena, json::Value::string("https://www.w3.org/ns/did/v1"));
  contexts.push(arena, json::Value::string("https://w3id.org/security/multikey/v1"));
  out.append(arena, "@context", contexts);
  out.append(arena, "id", arena.string(did));
  json::Value methods = json::Value::array(arena);
  json::Value assertion = json::Value::array(arena);
  for (const store::SigningKey& key : keys) {
    if (at && key.created > *at) continue;
    auto known = public_key_of(key);
    if (!known) return std::move(known).error();
    const json::Value method = method_of(arena, did, *known);
    methods.push(arena, method);
    assertion.push(arena, method.get("id"));
  }
  out.append(arena, "verificationMethod", methods);
  out.append(arena, "assertionMethod", assertion);
  if (at && methods.empty()) return Error{.code = "service.not_found", .message = "no such document"};
  json::Value service = json::Value::object(arena);
  service.append(arena, "id", arena.string(did + "#key-history"));
  service.append(arena, "type", json::Value::string("KeyHistory"));
  service.append(arena, "serviceEndpoint", arena.string(platform.url("/o/" + slug + "/did-history.json")));
  json::Value services = json::Value::array(arena);
  services.push(arena, service);
  out.append(arena, "service", services);
  return json::write_pretty(out);
}

Result<std::string> did_history(Platform& platform, const std::string& slug) {
  const auto keys = store::reading(*platform.database, [&](store::Tx& tx) {
    return store::find<store::SigningKey>(
        tx, "organisation_id = (SELECT id FROM organisation WHERE slug = ?1) ORDER BY id", {slug});
  });
  if (keys.empty()) return not_found("this organisation");
  const std::string did = did_web_of(platform, slug);
  thread_local rdf::jsonld::Processor processor;
  json::Arena arena;
  json::Value entries = json::Value::array(arena);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    auto known = public_key_of(keys[i]);
    if (!known) return std::move(known).error();
    json::Value entry = json::Value::object(arena);
    entry.append(arena, "versionId", arena.string(std::to_string(i + 1)));
    entry.append(arena, "versionTime", arena.string(to_string(keys[i].created)));
    if (keys[i].retired) entry.append(arena, "retired", arena.string(to_string(*keys[i].retired)));
    entry.append(arena, "verificationMethod", method_of(arena, did, *known));
    // A token that is away cannot vouch now; the entry stands without, and says so by that.
    std::shared_ptr<const crypto::Signer> before;
    if (i > 0) {
      if (auto opened = platform.keys->signer(keys[i - 1])) before = std::move(*opened);
    }
    if (before) {
      const crypto::PublicKey& by = before->public_key();
      const bool is_eddsa = by.type() == crypto::KeyType::ed25519;
      auto proven = proof::add_proof(arena, processor, entry,
                                     {.suite = is_eddsa ? proof::Suite::eddsa_jcs_2022 : proof::Suite::ecdsa_jcs_2019,
                                      .verification_method = did + "#" + by.multikey(),
                                      .created = std::chrono::floor<std::chrono::seconds>(platform.now())},
                                     *before);
      if (proven) entry = *proven;
    }
    entries.push(arena, entry);
  }
  json::Value out = json::Value::object(arena);
  out.append(arena, "id", arena.string(did));
  out.append(arena, "entries", entries);
  return json::write_pretty(out);
}

namespace {

/// Status lists as they were signed last. A list is good for as long as verifiers keep one: an hour.
struct SignedList {
  std::uint64_t bits = 0;  ///< a hash of what was signed
  Instant signed_at{};
  std::string document{};
};
constexpr std::chrono::minutes k_list_life{60};

Result<std::string> signed_bitstring(const store::SigningKey& key, const std::string& url, const std::string& purpose,
                                     const Bytes& bits, Instant since, const crypto::Signer& signer) {
  json::Arena arena;
  const json::Value credential = proof::status_list_credential(arena, url, key.did, purpose,
                                                               proof::StatusList::from_bytes(bits), to_string(since));
  const auto suite = proof::rdfc_suite_of(signer.public_key().type());
  if (!suite) return Error{.code = "crypto.sign", .message = "this key makes no such proof", .remedy = "rotate it"};
  thread_local rdf::jsonld::Processor processor;
  auto proven = proof::add_proof(
      arena, processor, credential,
      {.suite = *suite, .verification_method = key.did + "#" + signer.public_key().multikey(), .created = since},
      signer);
  if (!proven) return std::move(proven).error();
  return json::write(*proven);
}

/// Both lists as one of two bits an entry. An award that is revoked is so whether or not it was suspended before.
Result<std::string> signed_token_list(const store::SigningKey& key, const std::string& url,
                                      const store::StatusListRecord& record, Instant since,
                                      const crypto::Signer& signer) {
  const auto revoked = proof::StatusList::from_bytes(record.revoked);
  const auto suspended = proof::StatusList::from_bytes(record.suspended);
  proof::TokenStatusList list{2, revoked.size()};
  for (std::size_t i = 0; i < revoked.size(); ++i) {
    if (revoked.get(i)) {
      list.set(i, proof::TokenStatusList::k_invalid);
    } else if (suspended.get(i)) {
      list.set(i, proof::TokenStatusList::k_suspended);
    }
  }
  return proof::sign_status_list_token(list, url, key.did, key.did + "#" + signer.public_key().multikey(), since,
                                       2 * k_list_life, signer);
}

}  // namespace

Result<std::string> status_list_document(Platform& platform, const std::string& list_id, const std::string& purpose) {
  // Shared by all threads: made once and asked for by every verifier.
  static std::mutex mutex;
  static std::map<std::string, SignedList> made;
  if (purpose != "revocation" && purpose != "suspension" && purpose != "token") return not_found("this status list");
  std::optional<store::SigningKey> key;
  const auto list = store::reading(*platform.database, [&](store::Tx& tx) {
    auto found = store::find_one<store::StatusListRecord>(tx, "id = ?1", {list_id});
    if (found) key = store::find_one<store::SigningKey>(tx, "id = ?1", {found->key_id});
    return found;
  });
  if (!list || !key) return not_found("this status list");
  const Instant now = platform.now();
  const std::string url = platform.url("/status/" + list_id + "/" + purpose);
  const std::uint64_t hash = hash_text(as_text(list->revoked)) * 31 + hash_text(as_text(list->suspended));
  {
    const std::scoped_lock lock{mutex};
    const auto it = made.find(url);
    if (it != made.end() && it->second.bits == hash && it->second.signed_at + k_list_life > now)
      return it->second.document;
  }
  auto signer = platform.keys->signer(*key);
  if (!signer) return std::move(signer).error();
  const Instant since = std::chrono::floor<std::chrono::seconds>(now);
  auto out = purpose == "token"
                 ? signed_token_list(*key, url, *list, since, **signer)
                 : signed_bitstring(*key, url, purpose, purpose == "revocation" ? list->revoked : list->suspended,
                                    since, **signer);
  if (!out) return out;
  const std::scoped_lock lock{mutex};
  made[url] = {.bits = hash, .signed_at = now, .document = *out};
  return out;
}

}  // namespace credex::service
