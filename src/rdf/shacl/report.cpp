// SHACL, Recommendation 2017-07-20, section 3.6: the validation report, as RDF and as findings.
#include "rdf/shacl/validate.h"

namespace credex::rdf::shacl {
namespace {

// A term of the shapes graph; its blank nodes are kept apart from those of the data.
TermId import_shape_term(Dataset& out, const Dataset& shapes, TermId id) {
  return shapes.is_blank(id) ? out.blank("shape_" + std::string{shapes.term(id).value}) : out.import(shapes, id);
}

TermId write_path(Dataset& out, const Dataset& from, const Path& path) {
  const auto sh = [&](const char* name) { return out.iri(std::string{k_ns} + name); };
  const auto list = [&] {
    TermId head = out.iri(iri::rdf_nil);
    for (auto it = path.parts.rbegin(); it != path.parts.rend(); ++it) {
      const TermId cell = out.fresh_blank();
      out.add(cell, out.iri(iri::rdf_first), write_path(out, from, *it));
      out.add(cell, out.iri(iri::rdf_rest), head);
      head = cell;
    }
    return head;
  };
  const auto wrap = [&](const char* name, TermId inner) {
    const TermId node = out.fresh_blank();
    out.add(node, sh(name), inner);
    return node;
  };
  switch (path.kind) {
    case Path::Kind::predicate: return out.import(from, path.predicate);
    case Path::Kind::sequence: return list();
    case Path::Kind::alternative: return wrap("alternativePath", list());
    case Path::Kind::inverse: return wrap("inversePath", write_path(out, from, path.parts[0]));
    case Path::Kind::zero_or_more: return wrap("zeroOrMorePath", write_path(out, from, path.parts[0]));
    case Path::Kind::one_or_more: return wrap("oneOrMorePath", write_path(out, from, path.parts[0]));
    case Path::Kind::zero_or_one: return wrap("zeroOrOnePath", write_path(out, from, path.parts[0]));
  }
  return TermId::none;
}

std::string short_text(const Dataset& dataset, TermId id) {
  if (id == TermId::none) return {};
  const Term& term = dataset.term(id);
  std::string out = (term.kind == TermKind::blank ? "_:" : "") + std::string{term.value.substr(0, 160)};
  if (!term.language.empty()) out += "@" + std::string{term.language};
  return out;
}

TermId import_result_term(Dataset& out, const Shapes& shapes, const Graph& data, TermId id) {
  const ResultTerm found = result_term(shapes, data, id);
  return out.import(*found.dataset, found.id);
}

// What the constraint asks for, in short.
std::string wanted_text(const Dataset& shapes, const Constraint& constraint) {
  switch (constraint.component) {
    case Component::min_count:
    case Component::max_count:
    case Component::min_length:
    case Component::max_length:
    case Component::qualified_min_count:
    case Component::qualified_max_count: return std::to_string(constraint.number);
    case Component::pattern: return constraint.pattern;
    case Component::closed: return {};
    default: break;
  }
  std::string out;
  for (const TermId term : constraint.terms) {
    if (out.size() > 200) return out + ", ...";
    if (!out.empty()) out += ", ";
    const std::string text = short_text(shapes, term);
    const auto at = shapes.is_iri(term) ? text.find_last_of("/#") : std::string::npos;
    out += at == std::string::npos ? text : text.substr(at + 1);
  }
  return out;
}

}  // namespace

ResultTerm result_term(const Shapes& shapes, const Graph& data, TermId id) {
  const std::size_t own = data.dataset().term_count();
  const auto i = static_cast<std::size_t>(id);
  if (i < own) return {&data.dataset(), id};
  return {&shapes.dataset(), TermId{static_cast<std::uint32_t>(i - own)}};
}

Dataset validation_report_rdf(const Shapes& shapes, const Graph& data, const Validation& validation) {
  Dataset out;
  const Dataset& terms = data.dataset();
  const auto sh = [&](std::string_view name) { return out.iri(std::string{k_ns} + std::string{name}); };
  const TermId type = out.iri(iri::rdf_type);
  const TermId report = out.blank("report");
  out.add(report, type, sh("ValidationReport"));
  out.add(report, sh("conforms"), out.literal(validation.results.empty() ? "true" : "false", iri::xsd_boolean));
  for (std::size_t i = 0; i < validation.results.size(); ++i) {
    const ValidationResult& result = validation.results[i];
    const TermId node = out.blank("result" + std::to_string(i));
    out.add(report, sh("result"), node);
    out.add(node, type, sh("ValidationResult"));
    out.add(node, sh("focusNode"), import_result_term(out, shapes, data, result.focus));
    if (result.closed_path != TermId::none) {
      out.add(node, sh("resultPath"), out.import(terms, result.closed_path));
    } else if (result.shape->is_property) {
      out.add(node, sh("resultPath"), write_path(out, shapes.dataset(), result.shape->path));
    }
    if (result.value != TermId::none) out.add(node, sh("value"), import_result_term(out, shapes, data, result.value));
    out.add(node, sh("sourceShape"), import_shape_term(out, shapes.dataset(), result.shape->id));
    out.add(node, sh("sourceConstraintComponent"),
            sh(std::string{component_name(result.constraint->component)} + "ConstraintComponent"));
    const TermId severity = result.shape->severity_term;
    out.add(node, sh("resultSeverity"),
            severity == TermId::none ? sh("Violation") : import_shape_term(out, shapes.dataset(), severity));
    for (const TermId message : result.shape->messages)
      out.add(node, sh("resultMessage"), import_shape_term(out, shapes.dataset(), message));
  }
  return out;
}

Report validation_report(const Shapes& shapes, const Graph& data, const Validation& validation) {
  static constexpr const char* k_source = "SHACL (W3C Recommendation 2017-07-20), section 4";
  Report out;
  const auto short_result = [&](TermId id) {
    const ResultTerm found = result_term(shapes, data, id);
    return short_text(*found.dataset, found.id);
  };
  for (const ValidationResult& result : validation.results) {
    Finding finding;
    finding.rule = "shacl." + std::string{component_name(result.constraint->component)};
    finding.outcome = result.shape->severity == Severity::violation ? Outcome::fail : Outcome::warn;
    finding.subject = short_result(result.focus);
    finding.source = k_source;
    std::string path = result.closed_path != TermId::none ? short_result(result.closed_path)
                       : result.shape->is_property        ? path_text(shapes.dataset(), result.shape->path)
                                                          : std::string{};
    const std::string value =
        short_result(result.value == TermId::none && !result.shape->is_property ? result.focus : result.value);
    if (!result.shape->messages.empty()) {
      finding.message = "shacl.own_message";
      finding.args = {std::string{shapes.dataset().term(result.shape->messages[0]).value}, path, value};
    } else {
      finding.message = finding.rule;
      finding.args = {path.empty() ? "the node" : path, value, wanted_text(shapes.dataset(), *result.constraint)};
    }
    out.add(std::move(finding));
  }
  const auto unknown = [&](const char* key, const std::string& what) {
    out.add(
        {.rule = "shacl.unjudged", .outcome = Outcome::unknown, .message = key, .args = {what}, .source = k_source});
  };
  for (const std::string& problem : validation.problems) unknown("shacl.problem", problem);
  for (const std::string& feature : shapes.unsupported()) unknown("shacl.unsupported", feature);
  if (validation.focus_nodes == 0) unknown("shacl.no_focus", "");
  if (out.findings.empty()) {
    out.add({.rule = "shacl.conforms",
             .outcome = Outcome::pass,
             .message = "shacl.conforms",
             .args = {std::to_string(validation.focus_nodes)},
             .source = k_source});
  }
  return out;
}

}  // namespace credex::rdf::shacl
