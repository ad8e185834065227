#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/platform.h"
#include "store/award_records.h"
#include "store/records.h"

namespace credex::service {

using store::Role;

/// Who asks: a person with their roles, an organisation's API key, a person by a key of theirs (both are set then, and
/// no roles), or nobody known.
struct Actor {
  std::optional<store::Person> person{};
  std::vector<store::Membership> memberships{};
  std::optional<store::ApiKey> api_key{};

  /// For the audit log: a person's id, "api:" and a key's id, or "anyone".
  std::string name() const;
  bool has(Role role, std::string_view organisation) const;
  /// Whether the person has any role there.
  bool belongs_to(std::string_view organisation) const;
};

/// A row of data/permissions.yaml.
struct Permission {
  std::string action{};
  bool anyone = false;
  bool signed_in = false;
  std::vector<Role> roles{};
  std::string scope{};
};
/// The whole table; a test reads it cell by cell.
const std::vector<Permission>& permissions();

/// Whether the table lets `actor` do `action` in `organisation` (empty for what is of no organisation).
bool may(const Actor& actor, std::string_view action, std::string_view organisation = {});
/// The same as a result: Error "service.signed_out" where nobody is signed in, else "service.forbidden".
Result<void> demand(const Actor& actor, std::string_view action, std::string_view organisation = {});

/// Whether the table lets `actor` do it in any of the organisations that they belong to, or on the platform.
Result<void> demand_anywhere(const Actor& actor, std::string_view action);

/// An Error "service.not_found": what is not there, or not to be seen by who asks.
Error not_found(std::string_view what);
/// An Error "service.invalid".
Error invalid(std::string message, std::string where, std::string remedy);
/// An Error "service.conflict": what is asked does not fit the state of things.
Error conflict(std::string message, std::string remedy);

/// Notes in the audit log, in the same transaction as what was done.
void audit(store::Tx& tx, const Platform& platform, const Actor& actor, std::string action, std::string organisation,
           std::string subject, std::string detail = {});

}  // namespace credex::service
