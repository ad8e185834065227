// W3C Verifiable Credential Data Integrity 1.0 (Recommendation 2025-05-15), sections 4.2 to 4.5, with the suites of
// vc-di-eddsa 1.0 (3.2, 3.3) and vc-di-ecdsa 1.0 (3.2, 3.3), and the two suites of Ed25519 before it.
#include "proof/data_integrity.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/text.h"
#include "proof/ecdsa_sd.h"
#include "rdf/canon.h"
#include "rdf/literal.h"

namespace credex::proof {
namespace {

using crypto::KeyType;
using json::Value;
namespace jsonld = rdf::jsonld;

constexpr std::array<std::string_view, 5> k_suites{"eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019",
                                                   "ecdsa-jcs-2019", "ecdsa-sd-2023"};

bool is_jcs(Suite suite) { return suite == Suite::eddsa_jcs_2022 || suite == Suite::ecdsa_jcs_2019; }
bool is_ecdsa(Suite suite) { return suite == Suite::ecdsa_rdfc_2019 || suite == Suite::ecdsa_jcs_2019; }
bool fits(Suite suite, KeyType type) {
  if (suite == Suite::ecdsa_sd_2023) return type == KeyType::p256;
  return is_ecdsa(suite) ? type == KeyType::p256 || type == KeyType::p384 : type == KeyType::ed25519;
}

Result<std::string> canonical_rdf(jsonld::Processor& processor, json::Arena& arena, rdf::Dataset& dataset,
                                  const Value& document, HashAlgorithm hash, jsonld::Safety safety) {
  dataset.clear();
  // Text with a base direction is signed as i18n-datatype writes it, as the other libraries do (JSON-LD 1.1, 10.1.2).
  const jsonld::Options options{.safety = safety, .rdf_direction = jsonld::RdfDirection::i18n_datatype};
  if (auto done = processor.to_rdf(arena, document, dataset, options); !done) return std::move(done).error();
  auto canonical = rdf::canonicalise(dataset, {.hash = hash});
  if (!canonical) return std::move(canonical).error();
  return std::move(canonical->nquads);
}

/// What a proof's type says of its form. The types before DataIntegrityProof name their suite themselves: both hash as
/// eddsa-rdfc-2022 does (vc-di-eddsa 1.0, appendix A.2: Ed25519Signature2020), and the older signs the hashes as the
/// payload of a detached JWS (RFC 7797).
enum class ProofForm : std::uint8_t { data_integrity, ed25519_2020, ed25519_2018 };
std::optional<ProofForm> form_from(std::string_view type) {
  if (type == "DataIntegrityProof") return ProofForm::data_integrity;
  if (type == "Ed25519Signature2020") return ProofForm::ed25519_2020;
  if (type == "Ed25519Signature2018") return ProofForm::ed25519_2018;
  return std::nullopt;
}

/// A detached JWS, taken apart: what stands before the payload in what is signed, and the signature.
struct DetachedJws {
  std::string before{};
  Bytes signature{};
};
std::optional<DetachedJws> from_detached_jws(std::string_view text) {
  constexpr std::size_t k_most = 1024;
  const auto first = text.find('.');
  if (text.size() > k_most || first == std::string_view::npos || text.substr(first, 2) != "..") return std::nullopt;
  auto header = from_base64url(text.substr(0, first));
  auto signature = from_base64url(text.substr(first + 2));
  if (!header || !signature) return std::nullopt;
  auto parsed = json::parse(as_text(*header));
  if (!parsed) return std::nullopt;
  // RFC 7797, section 6: the payload is signed as it is only where the header says so and says that it matters.
  const Value is_encoded = parsed->root.get("b64");
  const auto critical = parsed->root.get("crit").items();
  if (parsed->root.text("alg") != "EdDSA" || !is_encoded.is_boolean() || is_encoded.as_boolean() ||
      critical.size() != 1 || !critical[0].is_string("b64"))
    return std::nullopt;
  return DetachedJws{.before = std::string{text.substr(0, first + 1)}, .signature = std::move(*signature)};
}

// A shallow copy without one member.
Value without(json::Arena& arena, const Value& object, std::string_view key) {
  Value out = Value::object(arena, object.size() + 1);
  for (const json::Member& member : object.members()) {
    if (member.key != key) out.append(arena, member.key, member.value);
  }
  return out;
}

bool has_capitals(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// Calls `see(object)` for each object whose @language is a tag: a value's, or a context's default. The keys of
/// language maps are not among them, nor is what a JSON literal holds.
template <class See>
void each_tagged(const Value& value, bool in_context, const See& see) {
  if (value.is_array()) {
    for (const Value& item : value.items()) each_tagged(item, in_context, see);
  } else if (value.is_object()) {
    if (value.get("@language").is_string() && (in_context || value.find("@value") != nullptr)) see(value);
    for (const json::Member& member : value.members())
      if (member.key != "@value") each_tagged(member.value, in_context || member.key == "@context", see);
  }
}

/// A copy with language tags in lower case; none where they are. Processors may write them so (JSON-LD 1.1 API, 5.1.2,
/// step 13.4.8.2) or leave them, and a hash tells one from the other.
std::optional<Value> with_lower_tags(json::Arena& arena, const Value& document) {
  bool any = false;
  each_tagged(document, false, [&](const Value& one) { any = any || has_capitals(one.text("@language")); });
  if (!any) return std::nullopt;
  Value out = document.clone(arena);
  each_tagged(out, false,
              [&](const Value& one) { one.set(arena, "@language", arena.string(ascii_lower(one.text("@language")))); });
  return out;
}

constexpr const char* k_di = "VC Data Integrity 1.0, section 4.4";
constexpr const char* k_sets = "VC Data Integrity 1.0, section 4.5";
constexpr std::string_view k_date_time = rdf::iri::xsd_date_time;

// Section 3.3.2 of both suites, verification by JCS: the proof's @context must be how the document's begins.
bool context_begins_with(const Value& document, const Value& proof) {
  const auto wanted = json::as_list(proof.get("@context"));
  const auto there = json::as_list(document.get("@context"));
  return wanted.size() <= there.size() && std::equal(wanted.begin(), wanted.end(), there.begin(), json::equal);
}

}  // namespace

std::string_view suite_name(Suite suite) { return k_suites[static_cast<std::size_t>(suite)]; }

std::optional<Suite> suite_from(std::string_view name) {
  for (std::size_t i = 0; i < k_suites.size(); ++i) {
    if (k_suites[i] == name) return static_cast<Suite>(i);
  }
  return std::nullopt;
}

std::optional<Suite> rdfc_suite_of(KeyType type) {
  if (type == KeyType::ed25519) return Suite::eddsa_rdfc_2022;
  if (fits(Suite::ecdsa_rdfc_2019, type)) return Suite::ecdsa_rdfc_2019;
  return std::nullopt;
}

Bytes HashData::combined() const {
  Bytes out = proof_hash;
  out.insert(out.end(), document_hash.begin(), document_hash.end());
  return out;
}

Result<HashData> hash_data(jsonld::Processor& processor, const Value& document, const Value& options, Suite suite,
                           KeyType type) {
  const HashAlgorithm hash = type == KeyType::p384 ? HashAlgorithm::sha384 : HashAlgorithm::sha256;
  if (is_jcs(suite)) return hash_data_by_jcs(document, options, hash);
  HashData out;
  // Kept between calls: an issuer signs thousands, and memory is better reused than asked for.
  thread_local json::Arena arena;
  thread_local rdf::Dataset dataset;
  arena.reset();
  auto canonical = canonical_rdf(processor, arena, dataset, document, hash, jsonld::Safety::plain);
  if (!canonical) return std::move(canonical).error();
  out.canonical_document = std::move(*canonical);
  // Proof configuration (3.2.5 of vc-di-eddsa, step 4): the options read with the document's own contexts, whatever
  // they say themselves.
  Value config = without(arena, options, "@context");
  config.append(arena, "@context", document.get("@context"));
  auto canonical_proof = canonical_rdf(processor, arena, dataset, config, hash, jsonld::Safety::safe);
  if (!canonical_proof) return std::move(canonical_proof).error().at("proof");
  out.canonical_proof = std::move(*canonical_proof);
  out.document_hash = digest(hash, as_bytes(out.canonical_document));
  out.proof_hash = digest(hash, as_bytes(out.canonical_proof));
  return out;
}

HashData hash_data_by_jcs(const Value& document, const Value& options, HashAlgorithm hash) {
  HashData out;
  out.canonical_document = json::write_canonical(document);
  out.canonical_proof = json::write_canonical(options);
  out.document_hash = digest(hash, as_bytes(out.canonical_document));
  out.proof_hash = digest(hash, as_bytes(out.canonical_proof));
  return out;
}

Result<Value> add_proof(json::Arena& arena, jsonld::Processor& processor, const Value& given,
                        const ProofOptions& options, const crypto::Signer& signer) {
  const KeyType type = signer.public_key().type();
  if (!fits(options.suite, type)) {
    return Error{.code = "proof.suite",
                 .message = "a key of type " + std::string{key_type_name(type)} + " does not make proofs of " +
                            std::string{suite_name(options.suite)},
                 .remedy = "use an Ed25519, P-256 or P-384 key; RSA keys make JAdES seals and JWTs"};
  }
  // Section 4.2, step 2.
  if (options.verification_method.empty() || options.purpose.empty()) {
    return Error{.code = "proof.options",
                 .message = "a proof says by which key it is made and for what purpose",
                 .remedy = "give the verification method's address and a purpose, such as assertionMethod"};
  }
  Value proof = Value::object(arena, 8);
  proof.append(arena, "type", Value::string("DataIntegrityProof"));
  if (!options.id.empty()) proof.append(arena, "id", arena.string(options.id));
  proof.append(arena, "cryptosuite", Value::string(suite_name(options.suite)));
  proof.append(arena, "created", arena.string(to_string(options.created)));
  proof.append(arena, "verificationMethod", arena.string(options.verification_method));
  proof.append(arena, "proofPurpose", arena.string(options.purpose));

  // Section 4.3, steps 4 to 6: a proof that builds on others covers them too.
  const std::vector<Value> existing = json::as_list(given.get("proof"));
  // By RDF, tags are signed as every processor reads them. What others signed already stays as it was.
  const auto lowered = is_jcs(options.suite) || !existing.empty() ? std::nullopt : with_lower_tags(arena, given);
  const Value document = lowered.value_or(given);
  if (is_jcs(options.suite) && document.find("@context") != nullptr)
    proof.append(arena, "@context", document.get("@context"));
  Value input = without(arena, document, "proof");
  if (!options.previous.empty()) {
    Value matching = Value::array(arena, options.previous.size());
    Value names = Value::array(arena, options.previous.size());
    for (const std::string& id : options.previous) {
      const auto it =
          std::find_if(existing.begin(), existing.end(), [&](const Value& other) { return other.text("id") == id; });
      if (it == existing.end())
        return Error{.code = "proof.previous", .message = "there is no proof " + id + " to build on"};
      matching.push(arena, *it);
      names.push(arena, arena.string(id));
    }
    proof.append(arena, "previousProof", names.size() == 1 ? names.items()[0] : names);
    input.append(arena, "proof", matching);
  }
  auto hashes = hash_data(processor, input, proof, options.suite, type);
  if (!hashes) return std::move(hashes).error();
  if (options.suite == Suite::ecdsa_sd_2023) {
    auto value = base_proof_value(processor, input, hashes->proof_hash, options.mandatory, signer);
    if (!value) return std::move(value).error();
    proof.append(arena, "proofValue", arena.string(*value));
  } else {
    auto signature = signer.sign(crypto::default_algorithm(type), hashes->combined());
    if (!signature) return std::move(signature).error();
    proof.append(arena, "proofValue", arena.string("z" + base58(*signature)));
  }
  Value out = without(arena, document, "proof");
  Value proofs = Value::array(arena, existing.size() + 1);
  for (const Value& other : existing) proofs.push(arena, other);
  proofs.push(arena, proof);
  out.append(arena, "proof", proofs.size() == 1 ? proof : proofs);
  return out;
}

namespace {

/// Section 4.4, Verify Proof, for one proof over `input` (the document without proofs, or with those it builds on).
SignatureCheck verify_one(json::Arena& arena, jsonld::Processor& processor, KeyResolver& keys, Value input,
                          const Value& proof, const VerifyOptions& options, const std::string& place) {
  SignatureCheck out;
  out.key_id = proof.text("verificationMethod");
  const auto conclude = [&](SignatureState state, const char* message, std::vector<std::string> args) {
    out.state = state;
    Finding child = make_finding("proof.signature", outcome_of(state), place, message, std::move(args), k_di);
    out.finding.rule = "proof";
    out.finding.subject = place;
    out.finding.message = state == SignatureState::good      ? "proof.good"
                          : state == SignatureState::altered ? "proof.altered"
                                                             : "proof.unknown";
    out.finding.args = {out.key_id.empty() ? "a key that is not named" : out.key_id, out.controller};
    out.finding.source = k_di;
    out.finding.outcome =
        worse(out.finding.outcome == Outcome::unknown && out.finding.findings.empty() ? Outcome::not_applicable
                                                                                      : out.finding.outcome,
              child.outcome);
    out.finding.findings.push_back(std::move(child));
  };
  out.finding.outcome = Outcome::not_applicable;
  // Section 4.4, step 4.
  for (const char* name : {"type", "verificationMethod", "proofPurpose"}) {
    if (!proof.text(name).empty()) continue;
    conclude(SignatureState::altered, "proof.incomplete", {name});
    return out;
  }
  const auto form = form_from(proof.text("type"));
  if (!form) {
    conclude(SignatureState::unsupported, "proof.type_unknown", {std::string{proof.text("type")}});
    return out;
  }
  const bool is_own_suite = *form != ProofForm::data_integrity;
  const auto suite = is_own_suite ? Suite::eddsa_rdfc_2022 : suite_from(proof.text("cryptosuite"));
  if (!suite) {
    conclude(SignatureState::unsupported, "proof.suite_unknown", {std::string{proof.text("cryptosuite")}});
    return out;
  }
  if (proof.text("proofPurpose") != options.purpose) {
    conclude(SignatureState::altered, "proof.purpose_wrong",
             {std::string{proof.text("proofPurpose")}, options.purpose});
    return out;
  }
  // What the proof says of its own time is judged before the key is asked for.
  for (const char* name : {"created", "expires"}) {
    const Value* value = proof.find(name);
    if (value == nullptr) continue;
    // Section 2.1: a dateTimeStamp; without a zone it is taken as UTC.
    const std::string_view text = value->is_string() ? value->as_string() : std::string_view{};
    auto time = parse_instant(text);
    if (!time || !rdf::is_valid_literal(text, k_date_time)) {
      conclude(SignatureState::altered, "proof.time_unreadable", {name, json::write(*value)});
      return out;
    }
    if (name[0] == 'e' && *time < options.now)
      out.finding.add(make_finding("proof.expires", Outcome::fail, place, "proof.expired", {to_string(*time)}, k_di));
  }
  const std::string_view value = proof.text("proofValue");
  auto derived = *suite == Suite::ecdsa_sd_2023 ? parse_derived_proof(value) : Result<DerivedProof>{DerivedProof{}};
  if (!derived) {
    conclude(SignatureState::unsupported, "proof.not_canonical", {derived.error().message});
    return out;
  }
  auto signature = value.starts_with('z') ? from_multibase(value) : Result<Bytes>{Error{.code = "proof.value"}};
  std::string before;
  if (*form == ProofForm::ed25519_2018) {
    if (auto jws = from_detached_jws(proof.text("jws"))) {
      before = std::move(jws->before);
      signature = std::move(jws->signature);
    }
  }
  if (!signature && *suite != Suite::ecdsa_sd_2023) {
    conclude(SignatureState::altered, "proof.value_unreadable", {});
    return out;
  }
  const KeyLookup& lookup = keys.find(out.key_id, options.purpose);
  out.key_as_of = lookup.as_of;
  if (lookup.state != KeyState::found) {
    const bool refused = lookup.state == KeyState::not_listed;
    conclude(refused ? SignatureState::altered : SignatureState::key_unknown,
             refused ? "proof.key_not_listed" : "proof.key_not_found", {lookup.detail});
    return out;
  }
  out.controller = lookup.method.controller;
  const crypto::PublicKey& key = *lookup.method.key;
  if (!fits(*suite, key.type())) {
    conclude(SignatureState::altered, "proof.key_wrong_type",
             {std::string{key_type_name(key.type())}, std::string{suite_name(*suite)}});
    return out;
  }
  if (const Value* own = proof.find("@context"); own != nullptr) {
    // By RDF the document's contexts give the proof its meaning too: others within it would be signed by nobody.
    if (is_jcs(*suite) ? !context_begins_with(input, proof) : !json::equal(*own, input.get("@context"))) {
      conclude(SignatureState::altered, "proof.context_differs", {});
      return out;
    }
    input = without(arena, input, "@context");
    input.append(arena, "@context", proof.get("@context"));
  }
  const char* const signed_as = *form == ProofForm::ed25519_2018 ? "jws" : "proofValue";
  const Value config = without(arena, proof, signed_as);
  auto hashes = hash_data(processor, input, config, *suite, key.type());
  if (!hashes) {
    // What cannot be read whole cannot have been signed as it seems: say why.
    const bool is_context = hashes.error().code == "rdf.jsonld.loading_remote_context_failed";
    // The older suites left out what had no meaning when they signed: what was signed cannot be told.
    // What says the same in another way is as it was signed, but not as it can be read.
    const bool is_disguised = hashes.error().code == "rdf.jsonld.not_plain";
    const SignatureState unread = is_own_suite || is_disguised ? SignatureState::unsupported : SignatureState::altered;
    conclude(is_context ? SignatureState::key_unknown : unread,
             is_context ? "proof.context_unknown" : "proof.not_canonical", {hashes.error().to_string()});
    return out;
  }
  const auto holds = [&]() -> Result<bool> {
    if (*suite == Suite::ecdsa_sd_2023)
      return verify_derived_proof(processor, input, hashes->proof_hash, *derived, key);
    Bytes signed_bytes{before.begin(), before.end()};
    const Bytes combined = hashes->combined();
    signed_bytes.insert(signed_bytes.end(), combined.begin(), combined.end());
    return key.verify(crypto::default_algorithm(key.type()), signed_bytes, *signature);
  };
  const auto is_good = [&] {
    const auto good = holds();
    return good && *good;
  };
  bool good = is_good();
  // Signed by a processor that lowers language tags, over a document that shows them as they were written.
  if (const auto lowered = good || is_jcs(*suite) ? std::nullopt : with_lower_tags(arena, input)) {
    input = *lowered;
    hashes = hash_data(processor, input, config, *suite, key.type());
    good = hashes && is_good();
  }
  if (!good) {
    conclude(SignatureState::altered, "proof.signature_wrong", {out.key_id});
    return out;
  }
  conclude(SignatureState::good, "proof.signature_good",
           {std::string{is_own_suite ? proof.text("type") : suite_name(*suite)}});
  return out;
}

}  // namespace

std::vector<SignatureCheck> verify_proofs(jsonld::Processor& processor, KeyResolver& keys, const Value& document,
                                          const VerifyOptions& options) {
  thread_local json::Arena arena;
  arena.reset();
  const std::vector<Value> proofs = json::as_list(document.get("proof"));
  std::vector<SignatureCheck> out;
  std::vector<std::vector<std::size_t>> builds_on(proofs.size());
  const Value bare = without(arena, document, "proof");
  for (std::size_t i = 0; i < proofs.size() && i < 32; ++i) {
    const std::string place = proofs.size() == 1 ? "/proof" : "/proof/" + std::to_string(i);
    Value input = bare;
    bool chain_broken = false;
    // How the proofs of other suites build on one another is theirs to say.
    const bool is_known =
        form_from(proofs[i].text("type")) == ProofForm::data_integrity && suite_from(proofs[i].text("cryptosuite"));
    const std::vector<Value> previous = is_known ? json::as_list(proofs[i].get("previousProof")) : std::vector<Value>{};
    if (!previous.empty()) {
      Value matching = Value::array(arena, previous.size());
      for (const Value& id : previous) {
        const auto it = std::find_if(proofs.begin(), proofs.end(), [&](const Value& other) {
          return id.is_string() && other.text("id") == id.as_string();
        });
        if (it == proofs.end()) {
          chain_broken = true;
        } else {
          matching.push(arena, *it);
          builds_on[i].push_back(static_cast<std::size_t>(it - proofs.begin()));
        }
      }
      input = without(arena, document, "proof");
      input.append(arena, "proof", matching);
    }
    if (chain_broken) {
      SignatureCheck check;
      check.state = SignatureState::altered;
      check.finding = make_finding("proof", Outcome::fail, place, "proof.previous_missing", {}, k_sets);
      out.push_back(std::move(check));
      continue;
    }
    out.push_back(verify_one(arena, processor, keys, input, proofs[i], options, place));
  }
  // A proof is verified only where those that it builds on are; as long as one falls, those above it may.
  for (bool fell = true; fell;) {
    fell = false;
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (out[i].state != SignatureState::good) continue;
      for (const std::size_t below : builds_on[i]) {
        if (below < out.size() && out[below].state == SignatureState::good) continue;
        out[i].state = below < out.size() ? out[below].state : SignatureState::unsupported;
        out[i].finding.message = out[i].state == SignatureState::altered ? "proof.altered" : "proof.unknown";
        out[i].finding.add(make_finding("proof.previous", outcome_of(out[i].state), out[i].finding.subject,
                                        "proof.previous_unverified", {}, k_sets));
        fell = true;
        break;
      }
    }
  }
  if (proofs.size() > 32) {
    SignatureCheck check;
    check.state = SignatureState::key_unknown;  // not judged at all: no other proof makes up for that
    check.finding =
        make_finding("proof", Outcome::unknown, "/proof", "proof.too_many", {std::to_string(proofs.size())}, k_di);
    out.push_back(std::move(check));
  }
  return out;
}

}  // namespace credex::proof
