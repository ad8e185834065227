#include "proof/cose.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "proof/cbor.h"
#include "proof/node.h"
#include "proof/token.h"

namespace credex::proof {
namespace {

using json::Value;

constexpr CborLimits k_cose_limits{.bytes = std::size_t{16} * 1024 * 1024, .items = 300, .depth = 10};
constexpr CborLimits k_cose_header_limits{.bytes = std::size_t{256} * 1024, .items = 256, .depth = 8};
constexpr std::size_t k_longest_chain = 10;
constexpr std::uint8_t k_tag_18 = 0xD2;
constexpr int k_tag_major = 6;

// IANA registry "COSE Header Parameters".
enum class CoseLabel : std::int64_t {
  alg = 1,
  crit = 2,
  content_type = 3,
  kid = 4,
  cwt_claims = 15,
  typ = 16,
  x5chain = 33
};
constexpr std::array k_understood{CoseLabel::alg,        CoseLabel::crit, CoseLabel::content_type, CoseLabel::kid,
                                  CoseLabel::cwt_claims, CoseLabel::typ,  CoseLabel::x5chain};

/// IANA registry "COSE Algorithms": those of RFC 9053, RFC 8230, RFC 8812, and RFC 9864, which name the curve too.
struct CoseAlgorithm {
  std::int64_t number;
  crypto::Algorithm algorithm;
};
constexpr std::array k_cose_algorithms{
    CoseAlgorithm{-7, crypto::Algorithm::es256},   CoseAlgorithm{-8, crypto::Algorithm::ed_dsa},
    CoseAlgorithm{-9, crypto::Algorithm::es256},   CoseAlgorithm{-19, crypto::Algorithm::ed_dsa},
    CoseAlgorithm{-35, crypto::Algorithm::es384},  CoseAlgorithm{-36, crypto::Algorithm::es512},
    CoseAlgorithm{-37, crypto::Algorithm::ps256},  CoseAlgorithm{-38, crypto::Algorithm::ps384},
    CoseAlgorithm{-39, crypto::Algorithm::ps512},  CoseAlgorithm{-47, crypto::Algorithm::es256k},
    CoseAlgorithm{-51, crypto::Algorithm::es384},  CoseAlgorithm{-52, crypto::Algorithm::es512},
    CoseAlgorithm{-257, crypto::Algorithm::rs256}, CoseAlgorithm{-258, crypto::Algorithm::rs384},
    CoseAlgorithm{-259, crypto::Algorithm::rs512}};

Error bad_cose(std::string message) {
  return Error{
      .code = "proof.cose", .message = std::move(message), .remedy = "take the whole of it again from where it came"};
}

/// A label for people: a number or a text (RFC 9052, section 1.4); nothing where it is neither.
std::optional<std::string> label_of(const cbor_item_t* key) {
  if (const auto number = cbor_number(key)) return std::to_string(*number);
  if (const auto text = cbor_text(key); text && is_utf8(*text)) return "\"" + std::string{*text} + "\"";
  return std::nullopt;
}

/// The pairs of a map; the caller has looked that it is one.
std::span<cbor_pair> pairs_of(const cbor_item_t* map) { return {cbor_map_handle(map), cbor_map_size(map)}; }

const cbor_item_t* cose_value(const cbor_item_t* map, CoseLabel label) {
  if (map == nullptr) return nullptr;
  for (const cbor_pair& pair : pairs_of(map)) {
    if (cbor_number(pair.key) == static_cast<std::int64_t>(label)) return pair.value;
  }
  return nullptr;
}

// RFC 9052, section 3: a label that stands twice, in one of the two maps or in both, makes the message malformed.
Result<void> cose_labels_differ(const cbor_item_t* protected_map, const cbor_item_t* unprotected_map) {
  std::vector<std::string> seen;
  for (const cbor_item_t* map : {protected_map, unprotected_map}) {
    if (map == nullptr) continue;
    if (!cbor_isa_map(map)) return bad_cose("a header is no map");
    for (const cbor_pair& pair : pairs_of(map)) {
      auto label = label_of(pair.key);
      if (!label) return bad_cose("a label of the header is neither a number nor a text");
      if (std::ranges::find(seen, *label) != seen.end())
        return bad_cose("the header says " + utf8_prefix(*label, 100) + " twice, so nobody can tell which counts");
      seen.push_back(std::move(*label));
    }
  }
  return {};
}

/// typ and content type: a media type, or its number in CoAP (RFC 9052, section 3.1; RFC 9596, section 2).
Result<std::string> cose_media_type(const cbor_item_t* item) {
  if (item == nullptr) return std::string{};
  if (const auto text = cbor_text(item); text && is_utf8(*text)) return utf8_prefix(*text, 200);
  if (const auto number = cbor_number(item); number && *number >= 0) return std::to_string(*number);
  return bad_cose("a type in the header is neither a text nor a number");
}

Result<void> read_cose_algorithm(CoseSign1& out, const cbor_item_t* item) {
  if (item == nullptr) return {};
  if (const auto text = cbor_text(item); text && is_utf8(*text)) {
    // Private ones alone are texts; none is known here.
    out.algorithm_name = "\"" + utf8_prefix(*text, 100) + "\"";
    return {};
  }
  const auto number = cbor_number(item);
  if (!number) return bad_cose("the algorithm in the header is neither a number nor a text");
  out.algorithm_name = std::to_string(*number);
  for (const CoseAlgorithm& one : k_cose_algorithms) {
    if (one.number != *number) continue;
    out.algorithm = one.algorithm;
    out.algorithm_name = algorithm_name(one.algorithm);
  }
  return {};
}

// RFC 9052, section 3.1: what crit lists must stand in the protected header and be understood.
Result<void> read_cose_critical(CoseSign1& out, const cbor_item_t* protected_map) {
  const cbor_item_t* crit = cose_value(protected_map, CoseLabel::crit);
  if (crit == nullptr) return {};
  if (!cbor_isa_array(crit) || cbor_array_size(crit) == 0)
    return bad_cose("what the header demands to be understood (crit) is no list, or an empty one");
  const std::span<cbor_item_t*> labels{cbor_array_handle(crit), cbor_array_size(crit)};
  for (const cbor_item_t* item : labels) {
    auto label = label_of(item);
    if (!label) return bad_cose("a label in crit is neither a number nor a text");
    const auto number = cbor_number(item);
    const bool is_known = number && std::ranges::any_of(k_understood, [&](CoseLabel one) {
                            return static_cast<std::int64_t>(one) == *number;
                          });
    if (!is_known || cose_value(protected_map, static_cast<CoseLabel>(*number)) == nullptr)
      out.not_understood.push_back(utf8_prefix(*label, 100));
  }
  return {};
}

Result<void> read_cose_chain(CoseSign1& out, const cbor_item_t* item) {
  if (item == nullptr) return {};
  std::span<cbor_item_t* const> all{};
  if (cbor_isa_array(item)) all = {cbor_array_handle(item), cbor_array_size(item)};
  if (all.size() > k_longest_chain) return bad_cose("the chain has more than 10 certificates");
  const auto add = [&](const cbor_item_t* one) -> Result<void> {
    const auto der = cbor_bytes(one);
    if (!der) return bad_cose("a certificate in the header is no byte string");
    out.chain.emplace_back(der->begin(), der->end());
    return {};
  };
  if (!cbor_isa_array(item)) return add(item);
  for (const cbor_item_t* one : all) {
    if (auto done = add(one); !done) return done;
  }
  return {};
}

/// A NumericDate of RFC 8392: a whole number or a float that is a time.
std::optional<Value> cose_time(const cbor_item_t* item) {
  if (const auto number = cbor_number(item)) return Value::integer(*number);
  if (!cbor_isa_float_ctrl(item) || cbor_float_ctrl_is_ctrl(item)) return std::nullopt;
  const double number = cbor_float_get_float(item);
  if (!std::isfinite(number) || std::abs(number) > 1e15) return std::nullopt;
  return Value::real(number);
}

/// A text; of "aud" a list of texts too.
std::optional<Value> cose_text(json::Arena& arena, const cbor_item_t* item, bool may_be_list) {
  if (const auto text = cbor_text(item); text && is_utf8(*text)) return arena.string(*text);
  if (!may_be_list || !cbor_isa_array(item)) return std::nullopt;
  const Value out = Value::array(arena);
  const std::span<cbor_item_t*> all{cbor_array_handle(item), cbor_array_size(item)};
  for (const cbor_item_t* one : all) {
    const auto text = cose_text(arena, one, false);
    if (!text) return std::nullopt;
    out.push(arena, *text);
  }
  return out;
}

// RFC 8392, section 4: the claims that are compared and judged, by their numbers.
Result<void> read_cose_claims(CoseSign1& out, const cbor_item_t* item) {
  json::Arena& arena = *out.claims.arena;
  out.claims.root = Value::object(arena);
  if (item == nullptr) return {};
  if (!cbor_isa_map(item)) return bad_cose("the claims in the header are no map");
  constexpr std::array<const char*, 7> k_names{"", "iss", "sub", "aud", "exp", "nbf", "iat"};
  constexpr std::int64_t k_audience = 3;
  constexpr std::int64_t k_first_time = 4;
  for (const cbor_pair& pair : pairs_of(item)) {
    const auto number = cbor_number(pair.key);
    if (!number || *number < 1 || *number >= static_cast<std::int64_t>(k_names.size())) continue;
    const char* name = k_names[static_cast<std::size_t>(*number)];
    if (out.claims.root.find(name) != nullptr) return bad_cose(std::string{"the claim "} + name + " stands twice");
    const auto value =
        *number >= k_first_time ? cose_time(pair.value) : cose_text(arena, pair.value, *number == k_audience);
    if (!value) return bad_cose(std::string{"the claim "} + name + " in the header is of another type than it has");
    out.claims.root.append(arena, name, *value);
  }
  return {};
}

}  // namespace

bool looks_like_cose(ByteView bytes) {
  constexpr std::uint8_t k_list_of_four = 0x84;
  const bool is_tagged = !bytes.empty() && bytes[0] == k_tag_18;
  const ByteView list = is_tagged ? bytes.subspan(1) : bytes;
  // A byte string's head: 0x40 to 0x5B.
  if (list.size() < 2 || list[0] != k_list_of_four || list[1] < 0x40 || list[1] > 0x5B) return false;
  return is_tagged || cbor_size(bytes, k_cose_limits) == bytes.size();
}

Result<CoseSign1> CoseSign1::parse(ByteView bytes) {
  if (bytes.size() > k_cose_limits.bytes) return bad_cose("it is larger than 16 MB");
  // libcbor 0.8 takes tags of one byte for errors but for some; this one says nothing that the list does not.
  const bool is_tagged = !bytes.empty() && bytes[0] == k_tag_18;
  if (!is_tagged && !bytes.empty() && bytes[0] >> 5 == k_tag_major)
    return bad_cose("it is no COSE_Sign1: it has another tag than 18");
  const CborItem list = read_cbor(is_tagged ? bytes.subspan(1) : bytes, k_cose_limits);
  if (!list) return bad_cose("it is no whole CBOR of definite lengths, or holds more than a credential does");
  if (!cbor_isa_array(list.get()) || cbor_array_size(list.get()) != 4)
    return bad_cose("it is no COSE_Sign1: no list of four parts");
  const std::span<cbor_item_t*> parts{cbor_array_handle(list.get()), cbor_array_size(list.get())};
  const auto header = cbor_bytes(parts[0]);
  const auto payload = cbor_bytes(parts[2]);
  const auto signature = cbor_bytes(parts[3]);
  if (!header || !signature) return bad_cose("its protected header or its signature is no byte string");
  if (!payload) {
    return cbor_isa_float_ctrl(parts[2]) && cbor_float_ctrl_is_ctrl(parts[2]) && cbor_is_null(parts[2])
               ? bad_cose("what was signed is not in it (detached)")
               : bad_cose("its payload is no byte string");
  }
  CoseSign1 out;
  // RFC 9052, section 3: an empty map stands as no bytes, or as the one byte of such a map; what is signed is the
  // first.
  CborItem protected_map;
  if (!header->empty()) {
    protected_map = read_cbor(*header, k_cose_header_limits);
    if (!protected_map) return bad_cose("its protected header is no whole CBOR of definite lengths, or too large");
    if (cbor_isa_map(protected_map.get()) && cbor_map_size(protected_map.get()) > 0)
      out.protected_header.assign(header->begin(), header->end());
  }
  if (auto done = cose_labels_differ(protected_map.get(), parts[1]); !done) return std::move(done).error();
  const auto value = [&](CoseLabel label) {
    const cbor_item_t* found = cose_value(protected_map.get(), label);
    return found != nullptr ? found : cose_value(parts[1], label);
  };
  if (cose_value(parts[1], CoseLabel::crit) != nullptr)
    return bad_cose("what it demands to be understood (crit) stands where nobody signed it");
  // Section 3.1: the algorithm is part of what is signed.
  if (auto done = read_cose_algorithm(out, cose_value(protected_map.get(), CoseLabel::alg)); !done)
    return std::move(done).error();
  if (auto done = read_cose_critical(out, protected_map.get()); !done) return std::move(done).error();
  if (const cbor_item_t* kid = value(CoseLabel::kid)) {
    const auto id = cbor_bytes(kid);
    if (!id) return bad_cose("its kid is no byte string");
    out.is_key_id_text = is_utf8(as_text(*id));
    out.key_id = out.is_key_id_text ? std::string{as_text(*id)} : base64url(*id);
  }
  if (auto done = read_cose_chain(out, value(CoseLabel::x5chain)); !done) return std::move(done).error();
  auto type = cose_media_type(value(CoseLabel::typ));
  if (!type) return std::move(type).error();
  auto content_type = cose_media_type(value(CoseLabel::content_type));
  if (!content_type) return std::move(content_type).error();
  out.type = std::move(*type);
  out.content_type = std::move(*content_type);
  // Claims that nobody signed say nothing.
  if (auto done = read_cose_claims(out, cose_value(protected_map.get(), CoseLabel::cwt_claims)); !done)
    return std::move(done).error();
  out.payload.assign(payload->begin(), payload->end());
  out.signature.assign(signature->begin(), signature->end());
  return out;
}

Bytes CoseSign1::signed_bytes() const {
  constexpr std::string_view k_context = "Signature1";
  const CborItem list{cbor_new_definite_array(4)};
  cbor_push(list, CborItem{cbor_build_stringn(k_context.data(), k_context.size())});
  cbor_push(list, cbor_of(protected_header));
  cbor_push(list, cbor_of({}));
  cbor_push(list, cbor_of(payload));
  return cbor_written(list);
}

Result<CredentialCose> verify_credential_cose(ByteView bytes, KeyResolver& keys, Instant now) {
  auto cose = CoseSign1::parse(bytes);
  if (!cose) return std::move(cose).error();
  CredentialCose out{.cose = std::move(*cose)};
  auto payload = json::parse(as_text(out.cose.payload));
  if (!payload) return std::move(payload).error().at("payload");
  if (!payload->root.is_object()) return bad_cose("what it signs is no JSON object");
  out.document = std::move(*payload);
  out.credential = out.document.root;
  out.is_presentation = has_type(out.credential, "VerifiablePresentation");
  const Value& claims = out.cose.claims.root;
  std::string maker{id_of(out.credential.get(out.is_presentation ? "holder" : "issuer"))};
  if (maker.empty()) maker = claims.text("iss");
  TokenHeader header{.family = k_cose_family,
                     .algorithm_name = out.cose.algorithm_name,
                     .algorithm = out.cose.algorithm,
                     .unsigned_because = out.cose.algorithm_name.empty() ? "proof.alg_unprotected" : nullptr,
                     .kid = out.cose.key_id};
  // Bytes that are no text can be the kid of a JWK in an issuer's metadata, and no DID URL.
  if (!out.cose.is_key_id_text && !maker.starts_with("https://")) header.kid.clear();
  for (const std::string& label : out.cose.not_understood)
    header.not_understood += (header.not_understood.empty() ? "" : ", ") + label;
  if (!out.cose.chain.empty()) header.certificate = out.cose.chain.front();
  out.check = check_token(header, out.cose.signed_bytes(), out.cose.signature, maker, keys,
                          out.is_presentation ? "authentication" : "assertionMethod");
  judge_token_claims(out.check, k_cose_family, out.cose.type, claims, out.credential, out.is_presentation, now);
  judge_content_type(out.check, k_cose_family, out.cose.content_type, out.is_presentation);
  return out;
}

}  // namespace credex::proof
