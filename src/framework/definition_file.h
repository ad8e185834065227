#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "framework/definition.h"

namespace credex::framework {

/// A definition as it was read, and what in the file could not be taken as it stands. What is wrong is left out of the
/// definition, so that the rest can still be judged.
struct DefinitionReading {
  MicroCredential definition{};
  std::vector<Error> problems{};  ///< each with line and key
};

/// Reads a definition written by people (YAML or JSON; docs/definition.md lists the keys). Error where the file as a
/// whole cannot be read; problems for single values.
Result<DefinitionReading> read_definition(std::string_view text);

/// The same of values that were parsed already; problems name the key alone.
DefinitionReading definition_of(const json::Value& root);

/// The definition as values under the keys of docs/definition.md; what is empty is left out.
json::Value definition_value(json::Arena& arena, const MicroCredential& definition);

/// The definition as YAML that read_definition() takes back.
std::string write_definition(const MicroCredential& definition);

/// Whether the text looks like a definition, and not like a credential.
bool looks_like_definition(std::string_view text);

}  // namespace credex::framework
