#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/report.h"
#include "rdf/dataset.h"
#include "rdf/jsonld/processor.h"
#include "rdf/shacl/shapes.h"

namespace credex::credential {

/// The application profiles of European Digital Credentials that are known here. Every credential keeps the first; the
/// others hold beside it where a credential names them.
enum class Profile : std::uint8_t { generic_full, accredited, issued_by_mandate };
/// Its address, by which a credential's credentialSchema names it.
std::string_view profile_address(Profile profile);
/// The profiles that a credential names, and always the generic one.
std::vector<Profile> profiles_of(const json::Value& credential);

/// The constraints of a profile as SHACL shapes, made from data/elm/edc-*.txt. Made once; any thread may use them.
const rdf::shacl::Shapes& edc_profile(Profile profile = Profile::generic_full);

/// A credential as the profiles judge it: RDF of all that it says (what would be dropped is an error), without the base
/// direction of texts, of which the profiles know nothing.
Result<void> rdf_for_profiles(rdf::jsonld::Processor& processor, json::Arena& arena, const json::Value& credential,
                              rdf::Dataset& into);

/// Judges the default graph of `dataset` by these profiles.
Report check_edc_profile(const rdf::Dataset& dataset, const std::vector<Profile>& profiles = {Profile::generic_full});

}  // namespace credex::credential
