#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.h"
#include "base/json.h"

namespace credex::proof {

/// A bitstring of statuses (Bitstring Status List 1.0, Recommendation 2025-05-15). Bit 0 is the left-most one.
class StatusList {
 public:
  /// The least that section 3.2 allows, so that an entry hides among many: 131,072 bits.
  static constexpr std::size_t k_min_bits = 131'072;
  static constexpr std::size_t k_max_bits = std::size_t{1} << 27;

  explicit StatusList(std::size_t bits = k_min_bits) : bytes_((bits + 7) / 8, 0) {}
  /// From an encodedList: 'u', base64url, gzip. The expanded list is held to 16 MB, so that a small text cannot become
  /// a large one. Errors "proof.status_list" say which part is wrong. `least`: how many bits are asked for; the drafts
  /// before the Recommendation asked for none.
  static Result<StatusList> decode(std::string_view encoded, std::size_t least = k_min_bits);
  std::string encode() const;
  /// The bits as they are kept, eight a byte.
  const Bytes& bytes() const { return bytes_; }
  static StatusList from_bytes(Bytes bytes);

  std::size_t size() const { return bytes_.size() * 8; }
  bool get(std::size_t index) const { return (bytes_[index / 8] >> (7 - index % 8) & 1) != 0; }
  /// An entry of several bits, which begins at `index` times `bits` (at most 32; section 3.2); the first bit is the
  /// highest.
  std::uint32_t get(std::size_t index, std::size_t bits) const;
  void set(std::size_t index, bool value);

 private:
  Bytes bytes_;
};

/// The BitstringStatusListCredential (section 2.2), not signed yet.
json::Value status_list_credential(json::Arena& arena, const std::string& url, const std::string& issuer,
                                   const std::string& purpose, const StatusList& list, const std::string& valid_from);
/// A credential's credentialStatus entry (section 2.1).
json::Value status_list_entry(json::Arena& arena, const std::string& list_url, const std::string& purpose,
                              std::size_t index);

}  // namespace credex::proof
