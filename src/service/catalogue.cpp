#include "service/catalogue.h"

#include <algorithm>
#include <mutex>
#include <roaring/roaring.hh>
#include <shared_mutex>
#include <unordered_map>

#include "base/encoding.h"
#include "base/json.h"
#include "base/text.h"
#include "store/table.h"

namespace credex::service {
namespace {

using json::Value;

constexpr std::string_view k_names[] = {"sector",     "country", "language", "level", "size",    "participation",
                                        "assessment", "quality", "skill",    "stack", "provider"};
constexpr std::size_t k_shown_values = 12;
constexpr std::size_t k_kept_searches = 512;
constexpr std::size_t k_longest_word = 80;

/// Words without case and marks: "Églises" is "eglises". Of a word that is none, a long key or the like, its beginning.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out = folded_words(text);
  for (std::string& word : out) {
    if (word.size() > k_longest_word) word = utf8_prefix(word, k_longest_word);
  }
  return out;
}

std::string size_of(const framework::Workload& workload) {
  double ects = workload.ects ? workload.ects->points : 0;
  if (ects == 0 && workload.hours) ects = workload.hours->count / 25;
  if (ects == 0) return {};
  return ects < 1 ? "under 1" : ects <= 2 ? "1 to 2" : ects <= 5 ? "3 to 5" : ects <= 10 ? "6 to 10" : "over 10";
}

void push_text(json::Arena& arena, Value list, std::string_view value, std::string_view label) {
  if (value.empty()) return;
  Value pair = Value::array(arena, 2);
  pair.push(arena, arena.string(value));
  pair.push(arena, arena.string(label));
  list.push(arena, pair);
}

std::string_view key_of(const framework::Concept& concept_) {
  return concept_.uri.empty() ? std::string_view{concept_.label.any()} : std::string_view{concept_.uri};
}

}  // namespace

std::string_view facet_name(Facet facet) { return k_names[static_cast<std::size_t>(facet)]; }

std::optional<Facet> facet_from(std::string_view name) {
  for (std::size_t i = 0; i < k_facets; ++i) {
    if (k_names[i] == name) return static_cast<Facet>(i);
  }
  return std::nullopt;
}

std::string catalogue_summary(const framework::MicroCredential& content, const store::Organisation& organisation,
                              Instant published) {
  json::Arena arena;
  Value out = Value::object(arena, 16);
  Value title = Value::object(arena);
  std::string body;
  for (const auto& [language, text] : content.title.entries)
    title.append(arena, arena.copy(language), arena.string(text));
  out.append(arena, "title", title);
  out.append(arena, "provider", arena.string(organisation.name));
  out.append(arena, "slug", arena.string(organisation.slug));
  out.append(arena, "country", arena.string(organisation.country));
  out.append(arena, "sector", arena.string(content.sector));
  if (content.level.eqf) out.append(arena, "level", arena.string(std::to_string(*content.level.eqf)));
  if (content.workload.ects) out.append(arena, "ects", Value::real(content.workload.ects->points));
  if (content.workload.hours) out.append(arena, "hours", Value::real(content.workload.hours->count));
  out.append(arena, "mode", arena.string(content.participation.mode.label.any()));
  out.append(arena, "published", Value::integer(published.time_since_epoch().count()));
  const auto list = [&](const char* name) {
    Value made = Value::array(arena);
    out.append(arena, name, made);
    return made;
  };
  Value sizes = list("size");
  push_text(arena, sizes, size_of(content.workload), "");
  Value languages = list("language");
  for (const std::string& language : content.languages) push_text(arena, languages, language, "");
  Value modes = list("participation");
  push_text(arena, modes, key_of(content.participation.mode), content.participation.mode.label.any());
  Value assessments = list("assessment");
  for (const auto& a : content.assessments) push_text(arena, assessments, key_of(a.type), a.type.label.any());
  Value quality = list("quality");
  for (const auto& q : content.quality_assurance) push_text(arena, quality, key_of(q.type), q.type.label.any());
  Value skills = list("skill");
  for (const auto& outcome : content.outcomes) {
    body += outcome.title.any() + " ";
    for (const auto& skill : outcome.esco_skills) {
      push_text(arena, skills, key_of(skill), skill.label.any());
      body += skill.label.any() + " ";
    }
  }
  for (const auto& occupation : content.occupations) body += occupation.label.any() + " ";
  for (const auto& [language, text] : content.description.entries) body += text + " ";
  Value stacks = list("stack");
  push_text(arena, stacks, content.stackability.into, "");
  out.append(arena, "words", arena.string(body));
  return json::write(out);
}

struct Catalogue::Inside {
  struct Values {
    std::unordered_map<std::string, std::size_t> index;
    std::vector<std::string> values;
    std::vector<std::string> labels;
    std::vector<Roaring> documents;
  };
  std::mutex refresh_mutex;         // guards `newest` and `changed_of`, which only refresh() uses
  mutable std::shared_mutex mutex;  // guards the rest but `kept`
  std::vector<CatalogueEntry> entries;
  Roaring alive;
  std::unordered_map<std::string, std::uint32_t> number_of;
  std::map<std::string, Roaring, std::less<>> words;
  std::map<std::string, Roaring, std::less<>> title_words;
  std::array<Values, k_facets> facets;
  std::unordered_map<std::string, Instant> changed_of;
  Instant newest{};
  std::uint64_t generation = 0;

  mutable std::mutex kept_mutex;  // guards `kept`
  mutable std::unordered_map<std::string, std::pair<std::uint64_t, std::shared_ptr<const CatalogueResults>>> kept;

  void file(Facet facet, std::uint32_t document, std::string_view value, std::string_view label) {
    if (value.empty()) return;
    Values& all = facets[static_cast<std::size_t>(facet)];
    const auto [it, fresh] = all.index.try_emplace(std::string{value}, all.values.size());
    if (fresh) {
      all.values.emplace_back(value);
      all.labels.emplace_back(label.empty() ? value : label);
      all.documents.emplace_back();
    }
    all.documents[it->second].add(document);
  }

  void take(const std::string& id, const std::string& summary) {
    if (const auto before = number_of.find(id); before != number_of.end()) alive.remove(before->second);
    auto parsed = json::parse(summary);
    if (!parsed) return;
    const Value& root = parsed->root;
    const auto document = static_cast<std::uint32_t>(entries.size());
    CatalogueEntry entry{.id = id,
                         .provider = std::string{root.text("provider")},
                         .provider_slug = std::string{root.text("slug")},
                         .country = std::string{root.text("country")},
                         .sector = std::string{root.text("sector")},
                         .level = std::string{root.text("level")},
                         .ects = root.get("ects").as_number(),
                         .hours = root.get("hours").as_number(),
                         .participation = std::string{root.text("mode")},
                         .published = Instant{std::chrono::milliseconds{root.get("published").as_integer()}}};
    const auto add_words = [&](std::string_view text, bool title) {
      for (const std::string& word : words_of(text)) {
        words[word].add(document);
        if (title) title_words[word].add(document);
      }
    };
    for (const json::Member& member : root.get("title").members()) {
      entry.title.set(member.key, std::string{member.value.as_string()});
      add_words(member.value.as_string(), true);
    }
    add_words(root.text("words"), false);
    add_words(entry.provider, false);
    file(Facet::sector, document, entry.sector, "");
    file(Facet::country, document, entry.country, "");
    file(Facet::level, document, entry.level, "EQF " + entry.level);
    file(Facet::provider, document, entry.provider_slug, entry.provider);
    for (const Facet facet : {Facet::language, Facet::size, Facet::participation, Facet::assessment, Facet::quality,
                              Facet::skill, Facet::stack}) {
      for (const Value& pair : root.get(facet_name(facet)).items()) {
        const auto parts = pair.items();
        if (parts.size() == 2) file(facet, document, parts[0].as_string(), parts[1].as_string());
      }
    }
    entries.push_back(std::move(entry));
    alive.add(document);
    number_of[id] = document;
  }

  /// Documents with every word of `text`; the last may be a beginning.
  static Roaring with_words(const std::map<std::string, Roaring, std::less<>>& index, const Roaring& among,
                            const std::vector<std::string>& wanted) {
    constexpr int k_beginnings = 200;
    Roaring out = among;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      Roaring any;
      auto it = index.lower_bound(wanted[i]);
      for (int n = 0; it != index.end() && n < k_beginnings; ++it, ++n) {
        const bool fits = i + 1 == wanted.size() ? it->first.starts_with(wanted[i]) : it->first == wanted[i];
        if (!fits) break;
        any |= it->second;
      }
      out &= any;
    }
    return out;
  }

  CatalogueResults search(const CatalogueQuery& query) const {
    const std::vector<std::string> wanted = words_of(query.text);
    const Roaring found = with_words(words, alive, wanted);
    // For each facet: what the other facets leave, so that its counts say what choosing a value would give.
    std::array<Roaring, k_facets> of_facet;
    Roaring all = found;
    for (const auto& [facet, values] : query.chosen) {
      Roaring any;
      const Values& known = facets[static_cast<std::size_t>(facet)];
      for (const std::string& value : values) {
        if (const auto it = known.index.find(value); it != known.index.end()) any |= known.documents[it->second];
      }
      of_facet[static_cast<std::size_t>(facet)] = any;
      all &= any;
    }
    CatalogueResults out{.total = all.cardinality()};
    for (std::size_t i = 0; i < k_facets; ++i) {
      const auto chosen = query.chosen.find(static_cast<Facet>(i));
      Roaring base = all;
      if (chosen != query.chosen.end()) {
        base = found;
        for (const auto& [facet, values] : query.chosen) {
          if (static_cast<std::size_t>(facet) != i) base &= of_facet[static_cast<std::size_t>(facet)];
        }
      }
      out.facets[i] = counts(facets[i], base, chosen == query.chosen.end() ? nullptr : &chosen->second);
    }
    if (wanted.empty()) {
      list(out, query, all, 0);
    } else {
      const Roaring in_title = with_words(title_words, all, wanted);
      list(out, query, in_title, 0);
      list(out, query, all - in_title, in_title.cardinality());
    }
    return out;
  }

  static std::vector<FacetValue> counts(const Values& known, const Roaring& base,
                                        const std::vector<std::string>* chosen) {
    std::vector<FacetValue> out;
    const bool everything = base.isEmpty();
    for (std::size_t v = 0; v < known.values.size(); ++v) {
      const bool is_chosen = chosen && std::ranges::find(*chosen, known.values[v]) != chosen->end();
      const std::size_t count = everything ? 0 : known.documents[v].and_cardinality(base);
      if (count > 0 || is_chosen)
        out.push_back({.value = known.values[v], .label = known.labels[v], .count = count, .chosen = is_chosen});
    }
    const auto first = [](const FacetValue& a, const FacetValue& b) {
      if (a.chosen != b.chosen) return a.chosen;
      return a.count != b.count ? a.count > b.count : a.value < b.value;
    };
    const auto shown = std::min(out.size(), k_shown_values);
    std::ranges::partial_sort(out, out.begin() + static_cast<std::ptrdiff_t>(shown), first);
    out.resize(shown);
    return out;
  }

  /// Fills the page from `among`, newest first; `before` documents come ahead of these.
  void list(CatalogueResults& out, const CatalogueQuery& query, const Roaring& among, std::size_t before) const {
    const std::size_t size = among.cardinality();
    std::size_t at = query.from > before ? query.from - before : 0;
    for (; at < size && out.entries.size() < query.count; ++at) {
      std::uint32_t document = 0;
      if (!among.select(static_cast<std::uint32_t>(size - 1 - at), &document)) return;
      out.entries.push_back(entries[document]);
    }
  }
};

Catalogue::Catalogue() : inside_{std::make_unique<Inside>()} {}
Catalogue::~Catalogue() = default;

std::size_t Catalogue::refresh(store::Database& database) {
  constexpr std::int64_t k_page = 5000;
  // A transaction may be kept a moment after one that began later: what is so young is looked at again.
  constexpr std::chrono::seconds k_overlap{10};
  std::size_t taken = 0;
  // One at a time; searches go on meanwhile, and wait only while what was read is filed.
  const std::scoped_lock refreshing{inside_->refresh_mutex};
  Instant from = inside_->newest - k_overlap;
  std::string from_id;
  for (;;) {
    std::vector<store::Row> fresh;
    const auto page = store::reading(database, [&](store::Tx& tx) {
      auto seen = tx.query(
          "SELECT id, changed FROM definition WHERE changed > ?1 OR (changed = ?1 AND id > ?2) ORDER BY changed, id "
          "LIMIT ?3",
          {store::cell_from(from), from_id, k_page});
      for (const store::Row& row : seen) {
        const auto known = inside_->changed_of.find(row.text(0));
        if (known != inside_->changed_of.end() && known->second.time_since_epoch().count() == row.integer(1)) continue;
        for (store::Row& whole :
             tx.query("SELECT id, changed, published_version, summary FROM definition WHERE id = ?1", {row.text(0)}))
          fresh.push_back(std::move(whole));
      }
      return seen;
    });
    if (!fresh.empty()) {
      const std::unique_lock lock{inside_->mutex};
      for (const store::Row& row : fresh) {
        inside_->changed_of[row.text(0)] = Instant{std::chrono::milliseconds{row.integer(1)}};
        if (row.integer(2) > 0) inside_->take(row.text(0), row.text(3));
      }
      ++inside_->generation;
      taken += fresh.size();
    }
    if (!page.empty()) {
      from = Instant{std::chrono::milliseconds{page.back().integer(1)}};
      from_id = page.back().text(0);
      inside_->newest = std::max(inside_->newest, from);
    }
    if (page.size() < static_cast<std::size_t>(k_page)) return taken;
  }
}

std::shared_ptr<const CatalogueResults> Catalogue::search(const CatalogueQuery& query) const {
  std::string key = query.text + "\n" + std::to_string(query.from) + " " + std::to_string(query.count);
  for (const auto& [facet, values] : query.chosen) {
    key += "\n" + std::string{facet_name(facet)};
    for (const std::string& value : values) key += "\t" + value;
  }
  const std::shared_lock lock{inside_->mutex};
  {
    const std::scoped_lock kept{inside_->kept_mutex};
    const auto it = inside_->kept.find(key);
    if (it != inside_->kept.end() && it->second.first == inside_->generation) return it->second.second;
  }
  auto out = std::make_shared<const CatalogueResults>(inside_->search(query));
  const std::scoped_lock kept{inside_->kept_mutex};
  if (inside_->kept.size() >= k_kept_searches) inside_->kept.clear();
  inside_->kept[key] = {inside_->generation, out};
  return out;
}

std::size_t Catalogue::size() const {
  const std::shared_lock lock{inside_->mutex};
  return inside_->alive.cardinality();
}

}  // namespace credex::service
