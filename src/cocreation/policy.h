#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/score.h"
#include "cocreation/pilot.h"
#include "cocreation/practice.h"

namespace credex::cocreation {

/// To whom a recommendation is addressed.
enum class Addressee : std::uint8_t { member_state, region, sector_body, union_ };
std::string_view addressee_name(Addressee addressee);
std::optional<Addressee> addressee_of(std::string_view name);

/// A figure behind a recommendation, with where it can be seen.
struct Figure {
  std::string what{};  ///< message key, of which `args` are the arguments
  std::vector<std::string> args{};
  std::string link{};
};

/// One thing to do, with what shows that it is needed.
struct PolicyRecommendation {
  std::string id{};
  std::string text{};  ///< as it is, in the data's language; empty where `key` says it
  std::string key{};   ///< message key
  std::vector<std::string> args{};
  std::vector<Figure> figures{};
  std::string ask{};  ///< what of the Council Recommendation it answers to
  std::string source{};
  double weight = 0;  ///< for the order
  int effort = 2;
  assessment::Effect effect = assessment::Effect::medium;
  std::vector<const Practice*> practices{};  ///< that helped others here
};

/// A framework assessed, as the brief sees it.
struct AssessedFramework {
  std::string id{};
  std::string title{};
  std::string country{};
  std::string link{};
  const assessment::Assessment* assessment = nullptr;
};
/// How one place's awards are received across borders.
struct Reception {
  std::string from{};
  std::string by{};
  std::int64_t definitions = 0;
  std::int64_t accepted = 0;
  std::string stop{};  ///< the criterion that stops most of the rest
  std::string link{};
};
struct PilotFinding {
  std::string id{};
  std::string title{};
  std::string link{};
  Advice advice = Advice::learn_more;
  int supported = 0;
  int hypotheses = 0;
};
/// One change of rules that would open most (recognition/best_change.h), as a message.
struct BestChange {
  std::string key{};
  std::vector<std::string> args{};
  std::uint64_t opens = 0;
  std::string link{};
};

struct PolicyInput {
  std::vector<AssessedFramework> frameworks{};  ///< those that the addressee answers for, else all
  std::vector<AssessedFramework> others{};      ///< to compare with
  std::vector<Reception> receptions{};
  std::vector<PilotFinding> pilots{};
  std::vector<BestChange> changes{};
  std::span<const Practice> practices{};
  std::size_t most = 10;
};

/// A difference between frameworks that matters: where awards of both would be read differently.
struct FrameworkGap {
  const assessment::Indicator* indicator = nullptr;
  const AssessedFramework* low = nullptr;
  const AssessedFramework* high = nullptr;
  double low_value = 0;
  double high_value = 0;
  double weight = 0;
};
/// By indicator the widest gap between any two, those that matter most first.
std::vector<FrameworkGap> gaps_between(const assessment::Rubric& rubric, std::span<const AssessedFramework> frameworks);

/// Ranked recommendations, each traced to the figures behind it. Nothing is recommended of which there is no figure.
std::vector<PolicyRecommendation> recommend(const assessment::Rubric& rubric, Addressee addressee,
                                            const PolicyInput& input);

}  // namespace credex::cocreation
