#pragma once

#include <algorithm>
#include <string_view>

#include "base/json.h"

namespace credex::proof {

/// The identifier of a node that stands as text or as an object with an id (VC Data Model 2.0, section 4.4).
inline std::string_view id_of(const json::Value& value) {
  return value.is_string() ? value.as_string() : value.text("id");
}

/// Whether a node says that it is of this type (section 4.5).
inline bool has_type(const json::Value& node, std::string_view type) {
  const auto types = json::as_list(node.get("type"));
  return std::any_of(types.begin(), types.end(), [&](const json::Value& t) { return t.is_string(type); });
}

}  // namespace credex::proof
