#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>

/// Ends the run when a claim about a parser does not hold.
inline void claim(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "claim broken: %s\n", what);
  std::abort();
}

/// The input in a buffer of exactly its size, so that a sanitizer sees a read beyond it.
class Exact {
 public:
  Exact(const std::uint8_t* data, std::size_t size) : bytes_{std::make_unique<char[]>(size)}, size_{size} {
    for (std::size_t i = 0; i < size; ++i) bytes_[i] = static_cast<char>(data[i]);
  }
  std::string_view text() const { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};
