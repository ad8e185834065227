#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "service/actor.h"
#include "skills/esco_index.h"
#include "store/skill_records.h"

namespace credex::service {

struct MissingFacts {
  std::string uri{};
  std::string sector{};
  std::string country{};
  std::string people{};  ///< how many are looked for, 1 to 10,000
  std::string words{};
};
/// Says publicly that a skill is missed. Errors "service.invalid" with the field.
Result<store::MissingSkill> post_missing(Platform& platform, const Actor& actor, const std::string& organisation_id,
                                         const MissingFacts& facts);
Result<void> end_missing(Platform& platform, const Actor& actor, const std::string& id);
std::vector<store::MissingSkill> missing_of(Platform& platform, const std::string& organisation_id);

/// Valid awards by definition and day, counted at most once a minute. Any thread may use it; `mutex_` guards what is
/// kept.
class AwardCounts {
 public:
  struct Count {
    std::string definition{};  ///< its URI
    Date day{};
    std::int64_t count = 0;
  };
  std::shared_ptr<const std::vector<Count>> counts(Platform& platform);

 private:
  std::mutex mutex_;
  std::shared_ptr<const std::vector<Count>> kept_{};
  Instant counted_{};
};

/// What of a skill is taught and asked for. Counts of people are left out where they are small (skills/disclosure.h).
struct SkillLine {
  skills::ConceptId skill = 0;
  std::int64_t taught = 0;               ///< micro-credentials in the catalogue that state it
  std::optional<std::int64_t> awards{};  ///< of them, valid
  std::int64_t roles = 0;                ///< open roles that ask for it
  std::int64_t missing = 0;              ///< people that employers say they miss
  std::int64_t demand() const { return roles + missing; }
};
struct TimeLine {
  std::string quarter{};  ///< "2026 Q1"
  std::optional<std::int64_t> awards{};
  std::int64_t roles = 0;
};
struct CountryLine {
  std::string country{};
  std::int64_t definitions = 0;
  std::optional<std::int64_t> awards{};
  std::int64_t demand = 0;
};
struct SectorPicture {
  std::string sector{};             ///< empty: all
  std::string country{};            ///< empty: all
  std::vector<SkillLine> skills{};  ///< what is asked for most and taught least first
  std::vector<TimeLine> time{};
  std::vector<CountryLine> countries{};
  std::optional<std::int64_t> awards{};
  std::int64_t definitions = 0;
  std::int64_t roles = 0;
  std::int64_t k = 0;  ///< from how many people on a number is given
};
SectorPicture sector_picture(Platform& platform, const std::string& sector, const std::string& country);
/// The skills of a picture as CSV, a heading first; "fewer than K" where a number is left out.
std::string picture_csv(const Platform& platform, const SectorPicture& picture, const std::string& language);

}  // namespace credex::service
