#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "credential/award.h"

namespace credex::credential {

/// A Comprehensive Learner Record (1EdTech CLR 2.0): one signed credential that holds others, of one learner.

struct ClrFacts {
  std::string id{};    ///< URI of the record
  std::string name{};  ///< "Record of ..."
  framework::Organisation issuer{};
  std::string issuer_id{};  ///< who signs it
  Learner learner{};
  Instant made{};
};
/// The record, not signed yet; `credentials` as they were issued: documents are held as they stand, tokens in envelopes
/// (VC Data Model 2.0, section 4.13). Error "credential.clr" where there is none.
Result<json::Value> clr_from(json::Arena& arena, const ClrFacts& facts, const std::vector<std::string>& credentials);

bool is_clr(const json::Value& credential);
/// What a record holds, each as it was issued.
std::vector<std::string> credentials_in_clr(const json::Value& credential);

}  // namespace credex::credential
