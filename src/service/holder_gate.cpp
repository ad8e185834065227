#include "service/holder_gate.h"

#include <algorithm>
#include <utility>

#include "credential/contents.h"
#include "service/check.h"
#include "service/lists.h"
#include "service/transact.h"

namespace credex::service {
namespace {

using credential::HolderMatch;
using json::Value;
using store::HolderState;

Value finding_value(json::Arena& arena, const Finding& finding) {
  const Value out = Value::object(arena, 5);
  out.append(arena, "rule", arena.string(finding.rule));
  out.append(arena, "outcome", arena.string(std::string{outcome_name(finding.outcome)}));
  out.append(arena, "message", arena.string(finding.message));
  const Value args = Value::array(arena, finding.args.size());
  for (const std::string& one : finding.args) args.push(arena, arena.string(one));
  out.append(arena, "args", args);
  const Value below = Value::array(arena, finding.findings.size());
  for (const Finding& one : finding.findings) below.push(arena, finding_value(arena, one));
  out.append(arena, "findings", below);
  return out;
}

Finding finding_of(const Value& value) {
  Finding out{.rule = std::string{value.text("rule")},
              .message = std::string{value.text("message")},
              .source = "docs/verifying.md, Whose it is"};
  for (const Outcome one : {Outcome::not_applicable, Outcome::pass, Outcome::warn, Outcome::unknown, Outcome::fail}) {
    if (outcome_name(one) == value.text("outcome")) out.outcome = one;
  }
  for (const Value& one : value.get("args").items()) out.args.emplace_back(one.as_string());
  for (const Value& one : value.get("findings").items()) out.findings.push_back(finding_of(one));
  return out;
}

/// Whom a holding is about: what it says, and what the platform knows of an award that it made.
struct Judged {
  credential::HolderFacts facts{};
  std::string organisation_id{};
};

Judged facts_of(store::Tx& tx, const store::Holding& holding, const credential::PersonFacts& person,
                store::HolderBasis basis) {
  Judged out{.facts = credential::holder_facts_of(unkept_form(holding.credential))};
  if (!holding.award_id.empty()) {
    if (const auto award = store::find_one<store::Award>(tx, "id = ?1", {holding.award_id})) {
      out.organisation_id = award->organisation_id;
      out.facts.was_addressed = award->person_id == holding.person_id && !award->learner_email.empty() &&
                                std::ranges::find(person.addresses, award->learner_email) != person.addresses.end();
    }
  }
  if (basis == store::HolderBasis::address) out.facts.was_addressed = true;
  if (basis == store::HolderBasis::statement) out.facts.was_made_for = true;
  return out;
}

/// Onto the record: what comparing came to now.
void judge(store::Tx& tx, const Platform& platform, store::HoldingHolder& record, const store::Holding& holding,
           const credential::PersonFacts& person, const credential::HolderMatcher& matcher) {
  const Judged judged = facts_of(tx, holding, person, record.basis);
  const credential::HolderJudgement found = matcher.match(judged.facts);
  record.award_id = holding.award_id;
  record.organisation_id = judged.organisation_id;
  record.verdict = credential::holder_match_name(found.match);
  record.has_second = found.has_second_fact;
  record.reasons = finding_text(found.finding);
  record.named = judged.facts.learner.name();
  record.birth = judged.facts.learner.date_of_birth ? to_string(*judged.facts.learner.date_of_birth) : "";
  record.judged = platform.now();
}

/// A statement of this platform's about the person is theirs, whatever it came back as.
bool was_stated_here(store::Tx& tx, const store::Holding& holding) {
  return holding.award_id.empty() && holding.source == "recognition" &&
         store::count(tx, "recognition_case WHERE person_id = ?1 AND statement = ?2",
                      {holding.person_id, holding.credential}) > 0;
}

store::HoldingHolder record_for(store::Tx& tx, const store::Holding& holding) {
  return {.holding_id = holding.id,
          .person_id = holding.person_id,
          .basis = was_stated_here(tx, holding) ? store::HolderBasis::statement : store::HolderBasis::none};
}

HolderStanding standing_of(store::HoldingHolder record) {
  HolderStanding out{.record = std::move(record)};
  out.match = credential::holder_match_from(out.record.verdict).value_or(HolderMatch::cannot_be_told);
  out.finding = finding_from(out.record.reasons);
  return out;
}

Error refusal(const HolderStanding& standing) {
  if (standing.match == HolderMatch::different || standing.record.state == HolderState::refused) {
    return Error{.code = "service.holder_differs",
                 .message = "this award is about somebody else: " + standing.record.named,
                 .where = "holding",
                 .remedy = "if it is yours under another name, say so on its page, with what shows it"};
  }
  return Error{.code = "service.holder_open",
               .message = "whether this award is about you has to be looked at first: " + standing.record.named,
               .where = "holding",
               .remedy = "say on its page why it is yours; its issuer or the operator decides"};
}

}  // namespace

std::string finding_text(const Finding& finding) {
  json::Arena arena;
  return json::write(finding_value(arena, finding));
}

Finding finding_from(std::string_view text) {
  const json::Document document = json_in(text);
  return finding_of(document.root);
}

bool HolderStanding::may(HolderUse use) const {
  if (record.state == HolderState::accepted) return true;
  if (record.state == HolderState::refused) return false;
  switch (use) {
    case HolderUse::show: return match <= HolderMatch::compatible;
    case HolderUse::apply: return match <= HolderMatch::cannot_be_told || record.state == HolderState::asked;
    case HolderUse::sign: return match == HolderMatch::same || (match == HolderMatch::compatible && record.has_second);
  }
  return false;
}

credential::PersonFacts person_facts(store::Tx& tx, const std::string& person_id) {
  credential::PersonFacts out;
  if (auto person = store::find_one<store::Person>(tx, "id = ?1", {person_id})) out.name = std::move(person->name);
  for (store::EmailAddress& one : store::find<store::EmailAddress>(tx, "person_id = ?1", {person_id}))
    out.addresses.push_back(std::move(one.address));
  for (store::HoldingHolder& one :
       store::find<store::HoldingHolder>(tx, "person_id = ?1 AND former_name <> ''", {person_id})) {
    // An organisation speaks for its own award only, or whoever founds one could give himself any name.
    if (one.state == HolderState::accepted && one.decided_as == "operator")
      out.other_names.push_back(std::move(one.former_name));
    else if (one.state == HolderState::asked)
      out.stated_names.push_back(std::move(one.former_name));
  }
  if (const auto detail = store::find_one<store::PersonDetail>(tx, "person_id = ?1", {person_id})) {
    if (auto date = parse_date(detail->date_of_birth)) out.date_of_birth = *date;
    out.birth_is_proven = detail->seen.has_value();
  }
  for (const auto& row : tx.query("SELECT DISTINCT holder_did FROM wallet_copy WHERE holder_did <> '' AND award_id IN "
                                  "(SELECT id FROM award WHERE person_id = ?1)",
                                  {person_id}))
    out.identifiers.push_back(row.text(0));
  return out;
}

void note_holder(store::Tx& tx, const Platform& platform, const store::Holding& holding, store::HolderBasis basis) {
  auto known = store::find_one<store::HoldingHolder>(tx, "holding_id = ?1", {holding.id});
  store::HoldingHolder record = known ? *known : record_for(tx, holding);
  if (basis != store::HolderBasis::none) record.basis = basis;
  const credential::PersonFacts person = person_facts(tx, holding.person_id);
  judge(tx, platform, record, holding, person, credential::HolderMatcher{person});
  if (!known) {
    store::insert(tx, record);
    return;
  }
  // What was decided was decided of another text.
  if (known->named != record.named || known->birth != record.birth) {
    record.state = HolderState::judged;
    record.former_name.clear();
  }
  store::update(tx, record);
}

void judge_holders_of(store::Tx& tx, const Platform& platform, const std::string& person_id) {
  const credential::PersonFacts person = person_facts(tx, person_id);
  const credential::HolderMatcher matcher{person};
  for (const store::Holding& holding : store::find<store::Holding>(tx, "person_id = ?1 ORDER BY id", {person_id})) {
    auto known = store::find_one<store::HoldingHolder>(tx, "holding_id = ?1", {holding.id});
    store::HoldingHolder record = known ? *known : record_for(tx, holding);
    judge(tx, platform, record, holding, person, matcher);
    if (known)
      store::update(tx, record);
    else
      store::insert(tx, record);
  }
}

HolderStanding holder_standing(store::Tx& tx, const Platform& platform, const store::Holding& holding) {
  if (auto known = store::find_one<store::HoldingHolder>(tx, "holding_id = ?1", {holding.id}))
    return standing_of(std::move(*known));
  store::HoldingHolder record = record_for(tx, holding);
  const credential::PersonFacts person = person_facts(tx, holding.person_id);
  judge(tx, platform, record, holding, person, credential::HolderMatcher{person});
  return standing_of(std::move(record));
}

std::map<std::string, HolderStanding> holder_standings(store::Tx& tx, const Platform& platform,
                                                       const std::string& person_id) {
  std::map<std::string, HolderStanding> out;
  for (store::HoldingHolder& one : store::find<store::HoldingHolder>(tx, "person_id = ?1", {person_id})) {
    std::string id = one.holding_id;
    out.emplace(std::move(id), standing_of(std::move(one)));
  }
  for (const store::Holding& holding : store::find<store::Holding>(
           tx,
           "person_id = ?1 AND NOT EXISTS (SELECT 1 FROM holding_holder WHERE holding_holder.holding_id = holding.id)",
           {person_id}))
    out.emplace(holding.id, holder_standing(tx, platform, holding));
  return out;
}

std::map<std::string, HolderStanding> holder_standings(Platform& platform, const Actor& actor) {
  if (!actor.person) return {};
  return store::reading(*platform.database,
                        [&](store::Tx& tx) { return holder_standings(tx, platform, actor.person->id); });
}

Result<void> demand_holder(store::Tx& tx, const Platform& platform, const store::Holding& holding, HolderUse use) {
  const HolderStanding standing = holder_standing(tx, platform, holding);
  if (standing.may(use)) return {};
  return refusal(standing);
}

Result<void> demand_holder_of_award(store::Tx& tx, const Platform& platform, const store::Award& award,
                                    const std::string& person_id, HolderUse use) {
  auto holding = store::find_one<store::Holding>(tx, "award_id = ?1 AND person_id = ?2 LIMIT 1", {award.id, person_id});
  if (!holding) {
    holding = store::Holding{
        .id = "", .person_id = person_id, .award_id = award.id, .credential = award.credential, .source = ""};
  }
  return demand_holder(tx, platform, *holding, use);
}

std::vector<store::Holding> usable(store::Tx& tx, const Platform& platform, const std::string& person_id,
                                   std::vector<store::Holding> holdings, HolderUse use) {
  const auto standings = holder_standings(tx, platform, person_id);
  std::erase_if(holdings, [&](const store::Holding& one) {
    const auto it = standings.find(one.id);
    return it == standings.end() || !it->second.may(use);
  });
  return holdings;
}

Result<void> demand_claimant(store::Tx& tx, const Platform& platform, const store::Award& award,
                             const std::string& person_id) {
  if (!award.learner_email.empty() &&
      store::count(tx, "email_address WHERE person_id = ?1 AND address = ?2", {person_id, award.learner_email}) > 0)
    return {};
  return demand_holder_of_award(tx, platform, award, person_id, HolderUse::show);
}

}  // namespace credex::service
