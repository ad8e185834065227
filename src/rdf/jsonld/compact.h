#pragma once

#include <map>
#include <string>

#include "rdf/jsonld/context_processor.h"

namespace credex::rdf::jsonld {

/// Section 4.3, Inverse Context: from an IRI, a container and a type or language to the best term.
struct InverseContext {
  using Preferences = std::map<std::string, std::string_view, std::less<>>;
  struct Entry {
    Preferences language{};
    Preferences type{};
    std::string_view any{};
  };
  std::map<std::string_view, std::map<std::string, Entry, std::less<>>> by_iri{};
};
const InverseContext& inverse_of(const ActiveContext& active);

/// Section 5.6.2, Compaction of an expanded document with a context: the document with its @context.
Result<json::Value> compact_expanded(ContextProcessor& contexts, const json::Value& expanded,
                                     const json::Value& context);

/// How `vocab` IRIs and `@id`s differ, and what the value to be compacted with the IRI is (section 6.2.2).
struct CompactIri {
  const json::Value* value = nullptr;
  bool vocab = false;
  bool reverse = false;
};
Result<std::string_view> compact_iri(ContextProcessor& contexts, const ActiveContext& active, std::string_view iri,
                                     const CompactIri& how);

}  // namespace credex::rdf::jsonld
