#include "service/case_holder.h"

#include "base/encoding.h"
#include "credential/contents.h"
#include "service/check.h"

namespace credex::service {
namespace {

std::optional<store::Holding> holding_of_case(store::Tx& tx, const store::RecognitionCase& record) {
  return store::find_one<store::Holding>(tx, "id = ?1 AND person_id = ?2", {record.holding_id, record.person_id});
}

}  // namespace

void open_case_holder(store::Tx& tx, const std::string& case_id, const HolderStanding& standing) {
  store::insert(tx, store::CaseHolder{.case_id = case_id,
                                      .verdict = standing.record.verdict,
                                      .has_second = standing.record.has_second,
                                      .reasons = standing.record.reasons,
                                      .named = standing.record.named});
}

CaseStanding case_standing(store::Tx& tx, const Platform& platform, const store::RecognitionCase& record) {
  CaseStanding out;
  const auto kept = store::find_one<store::CaseHolder>(tx, "case_id = ?1", {record.id});
  if (kept) out.record = *kept;
  out.record.case_id = record.id;
  auto holding = holding_of_case(tx, record);
  if (!holding) {
    // It was taken out of the collection; what was applied with is kept with the case.
    holding = store::Holding{
        .person_id = record.person_id, .award_id = record.award_id, .credential = record.credential, .source = ""};
  }
  const HolderStanding standing = holder_standing(tx, platform, *holding);
  out.record.verdict = standing.record.verdict;
  out.record.has_second = standing.record.has_second;
  out.record.reasons = standing.record.reasons;
  out.record.named = standing.record.named;
  out.may_sign = standing.may(HolderUse::sign);
  return out;
}

Result<void> take_holder(store::Tx& tx, const Platform& platform, const Actor& actor,
                         const store::RecognitionCase& record, const Ruling& ruling) {
  CaseStanding now = case_standing(tx, platform, record);
  const bool is_known = store::count(tx, "case_holder WHERE case_id = ?1", {record.id}) > 0;
  if (ruling.holder == "yes") {
    const bool name_agrees = now.record.verdict == "same" || now.record.verdict == "compatible";
    if (!name_agrees && ruling.holder_words.size() < 10)
      return invalid("the award names somebody else, and nothing says why it is the applicant's", "holder_words",
                     "write what shows that it is theirs, in 10 characters or more");
    now.record.confirmed_by = actor.name();
    now.record.words = utf8_prefix(ruling.holder_words, 4000);
    now.record.confirmed = platform.now();
  }
  if (!now.fits() && record.verdict != "refused") {
    return Error{.code = "service.holder_open",
                 .message = "nobody has said that this award is the applicant's: " + now.record.named,
                 .where = "holder",
                 .remedy = "compare the two; say that it is theirs, ask them for proof, or refuse"};
  }
  if (is_known)
    store::update(tx, now.record);
  else
    store::insert(tx, now.record);
  return {};
}

CaseHolderView case_holder(Platform& platform, const store::RecognitionCase& record) {
  CaseHolderView out;
  platform.database->read([&](store::Tx& tx) {
    out = {};
    const CaseStanding standing = case_standing(tx, platform, record);
    out.record = standing.record;
    out.needs_word = !standing.fits();
    out.finding = finding_from(standing.record.reasons);
    const credential::PersonFacts person = person_facts(tx, record.person_id);
    out.applicant = person.name;
    out.addresses = person.addresses;
    if (person.date_of_birth) out.applicant_birth = to_string(*person.date_of_birth);
    out.birth_is_seen = person.birth_is_proven;
    if (const auto claim = store::find_one<store::HoldingHolder>(tx, "holding_id = ?1", {record.holding_id})) {
      out.claim = claim->words;
      out.former_name = claim->former_name;
      out.evidence = claim->evidence;
    }
    if (const auto officer = store::find_one<store::Person>(tx, "id = ?1", {out.record.confirmed_by}))
      out.confirmed_by = officer->name;
  });
  const std::string bytes = unkept_form(record.credential);
  const credential::HolderFacts facts = credential::holder_facts_of(bytes);
  out.named = facts.learner.name();
  if (facts.learner.date_of_birth) out.birth = to_string(*facts.learner.date_of_birth);
  if (auto contents = credential::contents_of(bytes)) {
    out.award_id = contents->award.id;
    out.grade = contents->award.grade;
    if (contents->award.awarded_on.ok()) out.awarded_on = to_string(contents->award.awarded_on);
  }
  return out;
}

}  // namespace credex::service
