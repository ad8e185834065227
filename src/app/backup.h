#pragma once

#include "app/configuration.h"
#include "store/database.h"

namespace credex::app {

/// The database that the configuration names.
Result<std::unique_ptr<store::Database>> open_database(const Configuration& configuration);

/// One unchanging view of every table to a new SQLite file, from SQLite or PostgreSQL, while servers go on.
Result<void> backup(const Configuration& configuration, const std::string& file);

/// A backup's rows into an empty database of either kind; gives how many. Error "app.restore" where it is not empty.
Result<std::size_t> restore(const Configuration& configuration, const std::string& file);

}  // namespace credex::app
