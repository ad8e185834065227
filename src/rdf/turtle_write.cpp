#include <algorithm>

#include "rdf/nquads.h"
#include "rdf/turtle.h"

namespace credex::rdf {
namespace {

// A local name that needs no escape: letters, digits, '_' and '-' inside.
bool is_plain_local(std::string_view text) {
  if (text.empty() || text.front() == '-') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

std::string iri_text(std::string_view iri, const std::vector<Prefix>& prefixes) {
  for (const Prefix& prefix : prefixes) {
    if (iri.starts_with(prefix.iri) && is_plain_local(iri.substr(prefix.iri.size()))) {
      return prefix.name + ":" + std::string{iri.substr(prefix.iri.size())};
    }
  }
  return "<" + std::string{iri} + ">";
}

std::string term_text(const Dataset& dataset, TermId id, const std::vector<Prefix>& prefixes) {
  const Term& term = dataset.term(id);
  if (term.kind == TermKind::iri) return iri_text(term.value, prefixes);
  std::string out;
  append_term(out, dataset, id);
  if (term.kind == TermKind::literal && term.language.empty()) {
    const std::string_view datatype = dataset.term(term.datatype).value;
    if (datatype == iri::xsd_boolean && (term.value == "true" || term.value == "false")) return std::string{term.value};
    if (const auto at = out.rfind("\"^^<"); datatype != iri::xsd_string && at != std::string::npos) {
      return out.substr(0, at + 3) + iri_text(datatype, prefixes);
    }
  }
  return out;
}

}  // namespace

std::string write_turtle(const Dataset& dataset, const std::vector<Prefix>& prefixes) {
  std::string out;
  for (const Prefix& prefix : prefixes) out += "@prefix " + prefix.name + ": <" + prefix.iri + "> .\n";
  if (!prefixes.empty()) out += "\n";
  std::vector<std::vector<const Quad*>> by_subject(dataset.term_count());
  std::vector<TermId> order;
  for (const Quad& quad : dataset.quads()) {
    if (quad.graph != TermId::none) continue;
    auto& list = by_subject[static_cast<std::size_t>(quad.subject)];
    if (list.empty()) order.push_back(quad.subject);
    list.push_back(&quad);
  }
  for (const TermId subject : order) {
    out += term_text(dataset, subject, prefixes);
    bool first = true;
    for (const Quad* quad : by_subject[static_cast<std::size_t>(subject)]) {
      out += first ? " " : " ;\n  ";
      first = false;
      const bool is_type = dataset.term(quad->predicate).value == iri::rdf_type;
      out += is_type ? "a" : term_text(dataset, quad->predicate, prefixes);
      out += ' ';
      out += term_text(dataset, quad->object, prefixes);
    }
    out += " .\n";
  }
  return out;
}

}  // namespace credex::rdf
