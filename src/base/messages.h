#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace credex {

/// The English text behind `key` (data/messages/en.txt, built in), or nothing.
std::optional<std::string_view> message_template(std::string_view key);

/// `text` with {0}, {1}, ... replaced by `args`; a number beyond them stays as it is.
std::string fill_message(std::string_view text, const std::vector<std::string>& args);

}  // namespace credex
