#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "base/json.h"

namespace credex::rdf::jsonld {

/// Keywords of JSON-LD 1.1, section 1.7, and what is none.
enum class Keyword : std::uint8_t {
  none,
  base,
  container,
  context,
  default_,
  direction,
  graph,
  id,
  import,
  included,
  index,
  json,
  language,
  list,
  nest,
  none_,
  prefix,
  propagate,
  protected_,
  reverse,
  set,
  type,
  value,
  version,
  vocab
};
Keyword keyword_of(std::string_view text);
inline bool is_keyword(std::string_view text) { return keyword_of(text) != Keyword::none; }
/// "@" and letters only: reserved for keywords to come, ignored with a warning.
bool has_keyword_form(std::string_view text);

enum class Direction : std::uint8_t { absent, null, ltr, rtl };
std::string_view direction_name(Direction direction);

/// Bits of a container mapping.
enum Container : std::uint8_t {
  k_container_list = 1,
  k_container_set = 2,
  k_container_index = 4,
  k_container_language = 8,
  k_container_graph = 16,
  k_container_id = 32,
  k_container_type = 64
};

/// A term definition (JSON-LD 1.1 API, section 4.2). Texts live as long as the context it belongs to.
struct TermDefinition {
  std::string_view iri{};           ///< IRI mapping; empty is null
  Keyword keyword = Keyword::none;  ///< the keyword that the IRI mapping is
  std::uint8_t container = 0;
  bool prefix = false;
  bool is_protected = false;
  bool reverse = false;
  bool has_context = false;
  bool has_language = false;
  bool is_known = false;  ///< the scoped context belongs to a document that the Processor keeps
  Direction direction = Direction::absent;
  std::string_view language{};  ///< where has_language; empty is null
  std::string_view type{};      ///< type mapping; empty is none
  std::string_view index{};
  std::string_view nest{};
  json::Value context{};        ///< the scoped context
  std::string_view base_url{};  ///< against which the scoped context's references resolve

  bool has(Container bit) const { return (container & bit) != 0; }
  bool same_as(const TermDefinition& other) const;  ///< the same but for is_protected
};

struct InverseContext;

/// An active context (JSON-LD 1.1 API, section 4.1). Immutable once processing has made it.
struct ActiveContext {
  std::optional<std::string_view> base{};
  std::string_view original_base{};
  std::optional<std::string_view> vocab{};
  std::optional<std::string_view> language{};
  Direction direction = Direction::absent;
  const ActiveContext* previous = nullptr;
  bool is_shared = false;  ///< made from known contexts only and kept by the Processor

  const TermDefinition* find(std::string_view term) const;
  void put(std::string_view term, const TermDefinition* definition);
  void remove(std::string_view term);
  bool has_protected_terms() const;

  struct Entry {
    std::string_view term;
    const TermDefinition* definition;  ///< null where removed
  };
  const std::vector<Entry>& entries() const { return entries_; }

  /// The terms that mean @type, in their order, and those that mean @id or @value; the keywords themselves among them.
  struct Aliases {
    std::vector<std::string_view> type{"@type"};
    std::vector<std::string_view> id{"@id"};
    std::vector<std::string_view> value{"@value"};
  };
  const Aliases& aliases() const;

  mutable std::shared_ptr<const InverseContext> inverse{};  ///< made when first compacted with; shared by copies

 private:
  void rehash(std::size_t size);
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> table_;
  mutable std::optional<Aliases> aliases_;  ///< made when first asked for
};

}  // namespace credex::rdf::jsonld
