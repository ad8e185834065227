#pragma once

#include <cbor.h>

#include <memory>
#include <optional>
#include <string_view>

#include "base/encoding.h"

namespace credex::proof {

struct FreeCbor {
  void operator()(cbor_item_t* item) const { cbor_decref(&item); }
};
/// A data item of CBOR (RFC 8949) with what is in it.
using CborItem = std::unique_ptr<cbor_item_t, FreeCbor>;

/// Where reading ends: whoever brings the bytes may be an adversary.
struct CborLimits {
  std::size_t bytes = std::size_t{2} * 1024 * 1024;
  std::size_t items = 100'000;  ///< with those in others
  int depth = 8;
};

/// How many bytes the item at the beginning takes; nothing where it is not whole, is past the limits or has a part of
/// indefinite length. Takes no room: a head of nine bytes that promises 2^32 items is seen to be wrong here.
std::optional<std::size_t> cbor_size(ByteView bytes, const CborLimits& limits = {});

/// The item at the beginning of `bytes`; null where cbor_size() gives nothing, or libcbor does not read it.
CborItem read_cbor_head(ByteView bytes, const CborLimits& limits = {});
/// The same where nothing follows it; else null.
CborItem read_cbor(ByteView bytes, const CborLimits& limits = {});

/// What a byte string, a text or a whole number says; nothing for others. Views are into the item.
std::optional<ByteView> cbor_bytes(const cbor_item_t* item);
std::optional<std::string_view> cbor_text(const cbor_item_t* item);
std::optional<std::int64_t> cbor_number(const cbor_item_t* item);

/// To write: a byte string; an item at the end of a list that was made with room for it; the bytes of an item.
CborItem cbor_of(ByteView bytes);
void cbor_push(const CborItem& list, CborItem item);
Bytes cbor_written(const CborItem& item);

}  // namespace credex::proof
