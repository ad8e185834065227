#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/time.h"
#include "crypto/key.h"

struct x509_st;

namespace credex::crypto {

/// What one reads in an X.509 certificate (RFC 5280).
struct Certificate {
  Bytes der{};
  std::string subject{};  ///< "CN=..., O=..., C=..." (RFC 2253)
  std::string issuer{};
  std::string common_name{};
  std::string organisation{};
  Instant not_before{};
  Instant not_after{};
  bool self_signed = false;
  /// OpenSSL's own form, read once: reading one costs more than a signature check. Shared by copies, which never change
  /// it.
  std::shared_ptr<x509_st> handle{};

  static Result<Certificate> from_der(ByteView der);
  /// Takes one reference of its own.
  static Result<Certificate> from_x509(x509_st* x509);
  Result<PublicKey> public_key() const;
  /// Whether `issuer_candidate` signed this certificate.
  bool is_issued_by(const Certificate& issuer_candidate) const;
};

/// All certificates of a PEM text, or the one of a DER file.
Result<std::vector<Certificate>> certificates_from_file_bytes(std::string_view bytes);

enum class ChainState : std::uint8_t { trusted, issuer_unknown, expired, not_yet_valid, broken };

struct ChainCheck {
  ChainState state = ChainState::issuer_unknown;
  std::string detail{};              ///< whose certificate it ends at, or what is wrong
  std::vector<Certificate> chain{};  ///< from the leaf upwards, as far as it could be built
};

/// Builds a chain from `leaf` over `others` to one of `anchors` and checks it at the time `at` (RFC 5280, section 6).
/// A chain that ends without an anchor is `issuer_unknown`, whatever else holds.
ChainCheck check_chain(const Certificate& leaf, const std::vector<Certificate>& others,
                       const std::vector<Certificate>& anchors, Instant at);

struct RevocationValues {
  std::vector<Bytes> crls{};
  std::vector<Bytes> ocsp_responses{};
};

enum class RevocationState : std::uint8_t { good, revoked, unknown };
struct RevocationCheck {
  RevocationState state = RevocationState::unknown;
  std::optional<Instant> as_of{};  ///< thisUpdate of what said so
  std::optional<Instant> revoked_at{};
};

/// Whether a certificate is for this DNS name (RFC 6125, by its subjectAltName).
bool certifies_host(const Certificate& certificate, const std::string& host);

/// The state of `certificate` by signed revocation lists and OCSP responses of its issuer (RFC 5280, section 5; RFC
/// 6960); values whose own signature does not hold are not counted. `pool` may hold the OCSP responder's certificate.
RevocationCheck check_revocation(const Certificate& certificate, const Certificate& issuer,
                                 const RevocationValues& values, const std::vector<Certificate>& pool);

/// Whose certificate it is.
struct CertificateName {
  std::string common_name{};
  std::string organisation{};
  std::string country{};     ///< ISO 3166-1 alpha-2
  std::string identifier{};  ///< organizationIdentifier (ETSI EN 319 412-1, section 5.1.4), e.g. "VATIT-12345678901"
};

/// A certificate for a seal that the key signs itself, valid for `days` from `from`. Trust in it is up to whoever puts
/// it in a trust store.
Result<Certificate> self_signed_certificate(const PrivateKey& key, const CertificateName& name, Instant from, int days);

/// A request to an authority for such a certificate, as PEM (RFC 2986; RFC 7468, section 7).
Result<std::string> certificate_request(const PrivateKey& key, const CertificateName& name);

/// A certificate as PEM (RFC 7468, section 5).
std::string certificate_pem(ByteView der);

}  // namespace credex::crypto
