// SHACL, Recommendation 2017-07-20: validation (section 3) by the components of SHACL Core (section 4). All of them in
// one place, so that the list can be read beside the standard's.
#include "rdf/shacl/validate.h"

#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <memory>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "rdf/literal.h"

namespace credex::rdf::shacl {
namespace {

using Nodes = std::vector<TermId>;

void add_unique(Nodes& nodes, TermId node) {
  if (std::find(nodes.begin(), nodes.end(), node) == nodes.end()) nodes.push_back(node);
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// SPARQL's langMatches with a basic range.
bool language_matches(std::string_view tag, std::string_view range) {
  if (range == "*") return !tag.empty();
  if (tag.size() < range.size() || !equal_ascii_case(tag.substr(0, range.size()), range)) return false;
  return tag.size() == range.size() || tag[range.size()] == '-';
}

/// A pattern of XPath (Functions and Operators, section 7.6.1, to which SPARQL's REGEX refers) as ICU takes it: "$" is
/// the very end but with the flag m, and the flag x leaves out white space and knows no comments.
std::string icu_pattern(std::string_view pattern, std::string_view flags) {
  const auto has = [&](char flag) { return flags.find(flag) != std::string_view::npos; };
  if (has('q')) return std::string{pattern};
  std::string out;
  int depth = 0;  // of [ ] within each other
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      out += c;
      out += pattern[++i];
      continue;
    }
    if (c == '[') ++depth;
    if (c == ']' && depth > 0) --depth;
    if (depth == 0 && has('x') && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) continue;
    if (depth == 0 && c == '$' && !has('m')) {
      out += "\\z";
    } else {
      out += c;
    }
  }
  return out;
}

class Validator {
 public:
  Validator(const Shapes& shapes, const Graph& data, const ValidationLimits& limits)
      : shapes_{shapes},
        data_{data},
        terms_{data.dataset()},
        limits_{limits},
        translated_(shapes.dataset().term_count(), k_untranslated) {
    type_ = terms_.find_iri(iri::rdf_type);
    sub_class_of_ = terms_.find_iri(iri::rdfs_sub_class_of);
  }

  Result<Validation> run() {
    for (const Shape& shape : shapes_.all()) {
      if (shape.deactivated) continue;
      const Nodes focus_nodes = focus_of(shape);
      out_.focus_nodes += focus_nodes.size();
      for (const TermId focus : focus_nodes) {
        validate_shape(shape, focus, Mode::report);
        if (over_limit_) {
          return Error{.code = "rdf.shacl.too_complex",
                       .message = "validating takes more than " + std::to_string(limits_.max_steps) + " steps",
                       .remedy = "validate a smaller graph, or simpler shapes"};
        }
      }
    }
    return std::move(out_);
  }

 private:
  enum class Mode : std::uint8_t { report, judge };
  static constexpr TermId k_untranslated{0xFFFFFFFF};

  // Numbers of terms. Those of the data come first; what only the shapes know stands behind them, so that a target that
  // the data does not mention is a node as any other, with no triples.
  const Term& term(TermId id) const {
    const auto i = static_cast<std::size_t>(id);
    return i < terms_.term_count() ? terms_.term(id) : shapes_.dataset().term(TermId{shapes_number(i)});
  }
  std::uint32_t shapes_number(std::size_t i) const { return static_cast<std::uint32_t>(i - terms_.term_count()); }
  std::string_view datatype_of(TermId literal) const {
    const bool is_ours = static_cast<std::size_t>(literal) < terms_.term_count();
    return (is_ours ? terms_ : shapes_.dataset()).term(term(literal).datatype).value;
  }
  bool is_literal(TermId id) const { return term(id).kind == TermKind::literal; }
  bool is_blank(TermId id) const { return term(id).kind == TermKind::blank; }

  // A term of the shapes graph by its number among those of the data.
  TermId here(TermId id) {
    TermId& out = translated_[static_cast<std::size_t>(id)];
    if (out != k_untranslated) return out;
    const Dataset& from = shapes_.dataset();
    const Term& wanted = from.term(id);
    if (wanted.kind == TermKind::literal) {
      out = terms_.find_literal(wanted.value, from.term(wanted.datatype).value, wanted.language);
    } else if (wanted.kind == TermKind::iri) {
      out = terms_.find_iri(wanted.value);
    } else {
      out = terms_.find_blank(wanted.value);
    }
    if (out == TermId::none)
      out = TermId{static_cast<std::uint32_t>(terms_.term_count() + static_cast<std::size_t>(id))};
    return out;
  }

  // Section 2.1.3
  Nodes focus_of(const Shape& shape) {
    std::set<TermId> found;
    for (const TermId node : shape.target_nodes) found.insert(here(node));
    for (const TermId c : shape.target_classes) {
      for (const TermId instance : instances_of(here(c))) found.insert(instance);
    }
    for (const TermId predicate : shape.target_subjects_of) {
      const TermId p = here(predicate);
      for (const Quad& quad : data_.triples()) {
        if (quad.predicate == p) found.insert(quad.subject);
      }
    }
    for (const TermId predicate : shape.target_objects_of) {
      const TermId p = here(predicate);
      for (const Quad& quad : data_.triples()) {
        if (quad.predicate == p) found.insert(quad.object);
      }
    }
    return {found.begin(), found.end()};
  }

  // The class and everything below it by rdfs:subClassOf in the data.
  const Nodes& classes_below(TermId c) {
    const auto [it, fresh] = classes_.try_emplace(c);
    if (fresh) {
      it->second.push_back(c);
      for (std::size_t i = 0; i < it->second.size() && sub_class_of_ != TermId::none; ++i) {
        for (const Quad& quad : data_.subjects(sub_class_of_, it->second[i])) add_unique(it->second, quad.subject);
      }
    }
    return it->second;
  }
  Nodes instances_of(TermId c) {
    Nodes out;
    if (type_ == TermId::none) return out;
    for (const TermId below : classes_below(c)) {
      for (const Quad& quad : data_.subjects(type_, below)) out.push_back(quad.subject);
    }
    return out;
  }
  bool is_instance(TermId node, TermId c) {
    if (type_ == TermId::none) return false;
    for (const Quad& quad : data_.objects(node, type_)) {
      if (quad.object == c) return true;
    }
    if (sub_class_of_ == TermId::none) return false;
    const Nodes& below = classes_below(c);
    for (const Quad& quad : data_.objects(node, type_)) {
      if (std::find(below.begin(), below.end(), quad.object) != below.end()) return true;
    }
    return false;
  }

  // Section 2.3.1: the nodes at the end of a path, each once.
  void walk(const Path& path, TermId from, bool inverse, Nodes& out) {
    switch (path.kind) {
      case Path::Kind::predicate: {
        const TermId predicate = here(path.predicate);
        if (inverse) {
          for (const Quad& quad : data_.subjects(predicate, from)) add_unique(out, quad.subject);
        } else {
          const auto found = data_.objects(from, predicate);
          if (out.empty()) {
            for (const Quad& quad : found) out.push_back(quad.object);
          } else {
            for (const Quad& quad : found) add_unique(out, quad.object);
          }
        }
        return;
      }
      case Path::Kind::inverse: return walk(path.parts[0], from, !inverse, out);
      case Path::Kind::sequence: {
        Nodes current{from};
        for (std::size_t i = 0; i < path.parts.size(); ++i) {
          Nodes next;
          const Path& part = path.parts[inverse ? path.parts.size() - 1 - i : i];
          for (const TermId node : current) walk(part, node, inverse, next);
          current = std::move(next);
        }
        for (const TermId node : current) add_unique(out, node);
        return;
      }
      case Path::Kind::alternative:
        for (const Path& part : path.parts) {
          Nodes found;
          walk(part, from, inverse, found);
          for (const TermId node : found) add_unique(out, node);
        }
        return;
      case Path::Kind::zero_or_one: {
        add_unique(out, from);
        Nodes found;
        walk(path.parts[0], from, inverse, found);
        for (const TermId node : found) add_unique(out, node);
        return;
      }
      case Path::Kind::zero_or_more:
      case Path::Kind::one_or_more: {
        std::set<TermId> seen;
        Nodes open{from};
        if (path.kind == Path::Kind::zero_or_more) seen.insert(from);
        while (!open.empty()) {
          Nodes found;
          walk(path.parts[0], open.back(), inverse, found);
          open.pop_back();
          for (const TermId node : found) {
            if (seen.insert(node).second) open.push_back(node);
          }
        }
        for (const TermId node : seen) add_unique(out, node);
        return;
      }
    }
  }

  bool validate_shape(const Shape& shape, TermId focus, Mode mode) {
    if (shape.deactivated) return true;
    for (const auto& [active_shape, active_focus] : active_) {
      if (active_shape == &shape && active_focus == focus) return true;
    }
    if (active_.size() > limits_.max_depth) {
      note_problem("shapes refer to each other more than " + std::to_string(limits_.max_depth) + " deep");
      return true;
    }
    active_.emplace_back(&shape, focus);
    Nodes values;
    if (shape.is_property) {
      walk(shape.path, focus, false, values);
    } else {
      values.push_back(focus);
    }
    bool good = true;
    for (const Constraint& constraint : shape.constraints) {
      good = judge(shape, constraint, focus, values, mode) && good;
      if ((!good && mode == Mode::judge) || over_limit_) break;
    }
    active_.pop_back();
    return good;
  }

  void note_problem(const std::string& problem) {
    if (std::find(out_.problems.begin(), out_.problems.end(), problem) == out_.problems.end())
      out_.problems.push_back(problem);
  }

  bool conforms(std::uint32_t shape, TermId node) { return validate_shape(shapes_.all()[shape], node, Mode::judge); }

  bool judge(const Shape& shape, const Constraint& constraint, TermId focus, const Nodes& values, Mode mode) {
    steps_ += values.size() + 1;
    if (steps_ > limits_.max_steps) {
      over_limit_ = true;
      return false;
    }
    bool good = true;
    const auto fail = [&](TermId value, TermId closed_path = TermId::none) {
      good = false;
      if (mode == Mode::report && out_.results.size() < limits_.max_results)
        out_.results.push_back({focus, value, closed_path, &shape, &constraint});
    };
    const auto each = [&](auto&& holds) {
      for (const TermId value : values) {
        if (!holds(value)) {
          fail(value);
          if (mode == Mode::judge) return;
        }
      }
    };
    const auto literal_text = [&](TermId id) { return term(id).value; };
    switch (constraint.component) {
      case Component::class_: {
        const TermId c = here(constraint.terms[0]);
        each([&](TermId value) { return is_instance(value, c); });
        break;
      }
      case Component::datatype: {
        const std::string_view datatype = shapes_.dataset().term(constraint.terms[0]).value;
        each([&](TermId value) {
          return is_literal(value) && datatype_of(value) == datatype && is_valid_literal(literal_text(value), datatype);
        });
        break;
      }
      case Component::node_kind:
        each([&](TermId value) {
          const TermKind kind = term(value).kind;
          const std::uint64_t bit = kind == TermKind::blank ? k_kind_blank
                                    : kind == TermKind::iri ? k_kind_iri
                                                            : k_kind_literal;
          return (constraint.number & bit) != 0;
        });
        break;
      case Component::min_count:
        if (values.size() < constraint.number) fail(TermId::none);
        break;
      case Component::max_count:
        if (values.size() > constraint.number) fail(TermId::none);
        break;
      case Component::min_exclusive:
      case Component::min_inclusive:
      case Component::max_exclusive:
      case Component::max_inclusive: each([&](TermId value) { return in_range(constraint, value); }); break;
      case Component::min_length:
      case Component::max_length:
        each([&](TermId value) {
          if (is_blank(value)) return false;
          const std::size_t length = code_points(literal_text(value));
          return constraint.component == Component::min_length ? length >= constraint.number
                                                               : length <= constraint.number;
        });
        break;
      case Component::pattern: {
        const icu::RegexPattern* pattern = compiled(constraint);
        if (pattern != nullptr)
          each([&](TermId value) { return !is_blank(value) && matches(*pattern, literal_text(value)); });
        break;
      }
      case Component::language_in:
        each([&](TermId value) {
          if (!is_literal(value)) return false;
          return std::any_of(constraint.terms.begin(), constraint.terms.end(), [&](TermId range) {
            return language_matches(term(value).language, shapes_.dataset().term(range).value);
          });
        });
        break;
      case Component::unique_lang: {
        std::vector<std::string_view> seen;
        std::vector<std::string_view> told;
        for (const TermId value : values) {
          if (!is_literal(value) || term(value).language.empty()) continue;
          const std::string_view tag = term(value).language;
          const auto is_tag = [&](std::string_view other) { return equal_ascii_case(tag, other); };
          if (std::any_of(seen.begin(), seen.end(), is_tag)) {
            if (std::none_of(told.begin(), told.end(), is_tag)) {
              told.push_back(tag);
              fail(TermId::none);
            }
          } else {
            seen.push_back(tag);
          }
        }
        break;
      }
      case Component::equals:
      case Component::disjoint:
      case Component::less_than:
      case Component::less_than_or_equals: judge_pair(constraint, focus, values, fail); break;
      case Component::not_: each([&](TermId value) { return !conforms(constraint.shapes[0], value); }); break;
      case Component::and_:
        each([&](TermId value) {
          return std::all_of(constraint.shapes.begin(), constraint.shapes.end(),
                             [&](std::uint32_t s) { return conforms(s, value); });
        });
        break;
      case Component::or_:
        each([&](TermId value) {
          return std::any_of(constraint.shapes.begin(), constraint.shapes.end(),
                             [&](std::uint32_t s) { return conforms(s, value); });
        });
        break;
      case Component::xone:
        each([&](TermId value) {
          return std::count_if(constraint.shapes.begin(), constraint.shapes.end(),
                               [&](std::uint32_t s) { return conforms(s, value); }) == 1;
        });
        break;
      case Component::node: each([&](TermId value) { return conforms(constraint.shapes[0], value); }); break;
      case Component::property:
        // The inner shape's own results are the results (section 4.7.2).
        for (const TermId value : values)
          good = validate_shape(shapes_.all()[constraint.shapes[0]], value, mode) && good;
        break;
      case Component::qualified_min_count:
      case Component::qualified_max_count: {
        const auto count = static_cast<std::uint64_t>(std::count_if(values.begin(), values.end(), [&](TermId value) {
          return conforms(constraint.shapes[0], value) &&
                 std::none_of(constraint.siblings.begin(), constraint.siblings.end(),
                              [&](std::uint32_t s) { return conforms(s, value); });
        }));
        const bool is_min = constraint.component == Component::qualified_min_count;
        if (is_min ? count < constraint.number : count > constraint.number) fail(TermId::none);
        break;
      }
      case Component::closed: {
        Nodes allowed;
        for (const TermId term : constraint.terms) allowed.push_back(here(term));
        for (const TermId value : values) {
          for (const Quad& quad : data_.outgoing(value)) {
            if (std::find(allowed.begin(), allowed.end(), quad.predicate) == allowed.end())
              fail(quad.object, quad.predicate);
          }
        }
        break;
      }
      case Component::has_value: {
        const TermId wanted = here(constraint.terms[0]);
        if (std::find(values.begin(), values.end(), wanted) == values.end()) fail(TermId::none);
        break;
      }
      case Component::in:
        each([&](TermId value) {
          return std::any_of(constraint.terms.begin(), constraint.terms.end(),
                             [&](TermId term) { return here(term) == value; });
        });
        break;
    }
    return good;
  }

  bool in_range(const Constraint& constraint, TermId value) {
    if (!is_literal(value)) return false;
    const Term& bound = shapes_.dataset().term(constraint.terms[0]);
    const auto order = compare_literals(term(value).value, datatype_of(value), bound.value,
                                        shapes_.dataset().term(bound.datatype).value);
    if (!order) return false;
    switch (constraint.component) {
      case Component::min_exclusive: return *order > 0;
      case Component::min_inclusive: return *order >= 0;
      case Component::max_exclusive: return *order < 0;
      default: return *order <= 0;
    }
  }

  // Section 4.5, property pair constraints.
  template <class Fail>
  void judge_pair(const Constraint& constraint, TermId focus, const Nodes& values, Fail&& fail) {
    const TermId predicate = here(constraint.terms[0]);
    Nodes others;
    for (const Quad& quad : data_.objects(focus, predicate)) others.push_back(quad.object);
    const auto is_in = [](const Nodes& nodes, TermId node) {
      return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
    };
    if (constraint.component == Component::equals) {
      for (const TermId value : values) {
        if (!is_in(others, value)) fail(value);
      }
      for (const TermId other : others) {
        if (!is_in(values, other)) fail(other);
      }
      return;
    }
    for (const TermId value : values) {
      if (constraint.component == Component::disjoint) {
        if (is_in(others, value)) fail(value);
        continue;
      }
      for (const TermId other : others) {
        const auto order =
            is_literal(value) && is_literal(other)
                ? compare_literals(term(value).value, datatype_of(value), term(other).value, datatype_of(other))
                : std::nullopt;
        const bool holds = order && (constraint.component == Component::less_than ? *order < 0 : *order <= 0);
        if (!holds) fail(value);
      }
    }
  }

  const icu::RegexPattern* compiled(const Constraint& constraint) {
    const auto [it, fresh] = patterns_.try_emplace(&constraint);
    if (fresh) {
      std::uint32_t flags = UREGEX_UNIX_LINES;
      for (const char flag : constraint.flags) {
        switch (flag) {
          case 'i': flags |= UREGEX_CASE_INSENSITIVE; break;
          case 's': flags |= UREGEX_DOTALL; break;
          case 'm': flags |= UREGEX_MULTILINE; break;
          case 'q': flags |= UREGEX_LITERAL; break;
          default: break;
        }
      }
      UErrorCode status = U_ZERO_ERROR;
      UParseError where{};
      it->second.reset(icu::RegexPattern::compile(
          icu::UnicodeString::fromUTF8(icu_pattern(constraint.pattern, constraint.flags)), flags, where, status));
      if (U_FAILURE(status)) it->second.reset();
    }
    if (!it->second) note_problem("the pattern \"" + constraint.pattern + "\" is no regular expression");
    return it->second.get();
  }

  bool matches(const icu::RegexPattern& pattern, std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString input =
        icu::UnicodeString::fromUTF8(icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())});
    const std::unique_ptr<icu::RegexMatcher> matcher{pattern.matcher(input, status)};
    if (U_FAILURE(status)) return false;
    matcher->setTimeLimit(2000, status);  // patterns come from outside: none may run for ever
    const bool found = matcher->find(status) != 0;
    if (U_FAILURE(status)) note_problem("a pattern takes too long to match");
    return found;
  }

  const Shapes& shapes_;
  const Graph& data_;
  const Dataset& terms_;
  const ValidationLimits& limits_;
  Validation out_;
  TermId type_{};
  TermId sub_class_of_{};
  Nodes translated_;
  std::unordered_map<TermId, Nodes> classes_;
  std::unordered_map<const Constraint*, std::unique_ptr<icu::RegexPattern>> patterns_;
  std::vector<std::pair<const Shape*, TermId>> active_;
  std::size_t steps_ = 0;
  bool over_limit_ = false;
};

}  // namespace

Result<Validation> validate(const Shapes& shapes, const Graph& data, const ValidationLimits& limits) {
  return Validator{shapes, data, limits}.run();
}

}  // namespace credex::rdf::shacl
