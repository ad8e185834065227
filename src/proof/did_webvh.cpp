// The did:webvh DID Method, Version 1.0 (Decentralized Identity Foundation): headings of that text stand beside what
// follows them.
#include "proof/did_webvh.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/uri.h"
#include "crypto/key.h"
#include "proof/data_integrity.h"

namespace credex::proof {
namespace {

using json::Value;

constexpr std::string_view k_webvh_placeholder = "{SCID}";
constexpr std::size_t k_webvh_bytes = std::size_t{4} * 1024 * 1024;
constexpr std::size_t k_webvh_entries = 1000;
constexpr std::size_t k_webvh_keys = 1000;
constexpr std::size_t k_webvh_proofs = 32;            // of an entry
constexpr std::size_t k_webvh_witness_proofs = 2000;  // of all witnesses
// Read (Resolve), step 4: what clocks may differ by.
constexpr std::chrono::minutes k_webvh_tolerance{5};

Error webvh_broken(std::string message) { return Error{.code = "proof.webvh", .message = std::move(message)}; }
Error webvh_unknown(std::string message) { return Error{.code = "proof.webvh_unknown", .message = std::move(message)}; }

/// base58btc(multihash(text)) with SHA-256, the one hash of Version 1.0.
std::string webvh_hash(std::string_view text) {
  const Sha256 hash = sha256(text);
  Bytes multihash{0x12, 0x20};
  multihash.insert(multihash.end(), hash.begin(), hash.end());
  return base58(multihash);
}
/// Of a did:webvh.
std::string_view scid_of(std::string_view did) {
  did.remove_prefix(std::string_view{"did:webvh:"}.size());
  return did.substr(0, did.find(':'));
}

/// Verify Proof of eddsa-jcs-2022 (vc-di-eddsa 1.0, section 3.3) with a key that is known: `secured` without its proof.
bool webvh_proof_holds(json::Arena& arena, const Value& secured, const Value& proof, std::string_view key,
                       Instant now) {
  if (proof.text("type") != "DataIntegrityProof" || proof.text("cryptosuite") != "eddsa-jcs-2022" ||
      proof.text("proofPurpose") != "assertionMethod")
    return false;
  // What is signed here has no @context that the proof's could be the beginning of.
  if (proof.find("@context") != nullptr) return false;
  for (const char* name : {"created", "expires"}) {
    const Value* value = proof.find(name);
    if (value == nullptr) continue;
    const auto time = parse_instant(value->is_string() ? value->as_string() : std::string_view{});
    if (!time || (name[0] == 'e' && *time < now)) return false;
  }
  const std::string_view text = proof.text("proofValue");
  const auto signature = text.starts_with('z') ? from_multibase(text) : Result<Bytes>{Error{.code = "proof.value"}};
  const auto public_key = crypto::PublicKey::from_multikey(key);
  if (!signature || !public_key || public_key->type() != crypto::KeyType::ed25519) return false;
  const Value config = Value::object(arena, proof.size());
  for (const json::Member& member : proof.members())
    if (member.key != "proofValue") config.append(arena, member.key, member.value);
  return public_key->verify(crypto::Algorithm::ed_dsa,
                            hash_data_by_jcs(secured, config, HashAlgorithm::sha256).combined(), *signature);
}

/// The key of "did:key:KEY#KEY"; empty where the two differ or it is something else (Witness DIDs and Reputation).
std::string_view key_of_did_key(std::string_view method) {
  constexpr std::string_view k_prefix = "did:key:";
  if (!method.starts_with(k_prefix)) return {};
  method.remove_prefix(k_prefix.size());
  const auto hash = method.find('#');
  if (hash == std::string_view::npos || method.substr(0, hash) != method.substr(hash + 1)) return {};
  return method.substr(0, hash);
}

/// The proofs of an entry, alone or in a list.
std::span<const Value> webvh_proofs(const Value& proof) {
  if (proof.is_array()) return proof.items();
  return {&proof, proof.is_object() ? std::size_t{1} : std::size_t{0}};
}

Result<std::vector<std::string>> webvh_texts(std::string_view name, const Value& value) {
  std::vector<std::string> out;
  if (value.is_null()) return out;
  if (!value.is_array()) return webvh_broken("the parameter " + std::string{name} + " is no list");
  if (value.size() > k_webvh_keys)
    return webvh_unknown("the parameter " + std::string{name} + " has more than " + std::to_string(k_webvh_keys) +
                         " items");
  for (const Value& item : value.items()) {
    if (!item.is_string()) return webvh_broken("the parameter " + std::string{name} + " has what is no text");
    out.emplace_back(item.as_string());
  }
  return out;
}

/// The `witness` Parameter.
Result<WebvhWitnesses> webvh_witnesses(const Value& value) {
  WebvhWitnesses out;
  if (value.is_null() || (value.is_object() && value.empty())) return out;
  const Value list = value.get("witnesses");
  if (list.size() > k_webvh_keys)
    return webvh_unknown("there are more than " + std::to_string(k_webvh_keys) + " witnesses");
  for (const Value& witness : list.items()) {
    const std::string_view name = witness.text("id");
    const auto key = name.starts_with("did:key:")
                         ? crypto::PublicKey::from_multikey(name.substr(8))
                         : Result<crypto::PublicKey>{Error{.code = "proof.webvh", .message = "is no did:key"}};
    if (!key || key->type() != crypto::KeyType::ed25519)
      return webvh_broken("the witness '" + std::string{name.substr(0, 100)} + "' is no did:key of Ed25519");
    if (std::ranges::find(out.names, name) != out.names.end())
      return webvh_broken("the witness " + std::string{name} + " stands twice");
    out.names.emplace_back(name);
  }
  const Value threshold = value.get("threshold");
  if (threshold.kind() != json::Kind::integer || threshold.as_integer() < 1 ||
      threshold.as_integer() > static_cast<std::int64_t>(out.names.size()))
    return webvh_broken("the threshold of witnesses is not between 1 and their number");
  out.threshold = static_cast<std::size_t>(threshold.as_integer());
  return out;
}

/// What is in force while a log is read (`did:webvh` DID Method Parameters).
class WebvhReader {
 public:
  WebvhReader(std::string_view did, Instant now) : did_{did}, now_{now} {}

  Result<void> entry(std::string_view line) {
    auto parsed = json::parse_into(*log_.arena, line);
    if (!parsed) return webvh_broken("is no JSON: " + parsed.error().message);
    const Value root = *parsed;
    for (const char* name : {"parameters", "state"}) {
      if (!root.get(name).is_object()) return webvh_broken(std::string{"has no "} + name);
    }
    if (log_.is_deactivated) return webvh_broken("follows the one that deactivated the DID");
    const Value bare = Value::object(*log_.arena, root.size());
    for (const json::Member& member : root.members())
      if (member.key != "proof") bare.append(*log_.arena, member.key, member.value);
    // In the order of Read (Resolve).
    if (auto done = parameters(root.get("parameters")); !done) return done;
    if (auto done = proofs(bare, root.get("proof")); !done) return done;
    if (auto done = version(bare); !done) return done;
    if (is_first()) {
      if (auto done = scid(bare); !done) return done;
    }
    if (auto done = state(root.get("state")); !done) return done;
    log_.versions.push_back({.id = std::string{root.text("versionId")},
                             .time = time_,
                             .document = root.get("state"),
                             .witnesses = std::move(needed_)});
    return {};
  }

  Result<WebvhLog> finish() {
    if (is_first()) return webvh_broken("has no entry");
    const bool is_its =
        std::ranges::any_of(log_.versions, [&](const WebvhVersion& v) { return v.document.text("id") == did_; });
    if (!is_its) return webvh_broken("has no entry of that identifier");
    return std::move(log_);
  }

  std::size_t entries() const { return log_.versions.size(); }

 private:
  bool is_first() const { return log_.versions.empty(); }

  // Steps 1 and 7.
  Result<void> parameters(const Value& given) {
    static constexpr std::string_view k_known[] = {
        "method", "scid", "updateKeys", "nextKeyHashes", "witness", "watchers", "portable", "deactivated", "ttl"};
    for (const json::Member& member : given.members()) {
      if (std::ranges::find(k_known, member.key) == std::end(k_known))
        return webvh_broken("has the parameter '" + std::string{member.key.substr(0, 80)} + "', which is not defined");
    }
    const Value* method = given.find("method");
    if (method == nullptr ? is_first() : !method->is_string("did:webvh:1.0"))
      return webvh_unknown("follows the method '" + std::string{given.text("method").substr(0, 80)} +
                           "'; did:webvh:1.0 is known here");
    if ((given.find("scid") != nullptr) != is_first())
      return webvh_broken("the parameter scid stands in the first entry and in no other");
    for (const char* name : {"portable", "deactivated"}) {
      const Value* value = given.find(name);
      if (value != nullptr && !value->is_boolean())
        return webvh_broken(std::string{"the parameter "} + name + " is neither true nor false");
    }
    if (const Value* portable = given.find("portable")) {
      if (!is_first() && portable->as_boolean())
        return webvh_broken("the parameter portable becomes true after the first entry");
      is_portable_ = portable->as_boolean();
    }
    log_.is_deactivated = given.get("deactivated").as_boolean();
    if (const Value ttl = given.get("ttl"); !ttl.is_null()) {
      constexpr std::int64_t k_longest = std::int64_t{1} << 31;
      if (ttl.kind() != json::Kind::integer || ttl.as_integer() < 0 || ttl.as_integer() > k_longest)
        return webvh_broken("the parameter ttl is no number of seconds");
    }
    if (auto watchers = webvh_texts("watchers", given.get("watchers")); !watchers) return std::move(watchers).error();
    if (auto done = keys(given); !done) return done;
    // A first list counts at once; what takes its place counts for the entries after it.
    needed_ = witnesses_;
    if (const Value* witness = given.find("witness")) {
      auto read = webvh_witnesses(*witness);
      if (!read) return std::move(read).error();
      witnesses_ = std::move(*read);
      if (needed_.threshold == 0) needed_ = witnesses_;
    }
    return {};
  }

  // updateKeys and nextKeyHashes: who may sign this entry, and who the next.
  Result<void> keys(const Value& given) {
    auto update = webvh_texts("updateKeys", given.get("updateKeys"));
    if (!update) return std::move(update).error();
    auto next = webvh_texts("nextKeyHashes", given.get("nextKeyHashes"));
    if (!next) return std::move(next).error();
    const bool has_update = given.find("updateKeys") != nullptr;
    const bool has_next = given.find("nextKeyHashes") != nullptr;
    if (is_first() && !has_update) return webvh_broken("the first entry has no updateKeys");
    const bool is_promised = !next_hashes_.empty();
    if (is_promised) {
      if (!has_update || !has_next)
        return webvh_broken("leaves out updateKeys or nextKeyHashes, although the entry before promised keys");
      for (const std::string& key : *update) {
        if (!next_hashes_.contains(webvh_hash(key)))
          return webvh_broken("has the key " + key.substr(0, 100) + ", which the entry before did not promise");
      }
    }
    const std::set<std::string, std::less<>> before = update_keys_;
    if (has_update) update_keys_ = {update->begin(), update->end()};
    if (has_next) next_hashes_ = {next->begin(), next->end()};
    active_ = is_first() || is_promised ? update_keys_ : before;
    return {};
  }

  // Step 2, and Authorized Keys.
  Result<void> proofs(const Value& bare, const Value& proof) {
    const auto list = webvh_proofs(proof);
    if (list.empty()) return webvh_broken("is signed by nobody");
    if (list.size() > k_webvh_proofs)
      return webvh_unknown("has more than " + std::to_string(k_webvh_proofs) + " proofs");
    for (const Value& one : list) {
      const std::string_view key = key_of_did_key(one.text("verificationMethod"));
      if (!active_.contains(key)) return webvh_broken("is not signed with a key that may change the DID");
      if (!webvh_proof_holds(*log_.arena, bare, one, key, now_)) return webvh_broken("has a proof that does not hold");
    }
    return {};
  }

  // Steps 3 and 4, and Verify The Entry Hash.
  Result<void> version(const Value& bare) {
    const std::string before = is_first() ? std::string{bare.get("parameters").text("scid")} : log_.versions.back().id;
    const Value chained = Value::object(*log_.arena, bare.size());
    for (const json::Member& member : bare.members())
      chained.append(*log_.arena, member.key, member.key == "versionId" ? log_.arena->string(before) : member.value);
    const std::string wanted = std::to_string(entries() + 1) + "-" + webvh_hash(json::write_canonical(chained));
    if (bare.text("versionId") != wanted)
      return webvh_broken("has the versionId '" + std::string{bare.text("versionId").substr(0, 80)} +
                          "'; number and hash give " + wanted);
    const std::string_view text = bare.text("versionTime");
    bool has_zone = false;
    const auto time = parse_instant(text, &has_zone);
    if (!time || !has_zone || !(text.ends_with('Z') || text.ends_with("+00:00")))
      return webvh_broken("has the versionTime '" + std::string{text.substr(0, 80)} + "', which is no time in UTC");
    if (!is_first() && *time <= time_) return webvh_broken("is not later than the one before");
    if (*time > now_ + k_webvh_tolerance) return webvh_broken("is of a time that is to come, " + to_string(*time));
    time_ = *time;
    return {};
  }

  // Step 5, and Verify SCID.
  Result<void> scid(const Value& bare) {
    const std::string scid{bare.get("parameters").text("scid")};
    if (scid != scid_of(did_)) return webvh_broken("the log's scid is not that of the identifier");
    const Value first = Value::object(*log_.arena, bare.size());
    for (const json::Member& member : bare.members())
      first.append(*log_.arena, member.key,
                   member.key == "versionId" ? Value::string(k_webvh_placeholder) : member.value);
    const std::string text = json::write(first);
    std::string replaced;
    replaced.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
      const auto found = text.find(scid, at);
      replaced.append(text, at, found == std::string::npos ? found : found - at);
      if (found == std::string::npos) break;
      replaced += k_webvh_placeholder;
      at = found + scid.size();
    }
    // Names of members may have held it, and then stand in another order.
    const auto preliminary = json::parse(replaced);
    if (!preliminary || webvh_hash(json::write_canonical(preliminary->root)) != scid)
      return webvh_broken("the identifier is not made from this first entry");
    return {};
  }

  // Step 6, and DID Portability.
  Result<void> state(const Value& document) {
    const std::string_view id = document.text("id");
    if (!did_webvh_url(id) || scid_of(id) != scid_of(did_))
      return webvh_broken("its document is that of '" + std::string{id.substr(0, 200)} + "'");
    if (is_first()) return {};
    const std::string_view before = log_.versions.back().document.text("id");
    if (id == before) return {};
    const auto names = json::as_list(document.get("alsoKnownAs"));
    if (!is_portable_ || std::ranges::none_of(names, [&](const Value& name) { return name.is_string(before); }))
      return webvh_broken("moves the DID to " + std::string{id.substr(0, 200)} +
                          " without being portable, or without naming where it was");
    return {};
  }

  std::string_view did_;
  Instant now_;
  WebvhLog log_;
  Instant time_{};
  bool is_portable_ = false;
  std::set<std::string, std::less<>> update_keys_;
  std::set<std::string, std::less<>> next_hashes_;
  std::set<std::string, std::less<>> active_;  // who may sign the entry that is read
  WebvhWitnesses witnesses_;
  WebvhWitnesses needed_;  // by the entry that is read
};

}  // namespace

bool WebvhLog::is_witnessed() const {
  return std::ranges::any_of(versions, [](const WebvhVersion& v) { return v.witnesses.threshold > 0; });
}

Result<WebvhLog> read_webvh_log(std::string_view did, std::string_view text, Instant now) {
  if (!did_webvh_url(did)) return webvh_unknown("'" + std::string{did.substr(0, 200)} + "' is no did:webvh");
  if (text.size() > k_webvh_bytes) return webvh_unknown("the log is larger than 4 MB");
  WebvhReader reader{did, now};
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string number = std::to_string(reader.entries() + 1);
    if (reader.entries() == k_webvh_entries)
      return webvh_unknown("the log has more than " + std::to_string(k_webvh_entries) + " entries");
    if (auto done = reader.entry(text.substr(0, end)); !done) {
      Error why = std::move(done).error();
      why.message = "entry " + number + " of the log: " + why.message;
      return why;
    }
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return reader.finish();
}

Result<void> check_webvh_witnesses(const WebvhLog& log, std::string_view text, Instant now) {
  if (text.size() > k_webvh_bytes) return webvh_unknown("the file of witnesses is larger than 4 MB");
  const auto file = json::parse(text);
  if (!file || !file->root.is_array()) return webvh_broken("the file of witnesses is no list");
  std::map<std::string_view, std::size_t> number;  // of a version, from 1
  for (std::size_t i = 0; i < log.versions.size(); ++i) number[log.versions[i].id] = i + 1;
  std::set<std::string_view> wanted;
  for (const WebvhVersion& version : log.versions)
    wanted.insert(version.witnesses.names.begin(), version.witnesses.names.end());
  // Whoever approved a version approved those before it.
  std::map<std::string_view, std::size_t> approved;
  json::Arena arena;
  std::size_t seen = 0;
  for (const Value& entry : file->root.items()) {
    const auto version = number.find(entry.text("versionId"));
    if (version == number.end()) continue;
    const Value secured = Value::object(arena, 1);
    secured.append(arena, "versionId", Value::string(version->first));
    const Value proof = entry.get("proof");
    for (const Value& one : webvh_proofs(proof)) {
      if (++seen > k_webvh_witness_proofs)
        return webvh_unknown("there are more than " + std::to_string(k_webvh_witness_proofs) + " proofs of witnesses");
      const std::string_view method = one.text("verificationMethod");
      const std::string_view key = key_of_did_key(method);
      const auto who = key.empty() ? wanted.end() : wanted.find(method.substr(0, method.find('#')));
      if (who == wanted.end() || approved[*who] >= version->second) continue;
      if (webvh_proof_holds(arena, secured, one, key, now)) approved[*who] = version->second;
    }
  }
  for (std::size_t i = 0; i < log.versions.size(); ++i) {
    const WebvhWitnesses& needed = log.versions[i].witnesses;
    const auto count = static_cast<std::size_t>(std::ranges::count_if(needed.names, [&](const std::string& name) {
      const auto found = approved.find(name);
      return found != approved.end() && found->second > i;
    }));
    if (count < needed.threshold)
      return webvh_broken("entry " + std::to_string(i + 1) + " of the log: " + std::to_string(count) +
                          " witnesses approved it, and " + std::to_string(needed.threshold) + " are needed");
  }
  return {};
}

Result<WebvhLog> fetch_webvh_log(std::string_view did, const Fetch& fetch, Instant* as_of) {
  const auto address = did_webvh_url(did);
  if (!address) return webvh_unknown("'" + std::string{did.substr(0, 200)} + "' is no did:webvh");
  auto fetched = fetch({.url = *address, .accept = "text/jsonl, application/json"});
  if (!fetched) return std::move(fetched).error();
  *as_of = fetched->at;
  auto log = read_webvh_log(did, fetched->body, fetched->at);
  if (!log || !log->is_witnessed()) return log;
  constexpr std::string_view k_log = "did.jsonl";
  auto witnesses = fetch(
      {.url = address->substr(0, address->size() - k_log.size()) + "did-witness.json", .accept = "application/json"});
  if (!witnesses) return std::move(witnesses).error();
  if (auto approved = check_webvh_witnesses(*log, witnesses->body, fetched->at); !approved)
    return std::move(approved).error();
  return log;
}

const WebvhVersion* webvh_version(const WebvhLog& log, std::string_view query) {
  if (query.empty()) return &log.versions.back();
  const auto equals = query.find('=');
  if (equals == std::string_view::npos || query.find('&') != std::string_view::npos) return nullptr;
  const std::string_view name = query.substr(0, equals);
  const std::string value = percent_decoded(query.substr(equals + 1));
  const auto time = parse_instant(value);
  const WebvhVersion* out = nullptr;
  for (std::size_t i = 0; i < log.versions.size(); ++i) {
    const WebvhVersion& version = log.versions[i];
    if ((name == "versionId" && version.id == value) || (name == "versionNumber" && std::to_string(i + 1) == value) ||
        (name == "versionTime" && time && version.time <= *time))
      out = &version;
  }
  return out;
}

}  // namespace credex::proof
