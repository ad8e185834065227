#pragma once

#include "store/database.h"

namespace credex::store {

Result<std::unique_ptr<Database>> open_sqlite(const std::string& file, std::size_t connections);
Result<std::unique_ptr<Database>> open_postgres(const std::string& url, std::size_t connections);

}  // namespace credex::store
