#include "skills/talent.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <roaring/roaring.hh>
#include <unordered_map>

#include "skills/best_first.h"

namespace credex::skills {

/// Where a profile lies in the chunks.
struct TalentSlot {
  std::uint32_t chunk = 0;
  std::uint32_t at = 0;
  std::uint16_t skills = 0;
  std::uint16_t notes = 0;      ///< languages and places, which lie behind the skills
  std::uint16_t available = 0;  ///< days since 2000-01-01, 0 where it is not said
  bool is_present = false;
};

namespace {

constexpr std::size_t k_chunk = std::size_t{1} << 20U;
constexpr ProfileNumber k_most_profiles = 64'000'000;
constexpr std::uint32_t k_skill_bits = 18;
constexpr std::uint32_t k_most_numbers = 1U << k_skill_bits;
constexpr std::size_t k_most_notes = 7 * k_most_skills;  ///< steps of languages, and places
constexpr int k_first_year = 1950;
constexpr double k_special_case = 0.9;   ///< a narrower skill than the one that is asked for
constexpr double k_level_too_low = 0.5;  ///< of a wished skill
constexpr double k_required_part = 0.6;
// Bounds of scores are counted in thousandths: what any evidence can come to, and what verified evidence adds.
constexpr double k_whole = 1000;
constexpr double k_any_evidence = 0.8;
/// Where one profile in so many is a candidate, sums are made by bitmaps (their parts are then bitmaps and no lists).
constexpr std::size_t k_sparse = 16;

/// A skill of a profile in 32 bits.
struct Packed {
  std::uint32_t bits = 0;

  static Packed of(std::uint32_t skill, const HeldSkill& held) {
    std::uint32_t year = 0;
    if (held.on && held.on->ok())
      year = static_cast<std::uint32_t>(std::clamp(static_cast<int>(held.on->year()) - k_first_year, 1, 127));
    const auto eqf = static_cast<std::uint32_t>(std::clamp(held.eqf.value_or(0), 0, 8));
    return {skill | (static_cast<std::uint32_t>(held.evidence) << 18U) | (eqf << 21U) | (year << 25U)};
  }
  std::uint32_t skill() const { return bits & (k_most_numbers - 1); }
  EvidenceKind evidence() const { return static_cast<EvidenceKind>((bits >> 18U) & 7U); }
  int eqf() const { return static_cast<int>((bits >> 21U) & 15U); }
  int year() const { return (bits >> 25U) == 0 ? 0 : static_cast<int>(bits >> 25U) + k_first_year; }
};

bool is_verified(EvidenceKind kind) { return kind >= EvidenceKind::validated; }

std::uint16_t day_number(std::optional<Date> date) {
  if (!date || !date->ok()) return 0;
  const auto days = (std::chrono::sys_days{*date} - std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}).count();
  return static_cast<std::uint16_t>(std::clamp<std::int64_t>(days, 1, 65'535));
}
std::optional<Date> day_of(std::uint16_t number) {
  if (number == 0) return std::nullopt;
  return Date{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1} + std::chrono::days{number}};
}

}  // namespace

struct TalentIndex::State {
  explicit State(const EscoIndex& given) : esco{given}, any(given.size()), verified(given.size()) {}

  /// A skill's number: ESCO's, or a further one for what ESCO does not have.
  std::optional<std::uint32_t> number_of(const std::string& uri) const {
    if (const auto known = esco.find(uri)) return *known;
    const auto found = others.find(uri);
    return found == others.end() ? std::nullopt : std::optional{found->second};
  }
  std::string uri_of(std::uint32_t number) const {
    return number < esco.size() ? std::string{esco.uri(number)} : other_uris[number - esco.size()];
  }
  std::uint32_t note(const std::string& text) {
    const auto [it, is_new] = notes.emplace(text, static_cast<std::uint32_t>(note_profiles.size()));
    if (is_new) note_profiles.emplace_back();
    return it->second;
  }
  const Roaring* noted(const std::string& text) const {
    const auto found = notes.find(text);
    return found == notes.end() ? nullptr : &note_profiles[found->second];
  }
  const std::uint32_t* list_of(const TalentSlot& slot) const { return chunks[slot.chunk].get() + slot.at; }

  /// Skills whose lists have the profile for this one: itself and the skills above it.
  template <class Take>
  void each_list(std::uint32_t skill, const Take& take) const {
    take(skill);
    if (skill >= esco.size()) return;
    for (const ConceptId above : esco.above(skill)) {
      if (esco.is_skill(above)) take(above);
    }
  }

  const EscoIndex& esco;
  std::vector<TalentSlot> slots{};
  std::vector<std::unique_ptr<std::uint32_t[]>> chunks{};
  std::size_t used = k_chunk;  ///< of the last chunk
  std::size_t unused = 0;      ///< places of profiles that were replaced
  std::size_t present = 0;
  std::vector<Roaring> any{};       ///< by skill, whoever has it or a special case of it
  std::vector<Roaring> verified{};  ///< the same, verified or validated
  std::unordered_map<std::string, std::uint32_t> others{};
  std::vector<std::string> other_uris{};
  std::unordered_map<std::string, std::uint32_t> notes{};
  std::vector<Roaring> note_profiles{};
};

TalentIndex::TalentIndex(const EscoIndex& esco) : state_{std::make_unique<State>(esco)} {}
TalentIndex::~TalentIndex() = default;
TalentIndex::TalentIndex(TalentIndex&&) noexcept = default;

std::size_t TalentIndex::size() const { return state_->present; }
bool TalentIndex::contains(ProfileNumber profile) const {
  return profile < state_->slots.size() && state_->slots[profile].is_present;
}

Result<void> TalentIndex::put(const TalentProfile& profile) {
  State& s = *state_;
  const auto refuse = [](std::string message) {
    return Error{
        .code = "skills.talent", .message = std::move(message), .remedy = "keep the skills that say something"};
  };
  if (profile.number >= k_most_profiles) return refuse("the profile's number is past 64 million");
  if (profile.skills.size() > k_most_skills) return refuse("the profile has more than 2,000 skills");
  std::size_t notes = profile.mobile_to.size();
  for (const LanguageSkill& one : profile.languages) notes += static_cast<std::size_t>(std::max(0, one.level));
  if (notes > k_most_notes) return refuse("the profile has too many languages and places");
  remove(profile.number);
  std::vector<std::uint32_t> list;
  for (const HeldSkill& held : strongest(profile.skills)) {
    auto number = s.number_of(held.uri);
    if (!number) {
      number = static_cast<std::uint32_t>(s.any.size());
      if (*number >= k_most_numbers) continue;
      s.others.emplace(held.uri, *number);
      s.other_uris.push_back(held.uri);
      s.any.emplace_back();
      s.verified.emplace_back();
    }
    list.push_back(Packed::of(*number, held).bits);
    s.each_list(*number, [&](std::uint32_t skill) {
      s.any[skill].add(profile.number);
      if (is_verified(held.evidence)) s.verified[skill].add(profile.number);
    });
  }
  const std::size_t skills = list.size();
  const auto take_note = [&](const std::string& text) {
    const std::uint32_t number = s.note(text);
    s.note_profiles[number].add(profile.number);
    list.push_back(number);
  };
  for (const LanguageSkill& one : profile.languages) {
    for (int level = 1; level <= one.level; ++level) take_note(one.code + std::to_string(level));
  }
  if (!profile.country.empty()) take_note(profile.country);
  for (const std::string& country : profile.mobile_to) take_note(country);
  if (profile.is_remote) take_note("remote");
  if (s.used + list.size() > k_chunk) {
    s.chunks.push_back(std::make_unique<std::uint32_t[]>(k_chunk));
    s.used = 0;
  }
  if (s.slots.size() <= profile.number) s.slots.resize(profile.number + 1);
  s.slots[profile.number] = {.chunk = static_cast<std::uint32_t>(s.chunks.size() - 1),
                             .at = static_cast<std::uint32_t>(s.used),
                             .skills = static_cast<std::uint16_t>(skills),
                             .notes = static_cast<std::uint16_t>(list.size() - skills),
                             .available = day_number(profile.available_from),
                             .is_present = true};
  std::copy(list.begin(), list.end(), s.chunks.back().get() + s.used);
  s.used += list.size();
  ++s.present;
  return {};
}

void TalentIndex::remove(ProfileNumber profile) {
  if (!contains(profile)) return;
  State& s = *state_;
  TalentSlot& slot = s.slots[profile];
  const std::uint32_t* list = s.list_of(slot);
  for (std::size_t i = 0; i < slot.skills; ++i) {
    s.each_list(Packed{list[i]}.skill(), [&](std::uint32_t skill) {
      s.any[skill].remove(profile);
      s.verified[skill].remove(profile);
    });
  }
  for (std::size_t i = slot.skills; i < std::size_t{slot.skills} + slot.notes; ++i)
    s.note_profiles[list[i]].remove(profile);
  s.unused += std::size_t{slot.skills} + slot.notes;
  slot = {};
  --s.present;
  if (s.unused > k_chunk && s.unused * 3 > s.chunks.size() * k_chunk) settle();
}

void TalentIndex::settle() {
  State& s = *state_;
  for (auto* lists : {&s.any, &s.verified, &s.note_profiles}) {
    for (Roaring& one : *lists) one.shrinkToFit();
  }
  if (s.unused == 0) return;
  std::vector<std::unique_ptr<std::uint32_t[]>> fresh;
  std::size_t used = k_chunk;
  for (TalentSlot& slot : s.slots) {
    if (!slot.is_present) continue;
    const std::size_t length = std::size_t{slot.skills} + slot.notes;
    if (used + length > k_chunk) {
      fresh.push_back(std::make_unique<std::uint32_t[]>(k_chunk));
      used = 0;
    }
    std::copy_n(s.list_of(slot), length, fresh.back().get() + used);
    slot.chunk = static_cast<std::uint32_t>(fresh.size() - 1);
    slot.at = static_cast<std::uint32_t>(used);
    used += length;
  }
  s.chunks = std::move(fresh);
  s.used = used;
  s.unused = 0;
}

std::size_t TalentIndex::bytes() const {
  const State& s = *state_;
  std::size_t out = s.chunks.size() * k_chunk * sizeof(std::uint32_t) + s.slots.capacity() * sizeof(TalentSlot);
  for (const auto* lists : {&s.any, &s.verified, &s.note_profiles}) {
    out += lists->capacity() * sizeof(Roaring);
    for (const Roaring& one : *lists) out += one.isEmpty() ? 0 : one.getSizeInBytes(false) + 16;
  }
  return out;
}

namespace {

/// One search: what is asked for, and the best so far.
struct Ranked {
  double score = 0;
  ProfileNumber profile = 0;
  bool operator<(const Ranked& other) const {
    return score != other.score ? score > other.score : profile < other.profile;
  }
};

}  // namespace

/// Goes through the candidates, those first that could score most.
class TalentSearch {
 public:
  template <class State>
  TalentSearch(const State& s, const Role& role, Date today) : role_{role}, today_{day_number(today)} {
    const GapWeights weights;
    for (int i = 0; i <= static_cast<int>(EvidenceKind::verified); ++i)
      evidence_[static_cast<std::size_t>(i)] = weights.of(static_cast<EvidenceKind>(i));
    const int year = static_cast<int>(today.year());
    for (int i = 0; i < 128; ++i) {
      const Date middle = std::chrono::year{k_first_year + i} / 7 / 1;
      ages_[static_cast<std::size_t>(i)] = i == 0 || k_first_year + i >= year ? 1 : weights.of_age(middle, today);
    }
    rows().resize(std::max(rows().size(), s.any.size()), 0);
    std::uint16_t place = 0;
    for (const auto* list : {&role.required, &role.wished}) {
      for (const RoleSkill& one : *list) {
        const auto number = s.number_of(one.uri);
        numbers_.push_back(number);
        if (number) {
          wants_of(*number).push_back({place, true});
          if (*number < s.esco.size()) {
            for (const ConceptId below : s.esco.below(*number)) wants_of(below).push_back({place, false});
          }
        }
        ++place;
      }
    }
  }
  ~TalentSearch() {
    for (const std::uint32_t number : marked_) rows()[number] = 0;
  }
  TalentSearch(const TalentSearch&) = delete;
  TalentSearch& operator=(const TalentSearch&) = delete;

  struct Want {
    std::uint16_t place;
    bool is_exact;
  };

  /// How each skill of the role is met by a profile's list; false where a required one is not, at its level.
  template <class Take>
  double score(const std::uint32_t* list, std::size_t length, const Take& take) {
    met_.assign(numbers_.size(), 0);
    for (std::size_t i = 0; i < length; ++i) {
      const Packed packed{list[i]};
      const std::uint16_t row = row_of_[packed.skill()];
      if (row == 0) continue;
      for (const Want& want : wants_[row - 1]) {
        const bool is_required = want.place < role_.required.size();
        const RoleSkill& asked =
            is_required ? role_.required[want.place] : role_.wished[want.place - role_.required.size()];
        if (is_required && !role_.accept_declared && !is_verified(packed.evidence())) continue;
        double counts = evidence_[static_cast<std::size_t>(packed.evidence())] * ages_[packed.bits >> 25U] *
                        (want.is_exact ? 1 : k_special_case);
        if (asked.least_eqf && packed.eqf() < *asked.least_eqf) {
          if (is_required) continue;
          counts *= k_level_too_low;
        }
        if (counts <= met_[want.place]) continue;
        met_[want.place] = counts;
        take(want, packed, counts);
      }
    }
    double required = 0;
    for (std::size_t i = 0; i < role_.required.size(); ++i) {
      if (met_[i] <= 0) return -1;
      required += met_[i];
    }
    double wished = 0;
    for (std::size_t i = role_.required.size(); i < met_.size(); ++i) wished += met_[i];
    return total(required, wished);
  }

  /// 0 to 1. What is not asked for takes no part.
  double total(double required, double wished) const {
    const auto r = static_cast<double>(role_.required.size());
    const auto w = static_cast<double>(role_.wished.size());
    if (r == 0) return w > 0 ? wished / w : 0;
    if (w == 0) return required / r;
    return k_required_part * required / r + (1 - k_required_part) * wished / w;
  }
  /// The most that the skill at a place can add to a score, in thousandths, rounded up; with any evidence, or what
  /// verified evidence adds to that.
  unsigned share(std::size_t place, bool is_verified) const {
    const auto r = static_cast<double>(role_.required.size());
    const auto w = static_cast<double>(role_.wished.size());
    double whole = place < role_.required.size() ? 1 / r : 1 / w;
    if (r > 0 && w > 0) whole *= place < role_.required.size() ? k_required_part : 1 - k_required_part;
    const double any = std::ceil(whole * k_any_evidence * k_whole);
    return static_cast<unsigned>(is_verified ? std::ceil(whole * k_whole) - any : any);
  }
  const std::vector<std::optional<std::uint32_t>>& numbers() const { return numbers_; }
  bool comes_too_late(const TalentSlot& slot) const {
    if (!role_.by) return false;
    return slot.available > std::max(day_number(role_.by), today_);
  }

 private:
  /// By skill, one more than its row in wants_, or 0: kept from search to search, so that nothing is allocated.
  static std::vector<std::uint16_t>& rows() {
    thread_local std::vector<std::uint16_t> kept;
    return kept;
  }
  std::vector<Want>& wants_of(std::uint32_t number) {
    std::uint16_t& row = rows()[number];
    if (row == 0) {
      wants_.emplace_back();
      marked_.push_back(number);
      row = static_cast<std::uint16_t>(wants_.size());
    }
    row_of_ = rows().data();
    return wants_[row - 1];
  }

  const Role& role_;
  std::uint16_t today_;
  std::array<double, 5> evidence_{};
  std::array<double, 128> ages_{};
  std::vector<std::optional<std::uint32_t>> numbers_{};  ///< of required, then wished skills
  std::vector<std::vector<Want>> wants_{};
  std::vector<std::uint32_t> marked_{};
  const std::uint16_t* row_of_ = rows().data();
  std::vector<double> met_{};
};

TalentResult TalentIndex::search(const Role& role, Date today, std::size_t most) const {
  const State& s = *state_;
  TalentResult out;
  TalentSearch search{s, role, today};
  const auto& numbers = search.numbers();
  // Whoever has all that is required, and is where the work is.
  std::vector<const Roaring*> sets;
  const auto list_of = [&](std::size_t place, bool must_be_verified) -> const Roaring* {
    if (!numbers[place]) return nullptr;
    return &(must_be_verified ? s.verified : s.any)[*numbers[place]];
  };
  static const Roaring k_nobody;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const bool is_required = i < role.required.size();
    const Roaring* list = list_of(i, is_required && !role.accept_declared);
    if (list == nullptr || list->isEmpty())
      out.unknown.push_back(is_required ? role.required[i].uri : role.wished[i - role.required.size()].uri);
    if (is_required) sets.push_back(list == nullptr ? &k_nobody : list);
  }
  for (const LanguageSkill& one : role.languages) {
    const Roaring* list = s.noted(one.code + std::to_string(std::max(1, one.level)));
    sets.push_back(list == nullptr ? &k_nobody : list);
  }
  Roaring places;
  if (!role.countries.empty()) {
    for (const std::string& country : role.countries) {
      if (const Roaring* list = s.noted(country)) places |= *list;
    }
    if (const Roaring* list = s.noted("EU")) places |= *list;
    if (const Roaring* list = role.is_remote ? s.noted("remote") : nullptr) places |= *list;
    sets.push_back(&places);
  }
  Roaring candidates;
  if (sets.empty()) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (const Roaring* list = list_of(i, false)) candidates |= *list;
    }
  } else {
    std::sort(sets.begin(), sets.end(),
              [](const Roaring* a, const Roaring* b) { return a->cardinality() < b->cardinality(); });
    candidates = *sets[0];
    for (std::size_t i = 1; i < sets.size() && !candidates.isEmpty(); ++i) candidates &= *sets[i];
  }
  out.matched = candidates.cardinality();
  if (out.matched == 0 || most == 0) return out;

  std::vector<Ranked> best;  // a heap, the worst on top
  const auto consider = [&](ProfileNumber profile) {
    const TalentSlot& slot = s.slots[profile];
    if (search.comes_too_late(slot)) return;
    const double score = search.score(s.list_of(slot), slot.skills, [](const auto&, Packed, double) {});
    if (score < 0) return;
    const Ranked one{score, profile};
    if (best.size() == most) {
      if (!(one < best.front())) return;
      std::pop_heap(best.begin(), best.end());
      best.pop_back();
    }
    best.push_back(one);
    std::push_heap(best.begin(), best.end());
  };
  const auto could_come_in = [&](std::size_t thousandths) {
    return best.size() < most || static_cast<double>(thousandths) / k_whole >= best.front().score;
  };
  const auto each_list = [&](const auto& take) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const bool all_have_it = i < role.required.size();
      const Roaring* any = list_of(i, false);
      const Roaring* verified = list_of(i, true);
      if (any != nullptr) take(all_have_it ? candidates : *any & candidates, search.share(i, false));
      if (verified != nullptr)
        take(all_have_it && !role.accept_declared ? candidates : *verified & candidates, search.share(i, true));
    }
  };
  if (out.matched * k_sparse < s.slots.size()) {
    const auto fetch = [&](ProfileNumber profile, bool whole) {
      const TalentSlot& slot = s.slots[profile];
      if (!whole) return __builtin_prefetch(&slot);
      const std::uint32_t* list = s.list_of(slot);
      for (std::size_t i = 0; i < slot.skills; i += 16) __builtin_prefetch(list + i);
    };
    by_counting(candidates, s.slots.size(), each_list, could_come_in, fetch, consider);
  } else {
    by_digits(candidates, each_list, could_come_in, consider);
  }
  std::sort(best.begin(), best.end());

  for (const Ranked& one : best) {
    const TalentSlot& slot = s.slots[one.profile];
    TalentHit hit{.profile = one.profile, .score = one.score, .available_from = day_of(slot.available)};
    std::vector<TalentReason> reasons(numbers.size());
    search.score(s.list_of(slot), slot.skills, [&](const TalentSearch::Want& want, Packed packed, double counts) {
      reasons[want.place] = {.wanted = want.place,
                             .relation = want.is_exact ? Relation::same : Relation::narrower,
                             .uri = s.uri_of(packed.skill()),
                             .evidence = packed.evidence(),
                             .year = packed.year() == 0 ? std::nullopt : std::optional{packed.year()},
                             .eqf = packed.eqf() == 0 ? std::nullopt : std::optional{packed.eqf()},
                             .counts = counts};
    });
    for (TalentReason& reason : reasons) {
      if (reason.counts > 0) hit.reasons.push_back(std::move(reason));
    }
    out.hits.push_back(std::move(hit));
  }
  return out;
}

}  // namespace credex::skills
