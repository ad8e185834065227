#include "proof/status_list.h"

#include "proof/packed.h"

namespace credex::proof {
namespace {

Error bad_list(std::string message) {
  return Error{.code = "proof.status_list",
               .message = std::move(message),
               .remedy = "ask the issuer to publish its status list again"};
}

}  // namespace

StatusList StatusList::from_bytes(Bytes bytes) {
  StatusList out{0};
  out.bytes_ = std::move(bytes);
  return out;
}

std::uint32_t StatusList::get(std::size_t index, std::size_t bits) const {
  std::uint32_t out = 0;
  for (std::size_t i = index * bits; i < (index + 1) * bits; ++i) out = out << 1 | (get(i) ? 1U : 0U);
  return out;
}

void StatusList::set(std::size_t index, bool value) {
  const auto bit = static_cast<std::uint8_t>(1U << (7 - index % 8));
  if (value) {
    bytes_[index / 8] |= bit;
  } else {
    bytes_[index / 8] &= static_cast<std::uint8_t>(~bit);
  }
}

Result<StatusList> StatusList::decode(std::string_view encoded, std::size_t least) {
  // Older lists lack the multibase prefix: gzip in base64url begins "H4sI", so 'u' tells them apart.
  if (encoded.starts_with('u')) encoded.remove_prefix(1);
  auto packed = from_base64url(encoded);
  if (!packed) return bad_list("the encoded list is no base64url: " + packed.error().message);
  auto out = unpack(*packed, Wrapping::gzip, k_max_bits / 8);
  if (!out) return bad_list("the list cannot be unpacked: " + out.error().message);
  if (out->size() * 8 < least)
    return bad_list("the list has " + std::to_string(out->size() * 8) + " entries; at least " + std::to_string(least) +
                    " are asked for");
  StatusList list{0};
  list.bytes_ = std::move(*out);
  return list;
}

std::string StatusList::encode() const { return "u" + base64url(pack(bytes_, Wrapping::gzip)); }

json::Value status_list_credential(json::Arena& arena, const std::string& url, const std::string& issuer,
                                   const std::string& purpose, const StatusList& list, const std::string& valid_from) {
  using json::Value;
  Value out = Value::object(arena, 8);
  Value contexts = Value::array(arena, 1);
  contexts.push(arena, Value::string("https://www.w3.org/ns/credentials/v2"));
  Value types = Value::array(arena, 2);
  types.push(arena, Value::string("VerifiableCredential"));
  types.push(arena, Value::string("BitstringStatusListCredential"));
  Value subject = Value::object(arena, 4);
  subject.append(arena, "id", arena.string(url + "#list"));
  subject.append(arena, "type", Value::string("BitstringStatusList"));
  subject.append(arena, "statusPurpose", arena.string(purpose));
  subject.append(arena, "encodedList", arena.string(list.encode()));
  out.append(arena, "@context", contexts);
  out.append(arena, "id", arena.string(url));
  out.append(arena, "type", types);
  out.append(arena, "issuer", arena.string(issuer));
  out.append(arena, "validFrom", arena.string(valid_from));
  out.append(arena, "credentialSubject", subject);
  return out;
}

json::Value status_list_entry(json::Arena& arena, const std::string& list_url, const std::string& purpose,
                              std::size_t index) {
  using json::Value;
  Value out = Value::object(arena, 5);
  const std::string number = std::to_string(index);
  out.append(arena, "id", arena.string(list_url + "#" + number));
  out.append(arena, "type", Value::string("BitstringStatusListEntry"));
  out.append(arena, "statusPurpose", arena.string(purpose));
  out.append(arena, "statusListIndex", arena.string(number));
  out.append(arena, "statusListCredential", arena.string(list_url));
  return out;
}

}  // namespace credex::proof
