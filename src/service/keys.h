#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "crypto/key.h"
#include "crypto/x509.h"
#include "service/actor.h"

namespace credex::service {

/// Organisations' signing keys, opened once. Any thread may use it; `mutex_` guards `open_`.
class Keys {
 public:
  /// The signer of a kept key; shared by everyone who signs with it at the time. Errors of crypto.
  Result<std::shared_ptr<const crypto::Signer>> signer(const store::SigningKey& key);

 private:
  struct Open {
    std::string secret{};  ///< that it was opened with: its certificate may be exchanged, here or by another server
    std::shared_ptr<const crypto::Signer> signer{};
  };
  std::mutex mutex_;
  std::map<std::string, Open> open_;
};

/// Where a key is to be kept: in the database, or in the PKCS#11 token that a URI names (RFC 7512).
struct NewKey {
  std::string type = "ed25519";  ///< of a software key: ed25519 or p256
  std::string pkcs11{};          ///< the token's URI; empty is software
};

/// Makes the organisation's next key and retires the one before, which goes on vouching for what it signed.
Result<store::SigningKey> rotate_key(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                     const NewKey& wanted);
/// The same inside a transaction, for an organisation that is being founded.
Result<store::SigningKey> make_key(store::Tx& tx, Platform& platform, const store::Organisation& organisation,
                                   const NewKey& wanted);

/// How an organisation is called in its certificates.
crypto::CertificateName certificate_name_of(const store::Organisation& organisation);

/// What is kept of a software key: PEM, with a certificate of its own for the seals of European Digital Credentials;
/// trust in that is up to who checks.
Result<std::string> software_secret(const crypto::PrivateKey& key, const store::Organisation& organisation,
                                    Instant now);

std::optional<store::SigningKey> active_key(store::Tx& tx, const std::string& organisation_id);
std::vector<store::SigningKey> keys_of(Platform& platform, const std::string& organisation_id);

/// The organisation's DID document, with every key it ever had (W3C Controlled Identifiers 1.0); for did:web.
/// With `at` as it was then (DID Core 1.0, section 7.1: versionTime).
Result<std::string> did_document(Platform& platform, const std::string& slug, std::optional<Instant> at = std::nullopt);
/// The organisation's keys from the first on: from when to when each was the active one, and each after the first
/// vouched for by the one before it (a Data Integrity proof over its entry), so that who trusts one can follow the
/// line.
Result<std::string> did_history(Platform& platform, const std::string& slug);
/// "did:web:host%3Aport:o:slug" of an https address.
std::string did_web_of(const Platform& platform, const std::string& slug);

/// The signed status list "revocation" or "suspension" of that id (Bitstring Status List 1.0), or "token" for both as a
/// Token Status List (IETF), made when it is asked for and kept until it changes.
Result<std::string> status_list_document(Platform& platform, const std::string& list_id, const std::string& purpose);

}  // namespace credex::service
