#include "service/passkeys.h"

#include "base/digest.h"
#include "base/encoding.h"
#include "base/json.h"
#include "crypto/key.h"
#include "proof/cbor.h"
#include "service/tokens.h"
#include "service/transact.h"

namespace credex::service {
namespace {

constexpr std::chrono::minutes k_challenge_life{5};

Error passkey_refused(std::string message) {
  return Error{
      .code = "service.passkey", .message = std::move(message), .remedy = "try again, or sign in with a link by mail"};
}

/// What an authenticator says is small.
constexpr proof::CborLimits k_answer_limits{.bytes = 16'384, .items = 1000};

/// The value under a text or whole-number key of a map; null where there is none.
const cbor_item_t* under(const cbor_item_t* map, std::string_view text, std::int64_t number = 0) {
  if (!map || !cbor_isa_map(map)) return nullptr;
  const cbor_pair* pairs = cbor_map_handle(map);
  for (std::size_t i = 0; i < cbor_map_size(map); ++i) {
    const cbor_item_t* key = pairs[i].key;
    if (text.empty() ? proof::cbor_number(key) == number : proof::cbor_text(key) == text) return pairs[i].value;
  }
  return nullptr;
}

ByteView bytes_of(const cbor_item_t* item) { return proof::cbor_bytes(item).value_or(ByteView{}); }

/// A COSE key (RFC 9053, section 7) as a JWK: Ed25519 and P-256.
Result<crypto::PublicKey> key_of_cose(const cbor_item_t* cose) {
  const auto type = proof::cbor_number(under(cose, "", 1));
  json::Arena arena;
  json::Value jwk = json::Value::object(arena);
  const auto put = [&](const char* name, std::int64_t key) {
    jwk.append(arena, name, arena.string(base64url(bytes_of(under(cose, "", key)))));
  };
  if (type == 2) {
    jwk.append(arena, "kty", json::Value::string("EC"));
    jwk.append(arena, "crv", json::Value::string("P-256"));
    put("x", -2);
    put("y", -3);
  } else if (type == 1) {
    jwk.append(arena, "kty", json::Value::string("OKP"));
    jwk.append(arena, "crv", json::Value::string("Ed25519"));
    put("x", -2);
  } else {
    return passkey_refused("the key of this passkey is of a kind that is not known here");
  }
  return crypto::PublicKey::from_jwk(jwk);
}

std::string host_of(const Platform& platform) {
  std::string host = platform.settings.public_url.substr(platform.settings.public_url.find("://") + 3);
  host = host.substr(0, host.find('/'));
  return host.substr(0, host.find(':'));
}

std::string new_challenge(Platform& platform, const std::string& purpose, const std::string& data) {
  const std::string value = new_token() + new_token();
  std::string challenge = base64url(as_bytes(value));
  platform.database->write([&](store::Tx& tx) {
    store::insert(
        tx, store::Challenge{
                .value = challenge, .purpose = purpose, .data = data, .expires = platform.now() + k_challenge_life});
  });
  return challenge;
}

/// clientDataJSON: of this kind, from our pages, with a challenge that we gave and that is used up now.
Result<std::string> judged_client_data(store::Tx& tx, const Platform& platform, const Bytes& client_data,
                                       std::string_view type, const std::string& purpose) {
  auto parsed = json::parse(as_text(client_data), {.max_bytes = 8192});
  if (!parsed) return std::move(parsed).error();
  if (parsed->root.text("type") != type) return passkey_refused("the answer is to another question");
  std::string own = platform.settings.public_url;
  if (const auto slash = own.find('/', own.find("://") + 3); slash != std::string::npos) own.resize(slash);
  if (parsed->root.text("origin") != own)
    return passkey_refused("the answer comes from " + std::string{parsed->root.text("origin")} + ", not from " + own);
  const std::string challenge{parsed->root.text("challenge")};
  auto asked = store::find_one<store::Challenge>(tx, "value = ?1 AND purpose = ?2", {challenge, purpose});
  tx.execute("DELETE FROM challenge WHERE value = ?1", {challenge});
  if (!asked || asked->expires < platform.now()) return passkey_refused("the answer came too late, or twice");
  return std::move(asked->data);
}

/// Authenticator data (section 6.1): our relying party's hash, with the user present.
struct AuthenticatorData {
  ByteView id{};
  ByteView cose{};
  std::int64_t count = 0;
};
Result<AuthenticatorData> read_authenticator_data(const Platform& platform, ByteView data, bool with_key) {
  constexpr std::size_t k_head = 37;
  if (data.size() < k_head) return passkey_refused("the answer is cut short");
  const Sha256 wanted = sha256(host_of(platform));
  if (!std::equal(wanted.begin(), wanted.end(), data.begin()))
    return passkey_refused("the passkey is for another site");
  const std::uint8_t flags = data[32];
  if ((flags & 0x01) == 0) return passkey_refused("nobody touched the key");
  AuthenticatorData out;
  for (std::size_t i = 33; i < k_head; ++i) out.count = out.count * 256 + data[i];
  if (!with_key) return out;
  if ((flags & 0x40) == 0 || data.size() < k_head + 18) return passkey_refused("the answer holds no key");
  const std::size_t size = data[53] * std::size_t{256} + data[54];
  if (size == 0 || data.size() < 55 + size || size > 1023) return passkey_refused("the answer is cut short");
  out.id = data.subspan(55, size);
  out.cose = data.subspan(55 + size);
  return out;
}

/// An ECDSA signature as WebAuthn has it (DER) as r and s side by side.
std::optional<Bytes> raw_signature(ByteView der) {
  const auto integer = [&](std::size_t& at, Bytes& out) {
    if (at + 2 > der.size() || der[at] != 0x02) return false;
    const std::size_t size = der[at + 1];
    at += 2;
    if (size == 0 || size > 33 || at + size > der.size()) return false;
    ByteView number = der.subspan(at, size);
    if (number[0] == 0 && number.size() == 33) number = number.subspan(1);
    if (number.size() > 32) return false;
    out.insert(out.end(), 32 - number.size(), 0);
    out.insert(out.end(), number.begin(), number.end());
    at += size;
    return true;
  };
  if (der.size() < 8 || der[0] != 0x30) return std::nullopt;
  Bytes out;
  std::size_t at = 2;
  for (int number = 0; number < 2; ++number) {
    if (!integer(at, out)) return std::nullopt;
  }
  return out;
}

}  // namespace

PasskeyAsk ask_for_new_passkey(Platform& platform, const Actor& actor) {
  return {.challenge = new_challenge(platform, "passkey_new", actor.person->id),
          .relying_party = host_of(platform),
          .user = base64url(as_bytes(actor.person->id)),
          .user_name = actor.person->name.empty() ? "CREDEX" : actor.person->name};
}

PasskeyAsk ask_for_passkey(Platform& platform) {
  return {.challenge = new_challenge(platform, "passkey", ""), .relying_party = host_of(platform)};
}

Result<void> add_passkey(Platform& platform, const Actor& actor, const std::string& client_data,
                         const std::string& attestation, const std::string& label) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  auto client = from_base64url(client_data);
  auto object = from_base64url(attestation);
  if (!client || !object) return passkey_refused("the answer is not base64url");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto person = judged_client_data(tx, platform, *client, "webauthn.create", "passkey_new");
    if (!person) return std::move(person).error();
    if (*person != actor.person->id) return passkey_refused("somebody else was asked");
    const proof::CborItem root = proof::read_cbor_head(*object, k_answer_limits);
    auto data = read_authenticator_data(platform, bytes_of(under(root.get(), "authData")), true);
    if (!data) return std::move(data).error();
    const proof::CborItem cose = proof::read_cbor_head(data->cose, k_answer_limits);
    auto key = key_of_cose(cose.get());
    if (!key) return std::move(key).error();
    json::Arena arena;
    const std::string id = base64url(data->id);
    if (store::find_one<store::Passkey>(tx, "id = ?1", {id})) return passkey_refused("this passkey is known already");
    store::insert(tx, store::Passkey{.id = id,
                                     .person_id = actor.person->id,
                                     .public_jwk = json::write(key->jwk(arena)),
                                     .sign_count = data->count,
                                     .label = label.empty() ? "Passkey" : utf8_prefix(label, 100),
                                     .created = platform.now()});
    audit(tx, platform, actor, "passkey.add", "", actor.person->id);
    return {};
  });
}

Result<SignedIn> sign_in_by_passkey(Platform& platform, const PasskeyAnswer& answer) {
  auto client = from_base64url(answer.client_data);
  auto data = from_base64url(answer.authenticator_data);
  auto signature = from_base64url(answer.signature);
  if (!client || !data || !signature) return passkey_refused("the answer is not base64url");
  auto person = transact(*platform.database, [&](store::Tx& tx) -> Result<std::string> {
    if (auto judged = judged_client_data(tx, platform, *client, "webauthn.get", "passkey"); !judged)
      return std::move(judged).error();
    auto passkey = store::find_one<store::Passkey>(tx, "id = ?1", {answer.id});
    if (!passkey) return passkey_refused("this passkey is not known here");
    auto read = read_authenticator_data(platform, *data, false);
    if (!read) return std::move(read).error();
    auto jwk = json::parse(passkey->public_jwk);
    if (!jwk) return std::move(jwk).error();
    auto key = crypto::PublicKey::from_jwk(jwk->root);
    if (!key) return std::move(key).error();
    Bytes signed_over = *data;
    const Sha256 hash = sha256(as_text(*client));
    signed_over.insert(signed_over.end(), hash.begin(), hash.end());
    const bool elliptic = key->type() == crypto::KeyType::p256;
    const auto raw = elliptic ? raw_signature(*signature) : std::optional<Bytes>{*signature};
    if (!raw || !key->verify(crypto::default_algorithm(key->type()), signed_over, *raw))
      return passkey_refused("the signature is not this passkey's");
    // A counter that does not rise shows a copied key (section 6.1.1); zero is a key that does not count.
    if (read->count != 0 && read->count <= passkey->sign_count) return passkey_refused("this passkey was copied");
    passkey->sign_count = read->count;
    passkey->last_used = platform.now();
    store::update(tx, *passkey);
    return passkey->person_id;
  });
  if (!person) return std::move(person).error();
  return begin_session(platform, *person, "passkey");
}

Result<void> remove_passkey(Platform& platform, const Actor& actor, const std::string& id) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (tx.execute("DELETE FROM passkey WHERE id = ?1 AND person_id = ?2", {id, actor.person->id}) == 0)
      return not_found("this passkey");
    audit(tx, platform, actor, "passkey.remove", "", actor.person->id);
    return {};
  });
}

}  // namespace credex::service
