#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cocreation/policy.h"
#include "service/actor.h"
#include "service/assessments.h"
#include "service/pilots.h"
#include "service/practices.h"

namespace credex::service {

/// What recommendations are made of, kept while they are looked at: values in `input` point into the rest.
struct PolicyBasis {
  std::vector<FrameworkLine> frameworks{};
  std::vector<cocreation::Practice> practices{};
  cocreation::PolicyInput input{};
};
/// For a country, a region within it, or a sub-sector (empty: Europe).
std::shared_ptr<const PolicyBasis> policy_basis(Platform& platform, const std::string& country,
                                                const std::string& region, const std::string& sector);

/// Writes a brief of now: the recommendations and figures as they are, kept as they were. Needs policy.write.
struct BriefFacts {
  std::string title{};
  std::string addressee{};
  std::string country{};
  std::string sector{};
  std::string words{};  ///< an opening of the author's own
};
Result<store::PolicyBrief> write_brief(Platform& platform, const Actor& actor, const BriefFacts& facts);
std::vector<store::PolicyBrief> briefs(Platform& platform, const std::string& country = {});
/// A recommendation as it was kept.
struct KeptFigure {
  std::string words{};
  std::string link{};
};
struct KeptRecommendation {
  std::string words{};
  std::string ask{};
  std::string source{};
  int effort = 2;
  assessment::Effect effect = assessment::Effect::medium;
  std::vector<KeptFigure> figures{};
  std::vector<KeptFigure> practices{};
};
struct BriefView {
  store::PolicyBrief record{};
  std::string words{};
  std::vector<KeptRecommendation> recommendations{};
};
/// In the language asked for: kept are keys, where a sentence is ours.
Result<BriefView> brief_view(Platform& platform, const std::string& slug, const std::string& language);
std::string brief_markdown(const Platform& platform, const BriefView& brief, const std::string& language);

/// Indicators of how far Europe, or a country, has come.
struct PolicyIndicator {
  std::string id{};
  std::string country{};
  std::optional<double> value{};
  bool is_share = true;
  struct Target {
    std::string id{};
    std::int64_t year = 2030;
    double value = 0;
    std::string source{};
  };
  std::vector<Target> targets{};
};
/// assessed_countries, mean_score, in_line, accepted_across_borders, with_workload, with_level, with_quality,
/// with_skills, stackable, practices, pilots.
std::vector<PolicyIndicator> policy_indicators(Platform& platform, const std::string& country = {});
/// Sets one for the whole. Needs policy.target. The document it comes from is named.
Result<void> set_target(Platform& platform, const Actor& actor, const std::string& indicator, const std::string& year,
                        const std::string& value, const std::string& source);
Result<void> remove_target(Platform& platform, const Actor& actor, const std::string& id);

/// A country at a glance.
struct CountryPicture {
  std::string country{};
  std::vector<FrameworkLine> frameworks{};
  std::vector<cocreation::Reception> receptions{};
  std::vector<store::PolicyBrief> briefs{};
  std::vector<PracticeView> practices{};
  std::vector<PolicyIndicator> indicators{};
  std::int64_t definitions = 0;
};
CountryPicture country_picture(Platform& platform, const std::string& country);

}  // namespace credex::service
