#include "store/award_records.h"

#include "store/kept.h"

namespace credex::store {

template struct Kept<Award>;
template struct Kept<StatusListRecord>;
template struct Kept<Holding>;
template struct Kept<Share>;
template struct Kept<ShareVisit>;
template struct Kept<Endorsement>;
template struct Kept<Job>;
template struct Kept<JobRow>;
template struct Kept<Mail>;
template struct Kept<ApiKey>;
template struct Kept<Idempotency>;

}  // namespace credex::store
