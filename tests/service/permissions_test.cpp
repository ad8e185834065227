// data/permissions.yaml against every role: who may do what.
#include <set>

#include "service/actor.h"
#include "service/organisations.h"
#include "support.h"

namespace credex::service {
namespace {

/// Every cell of data/permissions.yaml as it is meant: action, then one letter a column where it is allowed.
/// . nobody known, p any person, d designer, r reviewer, s signer, o recognition officer, a administrator,
/// f facilitator, O operator; then the API scope.
struct Row {
  const char* action;
  const char* who;
  const char* scope;
};
constexpr Row k_meant[] = {{"catalogue.read", ".pdrsoafO", ""},
                           {"credential.check", ".pdrsoafO", ""},
                           {"own.collection", "pdrsoafO", "own"},
                           {"own.profile", "pdrsoafO", ""},
                           {"organisation.found", "pdrsoafO", ""},
                           {"organisation.see", "drsoa", "read"},
                           {"organisation.edit", "a", ""},
                           {"organisation.people", "a", ""},
                           {"organisation.keys", "a", ""},
                           {"organisation.api", "a", ""},
                           {"organisation.audit", "a", "audit"},
                           {"definition.see", "drsa", "read"},
                           {"definition.edit", "da", "define"},
                           {"definition.publish", "ra", "publish"},
                           {"award.see", "drsa", "read"},
                           {"award.issue", "sa", "issue"},
                           {"award.release", "sa", ""},
                           {"award.status", "sa", "status"},
                           {"holder.decide", "saO", ""},
                           {"award.remind", "sa", "issue"},
                           {"platform.see", "O", ""},
                           {"platform.organisations", "O", ""},
                           {"platform.audit", "O", ""},
                           {"platform.overview", "fO", ""},
                           {"recognition.apply", "pdrsoafO", "own"},
                           {"recognition.see", "oa", "recognise"},
                           {"recognition.decide", "o", "recognise"},
                           {"recognition.rules", "oa", ""},
                           {"recognition.sign", "a", ""},
                           {"talent.search", "doa", "talent"},
                           {"stack.see", "dsa", ""},
                           {"stack.award", "sa", ""},
                           {"stack.rules", "da", "define"},
                           {"framework.propose", "pdrsoafO", ""},
                           {"framework.decide", "f", ""},
                           {"consultation.open", "f", ""},
                           {"consultation.speak", "pdrsoafO", ""},
                           {"engagement.manage", "f", ""},
                           {"assessment.lead", "f", ""},
                           {"assessment.rate", "pdrsoafO", ""},
                           {"practice.submit", ".pdrsoafO", ""},
                           {"practice.review", "raf", ""},
                           {"pilot.lead", "daf", ""},
                           {"policy.write", "fO", ""},
                           {"policy.target", "O", ""},
                           {"confirmation.ask", "aO", ""},
                           {"confirmation.decide", "a", ""},
                           {"platform.confirm", "O", ""}};

Actor with(std::optional<Role> role, const std::string& organisation) {
  Actor out;
  out.person = store::Person{.id = "p1"};
  if (role) out.memberships.push_back({.organisation_id = organisation, .person_id = "p1", .role = *role});
  return out;
}

Actor column(char letter, const std::string& organisation) {
  switch (letter) {
    case 'p': return with(std::nullopt, "");
    case 'd': return with(Role::designer, organisation);
    case 'r': return with(Role::reviewer, organisation);
    case 's': return with(Role::signer, organisation);
    case 'o': return with(Role::recognition_officer, organisation);
    case 'a': return with(Role::administrator, organisation);
    case 'f': return with(Role::facilitator, "");
    case 'O': return with(Role::operator_, "");
    default: return {};
  }
}

TEST(Permissions, are_as_meant_in_every_cell) {
  ASSERT_EQ(permissions().size(), std::size(k_meant));
  for (const Row& row : k_meant) {
    for (const char letter : std::string_view{".pdrsoafO"}) {
      const bool meant = std::string_view{row.who}.find(letter) != std::string_view::npos;
      EXPECT_EQ(may(column(letter, "school"), row.action, "school"), meant) << row.action << " by " << letter;
    }
  }
}

TEST(Permissions, end_at_the_organisation) {
  for (const Row& row : k_meant) {
    if (std::string_view{row.who}.find('p') != std::string_view::npos) continue;
    for (const char letter : std::string_view{"drsoa"})
      EXPECT_FALSE(may(column(letter, "school"), row.action, "other")) << row.action << " by " << letter;
  }
}

TEST(Permissions, of_an_api_key_are_its_scopes) {
  for (const Row& row : k_meant) {
    for (const std::string& scope : api_scopes()) {
      Actor key;
      key.api_key = store::ApiKey{.organisation_id = "school", .scopes = scope};
      const bool open = row.who[0] == '.';
      EXPECT_EQ(may(key, row.action, "school"), open || std::string_view{row.scope} == scope)
          << row.action << " with " << scope;
      if (!open) EXPECT_FALSE(may(key, row.action, "other")) << row.action;
    }
  }
}

TEST(Permissions, of_a_persons_key_are_their_collection_alone) {
  Actor key = with(Role::administrator, "school");
  key.api_key = store::ApiKey{.person_id = "p1", .scopes = "own"};
  for (const Row& row : k_meant) {
    const bool open = row.who[0] == '.';
    const bool own = std::string_view{row.scope} == "own";
    EXPECT_EQ(may(key, row.action), open || own) << row.action;
    EXPECT_EQ(may(key, row.action, "school"), open) << row.action;
  }
  EXPECT_EQ(demand(key, "own.profile").error().code, "service.forbidden");
}

TEST(Permissions, say_why_not) {
  EXPECT_EQ(demand({}, "award.issue", "school").error().code, "service.signed_out");
  EXPECT_EQ(demand(column('d', "school"), "award.issue", "school").error().code, "service.forbidden");
  EXPECT_FALSE(may(column('a', "school"), "no.such.action", "school"));
}

}  // namespace
}  // namespace credex::service
