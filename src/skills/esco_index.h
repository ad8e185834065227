#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "skills/esco_source.h"

namespace credex::skills {

/// A concept's number in one index; numbers follow the order of URIs and hold for that index alone.
using ConceptId = std::uint32_t;

/// What an occupation needs, or who needs a skill.
struct Need {
  ConceptId other = 0;
  bool is_essential = false;
};

/// A piece of text in the index's strings.
struct TextRef {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
};

struct ConceptRow {
  TextRef uri{};
  TextRef code{};
  ConceptKind kind{};
  SkillType type{};
  ReuseLevel reuse_level{};
  std::uint8_t collections = 0;
  std::uint32_t is_retired = 0;
};

struct LabelRow {
  TextRef text{};
  ConceptId of = 0;
  std::uint32_t is_preferred = 0;
};

/// Lists of numbers, one for each of `size()` things: offsets, and the items one after the other.
struct Lists {
  std::span<const std::uint32_t> offsets{};
  std::span<const std::uint32_t> items{};
  std::size_t size() const { return offsets.empty() ? 0 : offsets.size() - 1; }
  std::span<const std::uint32_t> of(std::uint32_t i) const {
    return items.subspan(offsets[i], offsets[i + 1] - offsets[i]);
  }
};

/// What the index holds in one language. Labels lie by concept, the preferred one first; words are folded and sorted.
struct LanguagePart {
  std::string_view code{};
  std::span<const LabelRow> labels{};
  std::span<const std::uint32_t> labels_of{};  ///< by concept, where its labels begin; one more at the end
  std::span<const TextRef> descriptions{};     ///< by concept
  std::span<const TextRef> words{};
  std::span<const std::uint32_t> letters{};  ///< by word, which letters it has, as bits
  std::span<const std::uint32_t> stems{};    ///< by word, the number of its stem
  Lists label_words{};                       ///< by label, its words in their order
  Lists word_labels{};                       ///< by word, the labels that have it
  Lists stem_labels{};                       ///< by stem; words that say nothing by themselves are left out
  Lists stem_words{};                        ///< by stem, its words
};

/// ESCO as one run of bytes, to be mapped into memory and read where it lies: concepts with labels, alternative labels
/// and descriptions by language, hierarchy, relations, what occupations need, and the tables for searching and tagging.
/// Reading it needs no locks. Format: docs/skills.md.
class EscoIndex {
 public:
  /// The bytes must outlive the index and begin at a multiple of 8. Every number in them is checked, so that broken
  /// bytes are Error "skills.index" and never a wild read.
  static Result<EscoIndex> open(std::string_view bytes);
  /// What the program states itself: the skills that mark the cultural and creative sectors (data/esco-cci.json).
  static const EscoIndex& built_in();

  std::string_view version() const { return text(version_); }
  std::size_t size() const { return concepts_.size(); }
  std::size_t count(ConceptKind kind) const;
  const std::vector<LanguagePart>& languages() const { return languages_; }
  const LanguagePart* language(std::string_view code) const;

  std::optional<ConceptId> find(std::string_view uri) const;
  std::string_view uri(ConceptId c) const { return text(concepts_[c].uri); }
  std::string_view code(ConceptId c) const { return text(concepts_[c].code); }
  const ConceptRow& row(ConceptId c) const { return concepts_[c]; }
  ConceptKind kind(ConceptId c) const { return concepts_[c].kind; }
  bool is_skill(ConceptId c) const { return kind(c) == ConceptKind::skill; }
  /// The preferred label in a language, else in the main one.
  std::string_view label(ConceptId c, std::string_view language = "en") const;
  /// The alternative labels in a language; none where it has none.
  std::vector<std::string_view> other_labels(ConceptId c, std::string_view language) const;
  std::string_view description(ConceptId c, std::string_view language = "en") const;

  std::span<const std::uint32_t> broader(ConceptId c) const { return broader_.of(c); }
  std::span<const std::uint32_t> narrower(ConceptId c) const { return narrower_.of(c); }
  std::span<const std::uint32_t> related(ConceptId c) const { return related_.of(c); }
  std::span<const std::uint32_t> replaced_by(ConceptId c) const { return replaced_by_.of(c); }
  /// What lies above it, over every step, nearest first.
  std::vector<ConceptId> above(ConceptId c) const;
  /// What lies below it, over every step, nearest first.
  std::vector<ConceptId> below(ConceptId c) const;
  /// What an occupation needs, essential skills first; and the occupations that need a skill.
  std::vector<Need> needs(ConceptId occupation) const;
  std::vector<Need> needed_by(ConceptId skill) const;
  /// The same as they lie: the number of the other twice, and one more where it is essential.
  std::span<const std::uint32_t> raw_needs(ConceptId occupation) const { return needs_.of(occupation); }
  std::span<const std::uint32_t> raw_needed_by(ConceptId skill) const { return needed_by_.of(skill); }
  std::span<const ConceptId> occupations() const { return occupations_; }

  std::string_view text(TextRef ref) const { return strings_.substr(ref.offset, ref.length); }

 private:
  friend class IndexOpening;
  std::string_view strings_{};
  TextRef version_{};
  std::span<const ConceptRow> concepts_{};
  std::span<const std::uint32_t> occupations_{};
  Lists broader_{};
  Lists narrower_{};
  Lists related_{};
  Lists replaced_by_{};
  Lists needs_{};
  Lists needed_by_{};
  std::vector<LanguagePart> languages_{};
};

/// The bytes of an index of `source`. Error "skills.index" where it would pass 4 GB.
Result<std::string> build_index(const EscoSource& source);

/// Takes over from the index in use what the new version no longer has, as retired concepts, so that links to them go
/// on working; each is tied to the concepts that now bear its label. The report says for each what became of it.
Report keep_retired(EscoSource& source, const EscoIndex& before);

/// The index and the bytes that it reads.
struct OwnedIndex {
  std::string bytes{};
  EscoIndex index{};
};
/// Makes and opens an index in memory.
Result<std::unique_ptr<const OwnedIndex>> index_of(const EscoSource& source);

}  // namespace credex::skills
