// Branch and bound over changes of rules. Whether a pair of micro-credential and body opens depends on few numbers: how
// many steps each criterion lacks and what its difference weighs. Pairs that are alike in them are one group.
#include "recognition/best_change.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <unordered_map>

#include "base/hash.h"
#include "recognition/catalogue_traits.h"

namespace credex::recognition {
namespace {

constexpr std::uint8_t k_never = 15;      ///< steps: no loosening opens it
constexpr std::uint8_t k_most_steps = 4;  ///< of one criterion that are looked at
constexpr int k_refuses = 1 << 20;        ///< weight of what disqualifies or is not known

double step_of(Criterion criterion) {
  return criterion == Criterion::outcomes || criterion == Criterion::workload ? 10 : 1;
}

/// How far a criterion can be loosened at all: to the end of its scale.
double least_value(Criterion criterion) { return criterion == Criterion::level ? -7 : 0; }

using Steps = std::array<std::uint8_t, k_criteria>;

/// Pairs alike: the same body and origin, lacking the same.
struct DefinitionGroup {
  std::uint32_t origin = 0;
  Steps lacks{};                         ///< steps until the difference is gone; 0 where there is none
  std::array<int, k_criteria> weighs{};  ///< what the difference weighs
  std::uint64_t pairs = 0;
};

struct BodyGroups {
  std::vector<DefinitionGroup> groups{};
  int tolerance = 0;
};

bool is_open(const DefinitionGroup& group, const Steps& steps, int tolerance) {
  int weight = 0;
  for (std::size_t i = 0; i < k_criteria; ++i) {
    if (group.lacks[i] > steps[i]) weight += group.weighs[i];
  }
  return weight <= tolerance;
}

/// The fewest further steps that open the group; k_never where none do.
int fewest_steps(const DefinitionGroup& group, const Steps& steps, int tolerance) {
  int best = k_never;
  for (unsigned mended = 0; mended < (1U << k_criteria); ++mended) {
    int weight = 0;
    int count = 0;
    for (std::size_t i = 0; i < k_criteria; ++i) {
      if (group.lacks[i] <= steps[i]) continue;
      if ((mended >> i & 1U) != 0) {
        count += group.lacks[i] >= k_never ? k_never : group.lacks[i] - steps[i];
      } else {
        weight += group.weighs[i];
      }
    }
    if (weight <= tolerance) best = std::min(best, count);
  }
  return best;
}

BodyGroups groups_of(const Catalogue::Impl& c, const MatrixInput& input, std::size_t body, std::uint32_t home) {
  const Policy& policy = input.policies[body];
  Receiver receiver{c, input, policy};
  BodyGroups out{.tolerance = policy.of(input.purpose).tolerance};
  std::unordered_map<std::uint64_t, std::size_t> known;
  for (std::size_t i = 0; i < c.traits.size(); ++i) {
    const Traits& t = c.traits[i];
    if (t.origin == home) continue;
    const Receiver::Outcome outcome = receiver.judge(t);
    // What no comparison came to (attendance only, no outcomes, a policy not in force) no change opens.
    if (outcome.verdict == Verdict::full || outcome.judge == nullptr) continue;
    DefinitionGroup group{.origin = t.origin};
    std::uint64_t key = t.origin;
    for (const Criterion criterion : k_all_criteria) {
      const auto place = static_cast<std::size_t>(criterion);
      const Setting& setting = outcome.judge->demands.settings[criterion];
      const Difference difference = outcome.differences[criterion];
      if (difference == Difference::none || difference == Difference::not_applicable || setting.weight == 0) continue;
      if (difference == Difference::unknown) {
        group.lacks[place] = k_never;
        group.weighs[place] = setting.disqualifying ? k_refuses : 2 * setting.weight;
      } else {
        const double lack = setting.full_at - static_cast<double>(outcome.judge->value(criterion, t));
        group.lacks[place] = static_cast<std::uint8_t>(std::min(14.0, std::ceil(lack / step_of(criterion) - 1e-3)));
        group.weighs[place] = difference == Difference::compensable ? setting.weight
                              : setting.disqualifying               ? k_refuses
                                                                    : 2 * setting.weight;
      }
      key = mix_hash(key, (std::uint64_t{group.lacks[place]} << 40 | place << 32) +
                              static_cast<std::uint64_t>(group.weighs[place]));
    }
    const auto [it, is_new] = known.emplace(key, out.groups.size());
    if (is_new) out.groups.push_back(group);
    out.groups[it->second].pairs += c.counts[i];
  }
  return out;
}

/// What can be changed: a criterion of a body, by one step or several, or an agreement of two bodies.
struct Item {
  RuleChange::Kind kind = RuleChange::Kind::loosen;
  std::uint16_t body = 0;
  std::uint16_t other = 0;
  std::uint8_t criterion = 0;
  std::uint8_t most_steps = 1;
};

/// A change made: an item, and which of its steps.
struct Made {
  std::size_t item = 0;
  std::uint8_t step = 1;
};

/// What is open with changes chosen so far, body by body; bodies touch each other only through agreements.
class Search {
 public:
  Search(const Catalogue& catalogue, const MatrixInput& input, const BestChangeOptions& options)
      : input_{input}, options_{options} {
    const Catalogue::Impl& c = catalogue.impl();
    end_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.seconds));
    for (const Policy& policy : input.policies) {
      const System* system = input.countries.system_of(policy.body.country, policy.body.region);
      const auto it = std::find(c.origins.begin(), c.origins.end(), system ? system->id : "?");
      homes_.push_back(it == c.origins.end() ? k_nowhere : static_cast<std::uint32_t>(it - c.origins.begin()));
    }
    for (std::size_t body = 0; body < input.policies.size(); ++body) {
      bodies_.push_back(groups_of(c, input, body, homes_[body]));
      steps_.emplace_back();
      agreed_.emplace_back(c.origins.size(), 0);
    }
    make_items();
  }

  BestChanges run() {
    BestChanges out;
    std::vector<std::pair<std::uint64_t, std::size_t>> gains;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (const std::uint64_t gain = gain_of(items_[i]); gain > 0) gains.emplace_back(gain, i);
    }
    std::stable_sort(gains.begin(), gains.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [gain, i] : gains) {
      if (out.singles.size() >= options_.singles) break;
      out.singles.push_back(
          {.changes = {change_of({i, 1})}, .opens = gain, .bound = gains[0].first, .is_proven = true});
    }
    if (options_.changes == 0) return out;
    greedy();
    branch(options_.changes, 0, std::vector<bool>(items_.size(), false));
    out.set.opens = best_;
    for (const Made& made : best_made_) out.set.changes.push_back(change_of(made));
    out.set.is_proven = !is_cut_;
    out.set.bound = is_cut_ ? std::max(best_, root_bound_) : best_;
    return out;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::uint32_t k_nowhere = ~0U;

  void make_items() {
    for (std::size_t body = 0; body < bodies_.size(); ++body) {
      const Demands& demands = input_.policies[body].of(input_.purpose);
      for (const Criterion criterion : k_all_criteria) {
        const Setting& setting = demands.settings[criterion];
        if (criterion == Criterion::verification || setting.weight == 0) continue;
        const double steps = std::ceil((setting.full_at - least_value(criterion)) / step_of(criterion) - 1e-9);
        if (steps < 1) continue;
        items_.push_back({.body = static_cast<std::uint16_t>(body),
                          .criterion = static_cast<std::uint8_t>(criterion),
                          .most_steps = static_cast<std::uint8_t>(std::min<double>(steps, k_most_steps))});
      }
    }
    for (std::size_t a = 0; a < bodies_.size(); ++a) {
      for (std::size_t b = a + 1; b < bodies_.size(); ++b) {
        if (homes_[a] == homes_[b] || homes_[a] == k_nowhere || homes_[b] == k_nowhere) continue;
        items_.push_back({.kind = RuleChange::Kind::agree,
                          .body = static_cast<std::uint16_t>(a),
                          .other = static_cast<std::uint16_t>(b)});
      }
    }
  }

  std::uint64_t opened(std::size_t body) const {
    std::uint64_t out = 0;
    for (const DefinitionGroup& group : bodies_[body].groups) {
      if (agreed_[body][group.origin] > 0 || is_open(group, steps_[body], bodies_[body].tolerance)) out += group.pairs;
    }
    return out;
  }
  std::uint64_t opened(const Item& item) const {
    return opened(item.body) + (item.kind == RuleChange::Kind::agree ? opened(item.other) : 0);
  }

  void apply(const Item& item, int steps) {
    if (item.kind == RuleChange::Kind::loosen) {
      std::uint8_t& taken = steps_[item.body][item.criterion];
      taken = static_cast<std::uint8_t>(taken + steps);
    } else {
      agreed_[item.body][homes_[item.other]] += steps;
      agreed_[item.other][homes_[item.body]] += steps;
    }
  }

  std::uint64_t gain_of(const Item& item) {
    const std::uint64_t before = opened(item);
    apply(item, 1);
    const std::uint64_t after = opened(item);
    apply(item, -1);
    return after - before;
  }

  std::uint8_t taken(const Item& item) const {
    return item.kind == RuleChange::Kind::loosen ? steps_[item.body][item.criterion]
                                                 : static_cast<std::uint8_t>(agreed_[item.body][homes_[item.other]]);
  }

  /// A set to begin with: the best next step, each time.
  void greedy() {
    for (std::size_t n = 0; n < options_.changes; ++n) {
      std::uint64_t most = 0;
      std::size_t best = items_.size();
      for (std::size_t i = 0; i < items_.size(); ++i) {
        if (taken(items_[i]) >= items_[i].most_steps) continue;
        const std::uint64_t gain = gain_of(items_[i]);
        if (gain > most) {
          most = gain;
          best = i;
        }
      }
      if (best == items_.size()) break;
      apply(items_[best], 1);
      best_made_.push_back({best, taken(items_[best])});
      best_ += most;
    }
    for (const Made& made : best_made_) apply(items_[made.item], -1);
  }

  /// A step of an item, and no less than what it adds to any set that holds it.
  struct Share {
    double most = 0;
    std::size_t item = 0;
  };

  /// A group's pairs are shared out over the fewest steps that open it, so that those of any set that opens it add up
  /// to the group; an agreement counts whole. What more than `left` steps are needed for cannot be opened any more.
  std::vector<Share> shares(std::size_t left, const std::vector<bool>& out_of_play) const {
    const std::size_t width = agreed_.empty() ? 0 : agreed_[0].size();
    std::vector<double> by_step(bodies_.size() * k_criteria * (k_most_steps + 1), 0);
    std::vector<double> by_origin(bodies_.size() * width, 0);
    for (std::size_t body = 0; body < bodies_.size(); ++body) {
      for (const DefinitionGroup& group : bodies_[body].groups) {
        if (agreed_[body][group.origin] > 0 || is_open(group, steps_[body], bodies_[body].tolerance)) continue;
        by_origin[body * width + group.origin] += static_cast<double>(group.pairs);
        const int fewest = fewest_steps(group, steps_[body], bodies_[body].tolerance);
        if (fewest > static_cast<int>(left)) continue;
        const double share = static_cast<double>(group.pairs) / fewest;
        for (std::size_t i = 0; i < k_criteria; ++i) {
          if (group.lacks[i] >= k_never) continue;
          const int until = std::min<int>(group.lacks[i], k_most_steps);
          for (int step = steps_[body][i] + 1; step <= until; ++step)
            by_step[(body * k_criteria + i) * (k_most_steps + 1) + static_cast<std::size_t>(step)] += share;
        }
      }
    }
    std::vector<Share> out;
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      if (out_of_play[i]) continue;
      if (item.kind == RuleChange::Kind::agree) {
        const double most =
            by_origin[item.body * width + homes_[item.other]] + by_origin[item.other * width + homes_[item.body]];
        if (most > 0) out.push_back({most, i});
        continue;
      }
      for (std::size_t step = taken(item) + 1U; step <= item.most_steps; ++step) {
        const double most = by_step[(item.body * k_criteria + item.criterion) * (k_most_steps + 1) + step];
        if (most > 0) out.push_back({most, i});
      }
    }
    std::stable_sort(out.begin(), out.end(), [](const Share& a, const Share& b) { return a.most > b.most; });
    return out;
  }

  void branch(std::size_t left, std::uint64_t opens, std::vector<bool> out_of_play) {
    if (opens > best_) {
      best_ = opens;
      best_made_ = made_;
    }
    if (left == 0) return;
    if (Clock::now() > end_) {
      is_cut_ = true;
      return;
    }
    const std::vector<Share> share = shares(left, out_of_play);
    for (std::size_t i = 0; i < share.size(); ++i) {
      if (out_of_play[share[i].item]) continue;
      double bound = static_cast<double>(opens);
      std::size_t counted = 0;
      for (std::size_t j = i; j < share.size() && counted < left; ++j) {
        if (out_of_play[share[j].item]) continue;
        bound += share[j].most;
        ++counted;
      }
      if (i == 0 && made_.empty()) root_bound_ = static_cast<std::uint64_t>(bound);
      if (bound < static_cast<double>(best_) + 0.5) return;
      // The item with one step, with two, ..., and then without it.
      const Item& item = items_[share[i].item];
      out_of_play[share[i].item] = true;
      const std::uint64_t before = opened(item);
      std::size_t steps = 0;
      while (steps < left && taken(item) < item.most_steps) {
        apply(item, 1);
        made_.push_back({share[i].item, taken(item)});
        ++steps;
        branch(left - steps, opens + opened(item) - before, out_of_play);
      }
      for (; steps > 0; --steps) {
        apply(item, -1);
        made_.pop_back();
      }
      if (is_cut_) return;
    }
  }

  RuleChange change_of(const Made& made) const {
    const Item& item = items_[made.item];
    RuleChange out{.kind = item.kind, .body = item.body, .other = item.other};
    if (item.kind == RuleChange::Kind::loosen) {
      out.criterion = static_cast<Criterion>(item.criterion);
      const double full = input_.policies[item.body].of(input_.purpose).settings[out.criterion].full_at;
      out.from = full - (made.step - 1) * step_of(out.criterion);
      out.to = std::max(least_value(out.criterion), full - made.step * step_of(out.criterion));
    }
    return out;
  }

  const MatrixInput& input_;
  const BestChangeOptions& options_;
  Clock::time_point end_{};
  std::vector<std::uint32_t> homes_{};
  std::vector<BodyGroups> bodies_{};
  std::vector<Steps> steps_{};              ///< taken, by body
  std::vector<std::vector<int>> agreed_{};  ///< by body and origin
  std::vector<Item> items_{};
  std::vector<Made> made_{};
  std::vector<Made> best_made_{};
  std::uint64_t best_ = 0;
  std::uint64_t root_bound_ = 0;
  bool is_cut_ = false;
};

}  // namespace

void loosen(Setting& setting, Criterion criterion) {
  setting.full_at = std::max(least_value(criterion), setting.full_at - step_of(criterion));
  setting.compensable_at = std::min(setting.compensable_at, setting.full_at);
}

BestChanges best_changes(const Catalogue& catalogue, const MatrixInput& input, const BestChangeOptions& options) {
  return Search{catalogue, input, options}.run();
}

}  // namespace credex::recognition
