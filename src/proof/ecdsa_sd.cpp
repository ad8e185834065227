#include "proof/ecdsa_sd.h"

#include <cbor.h>

#include <algorithm>
#include <memory>

#include "base/digest.h"
#include "rdf/canon.h"

namespace credex::proof {
namespace {

using json::Value;

constexpr std::size_t k_max_bytes = std::size_t{2} * 1024 * 1024;
constexpr std::size_t k_signature = 64;
constexpr std::size_t k_label = 32;  // an HMAC of SHA-256

Error bad(std::string message) {
  return Error{.code = "proof.ecdsa_sd",
               .message = std::move(message),
               .remedy = "let its holder show it again from their wallet"};
}

struct FreeCbor {
  void operator()(cbor_item_t* item) const { cbor_decref(&item); }
};
using Item = std::unique_ptr<cbor_item_t, FreeCbor>;

std::optional<Bytes> bytes_of(const cbor_item_t* item) {
  if (!cbor_isa_bytestring(item) || !cbor_bytestring_is_definite(item)) return std::nullopt;
  const auto* const begin = cbor_bytestring_handle(item);
  return Bytes{begin, begin + cbor_bytestring_length(item)};
}
std::optional<std::size_t> number_of(const cbor_item_t* item) {
  if (!cbor_isa_uint(item)) return std::nullopt;
  return static_cast<std::size_t>(cbor_get_int(item));
}
std::span<cbor_item_t*> items_of(const cbor_item_t* item) {
  if (!cbor_isa_array(item)) return {};
  return {cbor_array_handle(item), cbor_array_size(item)};
}

/// A line of canonical N-Quads with its blank nodes under other labels; IRIs and literals are passed by.
std::optional<std::string> relabelled(std::string_view line, const std::map<std::string, std::string>& labels) {
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    if (line[i] == '<' || line[i] == '"') {
      const char end = line[i] == '<' ? '>' : '"';
      std::size_t last = i + 1;
      while (last < line.size() && line[last] != end) last += line[last] == '\\' ? 2 : 1;
      out += line.substr(i, last + 1 - i);
      i = last + 1;
    } else if (line.substr(i).starts_with("_:")) {
      std::size_t last = i + 2;
      while (last < line.size() && line[last] != ' ') ++last;
      const auto found = labels.find(std::string{line.substr(i + 2, last - i - 2)});
      if (found == labels.end()) return std::nullopt;
      out += "_:" + found->second;
      i = last;
    } else {
      out += line[i++];
    }
  }
  return out;
}

}  // namespace

Result<DerivedProof> parse_derived_proof(std::string_view proof_value) {
  if (!proof_value.starts_with('u') || proof_value.size() > k_max_bytes) return bad("the proof value is no base64url");
  const auto bytes = from_base64url(proof_value.substr(1));
  if (!bytes || bytes->size() < 4) return bad("the proof value is no base64url");
  constexpr std::array<std::uint8_t, 2> k_begin{0xd9, 0x5d};
  if (!std::equal(k_begin.begin(), k_begin.end(), bytes->begin())) return bad("the proof value is of another suite");
  if ((*bytes)[2] == 0x00)
    return bad(
        "this is the issuer's own proof, from which a holder makes one to show; shown as it is, it says too much");
  if ((*bytes)[2] != 0x01) return bad("the proof value is of another suite");
  cbor_load_result loaded{};
  const Item root{cbor_load(bytes->data() + 3, bytes->size() - 3, &loaded)};
  if (!root || loaded.error.code != CBOR_ERR_NONE || loaded.read != bytes->size() - 3)
    return bad("the proof value is no CBOR");
  const auto parts = items_of(root.get());
  if (parts.size() != 5 || !cbor_isa_map(parts[3])) return bad("the proof value has not its five parts");
  DerivedProof out;
  const auto base = bytes_of(parts[0]);
  const auto key = bytes_of(parts[1]);
  if (!base || base->size() != k_signature || !key) return bad("the base signature or its key is not well formed");
  out.base_signature = *base;
  out.public_key = *key;
  for (const cbor_item_t* item : items_of(parts[2])) {
    auto signature = bytes_of(item);
    if (!signature || signature->size() != k_signature) return bad("a signature is not of 64 bytes");
    out.signatures.push_back(std::move(*signature));
  }
  const std::span<cbor_pair> pairs{cbor_map_handle(parts[3]), cbor_map_size(parts[3])};
  for (const cbor_pair& pair : pairs) {
    const auto number = number_of(pair.key);
    const auto label = bytes_of(pair.value);
    if (!number || !label || label->size() != k_label) return bad("a label is not well formed");
    out.labels.emplace("c14n" + std::to_string(*number), "u" + base64url(*label));
  }
  for (const cbor_item_t* item : items_of(parts[4])) {
    const auto index = number_of(item);
    if (!index) return bad("an index is no number");
    out.mandatory.push_back(*index);
  }
  return out;
}

Result<ShownStatements> shown_statements(rdf::jsonld::Processor& processor, const Value& document,
                                         const DerivedProof& proof) {
  json::Arena arena;
  rdf::Dataset dataset;
  if (auto done = processor.to_rdf(arena, document, dataset, {.safety = rdf::jsonld::Safety::safe}); !done)
    return std::move(done).error();
  auto canonical = rdf::canonicalise(dataset);
  if (!canonical) return std::move(canonical).error();
  std::vector<std::string> lines;
  for (std::string_view rest = canonical->nquads; !rest.empty();) {
    const auto end = rest.find('\n');
    auto line = relabelled(rest.substr(0, end), proof.labels);
    if (!line) return bad("a blank node has no label");
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
  Bytes signed_bytes{proof_hash.begin(), proof_hash.end()};
  signed_bytes.insert(signed_bytes.end(), proof.public_key.begin(), proof.public_key.end());
  const Sha256 mandatory_hash = sha256(all);
  signed_bytes.insert(signed_bytes.end(), mandatory_hash.begin(), mandatory_hash.end());
  if (!issuer.verify(crypto::Algorithm::es256, signed_bytes, proof.base_signature)) return false;
  // The key of the statements is in what the issuer signed; it is good for this credential alone.
  auto key = crypto::PublicKey::from_multikey("z" + base58(proof.public_key));
  if (!key || key->type() != crypto::KeyType::p256) return false;
  for (std::size_t i = 0; i < proof.signatures.size(); ++i) {
    if (!key->verify(crypto::Algorithm::es256, as_bytes(statements->others[i]), proof.signatures[i])) return false;
  }
  return true;
}

}  // namespace credex::proof
