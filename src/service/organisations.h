#pragma once

#include <string>
#include <vector>

#include "service/actor.h"

namespace credex::service {

/// What is asked when an organisation is founded or its entry is changed.
struct OrganisationFacts {
  std::string name{};
  std::string kind{};
  std::string country{};
  std::string region{};
  std::string homepage{};
  std::string email{};
  std::string registration{};
  std::string eidas{};
  bool two_person = false;
};

/// Founds an organisation with a first key; who founds it becomes its administrator, designer, reviewer and signer.
Result<store::Organisation> found_organisation(Platform& platform, const Actor& actor, const OrganisationFacts& facts);
Result<void> change_organisation(Platform& platform, const Actor& actor, const std::string& id,
                                 const OrganisationFacts& facts);

Result<store::Organisation> organisation_by_slug(Platform& platform, const std::string& slug);
std::vector<store::Organisation> organisations_of(Platform& platform, const Actor& actor);
std::vector<store::Organisation> all_organisations(Platform& platform);

/// A person of an organisation with their roles there.
struct Member {
  store::Person person{};
  std::string email{};
  std::vector<Role> roles{};
};
std::vector<Member> members_of(Platform& platform, const std::string& organisation_id);
/// Gives the person with that address exactly these roles; none takes them out. The last administrator stays. A person
/// who is new gets a mail.
Result<void> set_roles(Platform& platform, const Actor& actor, const std::string& organisation_id,
                       const std::string& email, const std::vector<Role>& roles);

/// Gives or takes a role of the whole platform ("operator", "facilitator"): for the operator's command line, which
/// needs no other leave than access to the database. A person who is new is made.
Result<void> grant_platform_role(Platform& platform, const std::string& email, const std::string& role, bool give);

/// The scopes that data/permissions.yaml knows for organisations.
std::vector<std::string> api_scopes();
struct NewApiKey {
  store::ApiKey record{};
  std::string secret{};  ///< shown once
};
Result<NewApiKey> make_api_key(Platform& platform, const Actor& actor, const std::string& organisation_id,
                               const std::string& name, const std::vector<std::string>& scopes);
/// A person's own key, for their collection.
Result<NewApiKey> make_own_key(Platform& platform, const Actor& actor, const std::string& name);
Result<void> revoke_own_key(Platform& platform, const Actor& actor, const std::string& key_id);
Result<void> revoke_api_key(Platform& platform, const Actor& actor, const std::string& organisation_id,
                            const std::string& key_id);
std::vector<store::ApiKey> api_keys_of(Platform& platform, const std::string& organisation_id);

/// An entry of the log with the names behind its ids.
struct AuditLine {
  std::int64_t number = 0;
  Instant at{};
  std::string who{};
  std::string action{};
  std::string subject{};
  std::string detail{};
};
/// Entries before `before` (0: the newest), newest first. `organisation_id` empty is the whole platform's.
Result<std::vector<AuditLine>> audit_log(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                         std::int64_t before, std::int64_t count);

/// As they were at most half a minute ago: counting a million awards for every page would make it slow.
Figures figures(Platform& platform);
/// As they are now.
Figures count_figures(Platform& platform);

}  // namespace credex::service
