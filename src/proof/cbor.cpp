#include "proof/cbor.h"

#include <cstdlib>
#include <limits>
#include <new>

namespace credex::proof {
namespace {

/// One walk over the heads of an item (RFC 8949, section 3), before libcbor makes room for what they promise.
struct CborWalk {
  ByteView bytes;
  const CborLimits& limits;
  std::size_t at = 0;
  std::size_t items = 0;

  bool item(int depth) {
    if (depth > limits.depth || ++items > limits.items || at >= bytes.size()) return false;
    const std::uint8_t head = bytes[at++];
    const int major = head >> 5;
    const int info = head & 31;
    std::uint64_t number = static_cast<std::uint64_t>(info);
    if (info >= 24) {
      if (info > 27) return false;  // 28 to 30 are reserved; 31 is an indefinite length or its end
      const std::size_t width = std::size_t{1} << (info - 24);
      if (bytes.size() - at < width) return false;
      number = 0;
      for (std::size_t i = 0; i < width; ++i) number = number << 8 | bytes[at++];
    }
    const std::size_t left = bytes.size() - at;
    switch (major) {
      case 2:
      case 3:
        if (number > left) return false;
        at += number;
        return true;
      case 4: return number <= left && many(number, depth + 1);
      case 5: return number <= left / 2 && many(2 * number, depth + 1);
      case 6: return item(depth + 1);
      default: return true;
    }
  }

  bool many(std::uint64_t count, int depth) {
    for (std::uint64_t i = 0; i < count; ++i) {
      if (!item(depth)) return false;
    }
    return true;
  }
};

}  // namespace

std::optional<std::size_t> cbor_size(ByteView bytes, const CborLimits& limits) {
  if (bytes.size() > limits.bytes) return std::nullopt;
  CborWalk walk{.bytes = bytes, .limits = limits};
  if (!walk.item(1)) return std::nullopt;
  return walk.at;
}

CborItem read_cbor_head(ByteView bytes, const CborLimits& limits) {
  const auto size = cbor_size(bytes, limits);
  if (!size) return nullptr;
  cbor_load_result loaded{};
  CborItem item{cbor_load(bytes.data(), *size, &loaded)};
  if (!item || loaded.error.code != CBOR_ERR_NONE || loaded.read != *size) return nullptr;
  return item;
}

CborItem read_cbor(ByteView bytes, const CborLimits& limits) {
  return cbor_size(bytes, limits) == bytes.size() ? read_cbor_head(bytes, limits) : nullptr;
}

std::optional<ByteView> cbor_bytes(const cbor_item_t* item) {
  if (item == nullptr || !cbor_isa_bytestring(item) || !cbor_bytestring_is_definite(item)) return std::nullopt;
  return ByteView{cbor_bytestring_handle(item), cbor_bytestring_length(item)};
}

std::optional<std::string_view> cbor_text(const cbor_item_t* item) {
  if (item == nullptr || !cbor_isa_string(item) || !cbor_string_is_definite(item)) return std::nullopt;
  return std::string_view{reinterpret_cast<const char*>(cbor_string_handle(item)), cbor_string_length(item)};
}

std::optional<std::int64_t> cbor_number(const cbor_item_t* item) {
  if (item == nullptr || !cbor_is_int(item)) return std::nullopt;
  const std::uint64_t number = cbor_get_int(item);
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  const auto whole = static_cast<std::int64_t>(number);
  return cbor_isa_negint(item) ? -1 - whole : whole;
}

CborItem cbor_of(ByteView bytes) { return CborItem{cbor_build_bytestring(bytes.data(), bytes.size())}; }

void cbor_push(const CborItem& list, CborItem item) {
  // There was room, so that only memory can be wanting.
  if (!cbor_array_push(list.get(), item.get())) throw std::bad_alloc{};
}

Bytes cbor_written(const CborItem& item) {
  unsigned char* buffer = nullptr;
  std::size_t room = 0;
  const std::size_t size = cbor_serialize_alloc(item.get(), &buffer, &room);
  Bytes out(buffer, buffer + size);
  std::free(buffer);
  return out;
}

}  // namespace credex::proof
