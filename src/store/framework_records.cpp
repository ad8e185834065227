#include "store/framework_records.h"

#include "store/kept.h"

namespace credex::store {

template struct Kept<FrameworkVersion>;
template struct Kept<FrameworkProposal>;
template struct Kept<Consultation>;
template struct Kept<ConsultationItem>;
template struct Kept<ConsultationRound>;
template struct Kept<ConsultationVoice>;
template struct Kept<ConsultationRemark>;
template struct Kept<ConsultationOpinion>;
template struct Kept<ConsultationVote>;
template struct Kept<MapStakeholder>;
template struct Kept<MapInvolvement>;

}  // namespace credex::store
