#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cocreation/work.h"
#include "service/actor.h"
#include "store/framework_records.h"

namespace credex::service {

/// A version of the sector framework, the newest first; the first of all is the one that the program states.
struct VersionLine {
  std::string number{};
  std::string date{};
  std::string why{};
};
std::vector<VersionLine> framework_versions(Platform& platform);
/// That version, or the newest for an empty number. Error "service.not_found".
Result<cocreation::Work> framework_version(Platform& platform, const std::string& number = {});
/// Its permanent address.
std::string framework_url(const Platform& platform, const cocreation::Work& work);

/// A change as it is proposed.
struct ProposalFacts {
  std::string clause{};  ///< empty: a new one
  bool removes = false;
  std::string kind{};  ///< of a new one
  std::string title{};
  std::string text{};
  std::string sources{};  ///< a line each
  std::string reason{};
};
struct ProposalView {
  store::FrameworkProposal record{};
  cocreation::Proposal proposal{};
  std::string title{};
  std::string proposer{};
  cocreation::Touched touched{};
};
/// Errors "service.invalid" with the field.
Result<store::FrameworkProposal> propose_change(Platform& platform, const Actor& actor, const ProposalFacts& facts);
Result<void> withdraw_proposal(Platform& platform, const Actor& actor, const std::string& id);
/// Declines one without a consultation, with the reason. Needs framework.decide.
Result<void> decline_proposal(Platform& platform, const Actor& actor, const std::string& id, const std::string& answer);
/// Those of a state, newest first; all for none. What each touches is counted in the catalogue of now.
std::vector<ProposalView> proposals(Platform& platform, std::optional<store::ProposalState> state = std::nullopt);
Result<ProposalView> proposal_view(Platform& platform, const std::string& id);

/// What a clause touches in the catalogue of now.
cocreation::Touched touched_by(Platform& platform, const cocreation::Selector& about);

/// Publishes the accepted proposals as the next version. `number` is greater than the last: "1.0", "1.1". Error
/// "service.conflict" where nothing is accepted. The remarks that were taken up on the way carry the version.
Result<cocreation::Work> publish_framework(Platform& platform, const Actor& actor, const std::string& number,
                                           const std::string& why);

/// Remarks that made a clause so, over all consultations, with the version that they went into.
struct ClauseTrace {
  std::string consultation{};  ///< slug
  std::string consultation_title{};
  store::ConsultationRemark remark{};
  std::string constituency{};
};
std::vector<ClauseTrace> trace_of_clause(Platform& platform, const std::string& clause);

}  // namespace credex::service
