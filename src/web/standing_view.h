#pragma once

#include "store/records.h"
#include "web/site.h"

namespace credex::web {

/// How an organisation stands, for the template standing_facts: who vouches for it, since and until when, on what
/// evidence; or that nobody does.
void fill_standing(const Visit& visit, const store::Organisation& organisation, View& view);

}  // namespace credex::web
