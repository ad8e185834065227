#pragma once

#include <string>

#include "base/json.h"

namespace credex {

/// `value` as YAML that parse_yaml() reads as the same again: groups and lists of groups below their key, lists of
/// single values on one line, texts in quotes wherever another reader could take them for something else.
std::string write_yaml(const json::Value& value);

}  // namespace credex
