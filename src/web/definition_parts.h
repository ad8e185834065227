#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "http/message.h"
#include "web/site.h"

namespace credex::web {

/// How the form shows a key of a definition.
enum class Control : std::uint8_t {
  words,       ///< a line in each language
  long_words,  ///< a text in each language
  line,
  text,
  address,
  number,
  day,
  choice,      ///< one of a list
  yes_no,      ///< true, false or nothing said
  boxes,       ///< any of a list
  several,     ///< a choice for each item
  offered,     ///< a line for each item, with what is offered
  references,  ///< boxes, one an assessment
  parts,       ///< names with hours
  none,        ///< that the group does not apply
};

/// One thing that the form shows, by its key within the section's list or the definition: what is drawn, what is read
/// back and what is written all walk these.
struct Part {
  const char* key;  ///< "title", "workload.hours"
  Control control;
  const char* label;
  const char* hint = "";
  bool half = false;  ///< beside its neighbour
};

/// The parts of one list of groups, or of the definition itself ("").
struct PartList {
  const char* path = "";
  std::span<const Part> parts{};
  std::size_t least = 0;  ///< rows that are shown even where there are none
};
/// The form's sections in their order.
std::span<const PartList> definition_sections();

/// The path in framework/definition_keys.h of a part.
std::string path_of(const PartList& list, const Part& part);

/// A value that stands for a group, as that group: "portfolio" is {type: portfolio}. A group is itself, not a copy.
json::Value as_group(json::Arena& arena, std::string_view path, const json::Value& value);
/// The items of a list; a single value counts as a list of one.
std::vector<json::Value> items_of(const json::Value& value);

/// What the form shows of one value, where nothing else is said of it: the text that its control has.
std::string shown_of(const std::string& path, Control control, const json::Value& value);
/// What a browser makes of a text in that control, so that what was not touched is known again: a line has no line
/// ends.
std::string as_sent(Control control, std::string_view text);
/// What a person wrote in that control, as the definition has it. What cannot be taken stays text, for the reader to
/// name.
json::Value value_of(json::Arena& arena, const std::string& path, Control control, const std::string& written);
/// The texts of a value by language; a plain text is in `plain_language`.
std::vector<std::pair<std::string, std::string>> texts_of(const json::Value& value, std::string_view plain_language);

/// What there is to choose at `path`: values with their words.
std::vector<std::pair<std::string, std::string>> options_of(const Visit& visit, const std::string& path);

}  // namespace credex::web
