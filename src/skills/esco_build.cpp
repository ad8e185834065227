#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <unordered_map>

#include "skills/esco_format.h"
#include "skills/esco_index.h"
#include "skills/lookup.h"
#include "skills/words.h"

namespace credex::skills {
namespace {

using format::Part;
constexpr std::size_t k_largest_index = std::size_t{1} << 32U;
constexpr std::size_t k_replaced_shown = 200;

/// A table of texts, each kept once.
class Strings {
 public:
  TextRef add(std::string_view text) {
    if (text.empty()) return {};
    const TextRef out{static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(text.size())};
    bytes_ += text;
    return out;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_{};
};

/// Pairs as lists, by the first; the order of the second is kept as it comes in.
struct BuiltLists {
  std::vector<std::uint32_t> offsets{};
  std::vector<std::uint32_t> items{};

  static BuiltLists of(std::size_t size, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs) {
    BuiltLists out;
    out.offsets.assign(size + 1, 0);
    for (const auto& [from, to] : pairs) ++out.offsets[from + 1];
    std::partial_sum(out.offsets.begin(), out.offsets.end(), out.offsets.begin());
    out.items.resize(pairs.size());
    std::vector<std::uint32_t> next(out.offsets.begin(), out.offsets.end() - 1);
    for (const auto& [from, to] : pairs) out.items[next[from]++] = to;
    return out;
  }
};

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Pairs unique(Pairs pairs) {
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

class Building {
 public:
  explicit Building(const EscoSource& source) : source_{source} {
    order_.resize(source.concepts.size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::sort(order_.begin(), order_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return source.concepts[a].uri < source.concepts[b].uri; });
    place_.resize(order_.size());
    for (std::uint32_t i = 0; i < order_.size(); ++i) place_[order_[i]] = i;
  }

  Result<std::string> build() {
    put(Part::version, std::vector<TextRef>{strings_.add(source_.version)});
    concepts();
    std::uint32_t language = 0;
    std::vector<const EscoTexts*> texts;
    for (const EscoTexts& one : source_.texts) texts.push_back(&one);
    const EscoTexts none{.language = "en"};
    if (texts.empty()) texts.push_back(&none);
    for (const EscoTexts* one : texts) add_language(*one, language++);
    put_bytes(Part::strings, strings_.bytes());
    return finish(language);
  }

 private:
  struct Held {
    format::Section section{};
    std::string bytes{};
  };

  void put_bytes(Part part, std::string bytes, std::uint32_t language = format::k_no_language) {
    held_.push_back({{.part = static_cast<std::uint32_t>(part), .language = language}, std::move(bytes)});
  }
  template <class T>
  void put(Part part, const std::vector<T>& rows, std::uint32_t language = format::k_no_language) {
    put_bytes(part, std::string(reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(T)), language);
  }
  void put(Part part, const BuiltLists& lists, std::uint32_t language = format::k_no_language) {
    put(part, lists.offsets, language);
    put(static_cast<Part>(static_cast<std::uint32_t>(part) + static_cast<std::uint32_t>(Part::items)), lists.items,
        language);
  }

  void concepts() {
    const std::size_t n = order_.size();
    std::vector<ConceptRow> rows;
    std::vector<std::uint32_t> occupations;
    Pairs replaced;
    for (std::uint32_t i = 0; i < n; ++i) {
      const EscoConcept& one = source_.concepts[order_[i]];
      rows.push_back({.uri = strings_.add(one.uri),
                      .code = strings_.add(one.code),
                      .kind = one.kind,
                      .type = one.type,
                      .reuse_level = one.reuse_level,
                      .collections = one.collections,
                      .is_retired = one.is_retired ? 1U : 0U});
      if (one.kind == ConceptKind::occupation && !one.is_retired) occupations.push_back(i);
      for (const std::uint32_t to : one.replaced_by) replaced.emplace_back(i, place_[to]);
    }
    put(Part::concepts, rows);
    put(Part::occupations, occupations);
    put(Part::replaced_by, BuiltLists::of(n, unique(std::move(replaced))));
    Pairs broader;
    Pairs narrower;
    Pairs related;
    for (const auto& [from, to] : source_.broader) {
      broader.emplace_back(place_[from], place_[to]);
      narrower.emplace_back(place_[to], place_[from]);
    }
    for (const auto& [from, to] : source_.related) {
      related.emplace_back(place_[from], place_[to]);
      related.emplace_back(place_[to], place_[from]);
    }
    put(Part::broader, BuiltLists::of(n, unique(std::move(broader))));
    put(Part::narrower, BuiltLists::of(n, unique(std::move(narrower))));
    put(Part::related, BuiltLists::of(n, unique(std::move(related))));
    needs(n);
  }

  void needs(std::size_t n) {
    Pairs needs;
    for (const OccupationNeed& one : source_.needs)
      needs.emplace_back(place_[one.occupation], place_[one.skill] * 2 + (one.is_essential ? 1U : 0U));
    needs = unique(std::move(needs));
    // Said to be both, it is essential.
    Pairs kept;
    for (const auto& one : needs) {
      if (!kept.empty() && kept.back().first == one.first && (kept.back().second | 1U) == one.second) kept.pop_back();
      kept.push_back(one);
    }
    Pairs needed_by;
    for (const auto& [occupation, need] : kept) needed_by.emplace_back(need >> 1U, occupation * 2 + (need & 1U));
    put(Part::needs, BuiltLists::of(n, kept));
    put(Part::needed_by, BuiltLists::of(n, unique(std::move(needed_by))));
  }

  void add_language(const EscoTexts& texts, std::uint32_t language) {
    const std::size_t n = order_.size();
    put(Part::code, std::vector<TextRef>{strings_.add(texts.language)}, language);
    std::vector<TextRef> descriptions(n);
    for (const auto& [of, text] : texts.descriptions) descriptions[place_[of]] = strings_.add(text);
    put(Part::descriptions, descriptions, language);

    std::vector<std::uint32_t> by_concept(texts.labels.size());
    std::iota(by_concept.begin(), by_concept.end(), 0U);
    std::stable_sort(by_concept.begin(), by_concept.end(), [&](std::uint32_t a, std::uint32_t b) {
      const EscoLabel& one = texts.labels[a];
      const EscoLabel& other = texts.labels[b];
      if (one.of != other.of) return place_[one.of] < place_[other.of];
      return one.is_preferred && !other.is_preferred;
    });
    std::vector<LabelRow> labels;
    std::vector<std::uint32_t> labels_of(n + 1, 0);
    std::unordered_map<std::string, std::uint32_t> met;
    std::vector<std::string> words;
    std::vector<std::vector<std::uint32_t>> label_words;
    for (const std::uint32_t i : by_concept) {
      const EscoLabel& label = texts.labels[i];
      labels.push_back({strings_.add(label.text), place_[label.of], label.is_preferred ? 1U : 0U});
      ++labels_of[place_[label.of] + 1];
      auto& list = label_words.emplace_back();
      for (std::string& word : split_words(folded(label.text))) {
        const auto [it, is_new] = met.emplace(std::move(word), static_cast<std::uint32_t>(words.size()));
        if (is_new) words.push_back(it->first);
        list.push_back(it->second);
      }
    }
    std::partial_sum(labels_of.begin(), labels_of.end(), labels_of.begin());
    put(Part::labels, labels, language);
    put(Part::labels_of, labels_of, language);
    add_words(texts.language, words, label_words, language);
  }

  void add_words(const std::string& code, std::vector<std::string>& words,
                 std::vector<std::vector<std::uint32_t>>& label_words, std::uint32_t language) {
    // Words in order of letters, for prefixes.
    std::vector<std::uint32_t> sorted(words.size());
    std::iota(sorted.begin(), sorted.end(), 0U);
    std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) { return words[a] < words[b]; });
    std::vector<std::uint32_t> rank(words.size());
    std::vector<TextRef> refs;
    std::vector<std::uint32_t> letters;
    std::vector<std::uint32_t> stems;
    std::vector<bool> is_empty;
    std::unordered_map<std::string, std::uint32_t> stem_numbers;
    Pairs stem_words;
    for (std::uint32_t i = 0; i < sorted.size(); ++i) {
      const std::string& word = words[sorted[i]];
      rank[sorted[i]] = i;
      refs.push_back(strings_.add(word));
      letters.push_back(letters_of(word));
      const auto stem = stem_numbers.emplace(stemmed(word, code), static_cast<std::uint32_t>(stem_numbers.size()));
      stems.push_back(stem.first->second);
      stem_words.emplace_back(stems.back(), i);
      is_empty.push_back(is_empty_word(word, code));
    }
    Pairs of_label;
    Pairs of_word;
    Pairs of_stem;
    for (std::uint32_t label = 0; label < label_words.size(); ++label) {
      for (const std::uint32_t word : label_words[label]) {
        of_label.emplace_back(label, rank[word]);
        of_word.emplace_back(rank[word], label);
        if (!is_empty[rank[word]]) of_stem.emplace_back(stems[rank[word]], label);
      }
    }
    put(Part::words, refs, language);
    put(Part::letters, letters, language);
    put(Part::stems, stems, language);
    put(Part::label_words, BuiltLists::of(label_words.size(), of_label), language);
    put(Part::word_labels, BuiltLists::of(words.size(), unique(std::move(of_word))), language);
    put(Part::stem_labels, BuiltLists::of(stem_numbers.size(), unique(std::move(of_stem))), language);
    put(Part::stem_words, BuiltLists::of(stem_numbers.size(), stem_words), language);
  }

  Result<std::string> finish(std::uint32_t languages) {
    std::uint64_t at = sizeof(format::Header) + held_.size() * sizeof(format::Section);
    for (Held& one : held_) {
      at = (at + 7) & ~std::uint64_t{7};
      one.section.offset = at;
      one.section.bytes = one.bytes.size();
      at += one.bytes.size();
    }
    if (at >= k_largest_index)
      return Error{
          .code = "skills.index", .message = "the index would be larger than 4 GB", .remedy = "import fewer languages"};
    std::string out(at, '\0');
    const format::Header header{.sections = static_cast<std::uint32_t>(held_.size()), .languages = languages};
    std::memcpy(out.data(), &header, sizeof header);
    std::size_t table = sizeof header;
    for (const Held& one : held_) {
      std::memcpy(out.data() + table, &one.section, sizeof one.section);
      table += sizeof one.section;
      if (!one.bytes.empty()) std::memcpy(out.data() + one.section.offset, one.bytes.data(), one.bytes.size());
    }
    return out;
  }

  const EscoSource& source_;
  std::vector<std::uint32_t> order_{};  ///< by number in the index, the place in the source
  std::vector<std::uint32_t> place_{};  ///< the other way
  Strings strings_{};
  std::vector<Held> held_{};
};

}  // namespace

Result<std::string> build_index(const EscoSource& source) { return Building{source}.build(); }

Result<std::unique_ptr<const OwnedIndex>> index_of(const EscoSource& source) {
  auto out = std::make_unique<OwnedIndex>();
  auto bytes = build_index(source);
  if (!bytes) return std::move(bytes).error();
  out->bytes = std::move(*bytes);
  auto index = EscoIndex::open(out->bytes);
  if (!index) return std::move(index).error();
  out->index = std::move(*index);
  return std::unique_ptr<const OwnedIndex>{std::move(out)};
}

Report keep_retired(EscoSource& source, const EscoIndex& before) {
  std::unordered_map<std::string, std::vector<std::uint32_t>> bearing;
  for (const EscoTexts& texts : source.texts) {
    for (const EscoLabel& label : texts.labels) bearing[texts.language + ':' + folded(label.text)].push_back(label.of);
  }
  std::size_t replaced = 0;
  std::size_t gone = 0;
  std::vector<Finding> shown;
  const std::size_t present = source.concepts.size();
  for (ConceptId c = 0; c < before.size(); ++c) {
    const std::string uri{before.uri(c)};
    if (source.numbers.contains(uri)) continue;
    const ConceptRow& row = before.row(c);
    EscoConcept one{.uri = uri,
                    .kind = row.kind,
                    .type = row.type,
                    .reuse_level = row.reuse_level,
                    .collections = row.collections,
                    .is_retired = true,
                    .code = std::string{before.code(c)}};
    for (const ConceptId to : before.replaced_by(c)) {
      const auto found = source.numbers.find(std::string{before.uri(to)});
      if (found != source.numbers.end() && found->second < present) one.replaced_by.push_back(found->second);
    }
    for (const LanguagePart& part : before.languages()) {
      if (!one.replaced_by.empty() || part.labels_of[c] == part.labels_of[c + 1]) continue;
      const auto found = bearing.find(std::string{part.code} + ':' + folded(before.label(c, part.code)));
      if (found == bearing.end()) continue;
      for (const std::uint32_t to : found->second) {
        if (source.concepts[to].kind == row.kind &&
            std::find(one.replaced_by.begin(), one.replaced_by.end(), to) == one.replaced_by.end())
          one.replaced_by.push_back(to);
      }
    }
    std::string into;
    for (const std::uint32_t to : one.replaced_by) into += (into.empty() ? "" : ", ") + source.concepts[to].uri;
    if (row.is_retired == 0) {
      ++(into.empty() ? gone : replaced);
      if (shown.size() < k_replaced_shown)
        shown.push_back(make_finding("skills.esco.retired", into.empty() ? Outcome::warn : Outcome::pass, uri,
                                     into.empty() ? "skills.esco.retired.gone" : "skills.esco.retired.replaced",
                                     {std::string{before.label(c)}, into}, "ESCO, European Commission"));
    }
    const std::uint32_t number = source.add(std::move(one));
    for (const LanguagePart& part : before.languages()) {
      const auto texts = std::find_if(source.texts.begin(), source.texts.end(),
                                      [&](const EscoTexts& t) { return t.language == part.code; });
      if (texts == source.texts.end()) continue;
      for (std::uint32_t i = part.labels_of[c]; i < part.labels_of[c + 1]; ++i)
        texts->labels.push_back(
            {number, std::string{before.text(part.labels[i].text)}, part.labels[i].is_preferred != 0});
    }
  }
  Report out;
  Finding finding = make_finding("skills.esco.upgrade", gone > 0 ? Outcome::warn : Outcome::pass,
                                 std::string{before.version()}, "skills.esco.upgrade.counts",
                                 {std::string{before.version()}, std::to_string(replaced), std::to_string(gone)},
                                 "ESCO, European Commission");
  finding.findings = std::move(shown);
  out.add(std::move(finding));
  return out;
}

}  // namespace credex::skills
