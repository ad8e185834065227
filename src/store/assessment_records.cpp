#include "store/assessment_records.h"

#include "store/kept.h"

namespace credex::store {

template struct Kept<LocalFramework>;
template struct Kept<AssessmentRun>;
template struct Kept<AssessmentAssessor>;
template struct Kept<AssessmentRating>;
template struct Kept<AssessmentModeration>;
template struct Kept<PracticeEntry>;
template struct Kept<PracticeReview>;
template struct Kept<PilotEntry>;
template struct Kept<PilotParticipant>;
template struct Kept<PilotAnswer>;
template struct Kept<PolicyBrief>;
template struct Kept<PolicyTarget>;

}  // namespace credex::store
