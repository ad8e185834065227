// JSON-LD 1.1 API, Recommendation 2020-07-16: sections 4.1.2 (Context Processing), 4.2.2 (Create Term Definition) and
// 5.2.2 (IRI Expansion), each a function whole, which makes this file longer than most.
#include "rdf/jsonld/context_processor.h"

#include <algorithm>

#include "base/embedded.h"
#include "base/uri.h"

namespace credex::rdf::jsonld {
namespace {

constexpr std::size_t k_max_remote_contexts = 24;

bool is_iri_or_blank(std::string_view text) { return text.starts_with("_:") || is_absolute_iri(text); }

// A ':' that is neither the first nor the last character.
bool has_inner_colon(std::string_view text) {
  const auto at = text.find(':', 1);
  return at != std::string_view::npos && at + 1 < text.size();
}

bool ends_with_gen_delim(std::string_view text) {
  return !text.empty() && std::string_view{":/?#[]@"}.find(text.back()) != std::string_view::npos;
}

Error bad_term(std::string_view code, std::string_view term, std::string_view what) {
  return jsonld_error(code, "the term \"" + std::string{term} + "\" " + std::string{what},
                      "@context" + json::pointer_step(term));
}

}  // namespace

/// What one Create Term Definition works on.
struct ContextProcessor::Work {
  ActiveContext& active;
  const json::Value& local;
  std::string_view base_url;
  bool is_protected;
  const Flags& flags;
  std::vector<const Loaded*>& remote;
  Home& home;
  json::Arena& arena;
  std::unordered_map<std::string_view, bool> defined{};
};

ContextProcessor::ContextProcessor(Loader loader) : loader_{std::move(loader)} { empty_.is_shared = true; }

void ContextProcessor::add_document(const std::string& url, json::Document document) {
  auto loaded = std::make_unique<Loaded>();
  loaded->url = url;
  loaded->document = std::move(document);
  loaded->context = loaded->document.root.get("@context");
  documents_[url] = std::move(loaded);
}

void ContextProcessor::begin(json::Arena& arena, const Options& options) {
  arena_ = &arena;
  options_ = &options;
  if (!once_.contexts.empty()) once_.contexts.clear();
  if (!once_.definitions.empty()) once_.definitions.clear();
  if (!once_.memo.empty()) once_.memo.clear();
  definitions_left_ = 200'000;
  copies_left_ = 4'000'000;
}

const ActiveContext* ContextProcessor::initial() {
  // The 1.0 mode judges contexts otherwise, so it shares none.
  if (options_->base.empty() && !is_1_0()) return &empty_;
  ActiveContext& out = once_.contexts.emplace_back();
  if (!options_->base.empty()) {
    out.base = options_->base;
    out.original_base = options_->base;
  }
  return &out;
}

Result<const ContextProcessor::Loaded*> ContextProcessor::load(std::string_view given) {
  if (const auto it = documents_.find(given); it != documents_.end()) return it->second.get();
  const std::string url{given};
  if (url.size() > 2048)
    return jsonld_error("loading remote context failed", "the context's URL is longer than 2048 characters");
  for (const auto& [known, file] : known_contexts()) {
    if (known != url) continue;
    const auto text = embedded_file(file);
    if (!text) break;
    auto document = json::parse(*text);
    if (!document) return std::move(document).error();
    add_document(url, std::move(*document));
    return documents_.find(url)->second.get();
  }
  if (!loader_) {
    Error out = jsonld_error("loading remote context failed", "the context " + url + " is not known here");
    out.remedy =
        "whoever runs this can let it be known from a file, once sure what it says (on the command line: "
        "--allow-context URL=FILE)";
    return out;
  }
  auto remote = loader_(url);
  if (!remote) return std::move(remote).error();
  auto loaded = std::make_unique<Loaded>();
  loaded->url = remote->url;
  loaded->document = std::move(remote->document);
  if (!loaded->document.root.is_object() || loaded->document.root.find("@context") == nullptr) {
    return jsonld_error("invalid remote context", "the document at " + url + " has no @context");
  }
  loaded->context = loaded->document.root.get("@context");
  const Loaded* out = loaded.get();
  documents_[url] = std::move(loaded);
  return out;
}

std::string_view ContextProcessor::join(json::Arena& arena, std::string_view a, std::string_view b) {
  char* to = static_cast<char*>(arena.allocate(a.size() + b.size()));
  std::copy(a.begin(), a.end(), to);
  std::copy(b.begin(), b.end(), to + a.size());
  return {to, a.size() + b.size()};
}

ContextResult ContextProcessor::process(const ActiveContext* active, const json::Value& local,
                                        std::string_view base_url, const Flags& flags) {
  std::vector<const Loaded*> remote;
  return process_in(active, local, base_url, remote, flags);
}

ContextResult ContextProcessor::process_in(const ActiveContext* active, const json::Value& local,
                                           std::string_view base_url, std::vector<const Loaded*>& remote,
                                           const Flags& given) {
  Flags flags = given;
  // Step 2
  if (const json::Value* propagate = local.find("@propagate"); propagate && propagate->is_boolean()) {
    flags.propagate = propagate->as_boolean();
  }
  const std::uint32_t flag_bits =
      (flags.override_protected ? 1U : 0U) | (flags.propagate ? 2U : 0U) | (flags.validate_scoped ? 4U : 0U);
  // Found before? The identity of a known document's node is as lasting as the Processor.
  const bool memo_shared = flags.local_is_known && active->is_shared;
  Memo& memo = memo_shared ? known_.memo : once_.memo;
  const MemoKey key{active, local.identity(), flag_bits};
  if (local.identity() != nullptr) {
    if (const auto it = memo.find(key); it != memo.end()) return it->second;
  }
  const ActiveContext* result = active;
  const std::span<const json::Value> contexts =
      local.is_array() ? std::span<const json::Value>{local.items()} : std::span<const json::Value>{&local, 1};
  for (const json::Value& context : contexts) {
    if (context.is_null()) {
      // Step 5.1
      if (!flags.override_protected && result->has_protected_terms()) {
        return jsonld_error("invalid context nullification", "a null context would remove protected terms", "@context");
      }
      const bool shared = result->is_shared && result->original_base.empty();
      Home& home = shared ? known_ : once_;
      if (shared && flags.propagate) {
        result = &empty_;
        continue;
      }
      ActiveContext& fresh = home.contexts.emplace_back();
      if (!result->original_base.empty()) fresh.base = result->original_base;
      fresh.original_base = result->original_base;
      fresh.is_shared = shared;
      if (!flags.propagate) fresh.previous = result->previous ? result->previous : active;
      result = &fresh;
      continue;
    }
    if (context.is_string()) {
      // Step 5.2
      std::string resolved;
      std::string_view url = context.as_string();
      if (!base_url.empty()) url = resolved = resolve_uri(base_url, url);
      if (!is_absolute_iri(url)) {
        return jsonld_error("loading document failed", "the context \"" + std::string{url} + "\" is no absolute URL",
                            "@context");
      }
      if (remote.size() >= k_max_remote_contexts) {
        return jsonld_error("context overflow", "contexts refer to each other more than " +
                                                    std::to_string(k_max_remote_contexts) + " deep, at " +
                                                    std::string{url});
      }
      auto loaded = load(url);
      if (!loaded) return std::move(loaded).error();
      if (!flags.validate_scoped && std::find(remote.begin(), remote.end(), *loaded) != remote.end()) continue;
      // A reference is processed as if its contents stood here, but for @base.
      Flags known = flags;
      known.local_is_known = true;
      remote.push_back(*loaded);
      auto inner = process_in(result, (*loaded)->context, (*loaded)->url, remote, known);
      remote.pop_back();
      if (!inner) return std::move(inner).error().at(std::string{url});
      result = *inner;
      continue;
    }
    if (!context.is_object()) {
      return jsonld_error("invalid local context", "a context is neither null, a URL nor an object", "@context");
    }
    // A context in a list that stands in a context of its own is what it holds: the common libraries read it so, and
    // credentials are signed with such (docs/divergences.md).
    const bool is_wrapped = local.is_array() && context.size() == 1 && context.find("@context") != nullptr;
    auto next = is_wrapped ? process_in(result, context.get("@context"), base_url, remote, flags)
                           : process_object(result, context, base_url, remote, flags);
    if (!next) return next;
    result = *next;
  }
  if (local.identity() != nullptr) memo.emplace(key, result);
  return result;
}

ContextResult ContextProcessor::process_object(const ActiveContext* active, const json::Value& given,
                                               std::string_view base_url, std::vector<const Loaded*>& remote,
                                               const Flags& flags) {
  const bool shared = flags.local_is_known && active->is_shared;
  Home& home = shared ? known_ : once_;
  json::Arena& arena = shared ? known_arena_ : *arena_;
  json::Value context = given;
  // Step 5.5
  if (const json::Value* version = context.find("@version")) {
    if (!version->is_number() || version->as_number() != 1.1) {
      return jsonld_error("invalid @version value", "@version is not 1.1", "@context/@version");
    }
    if (is_1_0())
      return jsonld_error("processing mode conflict", "@version 1.1 in JSON-LD 1.0 mode", "@context/@version");
  }
  // Step 5.6
  if (const json::Value* import = context.find("@import")) {
    if (is_1_0()) return jsonld_error("invalid context entry", "@import in JSON-LD 1.0 mode", "@context/@import");
    if (!import->is_string()) return jsonld_error("invalid @import value", "@import is no string", "@context/@import");
    auto loaded =
        load(base_url.empty() ? std::string{import->as_string()} : resolve_uri(base_url, import->as_string()));
    if (!loaded) return std::move(loaded).error();
    const json::Value& imported = (*loaded)->context;
    if (!imported.is_object())
      return jsonld_error("invalid remote context", "the imported context is no object", "@context/@import");
    if (imported.find("@import") != nullptr) {
      return jsonld_error("invalid context entry", "the imported context imports another", "@context/@import");
    }
    json::Value merged = json::Value::object(arena, imported.size() + context.size());
    for (const json::Member& member : imported.members()) merged.append(arena, member.key, member.value);
    for (const json::Member& member : context.members()) {
      if (member.key != "@import") merged.set(arena, member.key, member.value);
    }
    context = merged;
  }
  if (copies_left_ < active->entries().size() + 8) {
    return jsonld_error("context overflow", "the document changes its context too often to be read", "@context");
  }
  copies_left_ -= active->entries().size() + 8;
  ActiveContext& result = home.contexts.emplace_back(*active);
  result.is_shared = shared;
  // Step 3
  if (!flags.propagate && result.previous == nullptr) result.previous = active;
  // Step 5.7
  if (const json::Value* base = context.find("@base"); base && remote.empty()) {
    if (base->is_null()) {
      result.base.reset();
    } else if (base->is_string() && is_absolute_iri(base->as_string())) {
      result.base = base->as_string();
    } else if (base->is_string() && result.base) {
      result.base = arena.copy(resolve_uri(*result.base, base->as_string()));
    } else {
      return jsonld_error("invalid base IRI", "@base is neither null nor an IRI that resolves", "@context/@base");
    }
  }
  // Step 5.8
  if (const json::Value* vocab = context.find("@vocab")) {
    if (vocab->is_null()) {
      result.vocab.reset();
    } else if (vocab->is_string()) {
      const std::string_view text = vocab->as_string();
      if (is_1_0() && !is_iri_or_blank(text)) {
        return jsonld_error("invalid vocab mapping", "@vocab is no IRI", "@context/@vocab");
      }
      json::Arena* const held = arena_;
      arena_ = &arena;
      const std::string_view expanded = expand_iri(result, text, {.document_relative = true, .vocab = true});
      arena_ = held;
      if (!is_iri_or_blank(expanded) && !(text.empty() && expanded.empty())) {
        return jsonld_error("invalid vocab mapping", "@vocab \"" + std::string{text} + "\" is no IRI",
                            "@context/@vocab");
      }
      result.vocab = expanded;
    } else {
      return jsonld_error("invalid vocab mapping", "@vocab is neither null nor a string", "@context/@vocab");
    }
  }
  // Step 5.9
  if (const json::Value* language = context.find("@language")) {
    if (language->is_null()) {
      result.language.reset();
    } else if (language->is_string()) {
      result.language = language->as_string();
    } else {
      return jsonld_error("invalid default language", "@language is neither null nor a string", "@context/@language");
    }
  }
  // Step 5.10
  if (const json::Value* direction = context.find("@direction")) {
    if (is_1_0()) return jsonld_error("invalid context entry", "@direction in JSON-LD 1.0 mode", "@context/@direction");
    if (direction->is_null()) {
      result.direction = Direction::absent;
    } else if (direction->is_string("ltr") || direction->is_string("rtl")) {
      result.direction = direction->is_string("ltr") ? Direction::ltr : Direction::rtl;
    } else {
      return jsonld_error("invalid base direction", "@direction is none of null, \"ltr\", \"rtl\"",
                          "@context/@direction");
    }
  }
  // Step 5.11
  if (const json::Value* propagate = context.find("@propagate")) {
    if (is_1_0()) return jsonld_error("invalid context entry", "@propagate in JSON-LD 1.0 mode", "@context/@propagate");
    if (!propagate->is_boolean())
      return jsonld_error("invalid @propagate value", "@propagate is no boolean", "@context/@propagate");
  }
  bool is_protected = false;
  if (const json::Value* value = context.find("@protected")) {
    if (!value->is_boolean())
      return jsonld_error("invalid @protected value", "@protected is no boolean", "@context/@protected");
    is_protected = value->as_boolean();
  }
  // Steps 5.12, 5.13
  Work work{result, context, base_url, is_protected, flags, remote, home, arena};
  for (const json::Member& member : context.members()) {
    switch (keyword_of(member.key)) {
      case Keyword::base:
      case Keyword::direction:
      case Keyword::import:
      case Keyword::language:
      case Keyword::propagate:
      case Keyword::protected_:
      case Keyword::version:
      case Keyword::vocab: continue;
      default: break;
    }
    auto defined = define(work, member.key);
    if (!defined) return std::move(defined).error();
  }
  return &result;
}

// Section 4.2.2, Create Term Definition.
Result<void> ContextProcessor::define(Work& work, std::string_view term) {
  // Steps 1, 2
  if (const auto it = work.defined.find(term); it != work.defined.end()) {
    if (it->second) return {};
    return bad_term("cyclic IRI mapping", term, "is defined by itself");
  }
  if (term.empty()) return bad_term("invalid term definition", term, "is empty");
  work.defined[term] = false;
  if (definitions_left_ == 0)
    return jsonld_error("context overflow", "the contexts define more terms than are read", "@context");
  --definitions_left_;
  // Step 3
  const json::Value value = work.local.get(term);
  // Step 4
  if (term == "@type") {
    const bool allowed =
        !is_1_0() && value.is_object() && !value.empty() &&
        std::all_of(value.members().begin(), value.members().end(), [](const json::Member& member) {
          return member.key == "@protected" ||
                 (member.key == "@container" &&
                  (member.value.is_string("@set") ||
                   (member.value.is_array() && member.value.size() == 1 && member.value.items()[0].is_string("@set"))));
        });
    if (!allowed) return bad_term("keyword redefinition", term, "may only be given the container @set");
  } else if (is_keyword(term)) {
    return bad_term("keyword redefinition", term, "is a keyword");
  } else if (has_keyword_form(term)) {
    return {};
  }
  // Step 6
  const TermDefinition* previous = work.active.find(term);
  work.active.remove(term);
  // Steps 7 to 9
  const bool simple = value.is_string();
  const json::Value id = value.is_object() ? value.get("@id") : value;
  const bool has_id = !value.is_object() || value.find("@id") != nullptr;
  if (!value.is_null() && !simple && !value.is_object()) {
    return bad_term("invalid term definition", term, "is defined by neither a string nor an object");
  }
  // Step 10
  TermDefinition definition;
  definition.is_protected = work.is_protected;
  // Step 11
  if (const json::Value* flag = value.find("@protected")) {
    if (is_1_0()) return bad_term("invalid term definition", term, "uses @protected in JSON-LD 1.0 mode");
    if (!flag->is_boolean()) return bad_term("invalid @protected value", term, "has @protected that is no boolean");
    definition.is_protected = flag->as_boolean();
  }
  // Step 12
  if (const json::Value* type = value.find("@type")) {
    if (!type->is_string()) return bad_term("invalid type mapping", term, "has @type that is no string");
    auto expanded = expand_in(work, type->as_string(), {.vocab = true});
    if (!expanded) return std::move(expanded).error();
    const std::string_view text = *expanded;
    if (is_1_0() && (text == "@json" || text == "@none"))
      return bad_term("invalid type mapping", term, "has a type of JSON-LD 1.1");
    if (text != "@id" && text != "@json" && text != "@none" && text != "@vocab" && !is_absolute_iri(text)) {
      return bad_term("invalid type mapping", term, "has @type that is no IRI");
    }
    definition.type = text;
  }
  // Step 13
  if (const json::Value* reverse = value.find("@reverse")) {
    if (value.find("@id") != nullptr || value.find("@nest") != nullptr) {
      return bad_term("invalid reverse property", term, "has @reverse beside @id or @nest");
    }
    if (!reverse->is_string()) return bad_term("invalid IRI mapping", term, "has @reverse that is no string");
    if (has_keyword_form(reverse->as_string())) return {};
    auto expanded = expand_in(work, reverse->as_string(), {.vocab = true});
    if (!expanded) return std::move(expanded).error();
    if (!is_iri_or_blank(*expanded)) return bad_term("invalid IRI mapping", term, "has @reverse that is no IRI");
    definition.iri = *expanded;
    if (const json::Value* container = value.find("@container")) {
      if (!container->is_null() && !container->is_string("@set") && !container->is_string("@index")) {
        return bad_term("invalid reverse property", term, "has a container other than @set or @index");
      }
      if (container->is_string())
        definition.container = container->is_string("@set") ? k_container_set : k_container_index;
    }
    definition.reverse = true;
  } else if (has_id && !id.is_string(term)) {
    // Step 14
    if (!id.is_null()) {
      if (!id.is_string()) return bad_term("invalid IRI mapping", term, "has @id that is no string");
      if (!is_keyword(id.as_string()) && has_keyword_form(id.as_string())) return {};
      auto expanded = expand_in(work, id.as_string(), {.vocab = true});
      if (!expanded) return std::move(expanded).error();
      const std::string_view mapped = *expanded;
      if (!is_keyword(mapped) && !is_iri_or_blank(mapped)) {
        return bad_term("invalid IRI mapping", term,
                        "has @id \"" + std::string{id.as_string()} + "\", which is no IRI");
      }
      if (mapped == "@context") return bad_term("invalid keyword alias", term, "is an alias of @context");
      definition.iri = mapped;
      // Step 14.2.4
      if (has_inner_colon(term) || term.find('/') != std::string_view::npos) {
        work.defined[term] = true;
        auto same = expand_in(work, term, {.vocab = true});
        if (!same) return std::move(same).error();
        if (*same != mapped) return bad_term("invalid IRI mapping", term, "looks like an IRI but is mapped to another");
      } else if (simple && (ends_with_gen_delim(mapped) || mapped.starts_with("_:"))) {
        // Step 14.2.5
        definition.prefix = true;
      }
    }
  } else if (term.find(':', 1) != std::string_view::npos) {
    // Step 15
    const auto colon = term.find(':', 1);
    const std::string_view prefix = term.substr(0, colon);
    if (work.local.find(prefix) != nullptr) {
      auto defined = define(work, prefix);
      if (!defined) return defined;
    }
    const TermDefinition* prefix_definition = work.active.find(prefix);
    definition.iri = prefix_definition ? join(work.arena, prefix_definition->iri, term.substr(colon + 1)) : term;
  } else if (term.find('/') != std::string_view::npos) {
    // Step 16
    json::Arena* const held = arena_;
    arena_ = &work.arena;
    definition.iri = expand_iri(work.active, term, {.vocab = true});
    arena_ = held;
    if (!is_absolute_iri(definition.iri)) return bad_term("invalid IRI mapping", term, "is a relative IRI");
  } else if (term == "@type") {
    // Step 17
    definition.iri = "@type";
  } else if (work.active.vocab) {
    // Step 18
    definition.iri = join(work.arena, *work.active.vocab, term);
  } else {
    return bad_term("invalid IRI mapping", term, "has no @id, and there is no @vocab");
  }
  definition.keyword = keyword_of(definition.iri);
  // Step 19
  if (const json::Value* container = value.find("@container"); container && !definition.reverse) {
    auto set = set_container(term, *container, definition);
    if (!set) return set;
  }
  // Step 20, for reverse terms too: the suites want it, though step 13 returns before.
  {
    if (const json::Value* index = value.find("@index")) {
      if (is_1_0() || !definition.has(k_container_index)) {
        return bad_term("invalid term definition", term, "has @index without the container @index");
      }
      if (!index->is_string()) return bad_term("invalid term definition", term, "has @index that is no string");
      // Step 20.2 names no local context: two terms may index each other. One that is not begun is defined first, so
      // that the order of a context's entries does not matter.
      const auto begun = work.defined.find(index->as_string());
      const bool in_progress = begun != work.defined.end() && !begun->second;
      auto expanded = in_progress
                          ? Result<std::string_view>{expand_iri(work.active, index->as_string(), {.vocab = true})}
                          : expand_in(work, index->as_string(), {.vocab = true});
      if (!expanded) return std::move(expanded).error();
      if (!is_absolute_iri(*expanded)) return bad_term("invalid term definition", term, "has @index that is no IRI");
      definition.index = index->as_string();
    }
  }
  if (!definition.reverse) {
    // Step 21
    if (const json::Value* context = value.find("@context")) {
      if (is_1_0()) return bad_term("invalid term definition", term, "has a scoped context in JSON-LD 1.0 mode");
      const bool shared = work.active.is_shared;
      work.active.is_shared = false;  // unfinished: its address must not be remembered as if it were done
      std::vector<const Loaded*> remote = work.remote;
      auto valid = process_in(
          &work.active, *context, work.base_url, remote,
          {.override_protected = true, .validate_scoped = false, .local_is_known = work.flags.local_is_known});
      work.active.is_shared = shared;
      once_.memo.clear();
      if (!valid) {
        Error out = jsonld_error("invalid scoped context", "the scoped context of the term \"" + std::string{term} +
                                                               "\" is not sound: " + valid.error().message);
        return out;
      }
      definition.has_context = true;
      definition.context = *context;
      definition.base_url = work.base_url;
      definition.is_known = work.flags.local_is_known;
    }
    // Step 22
    if (const json::Value* language = value.find("@language"); language && value.find("@type") == nullptr) {
      if (!language->is_null() && !language->is_string())
        return bad_term("invalid language mapping", term, "has @language that is no string");
      definition.has_language = true;
      if (language->is_string()) definition.language = language->as_string();
    }
    // Step 23
    if (const json::Value* direction = value.find("@direction"); direction && value.find("@type") == nullptr) {
      if (!direction->is_null() && !direction->is_string("ltr") && !direction->is_string("rtl")) {
        return bad_term("invalid base direction", term, "has @direction other than null, \"ltr\", \"rtl\"");
      }
      definition.direction = direction->is_null()          ? Direction::null
                             : direction->is_string("ltr") ? Direction::ltr
                                                           : Direction::rtl;
    }
    // Step 24
    if (const json::Value* nest = value.find("@nest")) {
      if (is_1_0()) return bad_term("invalid term definition", term, "has @nest in JSON-LD 1.0 mode");
      if (!nest->is_string() || (is_keyword(nest->as_string()) && !nest->is_string("@nest"))) {
        return bad_term("invalid @nest value", term, "has @nest that is a keyword or no string");
      }
      definition.nest = nest->as_string();
    }
    // Step 25
    if (const json::Value* prefix = value.find("@prefix")) {
      if (is_1_0() || term.find(':') != std::string_view::npos || term.find('/') != std::string_view::npos) {
        return bad_term("invalid term definition", term, "cannot be a prefix");
      }
      if (!prefix->is_boolean()) return bad_term("invalid @prefix value", term, "has @prefix that is no boolean");
      definition.prefix = prefix->as_boolean();
      if (definition.prefix && definition.keyword != Keyword::none) {
        return bad_term("invalid term definition", term, "is an alias of a keyword and cannot be a prefix");
      }
    }
  }
  // Step 26
  for (const json::Member& member : value.members()) {
    switch (keyword_of(member.key)) {
      case Keyword::id:
      case Keyword::reverse:
      case Keyword::container:
      case Keyword::context:
      case Keyword::direction:
      case Keyword::index:
      case Keyword::language:
      case Keyword::nest:
      case Keyword::prefix:
      case Keyword::protected_:
      case Keyword::type: continue;
      default:
        return bad_term("invalid term definition", term, "has the unknown entry \"" + std::string{member.key} + "\"");
    }
  }
  // Step 27
  if (!work.flags.override_protected && previous != nullptr && previous->is_protected) {
    if (!definition.same_as(*previous)) {
      return bad_term("protected term redefinition", term, "is protected and may not be given another meaning");
    }
    definition = *previous;
  }
  // Step 28
  work.active.put(term, &work.home.definitions.emplace_back(definition));
  work.defined[term] = true;
  return {};
}

Result<void> ContextProcessor::set_container(std::string_view term, const json::Value& value,
                                             TermDefinition& definition) {
  const auto bad = [&] { return bad_term("invalid container mapping", term, "has a container that is not allowed"); };
  if (is_1_0() && !value.is_string()) return bad();
  std::uint8_t bits = 0;
  for (const json::Value& item : json::as_list(value)) {
    if (!item.is_string()) return bad();
    switch (keyword_of(item.as_string())) {
      case Keyword::list: bits |= k_container_list; break;
      case Keyword::set: bits |= k_container_set; break;
      case Keyword::index: bits |= k_container_index; break;
      case Keyword::language: bits |= k_container_language; break;
      case Keyword::graph: bits |= k_container_graph; break;
      case Keyword::id: bits |= k_container_id; break;
      case Keyword::type: bits |= k_container_type; break;
      default: return bad();
    }
  }
  const std::uint8_t without_set = bits & static_cast<std::uint8_t>(~k_container_set);
  const bool one = (without_set & (without_set - 1)) == 0;
  const bool graph_map =
      without_set == (k_container_graph | k_container_id) || without_set == (k_container_graph | k_container_index);
  if (bits == 0 || (!one && !graph_map) || (bits & k_container_list && bits != k_container_list)) return bad();
  if (is_1_0() && (bits & (k_container_graph | k_container_id | k_container_type)) != 0) return bad();
  if (bits & k_container_type) {
    if (definition.type.empty()) definition.type = "@id";
    if (definition.type != "@id" && definition.type != "@vocab") {
      return bad_term("invalid type mapping", term, "has the container @type and a type other than @id or @vocab");
    }
  }
  definition.container = bits;
  return {};
}

// Section 5.2.2, while a context is being processed: terms that it uses are defined on the way.
Result<std::string_view> ContextProcessor::expand_in(Work& work, std::string_view value, const Expand& how) {
  if (is_keyword(value)) return value;
  if (has_keyword_form(value)) return std::string_view{};
  const auto define_first = [&](std::string_view term) -> Result<void> {
    if (work.local.find(term) == nullptr) return {};
    if (const auto it = work.defined.find(term); it != work.defined.end() && it->second) return {};
    return define(work, term);
  };
  // Step 3
  if (auto done = define_first(value); !done) return std::move(done).error();
  // Step 6.3
  if (const auto colon = value.find(':', 1); colon != std::string_view::npos) {
    const std::string_view prefix = value.substr(0, colon);
    if (prefix != "_" && !value.substr(colon + 1).starts_with("//")) {
      if (auto done = define_first(prefix); !done) return std::move(done).error();
    }
  }
  json::Arena* const held = arena_;
  arena_ = &work.arena;
  const std::string_view out = expand_iri(work.active, value, how);
  arena_ = held;
  return out;
}

std::string_view ContextProcessor::expand_iri(const ActiveContext& active, std::string_view value, const Expand& how) {
  // Steps 1, 2
  if (value.starts_with('@')) {
    if (is_keyword(value)) return value;
    if (has_keyword_form(value)) return {};
  }
  // Steps 4, 5
  if (const TermDefinition* definition = active.find(value)) {
    if (definition->keyword != Keyword::none || how.vocab) return definition->iri;
  }
  // Step 6
  if (const auto colon = value.find(':', 1); colon != std::string_view::npos) {
    const std::string_view prefix = value.substr(0, colon);
    const std::string_view suffix = value.substr(colon + 1);
    if (prefix == "_" || suffix.starts_with("//")) return value;
    if (const TermDefinition* definition = active.find(prefix);
        definition && !definition->iri.empty() && definition->prefix) {
      return join(*arena_, definition->iri, suffix);
    }
    if (is_absolute_iri(value)) return value;
  }
  // Step 7
  if (how.vocab && active.vocab) return join(*arena_, *active.vocab, value);
  // Step 8
  if (how.document_relative && active.base) return arena_->copy(resolve_uri(*active.base, value));
  return value;
}

}  // namespace credex::rdf::jsonld
