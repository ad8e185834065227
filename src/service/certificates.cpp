#include "service/certificates.h"

#include <algorithm>

#include "base/encoding.h"
#include "service/keys.h"
#include "service/transact.h"

namespace credex::service {
namespace {

Result<store::SigningKey> kept_key(store::Tx& tx, const std::string& organisation_id) {
  auto key = active_key(tx, organisation_id);
  if (!key) return not_found("this key");
  if (key->location != "software")
    return conflict("this key lies in a token, and its certificate with it", "put the certificate into the token");
  return std::move(*key);
}

/// The leaf and then who issued it, upwards, up to what issued itself.
std::vector<crypto::Certificate> chain_from(const crypto::Certificate& leaf,
                                            const std::vector<crypto::Certificate>& all) {
  std::vector<crypto::Certificate> out{leaf};
  while (out.size() <= all.size()) {
    const auto next = std::find_if(all.begin(), all.end(), [&](const crypto::Certificate& candidate) {
      return !candidate.self_signed && out.back().is_issued_by(candidate) &&
             std::none_of(out.begin(), out.end(),
                          [&](const crypto::Certificate& had) { return had.der == candidate.der; });
    });
    if (next == all.end()) break;
    out.push_back(*next);
  }
  return out;
}

}  // namespace

std::optional<KeyCertificate> certificate_of(Platform& platform, const std::string& organisation_id) {
  const auto key = store::reading(*platform.database, [&](store::Tx& tx) { return active_key(tx, organisation_id); });
  if (!key) return std::nullopt;
  auto signer = platform.keys->signer(*key);
  if (!signer) return std::nullopt;
  const auto chain = (*signer)->certificates();
  if (chain.empty()) return std::nullopt;
  auto leaf = crypto::Certificate::from_der(chain[0]);
  if (!leaf) return std::nullopt;
  return KeyCertificate{std::move(*leaf), key->location == "software"};
}

Result<std::string> certificate_request(Platform& platform, const Actor& actor, const std::string& organisation_id) {
  if (auto allowed = demand(actor, "organisation.keys", organisation_id); !allowed) return std::move(allowed).error();
  return transact(*platform.database, [&](store::Tx& tx) -> Result<std::string> {
    const auto organisation = store::find_one<store::Organisation>(tx, "id = ?1", {organisation_id});
    if (!organisation) return not_found("this organisation");
    auto key = kept_key(tx, organisation_id);
    if (!key) return std::move(key).error();
    auto opened = crypto::PrivateKey::from_file_bytes(key->secret, "");
    if (!opened) return std::move(opened).error();
    return crypto::certificate_request(**opened, certificate_name_of(*organisation));
  });
}

Result<void> set_certificate(Platform& platform, const Actor& actor, const std::string& organisation_id,
                             std::string_view bytes) {
  if (auto allowed = demand(actor, "organisation.keys", organisation_id); !allowed) return allowed;
  auto given = crypto::certificates_from_file_bytes(bytes);
  if (!given || given->empty())
    return invalid("the file holds no certificate", "certificate", "bring what the authority sent, as PEM or DER");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto key = kept_key(tx, organisation_id);
    if (!key) return std::move(key).error();
    auto opened = crypto::PrivateKey::from_file_bytes(key->secret, "");
    if (!opened) return std::move(opened).error();
    const std::string own = (*opened)->public_key().thumbprint();
    const auto leaf = std::find_if(given->begin(), given->end(), [&](const crypto::Certificate& certificate) {
      auto of = certificate.public_key();
      return of && of->thumbprint() == own;
    });
    if (leaf == given->end())
      return invalid("no certificate in the file is of the active key", "certificate",
                     "send the authority the request of this key, and bring its answer");
    if (leaf->self_signed)
      return invalid("the key issued this certificate itself", "certificate", "bring one that an authority issued");
    if (leaf->not_after <= platform.now() || leaf->not_before > platform.now())
      return invalid("the certificate is not valid now", "certificate", "ask the authority for a new one");
    key->secret = (*opened)->pem();
    for (const crypto::Certificate& certificate : chain_from(*leaf, *given))
      key->secret += crypto::certificate_pem(certificate.der);
    tx.execute("UPDATE signing_key SET secret = ?2 WHERE id = ?1", {key->id, key->secret});
    audit(tx, platform, actor, "key.certificate", organisation_id, key->id, utf8_prefix(leaf->issuer, 200));
    return {};
  });
}

}  // namespace credex::service
