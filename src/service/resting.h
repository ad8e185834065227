#pragma once

#include <vector>

#include "service/platform.h"
#include "store/award_records.h"
#include "store/recognition_records.h"
#include "store/records.h"

namespace credex::service {

/// What was made from a holding and stands without it: whom it concerns when the holding is judged otherwise.
struct RestingCase {
  store::RecognitionCase record{};
  store::Organisation body{};
};
/// Applications with the holding, at whatever state, with the body that was asked.
std::vector<RestingCase> cases_resting_on(store::Tx& tx, const store::Holding& holding);

struct RestingAward {
  store::Award award{};
  store::Organisation body{};
};
/// Larger awards that count it, each once.
std::vector<RestingAward> awards_resting_on(store::Tx& tx, const store::Holding& holding);

/// Tells those whose statements and larger awards rest on a holding of whose issuer less is known than was taken for
/// granted.
void tell_of_lesser_issuer(store::Tx& tx, const Platform& platform, const store::Holding& holding);

}  // namespace credex::service
