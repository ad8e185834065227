#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "store/database.h"

namespace credex::service {

/// Words as a column keeps a list of them, with one space between; none of them has a space in it.
std::string joined(const std::vector<std::string>& words);
/// And back.
std::vector<std::string> words_in(std::string_view text);

/// A part of an address made from a name: letters without marks, digits, hyphens, up to 40.
std::string slug_from(std::string_view name);
/// The same, or with a number behind it where a record of `table` has it already.
std::string free_slug(store::Tx& tx, const std::string& table, const std::string& slug);

/// A JSON text of a column; an empty object where it is none.
json::Document json_in(std::string_view text);

}  // namespace credex::service
