// SHACL, Recommendation 2017-07-20, appendix A: the rules of what a well-formed shape is. What validates by a shape
// (shapes.cpp) may then rely on them.
#include "rdf/shacl/syntax.h"

#include <algorithm>
#include <array>
#include <string>

#include "rdf/literal.h"
#include "rdf/shacl/shapes.h"

namespace credex::rdf::shacl {
namespace {

/// What a value of a property must be.
enum class Wanted : std::uint8_t {
  anything,
  iri,
  iri_or_literal,
  literal,
  integer,
  boolean,
  text,
  text_of_a_language,  ///< or of none
  node_kind,
  node,  ///< an IRI or a blank node: a shape or a path
  node_shape,
  property_shape,
  list,
  list_of_text,
  list_of_iris,
  list_of_shapes
};

enum class Times : std::uint8_t { once, often };
enum class On : std::uint8_t { any_shape, property_shapes };

struct Rule {
  std::string_view property;
  Times times;
  On on;
  Wanted wanted;
};

// The rules by their names in appendix A: NAME-maxCount (once), NAME-scope (property_shapes), and NAME-nodeKind,
// NAME-datatype or NAME-node (what is wanted). Components of several parameters take one value of each
// (multiple-parameters).
constexpr std::array k_rules{Rule{"targetNode", Times::often, On::any_shape, Wanted::iri_or_literal},
                             Rule{"targetClass", Times::often, On::any_shape, Wanted::iri},
                             Rule{"targetSubjectsOf", Times::often, On::any_shape, Wanted::iri},
                             Rule{"targetObjectsOf", Times::often, On::any_shape, Wanted::iri},
                             Rule{"severity", Times::once, On::any_shape, Wanted::iri},
                             Rule{"message", Times::often, On::any_shape, Wanted::text_of_a_language},
                             Rule{"deactivated", Times::once, On::any_shape, Wanted::boolean},
                             Rule{"path", Times::once, On::any_shape, Wanted::node},
                             Rule{"class", Times::often, On::any_shape, Wanted::iri},
                             Rule{"datatype", Times::once, On::any_shape, Wanted::iri},
                             Rule{"nodeKind", Times::once, On::any_shape, Wanted::node_kind},
                             Rule{"minCount", Times::once, On::property_shapes, Wanted::integer},
                             Rule{"maxCount", Times::once, On::property_shapes, Wanted::integer},
                             Rule{"minExclusive", Times::once, On::any_shape, Wanted::literal},
                             Rule{"minInclusive", Times::once, On::any_shape, Wanted::literal},
                             Rule{"maxExclusive", Times::once, On::any_shape, Wanted::literal},
                             Rule{"maxInclusive", Times::once, On::any_shape, Wanted::literal},
                             Rule{"minLength", Times::once, On::any_shape, Wanted::integer},
                             Rule{"maxLength", Times::once, On::any_shape, Wanted::integer},
                             Rule{"pattern", Times::once, On::any_shape, Wanted::text},
                             Rule{"flags", Times::once, On::any_shape, Wanted::text},
                             Rule{"languageIn", Times::once, On::any_shape, Wanted::list_of_text},
                             Rule{"uniqueLang", Times::once, On::property_shapes, Wanted::boolean},
                             Rule{"equals", Times::often, On::any_shape, Wanted::iri},
                             Rule{"disjoint", Times::often, On::any_shape, Wanted::iri},
                             Rule{"lessThan", Times::often, On::property_shapes, Wanted::iri},
                             Rule{"lessThanOrEquals", Times::often, On::property_shapes, Wanted::iri},
                             Rule{"not", Times::often, On::any_shape, Wanted::node},
                             Rule{"and", Times::often, On::any_shape, Wanted::list_of_shapes},
                             Rule{"or", Times::often, On::any_shape, Wanted::list_of_shapes},
                             Rule{"xone", Times::often, On::any_shape, Wanted::list_of_shapes},
                             Rule{"node", Times::often, On::any_shape, Wanted::node_shape},
                             Rule{"property", Times::often, On::any_shape, Wanted::property_shape},
                             Rule{"qualifiedValueShape", Times::once, On::property_shapes, Wanted::node},
                             Rule{"qualifiedValueShapesDisjoint", Times::once, On::any_shape, Wanted::boolean},
                             Rule{"qualifiedMinCount", Times::once, On::any_shape, Wanted::integer},
                             Rule{"qualifiedMaxCount", Times::once, On::any_shape, Wanted::integer},
                             Rule{"closed", Times::once, On::any_shape, Wanted::boolean},
                             Rule{"ignoredProperties", Times::once, On::any_shape, Wanted::list_of_iris},
                             Rule{"hasValue", Times::often, On::any_shape, Wanted::anything},
                             Rule{"in", Times::once, On::any_shape, Wanted::list}};

constexpr std::array<std::string_view, 6> k_node_kinds{"BlankNode",          "IRI",         "Literal", "BlankNodeOrIRI",
                                                       "BlankNodeOrLiteral", "IRIOrLiteral"};

const char* words(Wanted wanted) {
  switch (wanted) {
    case Wanted::anything: return "anything";
    case Wanted::iri: return "an IRI";
    case Wanted::iri_or_literal: return "an IRI or a literal";
    case Wanted::literal: return "a literal";
    case Wanted::integer: return "a whole number (xsd:integer)";
    case Wanted::boolean: return "true or false (xsd:boolean)";
    case Wanted::text: return "a text (xsd:string)";
    case Wanted::text_of_a_language: return "a text, with or without a language";
    case Wanted::node_kind: return "one of the six node kinds";
    case Wanted::node: return "an IRI or a blank node";
    case Wanted::node_shape: return "a node shape, which has no sh:path";
    case Wanted::property_shape: return "a property shape, which has a sh:path";
    case Wanted::list: return "a list";
    case Wanted::list_of_text: return "a list of texts (xsd:string)";
    case Wanted::list_of_iris: return "a list of IRIs";
    case Wanted::list_of_shapes: return "a list of shapes";
  }
  return "";
}

class Check {
 public:
  explicit Check(const Graph& graph) : graph_{graph} {}

  bool is(TermId id, Wanted wanted) const {
    switch (wanted) {
      case Wanted::anything: return true;
      case Wanted::iri: return data().is_iri(id);
      case Wanted::iri_or_literal: return !data().is_blank(id);
      case Wanted::literal: return data().is_literal(id);
      case Wanted::integer: return is_literal_of(id, iri::xsd_integer);
      case Wanted::boolean: return is_literal_of(id, iri::xsd_boolean);
      case Wanted::text: return is_literal_of(id, iri::xsd_string);
      case Wanted::text_of_a_language:
        return is_literal_of(id, iri::xsd_string) || is_literal_of(id, iri::rdf_lang_string);
      case Wanted::node_kind: {
        if (!data().is_iri(id)) return false;
        const std::string_view value = data().term(id).value;
        return value.starts_with(k_ns) &&
               std::find(k_node_kinds.begin(), k_node_kinds.end(), value.substr(k_ns.size())) != k_node_kinds.end();
      }
      case Wanted::node: return !data().is_literal(id);
      case Wanted::node_shape: return !data().is_literal(id) && values(id, "path").empty();
      case Wanted::property_shape: return !data().is_literal(id) && !values(id, "path").empty();
      case Wanted::list: return shacl_list(graph_, id).has_value();
      case Wanted::list_of_text: return is_list_of(id, Wanted::text);
      case Wanted::list_of_iris: return is_list_of(id, Wanted::iri);
      case Wanted::list_of_shapes: return is_list_of(id, Wanted::node);
    }
    return false;
  }

  std::span<const Quad> values(TermId subject, std::string_view name) const {
    const TermId predicate = sh(name);
    return predicate == TermId::none ? std::span<const Quad>{} : graph_.objects(subject, predicate);
  }

  TermId sh(std::string_view name) const { return data().find_iri(std::string{k_ns} + std::string{name}); }
  const Dataset& data() const { return graph_.dataset(); }

 private:
  bool is_literal_of(TermId id, std::string_view datatype) const {
    return data().is_literal(id) && data().term(data().term(id).datatype).value == datatype &&
           is_valid_literal(data().term(id).value, datatype);
  }
  bool is_list_of(TermId id, Wanted wanted) const {
    const auto members = shacl_list(graph_, id);
    return members && std::all_of(members->begin(), members->end(), [&](TermId member) { return is(member, wanted); });
  }

  const Graph& graph_;
};

}  // namespace

Result<void> check_syntax(const Graph& shapes, TermId shape) {
  const Check check{shapes};
  const Dataset& data = shapes.dataset();
  const auto bad = [&](std::string what) -> Result<void> {
    const Term& term = data.term(shape);
    return Error{.code = "rdf.shacl.shape",
                 .message = std::move(what),
                 .where = "shape " + std::string{term.kind == TermKind::blank ? "_:" : ""} + std::string{term.value},
                 .remedy = "correct the shapes graph"};
  };
  const bool has_path = !check.values(shape, "path").empty();
  for (const Rule& rule : k_rules) {
    const auto values = check.values(shape, rule.property);
    if (values.empty()) continue;
    const std::string name = "sh:" + std::string{rule.property};
    if (rule.times == Times::once && values.size() > 1)
      return bad(name + " stands " + std::to_string(values.size()) + " times; a shape has at most one");
    if (rule.on == On::property_shapes && !has_path)
      return bad(name + " stands in a shape without sh:path; only property shapes have it");
    for (const Quad& quad : values) {
      if (!check.is(quad.object, rule.wanted))
        return bad(name + " is \"" + std::string{data.term(quad.object).value} + "\"; what is wanted is " +
                   words(rule.wanted));
    }
  }
  // NodeShape-path-maxCount, PropertyShape-path-minCount.
  const std::string ns{k_ns};
  if (has_path && is_shacl_instance(shapes, shape, ns + "NodeShape"))
    return bad("it is a sh:NodeShape and has a sh:path");
  if (!has_path && is_shacl_instance(shapes, shape, ns + "PropertyShape"))
    return bad("it is a sh:PropertyShape without a sh:path");
  // implicit-targetClass-nodeKind
  if (data.is_blank(shape) && is_shacl_instance(shapes, shape, iri::rdfs_class))
    return bad("it is a class and a shape, and so needs an IRI");
  return {};
}

std::optional<std::vector<TermId>> shacl_list(const Graph& graph, TermId head) {
  const Dataset& data = graph.dataset();
  const TermId first = data.find_iri(iri::rdf_first);
  const TermId rest = data.find_iri(iri::rdf_rest);
  const TermId nil = data.find_iri(iri::rdf_nil);
  std::vector<TermId> out;
  while (nil == TermId::none || head != nil) {
    // One first and one rest each, and no way back: longer than the graph is a circle.
    if (first == TermId::none || rest == TermId::none || out.size() > graph.triples().size()) return std::nullopt;
    const auto item = graph.objects(head, first);
    const auto next = graph.objects(head, rest);
    if (item.size() != 1 || next.size() != 1) return std::nullopt;
    out.push_back(item[0].object);
    head = next[0].object;
  }
  const auto after = graph.outgoing(head);
  if (std::any_of(after.begin(), after.end(),
                  [&](const Quad& quad) { return quad.predicate == first || quad.predicate == rest; }))
    return std::nullopt;
  return out;
}

bool is_shacl_instance(const Graph& graph, TermId node, std::string_view type) {
  const Dataset& data = graph.dataset();
  const TermId wanted = data.find_iri(type);
  const TermId rdf_type = data.find_iri(iri::rdf_type);
  if (wanted == TermId::none || rdf_type == TermId::none) return false;
  const TermId below = data.find_iri(iri::rdfs_sub_class_of);
  std::vector<TermId> classes;
  for (const Quad& quad : graph.objects(node, rdf_type)) classes.push_back(quad.object);
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i] == wanted) return true;
    if (below == TermId::none) continue;
    for (const Quad& quad : graph.objects(classes[i], below)) {
      if (std::find(classes.begin(), classes.end(), quad.object) == classes.end()) classes.push_back(quad.object);
    }
  }
  return false;
}

}  // namespace credex::rdf::shacl
