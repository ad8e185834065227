#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rdf/dataset.h"

namespace credex::rdf {

struct TurtleLimits {
  std::size_t max_bytes = std::size_t{64} * 1024 * 1024;
  std::size_t max_depth = 128;  ///< of [ ] and ( ) within each other
};

/// Adds the triples of a Turtle document (RDF 1.1 Turtle, Recommendation 2014-02-25) to the default graph of `into`.
/// Relative IRIs resolve against `base`. Errors "rdf.turtle.syntax" name line and column.
Result<void> read_turtle(std::string_view text, std::string_view base, Dataset& into, const TurtleLimits& limits = {});

struct Prefix {
  std::string name{};
  std::string iri{};
};

/// The default graph as Turtle: subjects in the order of their first triples, with `prefixes` where they fit.
std::string write_turtle(const Dataset& dataset, const std::vector<Prefix>& prefixes);

}  // namespace credex::rdf
