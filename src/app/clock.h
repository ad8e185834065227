#pragma once

#include <chrono>

#include "base/time.h"

namespace credex::app {

/// This moment, in whole thousandths of a second.
inline Instant now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }
/// This moment in whole seconds, as what is written into documents has it.
inline Instant this_second() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

}  // namespace credex::app
