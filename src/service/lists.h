#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace credex::service {

/// Words as a column keeps a list of them, with one space between; none of them has a space in it.
std::string joined(const std::vector<std::string>& words);
/// And back.
std::vector<std::string> words_in(std::string_view text);

}  // namespace credex::service
