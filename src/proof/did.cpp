#include "proof/did.h"

#include <algorithm>

#include "base/uri.h"
#include "proof/did_webvh.h"

namespace credex::proof {
namespace {

using json::Value;

KeyLookup missing(KeyState state, std::string detail) { return KeyLookup{.state = state, .detail = std::move(detail)}; }

// The key material of a verification method: Multikey, JsonWebKey, or the older types that hold the same members.
Result<crypto::PublicKey> key_of(const Value& method) {
  if (const Value* jwk = method.find("publicKeyJwk")) return crypto::PublicKey::from_jwk(*jwk);
  if (const std::string_view multibase = method.text("publicKeyMultibase"); !multibase.empty())
    return crypto::PublicKey::from_multikey(multibase);
  if (method.find("kty") != nullptr) return crypto::PublicKey::from_jwk(method);
  // Ed25519VerificationKey2018: the key's bytes alone.
  if (const std::string_view text = method.text("publicKeyBase58");
      !text.empty() && method.text("type") == "Ed25519VerificationKey2018") {
    auto raw = from_base58(text);
    if (!raw) return std::move(raw).error();
    Bytes multikey{0xED, 0x01};
    multikey.insert(multikey.end(), raw->begin(), raw->end());
    return crypto::PublicKey::from_multikey("z" + base58(multikey));
  }
  return Error{
      .code = "proof.key_material",
      .message =
          "the verification method has neither publicKeyJwk nor publicKeyMultibase nor, of Ed25519, publicKeyBase58"};
}

}  // namespace

std::string did_key(const crypto::PublicKey& key) { return "did:key:" + key.multikey(); }

std::string did_jwk(const crypto::PublicKey& key) {
  json::Arena arena;
  return "did:jwk:" + base64url(as_bytes(json::write(key.jwk(arena))));
}

std::optional<std::string> did_web_url(std::string_view did) {
  constexpr std::string_view k_prefix = "did:web:";
  if (!did.starts_with(k_prefix)) return std::nullopt;
  did.remove_prefix(k_prefix.size());
  std::string out = "https://";
  bool has_path = false;
  bool first = true;
  while (!did.empty()) {
    const auto colon = did.find(':');
    const std::string part = percent_decoded(did.substr(0, colon));
    did = colon == std::string_view::npos ? std::string_view{} : did.substr(colon + 1);
    // A segment is one segment: nothing in it may reach another host or folder.
    if (part.empty() || part.find_first_of("/?#@\\") != std::string::npos || part == "." || part == "..")
      return std::nullopt;
    if (!first) {
      out += "/";
      has_path = true;
    }
    out += part;
    first = false;
  }
  if (first) return std::nullopt;
  return out + (has_path ? "/did.json" : "/.well-known/did.json");
}

std::optional<std::string> did_ebsi_url(std::string_view did, const DidRegistries& registries) {
  constexpr std::string_view k_prefix = "did:ebsi:";
  if (!did.starts_with(k_prefix) || registries.ebsi.empty()) return std::nullopt;
  const std::string_view name = did.substr(k_prefix.size());
  const bool is_name = name.starts_with('z') && name.size() < 100 && std::ranges::all_of(name, [](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
                       });
  if (!is_name) return std::nullopt;
  // EBSI DID Registry API v5, Get a DID document: GET /did-registry/v5/identifiers/:did.
  return registries.ebsi + "/" + std::string{did};
}

const KeyLookup& KeyResolver::find(std::string_view url, std::string_view purpose) {
  const std::string key = std::string{url} + " " + std::string{purpose};
  if (const auto it = known_.find(key); it != known_.end()) return it->second;
  if (known_.size() > 10'000) known_.clear();
  return known_.emplace(key, look_up(url, purpose)).first->second;
}

const KeyLookup& KeyResolver::find_of_issuer(std::string_view issuer, std::string_view kid) {
  const std::string key = "issuer " + std::string{issuer} + " " + std::string{kid};
  if (const auto it = known_.find(key); it != known_.end()) return it->second;
  if (known_.size() > 10'000) known_.clear();
  return known_.emplace(key, look_up_issuer(issuer, kid)).first->second;
}

KeyLookup KeyResolver::look_up_issuer(std::string_view issuer, std::string_view kid) {
  if (issuer.size() > 2048)
    return missing(KeyState::unsupported, "the issuer's address is longer than 2048 characters");
  const std::string_view rest = issuer.substr(8);
  const std::string_view host = rest.substr(0, rest.find('/'));
  std::string_view path = rest.substr(host.size());
  while (path.ends_with('/')) path.remove_suffix(1);
  const std::string address = "https://" + std::string{host} + "/.well-known/jwt-vc-issuer" + std::string{path};
  const auto load = [&](const std::string& url) -> Result<std::pair<json::Document, Instant>> {
    auto fetched = fetch_({.url = url, .accept = "application/json"});
    if (!fetched) return std::move(fetched).error();
    auto document = json::parse(fetched->body);
    if (!document) return std::move(document).error();
    return std::pair{std::move(*document), fetched->at};
  };
  auto metadata = load(address);
  if (!metadata) return missing(KeyState::unreachable, metadata.error().message);
  const Value& root = metadata->first.root;
  if (root.text("issuer") != issuer)
    return missing(KeyState::not_listed, address + " is the metadata of " + std::string{root.text("issuer")});
  Value set = root.get("jwks");
  Instant as_of = metadata->second;
  std::optional<Result<std::pair<json::Document, Instant>>> other;
  if (set.is_null() && !root.text("jwks_uri").empty()) {
    other = load(std::string{root.text("jwks_uri")});
    if (!*other) return missing(KeyState::unreachable, other->error().message);
    set = (*other)->first.root;
  }
  const auto keys = set.get("keys").items();
  for (const Value& candidate : keys) {
    if (kid.empty() ? keys.size() != 1 : candidate.text("kid") != kid) continue;
    auto key = crypto::PublicKey::from_jwk(candidate);
    if (!key) return missing(KeyState::unsupported, key.error().message);
    return {.state = KeyState::found,
            .method = {.id = std::string{issuer} + "#" + std::string{kid},
                       .controller = std::string{issuer},
                       .key = std::move(*key)},
            .as_of = as_of};
  }
  return missing(KeyState::not_listed, address + " lists no key " + std::string{kid});
}

KeyLookup KeyResolver::look_up(std::string_view url, std::string_view purpose) {
  if (url.size() > 4096) return missing(KeyState::unsupported, "the key's identifier is longer than 4096 characters");
  const std::string_view did = url.substr(0, url.find('#'));
  const std::string_view fragment = did.size() < url.size() ? url.substr(did.size() + 1) : std::string_view{};
  const auto own = [&](Result<crypto::PublicKey> key, std::string_view wanted_fragment) -> KeyLookup {
    if (!key) return missing(KeyState::unsupported, key.error().message);
    if (!fragment.empty() && fragment != wanted_fragment)
      return missing(KeyState::not_listed, std::string{did} + " has no key #" + std::string{fragment});
    return {.state = KeyState::found,
            .method = {.id = std::string{url}, .controller = std::string{did}, .key = std::move(*key)}};
  };
  if (did.starts_with("did:key:")) return own(crypto::PublicKey::from_multikey(did.substr(8)), did.substr(8));
  if (did.starts_with("did:jwk:")) {
    auto text = from_base64url(did.substr(8));
    if (!text) return missing(KeyState::unsupported, "the did:jwk is no base64url");
    auto jwk = json::parse(as_text(*text));
    if (!jwk) return missing(KeyState::unsupported, "the did:jwk holds no JSON");
    return own(crypto::PublicKey::from_jwk(jwk->root), "0");
  }
  if (did.starts_with("did:webvh:")) return look_up_in_log(url, purpose);
  const ControllerDocument found = document_of(did);
  if (found.state != KeyState::found) return missing(found.state, found.detail);
  KeyLookup out = in_document(found.document.root, did, url, purpose);
  out.as_of = found.at;
  return out.state == KeyState::found && out.method.controller != did ? confirmed(std::move(out), purpose) : out;
}

KeyResolver::ControllerDocument KeyResolver::document_of(std::string_view who) const {
  const auto had = [](const Error& why) {
    return ControllerDocument{
        .state = why.code == "proof.webvh_unknown" ? KeyState::unsupported : KeyState::unreachable,
        .detail = why.message + (why.remedy.empty() ? "" : "; " + why.remedy)};
  };
  if (who.starts_with("did:webvh:")) {
    Instant at{};
    auto log = fetch_webvh_log(who, fetch_, &at);
    if (!log) return had(log.error());
    const WebvhVersion& last = log->versions.back();
    if (log->is_deactivated)
      return {.detail = std::string{who} + " was deactivated by its controller, " + to_string(last.time)};
    return {.state = KeyState::found, .document = {.arena = std::move(log->arena), .root = last.document}, .at = at};
  }
  std::string address;
  if (const auto web = did_web_url(who)) {
    address = *web;
  } else if (who.starts_with("https://")) {
    address = who;
  } else if (const auto ebsi = did_ebsi_url(who, registries_)) {
    address = *ebsi;
  } else if (who.starts_with("did:ebsi:") && registries_.ebsi.empty()) {
    return {.state = KeyState::unsupported,
            .detail = std::string{who.substr(0, 200)} +
                      " lies in EBSI's registry, which is asked only where the operator names its address (setting "
                      "ebsi_registry, or credex verify --ebsi-registry)"};
  } else {
    return {.state = KeyState::unsupported,
            .detail = "identifiers like " + std::string{who.substr(0, 80)} +
                      " are not known here (did:key, did:jwk, did:web, did:webvh, did:ebsi and https are)"};
  }
  auto fetched = fetch_({.url = address, .accept = "application/did+json, application/did+ld+json, application/json"});
  if (!fetched) return had(fetched.error());
  auto document = json::parse(fetched->body);
  if (!document) return {.detail = address + " is no JSON: " + document.error().message};
  return {.state = KeyState::found, .document = std::move(*document), .at = fetched->at};
}

KeyLookup KeyResolver::look_up_in_log(std::string_view url, std::string_view purpose) {
  const std::string_view before = url.substr(0, url.find('#'));
  const std::string_view did = before.substr(0, before.find('?'));
  const std::string_view query = did.size() < before.size() ? before.substr(did.size() + 1) : std::string_view{};
  // In the documents the key has no query.
  const std::string key{std::string{did} + std::string{url.substr(before.size())}};
  Instant at{};
  auto log = fetch_webvh_log(did, fetch_, &at);
  if (!log) {
    const Error& why = log.error();
    return missing(why.code == "proof.webvh_unknown" ? KeyState::unsupported : KeyState::unreachable,
                   why.message + (why.remedy.empty() ? "" : "; " + why.remedy));
  }
  const WebvhVersion& last = log->versions.back();
  if (last.document.text("id") != did)
    return missing(KeyState::unreachable, std::string{did} + " has moved to " + std::string{last.document.text("id")});
  const WebvhVersion* asked = webvh_version(*log, query);
  if (asked == nullptr)
    return missing(KeyState::unreachable,
                   std::string{did} + " has no version '" + std::string{query.substr(0, 200)} + "'");
  KeyLookup out = in_document(asked->document, did, key, purpose);
  out.as_of = at;
  // What an earlier version lists shows that the key was the controller's, and not when it made a signature.
  const auto only_before = [&](const WebvhVersion& version) {
    return missing(KeyState::unreachable, std::string{did} + " listed the key " + key + " in version " + version.id +
                                              " and does not any more; when it signed, it alone says");
  };
  if (out.state == KeyState::found && log->is_deactivated)
    return missing(KeyState::unreachable,
                   std::string{did} + " was deactivated by its controller, " + to_string(last.time));
  if (out.state == KeyState::found && asked != &last) {
    const KeyLookup now = in_document(last.document, did, key, purpose);
    if (now.state != KeyState::found || !(*now.method.key == *out.method.key)) return only_before(*asked);
  }
  if (out.state == KeyState::not_listed && asked == &last) {
    for (auto it = log->versions.rbegin(); it != log->versions.rend(); ++it) {
      if (in_document(it->document, did, key, purpose).state == KeyState::found) return only_before(*it);
    }
  }
  return out.state == KeyState::found && out.method.controller != did ? confirmed(std::move(out), purpose) : out;
}

// Anybody can write another's name below "controller": it is theirs only where their own document says so too
// (Controlled Identifiers 1.0, sections 2.2 and 3.3).
KeyLookup KeyResolver::confirmed(KeyLookup found, std::string_view purpose) {
  const std::string& who = found.method.controller;
  const std::string& url = found.method.id;
  const std::string not_theirs =
      "it names " + who.substr(0, 200) + " as its controller, and that does not list it for " + std::string{purpose};
  if (who.size() > 2048) return missing(KeyState::not_listed, not_theirs);
  const ControllerDocument theirs = document_of(who);
  if (theirs.state == KeyState::unsupported && !who.starts_with("did:webvh:") && !who.starts_with("did:ebsi:"))
    return missing(KeyState::not_listed, not_theirs);
  if (theirs.state != KeyState::found)
    return missing(KeyState::unreachable, "its controller's document could not be had: " + theirs.detail);
  const Value& root = theirs.document.root;
  const auto listed = json::as_list(root.get(purpose));
  const bool is_theirs = root.text("id") == who && std::any_of(listed.begin(), listed.end(), [&](const Value& entry) {
                           return entry.is_string(url) || entry.text("id") == url;
                         });
  if (!is_theirs) return missing(KeyState::not_listed, not_theirs);
  return found;
}

KeyLookup KeyResolver::in_document(const Value& document, std::string_view did, std::string_view url,
                                   std::string_view purpose) const {
  // An https URL may be the key itself (Open Badges 3.0, section 8.2).
  const bool is_key = document.find("kty") != nullptr || document.find("publicKeyMultibase") != nullptr;
  if (!did.starts_with("did:") && is_key) {
    auto key = key_of(document);
    if (!key) return missing(KeyState::unsupported, key.error().message);
    const std::string_view controller = document.text("controller");
    return {.state = KeyState::found,
            .method = {.id = std::string{url},
                       .controller = std::string{controller.empty() ? did : controller},
                       .key = std::move(*key)}};
  }
  if (document.text("id") != did)
    return missing(KeyState::not_listed,
                   "the document found for " + std::string{did} + " is that of " + std::string{document.text("id")});
  const auto same_id = [&](std::string_view id) {
    return id == url || (id.starts_with('#') && url.size() == did.size() + id.size() && url.ends_with(id));
  };
  const Value* method = nullptr;
  const auto& methods = document.get("verificationMethod");
  for (const Value& candidate : methods.items()) {
    if (same_id(candidate.text("id"))) method = &candidate;
  }
  bool allowed = false;
  const Value relationship = document.get(purpose);
  for (const Value& entry : relationship.items()) {
    if (entry.is_string() ? same_id(entry.as_string()) : same_id(entry.text("id"))) {
      allowed = true;
      if (entry.is_object()) method = &entry;
    }
  }
  if (method == nullptr) return missing(KeyState::not_listed, std::string{did} + " lists no key " + std::string{url});
  if (!allowed)
    return missing(KeyState::not_listed,
                   std::string{did} + " does not list the key " + std::string{url} + " for " + std::string{purpose});
  auto key = key_of(*method);
  if (!key) return missing(KeyState::unsupported, key.error().message);
  const std::string_view controller = method->text("controller");
  return {.state = KeyState::found,
          .method = {.id = std::string{url},
                     .controller = std::string{controller.empty() ? did : controller},
                     .key = std::move(*key)}};
}

}  // namespace credex::proof
