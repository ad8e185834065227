#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>
#include <string_view>

namespace credex::app {

/// A JSON object a line on standard error. What is told as information is written together, twice a second at the
/// latest; a warning or an error at once, with what came before.
std::shared_ptr<spdlog::logger> open_log();

/// The text as a JSON string.
std::string json_text(std::string_view text);

}  // namespace credex::app
