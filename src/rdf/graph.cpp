#include "rdf/graph.h"

#include <algorithm>

namespace credex::rdf {
namespace {

// Counting sort by one component, then by predicate within it.
template <TermId Quad::*Key, TermId Quad::*Other>
void index(const std::vector<Quad>& triples, std::size_t terms, std::vector<Quad>& out,
           std::vector<std::uint32_t>& start) {
  start.assign(terms + 1, 0);
  for (const Quad& quad : triples) ++start[static_cast<std::size_t>(quad.*Key) + 1];
  for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
  out.resize(triples.size());
  std::vector<std::uint32_t> next{start.begin(), start.end() - 1};
  for (const Quad& quad : triples) out[next[static_cast<std::size_t>(quad.*Key)]++] = quad;
  for (std::size_t i = 0; i + 1 < start.size(); ++i) {
    if (start[i + 1] - start[i] < 2) continue;
    std::sort(out.begin() + start[i], out.begin() + start[i + 1], [](const Quad& a, const Quad& b) {
      return a.predicate != b.predicate ? a.predicate < b.predicate : a.*Other < b.*Other;
    });
  }
}

}  // namespace

Graph::Graph(const Dataset& dataset) : dataset_{dataset} {
  std::vector<Quad> triples;
  triples.reserve(dataset.quads().size());
  for (const Quad& quad : dataset.quads()) {
    if (quad.graph == TermId::none) triples.push_back(quad);
  }
  index<&Quad::subject, &Quad::object>(triples, dataset.term_count(), by_subject_, subject_start_);
  index<&Quad::object, &Quad::subject>(triples, dataset.term_count(), by_object_, object_start_);
}

std::span<const Quad> Graph::slice(const std::vector<Quad>& quads, const std::vector<std::uint32_t>& start, TermId id) {
  const auto i = static_cast<std::size_t>(id);
  if (i + 1 >= start.size()) return {};
  return {quads.data() + start[i], start[i + 1] - start[i]};
}

std::span<const Quad> Graph::with(std::span<const Quad> quads, TermId predicate) {
  const auto [first, last] = std::equal_range(quads.begin(), quads.end(), Quad{.predicate = predicate},
                                              [](const Quad& a, const Quad& b) { return a.predicate < b.predicate; });
  return {first, last};
}

bool Graph::contains(TermId subject, TermId predicate, TermId object) const {
  const auto found = objects(subject, predicate);
  return std::any_of(found.begin(), found.end(), [&](const Quad& quad) { return quad.object == object; });
}

TermId Graph::object(TermId subject, TermId predicate) const {
  const auto found = objects(subject, predicate);
  return found.empty() ? TermId::none : found[0].object;
}

std::vector<TermId> Graph::list(TermId head) const {
  const TermId first = dataset_.find_iri(iri::rdf_first);
  const TermId rest = dataset_.find_iri(iri::rdf_rest);
  const TermId nil = dataset_.find_iri(iri::rdf_nil);
  std::vector<TermId> out;
  while (head != nil && head != TermId::none && out.size() <= by_subject_.size()) {
    const TermId item = object(head, first);
    if (item == TermId::none) return {};
    out.push_back(item);
    head = object(head, rest);
  }
  return out;
}

}  // namespace credex::rdf
