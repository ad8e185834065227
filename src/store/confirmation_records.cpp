#include "store/confirmation_records.h"

#include "store/kept.h"

namespace credex::store {

template struct Kept<Confirmation>;

}  // namespace credex::store
