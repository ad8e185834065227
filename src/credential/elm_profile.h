#pragma once

#include <memory>

#include "base/report.h"
#include "rdf/dataset.h"
#include "rdf/shacl/shapes.h"

namespace credex::credential {

/// The constraints of the application profile EDC-generic-full as SHACL shapes, made from data/elm/edc-profile.txt.
/// Made once; any thread may use them.
const rdf::shacl::Shapes& edc_profile();

/// Judges the default graph of `dataset` by the profile.
Report check_edc_profile(const rdf::Dataset& dataset);

}  // namespace credex::credential
