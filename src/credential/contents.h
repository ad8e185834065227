#pragma once

#include <string_view>

#include "base/fetch.h"
#include "credential/award.h"

namespace credex::credential {

/// The credential's JSON inside whatever it comes in: plain, JAdES, JWT, bundle, baked picture. Nothing is verified.
Result<json::Document> document_of(std::string_view bytes);

/// Definition and award of a credential in any of those forms: ELM, Open Badge or attestation (SD-JWT VC). Nothing is
/// verified.
Result<Contents> contents_of(std::string_view bytes);
/// The same, with `fetch` for what lies elsewhere: Open Badges 2 name their parts by address.
Result<Contents> contents_of(std::string_view bytes, const Fetch& fetch);

}  // namespace credex::credential
