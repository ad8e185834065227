#include "framework/vocabulary.h"

#include <map>

#include "base/embedded.h"
#include "base/text.h"
#include "base/yaml.h"

namespace credex::framework {
namespace {

std::map<std::string, ControlledList, std::less<>> read_lists() {
  std::map<std::string, ControlledList, std::less<>> out;
  auto yaml = parse_yaml(embedded_file("vocabularies.yaml").value_or(""));
  if (!yaml) return out;  // a test reads the file: the build would be wrong, not the input
  for (const json::Value& list : yaml->document.root.get("lists").items()) {
    ControlledList& into = out[std::string{list.text("list")}];
    into.name = list.text("list");
    into.scheme = list.text("scheme");
    for (const json::Value& entry : list.get("entries").items()) {
      into.entries.push_back(
          {std::string{entry.text("key")}, std::string{entry.text("uri")}, std::string{entry.text("label")}});
    }
  }
  return out;
}

}  // namespace

const ListEntry* ControlledList::find(std::string_view wanted) const {
  if (wanted.empty()) return nullptr;
  for (const ListEntry& entry : entries) {
    if (entry.uri == wanted || equal_ascii_case(entry.key, wanted) || equal_ascii_case(entry.label, wanted))
      return &entry;
  }
  return nullptr;
}

const ControlledList& controlled_list(std::string_view name) {
  static const auto k_lists = read_lists();
  static const ControlledList k_empty;
  const auto it = k_lists.find(name);
  return it == k_lists.end() ? k_empty : it->second;
}

}  // namespace credex::framework
