#include "store/holder_records.h"

#include "store/kept.h"

namespace credex::store {

template struct Kept<HoldingHolder>;
template struct Kept<PersonDetail>;
template struct Kept<CaseHolder>;

}  // namespace credex::store
