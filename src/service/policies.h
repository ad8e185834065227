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
/// `after`, where the writer knows it, is the version that it was made from (0: none). Errors "recognition.policy" name
/// line and key; "service.conflict" where another version came between, or where it says what is in force already.
Result<PolicyView> publish_policy(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                  const std::string& text, std::optional<std::int64_t> after = {});

/// What a text comes to before it is published, read as publish_policy() reads it; only `from` may lie in the past.
struct PolicyDraft {
  std::string document{};  ///< the text whole, as JSON
  recognition::Policy content{};
  std::int64_t against = 0;                        ///< the version in force, else the newest; 0 where there is none
  std::vector<recognition::PolicyLine> changes{};  ///< what differs from that one
  bool is_new = true;                              ///< whether it says anything but what that one says
  std::string other_body{};                        ///< that the text names in place of the organisation
};
/// `name` is the file's, for errors; empty where there is none.
Result<PolicyDraft> judge_policy(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                 const std::string& text, const std::string& name);

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
