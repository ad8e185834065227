#pragma once

#include "app/configuration.h"

namespace credex::app {

/// Opens the database, brings it up to date, and gives the platform over it.
Result<std::unique_ptr<service::Platform>> open_server_platform(const Configuration& configuration);

/// Serves until SIGTERM or SIGINT; gives the exit status. Says "ready: URL" on standard output when it is.
int serve(Configuration configuration);

}  // namespace credex::app
