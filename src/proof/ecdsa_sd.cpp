#include "proof/ecdsa_sd.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>

#include "base/digest.h"
#include "crypto/random.h"
#include "proof/cbor.h"
#include "proof/select.h"
#include "rdf/canon.h"
#include "rdf/nquads.h"

namespace credex::proof {
namespace {

using json::Value;

constexpr std::size_t k_max_document = std::size_t{2} * 1024 * 1024;
constexpr std::size_t k_signature = 64;
constexpr std::size_t k_label = 32;  // an HMAC of SHA-256

Error bad_disclosure(std::string message) {
  return Error{.code = "proof.ecdsa_sd",
               .message = std::move(message),
               .remedy = "let its holder show it again from their wallet"};
}

std::optional<Bytes> bytes_of(const cbor_item_t* item) {
  const auto bytes = cbor_bytes(item);
  if (!bytes) return std::nullopt;
  return Bytes{bytes->begin(), bytes->end()};
}
std::optional<std::size_t> number_of(const cbor_item_t* item) {
  if (!cbor_isa_uint(item)) return std::nullopt;
  return static_cast<std::size_t>(cbor_get_int(item));
}
CborItem list_of(const std::vector<Bytes>& all) {
  CborItem out{cbor_new_definite_array(all.size())};
  for (const Bytes& one : all) cbor_push(out, cbor_of(one));
  return out;
}
/// 'u' and base64url of the three bytes that name the form (CBOR tags 0x5d00 and 0x5d01), then the parts.
std::string proof_value_of(std::uint8_t form, const CborItem& parts) {
  Bytes out{0xd9, 0x5d, form};
  const Bytes written = cbor_written(parts);
  out.insert(out.end(), written.begin(), written.end());
  return "u" + base64url(out);
}

CborItem number_item(std::size_t number) {
  if (number <= 0xFF) return CborItem{cbor_build_uint8(static_cast<std::uint8_t>(number))};
  if (number <= 0xFFFF) return CborItem{cbor_build_uint16(static_cast<std::uint16_t>(number))};
  return CborItem{cbor_build_uint32(static_cast<std::uint32_t>(number))};
}

/// What the issuer's key signs: the hash of the options, the key of the statements, the hash of the mandatory ones.
Bytes signed_by_issuer(ByteView proof_hash, ByteView public_key, std::string_view mandatory) {
  Bytes out{proof_hash.begin(), proof_hash.end()};
  out.insert(out.end(), public_key.begin(), public_key.end());
  const Sha256 hash = sha256(mandatory);
  out.insert(out.end(), hash.begin(), hash.end());
  return out;
}

std::span<cbor_item_t*> items_of(const cbor_item_t* item) {
  if (!cbor_isa_array(item)) return {};
  return {cbor_array_handle(item), cbor_array_size(item)};
}

}  // namespace

namespace {

/// The five parts of a proof value of this form: 0 is the issuer's own, 1 is for showing.
Result<CborItem> opened(std::string_view proof_value, std::uint8_t form) {
  if (!proof_value.starts_with('u') || proof_value.size() > k_max_document)
    return bad_disclosure("the proof value is no base64url");
  const auto bytes = from_base64url(proof_value.substr(1));
  if (!bytes || bytes->size() < 4) return bad_disclosure("the proof value is no base64url");
  constexpr std::array<std::uint8_t, 2> k_begin{0xd9, 0x5d};
  if (!std::equal(k_begin.begin(), k_begin.end(), bytes->begin()) || (*bytes)[2] > 1)
    return bad_disclosure("the proof value is of another suite");
  if ((*bytes)[2] != form) {
    return bad_disclosure(
        form == 1 ? "this is the issuer's own proof, from which a holder makes one to show; shown as it is, it says "
                    "too much"
                  : "this is what a holder shows already; only the issuer's own can be shown in part");
  }
  CborItem root = read_cbor(ByteView{*bytes}.subspan(3));
  if (!root) return bad_disclosure("the proof value is no CBOR");
  if (items_of(root.get()).size() != 5) return bad_disclosure("the proof value has not its five parts");
  return root;
}

}  // namespace

Result<DerivedProof> parse_derived_proof(std::string_view proof_value) {
  auto root = opened(proof_value, 1);
  if (!root) return std::move(root).error();
  const auto parts = items_of(root->get());
  if (!cbor_isa_map(parts[3])) return bad_disclosure("the proof value has not its five parts");
  DerivedProof out;
  const auto base = bytes_of(parts[0]);
  const auto key = bytes_of(parts[1]);
  if (!base || base->size() != k_signature || !key)
    return bad_disclosure("the base signature or its key is not well formed");
  out.base_signature = *base;
  out.public_key = *key;
  for (const cbor_item_t* item : items_of(parts[2])) {
    auto signature = bytes_of(item);
    if (!signature || signature->size() != k_signature) return bad_disclosure("a signature is not of 64 bytes");
    out.signatures.push_back(std::move(*signature));
  }
  const std::span<cbor_pair> pairs{cbor_map_handle(parts[3]), cbor_map_size(parts[3])};
  for (const cbor_pair& pair : pairs) {
    const auto number = number_of(pair.key);
    const auto label = bytes_of(pair.value);
    if (!number || !label || label->size() != k_label) return bad_disclosure("a label is not well formed");
    out.labels.emplace("c14n" + std::to_string(*number), "u" + base64url(*label));
  }
  for (const cbor_item_t* item : items_of(parts[4])) {
    const auto index = number_of(item);
    if (!index) return bad_disclosure("an index is no number");
    out.mandatory.push_back(*index);
  }
  return out;
}

Result<ShownStatements> shown_statements(rdf::jsonld::Processor& processor, const Value& document,
                                         const DerivedProof& proof) {
  json::Arena arena;
  rdf::Dataset dataset;
  if (auto done = processor.to_rdf(
          arena, document, dataset,
          {.safety = rdf::jsonld::Safety::safe, .rdf_direction = rdf::jsonld::RdfDirection::i18n_datatype});
      !done)
    return std::move(done).error();
  auto canonical = rdf::canonicalise(dataset);
  if (!canonical) return std::move(canonical).error();
  std::vector<std::string> lines;
  for (std::string_view rest = canonical->nquads; !rest.empty();) {
    const auto end = rest.find('\n');
    auto line = relabelled(rest.substr(0, end), proof.labels);
    if (!line) return bad_disclosure("a blank node has no label");
    lines.push_back(*line + "\n");
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  // Under the issuer's labels they come in the issuer's order.
  std::sort(lines.begin(), lines.end());
  ShownStatements out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool is_mandatory = std::find(proof.mandatory.begin(), proof.mandatory.end(), i) != proof.mandatory.end();
    (is_mandatory ? out.mandatory : out.others).push_back(std::move(lines[i]));
  }
  return out;
}

Result<bool> verify_derived_proof(rdf::jsonld::Processor& processor, const Value& document, ByteView proof_hash,
                                  const DerivedProof& proof, const crypto::PublicKey& issuer) {
  auto statements = shown_statements(processor, document, proof);
  if (!statements) return std::move(statements).error();
  if (statements->others.size() != proof.signatures.size()) return false;
  std::string all;
  for (const std::string& line : statements->mandatory) all += line;
  if (!issuer.verify(crypto::Algorithm::es256, signed_by_issuer(proof_hash, proof.public_key, all),
                     proof.base_signature))
    return false;
  // The key of the statements is in what the issuer signed; it is good for this credential alone.
  auto key = crypto::PublicKey::from_multikey("z" + base58(proof.public_key));
  if (!key || key->type() != crypto::KeyType::p256) return false;
  for (std::size_t i = 0; i < proof.signatures.size(); ++i) {
    if (!key->verify(crypto::Algorithm::es256, as_bytes(statements->others[i]), proof.signatures[i])) return false;
  }
  return true;
}

Result<std::string> base_proof_value(rdf::jsonld::Processor& processor, const Value& document, ByteView proof_hash,
                                     const std::vector<std::string>& mandatory, const crypto::Signer& signer) {
  const Bytes hmac_key = crypto::random_bytes(k_label);
  auto grouped = canonicalise_and_group(processor, document, hmac_key, {mandatory});
  if (!grouped) return std::move(grouped).error();
  auto own = crypto::PrivateKey::generate(crypto::KeyType::p256);
  if (!own) return std::move(own).error();
  auto public_key = from_multibase((*own)->public_key().multikey());
  if (!public_key) return std::move(public_key).error();
  std::string all;
  std::vector<Bytes> signatures;
  for (std::size_t i = 0; i < grouped->statements.size(); ++i) {
    if (grouped->groups[0][i]) {
      all += grouped->statements[i];
      continue;
    }
    auto signature = (*own)->sign(crypto::Algorithm::es256, as_bytes(grouped->statements[i]));
    if (!signature) return std::move(signature).error();
    signatures.push_back(std::move(*signature));
  }
  auto base = signer.sign(crypto::Algorithm::es256, signed_by_issuer(proof_hash, *public_key, all));
  if (!base) return std::move(base).error();
  const CborItem parts{cbor_new_definite_array(5)};
  cbor_push(parts, cbor_of(*base));
  cbor_push(parts, cbor_of(*public_key));
  cbor_push(parts, cbor_of(hmac_key));
  cbor_push(parts, list_of(signatures));
  CborItem pointers{cbor_new_definite_array(mandatory.size())};
  for (const std::string& pointer : mandatory)
    cbor_push(pointers, CborItem{cbor_build_stringn(pointer.data(), pointer.size())});
  cbor_push(parts, std::move(pointers));
  return proof_value_of(0, parts);
}

Result<Value> derive_shown(json::Arena& arena, rdf::jsonld::Processor& processor, const Value& document,
                           const std::vector<std::string>& pointers) {
  const Value proof = document.get("proof");
  if (!proof.is_object() || proof.text("cryptosuite") != "ecdsa-sd-2023")
    return bad_disclosure("the document has no single proof of ecdsa-sd-2023");
  auto root = opened(proof.text("proofValue"), 0);
  if (!root) return std::move(root).error();
  const auto parts = items_of(root->get());
  const auto base = bytes_of(parts[0]);
  const auto public_key = bytes_of(parts[1]);
  const auto hmac_key = bytes_of(parts[2]);
  if (!base || !public_key || !hmac_key || hmac_key->size() != k_label)
    return bad_disclosure("a part of the proof is not well formed");
  std::vector<Bytes> signatures;
  for (const cbor_item_t* item : items_of(parts[3])) {
    auto signature = bytes_of(item);
    if (!signature || signature->size() != k_signature) return bad_disclosure("a signature is not of 64 bytes");
    signatures.push_back(std::move(*signature));
  }
  std::vector<std::string> mandatory;
  for (const cbor_item_t* item : items_of(parts[4])) {
    if (!cbor_isa_string(item) || !cbor_string_is_definite(item)) return bad_disclosure("a pointer is no text");
    mandatory.emplace_back(reinterpret_cast<const char*>(cbor_string_handle(item)), cbor_string_length(item));
  }
  std::vector<std::string> combined = mandatory;
  combined.insert(combined.end(), pointers.begin(), pointers.end());
  const Value bare = document.clone(arena);
  bare.erase("proof");
  auto grouped = canonicalise_and_group(processor, bare, *hmac_key, {mandatory, pointers, combined});
  if (!grouped) return std::move(grouped).error();
  // Which of the shown statements are mandatory, and the signatures of the others.
  std::vector<std::size_t> mandatory_indexes;
  std::vector<Bytes> shown;
  std::size_t relative = 0;
  std::size_t unsigned_so_far = 0;
  for (std::size_t i = 0; i < grouped->statements.size(); ++i) {
    const bool is_mandatory = grouped->groups[0][i];
    if (grouped->groups[2][i]) {
      if (is_mandatory) mandatory_indexes.push_back(relative);
      ++relative;
    }
    if (is_mandatory) continue;
    if (unsigned_so_far == signatures.size()) return bad_disclosure("there are fewer signatures than statements");
    if (grouped->groups[1][i]) shown.push_back(signatures[unsigned_so_far]);
    ++unsigned_so_far;
  }
  // The labels under which a verifier finds the shown blank nodes, and the issuer's for each.
  rdf::Dataset dataset;
  if (auto read = rdf::read_nquads(grouped->selected[2], dataset); !read) return std::move(read).error();
  auto canonical = rdf::canonicalise(dataset);
  if (!canonical) return std::move(canonical).error();
  std::map<std::size_t, Bytes> labels;
  for (const auto& [input, label] : canonical->labels) {
    auto bytes = from_base64url(std::string_view{grouped->labels[input]}.substr(1));
    if (!bytes) return std::move(bytes).error();
    labels.emplace(std::strtoul(label.c_str() + 4, nullptr, 10), std::move(*bytes));
  }
  const CborItem out{cbor_new_definite_array(5)};
  cbor_push(out, cbor_of(*base));
  cbor_push(out, cbor_of(*public_key));
  cbor_push(out, list_of(shown));
  CborItem map{cbor_new_definite_map(labels.size())};
  for (const auto& [number, bytes] : labels) {
    const CborItem key = number_item(number);
    const CborItem value = cbor_of(bytes);
    if (!cbor_map_add(map.get(), {.key = key.get(), .value = value.get()})) throw std::bad_alloc{};
  }
  cbor_push(out, std::move(map));
  CborItem list{cbor_new_definite_array(mandatory_indexes.size())};
  for (const std::size_t index : mandatory_indexes) cbor_push(list, number_item(index));
  cbor_push(out, std::move(list));
  auto revealed = select_json_ld(arena, bare, combined);
  if (!revealed) return std::move(revealed).error();
  if (revealed->is_null())
    return bad_disclosure("nothing would be shown: the issuer asks for nothing, and neither does the holder");
  const Value derived = proof.clone(arena);
  derived.set(arena, "proofValue", arena.string(proof_value_of(1, out)));
  revealed->append(arena, "proof", derived);
  return *revealed;
}

}  // namespace credex::proof
