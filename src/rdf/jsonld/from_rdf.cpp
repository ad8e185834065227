// JSON-LD 1.1 API, Recommendation 2020-07-16: sections 8.4 (Serialize RDF as JSON-LD) and 8.5 (RDF to Object).
#include <algorithm>
#include <charconv>
#include <map>

#include "rdf/jsonld/expand.h"
#include "rdf/jsonld/to_rdf.h"

namespace credex::rdf::jsonld {
namespace {

using json::Value;

class Reader {
 public:
  Reader(json::Arena& arena, const Dataset& dataset, const Options& options)
      : arena_{arena}, dataset_{dataset}, options_{options} {}

  Result<Value> read() {
    graphs_["@default"];
    for (const Quad& quad : dataset_.quads()) {
      auto done = add(quad);
      if (!done) return std::move(done).error();
    }
    for (auto& [name, graph] : graphs_) {
      if (options_.rdf_direction == RdfDirection::compound_literal) {
        if (auto done = fold_compound_literals(graph); !done) return std::move(done).error();
      }
      fold_lists(graph);
    }
    // Step 7: nodes in the order of their identifiers, named graphs inside the node of that name.
    Graph& main = graphs_["@default"];
    Value out = Value::array(arena_, main.nodes.size());
    for (const auto& [id, node] : main.nodes) {
      if (const auto graph = graphs_.find(id); graph != graphs_.end() && id != "@default") {
        Value inner = Value::array(arena_, graph->second.nodes.size());
        for (const auto& [inner_id, inner_node] : graph->second.nodes) put_node(inner, inner_node);
        node.append(arena_, "@graph", inner);
      }
      put_node(out, node);
    }
    return out;
  }

 private:
  struct Usage {
    Value node;
    std::string_view property;
    Value value;
  };
  struct Graph {
    std::map<std::string_view, Value> nodes{};
    std::vector<Usage> nil_usages{};
    std::map<std::string_view, bool> compound{};
  };

  // A node that says nothing but its identifier is left out.
  void put_node(const Value& into, const Value& node) {
    if (node.size() > 1) into.push(arena_, node);
  }

  std::string_view name_of(TermId id) {
    const Term& term = dataset_.term(id);
    if (term.kind == TermKind::iri) return term.value;
    std::string& name = names_[id];
    if (name.empty()) name = "_:" + std::string{term.value};
    return name;
  }

  static Value node_of(json::Arena& arena, Graph& graph, std::string_view id) {
    Value& node = graph.nodes[id];
    if (node.is_null()) {
      node = Value::object(arena, 4);
      node.append(arena, "@id", Value::string(id));
    }
    return node;
  }

  // Steps 5.1 to 5.7 for one quad.
  Result<void> add(const Quad& quad) {
    const std::string_view graph_name = quad.graph == TermId::none ? std::string_view{"@default"} : name_of(quad.graph);
    Graph& graph = graphs_[graph_name];
    if (graph_name != "@default") node_of(arena_, graphs_["@default"], graph_name);
    const std::string_view subject = name_of(quad.subject);
    const std::string_view predicate = dataset_.term(quad.predicate).value;
    Value node = node_of(arena_, graph, subject);
    if (options_.rdf_direction == RdfDirection::compound_literal && predicate == iri::rdf_direction)
      graph.compound[subject] = true;
    const bool is_resource = !dataset_.is_literal(quad.object);
    if (is_resource) node_of(arena_, graph, name_of(quad.object));
    if (predicate == iri::rdf_type && !options_.use_rdf_type && is_resource) {
      add_unique(node, "@type", Value::string(name_of(quad.object)));
      return {};
    }
    auto value = object_of(quad.object);
    if (!value) return std::move(value).error();
    const Value stored = add_unique(node, predicate, *value);
    if (!is_resource) return {};
    const std::string_view object = name_of(quad.object);
    if (object == iri::rdf_nil) {
      graph.nil_usages.push_back({node, predicate, stored});
    } else {
      usages_[object].push_back({node, predicate, stored});
    }
    return {};
  }

  Value add_unique(const Value& node, std::string_view key, const Value& value) {
    if (const Value* there = node.find(key)) {
      for (const Value& item : there->items()) {
        if (json::equal(item, value)) return item;
      }
    }
    add_value(arena_, node, key, value);
    return value;
  }

  // Section 8.5.2
  Result<Value> object_of(TermId id) {
    const Term& term = dataset_.term(id);
    Value out = Value::object(arena_, 2);
    if (term.kind != TermKind::literal) {
      out.append(arena_, "@id", Value::string(name_of(id)));
      return out;
    }
    const std::string_view datatype = dataset_.term(term.datatype).value;
    Value value = Value::string(term.value);
    std::string_view type = datatype;
    if (options_.use_native_types) {
      if (datatype == iri::xsd_boolean &&
          (term.value == "true" || term.value == "false" || term.value == "1" || term.value == "0")) {
        value = Value::boolean(term.value == "true" || term.value == "1");
        type = {};
      } else if (datatype == iri::xsd_integer || datatype == iri::xsd_double) {
        auto number = native_number(term.value);
        if (!number.is_null()) {
          value = number;
          type = {};
        }
      }
    }
    if (datatype == iri::rdf_json) {
      auto parsed = json::parse_into(arena_, term.value);
      if (!parsed)
        return jsonld_error("invalid JSON literal", "a literal of type rdf:JSON is no JSON: " + parsed.error().message);
      value = *parsed;
      type = "@json";
    } else if (datatype.starts_with(iri::i18n) && options_.rdf_direction == RdfDirection::i18n_datatype) {
      const std::string_view tail = datatype.substr(iri::i18n.size());
      const auto split = tail.find('_');
      out.append(arena_, "@value", value);
      if (split != 0) out.append(arena_, "@language", Value::string(tail.substr(0, split)));
      if (split != std::string_view::npos) out.append(arena_, "@direction", Value::string(tail.substr(split + 1)));
      return out;
    } else if (!term.language.empty()) {
      out.append(arena_, "@value", value);
      out.append(arena_, "@language", Value::string(term.language));
      return out;
    }
    out.append(arena_, "@value", value);
    if (!type.empty() && type != iri::xsd_string) out.append(arena_, "@type", Value::string(type));
    return out;
  }

  static Value native_number(std::string_view text) {
    const char* const end = text.data() + text.size();
    std::int64_t whole = 0;
    if (const auto r = std::from_chars(text.data(), end, whole); r.ec == std::errc{} && r.ptr == end)
      return Value::integer(whole);
    double number = 0;
    if (const auto r = std::from_chars(text.data(), end, number);
        r.ec == std::errc{} && r.ptr == end && std::abs(number) < 1e300) {
      return Value::real(number);
    }
    return {};
  }

  // Step 6.1: nodes that carry a text with its direction become value objects where they are used.
  Result<void> fold_compound_literals(Graph& graph) {
    for (const auto& [id, is_compound] : graph.compound) {
      static_cast<void>(is_compound);
      const auto usage = usages_.find(id);
      if (usage == usages_.end() || usage->second.size() != 1) continue;
      const Value node = graph.nodes[id];
      const Value& use = usage->second[0].value;
      use.erase("@id");
      const auto first_value = [&](std::string_view property) -> Value {
        const Value values = node.get(property);
        return values.is_array() && !values.empty() ? values.items()[0].get("@value") : Value{};
      };
      use.append(arena_, "@value", first_value(iri::rdf_value));
      if (const Value language = first_value(iri::rdf_language); !language.is_null()) {
        if (!language.is_string() || !is_wellformed_language(language.as_string()))
          return jsonld_error("invalid language-tagged string",
                              "the rdf:language of " + std::string{id} + " is no language tag");
        use.append(arena_, "@language", language);
      }
      const Value direction = first_value(iri::rdf_direction);
      if (!direction.is_string("ltr") && !direction.is_string("rtl"))
        return jsonld_error("invalid base direction",
                            "the rdf:direction of " + std::string{id} + " is neither \"ltr\" nor \"rtl\"");
      use.append(arena_, "@direction", direction);
      graph.nodes.erase(id);
    }
    return {};
  }

  // Steps 6.3 to 6.4: chains of well-formed list nodes become @list.
  void fold_lists(Graph& graph) {
    for (const Usage& usage : graph.nil_usages) {
      Value node = usage.node;
      std::string_view property = usage.property;
      Value head = usage.value;
      std::vector<Value> list;
      std::vector<std::string_view> list_nodes;
      while (property == iri::rdf_rest && is_list_node(node)) {
        list.push_back(node.get(iri::rdf_first).items()[0]);
        list_nodes.push_back(node.text("@id"));
        const Usage& use = usages_[node.text("@id")][0];
        node = use.node;
        property = use.property;
        head = use.value;
        if (!node.text("@id").starts_with("_:")) break;
      }
      head.erase("@id");
      Value items = Value::array(arena_, list.size());
      for (auto it = list.rbegin(); it != list.rend(); ++it) items.push(arena_, *it);
      head.append(arena_, "@list", items);
      for (const std::string_view id : list_nodes) graph.nodes.erase(id);
    }
  }
  bool is_list_node(const Value& node) {
    const std::string_view id = node.text("@id");
    if (!id.starts_with("_:") || usages_[id].size() != 1) return false;
    const Value first = node.get(iri::rdf_first);
    const Value rest = node.get(iri::rdf_rest);
    if (first.size() != 1 || rest.size() != 1) return false;
    std::size_t allowed = 3;
    if (const Value* type = node.find("@type")) {
      if (type->size() != 1 || !type->items()[0].is_string(iri::rdf_list)) return false;
      ++allowed;
    }
    return node.size() == allowed;
  }

  json::Arena& arena_;
  const Dataset& dataset_;
  const Options& options_;
  std::map<std::string_view, Graph> graphs_;
  std::map<std::string_view, std::vector<Usage>> usages_;  ///< of nodes as objects, in any graph
  std::map<TermId, std::string> names_;
};

}  // namespace

Result<Value> expanded_from_rdf(json::Arena& arena, const Dataset& dataset, const Options& options) {
  Reader reader{arena, dataset, options};
  auto out = reader.read();
  if (!out) return out;
  return out->clone(arena);  // its texts belong to the reader and the dataset
}

}  // namespace credex::rdf::jsonld
