#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "rdf/shacl/validate.h"

/// The results of a validation as texts that can be compared: by the vectors' tests, and with what another program
/// says.
namespace credex::test {

struct ShaclLine {
  std::string focus{};
  std::string path{};
  std::string component{};
  std::string value{};
  std::string severity{};
  std::string shape{};
  std::vector<std::string> messages{};
};

/// A term: <iri> or with a known prefix, "text"@language or ^^datatype, and every blank node as "_".
inline std::string term_line(const rdf::Dataset& dataset, rdf::TermId id) {
  constexpr std::array<std::array<std::string_view, 2>, 5> k_prefixes{
      {{"ex:", "https://shapes.example/ns#"},
       {"sh:", "http://www.w3.org/ns/shacl#"},
       {"rdf:", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
       {"rdfs:", "http://www.w3.org/2000/01/rdf-schema#"},
       {"xsd:", "http://www.w3.org/2001/XMLSchema#"}}};
  if (id == rdf::TermId::none) return "-";
  const rdf::Term& term = dataset.term(id);
  if (term.kind == rdf::TermKind::blank) return "_";
  if (term.kind == rdf::TermKind::iri) {
    for (const auto& [name, iri] : k_prefixes) {
      if (term.value.starts_with(iri)) return std::string{name} + std::string{term.value.substr(iri.size())};
    }
    return "<" + std::string{term.value} + ">";
  }
  std::string out;
  json::append_string(out, term.value);
  if (!term.language.empty()) return out + "@" + std::string{term.language};
  const std::string datatype = term_line(dataset, term.datatype);
  return datatype == "xsd:string" ? out : out + "^^" + datatype;
}

/// seq(a,b), alt(a,b), inv(a), star(a), plus(a), opt(a), or a property.
inline std::string path_line(const rdf::Dataset& dataset, const rdf::shacl::Path& path) {
  using Kind = rdf::shacl::Path::Kind;
  if (path.kind == Kind::predicate) return term_line(dataset, path.predicate);
  std::string inner;
  for (const rdf::shacl::Path& part : path.parts) inner += (inner.empty() ? "" : ",") + path_line(dataset, part);
  constexpr std::array k_names{"", "inv", "seq", "alt", "star", "plus", "opt"};
  return std::string{k_names[static_cast<std::size_t>(path.kind)]} + "(" + inner + ")";
}

inline std::vector<ShaclLine> shacl_lines(const rdf::shacl::Shapes& shapes, const rdf::Graph& data,
                                          const rdf::shacl::Validation& validation) {
  std::vector<ShaclLine> out;
  const auto of_data = [&](rdf::TermId id) {
    if (id == rdf::TermId::none) return std::string{"-"};
    const auto found = rdf::shacl::result_term(shapes, data, id);
    return term_line(*found.dataset, found.id);
  };
  for (const auto& result : validation.results) {
    const rdf::shacl::Shape& shape = *result.shape;
    ShaclLine line{.focus = of_data(result.focus),
                   .path = result.closed_path != rdf::TermId::none ? of_data(result.closed_path)
                           : shape.is_property                     ? path_line(shapes.dataset(), shape.path)
                                                                   : "-",
                   .component = std::string{rdf::shacl::component_name(result.constraint->component)},
                   .value = of_data(result.value),
                   .severity = shape.severity_term == rdf::TermId::none
                                   ? "sh:Violation"
                                   : term_line(shapes.dataset(), shape.severity_term),
                   .shape = term_line(shapes.dataset(), shape.id)};
    for (const rdf::TermId message : shape.messages) line.messages.push_back(term_line(shapes.dataset(), message));
    std::sort(line.messages.begin(), line.messages.end());
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace credex::test
