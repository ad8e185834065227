#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct zip;

namespace credex {

/// A ZIP archive in memory (libzip), read only. The bytes must outlive it.
class ZipArchive {
 public:
  /// Error "archive.zip" where the bytes are none.
  static Result<ZipArchive> open(std::string_view bytes);

  /// Of the files in it, in their order; folders are left out.
  std::vector<std::string> names() const;
  bool contains(const std::string& name) const;
  /// A file unpacked. Errors "archive.zip": not there, encrypted, damaged, or larger than `max_bytes` unpacked.
  Result<std::string> read(const std::string& name, std::size_t max_bytes) const;

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  explicit ZipArchive(zip* archive) : archive_{archive} {}
  std::unique_ptr<zip, Close> archive_;
};

}  // namespace credex
