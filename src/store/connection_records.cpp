#include "store/connection_records.h"

#include "store/kept.h"

namespace credex::store {

template struct Kept<Webhook>;
template struct Kept<WebhookDelivery>;
template struct Kept<LtiPlatform>;
template struct Kept<LtiCourse>;
template struct Kept<LtiAward>;
template struct Kept<OAuthClient>;
template struct Kept<OAuthGrant>;

}  // namespace credex::store
