#include "cocreation/parts.h"

#include <fmt/format.h>

namespace credex::cocreation {

void put(json::Arena& arena, const json::Value& object, const char* key, const std::string& text) {
  if (!text.empty()) object.append(arena, key, arena.string(text));
}

std::string percent(double share) { return fmt::format("{:.0f}", share * 100); }

}  // namespace credex::cocreation
