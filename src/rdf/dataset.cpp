#include "rdf/dataset.h"

#include "base/hash.h"

namespace credex::rdf {
namespace {

std::uint64_t hash_parts(TermKind kind, std::string_view value, TermId datatype, std::string_view language) {
  std::uint64_t out = hash_text(value, static_cast<std::uint64_t>(kind) << 32 | static_cast<std::uint32_t>(datatype));
  if (!language.empty()) out = hash_text(language, out);
  return out;
}

std::uint64_t hash_quad(const Quad& quad) {
  return mix_hash(static_cast<std::uint64_t>(quad.subject) << 32 | static_cast<std::uint32_t>(quad.predicate),
                  static_cast<std::uint64_t>(quad.object) << 32 | static_cast<std::uint32_t>(quad.graph));
}

}  // namespace

Dataset::Dataset() : terms_(1), term_table_(128, 0), quad_table_(128, 0) {
  terms_.reserve(128);
  quads_.reserve(64);
}

void Dataset::clear() {
  text_.reset();
  terms_.resize(1);
  quads_.clear();
  std::fill(term_table_.begin(), term_table_.end(), 0);
  std::fill(quad_table_.begin(), quad_table_.end(), 0);
  next_blank_ = 0;
}

std::uint64_t Dataset::hash_of(const Term& term) const {
  return hash_parts(term.kind, term.value, term.datatype, term.language);
}

void Dataset::grow_term_table() {
  term_table_.assign(term_table_.size() * 2, 0);
  const std::size_t mask = term_table_.size() - 1;
  for (std::uint32_t i = 1; i < terms_.size(); ++i) {
    std::size_t at = hash_of(terms_[i]) & mask;
    while (term_table_[at] != 0) at = (at + 1) & mask;
    term_table_[at] = i;
  }
}

void Dataset::grow_quad_table() {
  quad_table_.assign(quad_table_.size() * 2, 0);
  const std::size_t mask = quad_table_.size() - 1;
  for (std::uint32_t i = 0; i < quads_.size(); ++i) {
    std::size_t at = hash_quad(quads_[i]) & mask;
    while (quad_table_[at] != 0) at = (at + 1) & mask;
    quad_table_[at] = i + 1;
  }
}

TermId Dataset::intern(TermKind kind, std::string_view value, TermId datatype, std::string_view language) {
  if ((terms_.size() + 1) * 2 > term_table_.size()) grow_term_table();
  const std::size_t mask = term_table_.size() - 1;
  std::size_t at = hash_parts(kind, value, datatype, language) & mask;
  while (term_table_[at] != 0) {
    const Term& there = terms_[term_table_[at]];
    if (there.kind == kind && there.datatype == datatype && there.value == value && there.language == language) {
      return TermId{term_table_[at]};
    }
    at = (at + 1) & mask;
  }
  const auto id = static_cast<std::uint32_t>(terms_.size());
  terms_.push_back({kind, text_.copy(value), datatype, text_.copy(language)});
  term_table_[at] = id;
  return TermId{id};
}

TermId Dataset::iri(std::string_view value) { return intern(TermKind::iri, value, TermId::none, {}); }

TermId Dataset::blank(std::string_view label) { return intern(TermKind::blank, label, TermId::none, {}); }

TermId Dataset::literal(std::string_view value, std::string_view datatype, std::string_view language) {
  const TermId type = iri(language.empty() ? datatype : iri::rdf_lang_string);
  return intern(TermKind::literal, value, type, language);
}

TermId Dataset::fresh_blank() {
  for (;;) {
    const std::string label = "b" + std::to_string(next_blank_++);
    const std::size_t before = terms_.size();
    const TermId id = blank(label);
    if (terms_.size() > before) return id;
  }
}

TermId Dataset::import(const Dataset& from, TermId id) {
  if (id == TermId::none) return id;
  const Term& term = from.term(id);
  switch (term.kind) {
    case TermKind::iri: return iri(term.value);
    case TermKind::blank: return blank(term.value);
    case TermKind::literal: break;
  }
  return literal(term.value, from.term(term.datatype).value, term.language);
}

TermId Dataset::lookup(TermKind kind, std::string_view value, TermId datatype, std::string_view language) const {
  const std::size_t mask = term_table_.size() - 1;
  for (std::size_t at = hash_parts(kind, value, datatype, language) & mask; term_table_[at] != 0;
       at = (at + 1) & mask) {
    const Term& there = terms_[term_table_[at]];
    if (there.kind == kind && there.datatype == datatype && there.value == value && there.language == language) {
      return TermId{term_table_[at]};
    }
  }
  return TermId::none;
}

TermId Dataset::find_iri(std::string_view value) const { return lookup(TermKind::iri, value, TermId::none, {}); }

TermId Dataset::find_blank(std::string_view label) const { return lookup(TermKind::blank, label, TermId::none, {}); }

TermId Dataset::find_literal(std::string_view value, std::string_view datatype, std::string_view language) const {
  const TermId type = find_iri(language.empty() ? datatype : iri::rdf_lang_string);
  return type == TermId::none ? type : lookup(TermKind::literal, value, type, language);
}

void Dataset::add(Quad quad) {
  if ((quads_.size() + 1) * 2 > quad_table_.size()) grow_quad_table();
  const std::size_t mask = quad_table_.size() - 1;
  std::size_t at = hash_quad(quad) & mask;
  while (quad_table_[at] != 0) {
    if (quads_[quad_table_[at] - 1] == quad) return;
    at = (at + 1) & mask;
  }
  quads_.push_back(quad);
  quad_table_[at] = static_cast<std::uint32_t>(quads_.size());
}

}  // namespace credex::rdf
