#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fetch.h"
#include "credential/award.h"

namespace credex::credential {

/// The credential's JSON inside whatever it comes in: plain, JAdES, JWT, COSE, bundle, baked picture. Nothing is
/// verified.
Result<json::Document> document_of(std::string_view bytes);

/// Whether the bytes are secured with COSE (VC-JOSE-COSE, section 3.3).
bool is_cose(std::string_view bytes);
/// What an envelope's data: URL holds, as it would come by itself (VC Data Model 2.0, section 4.13): a token, or the
/// bytes that stand there in base64. Nothing where it is no data: URL of a credential or presentation.
std::optional<std::string> enveloped(std::string_view url);

/// A credential that another document holds, as it would come by itself: a JWT, JSON, or what an envelope's data: URL
/// of a credential holds (VC Data Model 2.0, section 4.13).
std::string held_credential(const json::Value& held);
/// Whether it is a presentation of credentials (VC Data Model 2.0, section 4.13).
bool is_presentation(const json::Value& document);
/// The credentials in a presentation, each as it would come by itself; none in anything else.
std::vector<std::string> presented_credentials(const json::Value& document);

/// What the signatures of a presentation that is a token say it is for, as objects with nonce and aud: the JWT's own
/// claims, or those of an SD-JWT's key binding. None where it cannot be read. Nothing is verified.
std::vector<json::Value> purposes_of_token(json::Arena& arena, std::string_view token);

/// Definition and award of a credential in any of those forms: ELM, Open Badge or attestation (SD-JWT VC). Of a
/// presentation, those of its first credential. Nothing is verified.
Result<Contents> contents_of(std::string_view bytes);
/// The same, with `fetch` for what lies elsewhere: Open Badges 2 name their parts by address.
Result<Contents> contents_of(std::string_view bytes, const Fetch& fetch);

}  // namespace credex::credential
