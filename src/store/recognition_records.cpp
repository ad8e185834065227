#include "store/recognition_records.h"

#include "store/kept.h"

namespace credex::store {

template struct Kept<RecognitionPolicy>;
template struct Kept<Agreement>;
template struct Kept<AgreementParty>;
template struct Kept<RecognitionCase>;
template struct Kept<RecognitionEvent>;
template struct Kept<StackRule>;
template struct Kept<StackRuleText>;
template struct Kept<StackRequest>;
template struct Kept<StackUse>;

}  // namespace credex::store
