#include "service/resting.h"

#include <set>

#include "service/mail.h"

namespace credex::service {

std::vector<RestingCase> cases_resting_on(store::Tx& tx, const store::Holding& holding) {
  std::vector<RestingCase> out;
  for (store::RecognitionCase& one :
       store::find<store::RecognitionCase>(tx, "holding_id = ?1 AND person_id = ?2", {holding.id, holding.person_id})) {
    auto body = store::find_one<store::Organisation>(tx, "id = ?1", {one.organisation_id});
    if (body) out.push_back({std::move(one), std::move(*body)});
  }
  return out;
}

std::vector<RestingAward> awards_resting_on(store::Tx& tx, const store::Holding& holding) {
  std::vector<RestingAward> out;
  std::set<std::string> seen;
  for (const store::StackUse& use :
       store::find<store::StackUse>(tx, "person_id = ?1 AND digest = ?2", {holding.person_id, holding.digest})) {
    auto award = store::find_one<store::Award>(tx, "id = ?1", {use.award_id});
    if (!award || !seen.insert(award->id).second) continue;
    auto body = store::find_one<store::Organisation>(tx, "id = ?1", {award->organisation_id});
    if (body) out.push_back({std::move(*award), std::move(*body)});
  }
  return out;
}

void tell_of_lesser_issuer(store::Tx& tx, const Platform& platform, const store::Holding& holding) {
  for (const auto& [record, body] : cases_resting_on(tx, holding)) {
    if (record.statement.empty()) continue;
    const About about{body.id,
                      record.id,
                      {record.title, holding.issuer, platform.url("/desk/" + body.slug + "/recognition/" + record.id)}};
    tell_members(tx, platform, {Role::recognition_officer}, about, "A statement to look at again: “{0}”",
                 "Your statement on “{0}” rests on an award that says it is from “{1}”. Nobody known here vouches for "
                 "that now, or somebody says that it is another's name. Please look at it again:\n\n{2}");
  }
  for (const auto& [award, body] : awards_resting_on(tx, holding)) {
    const About about{
        body.id, award.id, {holding.title, holding.issuer, platform.url("/desk/" + body.slug + "/awards/" + award.id)}};
    tell_members(
        tx, platform, {Role::signer, Role::administrator}, about, "An award to look at again",
        "A larger award of yours counts “{0}”, which says it is from “{1}”. Nobody known here vouches for that "
        "now, or somebody says that it is another's name. Please look at it again:\n\n{2}");
  }
}

}  // namespace credex::service
