#include "service/agreements.h"
#include "service/cases.h"
#include "service/catalogue.h"
#include "service/collection.h"
#include "service/definitions.h"
#include "service/demonstration.h"
#include "service/policies.h"
#include "service/stacks.h"

namespace credex::service {
namespace {

using json::Value;

/// Who does everything in an organisation: an invention needs no second person.
Actor everybody(const Actor& author, const std::string& organisation_id) {
  Actor out = author;
  for (const Role role : {Role::administrator, Role::recognition_officer, Role::designer}) {
    out.memberships.push_back(
        {.organisation_id = organisation_id, .person_id = author.person ? author.person->id : "", .role = role});
  }
  return out;
}

class RulesMaker {
 public:
  RulesMaker(Platform& platform, const Value& plan, const DemonstrationPeople& people)
      : platform_{platform}, plan_{plan}, people_{people} {}

  Result<void> make() {
    for (const Value& entry : plan_.get("policies").items()) {
      const store::Organisation& organisation = named(entry.text("organisation"));
      auto made = publish_policy(platform_, actor(organisation), organisation.id, json::write(entry.get("text")));
      if (!made) return std::move(made).error();
    }
    if (auto agreed = agreements(); !agreed) return agreed;
    if (auto stacked = stacks(); !stacked) return stacked;
    return applications();
  }

 private:
  const store::Organisation& named(std::string_view name) const { return people_.organisations.at(std::string{name}); }
  Actor actor(const store::Organisation& organisation) const {
    const auto it = people_.authors.find(organisation.id);
    return everybody(it == people_.authors.end() ? Actor{} : it->second, organisation.id);
  }

  Result<void> agreements() {
    for (const Value& entry : plan_.get("agreements").items()) {
      const auto parties = entry.get("parties").items();
      std::vector<std::string> others;
      for (std::size_t i = 1; i < parties.size(); ++i) others.push_back(named(parties[i].as_string()).slug);
      const store::Organisation& first = named(parties[0].as_string());
      auto made = propose_agreement(platform_, actor(first), first.id, others, json::write(entry.get("text")));
      if (!made) return std::move(made).error();
      for (const Value& party : parties) {
        const store::Organisation& one = named(party.as_string());
        if (auto done = sign_agreement(platform_, actor(one), one.id, made->record.id); !done) return done;
      }
    }
    return {};
  }

  Result<void> stacks() {
    for (const Value& entry : plan_.get("stacks").items()) {
      const store::Organisation& organisation = named(entry.text("organisation"));
      Actor author = actor(organisation);
      author.memberships.push_back({.organisation_id = organisation.id, .role = Role::reviewer});
      auto draft = draft_definition(platform_, author, organisation.id, json::write(entry.get("definition")));
      if (!draft) return std::move(draft).error();
      if (auto done = submit_definition(platform_, author, draft->record.id); !done) return done;
      if (auto done = publish_definition(platform_, author, draft->record.id); !done) return done;
      auto made =
          publish_stack_rule(platform_, author, organisation.id, "", json::write(entry.get("rule")), draft->record.id);
      if (!made) return std::move(made).error();
    }
    platform_.catalogue->refresh(*platform_.database);
    return {};
  }

  /// The learner who can be looked at asks each body for one of what she holds.
  Result<void> applications() {
    const Actor learner{.person = people_.learner};
    const auto holdings = holdings_of(platform_, learner);
    std::size_t next = 0;
    for (const Value& entry : plan_.get("applications").items()) {
      if (next >= holdings.size()) break;
      auto made = apply_for_recognition(platform_, learner,
                                        {.body = named(entry.text("body")).slug,
                                         .holding = holdings[next++].id,
                                         .purpose = std::string{entry.text("purpose")}});
      if (!made) return std::move(made).error();
    }
    return {};
  }

  Platform& platform_;
  const Value& plan_;
  const DemonstrationPeople& people_;
};

}  // namespace

Result<void> make_recognition(Platform& platform, const json::Value& plan, const DemonstrationPeople& people) {
  return RulesMaker{platform, plan, people}.make();
}

}  // namespace credex::service
