#pragma once

#include <map>
#include <string>
#include <vector>

#include "credential/holder_match.h"
#include "service/actor.h"
#include "store/holder_records.h"

namespace credex::service {

/// Whether an award is about the person who keeps it, in one place for every door (docs/verifying.md, "Whose it is").
/// A holding is judged when it comes, when facts of the person change, and once for those of before.

/// What a holding is to be used for.
enum class HolderUse : std::uint8_t {
  show,   ///< to others as the person's own: links, talent pages, skills, words of others, wallets and badge programs
  apply,  ///< before somebody who looks at whose it is and decides
  sign,   ///< something is signed that rests on it, and nobody is asked
};

/// How a holding stands to its person.
struct HolderStanding {
  store::HoldingHolder record{};
  credential::HolderMatch match = credential::HolderMatch::cannot_be_told;
  Finding finding{};

  bool is_accepted() const { return record.state == store::HolderState::accepted; }
  bool may(HolderUse use) const;
};

/// What is known of the person, and by what.
credential::PersonFacts person_facts(store::Tx& tx, const std::string& person_id);

/// Judges a holding that has come or has changed, in the transaction, and keeps what it came to.
void note_holder(store::Tx& tx, const Platform& platform, const store::Holding& holding,
                 store::HolderBasis basis = store::HolderBasis::none);
/// Judges all holdings of the person anew: a name, an address, a date or an accepted name has changed.
void judge_holders_of(store::Tx& tx, const Platform& platform, const std::string& person_id);

/// How a holding stands; one that was not judged yet is judged for this answer, and not kept.
HolderStanding holder_standing(store::Tx& tx, const Platform& platform, const store::Holding& holding);
/// All of a person, by the holding's id.
std::map<std::string, HolderStanding> holder_standings(store::Tx& tx, const Platform& platform,
                                                       const std::string& person_id);
std::map<std::string, HolderStanding> holder_standings(Platform& platform, const Actor& actor);

/// The gate. Error "service.holder_differs" for an award of somebody else, "service.holder_open" where a person has to
/// look first; each names whom the award names and what to do.
Result<void> demand_holder(store::Tx& tx, const Platform& platform, const store::Holding& holding, HolderUse use);
/// The same for an award of this platform that the person has claimed.
Result<void> demand_holder_of_award(store::Tx& tx, const Platform& platform, const store::Award& award,
                                    const std::string& person_id, HolderUse use);
/// The person's holdings that may be used so, the order kept.
std::vector<store::Holding> usable(store::Tx& tx, const Platform& platform, const std::string& person_id,
                                   std::vector<store::Holding> holdings, HolderUse use);

/// Whether an award of this platform may be handed to the person by a code: its address or its holder has to fit.
Result<void> demand_claimant(store::Tx& tx, const Platform& platform, const store::Award& award,
                             const std::string& person_id);

/// Why an award is one's own although it names another.
struct HolderClaim {
  std::string former_name{};  ///< a name that one had, or has beside
  std::string words{};        ///< why; needed
  std::string evidence{};     ///< a web address or where to see it: a certificate of marriage, a deed
};
/// Says so; the organisation that issued it here and the operators are told, and one of them decides.
Result<void> claim_holder(Platform& platform, const Actor& actor, const std::string& holding_id,
                          const HolderClaim& claim);

/// What waits for an answer.
struct HolderQuestion {
  store::HoldingHolder record{};
  store::Holding holding{};
  std::string person{};
  std::string date_of_birth{};
  std::vector<std::string> addresses{};
  Finding finding{};
};
/// For an organisation, of what it issued; with an empty id for the operators, of all. Oldest first.
Result<std::vector<HolderQuestion>> holder_questions(Platform& platform, const Actor& actor,
                                                     const std::string& organisation_id);
enum class HolderAnswer : std::uint8_t { accept, refuse };
/// Decides. What an organisation accepts holds for that award; a former name that an operator accepts, for all.
Result<void> decide_holder(Platform& platform, const Actor& actor, const std::string& holding_id, HolderAnswer answer,
                           const std::string& words);

/// A person's date of birth, as they state it; empty takes it away.
Result<void> state_birth(Platform& platform, const Actor& actor, const std::string& date);
std::string stated_birth(Platform& platform, const std::string& person_id);

/// Judges holdings of before there were judgements, at most `most`, oldest first, and tells whom it concerns where
/// something stands on an award of somebody else: its keeper, and the bodies whose statements and larger awards rest
/// on it. Gives how many were judged; 0 when all are.
std::size_t judge_holders_again(Platform& platform, std::size_t most);

/// The finding as it is kept, and back.
std::string finding_text(const Finding& finding);
Finding finding_from(std::string_view text);

}  // namespace credex::service
