#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <roaring/roaring.hh>
#include <utility>
#include <vector>

/// Looking at candidates in the order of the most that each could score, so that most are never looked at. Used by the
/// talent index alone. `each_list` calls what it is given with a bitmap and the thousandths that each of it could score
/// more by; `could_come_in` says whether so many thousandths are still enough; `fetch` asks the memory for a candidate;
/// `consider` takes one.
namespace credex::skills {

inline constexpr std::size_t k_slices = 12;
inline constexpr std::size_t k_ahead = 6;  ///< profiles that are asked of the memory before they are looked at

/// Sums of bits for every profile at once, a bitmap a binary digit.
class Counters {
 public:
  /// Adds `amount` to each of `who`.
  void add(const Roaring& who, unsigned amount) {
    for (std::size_t bit = 0; bit < k_slices; ++bit) {
      if ((amount >> bit & 1U) == 0) continue;
      Roaring carry = who;
      for (std::size_t slice = bit; slice < k_slices && !carry.isEmpty(); ++slice) {
        Roaring next = slices_[slice] & carry;
        slices_[slice] ^= carry;
        carry = std::move(next);
      }
    }
  }
  const Roaring& slice(std::size_t i) const { return slices_[i]; }

 private:
  std::array<Roaring, k_slices> slices_{};
};

/// Few candidates: the most that each can score is counted, and those of the highest count are looked at first.
template <class Each, class Could, class Fetch, class Consider>
void by_counting(const Roaring& candidates, std::size_t profiles, const Each& each_list, const Could& could_come_in,
                 const Fetch& fetch, const Consider& consider) {
  thread_local std::vector<std::uint16_t> counts;
  if (counts.size() < profiles) counts.resize(profiles);
  struct Adding {
    std::uint16_t* counts;
    unsigned amount;
  };
  each_list([&](const Roaring& who, unsigned amount) {
    Adding adding{counts.data(), amount};
    who.iterate(
        [](std::uint32_t profile, void* by) {
          const auto* to = static_cast<Adding*>(by);
          to->counts[profile] = static_cast<std::uint16_t>(to->counts[profile] + to->amount);
          return true;
        },
        &adding);
  });
  std::vector<std::pair<std::uint16_t, ProfileNumber>> order;
  order.reserve(candidates.cardinality());
  for (const ProfileNumber profile : candidates) {
    order.emplace_back(counts[profile], profile);
    counts[profile] = 0;
  }
  // Sorted in pieces: mostly the first piece is all that is looked at.
  const auto more = [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  };
  for (std::size_t from = 0; from < order.size();) {
    const std::size_t to = std::min(order.size(), from + std::max<std::size_t>(200, from * 3));
    const auto at = [&](std::size_t i) { return order.begin() + static_cast<std::ptrdiff_t>(i); };
    if (to < order.size()) std::nth_element(at(from), at(to), order.end(), more);
    std::sort(at(from), at(to), more);
    for (; from < to; ++from) {
      // Profiles lie far apart: what comes soon is asked of the memory now, first where it lies, then itself.
      if (from + 2 * k_ahead < to) fetch(order[from + 2 * k_ahead].second, false);
      if (from + k_ahead < to) fetch(order[from + k_ahead].second, true);
      if (!could_come_in(order[from].first)) return;
      consider(order[from].second);
    }
  }
}

/// Very many candidates: the same sums as binary digits, a bitmap each, added for all at once. From the highest digit
/// down, the ones first: whole parts whose bound is below the worst that is kept are passed over.
template <class Each, class Could, class Consider>
void by_digits(const Roaring& candidates, const Each& each_list, const Could& could_come_in, const Consider& consider) {
  Counters counters;
  each_list([&](const Roaring& who, unsigned amount) { counters.add(who, amount); });
  const auto descend = [&](const auto& self, const Roaring& part, std::size_t slice, std::size_t count) -> void {
    if (part.isEmpty() || !could_come_in(count + (std::size_t{1} << slice) - 1)) return;
    if (slice == 0) {
      for (const ProfileNumber profile : part) consider(profile);
      return;
    }
    const Roaring& digit = counters.slice(slice - 1);
    if (digit.isEmpty()) return self(self, part, slice - 1, count);
    self(self, part & digit, slice - 1, count + (std::size_t{1} << (slice - 1)));
    self(self, part - digit, slice - 1, count);
  };
  descend(descend, candidates, k_slices, 0);
}

}  // namespace credex::skills
