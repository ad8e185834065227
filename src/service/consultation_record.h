#pragma once

#include "cocreation/consultation.h"
#include "store/framework_records.h"

namespace credex::service {

/// A consultation's settings as values, without what was said.
cocreation::Consultation with_settings(const store::Consultation& record);
/// All of it, within a transaction.
cocreation::Consultation content_of(store::Tx& tx, const store::Consultation& record);

}  // namespace credex::service
