#include "crypto/timestamp.h"

#include <openssl/err.h>
#include <openssl/rand.h>

#include <algorithm>
#include <ctime>

#include "base/digest.h"
#include "crypto/openssl.h"

namespace credex::crypto {
namespace {

Error bad_timestamp(std::string message) {
  return Error{.code = "crypto.timestamp",
               .message = std::move(message),
               .remedy = "ask the time-stamping authority for a new one"};
}

Bytes imprint_digest(const X509_ALGOR* algorithm, ByteView data) {
  const ASN1_OBJECT* id = nullptr;
  X509_ALGOR_get0(&id, nullptr, nullptr, algorithm);
  switch (OBJ_obj2nid(id)) {
    case NID_sha256: return digest(HashAlgorithm::sha256, data);
    case NID_sha384: return digest(HashAlgorithm::sha384, data);
    case NID_sha512: return digest(HashAlgorithm::sha512, data);
    default: return {};  // SHA-1 and older prove nothing any more
  }
}

Owned<PKCS7> token_of(ByteView der) {
  const unsigned char* at = der.data();
  return Owned<PKCS7>{d2i_PKCS7(nullptr, &at, static_cast<long>(der.size()))};
}

}  // namespace

Result<TimestampCheck> check_timestamp(ByteView token_der, ByteView data) {
  const auto token = token_of(token_der);
  const Owned<TS_TST_INFO> info{token && PKCS7_type_is_signed(token.get()) ? PKCS7_to_TS_TST_INFO(token.get())
                                                                           : nullptr};
  if (!info) {
    ERR_clear_error();
    return bad_timestamp("this is no time-stamp token");
  }
  TimestampCheck out;
  std::tm broken{};
  if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info.get()), &broken) == 1)
    out.time = Instant{std::chrono::seconds{timegm(&broken)}};
  TS_MSG_IMPRINT* const imprint = TS_TST_INFO_get_msg_imprint(info.get());
  const Bytes wanted = imprint_digest(TS_MSG_IMPRINT_get_algo(imprint), data);
  const ASN1_OCTET_STRING* const found = TS_MSG_IMPRINT_get_msg(imprint);
  const ByteView hash{ASN1_STRING_get0_data(found), static_cast<std::size_t>(ASN1_STRING_length(found))};
  out.imprint_matches = !wanted.empty() && std::equal(wanted.begin(), wanted.end(), hash.begin(), hash.end());

  // The signer's certificate among those in the token; its own chain is judged by whoever trusts.
  STACK_OF(X509)* const inside = token->d.sign->cert;
  STACK_OF(X509)* const signers = PKCS7_get0_signers(token.get(), inside, 0);
  for (int i = 0; i < sk_X509_num(inside); ++i) {
    if (auto certificate = Certificate::from_x509(sk_X509_value(inside, i)))
      out.certificates.push_back(std::move(*certificate));
  }
  if (sk_X509_num(signers) == 1) {
    X509* const signer = sk_X509_value(signers, 0);
    if (auto certificate = Certificate::from_x509(signer)) out.authority = std::move(*certificate);
    // With the signer itself as the anchor, what is left is the signature, the ESS certificate identifier and the
    // extended key usage (RFC 3161, sections 2.3 and 2.4.2).
    const Owned<X509_STORE> store{X509_STORE_new()};
    X509_STORE_add_cert(store.get(), signer);
    X509_VERIFY_PARAM_set_flags(X509_STORE_get0_param(store.get()),
                                X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
    TS_VERIFY_CTX* const context = TS_VERIFY_CTX_new();
    TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_SIGNATURE);
    X509_STORE_up_ref(store.get());
#if OPENSSL_VERSION_NUMBER >= 0x30400000L
    TS_VERIFY_CTX_set0_store(context, store.get());
#else
    TS_VERIFY_CTX_set_store(context, store.get());
#endif
    out.signature_holds = TS_RESP_verify_token(context, token.get()) == 1;
    TS_VERIFY_CTX_free(context);
    out.valid_when_made = out.authority.not_before <= out.time && out.time <= out.authority.not_after;
  }
  sk_X509_free(signers);
  if (!out.signature_holds) out.detail = openssl_errors();
  ERR_clear_error();
  return out;
}

Result<TimestampRequest> make_timestamp_request(ByteView data) {
  const Owned<TS_REQ> request{TS_REQ_new()};
  TS_REQ_set_version(request.get(), 1);
  TS_MSG_IMPRINT* const imprint = TS_MSG_IMPRINT_new();
  X509_ALGOR* const algorithm = X509_ALGOR_new();
  X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr);
  TS_MSG_IMPRINT_set_algo(imprint, algorithm);
  Bytes hash = digest(HashAlgorithm::sha256, data);
  TS_MSG_IMPRINT_set_msg(imprint, hash.data(), static_cast<int>(hash.size()));
  TS_REQ_set_msg_imprint(request.get(), imprint);
  X509_ALGOR_free(algorithm);
  TS_MSG_IMPRINT_free(imprint);
  std::array<std::uint8_t, 8> nonce_bytes{};
  RAND_bytes(nonce_bytes.data(), static_cast<int>(nonce_bytes.size()));
  nonce_bytes[0] &= 0x7F;
  const Owned<BIGNUM> number{BN_bin2bn(nonce_bytes.data(), static_cast<int>(nonce_bytes.size()), nullptr)};
  ASN1_INTEGER* const nonce = BN_to_ASN1_INTEGER(number.get(), nullptr);
  TS_REQ_set_nonce(request.get(), nonce);
  ASN1_INTEGER_free(nonce);
  TS_REQ_set_cert_req(request.get(), 1);
  unsigned char* der = nullptr;
  const int size = i2d_TS_REQ(request.get(), &der);
  if (size <= 0) return bad_timestamp("the request cannot be made: " + openssl_errors());
  TimestampRequest out{.der = Bytes(der, der + size)};
  OPENSSL_free(der);
  return out;
}

Result<Bytes> token_from_response(ByteView response_der, const TimestampRequest& request) {
  const unsigned char* at = response_der.data();
  const Owned<TS_RESP> response{d2i_TS_RESP(nullptr, &at, static_cast<long>(response_der.size()))};
  if (!response) {
    ERR_clear_error();
    return bad_timestamp("the authority's answer is no time-stamp response");
  }
  const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response.get())));
  PKCS7* const token = TS_RESP_get_token(response.get());
  if ((status != TS_STATUS_GRANTED && status != TS_STATUS_GRANTED_WITH_MODS) || token == nullptr) {
    return bad_timestamp("the authority refused, with status " + std::to_string(status));
  }
  const unsigned char* request_at = request.der.data();
  const Owned<TS_REQ> asked{d2i_TS_REQ(nullptr, &request_at, static_cast<long>(request.der.size()))};
  TS_TST_INFO* const info = TS_RESP_get_tst_info(response.get());
  const ASN1_INTEGER* const nonce = info ? TS_TST_INFO_get_nonce(info) : nullptr;
  if (nonce == nullptr || ASN1_INTEGER_cmp(nonce, TS_REQ_get_nonce(asked.get())) != 0)
    return bad_timestamp("the answer is to another request: its nonce differs");
  unsigned char* der = nullptr;
  const int size = i2d_PKCS7(token, &der);
  Bytes out(der, der + size);
  OPENSSL_free(der);
  return out;
}

}  // namespace credex::crypto
