#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fetch.h"
#include "base/json.h"
#include "crypto/key.h"

namespace credex::proof {

/// A key that a controller publishes for a purpose (W3C Controlled Identifiers 1.0, section 2.2).
struct VerificationMethod {
  std::string id{};
  std::string controller{};
  std::optional<crypto::PublicKey> key{};
};

enum class KeyState : std::uint8_t {
  found,
  not_listed,   ///< the controller's document is there and does not list the key for this purpose
  unreachable,  ///< the document could not be had
  unsupported   ///< a DID method or key type that is not known here
};

struct KeyLookup {
  KeyState state = KeyState::unreachable;
  VerificationMethod method{};
  std::string detail{};            ///< in words, why it was not found
  std::optional<Instant> as_of{};  ///< when a fetched document was had
};

/// The did:key of a key (did:key 0.9): "did:key:z...".
std::string did_key(const crypto::PublicKey& key);
/// The did:jwk of a key: "did:jwk:" and the JWK in base64url.
std::string did_jwk(const crypto::PublicKey& key);
/// The URL of a did:web's document (did:web method, section 3.2); nothing where it is no did:web.
std::optional<std::string> did_web_url(std::string_view did);

/// Who may be asked for documents that lie at no address of their controllers': the operator names them.
struct DidRegistries {
  std::string ebsi{};  ///< https address at which EBSI's DID Registry API v5 has identifiers; empty: it is not asked
};

/// Where a did:ebsi's document is asked for; nothing where it is none, or no registry is named.
std::optional<std::string> did_ebsi_url(std::string_view did, const DidRegistries& registries);

/// Finds public keys: did:key and did:jwk in the identifier itself, did:web, did:webvh and https URLs by `fetch`,
/// did:ebsi from a registry that the operator names.
/// Documents that were had are kept, so that ten thousand credentials of one issuer ask once. A key that only an
/// earlier version of a did:webvh listed, or of one that was deactivated, counts as one that could not be had. A key
/// that names another controller than the document it stands in is found only where that controller's own document
/// lists it. Not for several threads.
class KeyResolver {
 public:
  explicit KeyResolver(Fetch fetch, DidRegistries registries = {})
      : fetch_{std::move(fetch)}, registries_{std::move(registries)} {}
  /// The key `url` (a DID URL, or an https URL of a Multikey, JWK or key document) for `purpose`, e.g.
  /// "assertionMethod".
  const KeyLookup& find(std::string_view url, std::string_view purpose);
  /// The key `kid` (empty: its only one) that an https issuer names at /.well-known/jwt-vc-issuer (SD-JWT VC,
  /// section 4: JWT VC Issuer Metadata).
  const KeyLookup& find_of_issuer(std::string_view issuer, std::string_view kid);
  const Fetch& fetch() const { return fetch_; }

 private:
  KeyLookup look_up(std::string_view url, std::string_view purpose);
  KeyLookup look_up_issuer(std::string_view issuer, std::string_view kid);
  KeyLookup look_up_in_log(std::string_view url, std::string_view purpose);
  KeyLookup in_document(const json::Value& document, std::string_view did, std::string_view url,
                        std::string_view purpose) const;
  /// A controller's document, fetched; `state` is found where it is there.
  struct ControllerDocument {
    KeyState state = KeyState::unreachable;
    std::string detail{};
    json::Document document{};
    Instant at{};
  };
  ControllerDocument document_of(std::string_view who) const;
  KeyLookup confirmed(KeyLookup found, std::string_view purpose);

  Fetch fetch_;
  DidRegistries registries_;
  std::map<std::string, KeyLookup, std::less<>> known_;
};

}  // namespace credex::proof
