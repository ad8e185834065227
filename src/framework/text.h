#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace credex::framework {

/// A text in one or more languages (BCP 47 tags), in the order in which they were given.
struct LangText {
  std::vector<std::pair<std::string, std::string>> entries{};

  bool empty() const { return entries.empty(); }
  /// In `language`, else in English, else in the first there is; empty where there is none.
  const std::string& in(std::string_view language) const;
  const std::string& any() const { return in("en"); }
  void set(std::string_view language, std::string text);
  /// In English alone; of an empty text nothing.
  static LangText english(std::string_view text);
  bool operator==(const LangText&) const = default;
};

}  // namespace credex::framework
