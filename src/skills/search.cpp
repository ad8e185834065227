#include "skills/search.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <unordered_map>

#include "base/encoding.h"
#include "skills/lookup.h"
#include "skills/words.h"

namespace credex::skills {
namespace {

constexpr std::size_t k_longest_query = 200;
constexpr std::size_t k_most_words = 12;
constexpr std::size_t k_longest_word = 48;
constexpr double k_same_stem = 0.95;
constexpr double k_unfinished = 0.9;
constexpr double k_wrong_letter = 0.75;
constexpr double k_other_label_counts = 0.97;
constexpr double k_below = 0.6;  ///< what lies below a concept that was met
constexpr double k_opens_what_is_below = 0.8;
constexpr std::size_t k_most_below = 12;

/// A word of the index that one of the query may mean, and how well it fits.
struct Meant {
  std::uint32_t word = 0;
  double fit = 0;
};

/// What the words came to for each label: kept from search to search, so that nothing is allocated.
struct Tally {
  std::vector<float> got{};
  std::vector<float> now{};  ///< of the word at hand, so that a label counts it once
  std::vector<std::uint32_t> touched{};
  std::vector<std::uint32_t> touched_now{};
};

int errors_allowed(std::size_t length) { return length >= 8 ? 2 : length >= 4 ? 1 : 0; }

class Search {
 public:
  Search(const EscoIndex& esco, const LanguagePart& part, Tally& tally) : esco_{esco}, part_{part}, tally_{tally} {
    if (tally_.got.size() < part.labels.size()) {
      tally_.got.resize(part.labels.size());
      tally_.now.resize(part.labels.size());
    }
  }

  void run(const std::vector<std::string>& words, const std::string& language, const SearchOptions& options,
           std::unordered_map<ConceptId, Hit>& into) {
    double all = 0;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::vector<Meant> meant = meanings(words[i], i + 1 == words.size());
      // A word that is nowhere weighs as the rarest does: it must not be as if it had not been written.
      double weight = rarity(1);
      for (const Meant& one : meant) weight = std::min(weight, rarity(part_.word_labels.of(one.word).size()));
      if (is_empty_word(words[i], language)) weight *= 0.2;
      all += weight;
      for (const Meant& one : meant) {
        for (const std::uint32_t label : part_.word_labels.of(one.word)) {
          const auto value = static_cast<float>(weight * one.fit);
          if (tally_.now[label] == 0) tally_.touched_now.push_back(label);
          tally_.now[label] = std::max(tally_.now[label], value);
        }
      }
      for (const std::uint32_t label : tally_.touched_now) {
        if (tally_.got[label] == 0) tally_.touched.push_back(label);
        tally_.got[label] += tally_.now[label];
        tally_.now[label] = 0;
      }
      tally_.touched_now.clear();
    }
    for (const std::uint32_t label : tally_.touched) {
      const double share = tally_.got[label] / all;
      tally_.got[label] = 0;
      take(label, share, words.size(), options, into);
    }
    tally_.touched.clear();
  }

 private:
  double rarity(std::size_t labels) const {
    return std::log(1 +
                    static_cast<double>(part_.labels.size()) / static_cast<double>(std::max<std::size_t>(labels, 1)));
  }

  void take(std::uint32_t label, double share, std::size_t asked, const SearchOptions& options,
            std::unordered_map<ConceptId, Hit>& into) {
    const LabelRow& row = part_.labels[label];
    const ConceptRow& met = esco_.row(row.of);
    if (met.is_retired != 0 || (options.kind && *options.kind != met.kind && !options.by_meaning)) return;
    // A label with many words beside those that were asked for says something else.
    const double extra = static_cast<double>(part_.label_words.of(label).size()) - static_cast<double>(asked);
    double score = share / (1 + 0.06 * std::max(0.0, extra));
    if (row.is_preferred == 0) score *= k_other_label_counts;
    Hit& hit = into[row.of];
    if (score > hit.score) hit = {row.of, score, esco_.text(row.text), part_.code, std::nullopt};
  }

  std::vector<Meant> meanings(const std::string& word, bool may_go_on) const {
    std::vector<Meant> out;
    const auto words = part_.words;
    const auto first = std::lower_bound(words.begin(), words.end(), word,
                                        [this](TextRef ref, const std::string& key) { return esco_.text(ref) < key; });
    for (auto it = first; it != words.end() && esco_.text(*it).starts_with(word); ++it) {
      const std::size_t length = esco_.text(*it).size();
      if (length != word.size() && !may_go_on) break;
      const double fit = length == word.size()
                             ? 1
                             : k_unfinished + 0.08 * static_cast<double>(word.size()) / static_cast<double>(length);
      out.push_back({static_cast<std::uint32_t>(it - words.begin()), fit});
    }
    if (word.size() >= 3) add_same_stem(word, out);
    if (out.empty()) add_misspelt(word, may_go_on, out);
    return out;
  }

  /// "conserving" for "conserve": words of one stem, found through any word that has it.
  void add_same_stem(const std::string& word, std::vector<Meant>& out) const {
    const auto stem = stem_number(esco_, part_, word);
    if (!stem) return;
    for (const std::uint32_t other : part_.stem_words.of(*stem)) {
      const auto same = [other](const Meant& one) { return one.word == other; };
      if (std::none_of(out.begin(), out.end(), same)) out.push_back({other, k_same_stem});
    }
  }

  void add_misspelt(const std::string& word, bool may_go_on, std::vector<Meant>& out) const {
    const int most = errors_allowed(word.size());
    if (most == 0) return;
    const std::uint32_t letters = letters_of(word);
    for (std::uint32_t i = 0; i < part_.words.size(); ++i) {
      const TextRef ref = part_.words[i];
      if (ref.length + static_cast<std::size_t>(most) < word.size()) continue;
      if (!may_go_on && ref.length > word.size() + static_cast<std::size_t>(most)) continue;
      // Each letter that the other word lacks is at least one error.
      if (std::popcount(letters & ~part_.letters[i]) > most) continue;
      std::string_view other = esco_.text(ref);
      if (may_go_on) other = other.substr(0, word.size());
      int apart = letters_apart(word, other, most);
      if (apart > most && may_go_on && ref.length <= word.size() + static_cast<std::size_t>(most))
        apart = letters_apart(word, esco_.text(ref), most);
      if (apart <= most) out.push_back({i, std::pow(k_wrong_letter, apart)});
    }
  }

  const EscoIndex& esco_;
  const LanguagePart& part_;
  Tally& tally_;
};

void add_below(const EscoIndex& esco, std::unordered_map<ConceptId, Hit>& hits) {
  std::vector<Hit> opened;
  for (const auto& [found, hit] : hits) {
    if (hit.score >= k_opens_what_is_below && !esco.narrower(found).empty()) opened.push_back(hit);
  }
  std::sort(opened.begin(), opened.end(), [](const Hit& a, const Hit& b) { return a.score > b.score; });
  if (opened.size() > 4) opened.resize(4);
  for (const Hit& hit : opened) {
    std::size_t taken = 0;
    for (const ConceptId below : esco.below(hit.found)) {
      if (esco.row(below).is_retired != 0) continue;
      if (++taken > k_most_below * 4) break;
      Hit& other = hits[below];
      const double score = hit.score * k_below / (1 + 0.01 * static_cast<double>(taken));
      if (score > other.score) other = {below, score, hit.label, hit.language, hit.found};
    }
  }
}

}  // namespace

int letters_apart(std::string_view a, std::string_view b, int most) {
  a = a.substr(0, k_longest_word);
  b = b.substr(0, k_longest_word);
  std::array<std::array<int, k_longest_word + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& now = rows[i % 3];
    const auto& before = rows[(i + 2) % 3];
    const auto& two_before = rows[(i + 1) % 3];
    now[0] = static_cast<int>(i);
    int least = now[0];
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int change = before[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({change, before[j] + 1, now[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], two_before[j - 2] + 1);
      least = std::min(least, now[j]);
    }
    if (least > most) return most + 1;
  }
  return std::min(rows[a.size() % 3][b.size()], most + 1);
}

std::vector<Hit> search(const EscoIndex& esco, std::string_view text, const SearchOptions& options) {
  const std::vector<std::string> words = split_words(folded(utf8_prefix(text, k_longest_query)), k_most_words);
  if (words.empty()) return {};
  thread_local Tally tally;
  std::unordered_map<ConceptId, Hit> hits;
  for (const LanguagePart& part : esco.languages()) {
    if (!options.language.empty() && options.language != part.code) continue;
    Search{esco, part, tally}.run(words, std::string{part.code}, options, hits);
  }
  if (options.by_meaning) add_below(esco, hits);
  std::vector<Hit> out;
  for (const auto& [found, hit] : hits) {
    const ConceptKind kind = esco.kind(found);
    if (options.kind ? kind == *options.kind : kind != ConceptKind::isco_group) out.push_back(hit);
  }
  const auto better = [](const Hit& a, const Hit& b) {
    return a.score != b.score ? a.score > b.score : a.found < b.found;
  };
  const std::size_t most = std::min(options.most, out.size());
  std::partial_sort(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(most), out.end(), better);
  out.resize(most);
  return out;
}

}  // namespace credex::skills
