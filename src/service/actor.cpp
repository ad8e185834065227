#include "service/actor.h"

#include <algorithm>

#include "base/embedded.h"
#include "base/yaml.h"
#include "store/audit.h"

namespace credex::service {

std::string Actor::name() const {
  if (person) return person->id;
  if (api_key) return "api:" + api_key->id;
  return "anyone";
}

bool Actor::has(Role role, std::string_view organisation) const {
  const bool of_platform = role == Role::facilitator || role == Role::operator_;
  return std::ranges::any_of(memberships, [&](const store::Membership& membership) {
    return membership.role == role &&
           (of_platform ? membership.organisation_id.empty() : membership.organisation_id == organisation);
  });
}

bool Actor::belongs_to(std::string_view organisation) const {
  return std::ranges::any_of(
      memberships, [&](const store::Membership& membership) { return membership.organisation_id == organisation; });
}

const std::vector<Permission>& permissions() {
  static const auto k_table = [] {
    std::vector<Permission> out;
    auto yaml = parse_yaml(embedded_file("permissions.yaml").value_or(""));
    if (!yaml) return out;  // built in, and read by a test: without it nobody may do anything
    for (const json::Value& row : yaml->document.root.get("actions").items()) {
      Permission permission{.action = std::string{row.text("action")},
                            .anyone = row.get("anyone").as_boolean(),
                            .signed_in = row.get("signed_in").as_boolean(),
                            .scope = std::string{row.text("scope")}};
      for (const json::Value& role : row.get("roles").items()) {
        if (const auto known = store::enum_from<Role>(role.as_string())) permission.roles.push_back(*known);
      }
      out.push_back(std::move(permission));
    }
    return out;
  }();
  return k_table;
}

bool may(const Actor& actor, std::string_view action, std::string_view organisation) {
  const auto& table = permissions();
  const auto row = std::ranges::find(table, action, &Permission::action);
  if (row == table.end()) return false;
  if (row->anyone) return true;
  if (actor.api_key) {
    if (row->scope.empty() || actor.api_key->organisation_id != organisation) return false;
    const std::string scopes = " " + actor.api_key->scopes + " ";
    return scopes.find(" " + row->scope + " ") != std::string::npos;
  }
  if (!actor.person) return false;
  if (row->signed_in) return true;
  return std::ranges::any_of(row->roles, [&](Role role) { return actor.has(role, organisation); });
}

Result<void> demand(const Actor& actor, std::string_view action, std::string_view organisation) {
  if (may(actor, action, organisation)) return {};
  if (!actor.person && !actor.api_key)
    return Error{.code = "service.signed_out", .message = "nobody is signed in", .remedy = "sign in first"};
  return Error{.code = "service.forbidden",
               .message = "you may not do this: " + std::string{action},
               .remedy = actor.api_key ? "use an API key of this organisation with the scope that this needs"
                                       : "ask an administrator of the organisation for the role that this needs"};
}

Result<void> demand_anywhere(const Actor& actor, std::string_view action) {
  for (const store::Membership& membership : actor.memberships) {
    if (may(actor, action, membership.organisation_id)) return {};
  }
  return demand(actor, action);
}

Error not_found(std::string_view what) {
  return Error{.code = "service.not_found",
               .message = std::string{what} + " is not here",
               .remedy = "check the address; it may have been removed, or be visible to others only"};
}

Error invalid(std::string message, std::string where, std::string remedy) {
  return Error{
      .code = "service.invalid", .message = std::move(message), .where = std::move(where), .remedy = std::move(remedy)};
}

Error conflict(std::string message, std::string remedy) {
  return Error{.code = "service.conflict", .message = std::move(message), .remedy = std::move(remedy)};
}

void audit(store::Tx& tx, const Platform& platform, const Actor& actor, std::string action, std::string organisation,
           std::string subject, std::string detail) {
  store::append_audit(tx, {.at = platform.now(),
                           .actor = actor.name(),
                           .action = std::move(action),
                           .organisation_id = std::move(organisation),
                           .subject = std::move(subject),
                           .detail = std::move(detail)});
}

}  // namespace credex::service
