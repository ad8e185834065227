#include "skills/tag.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "skills/lookup.h"
#include "skills/words.h"

namespace credex::skills {
namespace {

constexpr std::size_t k_longest_text = std::size_t{1024} * 1024;
constexpr std::uint32_t k_none = 0xFFFFFFFF;
constexpr std::size_t k_most_places = 64;  ///< of one stem that are looked at for one label
constexpr std::size_t k_most_evidence = 3;
constexpr double k_least_covered = 0.75;  ///< of a label of three words and more, by weight
constexpr double k_inside_another = 0.6;  ///< "colour" where the text says "colour management"
constexpr double k_other_label_score = 0.95;
constexpr double k_context_from = 0.3;
constexpr double k_optional = 0.25;
constexpr double k_without_context = 0.25;
constexpr double k_sure_from = 0.8;
constexpr double k_sure_without_context = 0.5;
constexpr double k_enough_context = 25;  ///< candidates from which on the context has its whole say
constexpr double k_telling = 6;          ///< rarity, as a logarithm, of a word that tells a skill by itself

/// A word of the text that says something.
struct Token {
  std::uint32_t stem = k_none;
  std::uint32_t word = k_none;
  std::uint32_t sentence = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct Met {
  double score = 0;
  std::size_t first = 0;  ///< tokens
  std::size_t last = 0;
  std::uint32_t label = 0;
};

class Tagging {
 public:
  Tagging(const EscoIndex& esco, const LanguagePart& part, const TagOptions& options)
      : esco_{esco}, part_{part}, options_{options}, language_{part.code} {}

  std::vector<Tag> run(std::string_view text) {
    read(text);
    std::unordered_map<std::uint32_t, std::uint32_t> stems_met;  // by label, how many of its stems the text has
    for (const auto& [stem, places] : places_) {
      for (const std::uint32_t label : part_.stem_labels.of(stem)) ++stems_met[label];
    }
    for (const auto& [label, count] : stems_met) look_at(label, count);
    return suggestions();
  }

 private:
  void read(std::string_view text) {
    std::unordered_map<std::string, std::pair<std::uint32_t, std::uint32_t>> known;
    std::uint32_t sentence = 0;
    for (PlacedWord& one : placed_words(text)) {
      if (!is_empty_word(one.word, language_)) {
        auto found = known.find(one.word);
        if (found == known.end()) {
          const auto word = word_number(esco_, part_, one.word);
          const auto stem = stem_number(esco_, part_, one.word);
          found = known.emplace(std::move(one.word), std::pair{word.value_or(k_none), stem.value_or(k_none)}).first;
        }
        const auto [word, stem] = found->second;
        if (stem != k_none) places_[stem].push_back(static_cast<std::uint32_t>(tokens_.size()));
        tokens_.push_back({stem, word, sentence, one.begin, one.end});
      }
      if (one.ends_sentence) ++sentence;
    }
  }

  double rarity(std::uint32_t stem) const {
    const auto labels = static_cast<double>(part_.stem_labels.of(stem).size());
    return std::log(static_cast<double>(part_.labels.size() + 1) / std::max(1.0, labels));
  }

  /// The words of a label that say something, in their order, each stem once.
  void words_of(std::uint32_t label) {
    label_.clear();
    for (const std::uint32_t word : part_.label_words.of(label)) {
      const std::uint32_t stem = part_.stems[word];
      const auto same = [stem](const Token& one) { return one.stem == stem; };
      if (is_empty(word) || std::any_of(label_.begin(), label_.end(), same)) continue;
      label_.push_back({.stem = stem, .word = word});
    }
  }
  bool is_empty(std::uint32_t word) {
    auto found = empty_.find(word);
    if (found == empty_.end())
      found = empty_.emplace(word, is_empty_word(std::string{esco_.text(part_.words[word])}, language_)).first;
    return found->second;
  }

  void look_at(std::uint32_t label, std::uint32_t stems_in_text) {
    const LabelRow& row = part_.labels[label];
    const ConceptRow& about = esco_.row(row.of);
    if (about.kind != ConceptKind::skill || about.is_retired != 0) return;
    if (options_.method == TagMethod::preferred_phrase && row.is_preferred == 0) return;
    words_of(label);
    const bool is_phrase = options_.method < TagMethod::near_words;
    const std::size_t needed = label_.size() >= 3 && !is_phrase ? label_.size() - 1 : label_.size();
    if (label_.empty() || stems_in_text < needed) return;
    const Met met = is_phrase ? phrase() : near();
    if (met.score <= 0) return;
    Met best = met;
    best.label = label;
    if (row.is_preferred == 0) best.score *= k_other_label_score;
    met_[row.of].push_back(best);
  }

  /// The label's words one after the other, in the very form.
  Met phrase() const {
    const auto places = places_.find(label_[0].stem);
    if (places == places_.end()) return {};
    for (const std::uint32_t at : places->second) {
      if (at + label_.size() > tokens_.size()) break;
      bool same = true;
      for (std::size_t i = 0; i < label_.size() && same; ++i)
        same = tokens_[at + i].word == label_[i].word && tokens_[at + i].sentence == tokens_[at].sentence;
      if (same) return {.score = 1, .first = at, .last = at + label_.size() - 1};
    }
    return {};
  }

  /// The best place where the label's words stand near each other.
  Met near() const {
    double all = 0;
    std::size_t anchor = label_.size();
    for (std::size_t i = 0; i < label_.size(); ++i) {
      const double weight = rarity(label_[i].stem);
      all += weight;
      if (places_.contains(label_[i].stem) && (anchor == label_.size() || weight > rarity(label_[anchor].stem)))
        anchor = i;
    }
    if (anchor == label_.size()) return {};
    const auto& places = places_.at(label_[anchor].stem);
    const std::size_t reach = 2 * label_.size() + 2;
    Met best;
    for (std::size_t p = 0; p < std::min(places.size(), k_most_places); ++p) {
      const Met here = around(places[p], anchor, reach, all);
      if (here.score > best.score) best = here;
    }
    return best;
  }

  Met around(std::size_t at, std::size_t anchor, std::size_t reach, double all) const {
    Met out{.first = at, .last = at};
    double covered = 0;
    std::size_t exact = 0;
    std::size_t met = 0;
    for (std::size_t i = 0; i < label_.size(); ++i) {
      std::size_t nearest = SIZE_MAX;
      if (i == anchor) {
        nearest = at;
      } else {
        for (std::size_t step = 1; step <= reach && nearest == SIZE_MAX; ++step) {
          if (at + step < tokens_.size() && tokens_[at + step].stem == label_[i].stem) nearest = at + step;
          if (nearest == SIZE_MAX && step <= at && tokens_[at - step].stem == label_[i].stem) nearest = at - step;
        }
      }
      if (nearest == SIZE_MAX || tokens_[nearest].sentence != tokens_[at].sentence) continue;
      covered += rarity(label_[i].stem);
      ++met;
      if (tokens_[nearest].word == label_[i].word) ++exact;
      out.first = std::min(out.first, nearest);
      out.last = std::max(out.last, nearest);
    }
    const double share = covered / all;
    if (met < label_.size() && (label_.size() < 3 || share < k_least_covered)) return {};
    const double spread = static_cast<double>(out.last - out.first + 1) - static_cast<double>(met);
    // Words that many labels have tell little, above all when they stand alone.
    const double telling = std::min(1.0, covered / (k_telling + 2.5 * (label_.size() > 1 ? 1 : 0)));
    const double form = 0.8 + 0.2 * static_cast<double>(exact) / static_cast<double>(met);
    out.score = std::pow(share, 2) * telling * form / (1 + 0.08 * spread);
    return out;
  }

  /// What the text speaks of is mostly the work of few occupations: a skill that those need, of which other skills were
  /// met too, is likelier than one that stands alone.
  void weigh_context() {
    std::unordered_map<ConceptId, double> occupations;
    const auto each_need = [&](ConceptId skill, double score, const auto& take) {
      const auto needed_by = esco_.raw_needed_by(skill);
      const double rare = std::log(static_cast<double>(esco_.occupations().size() + 1) /
                                   static_cast<double>(std::max<std::size_t>(needed_by.size(), 1)));
      for (const std::uint32_t one : needed_by) take(one >> 1U, score * rare * ((one & 1U) != 0 ? 1 : k_optional));
    };
    for (const auto& [skill, places] : met_) {
      if (places[0].score < k_context_from) continue;
      each_need(skill, places[0].score, [&](ConceptId occupation, double part) { occupations[occupation] += part; });
    }
    // A short text has little context, which says little then.
    const auto candidates =
        std::count_if(met_.begin(), met_.end(), [](const auto& one) { return one.second[0].score >= k_context_from; });
    const double trust = std::clamp(static_cast<double>(candidates) / k_enough_context, 0.0, 1.0);
    double most = 0;
    for (const auto& [occupation, weight] : occupations) most = std::max(most, weight);
    if (most <= 0) return;
    for (auto& [skill, places] : met_) {
      double best = 0;
      each_need(skill, places[0].score < k_context_from ? 0 : places[0].score,
                [&](ConceptId occupation, double own) { best = std::max(best, occupations[occupation] - own); });
      // Whoever writes the very words of a label of some length means it, whatever else the text speaks of.
      const std::size_t words = places[0].last - places[0].first + 1;
      const double sure = words < 2 ? 0 : std::clamp((places[0].score - k_sure_from) / (1 - k_sure_from), 0.0, 1.0);
      const double least = k_without_context + (k_sure_without_context - k_without_context) * sure *
                                                   std::min(1.0, static_cast<double>(words - 1) / 2);
      const double factor = 1 - trust * (1 - least) * (1 - std::min(1.0, best / most));
      for (Met& one : places) one.score *= factor;
    }
  }

  std::vector<Tag> suggestions() {
    // What stands inside the words of a longer label is most often that one.
    std::vector<std::size_t> longest(tokens_.size(), 0);
    for (const auto& [skill, places] : met_) {
      for (const Met& one : places) {
        const std::size_t length = part_.label_words.of(one.label).size();
        if (one.score < options_.least || one.last - one.first + 1 > length) continue;
        for (std::size_t i = one.first; i <= one.last; ++i) longest[i] = std::max(longest[i], one.last - one.first + 1);
      }
    }
    std::vector<Tag> out;
    for (auto& [skill, places] : met_) {
      for (Met& one : places) {
        bool inside = one.last - one.first < 3;
        for (std::size_t i = one.first; i <= one.last; ++i) inside = inside && longest[i] > one.last - one.first + 1;
        if (inside && options_.method >= TagMethod::near_words) one.score *= k_inside_another;
      }
      std::sort(places.begin(), places.end(),
                [](const Met& a, const Met& b) { return a.score != b.score ? a.score > b.score : a.label < b.label; });
    }
    if (options_.method == TagMethod::in_context) weigh_context();
    for (const auto& [skill, places] : met_) {
      if (places[0].score < options_.least) continue;
      Tag tag{.skill = skill, .score = places[0].score};
      for (const Met& one : places) {
        const std::size_t begin = tokens_[one.first].begin;
        const auto same = [&](const TagEvidence& other) { return other.begin == begin; };
        if (tag.evidence.size() == k_most_evidence || one.score < options_.least) break;
        if (std::any_of(tag.evidence.begin(), tag.evidence.end(), same)) continue;
        tag.evidence.push_back({begin, tokens_[one.last].end, esco_.text(part_.labels[one.label].text)});
      }
      out.push_back(std::move(tag));
    }
    std::sort(out.begin(), out.end(),
              [](const Tag& a, const Tag& b) { return a.score != b.score ? a.score > b.score : a.skill < b.skill; });
    if (out.size() > options_.most) out.resize(options_.most);
    return out;
  }

  const EscoIndex& esco_;
  const LanguagePart& part_;
  const TagOptions& options_;
  std::string language_;
  std::vector<Token> tokens_{};
  std::vector<Token> label_{};                                              ///< of the label at hand
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> places_{};  ///< by stem
  std::unordered_map<std::uint32_t, bool> empty_{};
  std::unordered_map<ConceptId, std::vector<Met>> met_{};
};

}  // namespace

Result<std::vector<Tag>> tag(const EscoIndex& esco, std::string_view text, const TagOptions& options) {
  if (text.size() > k_longest_text)
    return Error{.code = "skills.text.long",
                 .message = "the text has " + std::to_string(text.size() / 1024) + " kB; 1,024 kB are read",
                 .remedy = "give the description alone, or its parts one by one"};
  const std::string language = options.language.empty() ? likely_language(text) : base_language(options.language);
  const LanguagePart* part = esco.language(language);
  if (part == nullptr) part = &esco.languages().front();
  return Tagging{esco, *part, options}.run(text);
}

}  // namespace credex::skills
