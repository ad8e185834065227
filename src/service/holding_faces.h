#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "credential/vouching.h"
#include "service/actor.h"
#include "store/face_records.h"

namespace credex::service {

/// Who vouches for the issuers of what people hold. It is judged when a credential is first looked at and again each
/// day, and kept with the time, so that lists, talent pages and letters say the same as the check of the credential.

/// Of each of the holdings, by its id; what was not judged yet is judged now. Not in a transaction: others may be
/// asked.
std::map<std::string, store::HoldingFace> faces_of(Platform& platform, const std::vector<store::Holding>& holdings);
store::HoldingFace face_of(Platform& platform, const store::Holding& holding);
credential::Vouching vouching_from(const store::HoldingFace& face);

/// The issuer of a holding in a list: as registered where somebody vouches, else in quotes.
std::string issuer_line(std::string_view language, const store::Holding& holding, const store::HoldingFace& face);

/// Judges what was never judged, then what was judged more than a day ago, of at most `most` credentials; gives how
/// many. Whoever held a credential before its issuer was asked for, or whose credential is less than it was, is told by
/// one mail and finds a notice in the collection. Each credential is kept by itself: what was begun is gone on with,
/// and two servers tell nobody twice.
std::size_t judge_due_holdings(
    Platform& platform, std::size_t most, const std::function<bool()>& go_on = [] { return true; });

/// What the person was told of and has not read: for the notice.
struct FaceNotice {
  std::string holding_id{};
  std::string title{};
  store::HoldingFace face{};
};
std::vector<FaceNotice> face_notices(Platform& platform, const Actor& actor);
Result<void> read_face_notices(Platform& platform, const Actor& actor);

}  // namespace credex::service
