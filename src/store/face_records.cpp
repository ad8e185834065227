#include "store/face_records.h"

#include "store/kept.h"

namespace credex::store {

template struct Kept<HoldingFace>;

}  // namespace credex::store
