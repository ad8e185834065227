// SHACL, Recommendation 2017-07-20: reading a shapes graph (sections 2 and 4).
#include "rdf/shacl/shapes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <unordered_map>

#include "rdf/shacl/syntax.h"

namespace credex::rdf::shacl {
namespace {

constexpr std::array<std::string_view, 29> k_components{"Class",
                                                        "Datatype",
                                                        "NodeKind",
                                                        "MinCount",
                                                        "MaxCount",
                                                        "MinExclusive",
                                                        "MinInclusive",
                                                        "MaxExclusive",
                                                        "MaxInclusive",
                                                        "MinLength",
                                                        "MaxLength",
                                                        "Pattern",
                                                        "LanguageIn",
                                                        "UniqueLang",
                                                        "Equals",
                                                        "Disjoint",
                                                        "LessThan",
                                                        "LessThanOrEquals",
                                                        "Not",
                                                        "And",
                                                        "Or",
                                                        "Xone",
                                                        "Node",
                                                        "Property",
                                                        "QualifiedMinCount",
                                                        "QualifiedMaxCount",
                                                        "Closed",
                                                        "HasValue",
                                                        "In"};

constexpr std::size_t k_max_path_depth = 64;

}  // namespace

std::string_view component_name(Component component) { return k_components[static_cast<std::size_t>(component)]; }

/// Turns the triples of a shapes graph into Shapes.
class ShapesReader {
 public:
  explicit ShapesReader(Shapes& out) : out_{out}, graph_{*out.dataset_} {}

  Result<void> read() {
    if (auto known = no_entailment(); !known) return known;
    for (const TermId id : roots()) {
      auto shape = shape_of(id);
      if (!shape) return std::move(shape).error();
    }
    // Shapes found on the way are read as they come: the list grows.
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      auto done = fill(pending_[i]);
      if (!done) return done;
    }
    set_siblings();
    return {};
  }

 private:
  const Dataset& data() const { return *out_.dataset_; }
  TermId sh(std::string_view name) const { return data().find_iri(std::string{k_ns} + std::string{name}); }
  TermId get(TermId subject, std::string_view name) const {
    const TermId predicate = sh(name);
    return predicate == TermId::none ? TermId::none : graph_.object(subject, predicate);
  }
  std::vector<TermId> all(TermId subject, std::string_view name) const {
    std::vector<TermId> out;
    const TermId predicate = sh(name);
    if (predicate == TermId::none) return out;
    for (const Quad& quad : graph_.objects(subject, predicate)) out.push_back(quad.object);
    return out;
  }
  std::string name_of(TermId id) const {
    const Term& term = data().term(id);
    return (term.kind == TermKind::blank ? "_:" : "") + std::string{term.value};
  }
  Error bad(TermId shape, std::string what) const {
    return Error{.code = "rdf.shacl.shape",
                 .message = std::move(what),
                 .where = "shape " + name_of(shape),
                 .remedy = "correct the shapes graph"};
  }

  // Section 1.5: inference that is asked for and cannot be done is a failure.
  Result<void> no_entailment() const {
    const TermId entailment = sh("entailment");
    const auto triples = graph_.triples();
    const auto asked = std::find_if(triples.begin(), triples.end(), [&](const Quad& quad) {
      return entailment != TermId::none && quad.predicate == entailment;
    });
    if (asked == triples.end()) return {};
    return Error{.code = "rdf.shacl.entailment",
                 .message = "the shapes ask for inference by " + name_of(asked->object) + ", which is not done here",
                 .remedy = "infer what is wanted beforehand, and take sh:entailment out of the shapes"};
  }

  // Section 2.1: a shape is what is typed so, has a target, a shape's parameter, or is the value of one that takes
  // shapes.
  std::vector<TermId> roots() const {
    std::set<TermId> found;
    const TermId type = data().find_iri(iri::rdf_type);
    for (const char* kind : {"NodeShape", "PropertyShape"}) {
      if (const TermId c = sh(kind); c != TermId::none) {
        for (const Quad& quad : graph_.subjects(type, c)) found.insert(quad.subject);
      }
    }
    for (const char* name : {"targetNode",
                             "targetClass",
                             "targetSubjectsOf",
                             "targetObjectsOf",
                             "class",
                             "datatype",
                             "nodeKind",
                             "minCount",
                             "maxCount",
                             "minExclusive",
                             "minInclusive",
                             "maxExclusive",
                             "maxInclusive",
                             "minLength",
                             "maxLength",
                             "pattern",
                             "languageIn",
                             "uniqueLang",
                             "equals",
                             "disjoint",
                             "lessThan",
                             "lessThanOrEquals",
                             "not",
                             "and",
                             "or",
                             "xone",
                             "node",
                             "property",
                             "qualifiedValueShape",
                             "closed",
                             "hasValue",
                             "in"}) {
      const TermId predicate = sh(name);
      if (predicate == TermId::none) continue;
      for (const Quad& quad : graph_.triples()) {
        if (quad.predicate == predicate) found.insert(quad.subject);
      }
    }
    return {found.begin(), found.end()};
  }

  Result<std::uint32_t> shape_of(TermId id) {
    if (const auto it = index_.find(id); it != index_.end()) return it->second;
    if (data().is_literal(id)) return bad(id, "a literal stands where a shape is wanted");
    const auto index = static_cast<std::uint32_t>(out_.shapes_.size());
    index_[id] = index;
    out_.shapes_.push_back({.id = id});
    pending_.push_back(index);
    return index;
  }

  Result<Path> path_of(TermId shape, TermId node, std::size_t depth) {
    if (depth > k_max_path_depth) return bad(shape, "its path is nested too deep or turns in a circle");
    Path path;
    if (data().is_iri(node) && data().term(node).value != iri::rdf_nil) {
      path.predicate = node;
      return path;
    }
    const auto parts = [&](Path::Kind kind, const std::vector<TermId>& nodes) -> Result<Path> {
      if (nodes.size() < 2) return bad(shape, "its path has a list of fewer than two paths");
      path.kind = kind;
      for (const TermId part : nodes) {
        auto inner = path_of(shape, part, depth + 1);
        if (!inner) return inner;
        path.parts.push_back(std::move(*inner));
      }
      return path;
    };
    for (const char* name : {"inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"}) {
      if (all(node, name).size() > 1) return bad(shape, std::string{"its path has sh:"} + name + " more than once");
    }
    if (const auto list = shacl_list(graph_, node); list && !list->empty()) return parts(Path::Kind::sequence, *list);
    if (const TermId list = get(node, "alternativePath"); list != TermId::none)
      return parts(Path::Kind::alternative, shacl_list(graph_, list).value_or(std::vector<TermId>{}));
    struct Unary {
      const char* name;
      Path::Kind kind;
    };
    for (const Unary& unary :
         {Unary{"inversePath", Path::Kind::inverse}, Unary{"zeroOrMorePath", Path::Kind::zero_or_more},
          Unary{"oneOrMorePath", Path::Kind::one_or_more}, Unary{"zeroOrOnePath", Path::Kind::zero_or_one}}) {
      const TermId inner_node = get(node, unary.name);
      if (inner_node == TermId::none) continue;
      auto inner = path_of(shape, inner_node, depth + 1);
      if (!inner) return inner;
      path.kind = unary.kind;
      path.parts.push_back(std::move(*inner));
      return path;
    }
    return bad(shape, "its path is not well-formed");
  }

  bool is_true(TermId id) const {
    return data().is_literal(id) && (data().term(id).value == "true" || data().term(id).value == "1");
  }

  Result<std::uint64_t> count_of(TermId shape, TermId id, const char* name) const {
    std::uint64_t out = 0;
    const std::string_view text = data().is_literal(id) ? data().term(id).value : std::string_view{};
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size()) {
      return bad(shape, std::string{"sh:"} + name + " is no whole number");
    }
    return out;
  }

  Result<void> fill(std::uint32_t index) {
    Shape shape;
    shape.id = out_.shapes_[index].id;
    const TermId id = shape.id;
    if (auto good = check_syntax(graph_, id); !good) return good;
    if (const TermId path = get(id, "path"); path != TermId::none) {
      auto read = path_of(id, path, 0);
      if (!read) return std::move(read).error();
      shape.path = std::move(*read);
      shape.is_property = true;
    }
    shape.deactivated = is_true(get(id, "deactivated"));
    if (const TermId severity = get(id, "severity"); severity != TermId::none) {
      shape.severity_term = severity;
      if (severity == sh("Warning")) shape.severity = Severity::warning;
      if (severity == sh("Info")) shape.severity = Severity::info;
    }
    shape.messages = all(id, "message");
    shape.target_nodes = all(id, "targetNode");
    shape.target_classes = all(id, "targetClass");
    shape.target_subjects_of = all(id, "targetSubjectsOf");
    shape.target_objects_of = all(id, "targetObjectsOf");
    // Section 2.1.3.3, implicit class targets.
    if (is_shacl_instance(graph_, id, iri::rdfs_class)) shape.target_classes.push_back(id);
    auto done = constraints(shape);
    if (!done) return done;
    for (const char* name : {"sparql", "js", "target", "expression", "rule"}) {
      if (get(id, name) != TermId::none) note_unsupported(name);
    }
    out_.shapes_[index] = std::move(shape);
    return {};
  }

  void note_unsupported(const std::string& name) {
    auto& list = out_.unsupported_;
    if (std::find(list.begin(), list.end(), "sh:" + name) == list.end()) list.push_back("sh:" + name);
  }

  Result<void> constraints(Shape& shape) {
    const TermId id = shape.id;
    const auto each = [&](const char* name, Component component) {
      for (const TermId value : all(id, name)) shape.constraints.push_back({.component = component, .terms = {value}});
    };
    const auto count = [&](const char* name, Component component) -> Result<void> {
      const TermId value = get(id, name);
      if (value == TermId::none) return {};
      auto number = count_of(id, value, name);
      if (!number) return std::move(number).error();
      shape.constraints.push_back({.component = component, .number = *number});
      return {};
    };
    each("class", Component::class_);
    each("datatype", Component::datatype);
    if (const TermId kind = get(id, "nodeKind"); kind != TermId::none) {
      std::uint64_t bits = 0;
      const std::string_view name = data().term(kind).value;
      if (name.find("BlankNode") != std::string_view::npos) bits |= k_kind_blank;
      if (name.find("IRI") != std::string_view::npos) bits |= k_kind_iri;
      if (name.find("Literal") != std::string_view::npos) bits |= k_kind_literal;
      shape.constraints.push_back({.component = Component::node_kind, .terms = {kind}, .number = bits});
    }
    if (auto done = count("minCount", Component::min_count); !done) return done;
    if (auto done = count("maxCount", Component::max_count); !done) return done;
    each("minExclusive", Component::min_exclusive);
    each("minInclusive", Component::min_inclusive);
    each("maxExclusive", Component::max_exclusive);
    each("maxInclusive", Component::max_inclusive);
    if (auto done = count("minLength", Component::min_length); !done) return done;
    if (auto done = count("maxLength", Component::max_length); !done) return done;
    for (const TermId pattern : all(id, "pattern")) {
      const TermId flags = get(id, "flags");
      shape.constraints.push_back({.component = Component::pattern,
                                   .pattern = std::string{data().term(pattern).value},
                                   .flags = flags == TermId::none ? "" : std::string{data().term(flags).value}});
    }
    for (const TermId list : all(id, "languageIn"))
      shape.constraints.push_back({.component = Component::language_in, .terms = graph_.list(list)});
    // Only "true" itself: the suite wants "1" ignored.
    if (const TermId unique = get(id, "uniqueLang"); is_true(unique) && data().term(unique).value == "true")
      shape.constraints.push_back({.component = Component::unique_lang});
    each("equals", Component::equals);
    each("disjoint", Component::disjoint);
    each("lessThan", Component::less_than);
    each("lessThanOrEquals", Component::less_than_or_equals);
    if (auto done = shape_constraints(shape); !done) return done;
    if (is_true(get(id, "closed"))) {
      Constraint closed{.component = Component::closed};
      for (const TermId list : all(id, "ignoredProperties")) closed.terms = graph_.list(list);
      closed.number = closed.terms.size();  // what follows are the properties of the shape's own property shapes
      for (const TermId property : all(id, "property")) {
        const TermId path = get(property, "path");
        if (data().is_iri(path)) closed.terms.push_back(path);
      }
      shape.constraints.push_back(std::move(closed));
    }
    each("hasValue", Component::has_value);
    for (const TermId list : all(id, "in"))
      shape.constraints.push_back({.component = Component::in, .terms = graph_.list(list)});
    return {};
  }

  // Sections 4.6 and 4.7: the components whose parameters are shapes.
  Result<void> shape_constraints(Shape& shape) {
    const TermId id = shape.id;
    const auto one = [&](const char* name, Component component) -> Result<void> {
      for (const TermId value : all(id, name)) {
        auto inner = shape_of(value);
        if (!inner) return std::move(inner).error();
        shape.constraints.push_back({.component = component, .terms = {value}, .shapes = {*inner}});
      }
      return {};
    };
    const auto list = [&](const char* name, Component component) -> Result<void> {
      for (const TermId value : all(id, name)) {
        Constraint constraint{.component = component, .terms = {value}};
        const auto members = graph_.list(value);
        for (const TermId member : members) {
          auto inner = shape_of(member);
          if (!inner) return std::move(inner).error();
          constraint.shapes.push_back(*inner);
        }
        shape.constraints.push_back(std::move(constraint));
      }
      return {};
    };
    if (auto done = one("not", Component::not_); !done) return done;
    if (auto done = list("and", Component::and_); !done) return done;
    if (auto done = list("or", Component::or_); !done) return done;
    if (auto done = list("xone", Component::xone); !done) return done;
    if (auto done = one("node", Component::node); !done) return done;
    if (auto done = one("property", Component::property); !done) return done;
    for (const TermId value : all(id, "qualifiedValueShape")) {
      auto inner = shape_of(value);
      if (!inner) return std::move(inner).error();
      for (const auto& [name, component] : {std::pair{"qualifiedMinCount", Component::qualified_min_count},
                                            std::pair{"qualifiedMaxCount", Component::qualified_max_count}}) {
        const TermId bound = get(id, name);
        if (bound == TermId::none) continue;
        auto number = count_of(id, bound, name);
        if (!number) return std::move(number).error();
        shape.constraints.push_back({.component = component, .shapes = {*inner}, .number = *number});
      }
    }
    return {};
  }

  // Section 4.7.3: sibling shapes are the qualified value shapes of the other property shapes of the same parents.
  void set_siblings() {
    const TermId property = sh("property");
    const TermId qualified = sh("qualifiedValueShape");
    if (property == TermId::none || qualified == TermId::none) return;
    for (Shape& shape : out_.shapes_) {
      if (!is_true(get(shape.id, "qualifiedValueShapesDisjoint"))) continue;
      std::set<std::uint32_t> siblings;
      for (const Quad& parent : graph_.subjects(property, shape.id)) {
        for (const Quad& other : graph_.objects(parent.subject, property)) {
          for (const Quad& value : graph_.objects(other.object, qualified)) {
            if (!graph_.contains(shape.id, qualified, value.object)) siblings.insert(index_.at(value.object));
          }
        }
      }
      for (Constraint& constraint : shape.constraints) {
        if (constraint.component == Component::qualified_min_count ||
            constraint.component == Component::qualified_max_count) {
          constraint.siblings.assign(siblings.begin(), siblings.end());
        }
      }
    }
  }

  Shapes& out_;
  Graph graph_;
  std::unordered_map<TermId, std::uint32_t> index_;
  std::vector<std::uint32_t> pending_;
};

Result<Shapes> Shapes::from(Dataset dataset) {
  Shapes out;
  out.dataset_ = std::make_unique<Dataset>(std::move(dataset));
  auto done = ShapesReader{out}.read();
  if (!done) return std::move(done).error();
  return out;
}

std::vector<std::string> Shapes::imports_of(const Dataset& dataset) {
  std::vector<std::string> out;
  const TermId imports = dataset.find_iri("http://www.w3.org/2002/07/owl#imports");
  for (const Quad& quad : dataset.quads()) {
    if (imports != TermId::none && quad.predicate == imports && dataset.is_iri(quad.object))
      out.emplace_back(dataset.term(quad.object).value);
  }
  return out;
}

std::string path_text(const Dataset& dataset, const Path& path) {
  const auto joined = [&](const char* separator) {
    std::string out;
    for (const Path& part : path.parts) {
      if (!out.empty()) out += separator;
      out += path_text(dataset, part);
    }
    return out;
  };
  switch (path.kind) {
    case Path::Kind::predicate: {
      const std::string_view iri = dataset.term(path.predicate).value;
      const auto at = iri.find_last_of("/#");
      return std::string{at == std::string_view::npos || at + 1 == iri.size() ? iri : iri.substr(at + 1)};
    }
    case Path::Kind::inverse: return "^" + joined("");
    case Path::Kind::sequence: return joined("/");
    case Path::Kind::alternative: return "(" + joined("|") + ")";
    case Path::Kind::zero_or_more: return joined("") + "*";
    case Path::Kind::one_or_more: return joined("") + "+";
    case Path::Kind::zero_or_one: return joined("") + "?";
  }
  return {};
}

}  // namespace credex::rdf::shacl
