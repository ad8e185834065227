#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace credex::framework {

/// An entry of a controlled list (data/vocabularies.yaml).
struct ListEntry {
  std::string key{};    ///< what people write
  std::string uri{};    ///< empty where the list's URI for it is not known to us
  std::string label{};  ///< English
};

struct ControlledList {
  std::string name{};
  std::string scheme{};  ///< the URI of its concept scheme
  std::vector<ListEntry> entries{};

  /// The entry with this key or label (case does not matter) or URI; null where there is none.
  const ListEntry* find(std::string_view key_or_uri) const;
};

/// The list `name` of data/vocabularies.yaml: assessment, mode, quality-assurance, supervision, activity, setting,
/// credit, credential-profile, reuse-level, outcome-type, eqf, country, language, isced-f, national-framework. An
/// unknown name gives an empty list.
const ControlledList& controlled_list(std::string_view name);

}  // namespace credex::framework
