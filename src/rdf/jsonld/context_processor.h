#pragma once

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "rdf/jsonld/context.h"
#include "rdf/jsonld/processor.h"

namespace credex::rdf::jsonld {

using ContextResult = Result<const ActiveContext*>;

/// Makes active contexts and expands IRIs with them (JSON-LD 1.1 API, sections 4.1, 4.2 and 5.2). Contexts made only
/// from known documents are kept and found again; the rest live for one operation, between begin() and the next.
class ContextProcessor {
 public:
  explicit ContextProcessor(Loader loader);

  void add_document(const std::string& url, json::Document document);
  /// Starts an operation: its contexts and texts live in `arena`.
  void begin(json::Arena& arena, const Options& options);
  json::Arena& arena() { return *arena_; }
  const Options& options() const { return *options_; }
  bool is_1_0() const { return options_->mode == ProcessingMode::json_ld_1_0; }

  /// The context to start with: no terms, the base IRI of the options.
  const ActiveContext* initial();

  struct Flags {
    bool override_protected = false;
    bool propagate = true;
    bool validate_scoped = true;
    bool local_is_known = false;  ///< the local context belongs to a document that is kept
  };
  /// Section 4.1.2, Context Processing Algorithm.
  ContextResult process(const ActiveContext* active, const json::Value& local, std::string_view base_url,
                        const Flags& flags);
  /// The context that a term's definition brings, put on `active`.
  ContextResult process_scoped(const ActiveContext* active, const TermDefinition& definition, Flags flags) {
    flags.local_is_known = definition.is_known;
    return process(active, definition.context, definition.base_url, flags);
  }
  ContextResult process(const ActiveContext* active, const json::Value& local, std::string_view base_url) {
    return process(active, local, base_url, Flags{});
  }

  struct Expand {
    bool document_relative = false;
    bool vocab = false;
  };
  /// Section 5.2.2, IRI Expansion without a local context; an empty view is null.
  std::string_view expand_iri(const ActiveContext& active, std::string_view value, const Expand& how);

 private:
  struct Loaded {
    std::string url{};
    json::Document document{};
    json::Value context{};
  };
  struct Work;
  struct MemoKey {
    const ActiveContext* active;
    const void* local;
    std::uint32_t flags;
    bool operator==(const MemoKey&) const = default;
  };
  struct MemoHash {
    std::size_t operator()(const MemoKey& key) const {
      return mix_hash(reinterpret_cast<std::uintptr_t>(key.active),
                      reinterpret_cast<std::uintptr_t>(key.local) ^ key.flags);
    }
  };
  using Memo = std::unordered_map<MemoKey, const ActiveContext*, MemoHash>;
  /// Where new contexts live, and the texts and definitions they refer to.
  struct Home {
    std::deque<ActiveContext> contexts{};
    std::deque<TermDefinition> definitions{};
    Memo memo{};
  };

  ContextResult process_in(const ActiveContext* active, const json::Value& local, std::string_view base_url,
                           std::vector<const Loaded*>& remote, const Flags& flags);
  ContextResult process_object(const ActiveContext* active, const json::Value& context, std::string_view base_url,
                               std::vector<const Loaded*>& remote, const Flags& flags);
  Result<void> define(Work& work, std::string_view term);
  Result<std::string_view> expand_in(Work& work, std::string_view value, const Expand& how);
  Result<void> set_container(std::string_view term, const json::Value& value, TermDefinition& definition);
  Result<const Loaded*> load(std::string_view url);
  std::string_view join(json::Arena& arena, std::string_view a, std::string_view b);

  Loader loader_;
  json::Arena known_arena_;
  Home known_;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return hash_text(text); }
  };
  std::unordered_map<std::string, std::unique_ptr<Loaded>, TextHash, std::equal_to<>> documents_;
  ActiveContext empty_;
  json::Arena* arena_ = nullptr;
  const Options* options_ = nullptr;
  Home once_;
  /// What one operation may still spend on contexts: terms defined, and terms copied from one context to the next.
  std::size_t definitions_left_ = 0;
  std::size_t copies_left_ = 0;
};

}  // namespace credex::rdf::jsonld
