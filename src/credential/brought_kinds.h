#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/report.h"
#include "base/result.h"

namespace credex::credential {

/// What a JSON document is that is no credential, in words for people: the description of a badge, a profile, a DID
/// document, a context, an accreditation, a badge before Open Badges 2. Nothing where it may be a credential.
std::optional<Error> other_kind(const json::Value& document);

/// What a text is that is meant for a wallet: an offer, a request. Nothing for others.
std::optional<Error> wallet_link(std::string_view text);

/// What is to be told of a credential beside its report, as it belongs to a network that vouches for it elsewhere
/// (Blockcerts, Velocity). Nothing for others.
std::optional<Finding> foreign_network(const json::Value& credential);

/// "credential.form"
Error no_credential(std::string message, std::string remedy);

}  // namespace credex::credential
