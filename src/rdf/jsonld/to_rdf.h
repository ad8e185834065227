#pragma once

#include "rdf/jsonld/context_processor.h"

namespace credex::rdf::jsonld {

/// Section 8.1, of an expanded document. Quads are written as the nodes are met: a set of quads needs no node map.
Result<void> rdf_from_expanded(const json::Value& expanded, Dataset& into, const Options& options);

/// Whether a language tag has the form that RDF asks for.
bool is_wellformed_language(std::string_view text);

/// Section 8.4, Serialize RDF as JSON-LD.
Result<json::Value> expanded_from_rdf(json::Arena& arena, const Dataset& dataset, const Options& options);

}  // namespace credex::rdf::jsonld
