#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace credex::rdf::test {

/// The names of blank nodes met so far, of one document to the other.
using BlankNames = std::map<std::string_view, std::string_view>;

/// JSON-LD's notion of the same document: arrays are sets but under @list, and in JSON literals; blank nodes by any
/// name where `names` is given.
inline bool same_document(const json::Value& a, const json::Value& b, BlankNames* names, bool ordered = false) {
  if (a.is_array() && b.is_array()) {
    if (a.size() != b.size()) return false;
    if (ordered) {
      for (std::size_t i = 0; i < a.size(); ++i) {
        if (!same_document(a.items()[i], b.items()[i], names)) return false;
      }
      return true;
    }
    std::vector<bool> used(b.size(), false);
    const std::function<bool(std::size_t)> match = [&](std::size_t i) {
      if (i == a.size()) return true;
      for (std::size_t j = 0; j < b.size(); ++j) {
        if (used[j]) continue;
        const BlankNames saved = names ? *names : BlankNames{};
        if (same_document(a.items()[i], b.items()[j], names)) {
          used[j] = true;
          if (match(i + 1)) return true;
          used[j] = false;
        }
        if (names) *names = saved;
      }
      return false;
    };
    return match(0);
  }
  if (a.is_object() && b.is_object()) {
    if (a.size() != b.size()) return false;
    const bool is_json = a.text("@type") == "@json";
    return std::all_of(a.members().begin(), a.members().end(), [&](const json::Member& member) {
      const json::Value* other = b.find(member.key);
      if (other == nullptr) return false;
      if (is_json && member.key == "@value") return json::equal(member.value, *other);
      return same_document(member.value, *other, names, member.key == "@list");
    });
  }
  if (a.is_string() && b.is_string() && names && a.as_string().starts_with("_:") && b.as_string().starts_with("_:")) {
    const auto [it, fresh] = names->try_emplace(a.as_string(), b.as_string());
    return fresh || it->second == b.as_string();
  }
  return json::equal(a, b);
}

}  // namespace credex::rdf::test
