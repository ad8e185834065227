#pragma once

#include <optional>
#include <string_view>

namespace credex {

/// The bytes of a file that was built into the program (cmake/Embed.cmake), by its name below `data/`, or below
/// `contexts/` for the JSON-LD contexts of the npm packages; nothing where there is no such file.
std::optional<std::string_view> embedded_file(std::string_view name);

}  // namespace credex
