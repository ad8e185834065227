#include "crypto/x509.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

#include "base/digest.h"
#include "crypto/openssl.h"

namespace credex::crypto {
namespace {

Error bad_certificate(std::string message) {
  return Error{
      .code = "crypto.certificate", .message = std::move(message), .remedy = "give an X.509 certificate as PEM or DER"};
}

Instant instant_of(const ASN1_TIME* time) {
  std::tm broken{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &broken) != 1) return {};
  return Instant{std::chrono::seconds{timegm(&broken)}};
}

std::string name_text(const X509_NAME* name) {
  const Owned<BIO> bio{BIO_new(BIO_s_mem())};
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string name_part(const X509_NAME* name, int part) {
  const int at = X509_NAME_get_index_by_NID(name, part, -1);
  if (at < 0) return {};
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  if (size < 0) return {};
  std::string out{reinterpret_cast<char*>(text), static_cast<std::size_t>(size)};
  OPENSSL_free(text);
  return out;
}

}  // namespace

Result<Certificate> Certificate::from_der(ByteView bytes) {
  if (bytes.size() > 64 * 1024) return bad_certificate("the certificate is larger than 64 kB");
  const unsigned char* at = bytes.data();
  const Owned<X509> x509{d2i_X509(nullptr, &at, static_cast<long>(bytes.size()))};
  return from_x509(x509.get());
}

Result<Certificate> Certificate::from_x509(X509* x509) {
  if (x509 == nullptr) {
    ERR_clear_error();
    return bad_certificate("this is no X.509 certificate");
  }
  Certificate out;
  X509_up_ref(x509);
  out.handle.reset(x509, OpenSslFree{});
  unsigned char* der = nullptr;
  const int size = i2d_X509(x509, &der);
  out.der.assign(der, der + size);
  OPENSSL_free(der);
  out.subject = name_text(X509_get_subject_name(x509));
  out.issuer = name_text(X509_get_issuer_name(x509));
  out.common_name = name_part(X509_get_subject_name(x509), NID_commonName);
  out.organisation = name_part(X509_get_subject_name(x509), NID_organizationName);
  out.not_before = instant_of(X509_get0_notBefore(x509));
  out.not_after = instant_of(X509_get0_notAfter(x509));
  out.self_signed = X509_self_signed(x509, 0) == 1;
  return out;
}

Result<PublicKey> Certificate::public_key() const { return PublicKey::from_evp(X509_get_pubkey(handle.get())); }

bool Certificate::is_issued_by(const Certificate& issuer_candidate) const {
  if (issuer_candidate.subject != issuer) return false;
  const bool good = X509_verify(handle.get(), X509_get0_pubkey(issuer_candidate.handle.get())) == 1;
  ERR_clear_error();
  return good;
}

Result<std::vector<Certificate>> certificates_from_file_bytes(std::string_view bytes) {
  std::vector<Certificate> out;
  if (bytes.find("-----BEGIN") == std::string_view::npos) {
    auto one = Certificate::from_der(as_bytes(bytes));
    if (!one) return std::move(one).error();
    out.push_back(std::move(*one));
    return out;
  }
  const auto bio = memory_bio(bytes.data(), bytes.size());
  while (const Owned<X509> x509{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
    auto one = Certificate::from_x509(x509.get());
    if (!one) return std::move(one).error();
    out.push_back(std::move(*one));
  }
  ERR_clear_error();
  if (out.empty()) return bad_certificate("the PEM has no certificate");
  return out;
}

bool certifies_host(const Certificate& certificate, const std::string& host) {
  return X509_check_host(certificate.handle.get(), host.data(), host.size(), 0, nullptr) == 1 ||
         X509_check_ip_asc(certificate.handle.get(), host.c_str(), 0) == 1;
}

ChainCheck check_chain(const Certificate& leaf, const std::vector<Certificate>& others,
                       const std::vector<Certificate>& anchors, Instant at) {
  ChainCheck out;
  const Owned<X509_STORE> store{X509_STORE_new()};
  for (const Certificate& anchor : anchors) X509_STORE_add_cert(store.get(), anchor.handle.get());
  STACK_OF(X509)* const untrusted = sk_X509_new_null();
  for (const Certificate& other : others) sk_X509_push(untrusted, other.handle.get());
  const Owned<X509_STORE_CTX> context{X509_STORE_CTX_new()};
  X509_STORE_CTX_init(context.get(), store.get(), leaf.handle.get(), untrusted);
  X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_depth(parameters, 10);
  X509_VERIFY_PARAM_set_time(parameters,
                             std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
  const bool good = X509_verify_cert(context.get()) == 1;
  const int error = X509_STORE_CTX_get_error(context.get());
  if (const STACK_OF(X509)* built = X509_STORE_CTX_get0_chain(context.get())) {
    for (int i = 0; i < sk_X509_num(built); ++i) {
      if (auto certificate = Certificate::from_x509(sk_X509_value(built, i)))
        out.chain.push_back(std::move(*certificate));
    }
  }
  sk_X509_free(untrusted);
  ERR_clear_error();
  const std::string end = out.chain.empty() ? leaf.issuer : out.chain.back().issuer;
  if (good) {
    out.state = ChainState::trusted;
    out.detail = out.chain.empty() ? leaf.subject : out.chain.back().subject;
    return out;
  }
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED: out.state = ChainState::expired; break;
    case X509_V_ERR_CERT_NOT_YET_VALID: out.state = ChainState::not_yet_valid; break;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      out.state = ChainState::issuer_unknown;
      out.detail = end;
      return out;
    default: out.state = ChainState::broken; break;
  }
  out.detail = X509_verify_cert_error_string(error);
  return out;
}

namespace {

void judge_crl(const Bytes& der, X509* certificate, X509* issuer, RevocationCheck& out) {
  const unsigned char* at = der.data();
  const Owned<X509_CRL> crl{d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size()))};
  if (!crl || X509_NAME_cmp(X509_CRL_get_issuer(crl.get()), X509_get_issuer_name(certificate)) != 0) return;
  if (X509_CRL_verify(crl.get(), X509_get0_pubkey(issuer)) != 1) return;
  const Instant as_of = instant_of(X509_CRL_get0_lastUpdate(crl.get()));
  X509_REVOKED* entry = nullptr;
  const int found = X509_CRL_get0_by_cert(crl.get(), &entry, certificate);
  if (found == 1) {
    out.state = RevocationState::revoked;
    out.as_of = as_of;
    out.revoked_at = instant_of(X509_REVOKED_get0_revocationDate(entry));
  } else if (out.state != RevocationState::revoked && (!out.as_of || *out.as_of < as_of)) {
    out.state = RevocationState::good;
    out.as_of = as_of;
  }
}

void judge_ocsp(const Bytes& der, X509* certificate, X509* issuer, STACK_OF(X509) * pool, RevocationCheck& out) {
  const unsigned char* at = der.data();
  Owned<OCSP_BASICRESP> basic;
  if (const Owned<OCSP_RESPONSE> response{d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(der.size()))})
    basic.reset(OCSP_response_get1_basic(response.get()));
  if (!basic) {
    // ETSI values hold the BasicOCSPResponse alone, too.
    at = der.data();
    basic.reset(d2i_OCSP_BASICRESP(nullptr, &at, static_cast<long>(der.size())));
  }
  if (!basic) return;
  // The responder is the issuer, or certified by it; its certificate comes with the response or in the pool.
  const Owned<X509_STORE> store{X509_STORE_new()};
  X509_STORE_add_cert(store.get(), issuer);
  X509_VERIFY_PARAM* const parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  if (OCSP_basic_verify(basic.get(), pool, store.get(), 0) != 1) return;
  for (const EVP_MD* md : {EVP_sha1(), EVP_sha256()}) {
    OCSP_CERTID* const id = OCSP_cert_to_id(md, certificate, issuer);
    int status = 0;
    int reason = 0;
    ASN1_GENERALIZEDTIME* revoked = nullptr;
    ASN1_GENERALIZEDTIME* updated = nullptr;
    const bool found = OCSP_resp_find_status(basic.get(), id, &status, &reason, &revoked, &updated, nullptr) == 1;
    OCSP_CERTID_free(id);
    if (!found) continue;
    const Instant as_of = instant_of(updated);
    if (status == V_OCSP_CERTSTATUS_REVOKED) {
      out.state = RevocationState::revoked;
      out.as_of = as_of;
      out.revoked_at = instant_of(revoked);
    } else if (status == V_OCSP_CERTSTATUS_GOOD && out.state != RevocationState::revoked &&
               (!out.as_of || *out.as_of < as_of)) {
      out.state = RevocationState::good;
      out.as_of = as_of;
    }
    return;
  }
}

}  // namespace

RevocationCheck check_revocation(const Certificate& certificate, const Certificate& issuer,
                                 const RevocationValues& values, const std::vector<Certificate>& pool) {
  RevocationCheck out;
  X509* const own = certificate.handle.get();
  X509* const above = issuer.handle.get();
  for (const Bytes& crl : values.crls) judge_crl(crl, own, above, out);
  STACK_OF(X509)* const others = sk_X509_new_null();
  for (const Certificate& other : pool) sk_X509_push(others, other.handle.get());
  for (const Bytes& response : values.ocsp_responses) judge_ocsp(response, own, above, others, out);
  sk_X509_free(others);
  ERR_clear_error();
  return out;
}

namespace {

void write_name(X509_NAME* into, const CertificateName& given) {
  const auto add = [&](const char* part, const std::string& text) {
    if (!text.empty())
      X509_NAME_add_entry_by_txt(into, part, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                 static_cast<int>(text.size()), -1, 0);
  };
  add("C", given.country);
  add("O", given.organisation);
  add("2.5.4.97", given.identifier);
  add("CN", given.common_name);
}

const EVP_MD* digest_to_sign_with(const PrivateKey& key) {
  return key.public_key().type() == KeyType::ed25519 ? nullptr : EVP_sha256();
}

std::string pem(std::string_view label, ByteView der) {
  const std::string text = base64(der);
  std::string out = "-----BEGIN " + std::string{label} + "-----\n";
  for (std::size_t i = 0; i < text.size(); i += 64) out += text.substr(i, 64) + "\n";
  return out + "-----END " + std::string{label} + "-----\n";
}

}  // namespace

Result<Certificate> self_signed_certificate(const PrivateKey& key, const CertificateName& given, Instant from,
                                            int days) {
  const Owned<X509> x509{X509_new()};
  X509_set_version(x509.get(), X509_VERSION_3);
  std::array<std::uint8_t, 12> serial{};
  const Bytes hash = digest(HashAlgorithm::sha256, key.public_key().spki());
  std::copy_n(hash.begin(), serial.size(), serial.begin());
  serial[0] &= 0x7F;
  const Owned<BIGNUM> number{BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr)};
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x509.get()));
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(from.time_since_epoch()).count();
  ASN1_TIME_set(X509_getm_notBefore(x509.get()), seconds);
  ASN1_TIME_set(X509_getm_notAfter(x509.get()), seconds + std::int64_t{86400} * days);
  X509_NAME* const name = X509_get_subject_name(x509.get());
  write_name(name, given);
  X509_set_issuer_name(x509.get(), name);
  X509_set_pubkey(x509.get(), key.evp());
  X509V3_CTX context{};
  X509V3_set_ctx(&context, x509.get(), x509.get(), nullptr, nullptr, 0);
  for (const auto& [nid, value] : {std::pair{NID_basic_constraints, "critical,CA:FALSE"},
                                   std::pair{NID_key_usage, "critical,digitalSignature,nonRepudiation"}}) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
    X509_add_ext(x509.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  if (X509_sign(x509.get(), key.evp(), digest_to_sign_with(key)) == 0)
    return bad_certificate("the certificate cannot be signed: " + openssl_errors());
  return Certificate::from_x509(x509.get());
}

Result<std::string> certificate_request(const PrivateKey& key, const CertificateName& name) {
  const Owned<X509_REQ> request{X509_REQ_new()};
  X509_REQ_set_version(request.get(), 0);
  write_name(X509_REQ_get_subject_name(request.get()), name);
  X509_REQ_set_pubkey(request.get(), key.evp());
  if (X509_REQ_sign(request.get(), key.evp(), digest_to_sign_with(key)) == 0)
    return bad_certificate("the request cannot be signed: " + openssl_errors());
  unsigned char* der = nullptr;
  const int size = i2d_X509_REQ(request.get(), &der);
  if (size <= 0) return bad_certificate("the request cannot be written: " + openssl_errors());
  std::string out = pem("CERTIFICATE REQUEST", ByteView{der, static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  return out;
}

std::string certificate_pem(ByteView der) { return pem("CERTIFICATE", der); }

}  // namespace credex::crypto
