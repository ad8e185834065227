// JSON-LD 1.1 API, Recommendation 2020-07-16: sections 6.1 (Compaction) and 6.3 (Value Compaction). One algorithm of
// the standard is kept in one place, which makes this file longer than most.
#include "rdf/jsonld/compact.h"

#include <algorithm>
#include <set>

#include "rdf/jsonld/expand.h"

namespace credex::rdf::jsonld {
namespace {

using json::Value;

bool has_only(const Value& value, std::initializer_list<std::string_view> keys) {
  return std::all_of(value.members().begin(), value.members().end(), [&](const json::Member& member) {
    return std::find(keys.begin(), keys.end(), member.key) != keys.end();
  });
}

class Compacter {
 public:
  explicit Compacter(ContextProcessor& contexts)
      : contexts_{contexts}, arena_{contexts.arena()}, compact_arrays_{contexts.options().compact_arrays} {}

  Result<Value> document(const Value& expanded, const Value& context) {
    const Value* inner = context.find("@context");
    const Value local = inner ? *inner : context;
    auto active = contexts_.process(contexts_.initial(), local, contexts_.options().base);
    if (!active) return std::move(active).error();
    auto compacted = compact(*active, {}, expanded);
    if (!compacted) return compacted;
    Value out = *compacted;
    if (out.is_array()) {
      Value wrapped = Value::object(arena_, 2);
      if (!out.empty()) {
        auto alias = keyword(**active, "@graph");
        if (!alias) return std::move(alias).error();
        wrapped.append(arena_, *alias, out);
      }
      out = wrapped;
    }
    const bool is_empty = local.is_null() || ((local.is_object() || local.is_array()) && local.empty());
    if (is_empty) return out;
    Value with_context = Value::object(arena_, out.size() + 1);
    with_context.append(arena_, "@context", local);
    for (const json::Member& member : out.members()) with_context.append(arena_, member.key, member.value);
    return with_context;
  }

 private:
  using Text = Result<std::string_view>;

  Text keyword(const ActiveContext& active, std::string_view name) {
    return compact_iri(contexts_, active, name, {.vocab = true});
  }

  enum class AsArray : std::uint8_t { if_needed, always };

  // Section 5.4's "add value" with its as array flag.
  void add(const Value& object, std::string_view key, const Value& value, AsArray as_array) {
    if (as_array == AsArray::always) {
      const Value* there = object.find(key);
      if (there == nullptr) {
        object.append(arena_, key, Value::array(arena_, 1));
      } else if (!there->is_array()) {
        Value list = Value::array(arena_, 2);
        list.push(arena_, *there);
        object.set(arena_, key, list);
      }
    }
    if (value.is_array()) {
      for (const Value& item : value.items()) add(object, key, item, as_array);
      return;
    }
    const Value* there = object.find(key);
    if (there == nullptr) {
      object.append(arena_, key, value);
      return;
    }
    if (there->is_array()) {
      there->push(arena_, value);
      return;
    }
    Value list = Value::array(arena_, 2);
    list.push(arena_, *there);
    list.push(arena_, value);
    object.set(arena_, key, list);
  }

  Result<Value> compact(const ActiveContext* active, std::string_view property, const Value& element) {
    if (!element.is_object() && !element.is_array()) return element;
    const TermDefinition* definition = active->find(property);
    if (element.is_array()) {
      Value out = Value::array(arena_, element.size());
      for (const Value& item : element.items()) {
        auto compacted = compact(active, property, item);
        if (!compacted) return compacted;
        if (!compacted->is_null()) out.push(arena_, *compacted);
      }
      const bool keeps_array = definition && (definition->container & (k_container_list | k_container_set)) != 0;
      if (out.size() != 1 || !compact_arrays_ || property == "@graph" || property == "@set" || keeps_array) return out;
      return out.items()[0];
    }
    const ActiveContext* const type_context = active;
    // Step 5
    if (active->previous && !is_value_object(element) && !(element.size() == 1 && element.find("@id") != nullptr))
      active = active->previous;
    // Step 6
    if (definition && definition->has_context) {
      auto scoped = contexts_.process_scoped(active, *definition, {.override_protected = true});
      if (!scoped) return std::move(scoped).error();
      active = *scoped;
      definition = active->find(property);
    }
    // Step 7
    if (is_value_object(element) || element.find("@id") != nullptr) {
      auto compacted = compact_value(*active, definition, element);
      if (!compacted) return compacted;
      if (!compacted->is_object() || (definition && definition->type == "@json")) return compacted;
    }
    // Step 8
    if (is_list_object(element) && definition && definition->has(k_container_list))
      return compact(active, property, element.get("@list"));
    // Step 11
    if (const Value* types = element.find("@type"); types && !is_value_object(element)) {
      std::vector<std::string_view> names;
      for (const Value& type : json::as_list(*types)) {
        auto name = compact_iri(contexts_, *type_context, type.as_string(), {.vocab = true});
        if (!name) return std::move(name).error();
        names.push_back(*name);
      }
      std::sort(names.begin(), names.end());
      for (const std::string_view name : names) {
        const TermDefinition* type_definition = type_context->find(name);
        if (type_definition == nullptr || !type_definition->has_context) continue;
        auto scoped = contexts_.process_scoped(active, *type_definition, {.propagate = false});
        if (!scoped) return std::move(scoped).error();
        active = *scoped;
      }
    }
    // Step 12
    Value result = Value::object(arena_, element.size());
    std::vector<const json::Member*> order;
    for (const json::Member& member : element.members()) order.push_back(&member);
    if (contexts_.options().ordered)
      std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
    for (const json::Member* member : order) {
      auto done = compact_entry(*active, *type_context, property, element, *member, result);
      if (!done) return std::move(done).error();
    }
    return result;
  }

  Result<void> compact_entry(const ActiveContext& active, const ActiveContext& type_context, std::string_view property,
                             const Value& element, const json::Member& member, const Value& result) {
    const std::string_view key = member.key;
    const Value& value = member.value;
    if (key == "@id") {
      auto iri = compact_iri(contexts_, active, value.as_string(), {});
      auto alias = keyword(active, "@id");
      if (!iri || !alias) return !iri ? std::move(iri).error() : std::move(alias).error();
      result.set(arena_, *alias, Value::string(*iri));
      return {};
    }
    if (key == "@type") {
      Value types = Value::array(arena_, value.size());
      for (const Value& type : json::as_list(value)) {
        auto iri = compact_iri(contexts_, type_context, type.as_string(), {.vocab = true});
        if (!iri) return std::move(iri).error();
        types.push(arena_, Value::string(*iri));
      }
      auto alias = keyword(active, "@type");
      if (!alias) return std::move(alias).error();
      const TermDefinition* definition = active.find(*alias);
      // Step 12.2.4. A value has one type: an array of one could not be expanded again.
      const bool as_array =
          !is_value_object(element) &&
          ((!contexts_.is_1_0() && definition && definition->has(k_container_set)) || !compact_arrays_);
      const bool single = types.size() == 1 && !as_array;
      add(result, *alias, single ? types.items()[0] : types, as_array ? AsArray::always : AsArray::if_needed);
      return {};
    }
    if (key == "@reverse") return compact_reverse(active, value, result);
    if (key == "@index") {
      const TermDefinition* definition = active.find(property);
      if (definition && definition->has(k_container_index)) return {};
    }
    if (key == "@direction" || key == "@index" || key == "@language" || key == "@value") {
      auto alias = keyword(active, key);
      if (!alias) return std::move(alias).error();
      result.set(arena_, *alias, value);
      return {};
    }
    const bool inside_reverse = property == "@reverse";
    if (value.empty()) {
      auto item_property =
          compact_iri(contexts_, active, key, {.value = &value, .vocab = true, .reverse = inside_reverse});
      if (!item_property) return std::move(item_property).error();
      auto nest = nest_of(active, *item_property, result);
      if (!nest) return std::move(nest).error();
      add(*nest, *item_property, Value::array(arena_, 0), AsArray::always);
      return {};
    }
    for (const Value& item : value.items()) {
      auto done = compact_item(active, key, item, inside_reverse, result);
      if (!done) return done;
    }
    return {};
  }

  Result<void> compact_reverse(const ActiveContext& active, const Value& value, const Value& result) {
    auto compacted = compact(&active, "@reverse", value);
    if (!compacted) return std::move(compacted).error();
    Value rest = Value::object(arena_, compacted->size());
    for (const json::Member& member : compacted->members()) {
      const TermDefinition* definition = active.find(member.key);
      if (definition && definition->reverse) {
        const bool as_array = definition->has(k_container_set) || !compact_arrays_;
        add(result, member.key, member.value, as_array ? AsArray::always : AsArray::if_needed);
      } else {
        rest.append(arena_, member.key, member.value);
      }
    }
    if (rest.empty()) return {};
    auto alias = keyword(active, "@reverse");
    if (!alias) return std::move(alias).error();
    result.set(arena_, *alias, rest);
    return {};
  }

  // Step 12.8.2: the object that takes the property, itself or the one under its @nest term.
  Result<Value> nest_of(const ActiveContext& active, std::string_view property, const Value& result) {
    const TermDefinition* definition = active.find(property);
    if (definition == nullptr || definition->nest.empty()) return result;
    const std::string_view nest = definition->nest;
    if (nest != "@nest" && contexts_.expand_iri(active, nest, {.vocab = true}) != "@nest") {
      return jsonld_error("invalid @nest value",
                          "the term \"" + std::string{property} + "\" is nested under something that is no @nest");
    }
    if (const Value* there = result.find(nest)) {
      if (maps_.count(there->identity()) > 0) return *there;
      return jsonld_error("invalid @nest value", "the term \"" + std::string{nest} +
                                                     "\" is taken by a property, so nothing can be nested under it");
    }
    return map_of(result, nest);
  }
  /// The map under `key`, made where there is none. What is there is a map: compact_item has seen to it.
  Value map_of(const Value& result, std::string_view key) {
    if (const Value* there = result.find(key)) return *there;
    Value out = Value::object(arena_, 2);
    result.append(arena_, key, out);
    maps_.insert(out.identity());
    return out;
  }

  enum class Form : std::uint8_t { value, map };
  static constexpr std::uint8_t k_maps = k_container_language | k_container_index | k_container_id | k_container_type;

  // Whether steps 12.8.8 and 12.8.9 put the item into a map. A list in an @index term goes there too: by
  // step 12.8.7.2.3 it would stand in the map's place, and be read as a map.
  static Form form_of(const TermDefinition& definition, const Value& item) {
    if ((definition.container & k_maps) == 0) return Form::value;
    if (is_list_object(item))
      return definition.container == k_container_index || definition.container == (k_container_index | k_container_set)
                 ? Form::map
                 : Form::value;
    const bool with_graph = definition.has(k_container_graph);
    if (!is_graph_object(item)) return with_graph ? Form::value : Form::map;
    const bool by_index = definition.has(k_container_index) && item.find("@id") == nullptr;
    return with_graph && (definition.has(k_container_id) || by_index) ? Form::map : Form::value;
  }

  // Step 12.8
  Result<void> compact_item(const ActiveContext& active, std::string_view key, const Value& item, bool inside_reverse,
                            const Value& result) {
    auto found = compact_iri(contexts_, active, key, {.value = &item, .vocab = true, .reverse = inside_reverse});
    if (!found) return std::move(found).error();
    std::string_view property = *found;
    auto nest = nest_of(active, property, result);
    if (!nest) return std::move(nest).error();
    static const TermDefinition k_no_definition{};
    const TermDefinition* there = active.find(property);
    if (const Value* taken = nest->find(property)) {
      // A map and a value (a graph, say) cannot stand under one term, where steps 12.8.8 and 12.8.9 would write one
      // over the other, nor two JSON literals, which would be read as one. What comes second stands under the
      // property's IRI.
      const bool is_map = maps_.count(taken->identity()) > 0;
      const bool is_json = there && there->type == "@json" && is_value_object(item);
      if (is_json || is_map != (form_of(there ? *there : k_no_definition, item) == Form::map)) {
        property = key;
        there = nullptr;
        nest = result;
      }
    }
    const TermDefinition& definition = there ? *there : k_no_definition;
    const bool is_list = is_list_object(item);
    const bool is_graph = is_graph_object(item);
    const AsArray as_array =
        definition.has(k_container_set) || property == "@graph" || property == "@list" || !compact_arrays_
            ? AsArray::always
            : AsArray::if_needed;
    auto compacted = compact(&active, property, is_list ? item.get("@list") : is_graph ? item.get("@graph") : item);
    if (!compacted) return std::move(compacted).error();
    Value value = *compacted;
    if (is_list) {
      // Step 12.8.7
      if (!value.is_array()) {
        Value list = Value::array(arena_, 1);
        list.push(arena_, value);
        value = list;
      }
      if (definition.has(k_container_list)) {
        nest->set(arena_, property, value);
        return {};
      }
      const bool in_map = form_of(definition, item) == Form::map;
      const bool keeps_index = !in_map || !definition.index.empty();
      auto wrapped = wrap(active, {{"@list", value}, {"@index", keeps_index ? item.get("@index") : Value{}}});
      if (!wrapped) return std::move(wrapped).error();
      if (in_map) return compact_into_map(active, definition, property, item, *wrapped, as_array, *nest);
      add(*nest, property, *wrapped, as_array);
      return {};
    }
    if (is_graph) return compact_graph(active, definition, property, item, value, as_array, *nest);
    if (definition.type == "@json" && item.get("@type").is_string("@json")) {
      // Not by "add value", which would take the arrays of the literal apart.
      nest->append(arena_, property, value);
      return {};
    }
    if (form_of(definition, item) == Form::map) {
      return compact_into_map(active, definition, property, item, value, as_array, *nest);
    }
    add(*nest, property, value, as_array);
    return {};
  }

  /// An object of keyword aliases with their values; null values are left out.
  Result<Value> wrap(const ActiveContext& active, std::initializer_list<std::pair<std::string_view, Value>> entries) {
    Value out = Value::object(arena_, entries.size());
    for (const auto& [name, value] : entries) {
      if (value.is_null()) continue;
      auto alias = keyword(active, name);
      if (!alias) return std::move(alias).error();
      out.append(arena_, *alias, value);
    }
    return out;
  }

  // Step 12.8.8
  Result<void> compact_graph(const ActiveContext& active, const TermDefinition& definition, std::string_view property,
                             const Value& item, Value value, AsArray as_array, const Value& nest) {
    const bool is_simple = item.find("@id") == nullptr;
    const bool by_id = definition.has(k_container_graph) && definition.has(k_container_id);
    const bool by_index = definition.has(k_container_graph) && definition.has(k_container_index) && is_simple;
    if (by_id || by_index) {
      const Value map = map_of(nest, property);
      const Value name = item.get(by_id ? "@id" : "@index");
      Text key = name.is_null() ? keyword(active, "@none")
                 : by_id        ? compact_iri(contexts_, active, name.as_string(), {})
                                : Text{name.as_string()};
      if (!key) return std::move(key).error();
      add(map, *key, value, as_array);
      return {};
    }
    if (definition.has(k_container_graph) && is_simple) {
      if (value.is_array() && value.size() > 1) {
        auto wrapped = wrap(active, {{"@included", value}});
        if (!wrapped) return std::move(wrapped).error();
        value = *wrapped;
      }
      add(nest, property, value, as_array);
      return {};
    }
    Value id;
    if (!is_simple) {
      auto iri = compact_iri(contexts_, active, item.text("@id"), {});
      if (!iri) return std::move(iri).error();
      id = Value::string(*iri);
    }
    auto wrapped = wrap(active, {{"@graph", value}, {"@id", id}, {"@index", item.get("@index")}});
    if (!wrapped) return std::move(wrapped).error();
    add(nest, property, *wrapped, as_array);
    return {};
  }

  // Step 12.8.9
  Result<void> compact_into_map(const ActiveContext& active, const TermDefinition& definition,
                                std::string_view property, const Value& item, Value value, AsArray as_array,
                                const Value& nest) {
    const Value map = map_of(nest, property);
    Value key;
    if (definition.has(k_container_language)) {
      if (value.is_object() && is_value_object(item)) {
        auto alias = keyword(active, "@value");
        if (!alias) return std::move(alias).error();
        value = value.get(*alias);
      }
      key = item.get("@language");
    } else if (definition.has(k_container_index) && definition.index.empty()) {
      key = item.get("@index");
    } else if (definition.has(k_container_index)) {
      // A term stays itself: compacted without its value it could lose to another term of the same IRI.
      Text index_key =
          active.find(definition.index) != nullptr
              ? Text{definition.index}
              : compact_iri(contexts_, active, contexts_.expand_iri(active, definition.index, {.vocab = true}),
                            {.vocab = true});
      if (!index_key) return std::move(index_key).error();
      key = take_first(value, *index_key);
    } else if (definition.has(k_container_id)) {
      auto alias = keyword(active, "@id");
      if (!alias) return std::move(alias).error();
      key = value.get(*alias);
      value.erase(*alias);
    } else {
      auto alias = keyword(active, "@type");
      if (!alias) return std::move(alias).error();
      key = take_first(value, *alias);
      if (value.is_object() && value.size() == 1 && item.find("@id") != nullptr &&
          contexts_.expand_iri(active, value.members()[0].key, {.vocab = true}) == "@id") {
        Value reference = Value::object(arena_, 1);
        reference.append(arena_, "@id", item.get("@id"));
        auto compacted = compact(&active, property, reference);
        if (!compacted) return std::move(compacted).error();
        value = *compacted;
      }
    }
    std::string_view name = key.is_string() ? key.as_string() : std::string_view{};
    if (!key.is_string()) {
      auto none = keyword(active, "@none");
      if (!none) return std::move(none).error();
      name = *none;
    }
    add(map, name, value, as_array);
    return {};
  }

  // The first of an entry's values, if a text; the others stay.
  Value take_first(const Value& object, std::string_view key) {
    const auto values = json::as_list(object.get(key));
    if (values.empty() || !values[0].is_string()) return {};
    object.erase(key);
    for (std::size_t i = 1; i < values.size(); ++i) add(object, key, values[i], AsArray::if_needed);
    return values[0];
  }

  // Section 6.3.2
  Result<Value> compact_value(const ActiveContext& active, const TermDefinition* definition, const Value& value) {
    static const TermDefinition k_no_definition{};
    const TermDefinition& term = definition ? *definition : k_no_definition;
    const bool keeps_index = value.find("@index") != nullptr && !term.has(k_container_index);
    if (value.find("@id") != nullptr) {
      if (!has_only(value, {"@id", "@index"})) return value;
      if (!keeps_index && (term.type == "@id" || term.type == "@vocab")) {
        auto iri = compact_iri(contexts_, active, value.text("@id"), {.vocab = term.type == "@vocab"});
        if (!iri) return std::move(iri).error();
        return Value::string(*iri);
      }
      return value;
    }
    const Value inner = value.get("@value");
    const Value type = value.get("@type");
    if (!type.is_null() && type.is_string(term.type) && !keeps_index) return inner;
    const bool is_plain = type.is_null() && term.type != "@none";
    if (is_plain && !keeps_index) {
      if (!inner.is_string()) return inner;
      const std::string_view language =
          term.has_language ? term.language : active.language.value_or(std::string_view{});
      const Direction direction = term.direction != Direction::absent ? term.direction : active.direction;
      const std::string_view wanted_direction =
          direction == Direction::ltr || direction == Direction::rtl ? direction_name(direction) : std::string_view{};
      const std::string_view tag = value.text("@language");
      const bool same_language =
          tag.size() == language.size() &&
          std::equal(tag.begin(), tag.end(), language.begin(), [](char a, char b) { return (a | 32) == (b | 32); });
      if (same_language && value.text("@direction") == wanted_direction) return inner;
    }
    Value out = Value::object(arena_, value.size());
    for (const json::Member& member : value.members()) {
      if (member.key == "@index" && !keeps_index) continue;
      auto alias = keyword(active, member.key);
      if (!alias) return std::move(alias).error();
      Value entry = member.value;
      if (member.key == "@type") {
        auto iri = compact_iri(contexts_, active, member.value.as_string(), {.vocab = true});
        if (!iri) return std::move(iri).error();
        entry = Value::string(*iri);
      }
      out.append(arena_, *alias, entry);
    }
    return out;
  }

  ContextProcessor& contexts_;
  json::Arena& arena_;
  const bool compact_arrays_;
  std::set<const void*> maps_;  ///< the maps of @nest and of containers, which results hold beside values
};

}  // namespace

Result<Value> compact_expanded(ContextProcessor& contexts, const Value& expanded, const Value& context) {
  return Compacter{contexts}.document(expanded, context);
}

}  // namespace credex::rdf::jsonld
