#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace credex::cocreation {

/// The one of a list with this id; null where there is none.
template <class T>
const T* by_id(const std::vector<T>& list, std::string_view id) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const T& one) { return one.id == id; });
  return found == list.end() ? nullptr : &*found;
}

/// A member of `object`, unless the text is empty.
void put(json::Arena& arena, const json::Value& object, const char* key, const std::string& text);

/// A share from 0 to 1 in whole hundredths: "42".
std::string percent(double share);

}  // namespace credex::cocreation
