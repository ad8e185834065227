// JSON-LD 1.1 API, Recommendation 2020-07-16: sections 7.1 (Flattening), 7.2 (Node Map Generation) and 7.4 (Generate
// Blank Node Identifier).
#include "rdf/jsonld/flatten.h"

#include <algorithm>
#include <map>

#include "rdf/jsonld/expand.h"

namespace credex::rdf::jsonld {
namespace {

using json::Value;
using Nodes = std::map<std::string_view, Value>;

class Flattener {
 public:
  explicit Flattener(json::Arena& arena) : arena_{arena} {}

  Result<Value> run(const Value& expanded) {
    graphs_["@default"];
    auto done = generate(expanded, "@default", {}, {}, Value{});
    if (!done) return std::move(done).error();
    Nodes& main = graphs_["@default"];
    for (const auto& [name, nodes] : graphs_) {
      if (name == "@default") continue;
      Value& node = main[name];
      if (node.is_null()) node = fresh_node(name);
      Value graph = Value::array(arena_, nodes.size());
      put_nodes(graph, nodes);
      node.append(arena_, "@graph", graph);
    }
    Value out = Value::array(arena_, main.size());
    put_nodes(out, main);
    return out;
  }

 private:
  void put_nodes(const Value& into, const Nodes& nodes) {
    for (const auto& [id, node] : nodes) {
      if (node.size() == 1 && node.find("@id") != nullptr) continue;
      into.push(arena_, node);
    }
  }
  Value fresh_node(std::string_view id) {
    Value out = Value::object(arena_, 4);
    out.append(arena_, "@id", Value::string(id));
    return out;
  }
  std::string_view fresh_label() { return arena_.copy("_:b" + std::to_string(issued_++)); }
  std::string_view relabel(std::string_view id) {
    if (!id.starts_with("_:")) return id;
    std::string_view& label = labels_[id];
    if (label.empty()) label = fresh_label();
    return label;
  }
  void add_unique(const Value& node, std::string_view key, const Value& value) {
    if (const Value* there = node.find(key)) {
      for (const Value& item : there->items()) {
        if (json::equal(item, value)) return;
      }
    }
    add_value(arena_, node, key, value);
  }

  // Section 7.2.2. `list`, where not null, is the @list array being filled; `reverse`, the node that refers here.
  Result<void> generate(const Value& element, std::string_view graph_name, std::string_view subject,
                        std::string_view property, const Value& list, const Value& reverse = {}) {
    if (element.is_array()) {
      for (const Value& item : element.items()) {
        if (auto done = generate(item, graph_name, subject, property, list, reverse); !done) return done;
      }
      return {};
    }
    Nodes& graph = graphs_[graph_name];
    // Step 3
    if (const Value* types = element.find("@type"); types && types->is_array()) {
      Value renamed = Value::array(arena_, types->size());
      for (const Value& type : types->items()) renamed.push(arena_, Value::string(relabel(type.as_string())));
      element.set(arena_, "@type", renamed);
    }
    // Step 4
    if (is_value_object(element)) {
      if (list.is_array()) {
        list.push(arena_, element);
      } else {
        add_unique(graph[subject], property, element);
      }
      return {};
    }
    // Step 5
    if (const Value* inner = element.find("@list")) {
      Value result = Value::object(arena_, 1);
      Value items = Value::array(arena_, inner->size());
      result.append(arena_, "@list", items);
      if (auto done = generate(*inner, graph_name, subject, property, items); !done) return done;
      if (list.is_array()) {
        list.push(arena_, result);
      } else {
        add_value(arena_, graph[subject], property, result);
      }
      return {};
    }
    // Step 6
    const std::string_view id = element.find("@id") ? relabel(element.text("@id")) : fresh_label();
    if (graph[id].is_null()) graph[id] = fresh_node(id);
    const Value node = graph[id];
    if (reverse.is_object()) {
      add_unique(node, property, reverse);
    } else if (!property.empty()) {
      const Value reference = fresh_node(id);
      if (list.is_array()) {
        list.push(arena_, reference);
      } else {
        add_unique(graph[subject], property, reference);
      }
    }
    if (const Value* types = element.find("@type")) {
      for (const Value& type : json::as_list(*types)) add_unique(node, "@type", type);
    }
    if (const Value* index = element.find("@index")) {
      if (const Value* there = node.find("@index"); there && !json::equal(*there, *index)) {
        return jsonld_error("conflicting indexes", "the node " + std::string{id} + " has two indexes");
      }
      node.set(arena_, "@index", *index);
    }
    if (const Value* map = element.find("@reverse")) {
      const Value referenced = fresh_node(id);
      for (const json::Member& member : map->members()) {
        for (const Value& item : member.value.items()) {
          if (auto done = generate(item, graph_name, {}, member.key, Value{}, referenced); !done) return done;
        }
      }
    }
    if (const Value* inner = element.find("@graph")) {
      graphs_[id];
      if (auto done = generate(*inner, id, {}, {}, Value{}); !done) return done;
    }
    if (const Value* included = element.find("@included")) {
      if (auto done = generate(*included, graph_name, {}, {}, Value{}); !done) return done;
    }
    // Step 6.12: properties in order of their names.
    std::vector<const json::Member*> order;
    for (const json::Member& member : element.members()) {
      if (!member.key.starts_with('@')) order.push_back(&member);
    }
    std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
    for (const json::Member* member : order) {
      const std::string_view name = relabel(member->key);
      if (node.find(name) == nullptr) node.append(arena_, name, Value::array(arena_, member->value.size()));
      if (auto done = generate(member->value, graph_name, id, name, Value{}); !done) return done;
    }
    return {};
  }

  json::Arena& arena_;
  std::map<std::string_view, Nodes> graphs_;
  std::map<std::string_view, std::string_view> labels_;
  std::size_t issued_ = 0;
};

}  // namespace

Result<Value> flatten_expanded(json::Arena& arena, const Value& expanded) {
  return Flattener{arena}.run(expanded.clone(arena));
}

}  // namespace credex::rdf::jsonld
