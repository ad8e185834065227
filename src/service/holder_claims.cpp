// What a person says to whose an award is, who decides, and what is judged again after an upgrade.
#include <map>

#include "base/encoding.h"
#include "service/check.h"
#include "service/collection.h"
#include "service/holder_gate.h"
#include "service/mail.h"
#include "service/resting.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using credential::HolderMatch;
using store::HolderState;

constexpr const char* k_cursor = "holders_judged";

/// To those who decide: the issuer here, and the operators.
void tell_deciders(store::Tx& tx, const Platform& platform, const store::HoldingHolder& record,
                   const store::Holding& holding) {
  std::vector<About> all{{"", holding.id, {holding.title, record.named, platform.url("/holders")}}};
  if (const auto body = store::find_one<store::Organisation>(tx, "id = ?1", {record.organisation_id}))
    all.push_back(
        {body->id, holding.id, {holding.title, record.named, platform.url("/desk/" + body->slug + "/holders")}});
  for (const About& about : all) {
    tell_members(tx, platform, {Role::signer, Role::administrator, Role::operator_}, about, "Whose is “{0}”?",
                 "Somebody says that the award “{0}”, which names “{1}”, is theirs. What they say and show waits for "
                 "your decision here:\n\n{2}");
  }
}

/// What rests on an award that is not its keeper's: the bodies hear of it, and keep what was found with the case.
void tell_bodies(store::Tx& tx, const Platform& platform, const store::Holding& holding,
                 const HolderStanding& standing) {
  for (const auto& [one, body] : cases_resting_on(tx, holding)) {
    if (store::count(tx, "case_holder WHERE case_id = ?1", {one.id}) == 0)
      store::insert(tx, store::CaseHolder{.case_id = one.id,
                                          .verdict = standing.record.verdict,
                                          .has_second = standing.record.has_second,
                                          .reasons = standing.record.reasons,
                                          .named = standing.record.named});
    if (standing.may(HolderUse::show) || one.statement.empty()) continue;
    const About about{
        body.id,
        one.id,
        {one.title, standing.record.named, platform.url("/desk/" + body.slug + "/recognition/" + one.id)}};
    tell_members(
        tx, platform, {Role::recognition_officer}, about, "A statement to look at again: “{0}”",
        "Your statement on “{0}” rests on an award that names “{1}”, which is not the applicant's name. Whether "
        "it is theirs was not asked when it was signed. Please look at it again:\n\n{2}");
  }
  if (standing.may(HolderUse::show)) return;
  for (const auto& [award, body] : awards_resting_on(tx, holding)) {
    const About about{
        body.id,
        award.id,
        {holding.title, standing.record.named, platform.url("/desk/" + body.slug + "/awards/" + award.id)}};
    tell_members(
        tx, platform, {Role::signer, Role::administrator}, about, "An award to look at again",
        "A larger award of yours counts “{0}”, which names “{1}”: not the name of whom it was awarded to. Please "
        "look at it again:\n\n{2}");
  }
}

Result<store::HoldingHolder> open_question(store::Tx& tx, const Actor& actor, const std::string& holding_id) {
  auto record = store::find_one<store::HoldingHolder>(tx, "holding_id = ?1", {holding_id});
  if (!record || !may(actor, "holder.decide", record->organisation_id)) return not_found("this question");
  if (record->state != HolderState::asked) return conflict("this was answered already", "look at the list again");
  if (actor.person && actor.person->id == record->person_id)
    return conflict("nobody decides on their own awards", "let somebody else decide");
  return std::move(*record);
}

}  // namespace

Result<void> claim_holder(Platform& platform, const Actor& actor, const std::string& holding_id,
                          const HolderClaim& claim) {
  auto holding = holding_of(platform, actor, holding_id);
  if (!holding) return std::move(holding).error();
  if (claim.words.size() < 10 || claim.words.size() > 4000)
    return invalid("why it is yours is missing or too long", "words", "write between 10 and 4,000 characters");
  if (claim.former_name.size() > 200) return invalid("the name is too long", "former_name", "keep to 200 characters");
  if (claim.evidence.size() > 2000) return invalid("this is too long", "evidence", "write up to 2,000 characters");
  if (!claim.former_name.empty() && claim.evidence.empty())
    return invalid("nothing shows the other name", "evidence", "say what shows it and where it can be seen");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    if (store::count(tx, "holding_holder WHERE holding_id = ?1", {holding_id}) == 0)
      note_holder(tx, platform, *holding);
    auto record = store::find_one<store::HoldingHolder>(tx, "holding_id = ?1", {holding_id});
    if (record->state == HolderState::accepted)
      return conflict("this was accepted as yours already", "nothing more is needed");
    if (record->state == HolderState::asked) return conflict("you have said so already", "wait for the answer");
    record->state = HolderState::asked;
    record->former_name = claim.former_name;
    record->words = claim.words;
    record->evidence = claim.evidence;
    record->asked = platform.now();
    record->decided_by.clear();
    record->decision.clear();
    record->decided.reset();
    store::update(tx, *record);
    judge_holders_of(tx, platform, actor.person->id);
    tell_deciders(tx, platform, *record, *holding);
    audit(tx, platform, actor, "holder.ask", record->organisation_id, holding_id);
    return {};
  });
}

Result<std::vector<HolderQuestion>> holder_questions(Platform& platform, const Actor& actor,
                                                     const std::string& organisation_id) {
  if (auto allowed = demand(actor, "holder.decide", organisation_id); !allowed) return std::move(allowed).error();
  return store::reading(*platform.database, [&](store::Tx& tx) {
    std::vector<HolderQuestion> out;
    const std::string where =
        organisation_id.empty() ? "state = 'asked' AND ?1 = ''" : "state = 'asked' AND organisation_id = ?1";
    for (store::HoldingHolder& record :
         store::find<store::HoldingHolder>(tx, where + " ORDER BY asked, holding_id LIMIT 500", {organisation_id})) {
      auto holding = store::find_one<store::Holding>(tx, "id = ?1", {record.holding_id});
      if (!holding) continue;
      HolderQuestion one{.record = std::move(record), .holding = std::move(*holding)};
      one.finding = finding_from(one.record.reasons);
      if (const auto person = store::find_one<store::Person>(tx, "id = ?1", {one.record.person_id}))
        one.person = person->name;
      if (const auto detail = store::find_one<store::PersonDetail>(tx, "person_id = ?1", {one.record.person_id}))
        one.date_of_birth = detail->date_of_birth;
      for (store::EmailAddress& address :
           store::find<store::EmailAddress>(tx, "person_id = ?1 ORDER BY address", {one.record.person_id}))
        one.addresses.push_back(std::move(address.address));
      out.push_back(std::move(one));
    }
    return out;
  });
}

Result<void> decide_holder(Platform& platform, const Actor& actor, const std::string& holding_id, HolderAnswer answer,
                           const std::string& words) {
  if (words.size() < 5 || words.size() > 4000)
    return invalid("no reasons are given", "words", "write what you saw, in 5 to 4,000 characters");
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto record = open_question(tx, actor, holding_id);
    if (!record) return std::move(record).error();
    const auto holding = store::find_one<store::Holding>(tx, "id = ?1", {holding_id});
    if (!holding) return not_found("this question");
    const bool is_yes = answer == HolderAnswer::accept;
    const bool is_operator = may(actor, "holder.decide", "");
    record->state = is_yes ? HolderState::accepted : HolderState::refused;
    record->decided_by = actor.name();
    record->decided_as = is_operator ? "operator" : "organisation";
    record->decision = words;
    record->decided = platform.now();
    store::update(tx, *record);
    if (is_yes && !record->award_id.empty()) {
      auto award = store::find_one<store::Award>(tx, "id = ?1", {record->award_id});
      if (award && award->person_id.empty()) hand_over(tx, platform, *award, record->person_id);
    }
    // An operator who accepts has seen the date of birth too, where the award says the one that the person states.
    if (is_yes && is_operator && !record->birth.empty()) {
      auto detail = store::find_one<store::PersonDetail>(tx, "person_id = ?1", {record->person_id});
      if (detail && detail->date_of_birth == record->birth) {
        detail->seen_by = actor.name();
        detail->seen = platform.now();
        store::update(tx, *detail);
      }
    }
    judge_holders_of(tx, platform, record->person_id);
    const About about{.regards = holding_id,
                      .words = {holding->title, words, platform.url("/me/credential/" + holding_id)}};
    if (is_yes)
      tell_person(tx, platform, record->person_id, about, "“{0}” is yours",
                  "It was accepted that the award “{0}” is yours: {1}\n\nYou can use it from now on:\n\n{2}");
    else
      tell_person(tx, platform, record->person_id, about, "“{0}” was not accepted as yours",
                  "It was not accepted that the award “{0}” is yours: {1}\n\nIf you have more to show, say so "
                  "here:\n\n{2}");
    // The log is never erased: what was said of a person stands in the record alone.
    audit(tx, platform, actor, is_yes ? "holder.accept" : "holder.refuse", record->organisation_id, holding_id);
    return {};
  });
}

Result<void> state_birth(Platform& platform, const Actor& actor, const std::string& date) {
  if (auto allowed = demand(actor, "own.profile"); !allowed) return allowed;
  if (!date.empty()) {
    auto day = parse_date(date);
    if (!day || *day > date_of(platform.now()) || day->year() < std::chrono::year{1900})
      return invalid("'" + date + "' is no date of birth", "date_of_birth", "write it like 1998-05-03");
  }
  return transact(*platform.database, [&](store::Tx& tx) -> Result<void> {
    auto detail = store::find_one<store::PersonDetail>(tx, "person_id = ?1", {actor.person->id});
    if ((detail ? detail->date_of_birth : std::string{}) == date) return {};
    const store::PersonDetail next{.person_id = actor.person->id, .date_of_birth = date};
    if (detail)
      store::update(tx, next);
    else
      store::insert(tx, next);
    judge_holders_of(tx, platform, actor.person->id);
    audit(tx, platform, actor, "person.birth", "", actor.person->id);
    return {};
  });
}

std::string stated_birth(Platform& platform, const std::string& person_id) {
  return store::reading(*platform.database, [&](store::Tx& tx) {
    const auto detail = store::find_one<store::PersonDetail>(tx, "person_id = ?1", {person_id});
    return detail ? detail->date_of_birth : std::string{};
  });
}

std::size_t judge_holders_again(Platform& platform, std::size_t most) {
  return store::writing(*platform.database, [&](store::Tx& tx) -> std::size_t {
    const auto kept = tx.query("SELECT value FROM setting WHERE name = ?1", {k_cursor});
    const auto holdings = store::find<store::Holding>(
        tx, "id > ?1 ORDER BY id LIMIT ?2", {kept.empty() ? "" : kept[0].text(0), static_cast<std::int64_t>(most)});
    if (holdings.empty()) return 0;
    std::map<std::string, std::vector<std::string>> told;
    for (const store::Holding& holding : holdings) {
      if (store::count(tx, "holding_holder WHERE holding_id = ?1", {holding.id}) > 0) continue;
      note_holder(tx, platform, holding);
      const HolderStanding standing = holder_standing(tx, platform, holding);
      tell_bodies(tx, platform, holding, standing);
      if (!standing.may(HolderUse::show)) told[holding.person_id].push_back(holding.title);
    }
    for (const auto& [person, titles] : told) {
      std::string list;
      for (std::size_t i = 0; i < titles.size() && i < 20; ++i) list += "- " + utf8_prefix(titles[i], 200) + "\n";
      const About about{.regards = person, .words = {list, platform.url("/me")}};
      tell_person(
          tx, platform, person, about, "Awards in your collection that name somebody else",
          "These awards in your collection name somebody else, or do not show that they are yours. Until "
          "somebody has looked at it they are not shown to others and count for nothing:\n\n{0}\nIf one is yours "
          "under another name, say so on its page:\n\n{1}");
    }
    if (tx.execute("UPDATE setting SET value = ?1 WHERE name = ?2", {holdings.back().id, k_cursor}) == 0)
      tx.execute("INSERT INTO setting (name, value) VALUES (?2, ?1)", {holdings.back().id, k_cursor});
    return holdings.size();
  });
}

}  // namespace credex::service
