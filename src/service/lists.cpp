#include "service/lists.h"

#include "base/text.h"
#include "store/table.h"

namespace credex::service {

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find(' ');
    if (end != 0) out.emplace_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return out;
}

std::string slug_from(std::string_view name) {
  std::string out;
  for (const char c : folded(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out += c;
    } else if (!out.empty() && out.back() != '-' && static_cast<unsigned char>(c) < 0x80) {
      out += '-';
    }
    if (out.size() == 40) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "entry" : out;
}

std::string free_slug(store::Tx& tx, const std::string& table, const std::string& slug) {
  std::string out = slug;
  for (int n = 2; store::count(tx, table + " WHERE slug = ?1", {out}) > 0; ++n) out = slug + "-" + std::to_string(n);
  return out;
}

json::Document json_in(std::string_view text) {
  if (auto read = json::parse(text)) return std::move(*read);
  json::Document out;
  out.root = json::Value::object(*out.arena);
  return out;
}

}  // namespace credex::service
