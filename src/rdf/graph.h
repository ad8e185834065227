#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rdf/dataset.h"

namespace credex::rdf {

/// The default graph of a Dataset, indexed both ways. The Dataset must outlive it and must not change.
class Graph {
 public:
  explicit Graph(const Dataset& dataset);

  const Dataset& dataset() const { return dataset_; }
  /// The triples with this subject, sorted by predicate; with this object, sorted by predicate.
  std::span<const Quad> outgoing(TermId subject) const { return slice(by_subject_, subject_start_, subject); }
  std::span<const Quad> incoming(TermId object) const { return slice(by_object_, object_start_, object); }
  /// The triples of `subject` and `predicate`; of `predicate` and `object`.
  std::span<const Quad> objects(TermId subject, TermId predicate) const { return with(outgoing(subject), predicate); }
  std::span<const Quad> subjects(TermId predicate, TermId object) const { return with(incoming(object), predicate); }
  bool contains(TermId subject, TermId predicate, TermId object) const;
  /// The one object, TermId::none where there is none.
  TermId object(TermId subject, TermId predicate) const;
  /// The members of an RDF list; empty where it is not well-formed. Cycles end it.
  std::vector<TermId> list(TermId head) const;
  std::span<const Quad> triples() const { return by_subject_; }

 private:
  static std::span<const Quad> slice(const std::vector<Quad>& quads, const std::vector<std::uint32_t>& start,
                                     TermId id);
  static std::span<const Quad> with(std::span<const Quad> quads, TermId predicate);

  const Dataset& dataset_;
  std::vector<Quad> by_subject_;
  std::vector<Quad> by_object_;
  std::vector<std::uint32_t> subject_start_;
  std::vector<std::uint32_t> object_start_;
};

}  // namespace credex::rdf
