#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace credex::cocreation {

/// The place of a word in a list of them, as the enumeration that has that order.
template <class E, std::size_t n>
std::optional<E> enum_of(const std::array<std::string_view, n>& names, std::string_view name) {
  for (std::size_t i = 0; i < n; ++i) {
    if (names[i] == name) return static_cast<E>(i);
  }
  return std::nullopt;
}

}  // namespace credex::cocreation
