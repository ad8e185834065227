#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/report.h"
#include "credential/vouching.h"

namespace credex::service {

/// Who issued, as a reader may be told: of a presentation, the worst that is said of any credential in it.
credential::Vouching issuer_face(const Report& report);

/// vouched, self_asserted or contradicted: as answers and tables have it.
std::string_view face_name(credential::Face face);
credential::Face face_from(std::string_view name);

/// The name that is shown: as registered where somebody vouches, else what the credential says, in quotes.
std::string said_issuer(std::string_view language, const credential::Vouching& who);
/// What a name is worth that stands beside a vouched one: in quotes where it is another's word.
std::string said_name(std::string_view language, const std::string& name, credential::Face face);
/// The sentence that goes with it: who vouches and since when, or that nobody does.
std::string vouching_words(std::string_view language, const credential::Vouching& who);

/// The report for programs, and below "issuer" who issued, as it may be said: whoever reads no finding reads this.
std::string judged_json(const Report& report);
/// {"face", "name", "claimed", "identifier", "domain", "vouchedBy", "kind", "since", "until"}; nothing that is empty.
json::Value vouching_value(json::Arena& arena, const credential::Vouching& who);

}  // namespace credex::service
