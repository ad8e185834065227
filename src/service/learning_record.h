#pragma once

#include <map>
#include <string>
#include <vector>

#include "service/actor.h"
#include "skills/person.h"
#include "store/skill_records.h"

namespace credex::service {

/// Validation of non-formal and informal learning (Council Recommendation 2012/C 398/01): the person identifies what
/// they have learnt and documents it; an organisation assesses, and certifies or refuses, with reasons. Each stage may
/// be where it ends.
struct ValidationFacts {
  std::string title{};
  std::string kind{};   ///< non_formal or informal
  std::string words{};  ///< what was learnt, how and when
  std::vector<std::string> skills{};
};
struct ValidationView {
  store::Validation record{};
  std::string organisation{};
  std::string person{};  ///< for the organisation's members
  std::vector<store::Work> works{};
};
/// Errors "service.invalid" with the field.
Result<store::Validation> identify_learning(Platform& platform, const Actor& actor, const ValidationFacts& facts);
/// Ties works to it as its documents: the second stage.
Result<void> document_learning(Platform& platform, const Actor& actor, const std::string& id,
                               const std::vector<std::string>& works);
/// Asks an organisation to assess what is documented.
Result<void> ask_validation(Platform& platform, const Actor& actor, const std::string& id,
                            const std::string& organisation_slug);
Result<void> remove_validation(Platform& platform, const Actor& actor, const std::string& id);
std::vector<ValidationView> validations_of(Platform& platform, const Actor& actor);
/// What waits for the organisation, and what it decided, newest first. Needs recognition.see.
Result<std::vector<ValidationView>> validation_queue(Platform& platform, const Actor& actor,
                                                     const std::string& organisation_id);
/// Certifies those of the claimed skills that were met, or refuses where there are none, with the reason. Needs
/// recognition.decide.
Result<void> decide_validation(Platform& platform, const Actor& actor, const std::string& id,
                               const std::vector<std::string>& granted, const std::string& reason);
/// The skills that were certified.
std::vector<skills::HeldSkill> validated_skills(Platform& platform, const std::string& person_id);

/// A line of an individual learning account (Council Recommendation 2022/C 243/03), as its holder notes it.
struct AccountFacts {
  std::string day{};
  std::string amount{};  ///< "500", "-120.50"
  std::string currency{};
  std::string source{};
  std::string words{};
};
struct Account {
  std::vector<store::AccountEntry> entries{};  ///< newest first
  std::map<std::string, double> balance{};     ///< by currency
};
Result<store::AccountEntry> add_account_entry(Platform& platform, const Actor& actor, const AccountFacts& facts);
Result<void> remove_account_entry(Platform& platform, const Actor& actor, const std::string& id);
Account account_of(Platform& platform, const Actor& actor);

/// Notes when a holding ends; to be called where one comes or is replaced, in the transaction.
void note_ending(store::Tx& tx, const store::Holding& holding);
/// Credentials that end within so many days, soonest first.
struct EndingHolding {
  std::string id{};
  std::string title{};
  Instant expires{};
};
std::vector<EndingHolding> ending_holdings(Platform& platform, const Actor& actor, int days);
/// Reads when holdings of before there were endings end, and mails, once each, whose credential ends within 30 days; at
/// most so many of each. Gives how many mails were queued. For the server's daily work.
std::size_t remind_of_endings(Platform& platform, std::size_t most);

}  // namespace credex::service
