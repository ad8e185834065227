#include "skills/esco_index.h"

#include <algorithm>
#include <cstring>

#include "base/embedded.h"
#include "skills/esco_format.h"

namespace credex::skills {
namespace {

using format::Part;

Error bad_index(std::string message) {
  return Error{
      .code = "skills.index", .message = std::move(message), .remedy = "make it again with credex esco import"};
}

std::vector<ConceptId> closure(const Lists& step, ConceptId from) {
  std::vector<ConceptId> out(step.of(from).begin(), step.of(from).end());
  for (std::size_t next = 0; next < out.size(); ++next) {
    for (const ConceptId further : step.of(out[next])) {
      if (std::find(out.begin(), out.end(), further) == out.end()) out.push_back(further);
    }
  }
  return out;
}

std::vector<Need> needs_in(std::span<const std::uint32_t> raw) {
  std::vector<Need> out;
  out.reserve(raw.size());
  for (const std::uint32_t one : raw) out.push_back({one >> 1U, (one & 1U) != 0});
  std::stable_partition(out.begin(), out.end(), [](const Need& need) { return need.is_essential; });
  return out;
}

}  // namespace

/// Checks bytes part by part; what it gives can be read without looking again.
class IndexOpening {
 public:
  explicit IndexOpening(std::string_view bytes) : bytes_{bytes} {}

  Result<EscoIndex> open() {
    format::Header header;
    if (bytes_.size() < sizeof header || (reinterpret_cast<std::uintptr_t>(bytes_.data()) & 7U) != 0)
      return bad_index("this is no index of ESCO");
    std::memcpy(&header, bytes_.data(), sizeof header);
    if (header.magic != format::k_magic) return bad_index("this is no index of ESCO");
    if (header.version != format::k_version || header.byte_order != format::k_byte_order)
      return bad_index("the index was made by another version of the program or on another kind of machine");
    if (header.sections > 4096 || header.languages > 64 ||
        sizeof header + header.sections * sizeof(format::Section) > bytes_.size())
      return bad_index("the index is cut off");
    sections_ = {reinterpret_cast<const format::Section*>(bytes_.data() + sizeof header), header.sections};
    for (const format::Section& one : sections_) {
      if (one.offset % 8 != 0 || one.offset > bytes_.size() || one.bytes > bytes_.size() - one.offset)
        return bad_index("the index is cut off");
    }
    read_concepts();
    for (std::uint32_t i = 0; i < header.languages; ++i) read_language(i);
    if (out_.languages_.empty()) is_good_ = false;
    if (!is_good_) return bad_index("the index is damaged");
    return std::move(out_);
  }

 private:
  template <class T>
  std::span<const T> part(Part which, std::uint32_t language = format::k_no_language) const {
    for (const format::Section& one : sections_) {
      if (one.part != static_cast<std::uint32_t>(which) || one.language != language) continue;
      return {reinterpret_cast<const T*>(bytes_.data() + one.offset), one.bytes / sizeof(T)};
    }
    return {};
  }
  void need(bool holds) { is_good_ = is_good_ && holds; }
  void need_below(std::span<const std::uint32_t> numbers, std::size_t end) {
    need(std::all_of(numbers.begin(), numbers.end(), [end](std::uint32_t one) { return one < end; }));
  }
  void need_texts(std::span<const TextRef> refs) {
    need(std::all_of(refs.begin(), refs.end(), [this](TextRef ref) { return is_inside(ref); }));
  }
  bool is_inside(TextRef ref) const {
    return ref.offset <= out_.strings_.size() && ref.length <= out_.strings_.size() - ref.offset;
  }

  Lists lists(Part which, std::size_t size, std::size_t items_end, std::uint32_t language = format::k_no_language) {
    Lists out{
        part<std::uint32_t>(which, language),
        part<std::uint32_t>(
            static_cast<Part>(static_cast<std::uint32_t>(which) + static_cast<std::uint32_t>(Part::items)), language)};
    need(out.offsets.size() == size + 1);
    if (!is_good_) return {};
    need(out.offsets.front() == 0 && out.offsets.back() == out.items.size() &&
         std::is_sorted(out.offsets.begin(), out.offsets.end()));
    need_below(out.items, items_end);
    return out;
  }

  void read_concepts() {
    const auto strings = part<char>(Part::strings);
    out_.strings_ = {strings.data(), strings.size()};
    const auto version = part<TextRef>(Part::version);
    need(version.size() == 1 && is_inside(version[0]));
    if (!is_good_) return;
    out_.version_ = version[0];
    out_.concepts_ = part<ConceptRow>(Part::concepts);
    const std::size_t n = out_.concepts_.size();
    need(n < (std::uint32_t{1} << 30U));
    for (const ConceptRow& row : out_.concepts_) {
      need(is_inside(row.uri) && is_inside(row.code) && row.kind <= ConceptKind::isco_group &&
           row.type <= SkillType::knowledge && row.reuse_level <= ReuseLevel::occupation_specific);
    }
    if (!is_good_) return;
    for (std::size_t i = 1; i < n; ++i)
      need(out_.uri(static_cast<ConceptId>(i - 1)) < out_.uri(static_cast<ConceptId>(i)));
    out_.occupations_ = part<std::uint32_t>(Part::occupations);
    need_below(out_.occupations_, n);
    out_.broader_ = lists(Part::broader, n, n);
    out_.narrower_ = lists(Part::narrower, n, n);
    out_.related_ = lists(Part::related, n, n);
    out_.replaced_by_ = lists(Part::replaced_by, n, n);
    out_.needs_ = lists(Part::needs, n, 2 * n);
    out_.needed_by_ = lists(Part::needed_by, n, 2 * n);
  }

  void read_language(std::uint32_t i) {
    if (!is_good_) return;
    const std::size_t n = out_.concepts_.size();
    LanguagePart out;
    const auto code = part<TextRef>(Part::code, i);
    out.labels = part<LabelRow>(Part::labels, i);
    out.labels_of = part<std::uint32_t>(Part::labels_of, i);
    out.descriptions = part<TextRef>(Part::descriptions, i);
    out.words = part<TextRef>(Part::words, i);
    out.letters = part<std::uint32_t>(Part::letters, i);
    out.stems = part<std::uint32_t>(Part::stems, i);
    need(code.size() == 1 && is_inside(code[0]) && out.labels_of.size() == n + 1 && out.descriptions.size() == n &&
         out.letters.size() == out.words.size() && out.stems.size() == out.words.size());
    if (!is_good_) return;
    out.code = out_.text(code[0]);
    need(std::is_sorted(out.labels_of.begin(), out.labels_of.end()) && out.labels_of.back() == out.labels.size());
    for (const LabelRow& label : out.labels) need(is_inside(label.text) && label.of < n);
    need_texts(out.descriptions);
    need_texts(out.words);
    const std::size_t stems =
        part<std::uint32_t>(Part::stem_labels, i).empty() ? 0 : part<std::uint32_t>(Part::stem_labels, i).size() - 1;
    need_below(out.stems, stems);
    out.label_words = lists(Part::label_words, out.labels.size(), out.words.size(), i);
    out.word_labels = lists(Part::word_labels, out.words.size(), out.labels.size(), i);
    out.stem_labels = lists(Part::stem_labels, stems, out.labels.size(), i);
    out.stem_words = lists(Part::stem_words, stems, out.words.size(), i);
    out_.languages_.push_back(out);
  }

  std::string_view bytes_;
  std::span<const format::Section> sections_{};
  EscoIndex out_{};
  bool is_good_ = true;
};

Result<EscoIndex> EscoIndex::open(std::string_view bytes) { return IndexOpening{bytes}.open(); }

const EscoIndex& EscoIndex::built_in() {
  static const std::unique_ptr<const OwnedIndex> k_index = [] {
    auto source = read_esco_yaml(embedded_file("esco-cci.json").value_or(""), "data/esco-cci.json");
    auto index = index_of(source ? *source : EscoSource{});
    return std::move(*index);  // a test reads the file: the build would be wrong, not the input
  }();
  return k_index->index;
}

std::size_t EscoIndex::count(ConceptKind kind) const {
  return static_cast<std::size_t>(std::count_if(concepts_.begin(), concepts_.end(), [kind](const ConceptRow& row) {
    return row.kind == kind && row.is_retired == 0;
  }));
}

const LanguagePart* EscoIndex::language(std::string_view code) const {
  const auto found = std::find_if(languages_.begin(), languages_.end(),
                                  [code](const LanguagePart& part) { return part.code == code; });
  return found == languages_.end() ? nullptr : &*found;
}

std::optional<ConceptId> EscoIndex::find(std::string_view uri) const {
  const auto found =
      std::lower_bound(concepts_.begin(), concepts_.end(), uri,
                       [this](const ConceptRow& row, std::string_view key) { return text(row.uri) < key; });
  if (found == concepts_.end() || text(found->uri) != uri) return std::nullopt;
  return static_cast<ConceptId>(found - concepts_.begin());
}

std::string_view EscoIndex::label(ConceptId c, std::string_view wanted) const {
  const LanguagePart* part = language(wanted);
  for (const LanguagePart* one : {part, &languages_.front()}) {
    if (one == nullptr || one->labels_of[c] == one->labels_of[c + 1]) continue;
    return text(one->labels[one->labels_of[c]].text);
  }
  for (const LanguagePart& one : languages_) {
    if (one.labels_of[c] != one.labels_of[c + 1]) return text(one.labels[one.labels_of[c]].text);
  }
  return uri(c);
}

std::vector<std::string_view> EscoIndex::other_labels(ConceptId c, std::string_view wanted) const {
  std::vector<std::string_view> out;
  if (const LanguagePart* part = language(wanted)) {
    for (std::uint32_t i = part->labels_of[c]; i < part->labels_of[c + 1]; ++i) {
      if (part->labels[i].is_preferred == 0) out.push_back(text(part->labels[i].text));
    }
  }
  return out;
}

std::string_view EscoIndex::description(ConceptId c, std::string_view wanted) const {
  const LanguagePart* part = language(wanted);
  if (part != nullptr && part->descriptions[c].length > 0) return text(part->descriptions[c]);
  return text(languages_.front().descriptions[c]);
}

std::vector<ConceptId> EscoIndex::above(ConceptId c) const { return closure(broader_, c); }
std::vector<ConceptId> EscoIndex::below(ConceptId c) const { return closure(narrower_, c); }
std::vector<Need> EscoIndex::needs(ConceptId occupation) const { return needs_in(needs_.of(occupation)); }
std::vector<Need> EscoIndex::needed_by(ConceptId skill) const { return needs_in(needed_by_.of(skill)); }

}  // namespace credex::skills
