#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace credex::framework {

/// A key of a definition's file (docs/definition.md), by the path of keys to it; items of lists have no step of their
/// own: "learning_outcomes.type". What reads a file, writes it or edits it asks here which keys there are.
struct DefinitionKey {
  std::string_view path{};
  std::string_view list{};  ///< the controlled list (framework/vocabulary.h) that its values are of; empty: of none
};

/// All of them, each group before what is in it.
std::span<const DefinitionKey> definition_keys();

/// The last steps of the keys in `group`; "" is the definition itself. Empty where the group's own keys are free (the
/// parts of the workload) or it is none.
std::vector<std::string_view> keys_in(std::string_view group);

/// The controlled list of the key at `path`; empty where it has none.
std::string_view list_of_key(std::string_view path);

}  // namespace credex::framework
