#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "recognition/criteria.h"

namespace credex::recognition {

/// What policies and agreements say, described once: readers take no other keys, forms show these fields, and two
/// policies are compared by them. docs/recognition.md lists the same keys, which a test holds it to.

/// A group of keys, named after where it stands.
enum class Group : std::uint8_t {
  policy,
  body,
  demands,
  setting,
  matching,
  automatic,
  deadlines,
  appeal,
  scope,
  agreement,
  party
};

/// How a value is written, and so how a form shows it.
enum class FieldKind : std::uint8_t {
  given,  ///< by who publishes it, not in a form: id, version, body, parties
  group,  ///< keys of its own
  line,   ///< a text of one line
  text,   ///< a text of several lines
  date,
  whole,
  number,
  scale,  ///< a place on the criterion's scale: one of its words, or a number
  flag,
  means,     ///< of Criteria::means, each or not
  purposes,  ///< each or not
  waived,    ///< criteria, each or not
  effect,    ///< automatic or eased
  lines,     ///< texts, one a line
  rules,     ///< a list of groups, as YAML
};

struct Key {
  std::string_view name{};
  FieldKind kind = FieldKind::text;
  std::string_view label{};  ///< a message key; empty for what no form shows
};

std::span<const Key> keys_of(Group group);
/// Their names, for YamlReader::known().
std::span<const std::string_view> key_names(Group group);

/// One thing that a document says, at its place.
struct DocumentField {
  std::string name{};     ///< "credit.quality.full_at": its name in forms and comparisons
  std::string pointer{};  ///< "/purposes/credit/criteria/quality/full_at"
  FieldKind kind = FieldKind::text;
  std::string_view label{};  ///< a message key
  std::optional<Purpose> purpose{};
  std::optional<Criterion> criterion{};
};

/// All of a policy that its body says, in the order in which it is shown.
const std::vector<DocumentField>& policy_fields();
/// All of an agreement that its parties say.
const std::vector<DocumentField>& agreement_fields();

}  // namespace credex::recognition
