#include "service/rules_text.h"

#include "service/actor.h"

namespace credex::service {

Result<YamlDocument> rules_document(const std::string& text, const std::string& name) {
  auto yaml = parse_yaml(text);
  if (!yaml) return name.empty() ? std::move(yaml).error() : std::move(yaml).error().at(name);
  json::Value& root = yaml->document.root;
  if (root.is_null()) root = json::Value::object(*yaml->document.arena);
  if (!root.is_object()) return invalid("this is no group of keys", name, "write each rule as KEY: VALUE");
  return yaml;
}

bool says_the_same(const std::string& one, const std::string& other, std::initializer_list<std::string_view> apart) {
  auto a = json::parse(one);
  auto b = json::parse(other);
  if (!a || !b) return false;
  for (const std::string_view key : apart) {
    a->root.erase(key);
    b->root.erase(key);
  }
  return json::equal(a->root, b->root);
}

}  // namespace credex::service
