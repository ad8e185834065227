#pragma once

#include <vector>

#include "base/fetch.h"
#include "credential/verify.h"
#include "credential/verify_parts.h"

namespace credex::credential {

/// Fetches status lists and judges who signed them. Lives as long as what it gave is looked at; for one thread.
class StatusLists {
 public:
  /// `options`: the lists of issuers that are trusted count for credentials of others too, and certificates by their
  /// chains to an anchor.
  StatusLists(rdf::jsonld::Processor& processor, proof::KeyResolver& keys, const Fetch& fetch, Instant at,
              const VerifierOptions& options)
      : processor_{processor}, keys_{keys}, fetch_{fetch}, at_{at}, options_{options} {}

  /// A Bitstring Status List at that address, for a credential of `issuer`.
  StatusSource bitstring(const std::string& url, std::string_view issuer);
  /// A list of what was revoked by its id (1EdTechRevocationList). The credential names its address, so what stands
  /// there is its issuer's word though nobody signed it; in a bundle it is the maker's word.
  StatusSource revoked(const std::string& url, std::string_view issuer, bool is_bundled);
  /// A Token Status List.
  TokenStatusSource token(const std::string& url, std::string_view issuer);

 private:
  bool is_own_key(std::string_view list_issuer, const proof::SignatureCheck& check) const;

  rdf::jsonld::Processor& processor_;
  proof::KeyResolver& keys_;
  const Fetch& fetch_;
  Instant at_;
  const VerifierOptions& options_;
  std::vector<json::Document> documents_;  // what the findings' sources refer to while they are judged
};

}  // namespace credex::credential
