#pragma once

#include "rdf/jsonld/context_processor.h"

namespace credex::rdf::jsonld {

/// Section 8.1, of an expanded document. Quads are written as the nodes are met: a set of quads needs no node map.
Result<void> rdf_from_expanded(const json::Value& expanded, Dataset& into, const Options& options);

/// Section 8.2, Serialize RDF as JSON-LD.
Result<json::Value> expanded_from_rdf(json::Arena& arena, const Dataset& dataset, const Options& options);

}  // namespace credex::rdf::jsonld
