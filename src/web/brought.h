#pragma once

#include "credential/brought.h"
#include "web/site.h"

namespace credex::web {

/// What a form with the fields "file" and "text" brings, as service::read_brought() reads it.
Result<credential::Brought> brought_by_form(const Visit& visit);

}  // namespace credex::web
