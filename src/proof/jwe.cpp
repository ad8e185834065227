#include "proof/jwe.h"

#include <array>

#include "base/digest.h"
#include "base/json.h"
#include "crypto/cipher.h"
#include "crypto/random.h"

namespace credex::proof {
namespace {

using json::Value;

constexpr std::size_t k_max_jwe = std::size_t{1} << 20;
constexpr std::size_t k_nonce = 12;

Error bad_jwe(std::string message) { return Error{.code = "proof.jwe", .message = std::move(message)}; }

/// Bytes of the content key; 0 where the encryption is not known here.
std::size_t key_size(std::string_view encryption) {
  if (encryption == "A128GCM") return 16;
  return encryption == "A256GCM" ? 32 : 0;
}

void append_number(Bytes& out, std::size_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(number >> shift));
}
void append_part(Bytes& out, ByteView part) {
  append_number(out, part.size());
  out.insert(out.end(), part.begin(), part.end());
}

/// Concat KDF of one round (RFC 7518, section 4.6.2).
Bytes content_key(ByteView secret, std::string_view encryption, ByteView apu, ByteView apv) {
  Bytes input;
  append_number(input, 1);
  input.insert(input.end(), secret.begin(), secret.end());
  append_part(input, as_bytes(encryption));
  append_part(input, apu);
  append_part(input, apv);
  append_number(input, key_size(encryption) * 8);
  Bytes out = digest(HashAlgorithm::sha256, input);
  out.resize(key_size(encryption));
  return out;
}

}  // namespace

Result<std::string> encrypt_jwe(std::string_view text, const crypto::PublicKey& to, std::string_view key_id,
                                std::string_view encryption) {
  if (key_size(encryption) == 0)
    return bad_jwe("the encryption " + std::string{encryption} + " is not known here; A128GCM and A256GCM are");
  auto ephemeral = crypto::PrivateKey::generate(to.type());
  if (!ephemeral) return std::move(ephemeral).error();
  auto secret = crypto::agree(**ephemeral, to);
  if (!secret) return std::move(secret).error();
  json::Arena arena;
  const Value header = Value::object(arena, 4);
  header.append(arena, "alg", Value::string("ECDH-ES"));
  header.append(arena, "enc", Value::string(encryption));
  if (!key_id.empty()) header.append(arena, "kid", Value::string(key_id));
  header.append(arena, "epk", (*ephemeral)->public_key().jwk(arena));
  const std::string head = base64url(as_bytes(json::write(header)));
  const Bytes nonce = crypto::random_bytes(k_nonce);
  const Bytes sealed =
      crypto::aes_gcm_seal(content_key(*secret, encryption, {}, {}), nonce, as_bytes(head), as_bytes(text));
  const ByteView all{sealed};
  return head + ".." + base64url(nonce) + "." + base64url(all.first(text.size())) + "." +
         base64url(all.subspan(text.size()));
}

Result<std::string> decrypt_jwe(std::string_view jwe, const crypto::PrivateKey& key) {
  if (jwe.size() > k_max_jwe) return bad_jwe("it is larger than 1 MB");
  std::array<std::string_view, 5> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto dot = jwe.find('.');
    if ((dot == std::string_view::npos) != (i + 1 == parts.size()))
      return bad_jwe("a JWE has five parts with dots between");
    parts[i] = jwe.substr(0, dot);
    jwe = dot == std::string_view::npos ? std::string_view{} : jwe.substr(dot + 1);
  }
  auto head = from_base64url(parts[0]);
  if (!head) return bad_jwe("its header is no base64url");
  auto header = json::parse(as_text(*head));
  if (!header || !header->root.is_object()) return bad_jwe("its header is no JSON object");
  const Value& root = header->root;
  if (root.text("alg") != "ECDH-ES" || !parts[1].empty()) return bad_jwe("its algorithm is not ECDH-ES");
  const std::string_view encryption = root.text("enc");
  if (key_size(encryption) == 0) return bad_jwe("its encryption is neither A128GCM nor A256GCM");
  if (root.find("crit") != nullptr || root.find("zip") != nullptr) return bad_jwe("it demands what is not known here");
  auto ephemeral = crypto::PublicKey::from_jwk(root.get("epk"));
  if (!ephemeral) return std::move(ephemeral).error();
  auto secret = crypto::agree(key, *ephemeral);
  if (!secret) return std::move(secret).error();
  const auto apu = from_base64url(root.text("apu"));
  const auto apv = from_base64url(root.text("apv"));
  const auto nonce = from_base64url(parts[2]);
  auto sealed = from_base64url(parts[3]);
  const auto tag = from_base64url(parts[4]);
  if (!apu || !apv || !nonce || !sealed || !tag) return bad_jwe("a part of it is no base64url");
  sealed->insert(sealed->end(), tag->begin(), tag->end());
  auto text = crypto::aes_gcm_open(content_key(*secret, encryption, *apu, *apv), *nonce, as_bytes(parts[0]), *sealed);
  if (!text) return std::move(text).error();
  return std::string{as_text(*text)};
}

}  // namespace credex::proof
