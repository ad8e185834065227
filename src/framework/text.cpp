#include "framework/text.h"

namespace credex::framework {

const std::string& LangText::in(std::string_view language) const {
  static const std::string k_none;
  const std::string* english = nullptr;
  for (const auto& [tag, text] : entries) {
    if (tag == language) return text;
    if (tag == "en") english = &text;
  }
  if (english) return *english;
  return entries.empty() ? k_none : entries.front().second;
}

void LangText::set(std::string_view language, std::string text) {
  for (auto& [tag, there] : entries) {
    if (tag == language) {
      there = std::move(text);
      return;
    }
  }
  entries.emplace_back(language, std::move(text));
}

LangText LangText::english(std::string_view text) {
  LangText out;
  if (!text.empty()) out.set("en", std::string{text});
  return out;
}

}  // namespace credex::framework
