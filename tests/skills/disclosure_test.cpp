#include "skills/disclosure.h"

#include <rapidcheck.h>

#include <numeric>

#include "support.h"

namespace credex::skills {
namespace {

using Shown = std::vector<std::optional<std::int64_t>>;

TEST(Disclosure, leaves_out_small_groups_and_covers_them) {
  const auto of = [](const std::vector<std::int64_t>& counts) { return disclosed(counts, 5); };
  EXPECT_EQ(of({10, 20}), (Shown{10, 20}));
  EXPECT_EQ(of({10, 0, 20}), (Shown{10, 0, 20}));
  // One small group could be learnt from the sum: the next smallest goes with it.
  EXPECT_EQ(of({3, 10, 20}), (Shown{std::nullopt, std::nullopt, 20}));
  EXPECT_EQ(of({3, 3, 20}), (Shown{std::nullopt, std::nullopt, 20}));
  // Two that come to fewer than k together need a third.
  EXPECT_EQ(of({1, 2, 20, 30}), (Shown{std::nullopt, std::nullopt, std::nullopt, 30}));
  EXPECT_EQ(of({3}), Shown{std::nullopt});
  EXPECT_EQ(disclosed_sum(std::vector<std::int64_t>{1, 2}, 5), std::nullopt);
  EXPECT_EQ(disclosed_sum(std::vector<std::int64_t>{0, 0}, 5), 0);
}

TEST(Disclosure, lets_nobody_be_learnt_from_the_sum) {
  EXPECT_TRUE(rc::check("what is left out comes to k at least, and is no single group", [] {
    const auto counts = *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 40));
    const std::int64_t k = *rc::gen::inRange<std::int64_t>(2, 12);
    const Shown shown = disclosed(counts, k);
    std::int64_t hidden = 0;
    std::size_t groups = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      if (shown[i]) {
        RC_ASSERT(*shown[i] == counts[i]);
        RC_ASSERT(counts[i] == 0 || counts[i] >= k);
      } else {
        hidden += counts[i];
        ++groups;
      }
    }
    const auto nonzero =
        static_cast<std::size_t>(std::count_if(counts.begin(), counts.end(), [](std::int64_t c) { return c > 0; }));
    if (groups > 0 && groups < nonzero) RC_ASSERT(groups >= 2 && hidden >= k);
  }));
}

}  // namespace
}  // namespace credex::skills
