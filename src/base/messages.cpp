#include "base/messages.h"

#include <unordered_map>

#include "base/embedded.h"

namespace credex {
namespace {

using Catalogue = std::unordered_map<std::string_view, std::string_view>;

// One message a line: key, " = ", text. Lines that start with '#' are notes to translators.
Catalogue read_catalogue(std::string_view text) {
  Catalogue out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const auto equals = line.find(" = ");
    if (line.starts_with('#') || equals == std::string_view::npos) continue;
    out.emplace(line.substr(0, equals), line.substr(equals + 3));
  }
  return out;
}

}  // namespace

std::optional<std::string_view> message_template(std::string_view key) {
  static const Catalogue catalogue = read_catalogue(embedded_file("messages/en.txt").value_or(""));
  const auto it = catalogue.find(key);
  if (it == catalogue.end()) return std::nullopt;
  return it->second;
}

std::string fill_message(std::string_view text, const std::vector<std::string>& args) {
  std::string out;
  out.reserve(text.size() + 32);
  for (;;) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    text.remove_prefix(open);
    const bool numbered = text.size() > 2 && text[2] == '}' && text[1] >= '0' && text[1] <= '9';
    const auto index = static_cast<std::size_t>(numbered ? text[1] - '0' : 0);
    if (numbered && index < args.size()) {
      out += args[index];
      text.remove_prefix(3);
    } else {
      out += '{';
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace credex
