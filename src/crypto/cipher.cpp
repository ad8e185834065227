#include "crypto/cipher.h"

#include <openssl/evp.h>

#include <memory>

namespace credex::crypto {
namespace {

constexpr std::size_t k_tag = 16;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
struct FreeContext {
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};

const EVP_CIPHER* cipher_of(ByteView key) { return key.size() == 16 ? EVP_aes_128_gcm() : EVP_aes_256_gcm(); }

Error refused() {
  return Error{.code = "crypto.cipher",
               .message = "it cannot be decrypted: it was encrypted for another key, or changed on the way"};
}

}  // namespace

Bytes aes_gcm_seal(ByteView key, ByteView nonce, ByteView associated, ByteView text) {
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context{EVP_CIPHER_CTX_new()};
  Bytes out(text.size() + k_tag);
  int count = 0;
  EVP_EncryptInit_ex(context.get(), cipher_of(key), nullptr, key.data(), nonce.data());
  EVP_EncryptUpdate(context.get(), nullptr, &count, associated.data(), static_cast<int>(associated.size()));
  EVP_EncryptUpdate(context.get(), out.data(), &count, text.data(), static_cast<int>(text.size()));
  EVP_EncryptFinal_ex(context.get(), out.data() + count, &count);
  EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, k_tag, out.data() + text.size());
  return out;
}

Result<Bytes> aes_gcm_open(ByteView key, ByteView nonce, ByteView associated, ByteView sealed) {
  if ((key.size() != 16 && key.size() != 32) || nonce.size() != 12 || sealed.size() < k_tag) return refused();
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context{EVP_CIPHER_CTX_new()};
  Bytes out(sealed.size() - k_tag);
  Bytes tag{sealed.end() - k_tag, sealed.end()};
  int count = 0;
  const bool good =
      EVP_DecryptInit_ex(context.get(), cipher_of(key), nullptr, key.data(), nonce.data()) == 1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &count, associated.data(), static_cast<int>(associated.size())) == 1 &&
      EVP_DecryptUpdate(context.get(), out.data(), &count, sealed.data(), static_cast<int>(out.size())) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, k_tag, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), out.data() + count, &count) == 1;
  if (!good) return refused();
  return out;
}

Result<Bytes> agree(const PrivateKey& own, const PublicKey& other) {
  const auto failed = [] {
    return Error{.code = "crypto.agree", .message = "the keys are not of one curve", .remedy = "use P-256 or P-384"};
  };
  const KeyType type = own.public_key().type();
  if (type != other.type() || (type != KeyType::p256 && type != KeyType::p384)) return failed();
  const std::unique_ptr<EVP_PKEY_CTX, FreeContext> context{EVP_PKEY_CTX_new(own.evp(), nullptr)};
  std::size_t size = 0;
  if (EVP_PKEY_derive_init(context.get()) != 1 || EVP_PKEY_derive_set_peer(context.get(), other.evp()) != 1 ||
      EVP_PKEY_derive(context.get(), nullptr, &size) != 1)
    return failed();
  Bytes out(size);
  if (EVP_PKEY_derive(context.get(), out.data(), &size) != 1) return failed();
  out.resize(size);
  return out;
}

}  // namespace credex::crypto
