#pragma once

#include <optional>
#include <string>
#include <vector>

#include "recognition/policy.h"
#include "service/actor.h"
#include "store/recognition_records.h"

namespace credex::service {

/// A version of a body's policy with what it says.
struct PolicyView {
  store::RecognitionPolicy record{};
  store::Organisation organisation{};
  recognition::Policy content{};
};

/// Publishes the next version of an organisation's policy: what the text says (docs/recognition.md), with body, id and
/// version set here; it begins on `from`, at the earliest today. Earlier versions stay, as decisions name them.
Result<PolicyView> publish_policy(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                  const std::string& text);

/// The versions of an organisation's policy, newest first.
std::vector<PolicyView> policies_of(Platform& platform, const std::string& organisation_id);
/// The one in force on that day.
std::optional<PolicyView> policy_of(store::Tx& tx, const Platform& platform, const std::string& organisation_id,
                                    Date on);
Result<PolicyView> policy_in_force(Platform& platform, const std::string& slug);
/// That of every body that has one in force, by the organisations' names.
std::vector<PolicyView> policies_in_force(Platform& platform);
/// A version by its id, for decisions that name it.
Result<PolicyView> policy_version(store::Tx& tx, const Platform& platform, const std::string& id);

/// Organisations that recognise: those with a policy in force, by name.
std::vector<store::Organisation> recognising_bodies(Platform& platform);

/// The body as the texts of policies and of rules for larger awards name it.
json::Value body_value(json::Arena& arena, const Platform& platform, const store::Organisation& organisation);

}  // namespace credex::service
