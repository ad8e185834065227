#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace credex {

/// YAML read as JSON values, with the line on which each of them stands.
struct YamlDocument {
  json::Document document{};
  std::map<std::string, int, std::less<>> lines{};  ///< by JSON pointer; counted from 1

  /// The line of a pointer, or of the nearest thing around it; 0 where nothing is known.
  int line_of(std::string_view pointer) const;
};

struct YamlLimits {
  std::size_t max_bytes = std::size_t{4} * 1024 * 1024;
  std::size_t max_depth = 64;
  std::size_t max_nodes = 200'000;  ///< aliases counted each time, so that few lines cannot become millions
};

/// YAML 1.2 (core schema for plain scalars: null, true, false, numbers; quoted ones are strings) or JSON. Names met
/// twice are an error. Errors "yaml.syntax", "yaml.duplicate_key", "yaml.too_large" name the line.
Result<YamlDocument> parse_yaml(std::string_view text, const YamlLimits& limits = {});

}  // namespace credex
