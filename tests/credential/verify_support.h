#pragma once

#include <memory>
#include <set>
#include <string>

#include "credential/issue.h"
#include "credential/verify.h"
#include "fixtures.h"
#include "proof/data_integrity.h"
#include "proof/status_list.h"

namespace credex::credential::test_data {

using crypto::KeyType;
using crypto::PrivateKey;

inline const Instant k_checked = test::at("2026-06-01T00:00:00Z");
constexpr const char* k_list_url = "https://school.example/status/1";

/// Credentials made by a key of the test, and what is said of them.
class Verify : public testing::Test {
 protected:
  std::string make(Format format, const Award& given, KeyType type = KeyType::ed25519) {
    key_ = test::must(PrivateKey::generate(type));
    if (format == Format::elm) {
      certificate_ = test::must(crypto::self_signed_certificate(*key_,
                                                                {.common_name = "Seal",
                                                                 .organisation = "Accademia del Sasso",
                                                                 .country = "IT",
                                                                 .identifier = "VATIT-00000001"},
                                                                test::at("2026-01-01"), 365));
      std::string pem =
          key_->pem() + "-----BEGIN CERTIFICATE-----\n" + base64(certificate_.der) + "\n-----END CERTIFICATE-----\n";
      key_ = test::must(PrivateKey::from_file_bytes(wrapped(pem), ""));
    }
    CredentialMaker maker{*key_, processor_, offline_fetch(), {.format = format}};
    did_ = maker.issuer_did();
    made_by_.insert(did_);
    return test::must(maker.make(definition_, given));
  }
  // PEM lines of 64 characters.
  static std::string wrapped(const std::string& pem) {
    const auto start = pem.rfind("CERTIFICATE-----\n", pem.rfind("\n-----END CERTIFICATE")) + 17;
    const auto end = pem.rfind("\n-----END CERTIFICATE");
    std::string out = pem.substr(0, start);
    for (std::size_t i = start; i < end; i += 64) out += pem.substr(i, std::min<std::size_t>(64, end - i)) + "\n";
    return out + pem.substr(end + 1);
  }
  /// By somebody who trusts the issuer, unless `lists_` is off.
  Report verify(const std::string& bytes, Instant at = k_checked, VerifierOptions options = {}) {
    if (lists_) options.trusted_issuers.insert(made_by_.begin(), made_by_.end());
    return test::must(Verifier{std::move(options), fetch_}.verify(bytes, at));
  }

  std::string status_list(std::size_t revoked, const std::string& purpose = "revocation") {
    proof::StatusList list;
    list.set(revoked, true);
    json::Arena arena;
    const json::Value made =
        proof::status_list_credential(arena, k_list_url, did_, purpose, list, "2026-01-01T00:00:00Z");
    return json::write(test::must(proof::add_proof(
        arena, processor_, made,
        {.verification_method = did_ + "#" + key_->public_key().multikey(), .created = test::at("2026-01-01")},
        *key_)));
  }

  framework::MicroCredential definition_ = example("heritage-3d");
  rdf::jsonld::Processor processor_;
  std::unique_ptr<PrivateKey> key_;
  crypto::Certificate certificate_;
  std::string did_;
  Fetch fetch_ = offline_fetch();
  bool lists_ = true;
  std::set<std::string> made_by_{};
};

}  // namespace credex::credential::test_data
