#pragma once

#include <optional>
#include <vector>

#include "base/result.h"
#include "rdf/graph.h"

namespace credex::rdf::shacl {

/// Whether `shape` keeps to the syntax rules of SHACL Core (Recommendation 2017-07-20, appendix A, whose names for the
/// rules stand in syntax.cpp). Error "rdf.shacl.shape" names the shape, the property and what is wanted of it: the
/// outcome of validating by an ill-formed shape is undefined (section 3.4.2), so none is given.
Result<void> check_syntax(const Graph& shapes, TermId shape);

/// The members of a SHACL list (section 1.1): nothing where it is none, empty for rdf:nil.
std::optional<std::vector<TermId>> shacl_list(const Graph& graph, TermId head);

/// Whether `node` is of `type` or of a class below it in `graph` (section 1.1, SHACL instance).
bool is_shacl_instance(const Graph& graph, TermId node, std::string_view type);

}  // namespace credex::rdf::shacl
