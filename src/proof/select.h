#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/encoding.h"
#include "base/json.h"
#include "rdf/jsonld/processor.h"

namespace credex::proof {

/// Statements of a document that JSON pointers select: what the suites of selective disclosure are made of
/// (vc-di-ecdsa 1.0, section 3.4, and the functions that it shares with vc-di-bbs).

/// The part of a document that the pointers lead to, with the identifiers and types on the way and the contexts
/// (section 3.4.13); null where there are none. Error "proof.select" where a pointer leads nowhere.
Result<json::Value> select_json_ld(json::Arena& arena, const json::Value& document,
                                   const std::vector<std::string>& pointers);

/// A document as statements under an issuer's labels.
struct Grouped {
  std::vector<std::string> statements{};        ///< lines of N-Quads, in their order
  std::map<std::string, std::string> labels{};  ///< blank node of the skolemized document to the issuer's label
  std::vector<std::vector<bool>> groups{};      ///< for each group of pointers, which statements it selects
  std::vector<std::string> selected{};          ///< for each group, its own N-Quads with the document's blank nodes
};
/// Canonicalises `document`, names blank nodes by HMAC of their canonical labels, and finds what each group of pointers
/// selects (section 3.4.15).
Result<Grouped> canonicalise_and_group(rdf::jsonld::Processor& processor, const json::Value& document,
                                       ByteView hmac_key, const std::vector<std::vector<std::string>>& groups);

/// A line of canonical N-Quads with its blank nodes under other labels; IRIs and literals are passed by. Nothing where
/// a label is missing.
std::optional<std::string> relabelled(std::string_view line, const std::map<std::string, std::string>& labels);

}  // namespace credex::proof
