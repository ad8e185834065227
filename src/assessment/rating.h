#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/rubric.h"
#include "base/time.h"

namespace credex::assessment {

/// What a rating rests on.
struct Evidence {
  std::string kind{};  ///< one of the indicator's, or other words
  std::string text{};
  std::string link{};
};

/// One assessor's judgement of one indicator.
struct Rating {
  enum class Kind : std::uint8_t { value, not_applicable, no_evidence };
  std::string indicator{};
  Kind kind = Kind::value;
  int value = 0;  ///< 0 to 4 where the kind is value
  std::string reason{};
  std::vector<Evidence> evidence{};
};
std::string_view kind_name(Rating::Kind kind);

/// Ratings of 3 and 4 need evidence, "not applicable" a reason. Error "assessment.rating": the scale left, nothing to
/// rest on, no such indicator.
Result<void> check_rating(const Rating& rating, const Rubric& rubric);
/// "0" to "4", "not_applicable", "no_evidence". Error "assessment.rating".
Result<Rating> rating_from(const std::string& indicator, std::string_view value);

struct Assessor {
  std::string id{};
  std::string name{};
  std::string constituency{};
  std::vector<Rating> ratings{};
};

/// The value on which assessors who differed agreed, with the reason.
struct Moderation {
  std::string indicator{};
  int value = 0;
  std::string reason{};
};

/// A share counted in the catalogue, with where it can be seen.
struct Measure {
  std::string id{};
  std::int64_t count = 0;
  std::int64_t of = 0;
  std::string link{};
  double share() const { return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of); }
};
/// The rating that a share starts from: 0 below 0.05, 1 below 0.30, 2 below 0.70, else 3; 4 is for what is verified
/// from outside.
int rating_of_share(double share);

/// Whose framework is assessed.
enum class FrameworkKind : std::uint8_t { country, region, institution, sector };
std::string_view kind_name(FrameworkKind kind);

struct LocalFramework {
  std::string id{};
  std::string title{};
  FrameworkKind kind = FrameworkKind::country;
  std::string country{};  ///< ISO 3166-1 alpha-2; empty where it is of no country
  std::string region{};
  std::string sector{};
  std::string about{};
  std::string link{};
  std::map<std::string, double, std::less<>> weights{};  ///< by group, where the body set others than the rubric's
  std::optional<int> target{};
  std::vector<Measure> measures{};
  std::vector<Moderation> moderations{};
};

/// Errors "assessment.framework" and "assessment.ratings" name file, line and reason.
Result<LocalFramework> read_framework(std::string_view text, const std::string& name, const Rubric& rubric);
Result<Assessor> read_ratings(std::string_view text, const std::string& name, const Rubric& rubric);
/// Of one framework: each assessor and each indicator once.
Result<void> check_assessors(const std::vector<Assessor>& assessors);

}  // namespace credex::assessment
