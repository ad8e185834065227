#pragma once

#include "base/json.h"
#include "base/report.h"

namespace credex::credential {

/// Which data model a credential says to follow, by the first of its contexts.
enum class DataModel : std::uint8_t { unknown, vc_1_1, vc_2_0 };
DataModel data_model_of(const json::Value& credential);

/// The MUSTs of the W3C Verifiable Credentials Data Model that can be seen in the document (1.1, Recommendation
/// 2022-03-03; 2.0, Recommendation 2025-05-15, section 4): contexts, identifiers, types, issuer, subject, validity,
/// status, schemas, related resources, terms of use, evidence. One finding, with what is wrong below it.
Finding check_data_model(const json::Value& credential);
/// The same of a presentation (1.1, section 4.10; 2.0, section 4.13); what it holds is not looked into.
Finding check_presentation(const json::Value& presentation);

/// Whether the status entries and the status list in a credential keep the rules for them (Bitstring Status List 1.0,
/// sections 2.1 and 2.2). For who issues: a verifier reads what can be read.
Finding check_status_rules(const json::Value& credential);

}  // namespace credex::credential
