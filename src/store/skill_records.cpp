#include "store/skill_records.h"

#include "store/kept.h"

namespace credex::store {

template struct Kept<PersonSkill>;
template struct Kept<Work>;
template struct Kept<WorkWord>;
template struct Kept<Talent>;
template struct Kept<TalentGone>;
template struct Kept<JobRole>;
template struct Kept<ContactRequest>;
template struct Kept<MissingSkill>;
template struct Kept<OutcomeEndorsement>;
template struct Kept<Validation>;
template struct Kept<AccountEntry>;
template struct Kept<HoldingExpiry>;

}  // namespace credex::store
