#include "proof/token_status_list.h"

#include "proof/packed.h"

namespace credex::proof {
namespace {

using json::Value;

Error bad_status_list(std::string message) {
  return Error{.code = "proof.token_status_list",
               .message = std::move(message),
               .remedy = "ask the issuer to publish its status list again"};
}

}  // namespace

Result<TokenStatusList> TokenStatusList::read(const Value& claim) {
  const Value bits = claim.get("bits");
  if (bits.kind() != json::Kind::integer ||
      (bits.as_integer() != 1 && bits.as_integer() != 2 && bits.as_integer() != 4 && bits.as_integer() != 8))
    return bad_status_list("its entries have " + json::write(bits) + " bits; 1, 2, 4 or 8 are known");
  auto packed = from_base64url(claim.text("lst"));
  if (!packed) return bad_status_list("the list is no base64url: " + packed.error().message);
  auto bytes = unpack(*packed, Wrapping::zlib, k_max_bytes);
  if (!bytes) return bad_status_list("the list cannot be unpacked: " + bytes.error().message);
  TokenStatusList out{static_cast<unsigned>(bits.as_integer()), 0};
  out.bytes_ = std::move(*bytes);
  return out;
}

Value TokenStatusList::write(json::Arena& arena) const {
  const Value out = Value::object(arena, 2);
  out.append(arena, "bits", Value::integer(bits_));
  out.append(arena, "lst", arena.string(base64url(pack(bytes_, Wrapping::zlib))));
  return out;
}

void TokenStatusList::set(std::size_t index, unsigned status) {
  const unsigned shift = static_cast<unsigned>(index * bits_ % 8);
  std::uint8_t& byte = bytes_[index * bits_ / 8];
  byte = static_cast<std::uint8_t>((byte & ~(((1U << bits_) - 1) << shift)) | status << shift);
}

Result<std::string> sign_status_list_token(const TokenStatusList& list, const std::string& uri,
                                           const std::string& issuer, const std::string& key_id, Instant issued,
                                           std::chrono::seconds keep, const crypto::Signer& signer) {
  json::Arena arena;
  const Value header = Value::object(arena, 2);
  header.append(arena, "typ", Value::string("statuslist+jwt"));
  header.append(arena, "kid", Value::string(key_id));
  const Value payload = Value::object(arena, 6);
  payload.append(arena, "iss", Value::string(issuer));
  payload.append(arena, "sub", Value::string(uri));
  payload.append(arena, "iat", Value::integer(unix_seconds(issued)));
  payload.append(arena, "exp", Value::integer(unix_seconds(issued + keep)));
  payload.append(arena, "ttl", Value::integer(keep.count()));
  payload.append(arena, "status_list", list.write(arena));
  return sign_compact(header, json::write(payload), signer);
}

Result<StatusListToken> read_status_list_token(std::string_view text, std::string_view uri, std::string_view issuer,
                                               KeyResolver& keys) {
  auto jws = CompactJws::parse(text);
  if (!jws) return std::move(jws).error();
  if (jws->header.root.text("typ") != "statuslist+jwt")
    return bad_status_list("the token found there is no status list (typ " + json::write(jws->header.root.get("typ")) +
                           ")");
  auto payload = json::parse(as_text(jws->payload));
  if (!payload) return std::move(payload).error().at("payload");
  const Value& root = payload->root;
  if (root.text("sub") != uri)
    return bad_status_list("the list found there calls itself " + std::string{root.text("sub")});
  if (!root.get("iat").is_number()) return bad_status_list("the list does not say when it was made");
  auto list = TokenStatusList::read(root.get("status_list"));
  if (!list) return std::move(list).error();
  const std::string_view own = root.text("iss");
  StatusListToken out{.list = std::move(*list), .issuer = std::string{own.empty() ? issuer : own}};
  if (const Value until = root.get("exp"); until.is_number() && std::abs(until.as_number()) < 1e12)
    out.expires = Instant{std::chrono::seconds{static_cast<std::int64_t>(until.as_number())}};
  out.check = check_jws(*jws, out.issuer, keys);
  return out;
}

}  // namespace credex::proof
