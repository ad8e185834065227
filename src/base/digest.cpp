#include "base/digest.h"

#include <openssl/evp.h>

#include <memory>

namespace credex {
namespace {

struct Free {
  void operator()(EVP_MD* md) const { EVP_MD_free(md); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Fetched once: a fetch costs more than the digest of a short text.
const EVP_MD* fetched(HashAlgorithm algorithm) {
  static const std::unique_ptr<EVP_MD, Free> k_sha256{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  static const std::unique_ptr<EVP_MD, Free> k_sha384{EVP_MD_fetch(nullptr, "SHA384", nullptr)};
  static const std::unique_ptr<EVP_MD, Free> k_sha512{EVP_MD_fetch(nullptr, "SHA512", nullptr)};
  static const std::unique_ptr<EVP_MD, Free> k_sha3_256{EVP_MD_fetch(nullptr, "SHA3-256", nullptr)};
  static const std::unique_ptr<EVP_MD, Free> k_sha3_384{EVP_MD_fetch(nullptr, "SHA3-384", nullptr)};
  static const std::unique_ptr<EVP_MD, Free> k_sha3_512{EVP_MD_fetch(nullptr, "SHA3-512", nullptr)};
  switch (algorithm) {
    case HashAlgorithm::sha256: break;
    case HashAlgorithm::sha384: return k_sha384.get();
    case HashAlgorithm::sha512: return k_sha512.get();
    case HashAlgorithm::sha3_256: return k_sha3_256.get();
    case HashAlgorithm::sha3_384: return k_sha3_384.get();
    case HashAlgorithm::sha3_512: return k_sha3_512.get();
  }
  return k_sha256.get();
}

unsigned digest_into(HashAlgorithm algorithm, ByteView bytes, std::uint8_t* out) {
  thread_local const std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
  unsigned size = 0;
  const bool done = EVP_DigestInit_ex2(context.get(), fetched(algorithm), nullptr) == 1 &&
                    EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
                    EVP_DigestFinal_ex(context.get(), out, &size) == 1;
  if (!done) std::abort();  // only without memory: the algorithms are OpenSSL's own and always there
  return size;
}

}  // namespace

Bytes digest(HashAlgorithm algorithm, ByteView bytes) {
  Bytes out(EVP_MAX_MD_SIZE);
  out.resize(digest_into(algorithm, bytes, out.data()));
  return out;
}

Sha256 sha256(std::string_view bytes) {
  Sha256 out{};
  digest_into(HashAlgorithm::sha256, as_bytes(bytes), out.data());
  return out;
}

}  // namespace credex
