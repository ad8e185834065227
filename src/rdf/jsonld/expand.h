#pragma once

#include "rdf/jsonld/context_processor.h"

namespace credex::rdf::jsonld {

/// Section 5.1, Expansion, of a whole document: an array. `contexts` has begun an operation.
Result<json::Value> expand_document(ContextProcessor& contexts, const json::Value& input);

/// Adds `value` to the array under `key`, made where it is absent.
void add_value(json::Arena& arena, const json::Value& object, std::string_view key, const json::Value& value);

inline bool is_value_object(const json::Value& value) { return value.find("@value") != nullptr; }
inline bool is_list_object(const json::Value& value) { return value.find("@list") != nullptr; }
inline bool is_graph_object(const json::Value& value) {
  if (value.find("@graph") == nullptr) return false;
  for (const json::Member& member : value.members()) {
    if (member.key != "@graph" && member.key != "@id" && member.key != "@index") return false;
  }
  return true;
}
/// A map that is neither a value, a list nor a set object.
inline bool is_node_object(const json::Value& value) {
  return value.is_object() && !is_value_object(value) && !is_list_object(value) && value.find("@set") == nullptr;
}

}  // namespace credex::rdf::jsonld
