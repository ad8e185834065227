#pragma once

#include "rdf/jsonld/context_processor.h"

namespace credex::rdf::jsonld {

/// Section 7.1.2, Flattening of an expanded document, without the compaction.
Result<json::Value> flatten_expanded(json::Arena& arena, const json::Value& expanded);

}  // namespace credex::rdf::jsonld
