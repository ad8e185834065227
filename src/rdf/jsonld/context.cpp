#include "rdf/jsonld/context.h"

#include <algorithm>
#include <array>

namespace credex::rdf::jsonld {
namespace {

struct Name {
  std::string_view text;
  Keyword keyword;
};

constexpr std::array k_names{Name{"@base", Keyword::base},
                             Name{"@container", Keyword::container},
                             Name{"@context", Keyword::context},
                             Name{"@default", Keyword::default_},
                             Name{"@direction", Keyword::direction},
                             Name{"@graph", Keyword::graph},
                             Name{"@id", Keyword::id},
                             Name{"@import", Keyword::import},
                             Name{"@included", Keyword::included},
                             Name{"@index", Keyword::index},
                             Name{"@json", Keyword::json},
                             Name{"@language", Keyword::language},
                             Name{"@list", Keyword::list},
                             Name{"@nest", Keyword::nest},
                             Name{"@none", Keyword::none_},
                             Name{"@prefix", Keyword::prefix},
                             Name{"@propagate", Keyword::propagate},
                             Name{"@protected", Keyword::protected_},
                             Name{"@reverse", Keyword::reverse},
                             Name{"@set", Keyword::set},
                             Name{"@type", Keyword::type},
                             Name{"@value", Keyword::value},
                             Name{"@version", Keyword::version},
                             Name{"@vocab", Keyword::vocab}};

}  // namespace

Keyword keyword_of(std::string_view text) {
  if (text.size() < 3 || text[0] != '@') return Keyword::none;
  for (const Name& name : k_names) {
    if (name.text == text) return name.keyword;
  }
  return Keyword::none;
}

bool has_keyword_form(std::string_view text) {
  if (text.size() < 2 || text[0] != '@') return false;
  return std::all_of(text.begin() + 1, text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

std::string_view direction_name(Direction direction) { return direction == Direction::rtl ? "rtl" : "ltr"; }

bool TermDefinition::same_as(const TermDefinition& other) const {
  return iri == other.iri && container == other.container && prefix == other.prefix && reverse == other.reverse &&
         has_context == other.has_context && has_language == other.has_language && direction == other.direction &&
         language == other.language && type == other.type && index == other.index && nest == other.nest &&
         (context.identity() == other.context.identity() || json::equal(context, other.context));
}

const TermDefinition* ActiveContext::find(std::string_view term) const {
  if (table_.empty()) return nullptr;
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = hash_text(term) & mask; table_[at] != 0; at = (at + 1) & mask) {
    const Entry& entry = entries_[table_[at] - 1];
    if (entry.term == term) return entry.definition;
  }
  return nullptr;
}

void ActiveContext::rehash(std::size_t size) {
  table_.assign(size, 0);
  const std::size_t mask = size - 1;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    std::size_t at = hash_text(entries_[i].term) & mask;
    while (table_[at] != 0) at = (at + 1) & mask;
    table_[at] = i + 1;
  }
}

void ActiveContext::put(std::string_view term, const TermDefinition* definition) {
  inverse.reset();
  aliases_.reset();
  if ((entries_.size() + 1) * 2 > table_.size()) rehash(std::max<std::size_t>(16, table_.size() * 2));
  const std::size_t mask = table_.size() - 1;
  std::size_t at = hash_text(term) & mask;
  for (; table_[at] != 0; at = (at + 1) & mask) {
    Entry& entry = entries_[table_[at] - 1];
    if (entry.term == term) {
      entry.definition = definition;
      return;
    }
  }
  entries_.push_back({term, definition});
  table_[at] = static_cast<std::uint32_t>(entries_.size());
}

void ActiveContext::remove(std::string_view term) {
  if (find(term) != nullptr) put(term, nullptr);
}

const ActiveContext::Aliases& ActiveContext::aliases() const {
  if (aliases_) return *aliases_;
  aliases_ = Aliases{};
  Aliases& out = *aliases_;
  for (const Entry& entry : entries_) {
    if (entry.definition == nullptr) continue;
    if (entry.definition->keyword == Keyword::type && entry.term != "@type") out.type.push_back(entry.term);
    if (entry.definition->keyword == Keyword::id) out.id.push_back(entry.term);
    if (entry.definition->keyword == Keyword::value) out.value.push_back(entry.term);
  }
  std::sort(out.type.begin(), out.type.end());  // Expansion, step 11, goes by the order of the keys
  return out;
}

bool ActiveContext::has_protected_terms() const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [](const Entry& entry) { return entry.definition != nullptr && entry.definition->is_protected; });
}

}  // namespace credex::rdf::jsonld
