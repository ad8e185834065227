#pragma once

#include <string>

#include "base/yaml.h"

namespace credex::service {

/// A text of rules that people write or bring as a file, YAML or JSON, as a group of keys; an empty text is an empty
/// group. Any other text is refused, as its words would be lost: Error "service.invalid". Errors name `name`.
Result<YamlDocument> rules_document(const std::string& text, const std::string& name);

/// Whether two kept texts say the same, leaving aside the keys in `apart`, which the platform sets.
bool says_the_same(const std::string& one, const std::string& other, std::initializer_list<std::string_view> apart);

}  // namespace credex::service
