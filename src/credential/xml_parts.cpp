#include "credential/xml_parts.h"

#include <algorithm>

#include "base/text.h"

namespace credex::credential {
namespace {

std::string text_of_element(const pugi::xml_node& node) {
  return std::string{trimmed(std::string_view{node.text().get()})};
}

/// The language of an element, by either of the two attributes that say it.
bool is_in_english(const pugi::xml_node& node) {
  for (const char* name : {"xml:lang", "lang"}) {
    if (std::string_view{node.attribute(name).value()}.starts_with("en")) return true;
  }
  return false;
}

}  // namespace

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::vector<pugi::xml_node> elements_below(const pugi::xml_node& root, std::string_view name, std::size_t most) {
  std::vector<pugi::xml_node> out;
  pugi::xml_node node = root.first_child();
  while (node && out.size() < most) {
    if (local_name(node) == name) out.push_back(node);
    if (node.first_child()) {
      node = node.first_child();
      continue;
    }
    while (node && node != root && !node.next_sibling()) node = node.parent();
    if (!node || node == root) break;
    node = node.next_sibling();
  }
  return out;
}

pugi::xml_node child_of(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node& child : node.children()) {
    if (local_name(child) == name) return child;
  }
  return {};
}

std::string text_of_child(const pugi::xml_node& node, std::string_view name) {
  const pugi::xml_node child = child_of(node, name);
  const pugi::xml_node text = child_of(child, "text");
  return text_of_element(text ? text : child);
}

std::vector<std::string> texts_of_children(const pugi::xml_node& node, std::string_view name) {
  std::vector<std::string> out;
  const auto add = [&](const pugi::xml_node& one) {
    std::string text = text_of_element(one);
    if (text.empty() || std::find(out.begin(), out.end(), text) != out.end()) return;
    out.insert(is_in_english(one) ? out.begin() : out.end(), std::move(text));
  };
  for (const pugi::xml_node& child : node.children()) {
    if (local_name(child) != name) continue;
    bool has_texts = false;
    for (const pugi::xml_node& inner : child.children()) {
      if (local_name(inner) != "text") continue;
      has_texts = true;
      add(inner);
    }
    if (!has_texts) add(child);
  }
  return out;
}

std::string title_of(const pugi::xml_node& node) {
  auto all = texts_of_children(node, "title");
  return all.empty() ? std::string{} : std::move(all.front());
}

}  // namespace credex::credential
