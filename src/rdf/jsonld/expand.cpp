// JSON-LD 1.1 API, Recommendation 2020-07-16: section 5.1.2 (Expansion) and 5.3.2 (Value Expansion). One algorithm of
// the standard is kept in one place, which makes this file longer than most.
#include "rdf/jsonld/expand.h"

#include <algorithm>

#include "base/uri.h"

namespace credex::rdf::jsonld {

void add_value(json::Arena& arena, const json::Value& object, std::string_view key, const json::Value& value) {
  const json::Value* there = object.find(key);
  json::Value array;
  if (there == nullptr) {
    array = json::Value::array(arena, 1);
    object.append(arena, key, array);
  } else {
    array = *there;
  }
  if (value.is_array()) {
    for (const json::Value& item : value.items()) array.push(arena, item);
  } else {
    array.push(arena, value);
  }
}

namespace {

using json::Value;

class Expander {
 public:
  explicit Expander(ContextProcessor& contexts)
      : contexts_{contexts},
        arena_{contexts.arena()},
        options_{contexts.options()},
        safe_{options_.safety != Safety::lenient} {}

  Result<Value> document(const Value& input) {
    const ActiveContext* active = contexts_.initial();
    if (!options_.expand_context.is_null()) {
      const Value* inner = options_.expand_context.find("@context");
      auto made = contexts_.process(active, inner ? *inner : options_.expand_context, options_.base);
      if (!made) return std::move(made).error();
      active = *made;
    }
    auto expanded = expand(active, {}, nullptr, input, From::elsewhere);
    if (!expanded) return expanded;
    Value out = *expanded;
    if (out.is_object() && out.size() == 1 && out.members()[0].key == "@graph") out = out.members()[0].value;
    if (out.is_null()) return Value::array(arena_, 0);
    if (!out.is_array()) return array_of(out);
    return out;
  }

 private:
  enum class From : std::uint8_t { elsewhere, map };

  Value array_of(const Value& item) {
    Value out = Value::array(arena_, 1);
    out.push(arena_, item);
    return out;
  }
  Value as_array(const Value& value) { return value.is_array() ? value : array_of(value); }

  // No property at all, which is not the empty one.
  static bool is_none(std::string_view property) { return property.data() == nullptr; }

  static std::string quoted(std::string_view text) { return "\"" + std::string{text.substr(0, 120)} + "\""; }

  // A term looked up once: its definition, what it expands to.
  struct Key {
    const TermDefinition* definition;
    std::string_view expanded;
    Keyword keyword;
  };
  Key key_of(const ActiveContext& active, std::string_view key) {
    if (key.starts_with('@')) {
      const Keyword keyword = keyword_of(key);
      if (keyword == Keyword::type) return {active.find(key), key, keyword};
      if (keyword != Keyword::none) return {nullptr, key, keyword};
      if (has_keyword_form(key)) return {nullptr, {}, Keyword::none};
    }
    if (const TermDefinition* definition = active.find(key)) return {definition, definition->iri, definition->keyword};
    const std::string_view expanded = contexts_.expand_iri(active, key, {.vocab = true});
    return {nullptr, expanded, keyword_of(expanded)};
  }

  static Result<void> not_plain(const json::Member& member, const char* why) {
    return Error{.code = "rdf.jsonld.not_plain",
                 .message = quoted(member.key) + " " + why + ", where who reads it by its terms does not find it",
                 .remedy = "write it by the terms of its contexts, as its issuer did"};
  }

  // Safety::plain, no step of the standard: a statement can be written in many ways, and readers know one.
  // Below a term that nobody protects are its author's own words, whose nodes may be named either way.
  static Result<void> demand_plain(const ActiveContext& active, std::string_view property, const Value& element,
                                   const Key& key, const json::Member& member) {
    constexpr std::string_view k_credentials = "https://www.w3.org/2018/credentials#";
    constexpr std::string_view k_date_time = "http://www.w3.org/2001/XMLSchema#dateTime";
    if (key.keyword == Keyword::nest || key.keyword == Keyword::included || key.keyword == Keyword::reverse ||
        key.keyword == Keyword::set)
      return not_plain(member, "puts what it holds elsewhere");
    const TermDefinition* const definition = key.definition;
    if (definition != nullptr && definition->is_protected) {
      const Value& value = member.value;
      if (definition->type == k_date_time && !value.is_string()) return not_plain(member, "has a time that is no text");
      const bool is_wrapped =
          value.find("@value") != nullptr && value.find("@language") == nullptr && value.find("@direction") == nullptr;
      return is_wrapped ? not_plain(member, "has a text that is wrapped") : Result<void>{};
    }
    const bool is_name = key.keyword == Keyword::id || key.keyword == Keyword::type;
    if (key.keyword != Keyword::none && !is_name) return {};
    const TermDefinition* const above = is_name && !property.empty() ? active.find(property) : nullptr;
    if (above != nullptr && !above->is_protected) return {};
    const auto has = [&](std::string_view alias) { return element.find(alias) != nullptr; };
    const std::vector<std::string_view>& values = active.aliases().value;
    if (is_name && std::any_of(values.begin(), values.end(), has)) return {};  // the type of a value, not of a node
    const auto says_it = [&](const ActiveContext::Entry& entry) {
      if (entry.definition == nullptr || !entry.definition->is_protected) return false;
      return is_name ? entry.definition->keyword == key.keyword
                     : !key.expanded.empty() && entry.definition->iri == key.expanded;
    };
    // The terms for W3C's own are known where a credential is, and not in what lies deeper.
    if (key.expanded.starts_with(k_credentials) ||
        std::any_of(active.entries().begin(), active.entries().end(), says_it))
      return not_plain(member, "says what another term is for");
    return {};
  }

  Result<Value> expand(const ActiveContext* active, std::string_view property, const TermDefinition* definition,
                       const Value& element, From from) {
    // Step 1
    if (element.is_null()) return Value{};
    if (element.is_array()) return expand_array(active, property, definition, element, from);
    if (!element.is_object()) {
      // Step 4
      if (is_none(property) || property == "@graph") {
        if (safe_)
          return dropped("the value " + json::write(element).substr(0, 120) + " stands where only nodes count");
        return Value{};
      }
      if (definition && definition->has_context) {
        // Step 4.2; a property's scope may redefine protected terms here as it may for nodes in step 8.
        auto scoped = contexts_.process_scoped(active, *definition, {.override_protected = true});
        if (!scoped) return std::move(scoped).error();
        return expand_value(**scoped, (*scoped)->find(property), element);
      }
      return expand_value(*active, definition, element);
    }
    return expand_object(active, property, definition, element, from);
  }

  // Step 5
  Result<Value> expand_array(const ActiveContext* active, std::string_view property, const TermDefinition* definition,
                             const Value& element, From from) {
    Value out = Value::array(arena_, element.size());
    const bool in_list = definition && definition->has(k_container_list);
    for (const Value& item : element.items()) {
      auto expanded = expand(active, property, definition, item, from);
      if (!expanded) return expanded;
      Value value = *expanded;
      if (in_list && value.is_array()) {
        Value list = Value::object(arena_, 1);
        list.append(arena_, "@list", value);
        value = list;
      }
      if (value.is_array()) {
        for (const Value& inner : value.items()) out.push(arena_, inner);
      } else if (!value.is_null()) {
        out.push(arena_, value);
      }
    }
    return out;
  }

  Result<Value> expand_object(const ActiveContext* active, std::string_view property, const TermDefinition* definition,
                              const Value& element, From from) {
    // Step 7
    if (active->previous != nullptr && from == From::elsewhere && !keeps_context(*active, element)) {
      active = active->previous;
      // The property's own definition is that of the context it was found in: step 3 came before.
    }
    // Step 8
    if (definition && definition->has_context) {
      auto scoped = contexts_.process_scoped(active, *definition, {.override_protected = true});
      if (!scoped) return std::move(scoped).error();
      active = *scoped;
    }
    // Step 9
    if (const Value* context = element.find("@context")) {
      auto local = contexts_.process(active, *context, options_.base);
      if (!local) return std::move(local).error();
      active = *local;
    }
    // Steps 10, 11: type-scoped contexts, and the keys' expansions while we look for types.
    const ActiveContext* const type_context = active;
    std::string_view first_type_key;
    for (const std::string_view alias : type_context->aliases().type) {
      const Value* types = element.find(alias);
      if (types == nullptr) continue;
      if (first_type_key.empty() || alias < first_type_key) first_type_key = alias;
      auto typed = apply_type_contexts(active, *type_context, *types);
      if (!typed) return std::move(typed).error();
      active = *typed;
    }
    // Step 12
    std::string_view input_type;
    if (!first_type_key.empty()) {
      const Value types = element.get(first_type_key);
      const Value last = types.is_array() ? (types.empty() ? Value{} : types.items().back()) : types;
      if (last.is_string())
        input_type = contexts_.expand_iri(*active, last.as_string(), {.document_relative = true, .vocab = true});
    }
    Value result = Value::object(arena_, element.size() + 1);
    auto filled = fill(*active, *type_context, property, element, input_type, result);
    if (!filled) return std::move(filled).error();
    return finish(property, result);
  }

  // Step 7's condition: an entry that expands to @value, or only @id.
  bool keeps_context(const ActiveContext& active, const Value& element) {
    const auto has = [&](std::string_view alias) { return element.find(alias) != nullptr; };
    const ActiveContext::Aliases& aliases = active.aliases();
    return std::any_of(aliases.value.begin(), aliases.value.end(), has) ||
           (element.size() == 1 && std::any_of(aliases.id.begin(), aliases.id.end(), has));
  }

  ContextResult apply_type_contexts(const ActiveContext* active, const ActiveContext& type_context,
                                    const Value& types) {
    if (types.is_string()) return apply_type_context(active, type_context, types.as_string());
    std::vector<std::string_view> names;
    for (const Value& type : types.items()) {
      if (type.is_string()) names.push_back(type.as_string());
    }
    std::sort(names.begin(), names.end());
    for (const std::string_view name : names) {
      auto next = apply_type_context(active, type_context, name);
      if (!next) return next;
      active = *next;
    }
    return active;
  }
  ContextResult apply_type_context(const ActiveContext* active, const ActiveContext& type_context,
                                   std::string_view type) {
    const TermDefinition* definition = type_context.find(type);
    if (definition == nullptr || !definition->has_context) return active;
    return contexts_.process_scoped(active, *definition, {.propagate = false});
  }

  // Steps 13 and 14
  Result<void> fill(const ActiveContext& active, const ActiveContext& type_context, std::string_view property,
                    const Value& element, std::string_view input_type, const Value& result) {
    std::vector<const json::Member*> order;
    if (options_.ordered) {
      for (const json::Member& member : element.members()) order.push_back(&member);
      std::sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
    }
    std::vector<const json::Member*> nests;
    for (std::size_t i = 0; i < element.size(); ++i) {
      const json::Member& member = options_.ordered ? *order[i] : element.members()[i];
      if (member.key == "@context") continue;
      const Key key = key_of(active, member.key);
      if (options_.safety == Safety::plain) {
        if (auto plain = demand_plain(active, property, element, key, member); !plain) return plain;
      }
      if (key.keyword == Keyword::nest) {
        nests.push_back(&member);
        continue;
      }
      if (key.expanded.empty() || (key.keyword == Keyword::none && key.expanded.find(':') == std::string_view::npos)) {
        // Step 13.3
        const bool null_term = key.definition && key.expanded.empty();
        if (safe_ && !null_term)
          return dropped("the term " + quoted(member.key) + " has no meaning in the contexts").error();
        if (safe_ && null_term)
          return dropped("the term " + quoted(member.key) + " is switched off by a context").error();
        continue;
      }
      auto done = key.keyword != Keyword::none
                      ? expand_keyword(active, type_context, property, key, member, input_type, result)
                      : expand_property(active, key, member, result);
      if (!done) return std::move(done).error().at(json::pointer_step(member.key));
    }
    // Step 14
    for (const json::Member* nest : nests) {
      const TermDefinition* definition = active.find(nest->key);
      const ActiveContext* inner = &active;
      if (definition && definition->has_context) {
        auto scoped = contexts_.process_scoped(&active, *definition, {.override_protected = true});
        if (!scoped) return std::move(scoped).error();
        inner = *scoped;
      }
      for (const Value& value : json::as_list(nest->value)) {
        const bool has_value = value.is_object() &&
                               std::any_of(value.members().begin(), value.members().end(), [&](const json::Member& m) {
                                 return key_of(*inner, m.key).keyword == Keyword::value;
                               });
        if (!value.is_object() || has_value) {
          return jsonld_error("invalid @nest value",
                              "the nested value of " + quoted(nest->key) + " is no plain object");
        }
        auto done = fill(*inner, type_context, property, value, input_type, result);
        if (!done) return done;
      }
    }
    return {};
  }

  // Step 13.4
  Result<void> expand_keyword(const ActiveContext& active, const ActiveContext& type_context, std::string_view property,
                              const Key& key, const json::Member& member, std::string_view input_type,
                              const Value& result) {
    const Value& value = member.value;
    if (property == "@reverse")
      return jsonld_error("invalid reverse property map", "a keyword stands in a reverse map");
    if (result.find(key.expanded) != nullptr &&
        ((key.keyword != Keyword::included && key.keyword != Keyword::type) || contexts_.is_1_0())) {
      return jsonld_error("colliding keywords", "two entries mean " + std::string{key.expanded});
    }
    Value expanded;
    switch (key.keyword) {
      case Keyword::id: {
        if (!value.is_string()) return jsonld_error("invalid @id value", "an identifier is no string");
        const std::string_view iri = contexts_.expand_iri(active, value.as_string(), {.document_relative = true});
        if (safe_ && !iri.starts_with("_:") && !is_absolute_iri(iri)) {
          return dropped("the identifier " + quoted(value.as_string()) + " is no absolute IRI").error();
        }
        if (!iri.empty() || value.as_string().empty()) expanded = Value::string(iri);
        result.append(arena_, "@id", expanded);
        return {};
      }
      case Keyword::type: return expand_type(type_context, value, result);
      case Keyword::graph: {
        auto inner = expand(&active, "@graph", nullptr, value, From::elsewhere);
        if (!inner) return std::move(inner).error();
        expanded = inner->is_null() ? Value::array(arena_, 0) : as_array(*inner);
        break;
      }
      case Keyword::included: {
        if (contexts_.is_1_0()) return {};
        auto inner = expand(&active, {}, nullptr, value, From::elsewhere);
        if (!inner) return std::move(inner).error();
        expanded = inner->is_null() ? Value::array(arena_, 0) : as_array(*inner);
        if (inner->is_null()) return jsonld_error("invalid @included value", "@included holds no node objects");
        for (const Value& item : expanded.items()) {
          if (!is_node_object(item))
            return jsonld_error("invalid @included value", "@included holds something that is no node object");
        }
        add_value(arena_, result, "@included", expanded);
        return {};
      }
      case Keyword::value: {
        if (input_type == "@json") {
          if (contexts_.is_1_0()) return jsonld_error("invalid value object value", "@json in JSON-LD 1.0 mode");
          result.append(arena_, "@value", value);
          return {};
        }
        if (value.is_array() || value.is_object())
          return jsonld_error("invalid value object value", "@value is an array or object");
        result.append(arena_, "@value", value);
        return {};
      }
      case Keyword::language:
        if (!value.is_string()) return jsonld_error("invalid language-tagged string", "@language is no string");
        expanded = value;
        break;
      case Keyword::direction:
        if (contexts_.is_1_0()) return {};
        if (!value.is_string("ltr") && !value.is_string("rtl")) {
          return jsonld_error("invalid base direction", "@direction is neither \"ltr\" nor \"rtl\"");
        }
        expanded = value;
        break;
      case Keyword::index:
        if (!value.is_string()) return jsonld_error("invalid @index value", "@index is no string");
        expanded = value;
        break;
      case Keyword::list: {
        if (is_none(property) || property == "@graph") {
          if (safe_) return dropped("a list stands where only nodes count").error();
          return {};
        }
        auto inner = expand(&active, property, active.find(property), value, From::elsewhere);
        if (!inner) return std::move(inner).error();
        expanded = inner->is_null() ? Value::array(arena_, 0) : as_array(*inner);
        break;
      }
      case Keyword::set: {
        auto inner = expand(&active, property, active.find(property), value, From::elsewhere);
        if (!inner) return std::move(inner).error();
        expanded = *inner;
        break;
      }
      case Keyword::reverse: return expand_reverse(active, value, result);
      default:
        // @default, @json, @none, ...: no entry of a node or value object; frames are not read here.
        if (safe_) return dropped("the keyword " + std::string{key.expanded} + " has no meaning here").error();
        return {};
    }
    if (!expanded.is_null()) result.append(arena_, key.expanded, expanded);
    return {};
  }

  Result<void> expand_type(const ActiveContext& type_context, const Value& value, const Value& result) {
    const Value* there = result.find("@type");
    Value types = there ? as_array(*there) : Value::array(arena_, value.is_array() ? value.size() : 1);
    const auto one = [&](const Value& type) -> Result<void> {
      if (!type.is_string()) return jsonld_error("invalid type value", "a type is no string");
      const std::string_view iri =
          contexts_.expand_iri(type_context, type.as_string(), {.document_relative = true, .vocab = true});
      if (safe_ && !iri.starts_with("_:") && !is_absolute_iri(iri) && iri != "@json") {
        return dropped("the type " + quoted(type.as_string()) + " has no meaning in the contexts").error();
      }
      if (!iri.empty()) types.push(arena_, Value::string(iri));
      return {};
    };
    if (value.is_array()) {
      for (const Value& type : value.items()) {
        if (auto done = one(type); !done) return done;
      }
    } else if (auto done = one(value); !done) {
      return done;
    }
    const bool single = there == nullptr && !value.is_array() && types.size() == 1;
    result.set(arena_, "@type", single ? types.items()[0] : types);
    return {};
  }

  // Step 13.4.13
  Result<void> expand_reverse(const ActiveContext& active, const Value& value, const Value& result) {
    if (!value.is_object()) return jsonld_error("invalid @reverse value", "@reverse is no object");
    auto inner = expand(&active, "@reverse", nullptr, value, From::elsewhere);
    if (!inner) return std::move(inner).error();
    for (const json::Member& member : inner->members()) {
      if (member.key == "@reverse") {
        for (const json::Member& twice : member.value.members()) add_value(arena_, result, twice.key, twice.value);
        continue;
      }
      const Value map = reverse_map(result);
      for (const Value& item : json::as_list(member.value)) {
        if (is_value_object(item) || is_list_object(item)) {
          return jsonld_error("invalid reverse property value", "a reverse property has a value that is no node");
        }
        add_value(arena_, map, member.key, item);
      }
    }
    return {};
  }
  Value reverse_map(const Value& result) {
    if (const Value* there = result.find("@reverse")) return *there;
    Value out = Value::object(arena_, 2);
    result.append(arena_, "@reverse", out);
    return out;
  }

  // Steps 13.5 to 13.14
  Result<void> expand_property(const ActiveContext& active, const Key& key, const json::Member& member,
                               const Value& result) {
    static const TermDefinition k_no_definition{};
    const TermDefinition& definition = key.definition ? *key.definition : k_no_definition;
    const Value& value = member.value;
    const std::string_view name = member.key.empty() ? std::string_view{""} : member.key;
    Value expanded;
    if (definition.type == "@json") {
      expanded = Value::object(arena_, 2);
      expanded.append(arena_, "@value", value);
      expanded.append(arena_, "@type", Value::string("@json"));
    } else if (definition.has(k_container_language) && value.is_object()) {
      auto map = expand_language_map(active, definition, value);
      if (!map) return std::move(map).error();
      expanded = *map;
    } else if ((definition.container & (k_container_index | k_container_type | k_container_id)) != 0 &&
               value.is_object()) {
      auto map = expand_index_map(active, name, definition, value);
      if (!map) return std::move(map).error();
      expanded = *map;
    } else {
      auto inner = expand(&active, name, key.definition, value, From::elsewhere);
      if (!inner) return std::move(inner).error();
      expanded = *inner;
    }
    // Step 13.10
    if (expanded.is_null()) return {};
    // Step 13.11
    if (definition.has(k_container_list) && !is_list_object(expanded)) {
      Value list = Value::object(arena_, 1);
      list.append(arena_, "@list", as_array(expanded));
      expanded = list;
    }
    // Step 13.12
    if (definition.has(k_container_graph) && (definition.container & (k_container_id | k_container_index)) == 0) {
      Value graphs = Value::array(arena_, 1);
      for (const Value& item : json::as_list(expanded)) {
        Value graph = Value::object(arena_, 1);
        graph.append(arena_, "@graph", as_array(item));
        graphs.push(arena_, graph);
      }
      expanded = graphs;
    }
    // Step 13.13
    if (definition.reverse) {
      const Value map = reverse_map(result);
      for (const Value& item : json::as_list(expanded)) {
        if (is_value_object(item) || is_list_object(item)) {
          return jsonld_error("invalid reverse property value", "a reverse property has a value that is no node");
        }
        add_value(arena_, map, key.expanded, item);
      }
      return {};
    }
    // Step 13.14
    add_value(arena_, result, key.expanded, expanded);
    return {};
  }

  std::vector<const json::Member*> in_order(const Value& map) const {
    std::vector<const json::Member*> out;
    out.reserve(map.size());
    for (const json::Member& member : map.members()) out.push_back(&member);
    if (options_.ordered)
      std::sort(out.begin(), out.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
    return out;
  }

  // Step 13.7
  Result<Value> expand_language_map(const ActiveContext& active, const TermDefinition& definition, const Value& map) {
    Value out = Value::array(arena_, map.size());
    const Direction direction = definition.direction != Direction::absent ? definition.direction : active.direction;
    for (const json::Member* member : in_order(map)) {
      for (const Value& item : json::as_list(member->value)) {
        if (item.is_null()) continue;
        if (!item.is_string())
          return jsonld_error("invalid language map value", "the text for " + quoted(member->key) + " is no string");
        Value text = Value::object(arena_, 2);
        text.append(arena_, "@value", item);
        if (member->key != "@none" && contexts_.expand_iri(active, member->key, {.vocab = true}) != "@none") {
          text.append(arena_, "@language", Value::string(member->key));
        }
        if (direction == Direction::ltr || direction == Direction::rtl) {
          text.append(arena_, "@direction", Value::string(direction_name(direction)));
        }
        out.push(arena_, text);
      }
    }
    return out;
  }

  // Step 13.8
  Result<Value> expand_index_map(const ActiveContext& active, std::string_view key, const TermDefinition& definition,
                                 const Value& map) {
    Value out = Value::array(arena_, map.size());
    const std::string_view index_key = definition.index.empty() ? std::string_view{"@index"} : definition.index;
    for (const json::Member* member : in_order(map)) {
      const std::string_view index = member->key;
      const ActiveContext* map_context = &active;
      if ((definition.container & (k_container_id | k_container_type)) != 0 && active.previous)
        map_context = active.previous;
      if (definition.has(k_container_type)) {
        auto typed = apply_type_context(map_context, *map_context, index);
        if (!typed) return std::move(typed).error();
        map_context = *typed;
      } else {
        map_context = &active;
      }
      const std::string_view expanded_index = contexts_.expand_iri(active, index, {.vocab = true});
      const bool is_none = expanded_index == "@none";
      auto inner = expand(map_context, key, map_context->find(key), as_array(member->value), From::map);
      if (!inner) return inner;
      for (Value item : json::as_list(*inner)) {
        if (definition.has(k_container_graph) && !is_graph_object(item)) {
          Value graph = Value::object(arena_, 2);
          graph.append(arena_, "@graph", as_array(item));
          item = graph;
        }
        if (definition.has(k_container_index) && index_key != "@index" && !is_none) {
          auto re_expanded = expand_value(active, active.find(index_key), Value::string(index));
          if (!re_expanded) return re_expanded;
          const std::string_view property = contexts_.expand_iri(active, index_key, {.vocab = true});
          Value values = array_of(*re_expanded);
          for (const Value& there : json::as_list(item.get(property))) values.push(arena_, there);
          item.set(arena_, property, values);
          if (is_value_object(item) && item.size() > 1) {
            return jsonld_error("invalid value object", "a value is indexed by a property");
          }
        } else if (definition.has(k_container_index) && item.find("@index") == nullptr && !is_none) {
          item.append(arena_, "@index", Value::string(index));
        } else if (definition.has(k_container_id) && item.find("@id") == nullptr && !is_none) {
          item.append(arena_, "@id", Value::string(contexts_.expand_iri(active, index, {.document_relative = true})));
        } else if (definition.has(k_container_type) && !is_none) {
          Value types = array_of(Value::string(expanded_index));
          for (const Value& there : json::as_list(item.get("@type"))) types.push(arena_, there);
          item.set(arena_, "@type", types);
        }
        out.push(arena_, item);
      }
    }
    return out;
  }

  // Section 5.3.2, Value Expansion.
  Result<Value> expand_value(const ActiveContext& active, const TermDefinition* definition, const Value& value) {
    const std::string_view type = definition ? definition->type : std::string_view{};
    Value out = Value::object(arena_, 2);
    if (value.is_string() && (type == "@id" || type == "@vocab")) {
      const std::string_view iri =
          contexts_.expand_iri(active, value.as_string(), {.document_relative = true, .vocab = type == "@vocab"});
      if (safe_ && !iri.starts_with("_:") && !is_absolute_iri(iri)) {
        return dropped("the reference " + quoted(value.as_string()) + " is no absolute IRI");
      }
      Value id;
      if (!iri.empty() || value.as_string().empty()) id = Value::string(iri);
      out.append(arena_, "@id", id);
      return out;
    }
    out.append(arena_, "@value", value);
    if (!type.empty() && type != "@id" && type != "@vocab" && type != "@none") {
      out.append(arena_, "@type", Value::string(type));
    } else if (value.is_string()) {
      const bool own = definition && definition->has_language;
      const std::string_view language = own ? definition->language : active.language.value_or(std::string_view{});
      if (!language.empty()) out.append(arena_, "@language", Value::string(language));
      const Direction direction =
          definition && definition->direction != Direction::absent ? definition->direction : active.direction;
      if (direction == Direction::ltr || direction == Direction::rtl) {
        out.append(arena_, "@direction", Value::string(direction_name(direction)));
      }
    }
    return out;
  }

  // Steps 15 to 20
  Result<Value> finish(std::string_view property, Value result) {
    if (const Value* value = result.find("@value")) {
      const Value* type = result.find("@type");
      const bool tagged = result.find("@language") != nullptr || result.find("@direction") != nullptr;
      for (const json::Member& member : result.members()) {
        if (member.key != "@value" && member.key != "@type" && member.key != "@language" &&
            member.key != "@direction" && member.key != "@index") {
          return jsonld_error("invalid value object", "a value object has the entry " + quoted(member.key));
        }
      }
      if (type && tagged)
        return jsonld_error("invalid value object", "a value object has both a type and a language or direction");
      if (type && type->is_string("@json")) return result;
      if (type && type->is_array() && type->size() == 1 && type->items()[0].is_string("@json")) return result;
      if (value->is_null() || (value->is_array() && value->empty())) return Value{};
      if (!value->is_string() && result.find("@language") != nullptr) {
        return jsonld_error("invalid language-tagged value", "a value with a language is no string");
      }
      if (type && (!type->is_string() || !is_wellformed_iri(type->as_string()))) {
        return jsonld_error("invalid typed value", "a value has a type that is no IRI");
      }
    } else if (const Value* type = result.find("@type"); type && !type->is_array()) {
      result.set(arena_, "@type", array_of(*type));
    } else if (result.find("@set") != nullptr || result.find("@list") != nullptr) {
      for (const json::Member& member : result.members()) {
        if (member.key != "@set" && member.key != "@list" && member.key != "@index") {
          return jsonld_error("invalid set or list object", "a set or list has the entry " + quoted(member.key));
        }
      }
      if (result.find("@set") != nullptr && result.find("@list") != nullptr) {
        return jsonld_error("invalid set or list object", "an object is both a set and a list");
      }
      if (const Value* set = result.find("@set")) {
        result = *set;
        if (!result.is_object()) return result;
      }
    }
    // Step 18
    if (result.size() == 1 && result.find("@language") != nullptr) return Value{};
    // Step 19
    if (is_none(property) || property == "@graph") {
      const bool useless = result.empty() || result.find("@value") != nullptr || result.find("@list") != nullptr;
      const bool only_id = result.size() == 1 && result.find("@id") != nullptr;
      if (useless && safe_ && !result.empty()) return dropped("a value stands where only nodes count");
      if (useless || only_id) return Value{};
    }
    return result;
  }

  Result<Value> dropped(std::string what) {
    return Error{.code = "rdf.jsonld.dropped",
                 .message = std::move(what) + ", so a signature would not cover it",
                 .remedy = "add the context that defines it, or take it out"};
  }

  ContextProcessor& contexts_;
  json::Arena& arena_;
  const Options& options_;
  const bool safe_;
};

}  // namespace

Result<Value> expand_document(ContextProcessor& contexts, const Value& input) {
  return Expander{contexts}.document(input);
}

}  // namespace credex::rdf::jsonld
