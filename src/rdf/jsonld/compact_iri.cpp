// JSON-LD 1.1 API, Recommendation 2020-07-16: sections 4.3 (Inverse Context), 6.2 (IRI Compaction) and 4.4 (Term
// Selection).
#include <algorithm>

#include "base/text.h"
#include "base/uri.h"
#include "rdf/jsonld/compact.h"
#include "rdf/jsonld/expand.h"

namespace credex::rdf::jsonld {
namespace {

using json::Value;

std::string container_name(std::uint8_t bits) {
  std::string out;  // in the order of the names
  if (bits & k_container_graph) out += "@graph";
  if (bits & k_container_id) out += "@id";
  if (bits & k_container_index) out += "@index";
  if (bits & k_container_language) out += "@language";
  if (bits & k_container_list) out += "@list";
  if (bits & k_container_set) out += "@set";
  if (bits & k_container_type) out += "@type";
  return out.empty() ? "@none" : out;
}

std::string language_and_direction(std::string_view language, Direction direction) {
  std::string out = ascii_lower(language);
  if (direction == Direction::ltr || direction == Direction::rtl) (out += '_') += direction_name(direction);
  return out;
}

std::shared_ptr<const InverseContext> make_inverse(const ActiveContext& active) {
  auto out = std::make_shared<InverseContext>();
  const std::string default_language = active.language ? ascii_lower(*active.language) : "@none";
  std::vector<ActiveContext::Entry> entries;
  for (const auto& entry : active.entries()) {
    if (entry.definition != nullptr && !entry.definition->iri.empty()) entries.push_back(entry);
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return a.term.size() != b.term.size() ? a.term.size() < b.term.size() : a.term < b.term;
  });
  for (const ActiveContext::Entry& listed : entries) {
    const std::string_view term = listed.term;
    const TermDefinition* const definition = listed.definition;
    auto& entry = out->by_iri[definition->iri][container_name(definition->container)];
    if (entry.any.empty()) entry.any = term;
    const bool has_direction = definition->direction != Direction::absent;
    const auto language = [&](const std::string& key) { entry.language.try_emplace(key, term); };
    const auto type = [&](std::string_view key) { entry.type.try_emplace(std::string{key}, term); };
    if (definition->reverse) {
      type("@reverse");
    } else if (definition->type == "@none") {
      language("@any");
      type("@any");
    } else if (!definition->type.empty()) {
      type(definition->type);
    } else if (definition->has_language && has_direction) {
      const std::string key = language_and_direction(definition->language, definition->direction);
      language(key.empty() ? "@null" : key);
    } else if (definition->has_language) {
      language(definition->language.empty() ? "@null" : ascii_lower(definition->language));
    } else if (has_direction) {
      language(definition->direction == Direction::null ? "@none" : language_and_direction({}, definition->direction));
    } else if (active.direction != Direction::absent) {
      language(language_and_direction(active.language.value_or(std::string_view{}), active.direction));
      language("@none");
      type("@none");
    } else {
      language(default_language);
      language("@none");
      type("@none");
    }
  }
  return out;
}

std::string language_key(const Value& value) {
  const std::string_view direction = value.text("@direction");
  return language_and_direction(value.text("@language"), direction.empty()    ? Direction::absent
                                                         : direction == "rtl" ? Direction::rtl
                                                                              : Direction::ltr);
}

/// Steps 4.3 to 4.19: what kinds of term would fit a value, best first.
struct Wanted {
  std::vector<std::string_view> containers{};
  bool by_type = false;
  bool any = false;
  std::string key = "@null";
  std::vector<std::string> preferred{};
};

void want_list(Wanted& wanted, const Value& value, const std::string& default_language) {
  if (value.find("@index") == nullptr) wanted.containers.push_back("@list");
  const Value list = value.get("@list");
  std::string common_language = list.empty() ? default_language : "";
  std::string common_type;
  for (const Value& item : list.items()) {
    std::string item_language = "@none";
    std::string item_type = "@none";
    if (is_value_object(item)) {
      if (item.find("@direction") != nullptr || item.find("@language") != nullptr) {
        item_language = language_key(item);
      } else if (item.find("@type") != nullptr) {
        item_type = item.text("@type");
      } else {
        item_language = "@null";
      }
    } else {
      item_type = "@id";
    }
    if (common_language.empty()) {
      common_language = item_language;
    } else if (common_language != item_language && is_value_object(item)) {
      common_language = "@none";
    }
    if (common_type.empty()) {
      common_type = item_type;
    } else if (common_type != item_type) {
      common_type = "@none";
    }
    if (common_language == "@none" && common_type == "@none") break;
  }
  if (common_language.empty()) common_language = "@none";
  if (common_type.empty()) common_type = "@none";
  wanted.by_type = common_type != "@none";
  wanted.key = wanted.by_type ? common_type : common_language;
}

void want_graph(Wanted& wanted, const Value& value) {
  auto& containers = wanted.containers;
  const bool has_index = value.find("@index") != nullptr;
  const bool has_id = value.find("@id") != nullptr;
  if (has_index) containers.insert(containers.end(), {"@graph@index", "@graph@index@set"});
  if (has_id) containers.insert(containers.end(), {"@graph@id", "@graph@id@set"});
  containers.insert(containers.end(), {"@graph", "@graph@set", "@set"});
  if (!has_index) containers.insert(containers.end(), {"@graph@index", "@graph@index@set"});
  if (!has_id) containers.insert(containers.end(), {"@graph@id", "@graph@id@set"});
  containers.insert(containers.end(), {"@index", "@index@set"});
  wanted.by_type = true;
  wanted.key = "@id";
}

// RFC 3986 upside down: the shortest reference that `base` resolves to `iri`.
std::string relative_to(std::string_view base_text, std::string_view iri_text) {
  const UriParts base = split_uri(base_text);
  const UriParts iri = split_uri(iri_text);
  if (base.scheme != iri.scheme || base.authority != iri.authority || !base.scheme) return std::string{iri_text};
  const auto segments = [](std::string_view path) {
    std::vector<std::string_view> out;
    for (;;) {
      const auto slash = path.find('/');
      out.push_back(path.substr(0, slash));
      if (slash == std::string_view::npos) return out;
      path.remove_prefix(slash + 1);
    }
  };
  const auto from = segments(base.path);
  const auto to = segments(iri.path);
  const std::size_t keep = iri.fragment || iri.query ? 0 : 1;
  std::size_t same = 0;
  while (same < from.size() && same + keep < to.size() && from[same] == to[same]) ++same;
  std::string out;
  for (std::size_t i = same; i + 1 < from.size(); ++i) out += "../";
  for (std::size_t i = same; i < to.size(); ++i) {
    out += to[i];
    if (i + 1 < to.size()) out += '/';
  }
  if (iri.query) (out += '?') += *iri.query;
  if (iri.fragment) (out += '#') += *iri.fragment;
  if (out.empty()) return "./";
  // A first segment with ':' would read as a scheme, one with '@' as a keyword.
  if (has_keyword_form(out) || is_absolute_iri(out)) return "./" + out;
  return out;
}

}  // namespace

const InverseContext& inverse_of(const ActiveContext& active) {
  if (!active.inverse) active.inverse = make_inverse(active);
  return *active.inverse;
}

Result<std::string_view> compact_iri(ContextProcessor& contexts, const ActiveContext& active, std::string_view iri,
                                     const CompactIri& how) {
  if (iri.empty()) return iri;
  json::Arena& arena = contexts.arena();
  const InverseContext& inverse = inverse_of(active);
  const auto entry = how.vocab ? inverse.by_iri.find(iri) : inverse.by_iri.end();
  if (entry != inverse.by_iri.end()) {
    const std::string default_language =
        active.direction != Direction::absent
            ? language_and_direction(active.language.value_or(std::string_view{}), active.direction)
            : (active.language ? ascii_lower(*active.language) : "@none");
    static const Value k_null{};
    const Value& value = how.value ? *how.value : k_null;
    Wanted wanted;
    auto& containers = wanted.containers;
    if (value.find("@index") != nullptr && !is_graph_object(value))
      containers.insert(containers.end(), {"@index", "@index@set"});
    if (how.reverse) {
      wanted.by_type = true;
      wanted.key = "@reverse";
      containers.push_back("@set");
    } else if (is_list_object(value)) {
      want_list(wanted, value, default_language);
    } else if (is_graph_object(value)) {
      want_graph(wanted, value);
    } else {
      if (is_value_object(value)) {
        const bool has_index = value.find("@index") != nullptr;
        if ((value.find("@language") != nullptr || value.find("@direction") != nullptr) && !has_index) {
          wanted.key = language_key(value);
          containers.insert(containers.end(), {"@language", "@language@set"});
        } else if (value.find("@type") != nullptr) {
          wanted.by_type = true;
          wanted.key = value.text("@type");
        }
      } else if (how.value != nullptr && value.is_object()) {
        wanted.by_type = true;
        wanted.key = "@id";
        containers.insert(containers.end(), {"@id", "@id@set", "@type", "@set@type"});
      } else {
        wanted.by_type = true;
        wanted.key = "@id";
        containers.insert(containers.end(), {"@id", "@id@set", "@type", "@set@type"});
      }
      containers.push_back("@set");
    }
    containers.push_back("@none");
    if (!contexts.is_1_0()) {
      if (value.find("@index") == nullptr) containers.insert(containers.end(), {"@index", "@index@set"});
      if (is_value_object(value) && value.size() == 1)
        containers.insert(containers.end(), {"@language", "@language@set"});
    }
    auto& preferred = wanted.preferred;
    if (wanted.key == "@reverse") preferred.push_back("@reverse");
    if ((wanted.key == "@id" || wanted.key == "@reverse") && value.find("@id") != nullptr) {
      auto compacted = compact_iri(contexts, active, value.text("@id"), {.vocab = true});
      if (!compacted) return compacted;
      const TermDefinition* definition = active.find(*compacted);
      const bool is_term = definition && definition->iri == value.text("@id");
      preferred.insert(preferred.end(), is_term ? std::initializer_list<std::string>{"@vocab", "@id", "@none"}
                                                : std::initializer_list<std::string>{"@id", "@vocab", "@none"});
    } else {
      preferred.push_back(wanted.key);
      preferred.push_back("@none");
      if (is_list_object(value) && value.get("@list").empty()) wanted.any = true;
    }
    preferred.push_back("@any");
    for (std::size_t i = 0, n = preferred.size(); i < n; ++i) {
      if (const auto at = preferred[i].find('_'); at != std::string::npos) preferred.push_back(preferred[i].substr(at));
    }
    // Section 4.4.2, Term Selection.
    for (const std::string_view container : containers) {
      const auto found = entry->second.find(container);
      if (found == entry->second.end()) continue;
      if (wanted.any) return found->second.any;
      const auto& choices = wanted.by_type ? found->second.type : found->second.language;
      for (const std::string& key : preferred) {
        if (const auto term = choices.find(key); term != choices.end()) return term->second;
      }
    }
  }
  // Step 5
  if (how.vocab && active.vocab && iri.size() > active.vocab->size() && iri.starts_with(*active.vocab)) {
    const std::string_view suffix = iri.substr(active.vocab->size());
    // A suffix that would read as a keyword stays away from it.
    if (active.find(suffix) == nullptr && !has_keyword_form(suffix)) return suffix;
  }
  // Steps 6 to 8
  std::string best;
  for (const auto& [term, definition] : active.entries()) {
    if (definition == nullptr || definition->iri.empty() || !definition->prefix || definition->iri == iri ||
        !iri.starts_with(definition->iri))
      continue;
    std::string candidate = std::string{term} + ":" + std::string{iri.substr(definition->iri.size())};
    const bool better =
        best.empty() || candidate.size() < best.size() || (candidate.size() == best.size() && candidate < best);
    if (!better) continue;
    const TermDefinition* taken = active.find(candidate);
    if (taken == nullptr || (taken->iri == iri && how.value == nullptr)) best = std::move(candidate);
  }
  if (!best.empty()) return arena.copy(best);
  // Step 9
  if (const auto parts = split_uri(iri); parts.scheme && !parts.authority) {
    const TermDefinition* definition = active.find(*parts.scheme);
    if (definition && definition->prefix && !iri.starts_with("_:")) {
      return jsonld_error("IRI confused with prefix", "the IRI " + std::string{iri} + " would read as a compact IRI");
    }
  }
  // Step 10
  if (!how.vocab && active.base && contexts.options().compact_to_relative && !iri.starts_with("_:")) {
    return arena.copy(relative_to(*active.base, iri));
  }
  return iri;
}

}  // namespace credex::rdf::jsonld
